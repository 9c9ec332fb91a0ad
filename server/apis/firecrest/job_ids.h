// Job ids as clients write them: 8, 8+1, 11_3, 11_[1-4].
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "site/job.h"
#include "site/scheduler.h"

namespace hpc::apis::firecrest {

struct JobRef {
  std::string text;  ///< as written
  site::JobId id = 0;
  bool is_plain = true;  ///< digits alone
  std::optional<std::pair<std::uint32_t, std::uint32_t>> elements;
  bool takes(const site::Job& job) const;
  bool takes(const site::JobRecord& record) const;
};

std::optional<JobRef> parse_job_ref(std::string_view text);
std::vector<std::string> split_list(std::string_view text);

/// "8", "11_3".
std::string display_id(site::JobId id, site::JobId array_id, std::uint32_t array_index);
std::string display_id(const site::Job& job);
/// "11_[1-2,5]" for elements of one array that wait, in order.
std::string display_id(const std::vector<const site::Job*>& waiting);

/// Jobs that show as one line: elements of an array that wait do, every other job is alone. Order is kept.
std::vector<std::vector<const site::Job*>> lines_of(const std::vector<const site::Job*>& jobs);

}  // namespace hpc::apis::firecrest
