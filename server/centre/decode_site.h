// A site file that has passed its schema -> SiteSpec. What a schema cannot say (unknown names, numbers twice) is said here.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "site/spec.h"

namespace hpc::centre {

/// Where in the document and what is wrong there.
struct SiteFault {
  std::string pointer;
  std::string sentence;
};

/// Faults are appended; the result is usable only when there are none.
std::shared_ptr<const site::SiteSpec> decode_site(const OrderedJson& document, std::vector<SiteFault>& faults);

}  // namespace hpc::centre
