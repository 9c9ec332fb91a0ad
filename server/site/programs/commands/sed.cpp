// sed, as far as scripts go with it: s, p, d, q, y, =, a, i, c with addresses; -n -e -E -i.
#include <algorithm>
#include <charconv>

#include "site/programs/commands/command.h"
#include "site/programs/commands/regex.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

struct Address {
  enum class Kind { none, line, last, regex } kind = Kind::none;
  std::uint64_t line = 0;
  std::shared_ptr<Regex> regex;  ///< shared with the command's copies
};

struct Edit {
  Address first, second;
  bool negated = false, in_range = false;
  std::uint64_t range_end = 0;
  char what = 'p';
  std::shared_ptr<Regex> regex;  ///< as above
  std::string text;              ///< replacement, appended text, or the first set of y
  std::string second_text;
  bool global = false, prints = false;
  std::uint64_t occurrence = 1;
};

class Reader {
 public:
  Reader(std::string_view text, bool extended) : text_(text), extended_(extended) {}

  // The commands, or what sed would say of them.
  std::string read(std::vector<Edit>& edits) {
    while (true) {
      while (at_ < text_.size() && std::string_view(" \t\n;").find(text_[at_]) != std::string_view::npos) ++at_;
      if (at_ >= text_.size()) return {};
      if (text_[at_] == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
        continue;
      }
      Edit edit;
      if (std::string error = one(edit); !error.empty())
        return "-e expression #1, char " + std::to_string(at_) + ": " + error;
      edits.push_back(std::move(edit));
    }
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::string one(Edit& edit) {
    if (std::string error = address(edit.first); !error.empty()) return error;
    if (edit.first.kind != Address::Kind::none && peek() == ',') {
      ++at_;
      if (std::string error = address(edit.second); !error.empty()) return error;
      if (edit.second.kind == Address::Kind::none) return "unexpected `,'";
    }
    while (peek() == ' ') ++at_;
    if (peek() == '!') {
      edit.negated = true;
      ++at_;
    }
    if (at_ >= text_.size()) return "missing command";
    edit.what = text_[at_++];
    switch (edit.what) {
      case 's':
        return substitution(edit);
      case 'y':
        return transliteration(edit);
      case 'a':
      case 'i':
      case 'c':
        return text_line(edit);
      case 'p':
      case 'd':
      case 'q':
      case '=':
      case 'n':
        return {};
      default:
        return std::string("unknown command: `") + edit.what + "'";
    }
  }

  std::string address(Address& address) {
    while (peek() == ' ') ++at_;
    if (peek() >= '0' && peek() <= '9') {
      address.kind = Address::Kind::line;
      while (peek() >= '0' && peek() <= '9')
        address.line =
            std::min<std::uint64_t>(address.line * 10 + static_cast<std::uint64_t>(text_[at_++] - '0'), 1'000'000'000);
    } else if (peek() == '$') {
      address.kind = Address::Kind::last;
      ++at_;
    } else if (peek() == '/') {
      std::string pattern;
      ++at_;
      if (!until('/', pattern, false)) return "unterminated address regex";
      address.kind = Address::Kind::regex;
      return compile(pattern, false, address.regex);
    }
    return {};
  }

  // Up to an unescaped delimiter. In a pattern an escaped delimiter is the character itself.
  bool until(char delimiter, std::string& out, bool keeps_escapes) {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == delimiter) return true;
      if (c == '\\' && at_ < text_.size()) {
        const char after = text_[at_++];
        if (after == delimiter && !keeps_escapes) {
          out += after;
        } else if (after == 'n' && !keeps_escapes) {
          out += '\n';
        } else if (after == 't' && !keeps_escapes) {
          out += '\t';
        } else {
          out += c;
          out += after;
        }
        continue;
      }
      out += c;
    }
    return false;
  }

  std::string compile(const std::string& pattern, bool ignores_case, std::shared_ptr<Regex>& regex) {
    Result<Regex> compiled =
        Regex::compile(pattern, extended_ ? Regex::Syntax::extended : Regex::Syntax::basic, ignores_case);
    if (!compiled) return compiled.error().sentence;
    regex = std::make_shared<Regex>(std::move(*compiled));
    return {};
  }

  std::string substitution(Edit& edit) {
    const char delimiter = peek();
    ++at_;
    std::string pattern;
    if (!until(delimiter, pattern, false) || !until(delimiter, edit.text, true)) return "unterminated `s' command";
    bool ignores_case = false;
    for (; at_ < text_.size(); ++at_) {
      const char flag = text_[at_];
      if (flag == 'g') {
        edit.global = true;
      } else if (flag == 'p') {
        edit.prints = true;
      } else if (flag == 'i' || flag == 'I') {
        ignores_case = true;
      } else if (flag >= '1' && flag <= '9') {
        edit.occurrence = static_cast<std::uint64_t>(flag - '0');
      } else {
        break;
      }
    }
    if (peek() != '\0' && std::string_view(" \t\n;}").find(peek()) == std::string_view::npos)
      return "unknown option to `s'";
    return compile(pattern, ignores_case, edit.regex);
  }

  std::string transliteration(Edit& edit) {
    const char delimiter = peek();
    ++at_;
    if (!until(delimiter, edit.text, false) || !until(delimiter, edit.second_text, false))
      return "unterminated `y' command";
    return edit.text.size() == edit.second_text.size() ? "" : "strings for `y' command are different lengths";
  }

  std::string text_line(Edit& edit) {
    while (peek() == ' ') ++at_;
    if (peek() == '\\') ++at_;
    while (peek() == '\n' || peek() == ' ') ++at_;
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    edit.text = std::string(text_.substr(at_, end - at_)) + "\n";
    at_ = end;
    return {};
  }

  std::string_view text_;
  bool extended_;
  std::size_t at_ = 0;
};

std::string replacement(const std::string& text, const std::vector<std::string_view>& groups) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '&') {
      out += groups[0];
    } else if (text[i] == '\\' && i + 1 < text.size()) {
      const char after = text[++i];
      const auto number = static_cast<std::size_t>(after - '0');
      if (after >= '0' && after <= '9') {
        if (number < groups.size()) out += groups[number];
      } else {
        out += after == 'n' ? '\n' : after == 't' ? '\t' : after;
      }
    } else {
      out += text[i];
    }
  }
  return out;
}

bool substitute(const Edit& edit, std::string& line) {
  std::string out;
  std::size_t at = 0;
  std::uint64_t count = 0;
  bool changed = false;
  std::vector<std::string_view> groups;
  while (at <= line.size() && out.size() < Limits::kWordBytes && edit.regex->search(line, at, groups)) {
    const std::size_t start = static_cast<std::size_t>(groups[0].data() - line.data());
    const std::size_t end = start + groups[0].size();
    out.append(line, at, start - at);
    ++count;
    const bool applies = count >= edit.occurrence && (edit.global || !changed);
    if (applies) {
      out += replacement(edit.text, groups);
      changed = true;
    } else {
      out += groups[0];
    }
    at = end;
    if (groups[0].empty()) {
      if (at < line.size()) out += line[at];
      ++at;
    }
    if (changed && !edit.global) break;
  }
  if (at < line.size()) out.append(line, at);
  if (changed) line = std::move(out);
  return changed;
}

struct Editor {
  std::vector<Edit> edits;
  bool quiet = false;
  std::uint64_t number = 0;
  bool quits = false;

  static bool fits(const Address& address, std::uint64_t number, bool is_last, const std::string& line) {
    switch (address.kind) {
      case Address::Kind::none:
        return true;
      case Address::Kind::line:
        return number == address.line;
      case Address::Kind::last:
        return is_last;
      case Address::Kind::regex:
        return address.regex->matches_in(line);
    }
    return false;
  }

  bool selects(Edit& edit, bool is_last, const std::string& line) const {
    bool selected = false;
    if (edit.second.kind == Address::Kind::none) {
      selected = fits(edit.first, number, is_last, line);
    } else if (edit.in_range) {
      selected = true;
      if (edit.second.kind == Address::Kind::line ? number >= edit.second.line
                                                  : fits(edit.second, number, is_last, line))
        edit.in_range = false;
    } else if (fits(edit.first, number, is_last, line)) {
      selected = true;
      edit.in_range = edit.second.kind != Address::Kind::line || edit.second.line > number;
    }
    return selected != edit.negated;
  }

  // What the line becomes.
  std::string run(std::string line, bool is_last) {
    ++number;
    std::string before, after;
    for (Edit& edit : edits) {
      if (!selects(edit, is_last, line)) continue;
      if (edit.what == 'd') return before;
      if (edit.what == 'p') before += line + "\n";
      if (edit.what == '=') before += std::to_string(number) + "\n";
      if (edit.what == 's' && substitute(edit, line) && edit.prints) before += line + "\n";
      if (edit.what == 'i') before += edit.text;
      if (edit.what == 'a') after += edit.text;
      if (edit.what == 'c') return before + edit.text;
      if (edit.what == 'y') {
        for (char& c : line) {
          if (const std::size_t place = edit.text.find(c); place != std::string::npos) c = edit.second_text[place];
        }
      }
      if (edit.what == 'q') {
        quits = true;
        break;
      }
    }
    if (!quiet) before += line + "\n";
    return before + after;
  }
};

// One input through the editor; into `text` when it is given, else to stdout.
Task<void> edit_input(Invocation& call, Editor& editor, Input& input, bool is_last_input, std::string* text) {
  std::string line, next;
  bool more = co_await input.line(line);
  while (more && !editor.quits && !call.is_broken()) {
    const bool had_newline = input.had_newline();
    const bool has_next = co_await input.line(next);
    call.kernel().count_bytes(line.size() * 4 * editor.edits.size());
    std::string out = editor.run(std::move(line), is_last_input && !has_next);
    for (const Edit& edit : editor.edits) call.kernel().count_steps(edit.regex ? edit.regex->cost() : 0);
    if (!had_newline && out.ends_with("\n")) out.pop_back();
    if (text != nullptr && text->size() + out.size() <= Limits::kMemoryBytes / 4) *text += out;
    if (text == nullptr) call.out(out);
    line = std::move(next);
    more = has_next;
  }
}

Task<int> edit_stream(Invocation& call) {
  const Parsed parsed = parse_options(
      call, "nEre:is",
      {{"quiet", 'n'}, {"silent", 'n'}, {"expression", 'e'}, {"regexp-extended", 'E'}, {"in-place", 'i'}});
  if (!parsed.is_valid) co_return 1;
  std::string script;
  std::vector<std::string> operands = parsed.operands;
  for (const auto& [letter, value] : parsed.options) {
    if (letter == 'e') script += value + "\n";
  }
  if (script.empty()) {
    if (operands.empty()) {
      call.error_line("Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...");
      co_return 1;
    }
    script = operands[0];
    operands.erase(operands.begin());
  }
  Editor editor;
  editor.quiet = parsed.has('n');
  const std::string error = Reader(script, parsed.has('E') || parsed.has('r')).read(editor.edits);
  if (!error.empty()) co_return call.error(error);
  const bool in_place = parsed.has('i');
  if (operands.empty()) operands.emplace_back("-");
  int status = 0;
  for (std::size_t i = 0; i < operands.size() && !editor.quits; ++i) {
    const Result<Path> path = call.path(operands[i]);
    if (operands[i] != "-" && (!path || !call.files().exists(call.who(), *path))) {
      status = call.error("can't read " + operands[i] + ": No such file or directory", 2);
      continue;
    }
    const std::unique_ptr<Input> input = Input::open(call, operands[i]);
    if (!input) {
      status = 2;
      continue;
    }
    std::string text;
    if (in_place) editor.number = 0;
    co_await edit_input(call, editor, *input, in_place || i + 1 == operands.size(), in_place ? &text : nullptr);
    if (!in_place) continue;
    FileSystem::Write how;
    how.create = false;
    const Result<void> written = call.files().write(call.who(), *path, Bytes(std::move(text)), how);
    if (!written) status = call.error("couldn't open file " + operands[i] + ": " + written.error().sentence, 4);
  }
  co_return status;
}

}  // namespace

std::span<const Command> edit_commands() {
  static constexpr Command kCommands[] = {{"sed", nullptr, edit_stream}};
  return kCommands;
}

}  // namespace hpc::site::programs
