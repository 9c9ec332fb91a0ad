// Path names that match a pattern, from the virtual filesystem.
#include <algorithm>

#include "site/programs/interpreter/shell.h"
#include "site/programs/shell/pattern.h"

namespace hpc::site::programs {
namespace {

constexpr std::size_t kMostMatches = 100'000;

std::string unescape(std::string_view pattern) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
    text += pattern[i];
  }
  return text;
}

// The entries of the directory `prefix` names that match `pattern`, each appended to the prefix.
void match_in(Shell& shell, const std::string& prefix, const shell::Pattern& pattern, bool shows_hidden, std::vector<std::string>& found) {
  const Result<Path> path = Path::parse(prefix.empty() ? "." : prefix, shell.process->directory);
  if (!path) return;
  Kernel& kernel = shell.kernel();
  const Result<std::vector<DirectoryEntry>> entries = kernel.files().list(kernel.credentials(), *path);
  if (!entries) return;
  kernel.count_steps(entries->size() / 8);
  for (const DirectoryEntry& entry : *entries) {
    if (entry.name[0] == '.' && !shows_hidden) continue;
    if (found.size() < kMostMatches && pattern.matches(entry.name)) found.push_back(prefix + entry.name);
  }
}

}  // namespace

std::vector<std::string> glob(Shell& shell, const std::string& pattern) {
  std::vector<std::string> found = {pattern[0] == '/' ? "/" : ""};
  std::size_t at = std::min(pattern.find_first_not_of('/'), pattern.size());
  while (at < pattern.size() && !found.empty()) {
    const std::size_t end = std::min(pattern.find('/', at), pattern.size());
    const std::string component = pattern.substr(at, end - at);
    const bool is_last = end == pattern.size();
    const shell::Pattern matcher(component);
    std::vector<std::string> next;
    for (const std::string& prefix : found) {
      if (matcher.is_literal()) {
        next.push_back(prefix + unescape(component));
      } else {
        match_in(shell, prefix, matcher, component[0] == '.', next);
      }
    }
    found.clear();
    Kernel& kernel = shell.kernel();
    for (std::string& name : next) {
      const Result<Path> path = Path::parse(name, shell.process->directory);
      if (!path) continue;
      if (is_last ? !kernel.files().lstat(kernel.credentials(), *path).has_value() : !kernel.files().exists(kernel.credentials(), *path)) continue;
      found.push_back(is_last ? std::move(name) : name + "/");
    }
    kernel.count_steps(found.size() / 8);
    at = std::min(pattern.find_first_not_of('/', end), pattern.size());
    // "*/" asks for directories, and keeps the slash.
    if (!is_last && at == pattern.size()) {
      std::erase_if(found, [&shell, &kernel](const std::string& name) {
        const Result<Path> path = Path::parse(name, shell.process->directory);
        const Result<Stat> stat = path ? kernel.files().stat(kernel.credentials(), *path) : failure(path.error());
        return !stat || stat->type != FileType::directory;
      });
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace hpc::site::programs
