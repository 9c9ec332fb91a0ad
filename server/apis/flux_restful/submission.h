// What a client asks for when it submits, read and checked as either generation does it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "apis/flux_restful/answer.h"
#include "apis/flux_restful/job.h"
#include "apis/flux_restful/options.h"
#include "base/json.h"
#include "http/message.h"

namespace hpc::apis::flux_restful {

/// The early API's: a JSON body with `command` and `runtime`.
Checked<Order> read_early_order(const http::Request& request);

/// A body of the current API as its framework hands it on; the parameters are not looked at yet.
struct SubmittedBody {
  bool is_absent = true;  ///< nothing there, or null
  bool is_object = false;
  std::shared_ptr<const OrderedJson> value;  // shared by copies
};
/// Refuses JSON that is broken: before anybody has asked who the client is.
Checked<SubmittedBody> read_body(const http::Request& request, const Options& options);

/// The current API's parameters: those of the job, and what is none of it.
struct Submission {
  Order order;  ///< without `user`
  bool is_launcher = false;
};
/// `node_limit`: that of the server.
Checked<Submission> read_submission(const http::Request& request, const SubmittedBody& body, const Options& options,
                                    std::uint32_t node_limit);

/// The same for the fields of the page's form.
Checked<Submission> read_submission(http::Fields form, const Options& options, std::uint32_t node_limit);

/// float(text) with a unit of Flux behind it (ms, s, m, h, d), in seconds; absent when it is none, or negative.
std::optional<double> parse_flux_duration(std::string_view text);

}  // namespace hpc::apis::flux_restful
