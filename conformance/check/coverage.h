// Which documented answers of which operations a run has seen.
#pragma once

#include <map>
#include <vector>

#include "conformance/arazzo/outcome.h"
#include "conformance/report/verdict.h"

namespace hpc::conformance {

class CoverageCount final {
 public:
  void add(const std::vector<arazzo::Hit>& hits);
  /// One entry for each description, with every operation that it has.
  std::vector<Coverage> of(const std::vector<const Description*>& apis) const;

 private:
  std::map<const Operation*, std::map<std::string, std::size_t>> seen_;  ///< by documented status
};

}  // namespace hpc::conformance
