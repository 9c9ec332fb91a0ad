#include "conformance/schema/report.h"

namespace hpc::conformance {

std::string Path::pointer() const {
  if (!parent) return "";
  return parent->pointer() + "/" + (key ? pointer_token(*key) : std::to_string(index));
}

void Report::add(Finding finding) {
  const auto says_the_same = [&finding](const Finding& known) {
    return known.fault.instance_pointer == finding.fault.instance_pointer &&
           known.fault.expected == finding.fault.expected;
  };
  if (!is_full() && std::none_of(findings_.begin(), findings_.end(), says_the_same))
    findings_.push_back(std::move(finding));
}

std::vector<Fault> Report::take_faults() {
  std::vector<Fault> faults;
  for (Finding& finding : findings_) faults.push_back(std::move(finding.fault));
  return faults;
}

Distance distance_of(const Report& report, std::size_t depth) {
  Distance distance;
  distance.count = report.findings().size();
  for (const Finding& finding : report.findings()) {
    const bool is_value = finding.keyword == Keyword::constant || finding.keyword == Keyword::enumeration;
    if (finding.depth == depth && (is_value || finding.keyword == Keyword::type)) distance.fails_at_once = true;
    if (is_value) distance.is_another_kind = true;
  }
  return distance;
}

}  // namespace hpc::conformance
