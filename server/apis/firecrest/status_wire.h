// The status service's words.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "apis/firecrest/status.h"
#include "http/message.h"

namespace hpc::apis::firecrest::wire {

/// Systems that do not work stand first, as their probes are the quickest to fail.
http::Response system_list(std::vector<SystemState> systems);
http::Response one_system(const SystemState& system);
http::Response unknown_system();

/// The services of a deployment, in the order in which they are listed.
const std::vector<std::string>& service_names();
http::Response service_list(const std::vector<std::string>& down);
http::Response one_service(const std::string& name, bool is_down);
http::Response unknown_service();

http::Response parameters(const Options& options, const std::map<std::string, std::vector<std::string>>& mounted,
                          const std::vector<std::string>& systems);

http::Response filesystems_of_all(const std::map<std::string, std::vector<MountState>>& mounts);
http::Response filesystems_of_one(const std::string& system, const std::vector<MountState>& mounts);
http::Response filesystems_of_unknown(const std::string& system);

}  // namespace hpc::apis::firecrest::wire
