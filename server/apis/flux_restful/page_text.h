// The HTML of the pages, and the description that the framework makes of its routes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apis/flux_restful/options.h"
#include "base/json.h"

namespace hpc::apis::flux_restful::pages {

/// What all pages have: the path before every link, the generation whose pages they are, and for scripts a token of
/// whoever has logged in ("" where nobody has to).
struct Frame {
  std::string base;
  Options::Generation generation = Options::Generation::both;
  bool is_closed = false;  ///< authentication is on
  std::string token = "";
};

/// Where nobody has to log in, with the table of jobs.
std::string home(const Frame& frame);
std::string about(const Frame& frame);
std::string logged_out(const Frame& frame);
/// Filled, and filled again every second, by the search.
std::string job_table(const Frame& frame);
/// What became of a form that was sent.
struct Said {
  std::vector<std::string> messages;
  std::string job = "";  ///< the id of the one that it made
  bool is_refusal = false;
};
/// The form, and the table below it.
std::string submit_form(const Frame& frame, const Said& said);
/// `job`: detailed. Follows the job until it is over.
std::string job(const Frame& frame, const OrderedJson& job, std::string_view output, std::string_view message);
std::string docs(const Frame& frame, std::string_view kind);
std::string oauth_redirect();

OrderedJson openapi(Options::Generation generation, Options::Dialect dialect);

}  // namespace hpc::apis::flux_restful::pages
