// Storing concretized graphs of specs, in the forms that Spack has sent them.
#pragma once

#include <optional>

#include "apis/spack_monitor/catalogue.h"
#include "base/result.h"

namespace hpc::apis::spack_monitor {

struct Imported {
  std::optional<Id> spec;  ///< of the first node; absent: there was none
  bool is_created = false;
  bool is_list_form = false;  ///< as Spack sent specs before September 2021
};

struct ImportRules {
  bool list_form = true;            ///< else it crashes, as on the real server since then
  bool missing_nodes_crash = true;  ///< else they are refused
};

/// `spec` as it was sent. Each node is stored at once: what had been stored when a later one fails stays.
Result<Imported> import_graph(Catalogue& catalogue, const Value& spec, const Value& spack_version,
                              const ImportRules& rules);

}  // namespace hpc::apis::spack_monitor
