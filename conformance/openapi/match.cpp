#include "conformance/openapi/match.h"

#include <algorithm>

#include "base/encoding.h"

namespace hpc::conformance {

PathTemplate::PathTemplate(std::string_view text, const std::set<std::string>& with_slashes) {
  add_rank(text);
  while (!text.empty()) {
    const std::size_t close = text.find('}');
    if (text[0] == '{' && close != text.npos) {
      const std::string name(text.substr(1, close - 1));
      parts_.push_back({name, true, with_slashes.contains(name)});
      if (with_slashes.contains(name)) rank_ += 'd';
      text.remove_prefix(close + 1);
    } else {
      const std::size_t end = std::min(text.find('{', 1), text.size());
      parts_.push_back({percent_decode(text.substr(0, end)), false, false});
      text.remove_prefix(end);
    }
  }
}

void PathTemplate::add_rank(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('/', 1), text.size());
    const std::string_view segment = text.substr(0, end);
    const bool is_variable = segment.starts_with("/{") && segment.find('}') + 1 == segment.size();
    rank_ += is_variable ? 'c' : segment.find('{') != segment.npos ? 'b' : 'a';
    text.remove_prefix(end);
  }
}

bool PathTemplate::matches_from(std::size_t part, std::string_view path) const {
  if (part == parts_.size()) return path.empty();
  const Part& now = parts_[part];
  if (!now.is_variable) return path.starts_with(now.text) && matches_from(part + 1, path.substr(now.text.size()));
  for (std::size_t length = 1; length <= path.size(); ++length) {
    if (path[length - 1] == '/' && !now.takes_slashes) return false;
    if (matches_from(part + 1, path.substr(length))) return true;
  }
  return false;
}

std::vector<std::string> PathTemplate::names() const {
  std::vector<std::string> found;
  for (const Part& part : parts_) {
    if (part.is_variable) found.push_back(part.text);
  }
  return found;
}

void PathTemplates::add(std::string method, const std::string& path, const std::set<std::string>& with_slashes,
                        std::size_t operation) {
  entries_.push_back({std::move(method), PathTemplate(path, with_slashes), operation});
}

void PathTemplates::sort() {
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Entry& a, const Entry& b) { return a.path.rank() < b.path.rank(); });
}

std::optional<std::size_t> PathTemplates::find(std::string_view method, std::string_view raw_path) const {
  // Decoding "%2F" would make a separator of what is none.
  std::string path;
  for (std::size_t i = 0; i < raw_path.size();) {
    const bool is_slash = equals_ignoring_case(raw_path.substr(i, 3), "%2F");
    path += is_slash ? "%2F" : raw_path[i] == '%' ? percent_decode(raw_path.substr(i, 3)) : std::string(1, raw_path[i]);
    i += raw_path[i] == '%' ? 3 : 1;
  }
  for (const Entry& entry : entries_) {
    if (entry.method == method && entry.path.matches(path)) return entry.operation;
  }
  return {};
}

}  // namespace hpc::conformance
