// The builtins that work on variables and options: export, local, set, shift, cd...
#include <algorithm>
#include <array>

#include "site/filesystem/mode.h"
#include "site/programs/commands/command.h"
#include "site/programs/interpreter/builtins.h"
#include "site/programs/interpreter/runner.h"
#include "site/programs/shell/parser.h"

namespace hpc::site::programs {
namespace {

using Words = std::vector<std::string>;

int fail(Shell& shell, const Words& words, const std::string& message, int status = 1) {
  complain(shell, words[0] + ": " + message);
  return status;
}

void print(Shell& shell, const std::string& text) {
  if (const auto& out = shell.process->descriptors.get(1)) out->write(text);
}

std::string in_double_quotes(const std::string& value) {
  std::string out = "\"";
  for (char c : value) {
    if (c == '"' || c == '\\' || c == '$' || c == '`') out += '\\';
    out += c;
  }
  return out + "\"";
}

struct Attributes {
  bool exports = false, unexports = false, readonly = false, array = false, integer = false, local = false,
       prints = false, functions = false;
};

// One name[=value] of export, readonly, declare, local.
bool declare_one(Shell& shell, const Words& words, const std::string& word, const Attributes& attributes) {
  std::size_t end = word.find('=');
  std::string name = word.substr(0, end);
  const bool appends = end != std::string::npos && name.ends_with("+");
  if (appends) name.pop_back();
  if (!shell::is_name(name)) {
    fail(shell, words, "`" + word + "': not a valid identifier");
    return false;
  }
  if (attributes.local) {
    auto& hidden = shell.locals.back();
    const bool is_known =
        std::any_of(hidden.begin(), hidden.end(), [&name](const auto& each) { return each.first == name; });
    if (!is_known) {
      hidden.emplace_back(name, shell.variables.find(name));
      Variable fresh;
      fresh.is_array = attributes.array;
      shell.variables.replace(name, std::move(fresh));
    }
  }
  if (end != std::string::npos) {
    std::string value = word.substr(end + 1);
    if (appends) value.insert(0, shell.variables.get(name).value_or(""));
    if (attributes.integer) value = std::to_string(evaluate(shell, value, words[0].c_str()).value_or(0));
    if (!assign(shell, name, std::move(value))) return false;
  }
  Variable variable = shell.variables.find(name).value_or(Variable{});
  variable.is_exported = (variable.is_exported || attributes.exports) && !attributes.unexports;
  variable.is_readonly = variable.is_readonly || attributes.readonly;
  if (attributes.array && !variable.is_set) variable.is_array = true;
  shell.variables.replace(name, std::move(variable));
  return true;
}

void print_declarations(Shell& shell, bool only_exported) {
  for (const std::string& name : shell.variables.names()) {
    const Variable variable = *shell.variables.find(name);
    if (only_exported && !variable.is_exported) continue;
    print(shell, "declare -" +
                     std::string(variable.is_exported   ? "x"
                                 : variable.is_readonly ? "r"
                                                        : "-") +
                     " " + name + "=" + in_double_quotes(variable.value) + "\n");
  }
}

Task<int> do_declare(Shell& shell, const Words& words) {
  Attributes attributes;
  attributes.exports = words[0] == "export";
  attributes.readonly = words[0] == "readonly";
  attributes.local =
      words[0] == "local" || ((words[0] == "declare" || words[0] == "typeset") && shell.functions_in > 0);
  if (words[0] == "local" && shell.functions_in == 0) co_return fail(shell, words, "can only be used in a function");
  std::size_t first = 1;
  for (; first < words.size() && words[first].size() > 1 && (words[first][0] == '-' || words[first][0] == '+');
       ++first) {
    if (words[first] == "--") continue;
    for (char letter : words[first].substr(1)) {
      if (letter == 'x') attributes.exports = words[first][0] == '-';
      if (letter == 'n' && words[0] == "export") attributes.exports = false, attributes.unexports = true;
      if (letter == 'r') attributes.readonly = true;
      if (letter == 'a') attributes.array = true;
      if (letter == 'i') attributes.integer = true;
      if (letter == 'g') attributes.local = false;
      if (letter == 'p') attributes.prints = true;
      if (letter == 'f' || letter == 'F') attributes.functions = true;
      if (letter == 'A') co_return fail(shell, words, "-A: associative arrays are not simulated", 2);
    }
  }
  if (attributes.functions) co_return 0;
  if (first >= words.size()) {
    print_declarations(shell, attributes.exports);
    co_return 0;
  }
  int status = 0;
  for (std::size_t i = first; i < words.size(); ++i) {
    if (attributes.prints) {
      const std::optional<Variable> variable = shell.variables.find(words[i]);
      if (variable)
        print(shell, std::string("declare -") + (variable->is_exported ? "x " : "- ") + words[i] + "=" +
                         in_double_quotes(variable->value) + "\n");
      if (!variable) status = fail(shell, words, words[i] + ": not found");
    } else if (!declare_one(shell, words, words[i], attributes)) {
      status = 1;
    }
    if (shell.flow != Flow::none) break;
  }
  co_return status;
}

Task<int> do_unset(Shell& shell, const Words& words) {
  int status = 0;
  bool functions = false, variables = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& name = words[i];
    if (name == "-f" || name == "-v") {
      (name == "-f" ? functions : variables) = true;
    } else if (const std::size_t open = name.find('['); open != std::string::npos && name.back() == ']') {
      std::optional<Variable> array = shell.variables.find(name.substr(0, open));
      const std::optional<std::int64_t> index = evaluate(shell, name.substr(open + 1, name.size() - open - 2), "unset");
      if (array && index) {
        array->elements.erase(*index);
        shell.variables.replace(name.substr(0, open), std::move(*array));
      }
    } else if (!functions && shell.variables.is_readonly(name)) {
      status = fail(shell, words, name + ": cannot unset: readonly variable");
    } else if (functions || (!variables && !shell.variables.find(name))) {
      shell.functions.erase(name);
    } else {
      shell.variables.unset(name);
    }
  }
  co_return status;
}

void list_options(Shell& shell) {
  const std::array<std::pair<std::string_view, bool>, 6> options = {{{"allexport", shell.options.allexport},
                                                                     {"errexit", shell.options.errexit},
                                                                     {"noglob", shell.options.noglob},
                                                                     {"nounset", shell.options.nounset},
                                                                     {"pipefail", shell.options.pipefail},
                                                                     {"xtrace", shell.options.xtrace}}};
  for (const auto& [name, on] : options)
    print(shell, std::string(name) + std::string(15 - name.size(), ' ') + "\t" + (on ? "on" : "off") + "\n");
}

Task<int> do_set(Shell& shell, const Words& words) {
  if (words.size() == 1) {
    for (const std::string& name : shell.variables.names())
      print(shell, name + "=" + shell.variables.get(name).value_or("") + "\n");
    co_return 0;
  }
  std::size_t i = 1;
  for (; i < words.size() && words[i].size() > 1 && (words[i][0] == '-' || words[i][0] == '+'); ++i) {
    const bool on = words[i][0] == '-';
    if (words[i] == "--") break;
    for (char letter : words[i].substr(1)) {
      if (letter == 'o') {
        if (i + 1 >= words.size()) {
          list_options(shell);
        } else if (!set_long_option(shell.options, words[++i], on)) {
          co_return fail(shell, words, words[i] + ": invalid option name");
        }
        break;
      }
      if (!set_option(shell.options, letter, on))
        co_return fail(shell, words, std::string(on ? "-" : "+") + letter + ": invalid option", 2);
    }
  }
  const bool ends_options = i < words.size() && words[i] == "--";
  if (ends_options) ++i;
  if (ends_options || i < words.size())
    shell.arguments.assign(words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
  co_return 0;
}

Task<int> do_shift(Shell& shell, const Words& words) {
  const std::optional<std::int64_t> count = words.size() > 1 ? parse_integer(words[1]) : 1;
  if (!count) co_return fail(shell, words, words[1] + ": numeric argument required");
  if (*count < 0) co_return fail(shell, words, words[1] + ": shift count out of range");
  if (static_cast<std::size_t>(*count) > shell.arguments.size()) co_return 1;
  shell.arguments.erase(shell.arguments.begin(), shell.arguments.begin() + *count);
  co_return 0;
}

// `cd a/../b` goes by the names, as shells do.
std::string normal(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('/', at), text.size());
    const std::string part = text.substr(at, end - at);
    at = end + 1;
    if (part == ".." && !parts.empty()) parts.pop_back();
    if (!part.empty() && part != "." && part != "..") parts.push_back(part);
  }
  std::string out;
  for (const std::string& part : parts) out += "/" + part;
  return out.empty() ? "/" : out;
}

Task<int> do_cd(Shell& shell, const Words& words) {
  std::size_t first = 1;
  while (first < words.size() && (words[first] == "-P" || words[first] == "-L" || words[first] == "--")) ++first;
  if (words.size() > first + 1) co_return fail(shell, words, "too many arguments");
  std::string target = first < words.size() ? words[first] : shell.variables.get("HOME").value_or("");
  const bool goes_back = target == "-";
  if (goes_back) target = shell.variables.get("OLDPWD").value_or("");
  if (target.empty() && goes_back) co_return fail(shell, words, "OLDPWD not set");
  if (target.empty() && first >= words.size()) co_return fail(shell, words, "HOME not set");
  if (target.empty()) co_return 0;
  Kernel& kernel = shell.kernel();
  const Result<Path> path =
      Path::parse(normal(target[0] == '/' ? target : shell.process->directory.str() + "/" + target));
  if (!path) co_return fail(shell, words, target + ": " + path.error().sentence);
  const Result<Stat> stat = kernel.files().stat(kernel.credentials(), *path);
  if (!stat) co_return fail(shell, words, target + ": " + stat.error().sentence);
  if (stat->type != FileType::directory) co_return fail(shell, words, target + ": Not a directory");
  const Result<void> allowed = kernel.files().access(kernel.credentials(), *path, can_execute);
  if (!allowed) co_return fail(shell, words, target + ": " + allowed.error().sentence);
  assign(shell, "OLDPWD", shell.process->directory.str());
  shell.process->directory = *path;
  assign(shell, "PWD", path->str());
  if (goes_back) print(shell, path->str() + "\n");
  co_return 0;
}

Task<int> do_let(Shell& shell, const Words& words) {
  if (words.size() < 2) co_return fail(shell, words, "expression expected");
  std::int64_t value = 0;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::optional<std::int64_t> result = evaluate(shell, words[i], "let");
    if (!result) co_return 1;
    value = *result;
  }
  co_return value == 0 ? 1 : 0;
}

Task<int> do_umask(Shell& shell, const Words& words) {
  if (words.size() < 2) {
    std::string text = "0000";
    for (int i = 0; i < 4; ++i)
      text[static_cast<std::size_t>(3 - i)] = static_cast<char>('0' + ((shell.process->umask >> (3 * i)) & 7));
    print(shell, text + "\n");
    co_return 0;
  }
  const Result<std::uint32_t> mode = parse_mode_change(words[1], 0, false, 0);
  if (!mode || words[1][0] < '0' || words[1][0] > '7')
    co_return fail(shell, words, words[1] + ": octal number out of range");
  shell.process->umask = *mode & 0777;
  co_return 0;
}

}  // namespace

bool set_option(Options& options, char letter, bool on) {
  switch (letter) {
    case 'e':
      options.errexit = on;
      return true;
    case 'u':
      options.nounset = on;
      return true;
    case 'x':
      options.xtrace = on;
      return true;
    case 'f':
      options.noglob = on;
      return true;
    case 'a':
      options.allexport = on;
      return true;
    case 'b':
    case 'h':
    case 'm':
    case 'v':
    case 'B':
    case 'C':
    case 'E':
    case 'H':
    case 'T':
      return true;  // accepted, without effect
    default:
      return false;
  }
}

bool set_long_option(Options& options, std::string_view name, bool on) {
  static constexpr std::array<std::pair<std::string_view, char>, 5> kLetters = {
      {{"errexit", 'e'}, {"nounset", 'u'}, {"xtrace", 'x'}, {"noglob", 'f'}, {"allexport", 'a'}}};
  for (const auto& [known, letter] : kLetters) {
    if (known == name) return set_option(options, letter, on);
  }
  if (name == "pipefail") options.pipefail = on;
  return name == "pipefail" || name == "posix" || name == "verbose" || name == "errtrace" || name == "functrace" ||
         name == "noclobber" || name == "monitor" || name == "braceexpand" || name == "hashall" || name == "history";
}

std::span<const NamedBuiltin> variable_builtins() {
  static constexpr std::array<NamedBuiltin, 11> kBuiltins = {{{"export", do_declare},
                                                              {"readonly", do_declare},
                                                              {"declare", do_declare},
                                                              {"typeset", do_declare},
                                                              {"local", do_declare},
                                                              {"unset", do_unset},
                                                              {"set", do_set},
                                                              {"shift", do_shift},
                                                              {"cd", do_cd},
                                                              {"let", do_let},
                                                              {"umask", do_umask}}};
  return kBuiltins;
}

}  // namespace hpc::site::programs
