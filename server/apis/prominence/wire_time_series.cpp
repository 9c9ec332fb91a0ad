#include "apis/prominence/wire_time_series.h"

#include <nlohmann/json.hpp>

#include "apis/prominence/wire.h"

namespace hpc::apis::prominence {

Check check_point(const OrderedJson& point) {
  HPC_TRY(only(point, {"measurement", "fields", "tags", "time"}, "invalid item \"", "\" in time-series point"));
  if (has(point, "time") && !is_digits(*HPC_TRY(member(point, "time"))))
    return failure(wire::bad("time must be an integer"));
  if (!has(point, "measurement")) return failure(wire::bad("a measurement name must be specified"));
  if (!HPC_TRY(member(point, "measurement"))->is_string())
    return failure(wire::bad("the measurement name must be a string"));
  if (!has(point, "fields")) return failure(wire::bad("fields are not specified"));
  if (!point.at("fields").is_object()) return failure(wire::bad("fields must be a dict"));
  return {};
}

namespace wire {

Point read_point(const OrderedJson& body, Instant now) {
  Point point;
  point.measurement = body.at("measurement").get<std::string>();
  const bool has_tags = body.contains("tags") && body.at("tags").is_object();
  point.tags = print(has_tags ? Json::parse(body.at("tags").dump()) : Json::object());
  point.at = now;
  if (body.contains("time"))
    point.at = from_unix_seconds(static_cast<std::int64_t>(read_id(text_of(body.at("time"))) % 100'000'000'000));
  const OrderedJson& fields = body.at("fields");
  for (const auto& [name, value] : fields.items()) point.fields.emplace_back(name, Json::parse(value.dump()));
  return point;
}

Error no_job_token(const std::string& why) {
  return bad("A JWT token is required: " + why);
}

Json series(const std::vector<std::pair<TimeSeries::Name, TimeSeries::Points>>& found, bool as_mean) {
  Json list = Json::array();
  for (const auto& [name, points] : found) {
    Json one = {{"field", name.field},
                {"measurement", name.measurement},
                {"tags", Json::parse(name.tags)},
                {"values", Json::array()}};
    if (as_mean) {
      const std::optional<double> mean = mean_of(points);
      if (!mean) continue;
      one["values"].push_back(*mean);
    } else {
      one["times"] = Json::array();
      for (const auto& [at, value] : points) {
        one["times"].push_back(format_utc(at, "%Y-%m-%d %H:%M:%S"));
        one["values"].push_back(*value);
      }
    }
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace wire
}  // namespace hpc::apis::prominence
