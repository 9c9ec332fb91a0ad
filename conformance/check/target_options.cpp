#include "conformance/check/target_options.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"

extern char** environ;

namespace hpc::conformance {
namespace {

struct Pair {
  std::string name;
  std::string value;
};

Result<Pair> pair_of(const std::string& text, const char* option) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) return failure(Errc::invalid, About::request, std::string("found ") + option + " " + text + "; allowed is NAME=VALUE");
  return Pair{text.substr(0, equals), text.substr(equals + 1)};
}

bool is_url(const std::string& text) { return text.starts_with("http://") || text.starts_with("https://"); }

Result<bool> take_base_urls(const std::vector<std::string>& given, Addresses& addresses) {
  for (const auto& one : given) {
    if (is_url(one)) {
      addresses.url = one;
      addresses.url_given = true;
      continue;
    }
    const auto pair = pair_of(one, "--base-url");
    if (!pair || !is_url(pair->value)) return failure(Errc::invalid, About::request, "found --base-url " + one + "; allowed is http://..., https://... or API=URL");
    addresses.by_api[pair->name] = pair->value;
  }
  // With every API named there is no deployment as a whole; any of them tells whether it answers.
  if (!addresses.url_given && !addresses.by_api.empty()) addresses.url = addresses.by_api.begin()->second;
  return true;
}

void take_environment(Json& inputs) {
  static constexpr std::string_view kPrefix = "HPCMOCK_INPUT_";
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const auto equals = text.find('=');
    if (!text.starts_with(kPrefix) || equals == std::string_view::npos) continue;
    inputs[to_lower(text.substr(kPrefix.size(), equals - kPrefix.size()))] = std::string(text.substr(equals + 1));
  }
}

void take_profile(const Profile& profile, RunOptions& options, Redactor& redactor) {
  if (!profile.base_url.empty()) {
    options.addresses.url = profile.base_url;
    options.addresses.url_given = true;
  }
  options.addresses.by_api = profile.base_urls;
  options.inputs.update(profile.inputs);
  options.capabilities = profile.capabilities;
  options.token = profile.token;
  for (const auto& secret : profile.secrets) redactor.add_secret(secret);
}

}  // namespace

Result<RunOptions> target_options(const TargetSettings& settings, const std::string& profiles_folder, Redactor& redactor) {
  RunOptions options;
  take_environment(options.inputs);
  if (!settings.profile.empty()) take_profile(HPC_TRY(read_profile(settings.profile, profiles_folder)), options, redactor);
  HPC_TRY(take_base_urls(settings.base_urls, options.addresses));
  for (const auto& text : settings.inputs) {
    auto pair = HPC_TRY(pair_of(text, "--input"));
    options.inputs[pair.name] = pair.value;
  }
  for (const auto& text : settings.secrets) {
    auto pair = HPC_TRY(pair_of(text, "--secret"));
    redactor.add_secret(pair.value);
    options.inputs[pair.name] = pair.value;
  }
  for (const auto& [name, value] : options.inputs.items()) {
    if (Redactor::is_secret_name(name) && value.is_string()) redactor.add_secret(value.get<std::string>());
  }
  return options;
}

RealWorld::RealWorld(const CurlTarget::Options& curl)
    : world_{[curl] { return std::make_unique<CurlTarget>(curl); }, [this] { return std::make_unique<PollWaiter>(interrupt_.descriptor()); }, host_clock(), interrupt_.flag()} {}

}  // namespace hpc::conformance
