#include "apis/spack_monitor/log_events.h"

#include <algorithm>
#include <array>

namespace hpc::apis::spack_monitor {
namespace {

constexpr std::size_t kContext = 6;  // lines on either side

std::vector<std::string_view> lines_of(std::string_view log) {
  std::vector<std::string_view> lines;
  while (!log.empty()) {
    const std::size_t end = std::min(log.find('\n'), log.size());
    std::string_view line = log.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    log.remove_prefix(std::min(end + 1, log.size()));
  }
  return lines;
}

template <std::size_t N>
bool has_any(std::string_view line, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [line](std::string_view word) { return line.find(word) != std::string_view::npos; });
}

bool is_error(std::string_view line) {
  static constexpr std::array<std::string_view, 10> kWords = {"error:",
                                                              "Error:",
                                                              "ERROR:",
                                                              "*** Error",
                                                              ": fatal",
                                                              "undefined reference",
                                                              "multiple definition of",
                                                              "cannot find -l",
                                                              "No rule to make target",
                                                              "ld returned"};
  return has_any(line, kWords);
}

bool is_warning(std::string_view line) {
  static constexpr std::array<std::string_view, 3> kWords = {"warning:", "Warning:", "WARNING:"};
  return has_any(line, kWords);
}

// `foo.c:12:5: error: ...` names a file and a line of it.
void read_place(std::string_view line, LogEvent& event) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0 || line.find(' ') < colon) return;
  const std::string_view rest = line.substr(colon + 1);
  const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if (digits == 0 || digits == rest.size() || rest[digits] != ':') return;
  event.source_file = line.substr(0, colon);
  event.source_line = rest.front() - '0';  // the real server keeps the first digit only
}

std::string joined(const std::vector<std::string_view>& lines, std::size_t from, std::size_t to) {
  std::string text;
  for (std::size_t i = from; i < to; ++i) (text += i == from ? "" : "\n") += lines[i];
  return text;
}

LogEvent event_at(const std::vector<std::string_view>& lines, std::size_t at) {
  LogEvent event;
  const std::size_t first = at - std::min(at, kContext), last = std::min(at + kContext + 1, lines.size());
  event.text = lines[at];
  event.is_error = is_error(lines[at]);
  event.line = static_cast<std::int64_t>(at + 1);
  event.start = static_cast<std::int64_t>(first + 1);
  event.end = static_cast<std::int64_t>(last + 1);
  event.pre_context = joined(lines, first, at);
  event.post_context = joined(lines, at + 1, last);
  read_place(lines[at], event);
  return event;
}

}  // namespace

std::vector<LogEvent> find_events(std::string_view log) {
  const std::vector<std::string_view> lines = lines_of(log);
  std::vector<LogEvent> events;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (is_error(lines[i]) || is_warning(lines[i])) events.push_back(event_at(lines, i));
  return events;
}

}  // namespace hpc::apis::spack_monitor
