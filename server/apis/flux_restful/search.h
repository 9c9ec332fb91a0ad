// The search of the current API: a filter over all that is told of a job, and a page of what is left.
#pragma once

#include <vector>

#include "apis/flux_restful/job_wire.h"
#include "apis/flux_restful/options.h"
#include "http/message.h"

namespace hpc::apis::flux_restful {

/// `jobs` in the order of the lists; what the page does not show is looked at only if there is a filter.
http::Response search(const http::Request& request, std::vector<const FluxJob*> jobs, const wire::JobView& view,
                      const Options& options);

}  // namespace hpc::apis::flux_restful
