// cut, tr, paste.
#include <algorithm>
#include <array>
#include <cctype>

#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

std::vector<std::string> operands_or_input(const Parsed& parsed) {
  return parsed.operands.empty() ? std::vector<std::string>{"-"} : parsed.operands;
}

std::vector<std::string_view> fields_of(std::string_view line, char separator) {
  std::vector<std::string_view> fields;
  for (std::size_t at = 0;;) {
    const std::size_t end = std::min(line.find(separator, at), line.size());
    fields.push_back(line.substr(at, end - at));
    if (end == line.size()) return fields;
    at = end + 1;
  }
}

// "1,3-5,7-": the places, from 1.
using Ranges = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
std::optional<Ranges> parse_ranges(const std::string& text) {
  Ranges ranges;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const std::string one = text.substr(at, end - at);
    at = end + 1;
    const std::size_t dash = one.find('-');
    const std::string low = one.substr(0, dash);
    const std::string high = dash == std::string::npos ? low : one.substr(dash + 1);
    const std::optional<std::int64_t> first = low.empty() ? std::optional<std::int64_t>(1) : parse_integer(low);
    const std::optional<std::int64_t> last =
        high.empty() && dash != std::string::npos ? std::optional<std::int64_t>(INT64_MAX) : parse_integer(high);
    if (!first || !last || *first < 1 || (low.empty() && high.empty())) return std::nullopt;
    ranges.emplace_back(static_cast<std::uint64_t>(*first), static_cast<std::uint64_t>(*last));
  }
  return ranges;
}

bool is_in(const Ranges& ranges, std::uint64_t place) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [place](const auto& range) { return range.first <= place && place <= range.second; });
}

std::string cut_line(const std::string& line, const Ranges& ranges, bool by_fields, char delimiter,
                     const std::string& joiner, bool complement) {
  std::string out;
  if (!by_fields) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (is_in(ranges, i + 1) != complement) out += line[i];
    }
    return out;
  }
  const std::vector<std::string_view> fields = fields_of(line, delimiter);
  bool first = true;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (is_in(ranges, i + 1) == complement) continue;
    if (!first) out += joiner;
    out += fields[i];
    first = false;
  }
  return out;
}

Task<int> cut(Invocation& call) {
  const Parsed parsed = parse_options(call, "d:f:c:b:sO:C",
                                      {{"delimiter", 'd'},
                                       {"fields", 'f'},
                                       {"characters", 'c'},
                                       {"bytes", 'b'},
                                       {"only-delimited", 's'},
                                       {"output-delimiter", 'O'},
                                       {"complement", 'C'}});
  if (!parsed.is_valid) co_return 1;
  const bool by_fields = parsed.has('f');
  const std::string* list = parsed.value(by_fields ? 'f' : parsed.has('c') ? 'c' : 'b');
  if (list == nullptr) {
    call.error("you must specify a list of bytes, characters, or fields");
    call.error_line("Try 'cut --help' for more information.");
    co_return 1;
  }
  const std::optional<Ranges> ranges = parse_ranges(*list);
  if (!ranges) co_return call.error("invalid field value '" + *list + "'");
  const std::string delimiter = parsed.value('d') ? *parsed.value('d') : "\t";
  if (delimiter.size() != 1) co_return call.error("the delimiter must be a single character");
  const std::string joiner = parsed.value('O') ? *parsed.value('O') : delimiter;
  int status = 0;
  const std::vector<std::string> operands = operands_or_input(parsed);
  for (const std::string& operand : operands) {
    const std::unique_ptr<Input> input = Input::open(call, operand);
    if (!input) {
      status = 1;
      continue;
    }
    std::string line;
    while (!call.is_broken()) {
      const bool more = co_await input->line(line);
      if (!more) break;
      if (by_fields && line.find(delimiter[0]) == std::string::npos) {
        if (!parsed.has('s')) call.out(line + "\n");
      } else {
        call.out(cut_line(line, *ranges, by_fields, delimiter[0], joiner, parsed.has('C')) + "\n");
      }
    }
  }
  co_return status;
}

// The characters of a tr set: ranges, classes, escapes.
std::string expand_set(const std::string& text) {
  std::string set;
  static constexpr std::array<std::pair<std::string_view, int (*)(int)>, 9> kClasses = {{{"[:upper:]", std::isupper},
                                                                                         {"[:lower:]", std::islower},
                                                                                         {"[:digit:]", std::isdigit},
                                                                                         {"[:alpha:]", std::isalpha},
                                                                                         {"[:alnum:]", std::isalnum},
                                                                                         {"[:space:]", std::isspace},
                                                                                         {"[:blank:]", std::isblank},
                                                                                         {"[:punct:]", std::ispunct},
                                                                                         {"[:print:]", std::isprint}}};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto named = std::find_if(kClasses.begin(), kClasses.end(), [&](const auto& each) {
      return text.compare(i, each.first.size(), each.first) == 0;
    });
    if (named != kClasses.end()) {
      for (int c = 0; c < 128; ++c) {
        if (named->second(c) != 0) set += static_cast<char>(c);
      }
      i += named->first.size() - 1;
      continue;
    }
    char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      bool stops = false;
      std::size_t length = 2;
      while (length < 4 && i + length < text.size() && text[i + 1] >= '0' && text[i + 1] <= '7' &&
             text[i + length] >= '0' && text[i + length] <= '7')
        ++length;
      const std::string one = unescape(text.substr(i, length), stops, false);
      c = one.empty() ? '\\' : one.size() > 1 ? one.back() : one[0];
      i += length - 1;
    }
    if (i + 2 < text.size() && text[i + 1] == '-') {
      for (int each = static_cast<unsigned char>(c); each <= static_cast<unsigned char>(text[i + 2]); ++each)
        set += static_cast<char>(each);
      i += 2;
      continue;
    }
    set += c;
  }
  return set;
}

Task<int> translate(Invocation& call) {
  const Parsed parsed = parse_options(call, "+dscCt", {{"delete", 'd'}, {"squeeze-repeats", 's'}, {"complement", 'c'}});
  if (!parsed.is_valid) co_return 1;
  const bool deletes = parsed.has('d'), squeezes = parsed.has('s');
  if (parsed.operands.empty() || (parsed.operands.size() < 2 && !deletes && !squeezes)) {
    call.error(parsed.operands.empty() ? "missing operand" : "missing operand after '" + parsed.operands[0] + "'");
    call.error_line("Try 'tr --help' for more information.");
    co_return 1;
  }
  std::string from = expand_set(parsed.operands[0]);
  const std::string to = parsed.operands.size() > 1 ? expand_set(parsed.operands[1]) : "";
  if (parsed.has('c') || parsed.has('C')) {
    std::string rest;
    for (int c = 0; c < 256; ++c) {
      if (from.find(static_cast<char>(c)) == std::string::npos) rest += static_cast<char>(c);
    }
    from = rest;
  }
  std::array<int, 256> map{};
  for (int c = 0; c < 256; ++c) map[static_cast<std::size_t>(c)] = c;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const int target = deletes      ? -1
                       : to.empty() ? static_cast<unsigned char>(from[i])
                                    : static_cast<unsigned char>(to[std::min(i, to.size() - 1)]);
    map[static_cast<unsigned char>(from[i])] = target;
  }
  const std::string& squeezed = to.empty() ? from : to;
  const std::unique_ptr<Input> input = Input::open(call, "-");
  std::string piece;
  int last = -1;
  while (input && !call.is_broken()) {
    const bool more = co_await input->block(piece);
    if (!more) break;
    std::string out;
    for (char c : piece) {
      const int mapped = map[static_cast<unsigned char>(c)];
      if (mapped < 0 || (squeezes && mapped == last && squeezed.find(static_cast<char>(mapped)) != std::string::npos))
        continue;
      out += static_cast<char>(mapped);
      last = mapped;
    }
    call.out(out);
  }
  co_return 0;
}

Task<int> paste(Invocation& call) {
  const Parsed parsed = parse_options(call, "d:s", {{"delimiters", 'd'}, {"serial", 's'}});
  if (!parsed.is_valid) co_return 1;
  std::string delimiters = "\t";
  bool stops = false;
  if (const std::string* said = parsed.value('d')) delimiters = unescape(*said, stops, false);
  if (delimiters.empty()) delimiters = std::string(1, '\0');
  std::vector<std::unique_ptr<Input>> inputs;
  const std::vector<std::string> operands = operands_or_input(parsed);
  for (const std::string& operand : operands) {
    inputs.push_back(Input::open(call, operand));
    if (!inputs.back()) co_return 1;
  }
  std::string line;
  if (parsed.has('s')) {
    for (const auto& input : inputs) {
      for (std::size_t i = 0; !call.is_broken(); ++i) {
        const bool more = co_await input->line(line);
        if (!more) break;
        if (i > 0) call.out(delimiters.substr((i - 1) % delimiters.size(), 1));
        call.out(line);
      }
      call.out("\n");
    }
    co_return 0;
  }
  while (!call.is_broken()) {
    bool any = false;
    std::string row;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      line.clear();
      const bool more = co_await inputs[i]->line(line);
      any = any || more;
      if (i > 0) row += delimiters[(i - 1) % delimiters.size()];
      if (more) row += line;
    }
    if (!any) break;
    call.out(row + "\n");
  }
  co_return 0;
}

}  // namespace

std::span<const Command> column_commands() {
  static constexpr Command kCommands[] = {{"cut", nullptr, cut}, {"tr", nullptr, translate}, {"paste", nullptr, paste}};
  return kCommands;
}

}  // namespace hpc::site::programs
