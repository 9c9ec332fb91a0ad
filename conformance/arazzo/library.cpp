#include "conformance/arazzo/library.h"

#include <filesystem>

namespace hpc::conformance::arazzo {
namespace {

/// A source's URL relative to the document that names it.
std::string resolved(const std::string& document, const std::string& url) {
  const std::string path = url.starts_with("file://") ? url.substr(7) : url;
  return (std::filesystem::path(document).parent_path() / path).lexically_normal().string();
}

Json sources_of(const Document& document) {
  Json sources = Json::object();
  for (const auto& source : document.sources) sources[source.name] = {{"url", source.url}};
  return sources;
}

Json components_of(const Document& document) {
  Json components = {{"parameters", Json::object()}};
  for (const auto& [name, value] : document.component_parameters) components["parameters"][name] = Json(value);
  return components;
}

}  // namespace

const Description* Scenario::first_api() const {
  for (const auto& source : document.sources) {
    const auto found = apis.find(source.name);
    if (found != apis.end()) return found->second;
  }
  return nullptr;
}

Result<const Description*> Library::load_api(const std::string& file_name) {
  const auto key = std::filesystem::path(file_name).lexically_normal().string();
  if (const auto found = apis_.find(key); found != apis_.end()) return found->second.get();
  auto api = std::make_unique<Description>(HPC_TRY(Description::read(key)));
  return apis_.emplace(key, std::move(api)).first->second.get();
}

Result<const Scenario*> Library::load(const std::string& file_name) {
  const auto key = std::filesystem::path(file_name).lexically_normal().string();
  if (const auto found = scenarios_.find(key); found != scenarios_.end()) return found->second.get();
  auto made = std::make_unique<Scenario>();
  made->document = HPC_TRY(read_document(key));
  auto& scenario = *made;
  // Entered before its sources are loaded, so that two documents may refer to each other.
  scenarios_.emplace(key, std::move(made));
  for (const auto& source : scenario.document.sources) {
    if (source.url.starts_with("http://") || source.url.starts_with("https://")) {
      return failure(Errc::unsupported, About::document, source.where + ": found the url " + source.url + "; documents on the network are not fetched, allowed is a file beside this one");
    }
    const auto path = resolved(key, source.url);
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) {
      return failure(Errc::missing, About::document, source.where + ": found the url " + source.url + "; there is no file " + path);
    }
    if (source.type == Source::Type::openapi) {
      scenario.apis[source.name] = HPC_TRY(load_api(path));
    } else {
      scenario.scenarios[source.name] = HPC_TRY(load(path));
    }
  }
  scenario.sources = sources_of(scenario.document);
  scenario.components = components_of(scenario.document);
  const auto faults = link(scenario);
  if (faults.empty()) return &scenario;
  std::string text;
  for (const auto& fault : faults) text += (text.empty() ? "" : "\n") + fault;
  return failure(Errc::invalid, About::document, text);
}

}  // namespace hpc::conformance::arazzo
