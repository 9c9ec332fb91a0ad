// What jobs have measured while they ran: points by job, measurement, tags and field.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace hpc::apis::prominence {

class TimeSeries final {
 public:
  struct Name {
    std::string measurement;
    std::string tags;  ///< an object, as printed
    std::string field;
    auto operator<=>(const Name&) const = default;
  };
  /// Values are numbers, texts or truths; of two at the same instant the later one stays.
  using Points = std::map<Instant, std::shared_ptr<const Json>>;

  void store(const std::string& job, const Name& name, Instant at, const Json& value);
  /// Those of the job with a point between the two instants, both included, in order.
  std::vector<std::pair<Name, Points>> between(const std::string& job, Instant first, Instant last) const;

 private:
  std::map<std::string, std::map<Name, Points>> series_;
};

/// The mean of the numbers among them; absent when there are none.
std::optional<double> mean_of(const TimeSeries::Points& points);

}  // namespace hpc::apis::prominence
