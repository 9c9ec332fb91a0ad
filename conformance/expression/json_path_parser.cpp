#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/encoding.h"
#include "conformance/expression/json_path_tree.h"

namespace hpc::conformance::json_path {
namespace {

constexpr std::int64_t kMostExact = 9007199254740991;  // 2^53 - 1, I-JSON's range (RFC 9535, 2.1)
constexpr int kDeepest = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_first(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

void append_utf8(std::string& text, std::uint32_t code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | (code >> 6));
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0 | (code >> 12));
    text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    text += static_cast<char>(0xF0 | (code >> 18));
    text += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  }
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Query> whole() {
    if (!take('$')) return wanted("'$'");
    auto query = HPC_TRY(segments(true));
    if (!done()) return wanted("a segment ('.', '..' or '[') or the end");
    return query;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;

  bool done() const { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool take(char c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  void blanks() {
    while (!done() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) ++at_;
  }

  tl::unexpected<Error> wrong(std::string sentence) const {
    return failure(Errc::invalid, About::document,
                   "JSONPath " + std::string(text_) + ": at offset " + std::to_string(at_) + ": " + std::move(sentence));
  }
  tl::unexpected<Error> wanted(std::string_view what) const {
    const auto found = done() ? std::string("the end") : "'" + std::string(1, peek()) + "'";
    return wrong("found " + found + ", allowed is " + std::string(what));
  }

  Result<Query> segments(bool from_root) {
    Query query;
    query.from_root = from_root;
    while (true) {
      const auto before = at_;
      blanks();
      if (peek() != '.' && peek() != '[') {
        at_ = before;  // Blanks belong to a segment only when one follows.
        return query;
      }
      query.segments.push_back(HPC_TRY(segment()));
    }
  }

  Result<Segment> segment() {
    Segment segment;
    if (peek() == '[') {
      segment.selectors = HPC_TRY(bracketed());
      return segment;
    }
    ++at_;
    segment.descendant = take('.');
    if (segment.descendant && peek() == '[') {
      segment.selectors = HPC_TRY(bracketed());
    } else if (take('*')) {
      segment.selectors.emplace_back(Wildcard{});
    } else if (is_name_first(peek())) {
      segment.selectors.emplace_back(Name{shorthand()});
    } else {
      return wanted("a member name or '*'");
    }
    return segment;
  }

  std::string shorthand() {
    const auto start = at_;
    while (!done() && (is_name_first(peek()) || is_digit(peek()))) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }

  Result<std::vector<Selector>> bracketed() {
    ++at_;
    std::vector<Selector> selectors;
    do {
      blanks();
      selectors.push_back(HPC_TRY(selector()));
      blanks();
    } while (take(','));
    if (!take(']')) return wanted("',' or ']'");
    return selectors;
  }

  Result<Selector> selector() {
    const char c = peek();
    if (c == '\'' || c == '"') return Selector(Name{HPC_TRY(string())});
    if (take('*')) return Selector(Wildcard{});
    if (take('?')) {
      blanks();
      Filter filter;
      filter.condition = std::make_unique<Condition>(HPC_TRY(any()));
      return Selector(std::move(filter));
    }
    if (is_digit(c) || c == '-' || c == ':') return index_or_slice();
    return wanted("a quoted name, '*', an index, a slice or a filter ('?')");
  }

  Result<Selector> index_or_slice() {
    Slice slice;
    if (peek() != ':') {
      slice.start = HPC_TRY(integer());
      const auto before = at_;
      blanks();
      if (peek() != ':') {
        at_ = before;
        return Selector(Index{*slice.start});
      }
    }
    ++at_;
    blanks();
    if (is_digit(peek()) || peek() == '-') slice.end = HPC_TRY(integer());
    blanks();
    if (take(':')) {
      blanks();
      if (is_digit(peek()) || peek() == '-') slice.step = HPC_TRY(integer());
    }
    return Selector(slice);
  }

  Result<std::int64_t> integer() {
    const auto start = at_;
    take('-');
    if (!is_digit(peek())) return wanted("a digit");
    const bool zero = peek() == '0';
    while (is_digit(peek())) ++at_;
    const auto digits = text_.substr(start, at_ - start);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (zero && digits != "0") return wrong("an integer has no leading zero and no minus zero");
    if (error != std::errc() || value > kMostExact || value < -kMostExact) return wrong("the integer is beyond 2^53 - 1");
    return value;
  }

  Result<std::string> string() {
    const char quote = text_[at_++];
    std::string text;
    while (!done() && peek() != quote) {
      const char c = text_[at_++];
      if (static_cast<unsigned char>(c) < 0x20) return wrong("a control character in a string must be escaped");
      if (c != '\\') {
        text += c;
      } else {
        HPC_TRY(escape(quote, text));
      }
    }
    if (!take(quote)) return wanted(std::string("the closing ") + quote);
    if (!is_utf8(text)) return wrong("the string is not UTF-8");
    return text;
  }

  Result<bool> escape(char quote, std::string& text) {
    const char c = peek();
    static constexpr std::string_view kFrom = "bfnrt/\\";
    static constexpr std::string_view kTo = "\b\f\n\r\t/\\";
    const auto known = kFrom.find(c);
    if (c == quote) {
      text += c;
    } else if (c != '\0' && known != std::string_view::npos) {
      text += kTo[known];
    } else if (c == 'u') {
      ++at_;
      append_utf8(text, HPC_TRY(unicode()));
      return true;
    } else {
      return wanted("an escape: b f n r t / \\ u or the quote");
    }
    ++at_;
    return true;
  }

  Result<std::uint32_t> unicode() {
    const auto high = HPC_TRY(four_hex_digits());
    if (high >= 0xDC00 && high <= 0xDFFF) return wrong("a low surrogate without a high one");
    if (high < 0xD800 || high > 0xDBFF) return high;
    if (!take("\\u")) return wanted("the low surrogate, \\uDC00 to \\uDFFF");
    const auto low = HPC_TRY(four_hex_digits());
    if (low < 0xDC00 || low > 0xDFFF) return wrong("a high surrogate without a low one");
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
  }

  Result<std::uint32_t> four_hex_digits() {
    const auto digits = text_.substr(at_, 4);
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() < 4 || error != std::errc() || end != digits.data() + 4) return wanted("four hex digits");
    at_ += 4;
    return value;
  }

  Result<Condition> any() {
    if (++depth_ > kDeepest) return wrong("nested too deeply");
    Condition::Any any;
    do {
      blanks();
      any.of.push_back(HPC_TRY(all()));
      blanks();
    } while (take("||"));
    --depth_;
    if (any.of.size() == 1) return std::move(any.of.front());
    return Condition{std::move(any)};
  }

  Result<Condition> all() {
    Condition::All all;
    do {
      blanks();
      all.of.push_back(HPC_TRY(basic()));
      blanks();
    } while (take("&&"));
    if (all.of.size() == 1) return std::move(all.of.front());
    return Condition{std::move(all)};
  }

  Result<Condition> basic() {
    if (take('!')) {
      blanks();
      if (peek() != '(' && peek() != '@' && peek() != '$' && !(peek() >= 'a' && peek() <= 'z')) return wanted("'(' or a query or function to test");
      auto inner = peek() == '(' ? HPC_TRY(parenthesised()) : HPC_TRY(test_only());
      return Condition{Condition::Not{std::make_unique<Condition>(std::move(inner))}};
    }
    if (peek() == '(') return parenthesised();
    return comparison_or_test();
  }

  Result<Condition> parenthesised() {
    ++at_;
    auto inner = HPC_TRY(any());
    blanks();
    if (!take(')')) return wanted("')', '&&' or '||'");
    return inner;
  }

  Result<Condition> test_only() {
    auto operand = HPC_TRY(this->operand());
    return test(std::move(operand));
  }

  Result<Condition> test(Operand operand) {
    if (auto* query = std::get_if<Query>(&operand)) return Condition{Test(std::move(*query))};
    auto* call = std::get_if<std::unique_ptr<Call>>(&operand);
    if (call == nullptr) return wanted("a comparison: a literal alone is no test");
    if (!(*call)->is_logical()) return wrong("the function's result must be compared");
    return Condition{Test(std::move(*call))};
  }

  std::optional<Comparison::Operator> comparison_operator() {
    using Op = Comparison::Operator;
    if (take("==")) return Op::equal;
    if (take("!=")) return Op::not_equal;
    if (take("<=")) return Op::less_equal;
    if (take(">=")) return Op::greater_equal;
    if (take("<")) return Op::less;
    if (take(">")) return Op::greater;
    return std::nullopt;
  }

  Result<Condition> comparison_or_test() {
    auto left = HPC_TRY(operand());
    const auto before = at_;
    blanks();
    const auto op = comparison_operator();
    if (!op) {
      at_ = before;
      return test(std::move(left));
    }
    blanks();
    auto right = HPC_TRY(operand());
    HPC_TRY(comparable(left));
    HPC_TRY(comparable(right));
    return Condition{Comparison{*op, std::move(left), std::move(right)}};
  }

  Result<bool> comparable(const Operand& operand) {
    if (const auto* query = std::get_if<Query>(&operand); query != nullptr && !query->is_singular()) {
      return wrong("only a singular query can be compared");
    }
    if (const auto* call = std::get_if<std::unique_ptr<Call>>(&operand); call != nullptr && (*call)->is_logical()) {
      return wrong("match() and search() are true or false and cannot be compared");
    }
    return true;
  }

  Result<Operand> operand() {
    const char c = peek();
    if (take('@')) return Operand(HPC_TRY(segments(false)));
    if (take('$')) return Operand(HPC_TRY(segments(true)));
    if (c == '\'' || c == '"') return Operand(Json(HPC_TRY(string())));
    if (is_digit(c) || c == '-') return Operand(HPC_TRY(number()));
    const auto start = at_;
    while (!done() && ((peek() >= 'a' && peek() <= 'z') || peek() == '_' || (at_ > start && is_digit(peek())))) ++at_;
    const auto word = text_.substr(start, at_ - start);
    if (peek() == '(') return call(word);
    if (word == "true") return Operand(Json(true));
    if (word == "false") return Operand(Json(false));
    if (word == "null") return Operand(Json(nullptr));
    at_ = start;
    return wanted("'@', '$', a literal or a function");
  }

  Result<Json> number() {
    const auto start = at_;
    take('-');
    if (!is_digit(peek())) return wanted("a digit");
    if (peek() == '0' && is_digit(peek(1))) return wrong("a number has no leading zero");
    while (is_digit(peek())) ++at_;
    bool whole = true;
    if (peek() == '.') {
      ++at_;
      whole = false;
      if (!is_digit(peek())) return wanted("a digit");
      while (is_digit(peek())) ++at_;
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      whole = false;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!is_digit(peek())) return wanted("a digit");
      while (is_digit(peek())) ++at_;
    }
    const std::string digits(text_.substr(start, at_ - start));
    std::int64_t exact = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), exact);
    if (whole && error == std::errc()) return Json(exact);
    return Json(std::strtod(digits.c_str(), nullptr));
  }

  Result<Operand> call(std::string_view name) {
    static constexpr std::pair<std::string_view, Function> kFunctions[] = {
        {"length", Function::length}, {"count", Function::count}, {"match", Function::match}, {"search", Function::search}, {"value", Function::value}};
    auto made = std::make_unique<Call>();
    bool known = false;
    for (const auto& [known_name, function] : kFunctions) {
      if (name != known_name) continue;
      made->function = function;
      known = true;
    }
    if (!known) return wrong("no function " + std::string(name) + "; there are length, count, match, search and value");
    HPC_TRY(arguments(*made));
    HPC_TRY(well_typed(*made));
    compile_literal_pattern(*made);
    return Operand(std::move(made));
  }

  Result<bool> arguments(Call& call) {
    if (++depth_ > kDeepest) return wrong("nested too deeply");
    ++at_;
    blanks();
    if (!take(')')) {
      do {
        blanks();
        call.arguments.push_back(HPC_TRY(operand()));
        blanks();
      } while (take(','));
      if (!take(')')) return wanted("',' or ')'");
    }
    --depth_;
    return true;
  }

  Result<bool> well_typed(const Call& call) {
    const bool takes_nodes = call.function == Function::count || call.function == Function::value;
    const std::size_t count = call.is_logical() ? 2 : 1;
    if (call.arguments.size() != count) return wrong("the function takes " + std::to_string(count) + (count == 1 ? " argument" : " arguments"));
    for (const auto& argument : call.arguments) {
      const auto* query = std::get_if<Query>(&argument);
      if (takes_nodes && query == nullptr) return wrong("the function's argument must be a query");
      if (takes_nodes) continue;
      if (query != nullptr && !query->is_singular()) return wrong("the function's argument must be a value: a literal or a singular query");
      const auto* inner = std::get_if<std::unique_ptr<Call>>(&argument);
      if (inner != nullptr && (*inner)->is_logical()) return wrong("the function's argument must be a value");
    }
    return true;
  }

  void compile_literal_pattern(Call& call) {
    if (!call.is_logical()) return;
    const auto* pattern = std::get_if<Json>(&call.arguments[1]);
    if (pattern == nullptr || !pattern->is_string()) return;
    auto compiled = Pattern::compile_i_regexp(pattern->get_ref<const std::string&>(), call.function == Function::match);
    call.never = !compiled;
    if (compiled) call.regex = std::move(*compiled);
  }
};

}  // namespace

bool Query::is_singular() const {
  for (const auto& segment : segments) {
    if (segment.descendant || segment.selectors.size() != 1) return false;
    const auto& only = segment.selectors.front();
    if (!std::holds_alternative<Name>(only) && !std::holds_alternative<Index>(only)) return false;
  }
  return true;
}

Result<Query> parse(std::string_view text) { return Parser(text).whole(); }

}  // namespace hpc::conformance::json_path
