// Faults in plain words: what was expected and what was there.
#pragma once

#include "conformance/schema/report.h"

namespace hpc::conformance {

/// What a keyword's text needs beside the schema and the value.
struct Detail {
  const std::string* name = nullptr;  ///< of a property
  std::size_t first = 0;              ///< counts and indexes
  std::size_t second = 0;
  std::string text = {};
};

Finding finding(const Spot& spot, Keyword keyword, const Detail& detail = {});

/// The fault of anyOf or oneOf where every alternative only wanted another type or value here: all of them in one.
Finding merged_alternatives(const Spot& spot, Keyword keyword, const std::vector<Report>& alternatives);
/// Where it is not looked for the closest.
Finding all_alternatives(const Spot& spot, Keyword keyword);
/// The line behind the faults of the closest alternative.
Finding other_alternatives(const Spot& spot, Keyword keyword, std::size_t closest);

}  // namespace hpc::conformance
