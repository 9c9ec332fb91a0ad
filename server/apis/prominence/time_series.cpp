#include "apis/prominence/time_series.h"

#include <nlohmann/json.hpp>

namespace hpc::apis::prominence {

void TimeSeries::store(const std::string& job, const Name& name, Instant at, const Json& value) {
  series_[job][name][at] = std::make_shared<const Json>(value);
}

std::vector<std::pair<TimeSeries::Name, TimeSeries::Points>> TimeSeries::between(const std::string& job, Instant first,
                                                                                 Instant last) const {
  std::vector<std::pair<Name, Points>> found;
  const auto of_job = series_.find(job);
  if (of_job == series_.end() || last < first) return found;
  for (const auto& [name, points] : of_job->second) {
    Points some(points.lower_bound(first), points.upper_bound(last));
    if (!some.empty()) found.emplace_back(name, std::move(some));
  }
  return found;
}

std::optional<double> mean_of(const TimeSeries::Points& points) {
  double sum = 0;
  std::size_t count = 0;
  for (const auto& [at, value] : points) {
    if (!value->is_number()) continue;
    sum += value->get<double>();
    ++count;
  }
  return count == 0 ? std::nullopt : std::optional(sum / static_cast<double>(count));
}

}  // namespace hpc::apis::prominence
