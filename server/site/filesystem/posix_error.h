// errno values as Errors: the one place that knows which Errc goes with which.
#pragma once

#include "base/result.h"

namespace hpc::site {

/// About::path, `posix` set, the sentence is the C library's English text of it whatever the locale.
Error posix_error(int number);
[[nodiscard]] inline tl::unexpected<Error> posix_failure(int number) {
  return tl::unexpected<Error>(posix_error(number));
}

}  // namespace hpc::site
