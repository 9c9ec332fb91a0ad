// Which renderer answers: `?format=`, else the Accept header, as Django's REST framework 3.11 chooses.
#pragma once

#include <string_view>

#include "base/result.h"

namespace hpc::apis::spack_monitor {

struct Format {
  bool is_page = false;  ///< the HTML page of the browsable API instead of JSON
  int indent = 0;        ///< of JSON; 0: compact
};

/// `format` is the one asked for by the query or the path's suffix, "" if none. Errors: missing (no such format),
/// unsupported (nothing acceptable).
Result<Format> negotiate(std::string_view format, std::string_view accept, bool json_only);

}  // namespace hpc::apis::spack_monitor
