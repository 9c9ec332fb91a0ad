// What YAML 1.2's core schema makes of a scalar (YAML 1.2.2, 10.3.2).
#pragma once

#include <optional>
#include <string>

#include "base/json.h"

namespace hpc {

/// `tag` as yaml-cpp gives it: "?" for a plain scalar, "!" for a quoted one, else the tag written. Absent when the text
/// is not of the tag's type, or the tag is not one of the core schema's.
std::optional<OrderedJson> yaml_scalar(const std::string& tag, const std::string& text);

}  // namespace hpc
