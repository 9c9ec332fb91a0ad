#include "site/filesystem/glob.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

namespace hpc::site {
namespace {

bool is_of_class(std::string_view name, unsigned char byte) {
  if (byte >= 0x80) return false;
  using Test = int (*)(int);
  static constexpr std::array<std::pair<std::string_view, Test>, 12> kClasses{{{"alnum", std::isalnum},
                                                                               {"alpha", std::isalpha},
                                                                               {"blank", std::isblank},
                                                                               {"cntrl", std::iscntrl},
                                                                               {"digit", std::isdigit},
                                                                               {"graph", std::isgraph},
                                                                               {"lower", std::islower},
                                                                               {"print", std::isprint},
                                                                               {"punct", std::ispunct},
                                                                               {"space", std::isspace},
                                                                               {"upper", std::isupper},
                                                                               {"xdigit", std::isxdigit}}};
  return std::any_of(kClasses.begin(), kClasses.end(),
                     [name, byte](const auto& each) { return each.first == name && each.second(byte) != 0; });
}

// What one element of a pattern matches, and its length; a bracket that does not end has none.
struct Element {
  bool matches = false;
  std::size_t length = 1;
};

std::optional<Element> bracket(std::string_view pattern, unsigned char byte) {
  std::size_t at = 1;
  const bool is_negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
  if (is_negated) ++at;
  bool found = false;
  // Takes one byte of the set, which a backslash may precede.
  const auto take = [&pattern, &at] {
    if (pattern[at] == '\\' && at + 1 < pattern.size()) ++at;
    return static_cast<unsigned char>(pattern[at++]);
  };
  for (const std::size_t first = at; at < pattern.size();) {
    if (pattern[at] == ']' && at > first) return Element{found != is_negated, at + 1};
    if (pattern.substr(at).starts_with("[:")) {
      const std::size_t end = pattern.find(":]", at + 2);
      if (end != std::string_view::npos) {
        found |= is_of_class(pattern.substr(at + 2, end - at - 2), byte);
        at = end + 2;
        continue;
      }
    }
    const unsigned char low = take();
    unsigned char high = low;
    if (at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']') {
      ++at;
      high = take();
    }
    found |= low <= byte && byte <= high;
  }
  return std::nullopt;
}

Element element(std::string_view pattern, char byte) {
  if (pattern.front() == '?') return {true, 1};
  if (pattern.front() == '\\' && pattern.size() > 1) return {pattern[1] == byte, 2};
  if (pattern.front() == '[') {
    if (const auto set = bracket(pattern, static_cast<unsigned char>(byte))) return *set;
  }
  return {pattern.front() == byte, 1};
}

std::string unquoted(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    plain += text[at];
  }
  return plain;
}

// One component of a pattern: the directories and names that match it, as texts that begin as the pattern does.
class Expansion final {
 public:
  Expansion(const FileSystem& files, const Credentials& who, const Path& directory)
      : files_(files), who_(who), directory_(directory) {}

  std::vector<std::string> words(std::string_view pattern) {
    std::vector<std::string> found{
        std::string(pattern.substr(0, std::min(pattern.find_first_not_of('/'), pattern.size())))};
    pattern.remove_prefix(found.front().size());
    while (!pattern.empty() && !found.empty()) {
      const std::size_t end = std::min(pattern.find('/'), pattern.size());
      const std::size_t next = std::min(pattern.find_first_not_of('/', end), pattern.size());
      found = matches(found, pattern.substr(0, end), pattern.substr(end, next - end));
      pattern.remove_prefix(next);
    }
    return found;
  }

 private:
  std::vector<std::string> matches(const std::vector<std::string>& starts, std::string_view component,
                                   std::string_view slashes) {
    std::vector<std::string> found;
    for (const std::string& start : starts) {
      if (!is_glob(component)) {
        add(found, start + unquoted(component), slashes);
        continue;
      }
      const Result<Path> directory = start.empty() ? Result<Path>(directory_) : Path::parse(start, directory_);
      if (!directory) continue;
      const Result<std::vector<DirectoryEntry>> entries = files_.list(who_, *directory);
      if (!entries) continue;
      for (const DirectoryEntry& entry : *entries) {
        if (entry.name.starts_with('.') && !component.starts_with('.') && !component.starts_with("\\.")) continue;
        if (glob_match(component, entry.name)) add(found, start + entry.name, slashes);
      }
    }
    return found;
  }

  // With slashes behind it, it must be a directory; a link that leads nowhere exists all the same.
  void add(std::vector<std::string>& found, std::string text, std::string_view slashes) {
    text += slashes;
    const Result<Path> path = Path::parse(text, directory_);
    if (path && files_.lstat(who_, *path)) found.push_back(std::move(text));
  }

  const FileSystem& files_;
  const Credentials& who_;
  const Path& directory_;
};

}  // namespace

bool glob_match(std::string_view pattern, std::string_view text) {
  // Only the last star can have to take more: whatever an earlier one took, the rest has matched from there.
  std::size_t p = 0, t = 0;
  std::size_t star = std::string_view::npos, star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
      continue;
    }
    if (p < pattern.size()) {
      if (const Element next = element(pattern.substr(p), text[t]); next.matches) {
        p += next.length;
        ++t;
        continue;
      }
    }
    if (star == std::string_view::npos) return false;
    p = star + 1;
    t = ++star_text;
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool is_glob(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '*' || text[at] == '?' || (text[at] == '[' && bracket(text.substr(at), 0).has_value())) {
      return true;
    }
  }
  return false;
}

Result<std::vector<Path>> expand_glob(const FileSystem& files, const Credentials& who, std::string_view pattern,
                                      const Path& working_directory) {
  HPC_TRY(Path::parse(pattern, working_directory));
  std::vector<Path> paths;
  for (const std::string& word : Expansion(files, who, working_directory).words(pattern)) {
    paths.push_back(HPC_TRY(Path::parse(word, working_directory)));
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<std::string> expand_glob_words(const FileSystem& files, const Credentials& who, std::string_view pattern,
                                           const Path& working_directory) {
  if (pattern.empty()) return {};
  std::vector<std::string> words = Expansion(files, who, working_directory).words(pattern);
  std::sort(words.begin(), words.end());
  return words;
}

}  // namespace hpc::site
