// What a handler gives: a response, or the refusal that took its place. FirecREST's refusals depend on the endpoint as
// much as on what went wrong, so the check that finds the fault already holds the finished response.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "base/result.h"
#include "http/message.h"

namespace hpc::apis::firecrest {

template <class T>
using Checked = tl::expected<T, http::Response>;
using Answer = Checked<http::Response>;

[[nodiscard]] inline tl::unexpected<http::Response> refuse(http::Response response) {
  return tl::unexpected<http::Response>(std::move(response));
}

/// A request whose token has been accepted. `request` lives as long as the call.
struct Call {
  const http::Request& request;
  std::string user;
};

}  // namespace hpc::apis::firecrest

/// The value of a Checked, or an early return of its refusal.
#define FIRECREST_TRY_(checked, ...)                                                                  \
  __extension__({                                                                                     \
    auto&& checked = (__VA_ARGS__);                                                                   \
    if (!checked.has_value()) return tl::unexpected<hpc::http::Response>(std::move(checked.error())); \
    hpc::value_of(std::move(checked));                                                                \
  })
#define FIRECREST_TRY(...) FIRECREST_TRY_(HPC_NAME_(firecrest_checked_, __COUNTER__), __VA_ARGS__)
