// The builtins that work on variables and options: export, local, read, set, shift, cd...
#include <algorithm>
#include <array>

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
  bool exports = false, unexports = false, readonly = false, array = false, integer = false, local = false, prints = false, functions = false;
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
    const bool is_known = std::any_of(hidden.begin(), hidden.end(), [&name](const auto& each) { return each.first == name; });
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
    print(shell, "declare -" + std::string(variable.is_exported ? "x" : variable.is_readonly ? "r" : "-") + " " + name + "=" + in_double_quotes(variable.value) + "\n");
  }
}

Task<int> do_declare(Shell& shell, const Words& words) {
  Attributes attributes;
  attributes.exports = words[0] == "export";
  attributes.readonly = words[0] == "readonly";
  attributes.local = words[0] == "local" || ((words[0] == "declare" || words[0] == "typeset") && shell.functions_in > 0);
  if (words[0] == "local" && shell.functions_in == 0) co_return fail(shell, words, "can only be used in a function");
  std::size_t first = 1;
  for (; first < words.size() && words[first].size() > 1 && (words[first][0] == '-' || words[first][0] == '+'); ++first) {
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
      if (variable) print(shell, std::string("declare -") + (variable->is_exported ? "x " : "- ") + words[i] + "=" + in_double_quotes(variable->value) + "\n");
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
  for (const auto& [name, on] : options) print(shell, std::string(name) + std::string(15 - name.size(), ' ') + "\t" + (on ? "on" : "off") + "\n");
}

Task<int> do_set(Shell& shell, const Words& words) {
  if (words.size() == 1) {
    for (const std::string& name : shell.variables.names()) print(shell, name + "=" + shell.variables.get(name).value_or("") + "\n");
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
      if (!set_option(shell.options, letter, on)) co_return fail(shell, words, std::string(on ? "-" : "+") + letter + ": invalid option", 2);
    }
  }
  const bool ends_options = i < words.size() && words[i] == "--";
  if (ends_options) ++i;
  if (ends_options || i < words.size()) shell.arguments.assign(words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
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

// A line cut at IFS for the variables of `read`; the last takes the rest.
Words cut_line(const std::string& line, const std::vector<bool>& escaped, const std::string& ifs, std::size_t most) {
  Words fields;
  std::size_t at = 0;
  const auto is_blank = [&](std::size_t i) { return !escaped[i] && (line[i] == ' ' || line[i] == '\t' || line[i] == '\n') && ifs.find(line[i]) != std::string::npos; };
  const auto is_mark = [&](std::size_t i) { return !escaped[i] && ifs.find(line[i]) != std::string::npos; };
  while (at < line.size() && is_blank(at)) ++at;
  while (at < line.size() && fields.size() + 1 < most) {
    std::size_t end = at;
    while (end < line.size() && !is_mark(end)) ++end;
    fields.push_back(line.substr(at, end - at));
    at = end;
    while (at < line.size() && is_blank(at)) ++at;
    if (at < line.size() && is_mark(at)) {
      ++at;
      while (at < line.size() && is_blank(at)) ++at;
    }
  }
  if (at < line.size()) {
    std::size_t end = line.size();
    while (end > at && is_blank(end - 1)) --end;
    // One separator at the very end belongs to the last field's end, if there is no other in it.
    if (end > at && is_mark(end - 1) && std::none_of(line.begin() + static_cast<std::ptrdiff_t>(at), line.begin() + static_cast<std::ptrdiff_t>(end) - 1,
                                                     [&ifs](char c) { return ifs.find(c) != std::string::npos; })) {
      --end;
    }
    fields.push_back(line.substr(at, end - at));
  }
  return fields;
}

struct ReadOptions {
  bool raw = false, array = false, bad = false;
  std::string array_name;
  Words names;
  std::optional<Instant> deadline;
};

ReadOptions read_options(Shell& shell, const Words& words) {
  ReadOptions options;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i].size() > 1 && words[i][0] == '-' && options.names.empty()) {
      for (std::size_t k = 1; k < words[i].size(); ++k) {
        const char letter = words[i][k];
        if (letter == 'r') options.raw = true;
        if (std::string_view("pdntuia").find(letter) == std::string_view::npos) continue;
        const std::string value = k + 1 < words[i].size() ? words[i].substr(k + 1) : i + 1 < words.size() ? words[++i] : "";
        if (letter == 'a') options.array = true, options.array_name = value;
        if (letter == 't') options.deadline = shell.kernel().now() + parse_interval(value).value_or(Duration{});
        break;
      }
    } else if (!shell::is_name(words[i])) {
      fail(shell, words, "`" + words[i] + "': not a valid identifier");
      options.bad = true;
    } else {
      options.names.push_back(words[i]);
    }
  }
  return options;
}

// One line into `line`, without its newline and continued ones joined; false at the end of the input.
Task<bool> read_line(Shell& shell, bool raw, std::string& line, std::vector<bool>& escaped) {
  const std::shared_ptr<Stream> input = shell.process->descriptors.get(0);
  if (!input) co_return false;
  std::string text;
  while (true) {
    const Stream::Reading reading = input->read(text, Limits::kPipeBytes, true);
    if (reading == Stream::Reading::wait) {
      input->watch(shell.process->pid);
      co_await Pause{};
      continue;
    }
    const bool ended = reading != Stream::Reading::data || text.size() > Limits::kWordBytes;
    if (!ended && text.back() != '\n') continue;
    const bool has_newline = !text.empty() && text.back() == '\n';
    if (has_newline) text.pop_back();
    bool continues = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool escapes = !raw && text[i] == '\\';
      continues = escapes && i + 1 == text.size();
      if (escapes) ++i;
      if (continues || text[i] == '\0') break;
      line += text[i];
      escaped.push_back(escapes);
    }
    text.clear();
    if (continues && has_newline) continue;
    shell.kernel().count_bytes(line.size());
    co_return has_newline;
  }
}

Task<int> do_read(Shell& shell, const Words& words) {
  ReadOptions options = read_options(shell, words);
  if (options.bad) co_return 1;
  std::string line;
  std::vector<bool> escaped;
  const bool complete = co_await read_line(shell, options.raw, line, escaped);
  const std::string ifs = shell.variables.get("IFS").value_or(" \t\n");
  if (options.array) {
    Variable array;
    array.is_array = array.is_set = true;
    std::int64_t index = 0;
    for (std::string& field : cut_line(line, escaped, ifs, SIZE_MAX)) array.elements[index++] = std::move(field);
    shell.variables.replace(options.array_name, std::move(array));
  } else if (options.names.empty()) {
    assign(shell, "REPLY", line);
  } else {
    const Words fields = cut_line(line, escaped, ifs, options.names.size());
    for (std::size_t i = 0; i < options.names.size(); ++i) assign(shell, options.names[i], i < fields.size() ? fields[i] : "");
  }
  co_return complete ? 0 : 1;
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
  const Result<Path> path = Path::parse(normal(target[0] == '/' ? target : shell.process->directory.str() + "/" + target));
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
    for (int i = 0; i < 4; ++i) text[static_cast<std::size_t>(3 - i)] = static_cast<char>('0' + ((shell.process->umask >> (3 * i)) & 7));
    print(shell, text + "\n");
    co_return 0;
  }
  const std::optional<std::uint32_t> mode = parse_mode(words[1], 0, false, 0);
  if (!mode || words[1][0] < '0' || words[1][0] > '7') co_return fail(shell, words, words[1] + ": octal number out of range");
  shell.process->umask = *mode & 0777;
  co_return 0;
}

// getopts SPEC NAME [ARGS]: one option per call. OPTIND counts words; the place within a word is kept beside it.
Task<int> do_getopts(Shell& shell, const Words& words) {
  if (words.size() < 3) co_return fail(shell, words, "usage: getopts optstring name [arg ...]", 2);
  const Words given(words.begin() + 3, words.end());
  const Words& from = words.size() > 3 ? given : shell.arguments;
  std::size_t index = static_cast<std::size_t>(std::max<std::int64_t>(parse_integer(shell.variables.get("OPTIND").value_or("1")).value_or(1), 1));
  std::size_t place = static_cast<std::size_t>(parse_integer(shell.variables.get("_OPTPLACE").value_or("1")).value_or(1));
  const bool is_option = index <= from.size() && from[index - 1].size() > 1 && from[index - 1][0] == '-';
  if (!is_option || from[index - 1] == "--") {
    if (is_option) shell.variables.set("OPTIND", std::to_string(index + 1));
    shell.variables.set(words[2], "?");
    co_return 1;
  }
  const std::string& word = from[index - 1];
  place = std::min(place, word.size() - 1);
  const char letter = word[place++];
  const bool quiet = words[1][0] == ':';
  const std::size_t known = letter == ':' ? std::string::npos : words[1].find(letter);
  std::string name(1, letter);
  shell.variables.unset("OPTARG");
  if (known == std::string::npos) {
    if (quiet) shell.variables.set("OPTARG", name);
    if (!quiet) write_error(shell, shell.name + ": illegal option -- " + name + "\n");
    name = "?";
  } else if (known + 1 < words[1].size() && words[1][known + 1] == ':') {
    if (place < word.size()) {
      shell.variables.set("OPTARG", word.substr(place));
    } else if (index < from.size()) {
      shell.variables.set("OPTARG", from[index++]);
    } else {
      if (quiet) shell.variables.set("OPTARG", name);
      if (!quiet) write_error(shell, shell.name + ": option requires an argument -- " + name + "\n");
      name = quiet ? ":" : "?";
    }
    place = word.size();
  }
  const bool next_word = place >= word.size();
  shell.variables.set("OPTIND", std::to_string(next_word ? index + 1 : index));
  shell.variables.set("_OPTPLACE", std::to_string(next_word ? 1 : place));
  shell.variables.set(words[2], name);
  co_return 0;
}

}  // namespace

bool set_option(Options& options, char letter, bool on) {
  switch (letter) {
    case 'e': options.errexit = on; return true;
    case 'u': options.nounset = on; return true;
    case 'x': options.xtrace = on; return true;
    case 'f': options.noglob = on; return true;
    case 'a': options.allexport = on; return true;
    case 'b':
    case 'h':
    case 'm':
    case 'v':
    case 'B':
    case 'C':
    case 'E':
    case 'H':
    case 'T': return true;  // accepted, without effect
    default: return false;
  }
}

bool set_long_option(Options& options, std::string_view name, bool on) {
  static constexpr std::array<std::pair<std::string_view, char>, 5> kLetters = {
      {{"errexit", 'e'}, {"nounset", 'u'}, {"xtrace", 'x'}, {"noglob", 'f'}, {"allexport", 'a'}}};
  for (const auto& [known, letter] : kLetters) {
    if (known == name) return set_option(options, letter, on);
  }
  if (name == "pipefail") options.pipefail = on;
  return name == "pipefail" || name == "posix" || name == "verbose" || name == "errtrace" || name == "functrace" || name == "noclobber" ||
         name == "monitor" || name == "braceexpand" || name == "hashall" || name == "history";
}

std::span<const NamedBuiltin> variable_builtins() {
  static constexpr std::array<NamedBuiltin, 13> kBuiltins = {{{"export", do_declare},
                                                              {"readonly", do_declare},
                                                              {"declare", do_declare},
                                                              {"typeset", do_declare},
                                                              {"local", do_declare},
                                                              {"unset", do_unset},
                                                              {"set", do_set},
                                                              {"shift", do_shift},
                                                              {"read", do_read},
                                                              {"cd", do_cd},
                                                              {"let", do_let},
                                                              {"umask", do_umask},
                                                              {"getopts", do_getopts}}};
  return kBuiltins;
}

}  // namespace hpc::site::programs
