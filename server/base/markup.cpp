#include "base/markup.h"

namespace hpc {

std::string escape_markup(std::string_view text, std::string_view quote, std::string_view apostrophe) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += quote; break;
      case '\'': result += apostrophe; break;
      default: result += c;
    }
  }
  return result;
}

}  // namespace hpc
