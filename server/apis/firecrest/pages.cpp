#include "apis/firecrest/pages.h"

#include <algorithm>

namespace hpc::apis::firecrest {

std::optional<Page> page_of(const Parameters& parameters) {
  const std::string* size = parameters.find("pageSize");
  const std::string* number = parameters.find("pageNumber");
  if (!size && !number) return std::nullopt;
  Page page;
  if (size) page.size = integer(*size).value_or(page.size);
  if (number) page.number = integer(*number).value_or(page.number);
  return page;
}

PageRange range_of(const Page& page, std::size_t entries) {
  PageRange range;
  if (page.size == 0) return {PageFault::no_size, 0, 0, 0};
  const auto size = static_cast<std::size_t>(std::max(page.size, 1LL));
  range.pages = std::max<std::size_t>(1, (entries + size - 1) / size);
  if (page.number < 0) {
    range.fault = PageFault::negative;
  } else if (static_cast<std::size_t>(page.number) >= range.pages) {
    range.fault = PageFault::beyond_end;
  } else {
    range.first = static_cast<std::size_t>(page.number) * size;
    range.count = std::min(size, entries - range.first);
  }
  return range;
}

}  // namespace hpc::apis::firecrest
