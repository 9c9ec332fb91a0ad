#include "apis/firecrest/gnu_quoting.h"

namespace hpc::apis::firecrest::gnu {
namespace {

bool is_printable(char c) {
  return c >= ' ' && c <= '~';
}

// \a, \n...; three octal digits for what has no letter.
std::string escape(char c) {
  switch (c) {
    case '\a':
      return "\\a";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    case '\v':
      return "\\v";
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  return {'\\', static_cast<char>('0' + (byte >> 6)), static_cast<char>('0' + ((byte >> 3) & 7)),
          static_cast<char>('0' + (byte & 7))};
}

bool fits_double_quotes(std::string_view name) {
  for (const char c : name)
    if (!is_printable(c) || std::string_view("\"$`\\!").find(c) != std::string_view::npos) return false;
  return true;
}

}  // namespace

std::string quoted(std::string_view name) {
  if (name.find('\'') != std::string_view::npos && fits_double_quotes(name)) return '"' + std::string(name) + '"';
  std::string text = "'";
  bool in_escape = false;
  for (const char c : name) {
    if (!is_printable(c)) {
      if (!in_escape) text += "'$'";
      in_escape = true;
      text += escape(c);
      continue;
    }
    if (in_escape) text += "''";
    in_escape = false;
    text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return text + '\'';
}

std::string quoted_if_needed(std::string_view name) {
  constexpr std::string_view kSpecial = " !\"$&'()*;<=>?[\\]^`{|}";
  bool is_plain = !name.empty() && name.front() != '#' && name.front() != '~';
  for (const char c : name) is_plain = is_plain && is_printable(c) && kSpecial.find(c) == std::string_view::npos;
  return is_plain ? std::string(name) : quoted(name);
}

std::string c_escaped(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == '"' || c == '\\')
      text += std::string{'\\', c};
    else
      text += is_printable(c) ? std::string(1, c) : escape(c);
  }
  return text;
}

}  // namespace hpc::apis::firecrest::gnu
