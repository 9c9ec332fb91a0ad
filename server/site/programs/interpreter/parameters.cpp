// ${...}: the value of a parameter and what is done with it.
#include <algorithm>
#include <cctype>

#include "site/programs/interpreter/expanded.h"
#include "site/programs/interpreter/shell.h"
#include "site/programs/shell/pattern.h"

namespace hpc::site::programs {
namespace {

using shell::Pattern;
using shell::Word;
using shell::WordPart;
using Operation = WordPart::Operation;

// One value, or the several of @ and arrays.
struct Values {
  bool is_set = false;
  bool is_list = false;
  bool joins = false;  // * rather than @
  std::vector<std::string> all;
};

std::string option_letters(const Shell& shell) {
  std::string letters = "h";
  if (shell.options.errexit) letters.insert(0, "e");
  if (shell.options.nounset) letters += "u";
  if (shell.options.xtrace) letters += "x";
  return letters + "B";
}

Values array_values(const Shell& shell, const std::string& name, bool joins) {
  Values values{.is_set = false, .is_list = true, .joins = joins, .all = {}};
  const std::optional<Variable> variable = shell.variables.find(name);
  if (!variable || !variable->is_set) return values;
  values.is_set = true;
  if (!variable->is_array) {
    values.all.push_back(variable->value);
  } else {
    for (const auto& [index, element] : variable->elements) values.all.push_back(element);
  }
  return values;
}

Values element_value(const Shell& shell, const std::string& name, std::int64_t index) {
  Values values;
  const std::optional<Variable> variable = shell.variables.find(name);
  if (!variable || !variable->is_set) return values;
  if (!variable->is_array) {
    if (index == 0) values = {.is_set = true, .is_list = false, .joins = false, .all = {variable->value}};
    return values;
  }
  if (index < 0 && !variable->elements.empty()) index += variable->elements.rbegin()->first + 1;
  if (const auto found = variable->elements.find(index); found != variable->elements.end()) {
    values = {.is_set = true, .is_list = false, .joins = false, .all = {found->second}};
  }
  return values;
}

Task<Values> values_of(Shell& shell, const WordPart& part) {
  Values values;
  if (part.text == "@" || part.text == "*") {
    values.is_set = !shell.arguments.empty();
    values.is_list = true;
    values.joins = part.text == "*";
    values.all = shell.arguments;
    co_return values;
  }
  if (part.index) {
    const std::string index = co_await expand_text(shell, *part.index);
    if (index == "@" || index == "*") co_return array_values(shell, part.text, index == "*");
    if (shell.flow != Flow::none) co_return values;
    const std::optional<std::int64_t> number = evaluate(shell, index, nullptr);
    if (!number && shell.flow == Flow::none) shell.flow = Flow::discard;
    co_return element_value(shell, part.text, number.value_or(0));
  }
  std::optional<std::string> value = parameter(shell, part.text);
  if (value) {
    values.is_set = true;
    values.all.push_back(std::move(*value));
  }
  co_return values;
}

void strip(std::string& value, const Pattern& pattern, Operation operation) {
  if (operation == Operation::strip_prefix || operation == Operation::strip_long_prefix) {
    const auto length = pattern.prefix(value, operation == Operation::strip_long_prefix);
    if (length) value.erase(0, *length);
  } else {
    const auto length = pattern.suffix(value, operation == Operation::strip_long_suffix);
    if (length) value.resize(value.size() - *length);
  }
}

void replace(std::string& value, const Pattern& pattern, const std::string& with, Operation operation) {
  if (operation == Operation::replace_prefix) {
    const auto length = pattern.prefix(value, true);
    if (length) value.replace(0, *length, with);
    return;
  }
  if (operation == Operation::replace_suffix) {
    const auto length = pattern.suffix(value, true);
    if (length) value.replace(value.size() - *length, *length, with);
    return;
  }
  std::uint64_t budget = 20'000'000;
  std::string out;
  std::size_t from = 0;
  while (const auto found = pattern.find(value, from, budget)) {
    if (found->length == 0) break;
    out.append(value, from, found->at - from);
    out += with;
    from = found->at + found->length;
    if (operation == Operation::replace_first || out.size() > Limits::kWordBytes) break;
  }
  out.append(value, from);
  value = std::move(out);
}

void change_case(std::string& value, Operation operation) {
  const bool upper = operation == Operation::upper_all || operation == Operation::upper_first;
  const bool all = operation == Operation::upper_all || operation == Operation::lower_all;
  for (std::size_t i = 0; i < value.size() && (all || i == 0); ++i) {
    const int c = static_cast<unsigned char>(value[i]);
    if (c < 0x80) value[i] = static_cast<char>(upper ? std::toupper(c) : std::tolower(c));
  }
}

// The part of `count` things from offset and length as ${v:offset:length} counts them.
std::pair<std::size_t, std::size_t> window(std::size_t count, std::int64_t offset, std::optional<std::int64_t> length) {
  const auto size = static_cast<std::int64_t>(count);
  if (offset < 0) offset += size;
  if (offset < 0 || offset > size) return {0, 0};
  std::int64_t end = size;
  if (length) end = *length < 0 ? size + *length : std::min(size, offset + std::min(*length, size));
  return {static_cast<std::size_t>(offset), static_cast<std::size_t>(std::max<std::int64_t>(end - offset, 0))};
}

Task<void> take_substring(Shell& shell, const WordPart& part, Values& values) {
  const std::optional<std::int64_t> offset = co_await expand_arithmetic(shell, *part.argument, nullptr);
  std::optional<std::int64_t> length;
  if (part.second) length = co_await expand_arithmetic(shell, *part.second, nullptr);
  if (!offset || (part.second && !length)) {
    if (shell.flow == Flow::none) shell.flow = Flow::discard;
    co_return;
  }
  if (!values.is_list) {
    if (values.all.empty()) co_return;
    const std::pair<std::size_t, std::size_t> range = window(values.all[0].size(), *offset, length);
    values.all[0] = values.all[0].substr(range.first, range.second);
    co_return;
  }
  // ${@:0} starts with $0.
  if (part.text == "@" || part.text == "*") values.all.insert(values.all.begin(), shell.name);
  const std::pair<std::size_t, std::size_t> range = window(values.all.size(), *offset, length);
  const auto first = values.all.begin() + static_cast<std::ptrdiff_t>(range.first);
  std::vector<std::string> kept(first, first + static_cast<std::ptrdiff_t>(range.second));
  values.all = std::move(kept);
}

Task<void> transform(Shell& shell, const WordPart& part, Values& values) {
  const Operation operation = part.operation;
  if (operation == Operation::substring) {
    co_await take_substring(shell, part, values);
    co_return;
  }
  const std::string text = co_await expand_pattern(shell, *part.argument);
  std::string with;
  if (part.second) with = co_await expand_text(shell, *part.second);
  const Pattern pattern(text);
  for (std::string& value : values.all) {
    shell.kernel().count_bytes(value.size() * (1 + text.size() / 4));
    if (operation >= Operation::strip_prefix && operation <= Operation::strip_long_suffix) {
      strip(value, pattern, operation);
    } else if (operation >= Operation::replace_first && operation <= Operation::replace_suffix) {
      replace(value, pattern, with, operation);
    } else {
      change_case(value, operation);
    }
  }
}

// - = ? + : true when the word has been used (or failed) and the value is not to be.
Task<bool> use_word(Shell& shell, const WordPart& part, bool is_present, Expanded& out) {
  if ((part.operation == Operation::use_alternative) != is_present)
    co_return part.operation == Operation::use_alternative;
  if (part.operation == Operation::fail_if_unset) {
    const std::string message = co_await expand_text(shell, *part.argument);
    const char* standard = part.or_null ? "parameter null or not set" : "parameter not set";
    const bool bad = part.text.empty();
    fail_expansion(shell, bad ? message : part.text + ": " + (message.empty() ? standard : message), true);
    co_return true;
  }
  Expanded word = co_await expand(shell, *part.argument);
  if (part.operation == Operation::assign_default) {
    const std::string value = word.plain();
    assign(shell, part.text, value);
    out.add_part(value, part.quoted ? Mark::quoted : Mark::expanded);
    co_return true;
  }
  // What the word quotes stays so; the rest is split like any expansion.
  for (char& mark : word.marks) {
    if (static_cast<Mark>(mark) == Mark::literal) mark = static_cast<char>(part.quoted ? Mark::quoted : Mark::expanded);
  }
  if (word.text.empty() && part.quoted) word.add_part("", Mark::quoted);
  out.text += word.text;
  out.marks += word.marks;
  co_return true;
}

std::string indirect_value(Shell& shell, const Values& values) {
  if (values.all.empty()) return {};
  return parameter(shell, values.all[0]).value_or("");
}

std::vector<std::string> indices_of(const Shell& shell, const std::string& name) {
  std::vector<std::string> indices;
  const std::optional<Variable> variable = shell.variables.find(name);
  if (!variable || !variable->is_set) return indices;
  if (!variable->is_array) indices.emplace_back("0");
  for (const auto& [index, element] : variable->elements) indices.push_back(std::to_string(index));
  return indices;
}

}  // namespace

std::string shown_name(const std::string& name) {
  return name[0] >= '0' && name[0] <= '9' ? "$" + name : name;
}

std::optional<std::string> parameter(const Shell& shell, const std::string& name) {
  if (name.size() == 1) {
    switch (name[0]) {
      case '?':
        return std::to_string(shell.status);
      case '$':
        return std::to_string(shell.pid);
      case '#':
        return std::to_string(shell.arguments.size());
      case '-':
        return option_letters(shell);
      case '!':
        return shell.last_background != 0 ? std::optional(std::to_string(shell.last_background)) : std::nullopt;
      case '0':
        return shell.name;
      case '@':
      case '*': {
        if (shell.arguments.empty()) return std::nullopt;
        std::string all;
        for (std::size_t i = 0; i < shell.arguments.size(); ++i) all += (i > 0 ? " " : "") + shell.arguments[i];
        return all;
      }
      default:
        break;
    }
  }
  if (!name.empty() && name[0] >= '0' && name[0] <= '9') {
    const std::size_t number = name.size() < 9 ? std::stoul(name) : 0;
    if (number == 0 || number > shell.arguments.size()) return std::nullopt;
    return shell.arguments[number - 1];
  }
  if (name == "LINENO") return std::to_string(shell.line);
  if (name == "RANDOM") return std::to_string(shell.kernel().random().below(32768));
  if (name == "SECONDS") {
    return std::to_string(
        std::chrono::duration_cast<std::chrono::seconds>(shell.kernel().now() - shell.kernel().started()).count());
  }
  if (name == "BASHPID") return std::to_string(shell.process->pid);
  if (name == "PPID") return std::to_string(shell.process->parent);
  if (name == "UID" || name == "EUID") return std::to_string(shell.kernel().credentials().uid);
  if (name == "BASH_VERSION") return "5.1.8(1)-release";
  if (name == "OPTIND") return shell.variables.get("OPTIND").value_or("1");
  return shell.variables.get(name);
}

Task<void> expand_operation(Shell& shell, const WordPart& part, Expanded& out) {
  const Operation operation = part.operation;
  Values values = co_await values_of(shell, part);
  if (shell.flow != Flow::none) co_return;
  const Mark mark = part.quoted ? Mark::quoted : Mark::expanded;
  if (operation >= Operation::use_default && operation <= Operation::use_alternative) {
    const bool is_null = values.all.empty() || (values.all.size() == 1 && values.all[0].empty());
    const bool is_present = values.is_set && !(part.or_null && is_null);
    const bool done = co_await use_word(shell, part, is_present, out);
    if (done) {
      // ${x+word} of an unset x is nothing, and "nothing" in quotes is a field.
      const bool nothing = operation == Operation::use_alternative && !is_present;
      if (nothing && part.quoted && !values.is_list) out.add_part("", mark);
      co_return;
    }
  } else if (!values.is_set && shell.options.nounset && !values.is_list) {
    fail_expansion(shell, shown_name(part.text) + ": unbound variable", true);
    co_return;
  }
  if (operation == Operation::length) {
    const std::size_t one = values.all.empty() ? 0 : values.all[0].size();
    out.add_part(std::to_string(values.is_list ? values.all.size() : one), mark);
    co_return;
  }
  if (operation == Operation::indirect) {
    out.add_part(indirect_value(shell, values), mark);
    co_return;
  }
  if (operation == Operation::indices) {
    const std::vector<std::string> indices = indices_of(shell, part.text);
    out.add_list(indices, part.quoted, false, " ");
    co_return;
  }
  const bool transforms = operation != Operation::value &&
                          !(operation >= Operation::use_default && operation <= Operation::use_alternative);
  if (transforms) co_await transform(shell, part, values);
  if (values.is_list) {
    out.add_list(values.all, part.quoted, values.joins, separator(shell));
  } else {
    out.add_part(values.all.empty() ? std::string_view() : std::string_view(values.all[0]), mark);
  }
}

}  // namespace hpc::site::programs
