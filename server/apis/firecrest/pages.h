// Pages of a scheduler's answer: the first is 0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "apis/firecrest/parameters.h"

namespace hpc::apis::firecrest {

struct Page {
  long long size = 25;
  long long number = 0;
};

/// Absent when neither pageSize nor pageNumber was given. One that is missing or no integer has its default.
std::optional<Page> page_of(const Parameters& parameters);

enum class PageFault { none, negative, beyond_end, no_size };

struct PageRange {
  PageFault fault = PageFault::none;
  std::size_t first = 0, count = 0;
  std::size_t pages = 1;
};
PageRange range_of(const Page& page, std::size_t entries);

}  // namespace hpc::apis::firecrest
