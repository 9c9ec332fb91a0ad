// Result<T>: a value, or the Error that took its place. Nothing of ours throws.
#pragma once

#include <tl/expected.hpp>
#include <type_traits>
#include <utility>

#include "base/error.h"

namespace hpc {

template <class T>
using Result = tl::expected<T, Error>;

/// What a function returns when it fails: `return failure(Errc::missing, About::job, "...");`
[[nodiscard]] inline tl::unexpected<Error> failure(Errc what, About about, std::string sentence) {
  return tl::unexpected<Error>(Error{what, about, std::move(sentence), 0});
}
[[nodiscard]] inline tl::unexpected<Error> failure(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

/// The value, or nothing for Result<void>; for HPC_TRY and HPC_MUST only.
template <class R>
auto value_of(R&& result) -> typename std::remove_cvref_t<R>::value_type {
  if constexpr (!std::is_void_v<typename std::remove_cvref_t<R>::value_type>) return *std::forward<R>(result);
}

/// Stops the process and says why; for HPC_MUST only.
[[noreturn]] void must_have_failed(const Error& error, const char* file, int line);

}  // namespace hpc

// A name of its own for each use, so that uses nest without shadowing.
#define HPC_PASTE_(a, b) a##b
#define HPC_NAME_(a, b) HPC_PASTE_(a, b)
#define HPC_TRY_(result, ...)                                                                \
  __extension__({                                                                            \
    auto&& result = (__VA_ARGS__);                                                           \
    if (!result.has_value()) return tl::unexpected<hpc::Error>(std::move(result.error()));   \
    hpc::value_of(std::move(result));                                                        \
  })
#define HPC_MUST_(result, ...)                                                               \
  __extension__({                                                                            \
    auto&& result = (__VA_ARGS__);                                                           \
    if (!result.has_value()) hpc::must_have_failed(result.error(), __FILE__, __LINE__);      \
    hpc::value_of(std::move(result));                                                        \
  })

/// The value of a Result, or an early return of its error. Not behind a temporary: `{name, HPC_TRY(x)}` leaks (g++ 12).
#define HPC_TRY(...) HPC_TRY_(HPC_NAME_(hpc_result_, __COUNTER__), __VA_ARGS__)
/// The same where failure is impossible or fatal: in main and in tests only.
#define HPC_MUST(...) HPC_MUST_(HPC_NAME_(hpc_result_, __COUNTER__), __VA_ARGS__)
