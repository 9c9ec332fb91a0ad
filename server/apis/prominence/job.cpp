#include "apis/prominence/job.h"

#include <algorithm>

namespace hpc::apis::prominence {

bool is_final(Status status) {
  return status != Status::pending && status != Status::running;
}

std::string Job::full_name() const {
  if (!origin) return description->name;
  std::string name = origin->workflow_name + "/" + origin->job;
  if (origin->instance) name += "/" + std::to_string(*origin->instance);
  return name;
}

bool Job::worked() const {
  if (status != Status::completed) return false;
  return !report || !report->a_task_failed || description->failure_is_success;
}

std::string substitute(std::string_view text, const std::vector<std::pair<std::string, std::string>>& values) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '$') {
      result += text[i];
      continue;
    }
    const bool is_braced = text.substr(i + 1, 1) == "{";
    const std::size_t start = i + (is_braced ? 2 : 1);
    std::size_t end = start;
    while (end < text.size() && is_word(text[end])) ++end;
    const std::string_view name = text.substr(start, end - start);
    const bool is_closed = !is_braced || text.substr(end, 1) == "}";
    const auto found =
        std::find_if(values.begin(), values.end(), [name](const auto& value) { return value.first == name; });
    if (!is_closed || found == values.end()) {
      result += '$';
      continue;
    }
    result += found->second;
    i = is_braced ? end : end - 1;
  }
  return result;
}

}  // namespace hpc::apis::prominence
