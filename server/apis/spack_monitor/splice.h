// What would be missing if one result's libraries took the place of another's: the calculation over the symbols that
// analyzers listed.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "apis/spack_monitor/value.h"
#include "base/result.h"

namespace hpc::apis::spack_monitor {

struct Splice {
  std::vector<std::string> missing;                           ///< "libz newundef"
  std::vector<std::pair<std::string, std::string>> selected;  ///< the library that comes, the one that goes
};

/// Both are lists of corpora: `[{"corpus": {"metadata": {...}, "header": {...}, "symbols": {...}}}]`. Crashes where the
/// real server relies on something that is not there.
Result<Splice> splice(const Value& into, const Value& from);

}  // namespace hpc::apis::spack_monitor
