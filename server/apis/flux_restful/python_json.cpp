// How Python's json module complains: its scanner, without the values.
#include <utility>

#include "apis/flux_restful/python.h"

namespace hpc::apis::flux_restful {
namespace {

constexpr std::size_t kDeepest = 900;  // about where the interpreter's recursion ends

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<JsonFault> scan() {
    skip_blanks();
    if (value(0)) {
      skip_blanks();
      if (at_ < text_.size()) complain("Extra data", at_);
    }
    if (!fault_) return std::nullopt;
    fault_->position = characters_before(fault_->position);
    return fault_;
  }

 private:
  bool complain(std::string message, std::size_t position) {
    if (!fault_) fault_ = JsonFault{std::move(message), position};
    return false;
  }

  std::size_t characters_before(std::size_t byte) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < byte && i < text_.size(); ++i)
      if ((static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80) ++count;
    return count;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool has_digit() const { return peek() >= '0' && peek() <= '9'; }
  void skip_blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }
  void skip_digits() {
    while (has_digit()) ++at_;
  }

  bool value(std::size_t depth) {
    if (depth > kDeepest) return complain("Expecting value", at_);
    if (peek() == '"') return string();
    if (peek() == '{') return object(depth);
    if (peek() == '[') return array(depth);
    for (const std::string_view word : {"null", "true", "false", "NaN", "Infinity", "-Infinity"})
      if (text_.substr(at_, word.size()) == word) {
        at_ += word.size();
        return true;
      }
    return number();
  }

  bool number() {
    const std::size_t start = at_;
    if (peek() == '-') ++at_;
    if (!has_digit()) return complain("Expecting value", start);
    if (peek() == '0')
      ++at_;
    else
      skip_digits();
    const auto fraction = [this](std::size_t digits_at) {  // what has no digit belongs to what follows
      const std::size_t before = std::exchange(at_, digits_at);
      if (has_digit())
        skip_digits();
      else
        at_ = before;
    };
    if (peek() == '.') fraction(at_ + 1);
    if (peek() == 'e' || peek() == 'E') {
      const bool has_sign = at_ + 1 < text_.size() && (text_[at_ + 1] == '+' || text_[at_ + 1] == '-');
      fraction(at_ + (has_sign ? 2 : 1));
    }
    return true;
  }

  bool string() {
    const std::size_t start = at_++;
    while (at_ < text_.size()) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c < 0x20) return complain("Invalid control character at", at_);
      if (c != '\\') {
        ++at_;
        continue;
      }
      if (at_ + 1 >= text_.size()) break;
      if (!escape()) return false;
    }
    return complain("Unterminated string starting at", start);
  }

  bool escape() {
    const std::size_t start = at_;
    const char c = text_[at_ + 1];
    at_ += 2;
    if (c != 'u')
      return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos || complain("Invalid \\escape", start);
    for (std::size_t i = 0; i < 4; ++i, ++at_)
      if (std::string_view("0123456789abcdefABCDEF").find(peek()) == std::string_view::npos || at_ >= text_.size())
        return complain("Invalid \\uXXXX escape", start + 1);
    return true;
  }

  bool array(std::size_t depth) {
    ++at_;
    skip_blanks();
    if (peek() == ']') return ++at_, true;
    while (true) {
      if (!value(depth + 1)) return false;
      skip_blanks();
      if (peek() == ']') return ++at_, true;
      if (peek() != ',') return complain("Expecting ',' delimiter", at_);
      ++at_;
      skip_blanks();
    }
  }

  bool object(std::size_t depth) {
    constexpr const char* kNoName = "Expecting property name enclosed in double quotes";
    ++at_;
    skip_blanks();
    if (peek() == '}') return ++at_, true;
    while (true) {
      if (peek() != '"') return complain(kNoName, at_);
      if (!string()) return false;
      skip_blanks();
      if (peek() != ':') return complain("Expecting ':' delimiter", at_);
      ++at_;
      skip_blanks();
      if (!value(depth + 1)) return false;
      skip_blanks();
      if (peek() == '}') return ++at_, true;
      if (peek() != ',') return complain("Expecting ',' delimiter", at_);
      ++at_;
      skip_blanks();
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<JsonFault> fault_;
};

}  // namespace

std::optional<JsonFault> find_json_fault(std::string_view text) {
  return Scanner(text).scan();
}

}  // namespace hpc::apis::flux_restful
