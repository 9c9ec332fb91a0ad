// printf, echo and their escapes.
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

constexpr std::size_t kMostWidth = 1'000'000;

// A number as printf takes one: decimal, octal, hexadecimal, or the code of 'c.
std::int64_t number(Invocation& call, const std::string& text, bool& failed) {
  if (text.empty()) return 0;
  if (text[0] == '\'' || text[0] == '"') return text.size() > 1 ? static_cast<unsigned char>(text[1]) : 0;
  char* end = nullptr;
  errno = 0;
  const std::int64_t value = std::strtoll(text.c_str(), &end, 0);
  if (end == text.c_str() + text.size() && errno == 0) return value;
  const bool is_large = errno == ERANGE;
  call.error(text + (is_large ? ": Numerical result out of range" : ": invalid number"));
  failed = true;
  return value;
}

double real(Invocation& call, const std::string& text, bool& failed) {
  if (text.empty()) return 0;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end != text.c_str() + text.size()) {
    call.error(text + ": invalid number");
    failed = true;
  }
  return value;
}

struct Field {
  std::string flags;
  int width = 0, precision = -1;
};

std::string padded(const Field& field, std::string text) {
  const auto width = static_cast<std::size_t>(std::abs(field.width));
  if (text.size() >= width) return text;
  const bool left = field.width < 0 || field.flags.find('-') != std::string::npos;
  text.insert(left ? text.size() : 0, width - text.size(), ' ');
  return text;
}

template <class T>
std::string by_libc(const Field& field, const char* size, char conversion, T value) {
  std::string format = "%" + field.flags + "*";
  if (field.precision >= 0) format += ".*";
  format += size;
  format += conversion;
  char small[512];
  std::string big;
  // The format is built above from checked letters.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  const auto print = [&](char* at, std::size_t room) {
    return field.precision >= 0 ? std::snprintf(at, room, format.c_str(), field.width, field.precision, value)
                                : std::snprintf(at, room, format.c_str(), field.width, value);
  };
#pragma GCC diagnostic pop
  const int length = print(small, sizeof small);
  if (length < 0) return {};
  if (static_cast<std::size_t>(length) < sizeof small) return std::string(small, static_cast<std::size_t>(length));
  big.resize(static_cast<std::size_t>(length) + 1);
  print(big.data(), big.size());
  big.pop_back();
  return big;
}

std::string quoted(const std::string& text) {
  if (text.empty()) return "''";
  std::string out;
  for (char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("_-./:=@%+,").find(c) != std::string_view::npos;
    if (!plain) out += '\\';
    out += c;
  }
  return out;
}

class Formatter {
 public:
  Formatter(Invocation& call, std::string_view format, const std::vector<std::string>& arguments, std::size_t first,
            bool& failed)
      : call_(call), format_(format), arguments_(arguments), next_(first), failed_(failed) {}

  std::string run() {
    do {
      const std::size_t before = next_;
      once();
      if (next_ == before) break;  // it takes no arguments
    } while (next_ < arguments_.size() && !stops_ && out_.size() < Limits::kWordBytes);
    return std::move(out_);
  }

 private:
  std::string argument() { return next_ < arguments_.size() ? arguments_[next_++] : (++next_, std::string()); }

  void once() {
    for (std::size_t i = 0; i < format_.size() && !stops_; ++i) {
      if (format_[i] == '\\') {
        const std::size_t length = escape_length(i);
        out_ += unescape(format_.substr(i, length), stops_, false);
        i += length - 1;
      } else if (format_[i] == '%') {
        i = conversion(i + 1);
      } else {
        out_ += format_[i];
      }
    }
    if (next_ > arguments_.size()) next_ = arguments_.size();
  }

  std::size_t escape_length(std::size_t i) const {
    std::size_t length = std::min<std::size_t>(2, format_.size() - i);
    if (length < 2) return length;
    const char c = format_[i + 1];
    const auto is_octal = [this](std::size_t at) {
      return at < format_.size() && format_[at] >= '0' && format_[at] <= '7';
    };
    if (c >= '0' && c <= '7') {
      while (length < 4 && is_octal(i + length)) ++length;
    } else if (c == 'x') {
      while (length < 4 && i + length < format_.size() &&
             std::isxdigit(static_cast<unsigned char>(format_[i + length])))
        ++length;
    }
    return length;
  }

  int amount(std::size_t& i) {
    if (i < format_.size() && format_[i] == '*') {
      ++i;
      return static_cast<int>(std::clamp<std::int64_t>(number(call_, argument(), failed_),
                                                       -static_cast<std::int64_t>(kMostWidth), kMostWidth));
    }
    std::size_t value = 0;
    while (i < format_.size() && format_[i] >= '0' && format_[i] <= '9')
      value = std::min(value * 10 + static_cast<std::size_t>(format_[i++] - '0'), kMostWidth);
    return static_cast<int>(value);
  }

  std::size_t conversion(std::size_t i) {
    if (i < format_.size() && format_[i] == '%') {
      out_ += '%';
      return i;
    }
    Field field;
    while (i < format_.size() && std::string_view("-+ #0").find(format_[i]) != std::string_view::npos)
      field.flags += format_[i++];
    field.width = amount(i);
    if (i < format_.size() && format_[i] == '.') {
      ++i;
      field.precision = amount(i);
    }
    while (i < format_.size() && std::string_view("hlLqjzt").find(format_[i]) != std::string_view::npos &&
           !(format_[i] == 'q'))
      ++i;
    if (i >= format_.size()) {
      call_.error("`%': missing format character");
      failed_ = stops_ = true;
      return i;
    }
    convert(field, format_[i]);
    return i;
  }

  void convert(const Field& field, char conversion) {
    switch (conversion) {
      case 's': {
        const std::string text = argument();
        out_ += padded(field, field.precision >= 0 ? text.substr(0, static_cast<std::size_t>(field.precision)) : text);
        return;
      }
      case 'b': {
        const std::string text = argument();
        out_ += padded(field, unescape(text, stops_, true));
        return;
      }
      case 'q':
        out_ += padded(field, quoted(argument()));
        return;
      case 'c':
        out_ += padded(field, argument().substr(0, 1));
        return;
      case 'd':
      case 'i':
        out_ += by_libc(field, "ll", 'd', static_cast<long long>(number(call_, argument(), failed_)));
        return;
      case 'u':
      case 'o':
      case 'x':
      case 'X':
        out_ += by_libc(field, "ll", conversion, static_cast<unsigned long long>(number(call_, argument(), failed_)));
        return;
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
      case 'a':
      case 'A':
        out_ += by_libc(field, "", conversion, real(call_, argument(), failed_));
        return;
      default:
        call_.error(fmt::format("`{}': invalid format character", conversion));
        failed_ = stops_ = true;
    }
  }

  Invocation& call_;
  std::string_view format_;
  const std::vector<std::string>& arguments_;
  std::size_t next_;
  bool& failed_;
  bool stops_ = false;
  std::string out_;
};

int echo(Invocation& call) {
  bool newline = true, escapes = false;
  std::size_t first = 1;
  for (; first < call.arguments.size(); ++first) {
    const std::string& word = call.arguments[first];
    if (word.size() < 2 || word[0] != '-' || word.find_first_not_of("neE", 1) != std::string::npos) break;
    for (char letter : word.substr(1)) {
      if (letter == 'n') newline = false;
      if (letter == 'e') escapes = true;
      if (letter == 'E') escapes = false;
    }
  }
  std::string line;
  bool stops = false;
  for (std::size_t i = first; i < call.arguments.size() && !stops; ++i) {
    if (i > first) line += ' ';
    line += escapes ? unescape(call.arguments[i], stops, true) : call.arguments[i];
  }
  if (newline && !stops) line += '\n';
  call.out(line);
  return 0;
}

int print(Invocation& call) {
  std::size_t first = 1;
  if (first < call.arguments.size() && call.arguments[first] == "--") ++first;
  if (first >= call.arguments.size()) return call.error("usage: printf [-v var] format [arguments]", 2);
  bool failed = false;
  call.out(print_formatted(call, call.arguments[first], call.arguments, first + 1, failed));
  return failed ? 1 : 0;
}

int succeed(Invocation&) {
  return 0;
}
int fail(Invocation&) {
  return 1;
}

int test(Invocation& call) {
  std::vector<std::string> words(call.arguments.begin() + 1, call.arguments.end());
  if (call.name() == "[") {
    if (words.empty() || words.back() != "]") return call.error("missing `]'", 2);
    words.pop_back();
  }
  std::string error;
  const int status = test_expression(call.process, words, error);
  return error.empty() ? status : call.error(error, 2);
}

int working_directory(Invocation& call) {
  const bool physical = call.arguments.size() > 1 && call.arguments[1] == "-P";
  if (physical) {
    if (const Result<Path> real = call.files().real_path(call.who(), call.process.directory)) {
      call.out(real->str() + "\n");
      return 0;
    }
  }
  call.out(call.process.directory.str() + "\n");
  return 0;
}

}  // namespace

std::string unescape(std::string_view text, bool& stops, bool octal_needs_zero) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 >= text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    static constexpr std::string_view kFrom = "abefnrtv\\E";
    static constexpr std::string_view kTo = "\a\b\033\f\n\r\t\v\\\033";
    if (const std::size_t known = kFrom.find(c); known != std::string_view::npos) {
      out += kTo[known];
    } else if (c == 'c') {
      stops = true;
      return out;
    } else if (c >= '0' && c <= '7' && (!octal_needs_zero || c == '0')) {
      int code = c - '0';
      const std::size_t most = i + (octal_needs_zero ? 4 : 3);
      while (i + 1 < std::min(most, text.size()) && text[i + 1] >= '0' && text[i + 1] <= '7')
        code = code * 8 + (text[++i] - '0');
      out += static_cast<char>(code);
    } else if (c == 'x' && i + 1 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1]))) {
      unsigned code = 0;
      const char* from = text.data() + i + 1;
      const auto parsed = std::from_chars(from, from + std::min<std::size_t>(2, text.size() - i - 1), code, 16);
      i += static_cast<std::size_t>(parsed.ptr - from);
      out += static_cast<char>(code);
    } else if (!octal_needs_zero && (c == '"' || c == '\'' || c == '?')) {
      out += c;
    } else {
      out += '\\';
      out += c;
    }
  }
  return out;
}

std::string print_formatted(Invocation& call, std::string_view format, const std::vector<std::string>& arguments,
                            std::size_t first, bool& failed) {
  return Formatter(call, format, arguments, first, failed).run();
}

std::span<const Command> shell_commands() {
  static constexpr Command kCommands[] = {
      {"echo", echo, nullptr, true},
      {"printf", print, nullptr, true},
      {"true", succeed, nullptr, true},
      {"false", fail, nullptr, true},
      {"test", test, nullptr, true},
      {"[", test, nullptr, true},
      {"pwd", working_directory, nullptr, true},
  };
  return kCommands;
}

}  // namespace hpc::site::programs
