// A value, or the response that took its place: this API refuses in whole responses, and none of them is derived from
// what went wrong alone.
#pragma once

#include <tl/expected.hpp>
#include <utility>

#include "http/message.h"

namespace hpc::apis::flux_restful {

template <class T>
using Checked = tl::expected<T, http::Response>;

[[nodiscard]] inline tl::unexpected<http::Response> refuse(http::Response response) {
  return tl::unexpected<http::Response>(std::move(response));
}

}  // namespace hpc::apis::flux_restful
