// The search of the current API: a filter and a page over detailed jobs.
#pragma once

#include <optional>
#include <string>

#include "apis/flux_restful/answer.h"
#include "apis/flux_restful/options.h"
#include "base/json.h"
#include "http/message.h"

namespace hpc::apis::flux_restful {

/// `jobs`: all, detailed, in the order of the list.
http::Response search(const http::Request& request, OrderedJson jobs, const Options& options);

}  // namespace hpc::apis::flux_restful
