#include "conformance/check/settings.h"

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "conformance/arazzo/cursor.h"
#include "conformance/expression/pointer.h"

namespace hpc::conformance {
namespace {

using arazzo::Cursor;
using arazzo::Faults;

/// The text with each ${NAME} replaced; absent variables are a fault.
std::string expanded(const Cursor& at, const std::string& text) {
  std::string made;
  std::size_t start = 0;
  for (auto open = text.find("${"); open != std::string::npos; open = text.find("${", start)) {
    const auto close = text.find('}', open);
    if (close == std::string::npos) break;
    const auto name = text.substr(open + 2, close - open - 2);
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) at.fault("found ${" + name + "}; the environment has no such variable");
    made += text.substr(start, open - start) + (value == nullptr ? "" : value);
    start = close + 1;
  }
  return made + text.substr(start);
}

bool names_secret(const std::string& text) { return text.find("${") != std::string::npos; }

std::string text_at(const Cursor& owner, std::string_view key) { return owner.has(key) ? expanded(owner.at(key), owner.text(key)) : ""; }

void read_inputs(const Cursor& root, Profile& profile) {
  profile.inputs = Json::object();
  root.each_member("inputs", [&profile](const std::string& name, const Cursor& one) {
    if (!one.value().is_string()) {
      profile.inputs[name] = Json(one.value());
      return;
    }
    const auto text = one.value().get<std::string>();
    profile.inputs[name] = expanded(one, text);
    // What somebody keeps out of the file is meant to stay out of the reports.
    if (names_secret(text)) profile.secrets.push_back(profile.inputs[name].get<std::string>());
  });
  for (const auto& name : root.texts("secrets")) {
    if (profile.inputs.contains(name) && profile.inputs[name].is_string()) profile.secrets.push_back(profile.inputs[name].get<std::string>());
  }
}

void read_token(const Cursor& root, Profile& profile) {
  if (!root.has("token")) return;
  const auto cursor = root.at("token");
  if (!cursor.is_object()) return;
  cursor.allow_only({"url", "client_id", "client_secret", "scope", "input"});
  for (const char* key : {"url", "client_id", "client_secret"}) cursor.required_text(key);
  Profile::Token token{text_at(cursor, "url"), text_at(cursor, "client_id"), text_at(cursor, "client_secret"), text_at(cursor, "scope"), "access_token"};
  if (cursor.has("input")) token.input = text_at(cursor, "input");
  profile.secrets.push_back(token.client_secret);
  profile.token = std::move(token);
}

Waiver read_waiver(const Cursor& cursor) {
  Waiver waiver;
  if (!cursor.is_object()) return waiver;
  cursor.allow_only({"check", "until", "why"});
  waiver.check = cursor.required_text("check");
  waiver.until_text = cursor.required_text("until");
  waiver.why = cursor.required_text("why");
  waiver.where = cursor.where();
  const auto day = parse_iso(waiver.until_text);
  if (!day && cursor.has("until")) cursor.at("until").found_instead_of("a date, YYYY-MM-DD");
  if (day) waiver.until = *day + std::chrono::hours(24);
  return waiver;
}

}  // namespace

Result<Profile> read_profile(const std::string& name, const std::string& folder) {
  std::error_code error;
  const auto file = std::filesystem::is_regular_file(name, error) ? name : folder + "/" + name + ".yaml";
  const auto document = HPC_TRY(YamlDocument::read(file));
  Faults faults(document);
  const Cursor root(faults, document.root(), "");
  Profile profile;
  if (root.is_object()) {
    root.allow_only({"name", "base_url", "base_urls", "inputs", "secrets", "capabilities", "token"});
    profile.name = root.text("name");
    profile.base_url = text_at(root, "base_url");
    root.each_member("base_urls", [&profile](const std::string& api, const Cursor& one) {
      if (one.value().is_string()) {
        profile.base_urls[api] = expanded(one, one.value().get<std::string>());
      } else {
        one.found_instead_of("a URL");
      }
    });
    read_inputs(root, profile);
    profile.capabilities = root.texts("capabilities");
    read_token(root, profile);
  }
  if (!faults.empty()) return failure(faults.error());
  return profile;
}

Result<std::vector<Waiver>> read_baseline(const std::string& file) {
  const auto document = HPC_TRY(YamlDocument::read(file));
  Faults faults(document);
  const Cursor root(faults, document.root(), "");
  std::vector<Waiver> waivers;
  if (root.is_object()) {
    root.allow_only({"waivers"});
    root.each("waivers", [&waivers](const Cursor& one) { waivers.push_back(read_waiver(one)); });
  }
  if (!faults.empty()) return failure(faults.error());
  return waivers;
}

const Waiver* waiver_for(const std::vector<Waiver>& waivers, const std::string& check) {
  for (const auto& waiver : waivers) {
    if (waiver.check == check || (waiver.check.ends_with('/') && check.starts_with(waiver.check))) return &waiver;
  }
  return nullptr;
}

}  // namespace hpc::conformance
