// One build as HTML, and the pieces that other pages show of a build, too.
#pragma once

#include <string>
#include <string_view>

#include "apis/spack_monitor/service.h"

namespace hpc::apis::spack_monitor::html {

/// Links to the service's own pages.
struct Links {
  std::string base;  ///< what their paths begin with
  std::string to(const std::string& path, std::string_view text) const;
};

/// A line of a list of terms; `content` is HTML.
std::string term(std::string_view name, const std::string& content);
std::string status(std::string_view text);
std::string date(Instant instant);
std::string machine(const Service& service, const Build& build);
std::string owner(const Links& links, const Build& build);
std::string tags(const Service& service, const Links& links, const Build& build);

/// What a build's page shows: what it is of, errors and warnings, each phase with the end of what it printed.
std::string build(const Service& service, const Links& links, const Build& build);

}  // namespace hpc::apis::spack_monitor::html
