#include "apis/spack_monitor/negotiation.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hpc::apis::spack_monitor {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

struct MediaType {
  std::string_view main, sub;
  std::map<std::string_view, std::string_view> parameters;

  explicit MediaType(std::string_view text) {
    const auto parts = split(text, ';');
    const std::size_t slash = parts[0].find('/');
    main = parts[0].substr(0, slash);
    if (slash != std::string_view::npos) sub = parts[0].substr(slash + 1);
    for (std::size_t i = 1; i < parts.size(); ++i) {
      const std::size_t equals = parts[i].find('=');
      if (equals == std::string_view::npos) continue;
      std::string_view value = trimmed(parts[i].substr(equals + 1));
      if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
      parameters[trimmed(parts[i].substr(0, equals))] = value;
    }
  }

  // More specific ones come first; `q` does not count.
  int precedence() const {
    if (main == "*") return 0;
    if (sub == "*") return 1;
    const bool only_quality = parameters.empty() || (parameters.size() == 1 && parameters.count("q") == 1);
    return only_quality ? 2 : 3;
  }
  bool takes(std::string_view other_main, std::string_view other_sub) const {
    return (main == "*" || main == other_main) && (sub == "*" || sub == other_sub);
  }
  int indent() const {
    const auto found = parameters.find("indent");
    if (found == parameters.end()) return 0;
    int value = 0;
    const char* end = found->second.data() + found->second.size();
    const auto read = std::from_chars(found->second.data(), end, value);
    return read.ec == std::errc() && read.ptr == end ? std::clamp(value, 0, 8) : 0;
  }
};

}  // namespace

Result<Format> negotiate(std::string_view format, std::string_view accept, bool json_only) {
  std::vector<MediaType> accepted;
  for (std::string_view one : split(accept.empty() ? "*/*" : accept, ',')) accepted.emplace_back(one);
  std::stable_sort(accepted.begin(), accepted.end(),
                   [](const MediaType& a, const MediaType& b) { return a.precedence() > b.precedence(); });
  if (!format.empty()) {
    if (format == "api" && !json_only) return Format{true, 0};
    if (format != "json") return failure(Errc::missing, About::document, "no renderer has this format");
    const auto json = std::find_if(accepted.begin(), accepted.end(),
                                   [](const MediaType& one) { return one.takes("application", "json"); });
    return Format{false, json == accepted.end() ? 0 : json->indent()};
  }
  for (auto group = accepted.begin(); group != accepted.end();) {
    const int precedence = group->precedence();
    const auto end = std::find_if(group, accepted.end(),
                                  [precedence](const MediaType& one) { return one.precedence() != precedence; });
    for (auto one = group; one != end; ++one)
      if (one->takes("application", "json")) return Format{false, one->indent()};
    for (auto one = group; one != end; ++one)
      if (!json_only && one->takes("text", "html")) return Format{true, 0};
    group = end;
  }
  return failure(Errc::unsupported, About::document, "nothing acceptable is offered");
}

}  // namespace hpc::apis::spack_monitor
