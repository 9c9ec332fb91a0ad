#include "conformance/openapi/documents.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/encoding.h"
#include "conformance/schema/uri.h"
#include "conformance/schema/values.h"

namespace hpc::conformance {

namespace fs = std::filesystem;

namespace {

constexpr int kMostReferences = 20;

const OrderedJson* child_of(const OrderedJson& value, const std::string& token) {
  if (value.is_object()) {
    const auto member = value.find(token);
    return member == value.end() ? nullptr : &*member;
  }
  if (!value.is_array() || token.empty() || token.size() > 9) return nullptr;
  if (token.find_first_not_of("0123456789") != token.npos) return nullptr;
  const std::size_t index = std::stoul(token);
  return index < value.size() ? &value[index] : nullptr;
}

const OrderedJson* value_at(const OrderedJson& root, std::string_view pointer) {
  const OrderedJson* value = &root;
  while (value && !pointer.empty()) {
    if (!pointer.starts_with('/')) return nullptr;
    value = child_of(*value, take_pointer_token(pointer));
  }
  return value;
}

/// Values that may be data, not description: a "$ref" in them need not lead anywhere.
bool may_be_data(const std::string& key) {
  return key == "example" || key == "examples" || key == "default" || key == "enum" || key == "const" ||
         key.starts_with("x-");
}

Result<std::string> text_of_file(const std::string& file_name) {
  std::ifstream stream(file_name, std::ios::binary);
  std::ostringstream text;
  if (stream) text << stream.rdbuf();
  if (!stream || stream.bad()) return failure(Errc::missing, About::document, file_name + ": cannot be read");
  return text.str();
}

}  // namespace

std::string Document::where(std::string_view pointer, bool key) const {
  return yaml ? yaml->where(pointer, key) : file + "#" + std::string(pointer);
}

std::optional<Place> Place::member(std::string_view name) const {
  if (!value->is_object()) return {};
  const auto found = value->find(std::string(name));
  if (found == value->end()) return {};
  return Place{document, pointer + "/" + pointer_token(name), &*found};
}

Place Place::item(std::size_t index) const {
  return {document, pointer + "/" + std::to_string(index), &(*value)[index]};
}

std::string Place::text(std::string_view name) const {
  const std::optional<Place> found = member(name);
  return found && found->value->is_string() ? found->value->get<std::string>() : "";
}

bool Place::flag(std::string_view name) const {
  const std::optional<Place> found = member(name);
  return found && found->value->is_boolean() && found->value->get<bool>();
}

tl::unexpected<Error> wrong_at(const Place& place, const std::string& sentence) {
  return failure(Errc::invalid, About::document, place.where() + ": " + sentence);
}

Result<void> Documents::read_main(const std::string& file_name) {
  return parse_main(HPC_TRY(text_of_file(file_name)), file_name);
}

Result<void> Documents::parse_main(std::string_view text, const std::string& file_name) {
  main_file_ = file_name;
  main_uri_ = fs::absolute(file_name).lexically_normal().string();
  main_ = HPC_TRY(add(text, main_uri_));
  return load_referred(root(), true);
}

std::string Documents::label_of(const std::string& uri) const {
  if (uri == main_uri_) return fs::path(uri).filename().string();
  return fs::path(uri).lexically_relative(fs::path(main_uri_).parent_path()).string();
}

Result<const Document*> Documents::add(std::string_view text, const std::string& uri) {
  auto document = std::make_unique<Document>();
  document->uri = uri;
  document->label = label_of(uri);
  document->file = uri == main_uri_
                       ? main_file_
                       : (fs::path(main_file_).parent_path() / document->label).lexically_normal().string();
  auto yaml = YamlDocument::parse(text, document->file);
  if (yaml) {
    document->value = yaml->root();
    document->yaml = std::move(*yaml);
  } else {
    // Most JSON is YAML; JSON's own reader takes the rest, without positions.
    document->value = OrderedJson::parse(text, nullptr, false);
    if (document->value.is_discarded()) return failure(yaml.error());
  }
  document->plain = document->value;
  const Document* added = document.get();
  documents_[uri] = std::move(document);
  return added;
}

Result<void> Documents::load(const std::string& uri, const std::string& because) {
  if (documents_.contains(uri)) return {};
  auto text = text_of_file(uri);
  if (!text) return failure(Errc::missing, About::document, because + ": there is no file " + uri);
  const Document* document = HPC_TRY(add(*text, uri));
  return load_referred({document, "", &document->value}, true);
}

Result<void> Documents::load_referred(const Place& place, bool must_exist) {
  if (place.value->is_array()) {
    for (std::size_t i = 0; i < place.value->size(); ++i) HPC_TRY(load_referred(place.item(i), must_exist));
  }
  if (!place.value->is_object()) return {};
  for (auto member = place.value->begin(); member != place.value->end(); ++member) {
    if (member.key() == "$ref" && member->is_string()) {
      const Uri target = resolve(Uri::parse(place.document->uri), Uri::parse(member->get<std::string>()));
      if (!target.scheme.empty()) continue;
      const Result<void> loaded = load(percent_decode(target.text_without_fragment()), place.where());
      if (!loaded && must_exist) return loaded;
      continue;
    }
    if (member->is_structured()) {
      HPC_TRY(load_referred(*place.member(member.key()), must_exist && !may_be_data(member.key())));
    }
  }
  return {};
}

const Document* Documents::find(const std::string& uri) const {
  auto found = documents_.find(uri);
  if (found == documents_.end()) found = documents_.find(percent_decode(uri));
  return found == documents_.end() ? nullptr : found->second.get();
}

Result<Place> Documents::resolved(Place place) const {
  for (int i = 0; i < kMostReferences; ++i) {
    const std::optional<Place> reference = place.member("$ref");
    if (!reference) return place;
    if (!reference->value->is_string()) return wrong_at(*reference, "a $ref is a string");
    const Uri target = resolve(Uri::parse(place.document->uri), Uri::parse(reference->value->get<std::string>()));
    const Document* document = find(target.text_without_fragment());
    const std::string pointer = percent_decode(target.fragment);
    const OrderedJson* value = document ? value_at(document->value, pointer) : nullptr;
    if (!value) return wrong_at(*reference, "there is no " + reference->value->get<std::string>());
    place = {document, pointer, value};
  }
  return wrong_at(place, "references lead in a circle");
}

}  // namespace hpc::conformance
