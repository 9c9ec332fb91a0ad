// Names for the JSON types; include <nlohmann/json.hpp> where values are used.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace hpc {

using Json = nlohmann::json;                 ///< keys sorted
using OrderedJson = nlohmann::ordered_json;  ///< keys in insertion order, for bodies where order shows

}  // namespace hpc
