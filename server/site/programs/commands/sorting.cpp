// sort and uniq.
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>

#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

std::vector<std::string> operands_or_input(const Parsed& parsed) {
  return parsed.operands.empty() ? std::vector<std::string>{"-"} : parsed.operands;
}

// All lines of all operands; false when one could not be read.
Task<bool> read_lines(Invocation& call, const std::vector<std::string>& operands, std::vector<std::string>& lines) {
  bool good = true;
  std::size_t bytes = 0;
  for (const std::string& operand : operands) {
    const std::unique_ptr<Input> input = Input::open(call, operand);
    if (!input) {
      good = false;
      continue;
    }
    std::string line;
    while (true) {
      const bool more = co_await input->line(line);
      if (!more) break;
      bytes += line.size() + sizeof(std::string);
      lines.push_back(line);
      if (bytes <= Limits::kMemoryBytes / 8) continue;
      call.kernel().overrun("more than 32 MiB to be sorted");
      break;
    }
  }
  co_return good;
}

struct Key {
  std::size_t first = 0, last = SIZE_MAX;  ///< fields from 0, inclusive
  bool numeric = false, reversed = false, folds = false, human = false, general = false, version = false,
       skips_blanks = false;
};

struct Sorting {
  std::vector<Key> keys;
  Key general;
  char separator = '\0';
};

std::vector<std::string_view> fields_of(std::string_view line, char separator) {
  std::vector<std::string_view> fields;
  if (separator != '\0') {
    std::size_t at = 0;
    while (true) {
      const std::size_t end = std::min(line.find(separator, at), line.size());
      fields.push_back(line.substr(at, end - at));
      if (end == line.size()) return fields;
      at = end + 1;
    }
  }
  // A field begins with the blanks before it.
  std::size_t at = 0;
  while (at < line.size()) {
    std::size_t end = at;
    while (end < line.size() && (line[end] == ' ' || line[end] == '\t')) ++end;
    while (end < line.size() && line[end] != ' ' && line[end] != '\t') ++end;
    fields.push_back(line.substr(at, end - at));
    at = end;
  }
  return fields;
}

std::string_view key_text(std::string_view line, const Key& key, char separator) {
  const std::vector<std::string_view> fields = fields_of(line, separator);
  if (key.first >= fields.size()) return {};
  const std::string_view first = fields[key.first];
  const std::string_view last = fields[std::min(key.last, fields.size() - 1)];
  if (key.last < key.first) return {};
  return std::string_view(first.data(), static_cast<std::size_t>(last.data() + last.size() - first.data()));
}

double number_at(std::string_view text, const Key& key) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  double value = 0;
  const auto format = key.general ? std::chars_format::general : std::chars_format::fixed;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, format);
  if (error != std::errc()) return key.general ? -1e308 : 0;
  if (key.human && end != text.data() + text.size()) {
    const std::size_t power = std::string_view("KMGTPE").find(*end == 'k' ? 'K' : *end);
    if (power != std::string_view::npos) {
      for (std::size_t i = 0; i <= power; ++i) value *= 1024;
    }
  }
  return value;
}

int compare_versions(std::string_view a, std::string_view b) {
  std::size_t i = 0, k = 0;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  while (i < a.size() && k < b.size()) {
    if (is_digit(a[i]) && is_digit(b[k])) {
      while (i + 1 < a.size() && a[i] == '0' && is_digit(a[i + 1])) ++i;
      while (k + 1 < b.size() && b[k] == '0' && is_digit(b[k + 1])) ++k;
      std::size_t x = i, y = k;
      while (x < a.size() && is_digit(a[x])) ++x;
      while (y < b.size() && is_digit(b[y])) ++y;
      if (x - i != y - k) return x - i < y - k ? -1 : 1;
      if (const int order = a.substr(i, x - i).compare(b.substr(k, y - k)); order != 0) return order;
      i = x, k = y;
    } else {
      if (a[i] != b[k]) return a[i] < b[k] ? -1 : 1;
      ++i, ++k;
    }
  }
  return a.size() - i < b.size() - k ? -1 : a.size() - i > b.size() - k ? 1 : 0;
}

int compare_by(const Key& key, std::string_view a, std::string_view b) {
  if (key.numeric || key.human || key.general) {
    const double x = number_at(a, key), y = number_at(b, key);
    return x < y ? -1 : x > y ? 1 : 0;
  }
  if (key.version) return compare_versions(a, b);
  if (key.skips_blanks) {
    a.remove_prefix(std::min(a.find_first_not_of(" \t"), a.size()));
    b.remove_prefix(std::min(b.find_first_not_of(" \t"), b.size()));
  }
  if (key.folds) {
    const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
    const bool less = std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                                   [upper](char x, char y) { return upper(x) < upper(y); });
    const bool more = std::lexicographical_compare(b.begin(), b.end(), a.begin(), a.end(),
                                                   [upper](char x, char y) { return upper(x) < upper(y); });
    return less ? -1 : more ? 1 : 0;
  }
  return a.compare(b);
}

int compare_lines(const Sorting& sorting, const std::string& a, const std::string& b) {
  for (const Key& key : sorting.keys) {
    int order = compare_by(key, key_text(a, key, sorting.separator), key_text(b, key, sorting.separator));
    if (order != 0) return key.reversed ? -order : order;
  }
  if (!sorting.keys.empty()) return 0;
  const int order = compare_by(sorting.general, a, b);
  return sorting.general.reversed ? -order : order;
}

void set_flag(Key& key, char letter) {
  if (letter == 'n') key.numeric = true;
  if (letter == 'r') key.reversed = true;
  if (letter == 'f') key.folds = true;
  if (letter == 'h') key.human = true;
  if (letter == 'g') key.general = true;
  if (letter == 'V') key.version = true;
  if (letter == 'b') key.skips_blanks = true;
}

// "2", "2,3", "2nr", "2,2n"; the places within fields are not looked at.
std::optional<Key> parse_key(const std::string& text, const Key& general) {
  Key key;
  std::size_t at = 0;
  const auto number = [&]() {
    std::size_t value = 0;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9')
      value = std::min<std::size_t>(value * 10 + static_cast<std::size_t>(text[at++] - '0'), 1'000'000);
    if (at < text.size() && text[at] == '.') {
      ++at;
      while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    }
    return value;
  };
  const std::size_t first = number();
  if (first == 0) return std::nullopt;
  bool own_flags = false;
  key.first = first - 1;
  for (; at < text.size(); ++at) {
    if (text[at] == ',') {
      ++at;
      const std::size_t last = number();
      if (last == 0) return std::nullopt;
      key.last = last - 1;
      --at;
      continue;
    }
    set_flag(key, text[at]);
    own_flags = true;
  }
  if (!own_flags) {
    const Key ends = key;
    key = general;
    key.first = ends.first;
    key.last = ends.last;
  }
  return key;
}

Task<int> sort(Invocation& call) {
  const Parsed parsed = parse_options(call, "nrufhgVbk:t:o:scm",
                                      {{"numeric-sort", 'n'},
                                       {"reverse", 'r'},
                                       {"unique", 'u'},
                                       {"key", 'k'},
                                       {"field-separator", 't'},
                                       {"output", 'o'},
                                       {"stable", 's'},
                                       {"human-numeric-sort", 'h'},
                                       {"version-sort", 'V'},
                                       {"ignore-case", 'f'}});
  if (!parsed.is_valid) co_return 2;
  Sorting sorting;
  for (const auto& [letter, value] : parsed.options) set_flag(sorting.general, letter);
  for (const auto& [letter, value] : parsed.options) {
    if (letter == 't') sorting.separator = value == "\\t" ? '\t' : value.empty() ? '\0' : value[0];
    if (letter != 'k') continue;
    const std::optional<Key> key = parse_key(value, sorting.general);
    if (!key) co_return call.error("invalid number at field start: invalid count at start of '" + value + "'", 2);
    sorting.keys.push_back(*key);
  }
  std::vector<std::string> lines;
  const std::vector<std::string> operands = operands_or_input(parsed);
  for (const std::string& operand : operands) {
    const Result<Path> path = call.path(operand);
    if (operand == "-" || !path) continue;
    const Result<Bytes> readable = call.files().read(call.who(), *path);
    if (!readable && path->str() != "/dev/null")
      co_return call.error((readable.error().posix == EISDIR ? "read failed: " : "cannot read: ") + operand + ": " +
                               readable.error().sentence,
                           2);
  }
  const bool good = co_await read_lines(call, operands, lines);
  call.kernel().count_steps(lines.size() / 16);
  const bool stable = parsed.has('s') || parsed.has('u');
  const auto before = [&sorting, stable](const std::string& a, const std::string& b) {
    const int order = compare_lines(sorting, a, b);
    if (order != 0 || stable) return order < 0;
    return sorting.general.reversed ? b < a : a < b;  // the last resort
  };
  std::stable_sort(lines.begin(), lines.end(), before);
  if (parsed.has('u')) {
    const auto same = [&sorting](const std::string& a, const std::string& b) {
      return compare_lines(sorting, a, b) == 0;
    };
    lines.erase(std::unique(lines.begin(), lines.end(), same), lines.end());
  }
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  if (const std::string* output = parsed.value('o')) {
    const Result<Path> path = call.path(*output);
    const Result<void> written =
        path ? call.files().write(call.who(), *path, Bytes(std::move(text))) : failure(path.error());
    if (!written) co_return call.error("open failed: " + *output + ": " + written.error().sentence, 2);
  } else {
    call.out(text);
  }
  co_return good ? 0 : 2;
}

Task<int> unique(Invocation& call) {
  const Parsed parsed =
      parse_options(call, "cduif:s:", {{"count", 'c'}, {"repeated", 'd'}, {"unique", 'u'}, {"ignore-case", 'i'}});
  if (!parsed.is_valid) co_return 1;
  const std::unique_ptr<Input> input = Input::open(call, parsed.operands.empty() ? "-" : parsed.operands[0]);
  if (!input) co_return 1;
  std::string line, last;
  std::uint64_t count = 0;
  const auto emit = [&call, &parsed, &last, &count]() {
    if (count == 0 || (parsed.has('d') && count == 1) || (parsed.has('u') && count > 1)) return;
    std::string label;
    if (parsed.has('c')) {
      label = std::to_string(count) + " ";
      if (label.size() < 8) label.insert(0, 8 - label.size(), ' ');
    }
    call.out(label + last + "\n");
  };
  while (!call.is_broken()) {
    const bool more = co_await input->line(line);
    if (!more) break;
    const bool same =
        count > 0 && (line == last || (parsed.has('i') && line.size() == last.size() &&
                                       std::equal(line.begin(), line.end(), last.begin(),
                                                  [](char a, char b) { return std::tolower(a) == std::tolower(b); })));
    if (same) {
      ++count;
      continue;
    }
    emit();
    last = line;
    count = 1;
  }
  emit();
  co_return 0;
}

}  // namespace

std::span<const Command> sorting_commands() {
  static constexpr Command kCommands[] = {
      {"sort", nullptr, sort},
      {"uniq", nullptr, unique},
  };
  return kCommands;
}

}  // namespace hpc::site::programs
