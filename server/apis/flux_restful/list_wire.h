// The answers that hold jobs: one, plain and detailed lists, a page of the search.
#pragma once

#include <cstddef>
#include <vector>

#include "apis/flux_restful/job_wire.h"
#include "http/message.h"

namespace hpc::apis::flux_restful::wire {

using Listed = std::vector<const FluxJob*>;

/// {"job": {...}}
http::Response early_job(const FluxJob& job, const JobView& view);
/// {"jobs": [...]}
http::Response plain_list(const Listed& jobs, const JobView& view, Options::ListAttributes shown);
/// By id, or as an array.
http::Response detailed_list(const Listed& jobs, const JobView& view, bool as_array);
/// `draw`: as the client gave it, nullptr when it gave none.
http::Response search(const Listed& jobs, const JobView& view, const std::string* draw, std::size_t total);

}  // namespace hpc::apis::flux_restful::wire
