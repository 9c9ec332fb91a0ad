#include "conformance/expression/criterion.h"

#include "conformance/expression/pointer.h"
#include "conformance/expression/text_template.h"

namespace hpc::conformance {

Result<Criterion> Criterion::simple(std::string_view condition) { return Criterion(HPC_TRY(Condition::parse(condition))); }

Result<Criterion> Criterion::regex(std::string_view context, std::string_view pattern) {
  auto subject = HPC_TRY(Expression::parse(context));
  auto compiled = HPC_TRY(Pattern::compile(pattern));
  return Criterion(Contextual{std::move(subject), std::string(pattern), std::move(compiled)});
}

Result<Criterion> Criterion::json_path(std::string_view context, std::string_view path) {
  auto subject = HPC_TRY(Expression::parse(context));
  auto compiled = HPC_TRY(JsonPath::compile(path));
  return Criterion(Contextual{std::move(subject), std::string(path), std::move(compiled)});
}

std::optional<Criterion::Miss> Criterion::judge(const Scope& scope) const {
  if (const auto* condition = std::get_if<Condition>(&what_)) {
    if (condition->holds(scope)) return std::nullopt;
    const auto blame = condition->blame(scope);
    return Miss{blame.part, blame.got, blame.pointer};
  }
  const auto& contextual = std::get<Contextual>(what_);
  const auto value = contextual.context.evaluate(scope);
  const auto* regex = std::get_if<Pattern>(&contextual.test);
  const auto expected = contextual.context.text() + (regex != nullptr ? " matching " : " in which JSONPath selects ") + contextual.text;
  if (!value) return Miss{expected, "nothing", contextual.context.response_pointer()};
  const bool held = regex != nullptr ? regex->search(as_text(*value)) : !std::get<JsonPath>(contextual.test).select(*value).empty();
  if (held) return std::nullopt;
  return Miss{expected, shown(*value), contextual.context.response_pointer()};
}

void Criterion::each(const std::function<void(const Expression&)>& visit) const {
  if (const auto* condition = std::get_if<Condition>(&what_)) {
    condition->each(visit);
  } else {
    visit(std::get<Contextual>(what_).context);
  }
}

}  // namespace hpc::conformance
