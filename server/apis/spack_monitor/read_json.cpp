#include "apis/spack_monitor/read_json.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "apis/spack_monitor/unicode.h"

namespace hpc::apis::spack_monitor {
namespace {

// Python gives up where its own recursion would become too deep.
constexpr int kDepth = 900;
// Objects with more members than this get an index while they are read, so that repeated keys are found at once.
constexpr std::size_t kIndexed = 16;

// The members of one object while it is read: a repeated key keeps its place and gets the later value.
class Members {
 public:
  void set(std::string key, Value value) {
    if (Value* old = find(key)) {
      *old = std::move(value);
      return;
    }
    if (all_.size() >= kIndexed) {
      if (index_.empty())
        for (std::size_t i = 0; i < all_.size(); ++i) index_.emplace(all_[i].key, i);
      index_.emplace(key, all_.size());
    }
    all_.push_back({std::move(key), std::move(value)});
  }
  Value::Object take() { return std::move(all_); }

 private:
  Value* find(const std::string& key) {
    if (!index_.empty()) {
      const auto found = index_.find(key);
      return found == index_.end() ? nullptr : &all_[found->second].value;
    }
    const auto found = std::find_if(all_.begin(), all_.end(), [&key](const Member& one) { return one.key == key; });
    return found == all_.end() ? nullptr : &found->value;
  }

  Value::Object all_;
  std::unordered_map<std::string, std::size_t> index_;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<Value> document() {
    skip_blanks();
    Value value = HPC_TRY(this->value());
    skip_blanks();
    if (at_ != text_.size()) return fail("Extra data");
    return value;
  }

 private:
  tl::unexpected<Error> fail(std::string what) const { return fail(std::move(what), at_); }
  tl::unexpected<Error> fail(std::string what, std::size_t at) const {
    const std::string_view before = text_.substr(0, std::min(at, text_.size()));
    const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    const auto lines = std::count(before.begin(), before.end(), '\n') + 1;
    return failure(Errc::invalid, About::document,
                   what + ": line " + std::to_string(lines) + " column " +
                       std::to_string(code_points(before.substr(line_start)) + 1) + " (char " +
                       std::to_string(code_points(before)) + ")");
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(std::string_view word) {
    if (text_.compare(at_, word.size(), word) != 0) return false;
    at_ += word.size();
    return true;
  }
  void skip_blanks() {
    while (at_ < text_.size() && std::string_view(" \t\n\r").find(text_[at_]) != std::string_view::npos) ++at_;
  }

  Result<Value> value() {
    switch (peek()) {
      case '"':
        ++at_;
        return string().map([](std::string text) { return Value(std::move(text)); });
      case '{':
        return nested(&Reader::object);
      case '[':
        return nested(&Reader::list);
      default:
        break;
    }
    if (take("null")) return Value();
    if (take("true")) return Value(true);
    if (take("false")) return Value(false);
    for (const char* word : {"NaN", "Infinity", "-Infinity"})
      if (take(word)) return Value(Value::Number{word, false});
    return number();
  }

  Result<Value> nested(Result<Value> (Reader::*read)()) {
    if (++depth_ > kDepth) return fail("maximum recursion depth exceeded");
    ++at_;
    Result<Value> result = (this->*read)();
    --depth_;
    return result;
  }

  Result<Value> object() {
    Members members;
    skip_blanks();
    if (take("}")) return Value(members.take());
    while (true) {
      if (!take("\"")) return fail("Expecting property name enclosed in double quotes");
      std::string key = HPC_TRY(string());
      skip_blanks();
      if (!take(":")) return fail("Expecting ':' delimiter");
      skip_blanks();
      Value member = HPC_TRY(value());
      members.set(std::move(key), std::move(member));
      skip_blanks();
      if (take("}")) return Value(members.take());
      if (!take(",")) return fail("Expecting ',' delimiter");
      skip_blanks();
    }
  }

  Result<Value> list() {
    Value::List elements;
    skip_blanks();
    if (take("]")) return Value(std::move(elements));
    while (true) {
      elements.push_back(HPC_TRY(value()));
      skip_blanks();
      if (take("]")) return Value(std::move(elements));
      if (!take(",")) return fail("Expecting ',' delimiter");
      skip_blanks();
    }
  }

  std::size_t digits(std::size_t at) const {
    const std::size_t end = text_.find_first_not_of("0123456789", at);
    return (end == std::string_view::npos ? text_.size() : end) - at;
  }

  Result<Value> number() {
    std::size_t end = at_;
    if (end < text_.size() && text_[end] == '-') ++end;
    const std::size_t whole = digits(end);
    if (whole == 0) return fail("Expecting value");
    end += text_[end] == '0' ? 1 : whole;
    bool is_integer = true;
    if (end < text_.size() && text_[end] == '.' && digits(end + 1) > 0) {
      end += 1 + digits(end + 1);
      is_integer = false;
    }
    if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
      const bool has_sign = end + 1 < text_.size() && (text_[end + 1] == '+' || text_[end + 1] == '-');
      const std::size_t exponent = end + 1 + (has_sign ? 1 : 0);
      if (digits(exponent) > 0) {
        end = exponent + digits(exponent);
        is_integer = false;
      }
    }
    Value::Number result{std::string(text_.substr(at_, end - at_)), is_integer};
    at_ = end;
    return Value(std::move(result));
  }

  // The opening quote has been taken.
  Result<std::string> string() {
    const std::size_t start = at_ - 1;
    std::string result;
    while (true) {
      const std::size_t plain = at_;
      while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' &&
             static_cast<unsigned char>(text_[at_]) >= 0x20)
        ++at_;
      result.append(text_.substr(plain, at_ - plain));
      if (at_ >= text_.size()) return fail("Unterminated string starting at", start);
      if (text_[at_] == '"') break;
      if (text_[at_] != '\\') return fail("Invalid control character at");
      ++at_;
      HPC_TRY(escape(start, result));
    }
    ++at_;
    return result;
  }

  Result<void> escape(std::size_t start, std::string& result) {
    if (at_ >= text_.size()) return fail("Unterminated string starting at", start);
    const char c = text_[at_++];
    constexpr std::string_view kNames = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
    if (const std::size_t known = kNames.find(c); known != std::string_view::npos) {
      result += kMeanings[known];
      return {};
    }
    if (c != 'u') return fail("Invalid \\escape", at_ - 2);
    const std::optional<char32_t> first = hex4(at_);
    if (!first) return fail("Invalid \\uXXXX escape", at_ - 1);
    at_ += 4;
    char32_t point = *first;
    if (is_high_surrogate(point) && text_.compare(at_, 2, "\\u") == 0)
      if (const std::optional<char32_t> second = hex4(at_ + 2); second && is_low_surrogate(*second)) {
        point = joined_surrogates(point, *second);
        at_ += 6;
      }
    append_code_point(result, point);
    return {};
  }

  std::optional<char32_t> hex4(std::size_t at) const {
    if (at + 4 > text_.size()) return std::nullopt;
    char32_t point = 0;
    for (const char c : text_.substr(at, 4)) {
      const std::size_t digit = std::string_view("0123456789abcdef0123456789ABCDEF").find(c);
      if (digit == std::string_view::npos) return std::nullopt;
      point = point * 16 + static_cast<char32_t>(digit & 15);
    }
    return point;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Result<Value> read_json(const Bytes& body) {
  const std::string bytes = body.str();
  const std::optional<std::string> text = decode_unicode(bytes);
  if (!text) return failure(Errc::invalid, About::document, "the text is neither UTF-8 nor UTF-16 nor UTF-32");
  return read_json_text(*text);
}

Result<Value> read_json_text(std::string_view text) {
  return Reader(text).document();
}

}  // namespace hpc::apis::spack_monitor
