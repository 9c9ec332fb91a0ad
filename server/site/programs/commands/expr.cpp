// expr.
#include "site/programs/commands/command.h"
#include "site/programs/commands/regex.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

// expr's grammar, from the loosest operator to the tightest.
class Expression {
 public:
  explicit Expression(const std::vector<std::string>& words) : words_(words) {}
  std::string error;

  std::string whole() {
    std::string value = either(0);
    if (error.empty() && at_ < words_.size()) error = "syntax error: unexpected argument '" + words_[at_] + "'";
    return value;
  }

 private:
  static bool is_null(const std::string& text) { return text.empty() || text == "0" || parse_integer(text) == 0; }
  bool is(std::string_view text) const { return at_ < words_.size() && words_[at_] == text; }

  std::string either(int depth) {
    std::string left = both(depth);
    while (error.empty() && is("|")) {
      ++at_;
      const std::string right = both(depth);
      if (is_null(left)) left = is_null(right) ? "0" : right;
    }
    return left;
  }

  std::string both(int depth) {
    std::string left = comparison(depth);
    while (error.empty() && is("&")) {
      ++at_;
      const std::string right = comparison(depth);
      if (is_null(left) || is_null(right)) left = "0";
    }
    return left;
  }

  std::string comparison(int depth) {
    std::string left = sum(depth);
    while (error.empty() && (is("=") || is("==") || is("!=") || is("<") || is("<=") || is(">") || is(">="))) {
      const std::string operation = words_[at_++];
      const std::string right = sum(depth);
      const auto a = parse_integer(left), b = parse_integer(right);
      const int order = a && b ? (*a < *b ? -1 : *a > *b ? 1 : 0) : left.compare(right);
      const bool holds = operation == "<"    ? order < 0
                         : operation == "<=" ? order <= 0
                         : operation == ">"  ? order > 0
                         : operation == ">=" ? order >= 0
                         : operation == "!=" ? order != 0
                                             : order == 0;
      left = holds ? "1" : "0";
    }
    return left;
  }

  std::string calculate(const std::string& operation, const std::string& left, const std::string& right) {
    const auto a = parse_integer(left), b = parse_integer(right);
    if (!a || !b) {
      error = "non-integer argument";
      return {};
    }
    const auto x = static_cast<std::uint64_t>(*a), y = static_cast<std::uint64_t>(*b);
    if (operation == "+") return std::to_string(static_cast<std::int64_t>(x + y));
    if (operation == "-") return std::to_string(static_cast<std::int64_t>(x - y));
    if (operation == "*") return std::to_string(static_cast<std::int64_t>(x * y));
    if (*b == 0) {
      error = "division by zero";
      return {};
    }
    if (*b == -1) return operation == "/" ? std::to_string(static_cast<std::int64_t>(0 - x)) : "0";
    return std::to_string(operation == "/" ? *a / *b : *a % *b);
  }

  std::string sum(int depth) {
    std::string left = product(depth);
    while (error.empty() && (is("+") || is("-"))) {
      const std::string operation = words_[at_++];
      const std::string right = product(depth);
      if (error.empty()) left = calculate(operation, left, right);
    }
    return left;
  }

  std::string product(int depth) {
    std::string left = match(depth);
    while (error.empty() && (is("*") || is("/") || is("%"))) {
      const std::string operation = words_[at_++];
      const std::string right = match(depth);
      if (error.empty()) left = calculate(operation, left, right);
    }
    return left;
  }

  std::string match_regex(const std::string& text, const std::string& pattern) {
    const Result<Regex> regex =
        Regex::compile("^" + (pattern.starts_with("^") ? pattern.substr(1) : pattern), Regex::Syntax::basic, false);
    if (!regex) {
      error = regex.error().sentence;
      return {};
    }
    std::vector<std::string> groups;
    const bool found = regex->search(text, groups);
    const bool captures = pattern.find("\\(") != std::string::npos;
    if (captures) return found && groups.size() > 1 ? groups[1] : "";
    return std::to_string(found ? groups[0].size() : 0);
  }

  std::string match(int depth) {
    std::string left = primary(depth);
    while (error.empty() && is(":")) {
      ++at_;
      const std::string right = primary(depth);
      if (error.empty()) left = match_regex(left, right);
    }
    return left;
  }

  std::string primary(int depth) {
    if (at_ >= words_.size() || depth > 100) {
      error = at_ == 0 ? "missing operand" : "syntax error: missing argument after '" + words_[at_ - 1] + "'";
      return {};
    }
    if (is("(")) {
      ++at_;
      std::string inside = either(depth + 1);
      if (error.empty() && !is(")")) error = "syntax error: expecting ')'";
      ++at_;
      return inside;
    }
    if (is("length") && at_ + 1 < words_.size()) {
      at_ += 2;
      return std::to_string(words_[at_ - 1].size());
    }
    if (is("substr") && at_ + 3 < words_.size()) {
      at_ += 4;
      const auto from = parse_integer(words_[at_ - 2]), length = parse_integer(words_[at_ - 1]);
      const std::string& text = words_[at_ - 3];
      if (!from || !length || *from < 1 || *length < 1 || static_cast<std::size_t>(*from) > text.size()) return {};
      return text.substr(static_cast<std::size_t>(*from) - 1, static_cast<std::size_t>(*length));
    }
    if (is("index") && at_ + 2 < words_.size()) {
      at_ += 3;
      const std::size_t place = words_[at_ - 2].find_first_of(words_[at_ - 1]);
      return std::to_string(place == std::string::npos ? 0 : place + 1);
    }
    if (is("match") && at_ + 2 < words_.size()) {
      at_ += 3;
      return match_regex(words_[at_ - 2], words_[at_ - 1]);
    }
    return words_[at_++];
  }

  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
};

int evaluate_expression(Invocation& call) {
  const std::vector<std::string> words(call.arguments.begin() + 1, call.arguments.end());
  Expression expression(words);
  const std::string value = expression.whole();
  if (!expression.error.empty()) return call.error(expression.error, 2);
  call.out(value + "\n");
  return value.empty() || value == "0" || parse_integer(value) == 0 ? 1 : 0;
}

}  // namespace

std::span<const Command> expression_commands() {
  static constexpr Command kCommands[] = {{"expr", evaluate_expression}};
  return kCommands;
}

}  // namespace hpc::site::programs
