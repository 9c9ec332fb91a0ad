#include "site/programs/shell/arithmetic.h"

#include <array>
#include <limits>
#include <optional>

#include "site/programs/shell/word_building.h"

namespace hpc::site::shell {
namespace {

constexpr int kMaxDepth = 100;

// Wrapping, as two's complement machines do and bash with them.
std::uint64_t bits(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}
std::int64_t value_of(std::uint64_t bits) {
  return static_cast<std::int64_t>(bits);
}

struct Operator {
  std::string_view text;
  int precedence;
};
// Binary operators from loosest to tightest; longer spellings before their beginnings.
constexpr std::array<Operator, 19> kBinary = {{{"||", 1},
                                               {"&&", 2},
                                               {"<<", 7},
                                               {">>", 7},
                                               {"<=", 6},
                                               {">=", 6},
                                               {"==", 5},
                                               {"!=", 5},
                                               {"**", 10},
                                               {"|", 3},
                                               {"^", 4},
                                               {"&", 4},
                                               {"<", 6},
                                               {">", 6},
                                               {"+", 8},
                                               {"-", 8},
                                               {"*", 9},
                                               {"/", 9},
                                               {"%", 9}}};

class Evaluator {
 public:
  Evaluator(std::string_view text, const ArithmeticVariables& variables, int depth)
      : text_(text), variables_(variables), depth_(depth) {}

  tl::expected<std::int64_t, std::string> whole() {
    skip();
    if (at_ == text_.size()) return 0;
    const std::int64_t value = comma();
    skip();
    if (!failed() && at_ < text_.size()) fail("syntax error in expression", at_);
    if (failed()) return tl::unexpected<std::string>(error_);
    return value;
  }

 private:
  bool failed() const { return !error_.empty(); }
  void fail(const std::string& what, std::size_t token) {
    if (failed()) return;
    std::string shown(text_);
    shown.erase(0, std::min(shown.find_first_not_of(" \t\n"), shown.size()));
    error_ =
        shown + ": " + what + " (error token is \"" + std::string(text_.substr(std::min(token, text_.size()))) + "\")";
  }
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }
  bool accept(std::string_view token) {
    skip();
    if (text_.substr(at_, token.size()) != token) return false;
    last_operator_ = at_;
    at_ += token.size();
    return true;
  }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  std::int64_t comma() {
    std::int64_t value = assignment();
    while (!failed() && accept(",")) value = assignment();
    return value;
  }

  std::int64_t assignment() {
    if (++depth_ > kMaxDepth) {
      fail("expression recursion level exceeded", at_);
      return 0;
    }
    skip();
    const std::size_t start = at_;
    std::int64_t result = 0;
    if (const std::optional<std::string> name = variable(); name && assign(*name, result)) {
      --depth_;
      return result;
    }
    if (!failed()) {
      at_ = start;
      result = ternary();
    }
    --depth_;
    return result;
  }

  // After a variable: does an assignment operator follow?
  bool assign(const std::string& name, std::int64_t& result) {
    skip();
    static constexpr std::array<std::string_view, 11> kAssignments = {
        "<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "="};
    for (std::string_view operation : kAssignments) {
      if (text_.substr(at_, operation.size()) != operation) continue;
      if (operation == "=" && peek(1) == '=') return false;
      at_ += operation.size();
      const std::size_t token = at_;
      result = assignment();
      if (operation != "=") result = apply(operation.substr(0, operation.size() - 1), value(name), result, token);
      if (!failed() && skipping_ == 0) variables_.set(name, result);
      return true;
    }
    return false;
  }

  std::int64_t ternary() {
    const std::int64_t condition = binary(1);
    if (failed() || !accept("?")) return condition;
    skipping_ += condition == 0;
    const std::int64_t yes = assignment();
    skipping_ -= condition == 0;
    if (!failed() && !accept(":")) fail("`:' expected for conditional expression", at_);
    skipping_ += condition != 0;
    const std::int64_t no = assignment();
    skipping_ -= condition != 0;
    return condition != 0 ? yes : no;
  }

  const Operator* binary_operator() {
    skip();
    for (const Operator& operation : kBinary) {
      if (text_.substr(at_, operation.text.size()) != operation.text) continue;
      // `+=` and the like end an expression; `==`, `<=` have been seen before.
      const char after = peek(operation.text.size());
      if (after == '=' && operation.precedence != 5 && operation.precedence != 6) return nullptr;
      return &operation;
    }
    return nullptr;
  }

  std::int64_t binary(int weakest) {
    if (++depth_ > kMaxDepth) {
      fail("expression recursion level exceeded", at_);
      return 0;
    }
    std::int64_t left = unary();
    while (!failed()) {
      const Operator* operation = binary_operator();
      if (operation == nullptr || operation->precedence < weakest) break;
      last_operator_ = at_;
      at_ += operation->text.size();
      skip();
      const std::size_t token = at_;
      const bool decided = (operation->text == "&&" && left == 0) || (operation->text == "||" && left != 0);
      skipping_ += decided;
      // ** is right-associative.
      const std::int64_t right = binary(operation->precedence + (operation->text == "**" ? 0 : 1));
      skipping_ -= decided;
      if (!failed()) left = apply(operation->text, left, right, token);
    }
    --depth_;
    return left;
  }

  std::int64_t apply(std::string_view operation, std::int64_t a, std::int64_t b, std::size_t token) {
    if (operation == "||") return a != 0 || b != 0;
    if (operation == "&&") return a != 0 && b != 0;
    if (operation == "|") return a | b;
    if (operation == "^") return a ^ b;
    if (operation == "&") return a & b;
    if (operation == "==") return a == b;
    if (operation == "!=") return a != b;
    if (operation == "<") return a < b;
    if (operation == ">") return a > b;
    if (operation == "<=") return a <= b;
    if (operation == ">=") return a >= b;
    if (operation == "<<") return value_of(bits(a) << (b & 63));
    if (operation == ">>") return a >> (b & 63);
    if (operation == "+") return value_of(bits(a) + bits(b));
    if (operation == "-") return value_of(bits(a) - bits(b));
    if (operation == "*") return value_of(bits(a) * bits(b));
    if (operation == "**") return power(a, b, token);
    if (b == 0) {
      if (skipping_ == 0) fail("division by 0", token);
      return 0;
    }
    if (b == -1) return operation == "/" ? value_of(0 - bits(a)) : 0;
    return operation == "/" ? a / b : a % b;
  }

  std::int64_t power(std::int64_t base, std::int64_t exponent, std::size_t token) {
    if (exponent < 0) {
      // bash points behind the sign.
      if (skipping_ == 0) fail("exponent less than 0", token + (text_.substr(token, 1) == "-" ? 1 : 0));
      return 0;
    }
    std::uint64_t result = 1, square = bits(base);
    for (; exponent != 0; exponent >>= 1, square *= square) {
      if ((exponent & 1) != 0) result *= square;
    }
    return value_of(result);
  }

  std::int64_t unary() {
    if (++depth_ > kMaxDepth) {
      fail("expression recursion level exceeded", at_);
      return 0;
    }
    const std::int64_t result = unary_operand();
    --depth_;
    return result;
  }

  std::int64_t unary_operand() {
    skip();
    const bool increments = text_.substr(at_, 2) == "++" || text_.substr(at_, 2) == "--";
    if (increments) {
      const std::size_t start = at_;
      const std::int64_t by = peek() == '+' ? 1 : -1;
      at_ += 2;
      skip();
      if (const std::optional<std::string> name = variable()) return step(*name, by);
      at_ = start;  // --5 is minus minus five
    }
    if (accept("!")) return unary() == 0;
    if (accept("~")) return ~unary();
    if (accept("-")) return value_of(0 - bits(unary()));
    if (accept("+")) return unary();
    return primary();
  }

  std::int64_t step(const std::string& name, std::int64_t by) {
    const std::int64_t result = value_of(bits(value(name)) + bits(by));
    if (!failed() && skipping_ == 0) variables_.set(name, result);
    return result;
  }

  std::int64_t primary() {
    skip();
    const std::size_t start = at_;
    if (accept("(")) {
      const std::int64_t inside = comma();
      if (!failed() && !accept(")")) fail("missing `)'", at_);
      return inside;
    }
    if (peek() >= '0' && peek() <= '9') return number();
    if (const std::optional<std::string> name = variable()) {
      skip();
      const std::int64_t before = value(*name);
      if (text_.substr(at_, 2) == "++" || text_.substr(at_, 2) == "--") {
        const std::int64_t by = peek() == '+' ? 1 : -1;
        at_ += 2;
        if (!failed() && skipping_ == 0) variables_.set(*name, value_of(bits(before) + bits(by)));
      }
      return before;
    }
    fail("syntax error: operand expected", start < text_.size() ? start : last_operator_);
    return 0;
  }

  static int digit(char c, std::int64_t base) {
    int value = 99;
    if (c >= '0' && c <= '9') value = c - '0';
    if (c >= 'a' && c <= 'z') value = c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') value = base <= 36 ? c - 'A' + 10 : c - 'A' + 36;
    return value;
  }

  std::int64_t number() {
    const std::size_t start = at_;
    std::int64_t base = 10;
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X')) {
      base = 16;
      at_ += 2;
    } else if (peek() == '0') {
      base = 8;
    }
    std::uint64_t value = 0;
    while (is_name_character(peek()) || peek() == '#') {
      if (peek() == '#') {
        base = value_of(value);
        if (base < 2 || base > 64) fail("invalid arithmetic base", start);
        value = 0;
        ++at_;
        continue;
      }
      const int next = digit(peek(), base);
      if (next >= base) fail("value too great for base", start);
      if (failed()) return 0;
      value = value * bits(base) + static_cast<std::uint64_t>(next);
      ++at_;
    }
    return value_of(value);
  }

  // A name with its subscript evaluated, or nothing.
  std::optional<std::string> variable() {
    skip();
    if (!is_name_character(peek()) || (peek() >= '0' && peek() <= '9')) return std::nullopt;
    std::string name;
    while (is_name_character(peek())) name += text_[at_++];
    if (peek() != '[') return name;
    ++at_;
    const std::int64_t index = comma();
    if (!failed() && !accept("]")) fail("missing `]'", at_);
    return name + "[" + std::to_string(index) + "]";
  }

  // A variable's text is an expression itself.
  std::int64_t value(const std::string& name) {
    if (failed() || skipping_ != 0) return 0;
    const std::string text = variables_.get(name);
    if (text.empty()) return 0;
    const bool is_plain =
        text.size() < 18 && text[0] != '0' && text.find_first_not_of("0123456789") == std::string::npos;
    if (is_plain) return std::stoll(text);
    if (depth_ > kMaxDepth - 10) {
      fail("expression recursion level exceeded", at_);
      return 0;
    }
    const auto inner = Evaluator(text, variables_, depth_ + 10).whole();
    if (inner) return *inner;
    if (!failed()) error_ = inner.error();
    return 0;
  }

  std::string_view text_;
  const ArithmeticVariables& variables_;
  int depth_;
  std::size_t at_ = 0;
  std::size_t last_operator_ = 0;  // what an error at the end points to
  int skipping_ = 0;               // > 0: in an operand that is not evaluated
  std::string error_;
};

}  // namespace

tl::expected<std::int64_t, std::string> evaluate_arithmetic(std::string_view expression,
                                                            const ArithmeticVariables& variables) {
  return Evaluator(expression, variables, 0).whole();
}

}  // namespace hpc::site::shell
