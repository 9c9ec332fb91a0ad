// How both generations spell a job.
#pragma once

#include <string>

#include "apis/flux_restful/job.h"
#include "apis/flux_restful/options.h"
#include "base/json.h"

namespace hpc::apis::flux_restful::wire {

struct JobView {
  Instant now;
  bool is_early = false;  ///< as flux-core 0.45 has it
  Options::Style style = Options::Style::simple;
};

/// Numbers for state and result; what a job does not have is absent.
OrderedJson raw_job(const FluxJob& job, const JobView& view);
/// Names for state and result, exit code and exception. `in_list`: also what lists add where a job does not have it.
OrderedJson detailed_job(const FluxJob& job, const JobView& view, bool in_list);
OrderedJson job_id_only(const FluxJob& job);
/// What str() makes of the values of a job, joined: what the search looks at.
std::string search_text(const OrderedJson& job);

}  // namespace hpc::apis::flux_restful::wire
