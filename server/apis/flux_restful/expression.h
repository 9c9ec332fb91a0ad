// Regular expressions as Python's re has them: the search of the current API hands its filter to re.search.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hpc::apis::flux_restful {

namespace expression {
struct Program;
}

class Expression final {
 public:
  /// Absent where re.compile raises, and for what grows beyond any use.
  static std::optional<Expression> compile(std::string_view pattern);

  /// Whether it matches anywhere in `text`, which is UTF-8. Each step costs one of `steps`; when none is left the
  /// answer is absent (Python would go on for as long as it takes, with everybody waiting).
  std::optional<bool> search(std::string_view text, std::uint64_t& steps) const;

 private:
  explicit Expression(std::shared_ptr<const expression::Program> program) : program_(std::move(program)) {}
  std::shared_ptr<const expression::Program> program_;  // shared by copies
};

}  // namespace hpc::apis::flux_restful
