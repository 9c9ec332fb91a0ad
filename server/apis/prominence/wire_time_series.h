// A point of a time series as it is sent, and series as they are answered.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "apis/prominence/loose_value.h"
#include "apis/prominence/time_series.h"
#include "base/error.h"

namespace hpc::apis::prominence {

/// In the order and with the texts of the imitated server.
Check check_point(const OrderedJson& point);

namespace wire {

struct Point {
  std::string measurement, tags;
  Instant at;
  std::vector<std::pair<std::string, Json>> fields;
};

/// Of a body that has been checked.
Point read_point(const OrderedJson& body, Instant now);
/// 400: the token is not a job's, or the store is not there.
Error no_job_token(const std::string& why);
Json series(const std::vector<std::pair<TimeSeries::Name, TimeSeries::Points>>& found, bool as_mean);

}  // namespace wire
}  // namespace hpc::apis::prominence
