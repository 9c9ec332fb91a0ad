// The values of sbatch's options, read. `option` is named in the error: "--mem".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "site/job.h"

namespace hpc::site {

/// Parts between any of `separators`; empty ones are left out.
std::vector<std::string_view> split(std::string_view text, std::string_view separators);
std::string upper_case(std::string_view text);
std::optional<std::int64_t> parse_integer(std::string_view text);

/// At least 1.
Result<std::uint32_t> parse_count(std::string_view text, std::string_view option);

/// MiB from "4G", "512", "100K" (rounded up).
Result<std::uint64_t> parse_memory(std::string_view text, std::string_view option);

/// "2", "a100:2", "a100" (one).
Result<std::uint32_t> parse_gpus(std::string_view text, std::string_view option);

struct NodeCountValue {
  std::uint32_t min = 1, max = 1;
};
/// "4", "2-4".
Result<NodeCountValue> parse_node_count(std::string_view text);

struct ArrayValue {
  std::vector<std::uint32_t> indices;  ///< ascending, each once
  std::uint32_t limit = 0;
};
/// "1-10:2,20%3".
Result<ArrayValue> parse_array(std::string_view text);

/// "afterok:1:2,singleton", "afterany:3_1?afternotok:4".
Result<std::vector<Dependency>> parse_dependencies(std::string_view text);

/// One of the two.
struct InstantValue {
  std::optional<Instant> instant;
  std::optional<RelativeTime> relative;
};
/// "now+1hour", "16:00", "teatime", "2026-11-21", "2026-11-21T16:00[:00]", "11/21/26[-16:00]". All of it in UTC.
Result<InstantValue> parse_instant(std::string_view text, std::string_view option);

}  // namespace hpc::site
