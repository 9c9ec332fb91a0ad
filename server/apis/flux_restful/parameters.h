// The query of the current API, read as its validator reads it: the last of several counts, and every fault is told.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "apis/flux_restful/python.h"
#include "apis/flux_restful/validation_wire.h"
#include "http/message.h"

namespace hpc::apis::flux_restful {

class Parameters final {
 public:
  Parameters(http::Fields fields, Options::Dialect dialect)
      : fields_(std::move(fields)), dialect_(dialect), faults_(dialect) {}

  /// nullptr when it is not there.
  const std::string* text(std::string_view name) const { return fields_.last(name); }
  /// Absent also when it is faulty.
  std::optional<Integer> integer(std::string_view name);
  bool boolean(std::string_view name);
  wire::Faults& faults() { return faults_; }

 private:
  http::Fields fields_;
  Options::Dialect dialect_;
  wire::Faults faults_;
};

}  // namespace hpc::apis::flux_restful
