#include "apis/firecrest/job_ids.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace hpc::apis::firecrest {
namespace {

// Reads a number at the start of `text` and moves past it.
template <class Number>
bool read_number(std::string_view& text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool skip(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

bool read_elements(std::string_view& text, JobRef& ref) {
  std::uint32_t first = 0, last = 0;
  const bool in_brackets = skip(text, '[');
  if (!read_number(text, first)) return false;
  last = first;
  if (in_brackets && (!skip(text, '-') || !read_number(text, last) || !skip(text, ']'))) return false;
  ref.elements.emplace(first, last);
  return true;
}

bool takes_index(const JobRef& ref, site::JobId id, site::JobId array_id, std::uint32_t index) {
  if (!ref.elements) return ref.id == id || (array_id != 0 && ref.id == array_id);
  return array_id != 0 && ref.id == array_id && ref.elements->first <= index && index <= ref.elements->second;
}

}  // namespace

bool JobRef::takes(const site::Job& job) const {
  return takes_index(*this, job.id, job.array_id, job.array_index);
}
bool JobRef::takes(const site::JobRecord& record) const {
  return takes_index(*this, record.id, record.array_id, record.array_index);
}

std::optional<JobRef> parse_job_ref(std::string_view text) {
  JobRef ref;
  ref.text = std::string(text);
  if (!read_number(text, ref.id)) return std::nullopt;
  if (text.empty()) return ref;
  ref.is_plain = false;
  std::uint32_t component = 0;
  if (skip(text, '+')) return read_number(text, component) && text.empty() ? std::optional(ref) : std::nullopt;
  if (!skip(text, '_') || !read_elements(text, ref) || !text.empty()) return std::nullopt;
  return ref;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  for (;;) {
    const auto comma = text.find(',');
    parts.emplace_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

std::string display_id(site::JobId id, site::JobId array_id, std::uint32_t array_index) {
  return array_id == 0 ? std::to_string(id) : std::to_string(array_id) + '_' + std::to_string(array_index);
}

std::string display_id(const site::Job& job) {
  return display_id(job.id, job.array_id, job.array_index);
}

std::string display_id(const std::vector<const site::Job*>& waiting) {
  const site::Job& front = *waiting.front();
  if (front.array_id == 0 || front.state != site::JobState::pending) return display_id(front);
  std::vector<std::uint32_t> indices;
  for (const site::Job* job : waiting) indices.push_back(job->array_index);
  std::sort(indices.begin(), indices.end());
  std::string ranges;
  for (std::size_t i = 0; i < indices.size();) {
    std::size_t end = i;
    while (end + 1 < indices.size() && indices[end + 1] == indices[end] + 1) ++end;
    if (!ranges.empty()) ranges += ',';
    ranges += std::to_string(indices[i]);
    if (end > i) ranges += '-' + std::to_string(indices[end]);
    i = end + 1;
  }
  return std::to_string(front.array_id) + "_[" + ranges + ']';
}

std::vector<std::vector<const site::Job*>> lines_of(const std::vector<const site::Job*>& jobs) {
  std::vector<std::vector<const site::Job*>> lines;
  std::map<site::JobId, std::size_t> line_of_array;
  for (const site::Job* job : jobs) {
    if (job->array_id == 0 || job->state != site::JobState::pending) {
      lines.push_back({job});
      continue;
    }
    const auto [at, is_new] = line_of_array.try_emplace(job->array_id, lines.size());
    if (is_new) lines.emplace_back();
    lines[at->second].push_back(job);
  }
  return lines;
}

}  // namespace hpc::apis::firecrest
