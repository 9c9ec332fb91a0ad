// Usage, resources, tokens and health as they are answered.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "apis/prominence/options.h"
#include "apis/prominence/usage.h"
#include "base/json.h"
#include "site/nodes.h"

namespace hpc::apis::prominence::wire {

Json usage(const std::map<std::string, Usage>& groups, const std::map<std::string, Usage>& users);
/// In the order given.
Json resources(const std::vector<const site::Node*>& nodes, const std::string& site);
Json token(const std::string& token);
Json health(const std::set<Backend>& down);

}  // namespace hpc::apis::prominence::wire
