// Times as they are given to sacct through FirecREST.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace hpc::apis::firecrest {

/// `YYYY-MM-DD`; with `all_formats` also what the documentation names: HH:MM[:SS] of today, MMDD, MM/DD, MM/DD/YY,
/// MM.DD, MM.DD.YY, YYYY-MM-DDTHH:MM[:SS]. Absent for anything else, which is then not looked at.
std::optional<Instant> accounting_time(std::string_view text, Instant now, bool all_formats);

}  // namespace hpc::apis::firecrest
