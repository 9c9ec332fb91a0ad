// grep, egrep, fgrep.
#include <algorithm>

#include "base/encoding.h"
#include "site/programs/commands/command.h"
#include "site/programs/commands/regex.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

struct Search {
  std::vector<Regex> patterns;
  std::vector<std::string> fixed;  ///< -F
  bool ignores_case = false, inverted = false, whole_lines = false, whole_words = false;
  bool quiet = false, counts = false, numbers = false, names_only = false, only_matching = false, silent = false;
  bool shows_names = false, recursive = false;
  std::uint64_t most = UINT64_MAX, after = 0, before = 0;
  std::vector<std::string> operands;
};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool has_fixed(const Search& search, std::string_view line) {
  const std::string folded = search.ignores_case ? to_lower(line) : std::string();
  const std::string_view text = search.ignores_case ? std::string_view(folded) : line;
  for (const std::string& wanted : search.fixed) {
    if (search.whole_lines) {
      if (text == wanted) return true;
      continue;
    }
    for (std::size_t at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + 1)) {
      const std::size_t end = at + wanted.size();
      const bool is_whole = (at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]));
      if (!search.whole_words || is_whole) return true;
      if (at + 1 > text.size()) break;
    }
  }
  return false;
}

bool selects(Kernel& kernel, const Search& search, const std::string& line) {
  bool found = has_fixed(search, line);
  for (std::size_t i = 0; i < search.patterns.size() && !found; ++i) {
    found = search.patterns[i].matches_in(line);
    kernel.count_steps(search.patterns[i].cost());
  }
  return found != search.inverted;
}

bool read_patterns(Invocation& call, const Parsed& parsed, Search& search) {
  std::vector<std::string> texts;
  for (const auto& [letter, value] : parsed.options) {
    if (letter == 'e') texts.push_back(value);
  }
  search.operands = parsed.operands;
  if (texts.empty() && !parsed.has('f')) {
    if (search.operands.empty()) {
      call.error_line("Usage: grep [OPTION]... PATTERNS [FILE]...");
      call.error_line("Try 'grep --help' for more information.");
      return false;
    }
    texts.push_back(search.operands[0]);
    search.operands.erase(search.operands.begin());
  }
  if (const std::string* file = parsed.value('f')) {
    const Result<Path> path = call.path(*file);
    const Result<Bytes> content = path ? call.files().read(call.who(), *path) : failure(path.error());
    if (!content) {
      call.error(*file + ": " + content.error().sentence);
      return false;
    }
    texts.push_back(content->str());
    if (texts.back().ends_with("\n")) texts.back().pop_back();
  }
  const bool fixed = parsed.has('F') || call.name() == "fgrep";
  const bool extended = parsed.has('E') || parsed.has('P') || call.name() == "egrep";
  for (const std::string& text : texts) {
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      std::string one = text.substr(at, end - at);
      at = end + 1;
      if (fixed) {
        search.fixed.push_back(search.ignores_case ? to_lower(one) : one);
        continue;
      }
      const std::string open = extended ? "(" : "\\(", close = extended ? ")" : "\\)";
      if (search.whole_words) one = "\\b" + open + one + close + "\\b";
      if (search.whole_lines) one = "^" + open + one + close + "$";
      Result<Regex> regex =
          Regex::compile(one, extended ? Regex::Syntax::extended : Regex::Syntax::basic, search.ignores_case);
      if (!regex) {
        call.error(regex.error().sentence);
        return false;
      }
      search.patterns.push_back(std::move(*regex));
    }
  }
  return true;
}

bool read_search(Invocation& call, Search& search) {
  const Parsed parsed = parse_options(call, "qvicnlLEFPGowxhHsrRe:f:m:A:B:C:ab",
                                      {{"quiet", 'q'},
                                       {"silent", 'q'},
                                       {"invert-match", 'v'},
                                       {"ignore-case", 'i'},
                                       {"count", 'c'},
                                       {"line-number", 'n'},
                                       {"files-with-matches", 'l'},
                                       {"extended-regexp", 'E'},
                                       {"fixed-strings", 'F'},
                                       {"only-matching", 'o'},
                                       {"word-regexp", 'w'},
                                       {"line-regexp", 'x'},
                                       {"no-filename", 'h'},
                                       {"with-filename", 'H'},
                                       {"no-messages", 's'},
                                       {"recursive", 'r'},
                                       {"regexp", 'e'},
                                       {"max-count", 'm'},
                                       {"color", 'b'}});
  if (!parsed.is_valid) return false;
  search.ignores_case = parsed.has('i');
  search.inverted = parsed.has('v');
  search.whole_lines = parsed.has('x');
  search.whole_words = parsed.has('w');
  search.quiet = parsed.has('q');
  search.counts = parsed.has('c');
  search.numbers = parsed.has('n');
  search.names_only = parsed.has('l');
  search.only_matching = parsed.has('o');
  search.silent = parsed.has('s');
  search.recursive = parsed.has('r') || parsed.has('R');
  const auto amount = [&parsed](char letter, std::uint64_t otherwise) {
    const std::string* text = parsed.value(letter);
    const std::optional<std::int64_t> value = text ? parse_integer(*text) : std::nullopt;
    return value && *value >= 0 ? static_cast<std::uint64_t>(*value) : otherwise;
  };
  search.most = amount('m', UINT64_MAX);
  search.after = amount('A', amount('C', 0));
  search.before = std::min<std::uint64_t>(amount('B', amount('C', 0)), 10'000);
  if (!read_patterns(call, parsed, search)) return false;
  search.shows_names = (search.operands.size() > 1 || search.recursive || parsed.has('H')) && !parsed.has('h');
  return true;
}

void print_matches(Invocation& call, const Search& search, const std::string& line, const std::string& label) {
  for (const Regex& regex : search.patterns) {
    std::vector<std::string_view> groups;
    for (std::size_t at = 0; at <= line.size() && regex.search(line, at, groups);) {
      const std::size_t end = static_cast<std::size_t>(groups[0].data() + groups[0].size() - line.data());
      if (!groups[0].empty()) call.out(label + std::string(groups[0]) + "\n");
      at = groups[0].empty() ? end + 1 : end;
    }
  }
  for (const std::string& wanted : search.fixed) {
    if (line.find(wanted) != std::string::npos) call.out(label + wanted + "\n");
  }
}

// The lines of one input; how many were selected.
Task<std::uint64_t> search_input(Invocation& call, const Search& search, Input& input, const std::string& name) {
  std::uint64_t selected = 0, number = 0, trailing = 0, last_printed = 0;
  std::string line;
  std::vector<std::string> before;
  const auto label = [&search, &name](std::uint64_t at, char mark) {
    return (search.shows_names ? name + mark : std::string()) +
           (search.numbers ? std::to_string(at) + mark : std::string());
  };
  const bool prints = !search.quiet && !search.counts && !search.names_only;
  const bool context = search.after + search.before > 0;
  while (selected < search.most && !call.is_broken()) {
    const bool more = co_await input.line(line);
    if (!more) break;
    ++number;
    call.kernel().count_bytes(line.size() * 4);
    if (!selects(call.kernel(), search, line)) {
      if (prints && trailing > 0) {
        call.out(label(number, '-') + line + "\n");
        last_printed = number;
        --trailing;
      } else if (search.before > 0) {
        before.push_back(line);
        if (before.size() > search.before) before.erase(before.begin());
      }
      continue;
    }
    ++selected;
    if (search.quiet || search.names_only) break;
    if (!prints) continue;
    if (context && last_printed > 0 && number - before.size() > last_printed + 1) call.out("--\n");
    for (std::size_t i = 0; i < before.size(); ++i) call.out(label(number - before.size() + i, '-') + before[i] + "\n");
    before.clear();
    if (search.only_matching) {
      print_matches(call, search, line, label(number, ':'));
    } else {
      call.out(label(number, ':') + line + "\n");
    }
    last_printed = number;
    trailing = search.after;
  }
  co_return selected;
}

// Files below a directory, in order of names.
void collect_files(Invocation& call, const std::string& name, const Path& path, std::vector<std::string>& files) {
  const Result<std::vector<DirectoryEntry>> entries = call.files().list(call.who(), path);
  if (!entries) {
    files.push_back(name);
    return;
  }
  call.kernel().count_steps(1 + entries->size() / 8);
  for (const DirectoryEntry& entry : *entries) {
    if (files.size() > 10'000) return;
    if (entry.stat.type != FileType::symlink) collect_files(call, name + "/" + entry.name, path / entry.name, files);
  }
}

Task<int> grep(Invocation& call) {
  Search search;
  if (!read_search(call, search)) co_return 2;
  std::vector<std::string> files;
  if (search.recursive && search.operands.empty()) search.operands.emplace_back(".");
  for (const std::string& operand : search.operands) {
    const Result<Path> path = call.path(operand);
    if (search.recursive && path) {
      collect_files(call, operand, *path, files);
    } else {
      files.push_back(operand);
    }
  }
  if (files.empty()) files.emplace_back("-");
  bool failed = false, found = false;
  for (const std::string& file : files) {
    const Result<Path> path = call.path(file);
    if (file != "-" && path && call.files().list(call.who(), *path)) {
      call.error(file + ": Is a directory");
      failed = true;
      continue;
    }
    const bool is_missing = search.silent && file != "-" && !(path && call.files().exists(call.who(), *path));
    const std::unique_ptr<Input> input = is_missing ? nullptr : Input::open(call, file);
    if (!input) {
      failed = true;
      continue;
    }
    const std::string name = file == "-" ? "(standard input)" : file;
    const std::uint64_t selected = co_await search_input(call, search, *input, name);
    found = found || selected > 0;
    if (search.quiet && found) co_return 0;
    if (search.names_only && selected > 0) call.out(name + "\n");
    if (search.counts && !search.names_only)
      call.out((search.shows_names ? name + ":" : "") + std::to_string(selected) + "\n");
  }
  if (failed) co_return 2;
  co_return found ? 0 : 1;
}

}  // namespace

std::span<const Command> search_commands() {
  static constexpr Command kCommands[] = {{"grep", nullptr, grep}, {"egrep", nullptr, grep}, {"fgrep", nullptr, grep}};
  return kCommands;
}

}  // namespace hpc::site::programs
