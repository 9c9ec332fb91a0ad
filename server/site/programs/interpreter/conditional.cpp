// [[ ... ]].
#include "site/programs/commands/command.h"
#include "site/programs/commands/regex.h"
#include "site/programs/interpreter/expanded.h"
#include "site/programs/interpreter/shell.h"
#include "site/programs/shell/pattern.h"

namespace hpc::site::programs {
namespace {

using shell::Condition;

int fail(Shell& shell, const std::string& message, int status) {
  complain(shell, message);
  return status;
}

// left =~ right, with what has matched in BASH_REMATCH.
Task<int> match_regex(Shell& shell, const Condition& test, const std::string& left) {
  const Expanded right = co_await expand(shell, test.right);
  std::string pattern;
  for (std::size_t i = 0; i < right.text.size(); ++i) {
    if (right.mark(i) == Mark::empty || right.mark(i) == Mark::break_) continue;
    if (right.mark(i) == Mark::quoted &&
        std::string_view(".[]{}()*+?^$|\\").find(right.text[i]) != std::string_view::npos)
      pattern += '\\';
    pattern += right.text[i];
  }
  const Result<Regex> regex = Regex::compile(pattern, Regex::Syntax::extended, false);
  if (!regex) co_return 2;
  shell.kernel().count_bytes(left.size() * 16);
  std::vector<std::string> groups;
  const bool matches = regex->search(left, groups);
  Variable rematch;
  rematch.is_array = rematch.is_set = true;
  for (std::size_t i = 0; i < groups.size() && matches; ++i) rematch.elements[static_cast<std::int64_t>(i)] = groups[i];
  shell.variables.replace("BASH_REMATCH", std::move(rematch));
  co_return matches ? 0 : 1;
}

Task<int> compare(Shell& shell, const Condition& test) {
  const std::string left = co_await expand_text(shell, test.left);
  if (shell.flow != Flow::none) co_return shell.status;
  const std::string& operation = test.operation;
  if (operation == "=~") {
    const int status = co_await match_regex(shell, test, left);
    co_return status;
  }
  if (operation == "=" || operation == "==" || operation == "!=") {
    const std::string pattern = co_await expand_pattern(shell, test.right);
    shell.kernel().count_bytes(left.size() * (1 + pattern.size() / 4));
    const bool matches = shell::Pattern(pattern).matches(left);
    co_return matches == (operation != "!=") ? 0 : 1;
  }
  const std::string right = co_await expand_text(shell, test.right);
  if (shell.flow != Flow::none) co_return shell.status;
  if (operation == "<") co_return left < right ? 0 : 1;
  if (operation == ">") co_return left > right ? 0 : 1;
  if (operation[0] == '-' && operation != "-nt" && operation != "-ot" && operation != "-ef") {
    // Numbers are expressions here.
    const std::optional<std::int64_t> a = evaluate(shell, left, "[[");
    const std::optional<std::int64_t> b = evaluate(shell, right, "[[");
    if (!a || !b) co_return 1;
    std::string error;
    co_return binary_test(*shell.process, std::to_string(*a), operation, std::to_string(*b), error).value_or(false) ? 0
                                                                                                                    : 1;
  }
  std::string error;
  const std::optional<bool> result = binary_test(*shell.process, left, operation, right, error);
  if (!result) co_return fail(shell, "[[: " + error, 2);
  co_return *result ? 0 : 1;
}

Task<int> run_unary(Shell& shell, const Condition& test) {
  const std::string operand = co_await expand_text(shell, test.left);
  if (test.operation == "-v") {
    const std::size_t open = operand.find('[');
    co_return parameter(shell, operand.substr(0, open)).has_value() ? 0 : 1;
  }
  if (test.operation == "-o") co_return operand == "errexit" && shell.options.errexit ? 0 : 1;
  co_return unary_test(*shell.process, test.operation[1], operand) ? 0 : 1;
}

}  // namespace

Task<int> run_conditional(Shell& shell, const Condition& test) {
  switch (test.kind) {
    case Condition::Kind::word: {
      const std::string text = co_await expand_text(shell, test.left);
      co_return text.empty() ? 1 : 0;
    }
    case Condition::Kind::unary: {
      const int status = co_await run_unary(shell, test);
      co_return status;
    }
    case Condition::Kind::binary: {
      const int status = co_await compare(shell, test);
      co_return status;
    }
    case Condition::Kind::negation: {
      const int status = co_await run_conditional(shell, *test.first);
      co_return status == 2 ? 2 : status == 0 ? 1 : 0;
    }
    case Condition::Kind::conjunction: {
      int status = co_await run_conditional(shell, *test.first);
      if (status == 0) status = co_await run_conditional(shell, *test.second);
      co_return status;
    }
    case Condition::Kind::disjunction: {
      int status = co_await run_conditional(shell, *test.first);
      if (status == 1) status = co_await run_conditional(shell, *test.second);
      co_return status;
    }
  }
  co_return 2;
}

}  // namespace hpc::site::programs
