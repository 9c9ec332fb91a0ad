// read and getopts.
#include <algorithm>
#include <array>

#include "site/programs/commands/command.h"
#include "site/programs/interpreter/builtins.h"
#include "site/programs/shell/parser.h"

namespace hpc::site::programs {
namespace {

using Words = std::vector<std::string>;

int fail(Shell& shell, const Words& words, const std::string& message, int status = 1) {
  complain(shell, words[0] + ": " + message);
  return status;
}

// A line cut at IFS for the variables of `read`; the last takes the rest.
Words cut_line(const std::string& line, const std::vector<bool>& escaped, const std::string& ifs, std::size_t most) {
  Words fields;
  std::size_t at = 0;
  const auto is_blank = [&](std::size_t i) {
    return !escaped[i] && (line[i] == ' ' || line[i] == '\t' || line[i] == '\n') &&
           ifs.find(line[i]) != std::string::npos;
  };
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
    if (end > at && is_mark(end - 1) &&
        std::none_of(line.begin() + static_cast<std::ptrdiff_t>(at),
                     line.begin() + static_cast<std::ptrdiff_t>(end) - 1,
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
        const std::string value = k + 1 < words[i].size() ? words[i].substr(k + 1)
                                  : i + 1 < words.size()  ? words[++i]
                                                          : "";
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
    for (std::size_t i = 0; i < options.names.size(); ++i)
      assign(shell, options.names[i], i < fields.size() ? fields[i] : "");
  }
  co_return complete ? 0 : 1;
}

// getopts SPEC NAME [ARGS]: one option per call. OPTIND counts words; the place within a word is kept beside it.
Task<int> do_getopts(Shell& shell, const Words& words) {
  if (words.size() < 3) co_return fail(shell, words, "usage: getopts optstring name [arg ...]", 2);
  const Words given(words.begin() + 3, words.end());
  const Words& from = words.size() > 3 ? given : shell.arguments;
  std::size_t index = static_cast<std::size_t>(
      std::max<std::int64_t>(parse_integer(shell.variables.get("OPTIND").value_or("1")).value_or(1), 1));
  std::size_t place =
      static_cast<std::size_t>(parse_integer(shell.variables.get("_OPTPLACE").value_or("1")).value_or(1));
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

std::span<const NamedBuiltin> input_builtins() {
  static constexpr std::array<NamedBuiltin, 2> kBuiltins = {{{"read", do_read}, {"getopts", do_getopts}}};
  return kBuiltins;
}

}  // namespace hpc::site::programs
