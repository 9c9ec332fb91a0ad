#include "apis/flux_restful/python.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace hpc::apis::flux_restful {
namespace {

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view stripped(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// The digits without their underscores; absent when an underscore does not stand between two digits.
std::optional<std::string> bare_digits(std::string_view text) {
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      digits += text[i];
    } else if (text[i] != '_' || i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) {
      return std::nullopt;
    }
  }
  if (digits.empty()) return std::nullopt;
  return digits;
}

}  // namespace

std::optional<Integer> parse_int(std::string_view text) {
  text = stripped(text);
  const bool is_negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  std::optional<std::string> digits = bare_digits(text);
  if (!digits) return std::nullopt;
  digits->erase(0, std::min(digits->find_first_not_of('0'), digits->size() - 1));
  Integer number;
  number.text = (is_negative && *digits != "0" ? "-" : "") + *digits;
  const auto [end, error] = std::from_chars(number.text.data(), number.text.data() + number.text.size(), number.value);
  number.is_cut = error == std::errc::result_out_of_range;
  if (number.is_cut)
    number.value = is_negative ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
  return number;
}

std::optional<double> parse_float(std::string_view text) {
  text = stripped(text);
  const bool has_plus = !text.empty() && text.front() == '+';
  if (has_plus) text.remove_prefix(1);
  if (text.empty() || (has_plus && text.front() == '-')) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::string repr(std::string_view text) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  std::string result(1, quote);
  for (const char c : text) {
    static constexpr std::string_view kHex = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || c == '\\')
      result += std::string("\\") + c;
    else if (c == '\n')
      result += "\\n";
    else if (c == '\r')
      result += "\\r";
    else if (c == '\t')
      result += "\\t";
    else if (byte < 0x20 || byte == 0x7f)
      result += std::string("\\x") + kHex[byte >> 4] + kHex[byte & 15];
    else
      result += c;
  }
  return result + quote;
}

namespace {

// shlex in POSIX mode with whitespace_split: quotes and backslashes, no comments, no expansion.
class WordSplitter {
 public:
  explicit WordSplitter(std::string_view text) : text_(text) {}

  std::optional<std::vector<std::string>> split() {
    while (at_ < text_.size())
      if (!take(text_[at_++])) return std::nullopt;
    end_word();
    return std::move(words_);
  }

 private:
  // False when what was begun has no end.
  bool take(char c) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      end_word();
      return true;
    }
    in_word_ = true;
    if (c == '\'' || c == '"') return take_quoted(c);
    if (c != '\\') {
      word_ += c;
      return true;
    }
    if (at_ == text_.size()) return false;
    word_ += text_[at_++];
    return true;
  }

  bool take_quoted(char quote) {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == quote) return true;
      word_ += c;
      if (c != '\\' || quote != '"') continue;
      if (at_ == text_.size()) return false;
      if (text_[at_] == '"' || text_[at_] == '\\') word_.back() = text_[at_++];
    }
    return false;
  }

  void end_word() {
    if (in_word_) words_.push_back(std::move(word_));
    word_.clear();
    in_word_ = false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::string> words_;
  std::string word_;
  bool in_word_ = false;
};

}  // namespace

std::optional<std::vector<std::string>> split_words(std::string_view text) {
  return WordSplitter(text).split();
}

}  // namespace hpc::apis::flux_restful
