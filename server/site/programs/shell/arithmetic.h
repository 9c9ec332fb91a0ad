// The expressions of $(( )), (( )), let and subscripts: C's operators on 64-bit integers, as bash has them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace hpc::site::shell {

/// The variables that an expression reads and changes. A name may carry a subscript: `name[3]`.
struct ArithmeticVariables {
  std::function<std::string(const std::string& name)> get;
  std::function<void(const std::string& name, std::int64_t value)> set;
};

/// The value; 0 for a blank expression. The error is bash's message: `1/0: division by 0 (error token is "0")`.
tl::expected<std::int64_t, std::string> evaluate_arithmetic(std::string_view expression,
                                                            const ArithmeticVariables& variables);

}  // namespace hpc::site::shell
