#include "apis/spack_monitor/install_command.h"

#include <algorithm>

namespace hpc::apis::spack_monitor {
namespace {

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t start = line.find_first_not_of(" \t\r'\"");
    if (start == std::string_view::npos || line[start] == '#') return words;
    line.remove_prefix(start);
    const std::size_t end = std::min(line.find_first_of(" \t\r'\""), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

bool is_end_of_command(std::string_view word) {
  return word == "&&" || word == "||" || word == "|" || word == ";" || word.starts_with('>') || word.starts_with("2>");
}

// Up to the next part of the spec.
std::string part(std::string_view text, std::size_t from) {
  const std::size_t end = std::min(text.find_first_of("@%+~^/=", from), text.size());
  return std::string(text.substr(from, end - from));
}

WantedSpec read_spec(std::string_view word) {
  WantedSpec spec;
  spec.name = part(word, 0);
  const std::size_t percent = word.find('%');
  if (const std::size_t at = word.find('@'); at < percent && at != std::string_view::npos)
    spec.version = part(word, at + 1);
  if (percent == std::string_view::npos) return spec;
  spec.compiler = part(word, percent + 1);
  const std::size_t after = percent + 1 + spec.compiler.size();
  if (after < word.size() && word[after] == '@') spec.compiler_version = part(word, after + 1);
  return spec;
}

bool is_spec(std::string_view word) {
  return (word.front() >= 'a' && word.front() <= 'z') || (word.front() >= '0' && word.front() <= '9');
}

void read_line(std::string_view line, std::vector<WantedSpec>& specs) {
  const auto words = words_of(line);
  auto word = words.begin();
  const auto is_spack = [](std::string_view one) { return one == "spack" || one.ends_with("/spack"); };
  for (; word != words.end(); ++word)
    if (is_spack(*word) && word + 1 != words.end() && *(word + 1) == "install") break;
  if (word == words.end()) return;
  for (word += 2; word != words.end() && !is_end_of_command(*word); ++word) {
    if (*word == "-j" || *word == "--jobs" || *word == "-f" || *word == "--file") {
      if (word + 1 != words.end()) ++word;
    } else if (is_spec(*word)) {
      specs.push_back(read_spec(word->substr(0, word->find(';'))));
    }
    if (word->ends_with(';')) return;
  }
}

}  // namespace

std::vector<WantedSpec> installed_specs(std::string_view script) {
  std::vector<WantedSpec> specs;
  while (!script.empty()) {
    const std::size_t end = std::min(script.find('\n'), script.size());
    read_line(script.substr(0, end), specs);
    script.remove_prefix(std::min(end + 1, script.size()));
  }
  return specs;
}

}  // namespace hpc::apis::spack_monitor
