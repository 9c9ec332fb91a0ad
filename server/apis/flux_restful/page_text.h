// The HTML of the pages, and the description that the framework makes of its routes. `base` stands before every link.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apis/flux_restful/options.h"
#include "base/json.h"

namespace hpc::apis::flux_restful::pages {

std::string home(std::string_view base, Options::Generation generation);
std::string about(std::string_view base);
std::string logged_out(std::string_view base);
/// Filled, and filled again every second, by the search.
std::string job_table(std::string_view base);
std::string submit_form(std::string_view base, const std::vector<std::string>& messages);
/// `job`: detailed.
std::string job(std::string_view base, const OrderedJson& job, std::string_view output, std::string_view message);
std::string docs(std::string_view base, std::string_view kind);
std::string oauth_redirect();

OrderedJson openapi(Options::Generation generation, Options::Dialect dialect);

}  // namespace hpc::apis::flux_restful::pages
