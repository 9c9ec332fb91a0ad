// What the parameters of lists and deletions ask for; jobs and workflows have the same.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace hpc::apis::prominence {

struct Query {
  bool wants_finished = false, wants_active = true;
  std::optional<std::size_t> limit;                          ///< of finished ones; absent: none
  std::optional<std::pair<std::string, std::string>> label;  ///< key in lower case
  std::optional<std::string> name;
  std::optional<bool> is_running;  ///< only those in the queue, idle or running
  bool detail = false;
  std::optional<std::vector<std::uint64_t>> ids;
  bool of_workflow = false;  ///< the jobs of the workflow ids[0]
};

/// Errors: wire::bad("Invalid constraint"), wire::crash(); a status that is neither idle nor running is
/// Errc::unsupported, which is answered with 200.
Result<Query> read_query(const http::Request& request, bool of_jobs);

/// Comma-separated ids; wire::crash() when they are not.
Result<std::vector<std::uint64_t>> read_ids(std::string_view text);

/// As int() of the imitated language reads it.
std::optional<std::int64_t> read_integer(std::string_view text);

}  // namespace hpc::apis::prominence
