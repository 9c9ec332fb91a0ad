#include "apis/refissh/applications.h"

#include <fmt/format.h>
#include <fnmatch.h>

namespace hpc::apis::refissh {
namespace {

// Both write UNSET at their start, as well-behaved jobs do, and a page every second.
constexpr const char* kWaitAWhile = R"sh(#!/bin/bash
printf UNSET > "$SERVICE/result.txt"
for (( waited = 0; waited < ARG2; waited++ )); do
  printf '<html><head><title>Waiting</title></head><body><p>Waited %d of %d seconds.</p></body></html>' \
    "$waited" "$ARG2" > "$SERVICE/status.html"
  sleep 1
done
printf 'Done. I have waited %d seconds.' "$ARG2" > "$SERVICE/result.txt"
)sh";

constexpr const char* kStartup = R"sh(#!/bin/bash
printf UNSET > "$SERVICE/result.txt"
newline='
'
for (( waited = 0; waited < ARG2; waited++ )); do
  printf '<html><head><title>Waiting</title></head><body><p>Waited %d of %d seconds. Send ABORT to end it.</p></body></html>' \
    "$waited" "$ARG2" > "$SERVICE/status.html"
  sleep 1
  messages=
  [ -f "$SERVICE/notifications.txt" ] && messages=$(cat "$SERVICE/notifications.txt")
  if [ "${messages##*"$newline"}" = ABORT ]; then
    printf 'Done. My waiting was aborted after %d seconds.' "$(( waited + 1 ))" > "$SERVICE/result.txt"
    exit 0
  fi
done
printf 'Done. I have waited %d seconds.' "$ARG2" > "$SERVICE/result.txt"
)sh";

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || c == '/';
}

// The container's /service is a folder outside: each path that begins with it gets that folder's place.
std::string bind_service(std::string_view text, const std::string& service) {
  constexpr std::string_view kService = "/service";
  std::string bound;
  while (true) {
    const std::size_t found = text.find(kService);
    if (found == std::string_view::npos) return bound.append(text);
    const std::size_t end = found + kService.size();
    const bool starts_path = found == 0 || !is_word_character(text[found - 1]);
    const bool ends_segment = end == text.size() || text[end] == '/' || !is_word_character(text[end]);
    bound.append(text.substr(0, found));
    bound.append(starts_path && ends_segment ? std::string_view(service) : kService);
    text.remove_prefix(end);
  }
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    const std::size_t first = text.find_first_not_of(" \t\n");
    if (first == std::string_view::npos) return words;
    text.remove_prefix(first);
    const std::size_t end = text.find_first_of(" \t\n");
    words.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return words;
    text.remove_prefix(end);
  }
}

// 127 is the shell's word for a command that it does not have, as with anything that only a real image holds.
std::string script_for(const std::string& command_line, Duration default_runtime) {
  return fmt::format("#!/bin/bash\n{}\ncode=$?\nif [ $code -eq 127 ]; then sleep {:.6f}; exit 0; fi\nexit $code\n",
                     command_line, std::chrono::duration<double>(default_runtime).count());
}

}  // namespace

std::vector<Application> documented_applications() {
  return {{"python /app/wait_a_while.py *", kWaitAWhile}, {"python /app/startup.py *", kStartup}};
}

void give_work(site::JobSpec& spec, const std::string& command_line, const site::Path& service,
               const Options& options) {
  spec.environment.emplace_back("SERVICE", service.str());
  std::size_t index = 0;
  for (std::string& word : words_of(command_line))
    spec.environment.emplace_back("ARG" + std::to_string(index++), std::move(word));
  for (const Application& application : options.applications)
    if (::fnmatch(application.matches.c_str(), command_line.c_str(), 0) == 0) {
      spec.script = application.script;
      return;
    }
  spec.script = script_for(bind_service(command_line, service.str()), options.default_runtime);
}

}  // namespace hpc::apis::refissh
