#include "conformance/schema/keyword_values.h"

#include <nlohmann/json.hpp>

#include "conformance/schema/node.h"

namespace hpc::conformance {

namespace {

constexpr std::pair<std::string_view, int> kTypes[] = {{"null", kNull},      {"boolean", kBoolean},
                                                       {"object", kObject},  {"array", kArray},
                                                       {"string", kString},  {"number", kInteger | kFraction},
                                                       {"integer", kInteger}};

int type_mask(const Json& name) {
  for (const auto& [known, mask] : kTypes) {
    if (name.is_string() && name.get_ref<const std::string&>() == known) return mask;
  }
  return 0;
}

}  // namespace

tl::unexpected<Error> wrong(const SchemaPlace& place, const std::string& path, const std::string& sentence) {
  const std::string where = place.location() + (path.empty() ? "" : "/" + path);
  return failure(Errc::invalid, About::document, (where.empty() ? "the schema" : where) + ": " + sentence);
}

Result<std::size_t> read_count(const SchemaPlace& place, const char* keyword) {
  const Json& value = place.schema->at(keyword);
  if (!value.is_number() || !is_integral(value) || number_of(value) < 0) {
    return wrong(place, keyword, "must be an integer of at least 0");
  }
  return number_of(value) >= static_cast<Number>(kNoLimit) ? kNoLimit : static_cast<std::size_t>(number_of(value));
}

Result<bool> read_flag(const SchemaPlace& place, const char* keyword) {
  const Json& value = place.schema->at(keyword);
  if (!value.is_boolean()) return wrong(place, keyword, "must be true or false");
  return value.get<bool>();
}

Result<std::string> read_text(const SchemaPlace& place, const char* keyword) {
  const Json& value = place.schema->at(keyword);
  if (!value.is_string()) return wrong(place, keyword, "must be a string");
  return value.get<std::string>();
}

Result<std::vector<std::string>> read_names(const SchemaPlace& place, const char* keyword) {
  return names_of(place, keyword, place.schema->at(keyword));
}

Result<std::vector<std::string>> names_of(const SchemaPlace& place, const std::string& path, const Json& value) {
  if (!value.is_array()) return wrong(place, path, "must be an array of strings");
  std::vector<std::string> names;
  for (const Json& name : value) {
    if (!name.is_string()) return wrong(place, path, "must be an array of strings");
    names.push_back(name.get<std::string>());
  }
  return names;
}

Result<std::uint8_t> read_types(const SchemaPlace& place, const Json& value) {
  int mask = 0;
  if (value.is_array()) {
    for (const Json& name : value) {
      if (type_mask(name) == 0) return wrong(place, "type", shown(name) + " is no type");
      mask |= type_mask(name);
    }
  } else {
    mask = type_mask(value);
  }
  if (mask == 0) return wrong(place, "type", shown(value) + " is no type");
  return static_cast<std::uint8_t>(mask);
}

}  // namespace hpc::conformance
