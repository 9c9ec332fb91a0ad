#include "conformance/expression/text_template.h"

#include <fmt/format.h>

#include <cmath>

#include "conformance/expression/pointer.h"

namespace hpc::conformance {

std::string as_text(const Json& value) {
  // An integer beyond 64 bits is a double here; "9.99e+22" would be another id than the one that was answered.
  if (value.is_number_float() && std::abs(value.get<double>()) >= 1e15 && std::abs(value.get<double>()) <= 1e300) return fmt::format("{:.0f}", value.get<double>());
  return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Json> evaluate_present(const Expression& expression, const Scope& scope) {
  const auto value = expression.evaluate(scope);
  if (!value) return failure(Errc::missing, About::document, expression.text() + " names nothing here");
  return *value;
}

Result<TextTemplate> TextTemplate::parse(std::string_view text) {
  TextTemplate made;
  std::string plain;
  while (!text.empty()) {
    const auto open = text.find("{$");
    const bool embedded = open != std::string_view::npos && open + 2 < text.size() && text[open + 2] >= 'a' && text[open + 2] <= 'z';
    if (!embedded) {
      const auto end = open == std::string_view::npos ? text.size() : open + 2;
      plain += text.substr(0, end);
      text.remove_prefix(end);
      continue;
    }
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) {
      return failure(Errc::invalid, About::document, "found " + std::string(text.substr(open)) + " without the closing '}'");
    }
    plain += text.substr(0, open);
    if (!plain.empty()) made.parts_.emplace_back(std::exchange(plain, {}));
    made.parts_.emplace_back(HPC_TRY(Expression::parse(text.substr(open + 1, close - open - 1))));
    text.remove_prefix(close + 1);
  }
  if (!plain.empty()) made.parts_.emplace_back(std::move(plain));
  return made;
}

Result<std::string> TextTemplate::fill(const Scope& scope) const {
  std::string text;
  for (const auto& part : parts_) {
    if (const auto* plain = std::get_if<std::string>(&part)) {
      text += *plain;
    } else {
      text += as_text(HPC_TRY(evaluate_present(std::get<Expression>(part), scope)));
    }
  }
  return text;
}

Result<ValueTemplate> ValueTemplate::parse(const OrderedJson& value) {
  ValueTemplate made;
  made.value_ = value;
  HPC_TRY(made.find_holes(value, ""));
  return made;
}

Result<bool> ValueTemplate::find_holes(const OrderedJson& value, const std::string& pointer) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (Expression::is_meant(text)) {
      auto hole = HPC_TRY(Expression::parse(text));
      holes_.push_back({pointer, std::move(hole)});
    } else if (text.find("{$") != std::string::npos) {
      auto hole = HPC_TRY(TextTemplate::parse(text));
      holes_.push_back({pointer, std::move(hole)});
    }
  } else if (value.is_structured()) {
    for (const auto& [key, child] : value.items()) HPC_TRY(find_holes(child, pointer + "/" + pointer_token(key)));
  }
  return true;
}

Result<OrderedJson> ValueTemplate::fill(const Scope& scope) const {
  auto value = value_;
  for (const auto& hole : holes_) {
    OrderedJson filled;
    if (const auto* expression = std::get_if<Expression>(&hole.what)) {
      filled = HPC_TRY(evaluate_present(*expression, scope));
    } else {
      filled = HPC_TRY(std::get<TextTemplate>(hole.what).fill(scope));
    }
    put_at_pointer(value, hole.pointer, std::move(filled));
  }
  return value;
}

void ValueTemplate::each(const std::function<void(const std::string&, const Expression&)>& visit) const {
  for (const auto& hole : holes_) {
    if (const auto* expression = std::get_if<Expression>(&hole.what)) {
      visit(hole.pointer, *expression);
      continue;
    }
    for (const auto& part : std::get<TextTemplate>(hole.what).parts()) {
      if (const auto* embedded = std::get_if<Expression>(&part)) visit(hole.pointer, *embedded);
    }
  }
}

}  // namespace hpc::conformance
