// Words to fields: parameters, substitutions, splitting.
#include <algorithm>

#include "site/filesystem/glob.h"
#include "site/programs/interpreter/expanded.h"
#include "site/programs/interpreter/shell.h"
#include "site/programs/shell/arithmetic.h"
#include "site/programs/shell/braces.h"
#include "site/programs/shell/pattern.h"

namespace hpc::site::programs {
namespace {

using shell::Word;
using shell::WordPart;

// ~ and ~user at the start of a word.
void expand_tilde(Shell& shell, const Word& word, Expanded& out, std::size_t& skip) {
  const WordPart& first = word.parts[0];
  if (first.kind != WordPart::Kind::text || first.quoted || first.text.empty() || first.text[0] != '~') return;
  const std::size_t end = std::min(first.text.find('/'), first.text.size());
  if (end == first.text.size() && word.parts.size() > 1) return;
  const std::string user = first.text.substr(1, end - 1);
  std::string home;
  if (user.empty()) {
    home = shell.variables.get("HOME").value_or("/");
  } else if (shell.kernel().world().home_of) {
    home = shell.kernel().world().home_of(user);
  }
  if (home.empty()) return;
  out.add(home, Mark::quoted);
  skip = end;
}

// Texts, and parameters without operation: the bulk of all words, without a coroutine.
bool expand_at_once(Shell& shell, const WordPart& part, Expanded& out) {
  if (part.kind == WordPart::Kind::text) {
    out.add_part(part.text, part.quoted ? Mark::quoted : Mark::literal);
    return true;
  }
  if (part.kind != WordPart::Kind::parameter || part.operation != WordPart::Operation::value || part.index)
    return false;
  if (part.text == "@" || part.text == "*") {
    out.add_list(shell.arguments, part.quoted, part.text == "*", separator(shell));
    return true;
  }
  std::optional<std::string> value = parameter(shell, part.text);
  if (!value && shell.options.nounset) {
    fail_expansion(shell, shown_name(part.text) + ": unbound variable", true);
    return true;
  }
  out.add_part(value.value_or(""), part.quoted ? Mark::quoted : Mark::expanded);
  return true;
}

Task<void> expand_part(Shell& shell, const WordPart& part, Expanded& out) {
  if (part.kind == WordPart::Kind::parameter) {
    co_await expand_operation(shell, part, out);
  } else if (part.kind == WordPart::Kind::arithmetic) {
    const std::optional<std::int64_t> value = co_await expand_arithmetic(shell, *part.argument, nullptr);
    if (value) {
      out.add_part(std::to_string(*value), part.quoted ? Mark::quoted : Mark::expanded);
    } else if (shell.flow == Flow::none) {
      shell.flow = Flow::discard;
      shell.status = 1;
    }
  } else {
    const std::string output = co_await command_output(shell, *part.body);
    out.add_part(output, part.quoted ? Mark::quoted : Mark::expanded);
  }
}

// Fields of an expanded word: split where unquoted expansions have IFS characters.
class Splitter {
 public:
  Splitter(const Shell& shell, std::vector<std::string>& fields)
      : shell_(shell), ifs_(shell.variables.get("IFS").value_or(" \t\n")), fields_(fields) {}

  void split(Shell& shell, const Expanded& word) {
    for (std::size_t i = 0; i < word.text.size(); ++i) {
      const char c = word.text[i];
      const Mark mark = word.mark(i);
      if (const std::size_t length = plain_run(word, i); length > 0) {
        after_blank_ = false;
        field_.add(std::string_view(word.text).substr(i, length), mark);
        is_real_ = is_real_ || mark == Mark::quoted;
        i += length - 1;
      } else if (mark == Mark::break_) {
        flush(shell);
      } else if (mark == Mark::empty) {
        is_real_ = true;
      } else {
        separator(shell, c);
      }
    }
    flush(shell);
  }

 private:
  // How many bytes from `i` on are of one kind and do not split.
  std::size_t plain_run(const Expanded& word, std::size_t i) const {
    const Mark mark = word.mark(i);
    if (mark == Mark::break_ || mark == Mark::empty) return 0;
    std::size_t end = i;
    while (end < word.marks.size() && word.mark(end) == mark && !(mark == Mark::expanded && splits(word.text[end])))
      ++end;
    return end - i;
  }

  bool splits(char c) const {
    for (char each : ifs_) {
      if (each == c) return true;
    }
    return false;
  }

  void separator(Shell& shell, char c) {
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    const bool has_field = !field_.text.empty() || is_real_;
    if (blank) {
      if (has_field) {
        flush(shell);
        after_blank_ = true;
      }
    } else if (has_field || !after_blank_) {
      is_real_ = true;
      flush(shell);
    } else {
      after_blank_ = false;  // the blanks before this separator belong to it
    }
  }

  void flush(Shell& shell) {
    if (!field_.text.empty() || is_real_) emit(shell);
    field_ = {};
    is_real_ = false;
    after_blank_ = false;
  }

  void emit(Shell& shell) {
    if (fields_.size() >= Limits::kFields) return shell.kernel().overrun("more than 1000000 words in one command");
    if (!shell_.options.noglob && field_.may_glob()) {
      const Kernel& kernel = shell.kernel();
      std::vector<std::string> found =
          expand_glob_words(kernel.files(), kernel.credentials(), field_.pattern(), shell.process->directory);
      shell.kernel().count_steps(1 + found.size() / 8);
      if (!found.empty() || shell_.options.nullglob) {
        fields_.insert(fields_.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
        return;
      }
    }
    fields_.push_back(std::move(field_.text));
  }

  const Shell& shell_;
  const std::string ifs_;
  std::vector<std::string>& fields_;
  Expanded field_;
  bool is_real_ = false;
  bool after_blank_ = false;
};

}  // namespace

void fail_expansion(Shell& shell, const std::string& message, bool exits) {
  if (shell.flow != Flow::none) return;
  complain(shell, message);
  shell.flow = exits ? Flow::exit : Flow::discard;
  shell.status = 1;
}

std::string separator(const Shell& shell) {
  const std::optional<std::string> ifs = shell.variables.get("IFS");
  return ifs ? ifs->substr(0, 1) : " ";
}

Task<Expanded> expand(Shell& shell, const Word& word) {
  Expanded out;
  std::size_t skip = 0;
  if (!word.parts.empty()) expand_tilde(shell, word, out, skip);
  for (std::size_t i = 0; i < word.parts.size() && shell.flow == Flow::none; ++i) {
    const WordPart& part = word.parts[i];
    if (i == 0 && skip != 0) {
      out.add(std::string_view(part.text).substr(skip), Mark::literal);
    } else if (!expand_at_once(shell, part, out)) {
      co_await expand_part(shell, part, out);
    }
    if (out.text.size() > Limits::kWordBytes) {
      shell.kernel().overrun("more than 16 MiB in one word");
      out = {};
      break;
    }
  }
  shell.kernel().count_bytes(out.text.size());
  co_return out;
}

Task<std::vector<std::string>> expand_words(Shell& shell, const std::vector<Word>& words) {
  std::vector<std::string> fields;
  for (const Word& word : words) {
    if (const std::string* text = word.literal(); text != nullptr && is_plain(*text)) {
      fields.push_back(*text);
      continue;
    }
    if (word.assigns) {
      const Expanded expanded = co_await expand(shell, word);
      fields.push_back(expanded.plain());
      continue;
    }
    const bool braces = shell::may_have_braces(word);
    const std::vector<Word> several = braces ? shell::expand_braces(word, Limits::kFields / 10) : std::vector<Word>();
    shell.kernel().count_steps(several.size() / 16);
    const std::size_t count = braces ? several.size() : 1;
    for (std::size_t i = 0; i < count && shell.flow == Flow::none; ++i) {
      const Expanded expanded = co_await expand(shell, braces ? several[i] : word);
      if (shell.flow == Flow::none) Splitter(shell, fields).split(shell, expanded);
    }
    if (shell.flow != Flow::none) break;
  }
  shell.kernel().count_steps(fields.size() / 64);
  co_return fields;
}

Task<std::string> expand_text(Shell& shell, const Word& word) {
  if (const std::string* text = word.literal(); text != nullptr && is_plain(*text)) co_return *text;
  const Expanded expanded = co_await expand(shell, word);
  co_return expanded.plain();
}

Task<std::string> expand_pattern(Shell& shell, const Word& word) {
  const Expanded expanded = co_await expand(shell, word);
  co_return expanded.pattern();
}

Task<std::optional<std::int64_t>> expand_arithmetic(Shell& shell, const Word& word, const char* command) {
  const std::string text = co_await expand_text(shell, word);
  std::optional<std::int64_t> value;
  if (shell.flow == Flow::none) value = evaluate(shell, text, command);
  co_return value;
}

std::optional<std::int64_t> evaluate(Shell& shell, const std::string& expression, const char* command) {
  bool is_unbound = false;
  const shell::ArithmeticVariables variables{
      .get =
          [&shell, &is_unbound](const std::string& name) {
            const std::size_t open = name.find('[');
            std::optional<std::string> value;
            if (open == std::string::npos) {
              value = parameter(shell, name);
            } else if (const std::optional<Variable> array = shell.variables.find(name.substr(0, open))) {
              const std::int64_t index = std::stoll(name.substr(open + 1));
              const auto element = array->elements.find(index);
              if (element != array->elements.end()) value = element->second;
              if (!array->is_array && index == 0) value = array->value;
            }
            if (!value && shell.options.nounset && !is_unbound) {
              is_unbound = true;
              fail_expansion(shell, name + ": unbound variable", true);
            }
            return value.value_or("");
          },
      .set =
          [&shell](const std::string& name, std::int64_t value) {
            const std::size_t open = name.find('[');
            if (open == std::string::npos) {
              assign(shell, name, std::to_string(value));
            } else {
              shell.variables.set_element(name.substr(0, open), std::stoll(name.substr(open + 1)),
                                          std::to_string(value));
            }
          }};
  const tl::expected<std::int64_t, std::string> value = shell::evaluate_arithmetic(expression, variables);
  if (is_unbound) return std::nullopt;
  if (value) return *value;
  complain(shell, command != nullptr ? std::string(command) + ": " + value.error() : value.error());
  return std::nullopt;
}

Task<std::string> command_output(Shell& shell, const shell::List& body) {
  std::string output;
  std::unique_ptr<Shell> child = fork(shell);
  if (!child) co_return output;
  Kernel& kernel = shell.kernel();
  child->options.errexit = false;  // as bash has it
  PipeEnds pipe = make_pipe(kernel);
  child->process->descriptors.set(1, std::move(pipe.writer));
  Process& process = *child->process;
  const Pid pid = process.pid;
  Task<int> main = subshell_main(std::move(child), &body);
  kernel.start(process, std::move(main));
  while (true) {
    const Stream::Reading reading = pipe.reader->read(output, Limits::kPipeBytes, false);
    if (reading == Stream::Reading::end || output.size() > Limits::kWordBytes) break;
    if (reading == Stream::Reading::data) continue;
    pipe.reader->watch(shell.process->pid);
    co_await Pause{};
  }
  if (output.size() > Limits::kWordBytes) kernel.overrun("more than 16 MiB in one word");
  const ExitStatus status = co_await kernel.wait_for(*shell.process, pid);
  shell.status = shell_status(status);
  ++shell.substitutions;
  // A variable cannot hold NULs.
  std::erase(output, '\0');
  while (!output.empty() && output.back() == '\n') output.pop_back();
  co_return output;
}

}  // namespace hpc::site::programs
