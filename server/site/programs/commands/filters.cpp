// cat, head, tail, wc, tee, tac, nl, rev: what passes bytes through.
#include <algorithm>
#include <deque>

#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

std::vector<std::string> operands_or_input(const Parsed& parsed) {
  return parsed.operands.empty() ? std::vector<std::string>{"-"} : parsed.operands;
}

Task<int> concatenate(Invocation& call) {
  const Parsed parsed = parse_options(call, "nbsAETvue", {{"number", 'n'}, {"show-ends", 'E'}});
  if (!parsed.is_valid) co_return 1;
  const bool numbers = parsed.has('n') || parsed.has('b');
  const bool by_lines = numbers || parsed.has('E') || parsed.has('A') || parsed.has('s');
  int status = 0, number = 0;
  bool was_empty = false;
  const std::vector<std::string> operands = operands_or_input(parsed);
  for (const std::string& operand : operands) {
    const std::unique_ptr<Input> input = Input::open(call, operand);
    if (!input) {
      status = 1;
      continue;
    }
    std::string piece;
    while (!call.is_broken()) {
      bool more = false;
      if (by_lines) {
        more = co_await input->line(piece);
      } else {
        more = co_await input->block(piece);
      }
      if (!more) break;
      if (by_lines) {
        const bool skipped = parsed.has('s') && piece.empty() && was_empty;
        was_empty = piece.empty();
        if (skipped) continue;
        std::string label;
        if (numbers && !(parsed.has('b') && piece.empty())) {
          label = std::to_string(++number);
          label.insert(0, label.size() < 6 ? 6 - label.size() : 0, ' ');
          label += '\t';
        }
        if ((parsed.has('E') || parsed.has('A')) && input->had_newline()) piece += '$';
        piece = label + piece + (input->had_newline() ? "\n" : "");
      }
      call.out(piece);
      call.flush();  // cat does not hold back what it has
    }
  }
  co_return status;
}

struct Amount {
  std::uint64_t count = 10;
  bool bytes = false;
  bool from_start = false;  ///< tail +N
  bool all_but = false;     ///< head -n -N
};

// -n 5, -c 10, -5, +3.
bool read_amount(Invocation& call, const Parsed& parsed, Amount& amount) {
  for (const auto& [letter, value] : parsed.options) {
    if (letter != 'n' && letter != 'c') continue;
    std::string_view digits = value;
    amount.bytes = letter == 'c';
    amount.from_start = amount.all_but = false;
    if (!digits.empty() && (digits[0] == '+' || digits[0] == '-')) {
      amount.from_start = digits[0] == '+';
      amount.all_but = digits[0] == '-';
      digits.remove_prefix(1);
    }
    const std::optional<std::uint64_t> count = parse_size(digits);
    if (!count) {
      call.error(std::string("invalid number of ") + (amount.bytes ? "bytes" : "lines") + ": '" + value + "'");
      return false;
    }
    amount.count = *count;
  }
  return true;
}

// `head -5` as `head -n 5`.
std::vector<std::string> modern_words(const std::vector<std::string>& words) {
  std::vector<std::string> modern = words;
  if (words.size() > 1 && words[1].size() > 1 && (words[1][0] == '-' || words[1][0] == '+') &&
      words[1].find_first_not_of("0123456789", 1) == std::string::npos) {
    modern[1] = "-n" + (words[1][0] == '+' ? words[1] : words[1].substr(1));
  }
  return modern;
}

Task<void> print_head(Invocation& call, Input& input, const Amount& amount) {
  std::string piece;
  std::uint64_t left = amount.count;
  if (amount.all_but) {
    std::deque<std::string> held;
    std::size_t held_bytes = 0;
    while (true) {
      const bool more = co_await input.line(piece);
      if (!more || held_bytes > Limits::kMemoryBytes / 4) break;
      held_bytes += piece.size();
      held.push_back(piece + (input.had_newline() ? "\n" : ""));
      if (held.size() <= amount.count) continue;
      call.out(held.front());
      held_bytes -= held.front().size();
      held.pop_front();
    }
    co_return;
  }
  while (left > 0 && !call.is_broken()) {
    if (amount.bytes) {
      const bool more = co_await input.block(piece);
      if (!more) break;
      const std::size_t take = static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size()));
      call.out(std::string_view(piece).substr(0, take));
      left -= take;
    } else {
      const bool more = co_await input.line(piece);
      if (!more) break;
      if (input.had_newline()) piece += '\n';
      call.out(piece);
      --left;
    }
  }
}

Task<void> print_tail(Invocation& call, Input& input, const Amount& amount) {
  std::string piece;
  if (amount.from_start) {
    std::uint64_t skip = amount.count > 0 ? amount.count - 1 : 0;
    while (!call.is_broken()) {
      bool more = false;
      if (amount.bytes) {
        more = co_await input.block(piece);
      } else {
        more = co_await input.line(piece);
      }
      if (!more) co_return;
      if (amount.bytes) {
        const std::size_t cut = static_cast<std::size_t>(std::min<std::uint64_t>(skip, piece.size()));
        skip -= cut;
        call.out(std::string_view(piece).substr(cut));
      } else if (skip > 0) {
        --skip;
      } else {
        call.out(piece + (input.had_newline() ? "\n" : ""));
      }
    }
    co_return;
  }
  std::string text;
  if (const Bytes* content = input.content(); content != nullptr && amount.bytes) {
    const std::uint64_t take = std::min(amount.count, content->size());
    call.out(content->slice(content->size() - take).str());
    co_return;
  }
  const bool fits = co_await input.all(text);
  if (!fits) co_return;
  std::size_t from = text.size();
  if (amount.bytes) {
    from -= static_cast<std::size_t>(std::min<std::uint64_t>(amount.count, text.size()));
  } else {
    std::uint64_t wanted = amount.count;
    while (from > 0 && wanted > 0) {
      // The newline at the end of the line before `from`.
      const std::size_t newline = from >= 2 ? text.rfind('\n', from - 2) : std::string::npos;
      from = newline == std::string::npos ? 0 : newline + 1;
      --wanted;
    }
  }
  call.out(std::string_view(text).substr(from));
}

Task<int> head_or_tail(Invocation& outer) {
  const std::vector<std::string> words = modern_words(outer.arguments);
  Invocation call(outer.process, words, outer.environment, "");
  const bool is_head = call.name() == "head";
  const Parsed parsed = parse_options(call, is_head ? "n:c:qv" : "n:c:qvfF",
                                      {{"lines", 'n'}, {"bytes", 'c'}, {"quiet", 'q'}, {"silent", 'q'}});
  Amount amount;
  if (!parsed.is_valid || !read_amount(call, parsed, amount)) co_return 1;
  int status = 0;
  bool first = true;
  const std::vector<std::string> operands = operands_or_input(parsed);
  for (const std::string& operand : operands) {
    const std::unique_ptr<Input> input = [&call, &operand, is_head]() -> std::unique_ptr<Input> {
      const Result<Path> path = call.path(operand);
      const bool is_directory = operand != "-" && path && call.files().list(call.who(), *path).has_value();
      if (is_directory) {
        call.error("error reading '" + operand + "': Is a directory");
        return nullptr;
      }
      if (operand == "-" ||
          (path && (path->str() == "/dev/null" || path->str() == "/dev/zero" || path->str() == "/dev/stdin")))
        return Input::open(call, operand);
      Result<Bytes> content = path ? call.files().read(call.who(), *path) : failure(path.error());
      if (content) return std::make_unique<Input>(call.process, content_stream(std::move(*content)));
      call.error("cannot open '" + operand + "' for reading: " + content.error().sentence);
      (void)is_head;
      return nullptr;
    }();
    if (!input) {
      status = 1;
      continue;
    }
    if ((operands.size() > 1 && !parsed.has('q')) || parsed.has('v')) {
      call.out(std::string(first ? "" : "\n") + "==> " + (operand == "-" ? "standard input" : operand) + " <==\n");
    }
    first = false;
    if (is_head) {
      co_await print_head(call, *input, amount);
    } else {
      co_await print_tail(call, *input, amount);
    }
  }
  co_return call.finish(status);
}

struct Counts {
  std::uint64_t lines = 0, words = 0, bytes = 0, longest = 0;
};

Task<Counts> count(Input& input) {
  Counts counts;
  std::string piece;
  bool in_word = false;
  std::uint64_t column = 0;
  while (true) {
    const bool more = co_await input.block(piece);
    if (!more) break;
    counts.bytes += piece.size();
    for (char c : piece) {
      const bool space = c == ' ' || (c >= '\t' && c <= '\r');
      if (!space && !in_word) ++counts.words;
      in_word = !space;
      column = c == '\n' ? 0 : column + 1;
      counts.longest = std::max(counts.longest, column);
      if (c == '\n') ++counts.lines;
    }
  }
  co_return counts;
}

std::vector<std::uint64_t> wanted_counts(const Parsed& parsed, const Counts& counts) {
  const bool all = !parsed.has('l') && !parsed.has('w') && !parsed.has('c') && !parsed.has('m') && !parsed.has('L');
  std::vector<std::uint64_t> wanted;
  if (all || parsed.has('l')) wanted.push_back(counts.lines);
  if (all || parsed.has('w')) wanted.push_back(counts.words);
  if (all || parsed.has('c') || parsed.has('m')) wanted.push_back(counts.bytes);
  if (parsed.has('L')) wanted.push_back(counts.longest);
  return wanted;
}

Task<int> word_count(Invocation& call) {
  const Parsed parsed = parse_options(call, "lwcmL", {{"lines", 'l'}, {"words", 'w'}, {"bytes", 'c'}, {"chars", 'm'}});
  if (!parsed.is_valid) co_return 1;
  int status = 0;
  Counts total;
  std::vector<std::pair<std::vector<std::uint64_t>, std::string>> rows;
  const std::vector<std::string> operands = operands_or_input(parsed);
  for (const std::string& operand : operands) {
    const std::unique_ptr<Input> input = Input::open(call, operand);
    if (!input) {
      status = 1;
      continue;
    }
    const Counts counts = co_await count(*input);
    total.lines += counts.lines, total.words += counts.words, total.bytes += counts.bytes;
    total.longest = std::max(total.longest, counts.longest);
    rows.emplace_back(wanted_counts(parsed, counts), parsed.operands.empty() ? "" : operand);
  }
  if (operands.size() > 1) rows.emplace_back(wanted_counts(parsed, total), "total");
  // Columns are as wide as the largest number, or 7 when the sizes were not known before.
  const bool single = rows.size() == 1 && rows[0].first.size() == 1;
  std::size_t width = single ? 1 : std::to_string(std::max(total.bytes, total.longest)).size();
  const bool from_input = std::find(operands.begin(), operands.end(), "-") != operands.end();
  if (!single && from_input) width = 7;
  for (const auto& [numbers, name] : rows) {
    std::string line;
    for (std::uint64_t number : numbers) {
      std::string text = std::to_string(number);
      if (text.size() < width) text.insert(0, width - text.size(), ' ');
      line += (line.empty() ? "" : " ") + text;
    }
    call.out(line + (name.empty() ? "" : " " + name) + "\n");
  }
  co_return status;
}

Task<int> tee(Invocation& call) {
  const Parsed parsed = parse_options(call, "ai", {{"append", 'a'}});
  if (!parsed.is_valid) co_return 1;
  int status = 0;
  std::vector<std::shared_ptr<Stream>> files;
  for (const std::string& operand : parsed.operands) {
    const Result<Path> path = call.path(operand);
    if (path && path->str() == "/dev/null") continue;
    if (path && (path->str() == "/dev/stderr" || path->str() == "/dev/stdout")) {
      files.push_back(call.process.descriptors.get(path->str() == "/dev/stderr" ? 2 : 1));
      continue;
    }
    FileSystem::Write how;
    how.mode = 0666 & ~call.process.umask;
    how.append = parsed.has('a');
    const Result<void> opened = path ? call.files().write(call.who(), *path, Bytes(), how) : failure(path.error());
    if (!opened) {
      status = call.error(operand + ": " + opened.error().sentence);
      continue;
    }
    files.push_back(file_stream(call.kernel(), *path));
  }
  const std::unique_ptr<Input> input = Input::open(call, "-");
  std::string piece;
  while (input && !call.is_broken()) {
    const bool more = co_await input->block(piece);
    if (!more) break;
    call.out(piece);
    call.flush();
    for (const auto& file : files) {
      if (file) file->write(piece);
    }
  }
  co_return status;
}

Task<int> reverse_lines(Invocation& call) {
  const Parsed parsed = parse_options(call, "");
  if (!parsed.is_valid) co_return 1;
  int status = 0;
  const bool whole_file = call.name() == "tac";
  const std::vector<std::string> operands = operands_or_input(parsed);
  for (const std::string& operand : operands) {
    const std::unique_ptr<Input> input = Input::open(call, operand);
    if (!input) {
      status = 1;
      continue;
    }
    std::vector<std::string> lines;
    std::string line;
    std::size_t bytes = 0;
    while (bytes <= Limits::kMemoryBytes / 4) {
      const bool more = co_await input->line(line);
      if (!more) break;
      bytes += line.size() + sizeof(std::string);
      if (!whole_file) std::reverse(line.begin(), line.end());
      if (whole_file) lines.push_back(line + "\n");
      if (!whole_file) call.out(line + (input->had_newline() ? "\n" : ""));
    }
    for (auto each = lines.rbegin(); each != lines.rend(); ++each) call.out(*each);
  }
  co_return status;
}

Task<int> number_lines(Invocation& call) {
  const Parsed parsed = parse_options(call, "b:w:s:");
  if (!parsed.is_valid) co_return 1;
  const bool all = parsed.value('b') != nullptr && *parsed.value('b') == "a";
  int number = 0;
  const std::vector<std::string> operands = operands_or_input(parsed);
  for (const std::string& operand : operands) {
    const std::unique_ptr<Input> input = Input::open(call, operand);
    if (!input) co_return 1;
    std::string line;
    while (true) {
      const bool more = co_await input->line(line);
      if (!more) break;
      std::string label = line.empty() && !all ? "" : std::to_string(++number);
      label.insert(0, label.size() < 6 ? 6 - label.size() : 0, ' ');
      call.out(label + (line.empty() && !all ? " " : "\t") + line + "\n");
    }
  }
  co_return 0;
}

}  // namespace

std::span<const Command> filter_commands() {
  static constexpr Command kCommands[] = {
      {"cat", nullptr, concatenate},   {"head", nullptr, head_or_tail}, {"tail", nullptr, head_or_tail},
      {"wc", nullptr, word_count},     {"tee", nullptr, tee},           {"tac", nullptr, reverse_lines},
      {"rev", nullptr, reverse_lines}, {"nl", nullptr, number_lines},
  };
  return kCommands;
}

}  // namespace hpc::site::programs
