#include "centre/load_site.h"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "base/yaml.h"
#include "centre/decode_site.h"
#include "conformance/schema/schema.h"

namespace hpc::centre {
namespace {

constexpr std::pair<const char*, const char*> kSites[] = {
#include "embedded_sites.inc"
};
constexpr char kSchema[] =
#include "site_schema.inc"
    ;

// What each API's options may be, by the API's name.
constexpr std::initializer_list<std::pair<const char*, const char*>> kOptionSchemas = {
#include "option_schemas.inc"
};

tl::unexpected<Error> wrong_override(const Override& one, const std::string& why) {
  return failure(Errc::invalid, About::document, "--set " + one.path + "=" + one.value + ": " + why);
}

// The member of a list: by its number, or by the name that it has.
OrderedJson* member_of(OrderedJson& list, const std::string& key) {
  for (OrderedJson& item : list)
    if (item.is_object() && item.value("name", "") == key) return &item;
  const bool is_number = !key.empty() && key.size() < 7 && key.find_first_not_of("0123456789") == std::string::npos;
  if (!is_number || std::stoul(key) >= list.size()) return nullptr;
  return &list[std::stoul(key)];
}

Result<void> apply(const Override& one, OrderedJson& root) {
  const auto value = YamlDocument::parse(one.value, "--set " + one.path);
  if (!value) return wrong_override(one, value.error().sentence);
  OrderedJson* at = &root;
  for (std::size_t from = 0; from <= one.path.size();) {
    const std::size_t dot = std::min(one.path.find('.', from), one.path.size());
    const std::string key = one.path.substr(from, dot - from);
    from = dot + 1;
    if (key.empty()) return wrong_override(one, "expected a path such as apis.flux_restful.auth");
    if (at->is_null()) *at = OrderedJson::object();
    if (at->is_array()) {
      at = member_of(*at, key);
      if (!at) return wrong_override(one, "there is no " + key + " in that list");
    } else if (at->is_object()) {
      at = &(*at)[key];
    } else {
      return wrong_override(one, "what stands before ." + key + " is not a mapping");
    }
  }
  *at = value->root();
  return {};
}

const char* option_schema(std::string_view api) {
  for (const auto& [known, text] : kOptionSchemas)
    if (known == api) return text;
  return nullptr;
}

const conformance::Schema& schema() {
  static const conformance::Schema compiled = HPC_MUST(conformance::Schema::compile(Json::parse(kSchema), {}));
  return compiled;
}

std::vector<conformance::Fault> option_faults(const Json& root) {
  std::vector<conformance::Fault> all;
  if (!root.is_object() || !root.contains("apis") || !root.at("apis").is_object()) return all;
  for (const auto& [api, text] : kOptionSchemas) {
    if (!root.at("apis").contains(api)) continue;
    const auto options = HPC_MUST(conformance::Schema::compile(Json::parse(text), {}));
    for (conformance::Fault& fault : options.validate(root.at("apis").at(api))) {
      fault.instance_pointer.insert(0, std::string("/apis/") + api);
      all.push_back(std::move(fault));
    }
  }
  return all;
}

enum class Check { schema, decoding_only };

Result<std::shared_ptr<const site::SiteSpec>> decode(const YamlDocument& document,
                                                     const std::vector<Override>& overrides,
                                                     Check check = Check::schema) {
  OrderedJson root = document.root();
  for (const Override& one : overrides) HPC_TRY(apply(one, root));
  std::string faults;
  const auto say = [&](const std::string& pointer, const std::string& sentence) {
    faults += (faults.empty() ? "" : "\n") + document.where(pointer) + ": " +
              (pointer.empty() ? "the document" : pointer) + ": " + sentence;
  };
  if (check == Check::schema) {
    const Json whole = Json::parse(root.dump());
    for (const auto& faults_found : {schema().validate(whole), option_faults(whole)})
      for (const conformance::Fault& fault : faults_found)
        say(fault.instance_pointer, "expected " + fault.expected + ", got " + fault.got);
  }
  if (!faults.empty()) return failure(Errc::invalid, About::document, faults);
  std::vector<SiteFault> more;
  auto site = decode_site(root, more);
  for (const SiteFault& fault : more) say(fault.pointer, fault.sentence);
  if (!faults.empty()) return failure(Errc::invalid, About::document, faults);
  return site;
}

}  // namespace

Result<std::shared_ptr<const site::SiteSpec>> load_site(std::string_view text, const std::string& file_name,
                                                        const std::vector<Override>& overrides) {
  const YamlDocument document = HPC_TRY(YamlDocument::parse(text, file_name));
  return decode(document, overrides);
}

Result<std::shared_ptr<const site::SiteSpec>> read_site(const std::string& file_name,
                                                        const std::vector<Override>& overrides) {
  const YamlDocument document = HPC_TRY(YamlDocument::read(file_name));
  return decode(document, overrides);
}

Result<std::shared_ptr<const site::SiteSpec>> embedded_site(std::string_view name,
                                                            const std::vector<Override>& overrides) {
  for (const auto& [known, text] : kSites) {
    if (name != known) continue;
    const YamlDocument document = HPC_TRY(YamlDocument::parse(text, "fixtures/sites/" + std::string(name) + ".yaml"));
    // A test holds the built-in sites to the schema: compiling it at each start would cost more than all the rest.
    return decode(document, overrides, overrides.empty() ? Check::decoding_only : Check::schema);
  }
  std::string sentence = "there is no built-in site " + std::string(name) + "; there are:";
  for (const auto& [known, text] : kSites) sentence += std::string(" ") + known;
  return failure(Errc::missing, About::site, sentence);
}

std::vector<std::string> embedded_site_names() {
  std::vector<std::string> names;
  for (const auto& [known, text] : kSites) names.emplace_back(known);
  return names;
}

Result<ApiOptions> changed_options(const site::SiteSpec& site, const Json& changes) {
  ApiOptions all;
  std::string faults;
  const auto say = [&faults](const std::string& line) { faults += (faults.empty() ? "" : "\n") + line; };
  for (const auto& [api, members] : changes.items()) {
    const char* schema_text = option_schema(api);
    if (!schema_text || !members.is_object()) {
      say("/" + api + (schema_text ? ": expected an object" : ": there is no such API, or it has no options"));
      continue;
    }
    const auto own = site.apis.find(api);
    Json options = own == site.apis.end() || !own->second ? Json::object() : *own->second;
    options.update(members);
    const auto option_schema = HPC_MUST(conformance::Schema::compile(Json::parse(schema_text), {}));
    for (const conformance::Fault& fault : option_schema.validate(options))
      say("/" + api + fault.instance_pointer + ": expected " + fault.expected + ", got " + fault.got);
    all[api] = std::make_shared<const Json>(std::move(options));
  }
  if (!faults.empty()) return failure(Errc::invalid, About::request, faults);
  return all;
}

}  // namespace hpc::centre
