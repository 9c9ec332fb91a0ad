#include "conformance/expression/condition.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <vector>

#include "base/encoding.h"
#include "conformance/expression/pointer.h"

namespace hpc::conformance {

struct Condition::Node {
  enum class Kind { any, all, negation, comparison, literal, expression };
  Kind kind = Kind::literal;
  std::string text;       ///< as written
  std::string operator_;  ///< of a comparison
  Json literal;
  std::optional<Expression> expression;
  std::vector<std::shared_ptr<const Node>> children;
};

namespace {

constexpr int kDeepest = 64;

/// Where a runtime expression ends inside a condition: at a blank, a bracket that closes a group, or an operator.
std::size_t expression_end(std::string_view text, std::size_t from) {
  bool quoted = false;  // $response.body['a b']
  for (auto i = from; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\'' && (quoted || text[i - 1] == '[')) quoted = !quoted;
    if (quoted) continue;
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ')' || c == '(' || c == '<' || c == '>' || c == '=' || c == '}') return i;
    const auto two = text.substr(i, 2);
    if (two == "&&" || two == "||" || two == "!=") return i;
  }
  return text.size();
}

std::optional<double> as_number(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool equal(const Json& left, const Json& right) {
  if (left.is_string() && right.is_string()) {
    return equals_ignoring_case(left.get_ref<const std::string&>(), right.get_ref<const std::string&>());
  }
  if (left.is_boolean() != right.is_boolean() && (left.is_string() || right.is_string())) {
    return equals_ignoring_case(left.is_string() ? left.get<std::string>() : left.dump(), right.is_string() ? right.get<std::string>() : right.dump());
  }
  if (left.is_number() != right.is_number()) {
    const auto a = as_number(left);
    const auto b = as_number(right);
    return a && b && *a == *b;
  }
  return left == right;
}

std::optional<int> order(const Json& left, const Json& right) {
  const auto a = as_number(left);
  const auto b = as_number(right);
  if (a && b) return *a < *b ? -1 : (*a > *b ? 1 : 0);
  if (!left.is_string() || !right.is_string()) return std::nullopt;
  return to_lower(left.get<std::string>()).compare(to_lower(right.get<std::string>()));
}

bool truth(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number()) return value.get<double>() != 0;
  if (value.is_string()) return !value.get_ref<const std::string&>().empty();
  return !value.is_null();
}

}  // namespace

class ConditionParser {
 public:
  explicit ConditionParser(std::string_view text) : text_(text) {}

  using Node = Condition::Node;
  using Pointer = std::shared_ptr<const Node>;

  Result<Condition> whole() {
    blanks();
    // The specification's own example writes "{$statusCode == 401}".
    const bool braces = take("{");
    auto root = HPC_TRY(any());
    if (braces && !take("}")) return wanted("'}'");
    blanks();
    if (at_ < text_.size()) return wanted("an operator (< <= > >= == != && ||) or the end");
    return Condition(std::move(root));
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;

  void blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  tl::unexpected<Error> wanted(std::string_view what) const {
    const auto found = at_ < text_.size() ? "'" + std::string(text_.substr(at_, 12)) + "'" : std::string("the end");
    return failure(Errc::invalid, About::document,
                   "condition " + std::string(text_) + ": at offset " + std::to_string(at_) + ": found " + found + ", allowed is " + std::string(what));
  }
  std::string since(std::size_t start) const {
    auto part = text_.substr(start, at_ - start);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    return std::string(part);
  }

  Result<Pointer> any() {
    if (++depth_ > kDeepest) return wanted("less nesting");
    auto made = HPC_TRY(joined(Node::Kind::any, "||"));
    --depth_;
    return made;
  }

  Result<Pointer> joined(Node::Kind kind, std::string_view word) {
    blanks();
    const auto start = at_;
    Node node;
    node.kind = kind;
    do {
      node.children.push_back(kind == Node::Kind::any ? HPC_TRY(joined(Node::Kind::all, "&&")) : HPC_TRY(comparison()));
      blanks();
    } while (take(word));
    if (node.children.size() == 1) return node.children.front();
    node.text = since(start);
    return std::make_shared<const Node>(std::move(node));
  }

  Result<Pointer> comparison() {
    blanks();
    const auto start = at_;
    auto left = HPC_TRY(operand());
    blanks();
    for (const std::string_view word : {"==", "!=", "<=", ">=", "<", ">"}) {
      if (!take(word)) continue;
      Node node;
      node.kind = Node::Kind::comparison;
      node.operator_ = word;
      blanks();
      node.children.push_back(left);
      node.children.push_back(HPC_TRY(operand()));
      node.text = since(start);
      return std::make_shared<const Node>(std::move(node));
    }
    return left;
  }

  Result<Pointer> operand() {
    const auto start = at_;
    if (text_.substr(at_, 2) != "!=" && take("!")) return negation(start);
    if (take("(")) {
      auto inner = HPC_TRY(any());
      blanks();
      if (!take(")")) return wanted("')' or an operator");
      return inner;
    }
    Node node;
    if (text_.substr(at_, 1) == "$") {
      const auto end = expression_end(text_, at_);
      node.kind = Node::Kind::expression;
      node.expression = HPC_TRY(Expression::parse(text_.substr(at_, end - at_)));
      at_ = end;
    } else {
      node.literal = HPC_TRY(literal());
    }
    node.text = since(start);
    return std::make_shared<const Node>(std::move(node));
  }

  Result<Pointer> negation(std::size_t start) {
    blanks();
    if (++depth_ > kDeepest) return wanted("less nesting");
    Node node;
    node.kind = Node::Kind::negation;
    node.children.push_back(HPC_TRY(operand()));
    node.text = since(start);
    --depth_;
    return std::make_shared<const Node>(std::move(node));
  }

  Result<Json> literal() {
    if (take("'")) return quoted();
    const auto start = at_;
    while (at_ < text_.size() && std::string_view(" \t\r\n)<>=!&|}").find(text_[at_]) == std::string_view::npos) ++at_;
    const auto word = text_.substr(start, at_ - start);
    if (word == "true") return Json(true);
    if (word == "false") return Json(false);
    if (word == "null") return Json(nullptr);
    auto number = Json::parse(word, nullptr, false);
    if (number.is_number()) return number;
    at_ = start;
    return wanted("a runtime expression ($...), a number, true, false, null or a string in single quotes");
  }

  Result<Json> quoted() {
    std::string text;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c != '\'') {
        text += c;
      } else if (at_ < text_.size() && text_[at_] == '\'') {
        text += text_[at_++];
      } else {
        return Json(std::move(text));
      }
    }
    return wanted("the closing single quote");
  }
};

namespace {

using Node = ConditionParser::Node;

bool holds(const Node& node, const Scope& scope);

Value value_of(const Node& node, const Scope& scope) {
  if (node.kind == Node::Kind::literal) return Value(&node.literal);
  if (node.kind == Node::Kind::expression) return node.expression->evaluate(scope);
  return Value(Json(holds(node, scope)));
}

bool compare(const Node& node, const Scope& scope) {
  static const Json kNull;
  const auto left = value_of(*node.children[0], scope);
  const auto right = value_of(*node.children[1], scope);
  const Json& a = left ? *left : kNull;
  const Json& b = right ? *right : kNull;
  const auto& op = node.operator_;
  if (op == "==") return equal(a, b);
  if (op == "!=") return !equal(a, b);
  const auto ordered = order(a, b);
  if (!ordered) return false;
  if (op == "<") return *ordered < 0;
  if (op == "<=") return *ordered <= 0;
  if (op == ">") return *ordered > 0;
  return *ordered >= 0;
}

bool holds(const Node& node, const Scope& scope) {
  const auto child_holds = [&scope](const auto& child) { return holds(*child, scope); };
  switch (node.kind) {
    case Node::Kind::any: return std::any_of(node.children.begin(), node.children.end(), child_holds);
    case Node::Kind::all: return std::all_of(node.children.begin(), node.children.end(), child_holds);
    case Node::Kind::negation: return !child_holds(node.children.front());
    case Node::Kind::comparison: return compare(node, scope);
    case Node::Kind::literal:
    case Node::Kind::expression: {
      const auto value = value_of(node, scope);
      return value && truth(*value);
    }
  }
  return false;
}

void each_expression(const Node& node, const std::function<void(const Expression&)>& visit) {
  if (node.expression) visit(*node.expression);
  for (const auto& child : node.children) each_expression(*child, visit);
}

const Node& to_blame(const Node& node, const Scope& scope) {
  if (node.kind != Node::Kind::all) return node;
  for (const auto& child : node.children) {
    if (!holds(*child, scope)) return to_blame(*child, scope);
  }
  return node;
}

}  // namespace

Result<Condition> Condition::parse(std::string_view text) { return ConditionParser(text).whole(); }

bool Condition::holds(const Scope& scope) const { return hpc::conformance::holds(*root_, scope); }

Condition::Blame Condition::blame(const Scope& scope) const {
  const auto& node = to_blame(*root_, scope);
  std::vector<std::pair<std::string, std::string>> values;
  std::string pointer;
  each_expression(node, [&](const Expression& expression) {
    pointer = expression.response_pointer();
    const auto value = expression.evaluate(scope);
    auto pair = std::pair(expression.text(), value ? shown(*value) : std::string("nothing"));
    if (std::find(values.begin(), values.end(), pair) == values.end()) values.push_back(std::move(pair));
  });
  if (values.empty()) return {node.text, "false", ""};
  if (values.size() == 1) return {node.text, values.front().second, pointer};
  std::string got;
  for (const auto& [name, value] : values) got += (got.empty() ? "" : ", ") + name + " is " + value;
  return {node.text, got, ""};
}

void Condition::each(const std::function<void(const Expression&)>& visit) const { each_expression(*root_, visit); }

}  // namespace hpc::conformance
