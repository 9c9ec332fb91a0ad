#include "conformance/check/addresses.h"

#include <filesystem>
#include <nlohmann/json.hpp>

namespace hpc::conformance {
namespace {

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

Result<Json> ask(Target& target, const std::string& method, const std::string& url, const Json* body, int wanted) {
  http::Request request;
  request.method = method;
  request.target = url;
  request.headers.add("Accept", "application/json");
  if (body != nullptr) {
    request.headers.add("Content-Type", "application/json");
    request.body = Bytes(body->dump());
  }
  const auto response = HPC_TRY(target.send(request));
  if (response.status != wanted) {
    return failure(Errc::missing, About::sandbox, method + " " + url + " was answered with " + std::to_string(response.status) + " instead of " + std::to_string(wanted) + ": " + response.body.slice(0, 300).str());
  }
  auto value = Json::parse(response.body.str(), nullptr, false);
  if (value.is_discarded()) return Json();
  return value;
}

std::string clock_of(Target& target, const std::string& root) {
  const auto answer = ask(target, "GET", root + "/_hpcmock/clock", nullptr, 200);
  return answer && answer->is_object() && answer->contains("mode") && answer->at("mode").is_string() ? answer->at("mode").get<std::string>() : "";
}

Result<std::optional<MockInfo>> ask_version(Target& target, const std::string& root) {
  const auto answer = ask(target, "GET", root + "/_hpcmock/version", nullptr, 200);
  if (!answer) {
    if (answer.error().what == Errc::unavailable) return failure(answer.error());
    return std::optional<MockInfo>();
  }
  if (!answer->is_object() || answer->value("name", "") != "hpcmock") return std::optional<MockInfo>();
  MockInfo mock{root, answer->value("version", ""), {}, clock_of(target, root)};
  const auto capabilities = answer->value("capabilities", Json::array());
  for (const auto& one : capabilities) {
    if (one.is_string()) mock.capabilities.push_back(one.get<std::string>());
  }
  return std::optional(std::move(mock));
}

}  // namespace

std::string api_name(const Description& api) {
  const auto folder = std::filesystem::path(api.file_name()).parent_path().filename().string();
  return folder.empty() ? std::filesystem::path(api.file_name()).stem().string() : folder;
}

std::string mount_of(const Description& api) {
  if (api.servers().empty()) return "";
  const auto& server = api.servers().front();
  const auto scheme = server.find("://");
  const auto start = scheme == std::string::npos ? 0 : server.find('/', scheme + 3);
  return start == std::string::npos ? "" : without_slash(server.substr(start));
}

Result<std::optional<MockInfo>> find_mock(Target& target, const std::string& url, const std::vector<const Description*>& apis) {
  const auto base = without_slash(url);
  auto mock = HPC_TRY(ask_version(target, base));
  if (mock) return mock;
  for (const auto* api : apis) {
    const auto mount = mount_of(*api);
    if (mount.empty() || !base.ends_with(mount)) continue;
    mock = HPC_TRY(ask_version(target, base.substr(0, base.size() - mount.size())));
    if (mock) return mock;
  }
  return std::optional<MockInfo>();
}

Result<Sandbox> create_sandbox(Target& target, const std::string& root, const std::string& name, const std::string& clock,
                               const OrderedJson* apis) {
  Json wish = {{"name", name}, {"clock", clock}};
  if (apis != nullptr) wish["apis"] = Json::parse(apis->dump());
  const auto answer = HPC_TRY(ask(target, "POST", root + "/_hpcmock/sandboxes", &wish, 201));
  Sandbox sandbox;
  sandbox.name = answer.value("name", name);
  sandbox.control = without_slash(answer.value("control", root + "/s/" + name + "/_hpcmock"));
  sandbox.root = root + "/s/" + sandbox.name;
  const auto urls = answer.value("apis", Json::object());
  for (const auto& [api, address] : urls.items()) {
    if (address.is_string()) sandbox.urls[api] = without_slash(address.get<std::string>());
  }
  return sandbox;
}

Result<void> delete_sandbox(Target& target, const std::string& root, const std::string& name) {
  http::Request request;
  request.method = "DELETE";
  request.target = root + "/_hpcmock/sandboxes/" + name;
  const auto response = HPC_TRY(target.send(request));
  if (response.status / 100 == 2 || response.status == 404) return {};
  return failure(Errc::conflict, About::sandbox, "the sandbox " + name + " could not be deleted: " + std::to_string(response.status));
}

std::optional<std::string> url_by_api(const UrlsByApi& urls, const std::string& api, std::string_view path) {
  const std::string* best = nullptr;
  std::size_t longest = 0;
  for (const auto& [key, url] : urls) {
    if (!key.starts_with(api)) continue;
    const auto prefix = std::string_view(key).substr(api.size());
    const bool fits = prefix.empty() || (prefix.front() == '/' && path.starts_with(prefix));
    if (!fits || (best != nullptr && prefix.size() < longest)) continue;
    best = &url;
    longest = prefix.size();
  }
  if (best == nullptr) return std::nullopt;
  return without_slash(*best);
}

std::optional<std::string> Addresses::base_url(const Description& api, const Sandbox* sandbox, std::string_view path) const {
  const auto name = api_name(api);
  if (sandbox != nullptr) {
    const auto found = sandbox->urls.find(name);
    return found != sandbox->urls.end() ? found->second : sandbox->root + mount_of(api);
  }
  if (auto found = url_by_api(by_api, name, path)) return found;
  if (mock) return mock->root + mount_of(api);
  if (url_given) return without_slash(url);
  return std::nullopt;
}

std::string Addresses::control_url(const Sandbox* sandbox) const {
  if (sandbox != nullptr) return sandbox->control;
  return mock ? mock->root + "/_hpcmock" : "";
}

}  // namespace hpc::conformance
