// Reports as files.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "conformance/report/event_log.h"

namespace hpc::conformance {

/// "junit=FILE,json=FILE,html=FILE,tap=FILE,har=FILE": a reporter for each. "-" is standard output. Fails (Errc::invalid)
/// and says what is allowed.
Result<std::vector<std::unique_ptr<Reporter>>> make_reporter(const std::string& wish);

/// Writes a whole file, or fails (Errc::unavailable) and says why.
Result<void> write_report(const std::string& file, const std::string& text);

}  // namespace hpc::conformance
