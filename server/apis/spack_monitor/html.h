// Small pages of HTML: escaping, errors, the frame of all pages.
#pragma once

#include <string>
#include <string_view>

namespace hpc::apis::spack_monitor::html {

std::string escape(std::string_view text);

std::string not_found();
std::string crash();
std::string csrf_page();
/// Nothing but a title and a heading.
std::string plain_page(std::string_view heading);
/// What the browsable API shows of an answer.
std::string json_page(std::string_view name, int status, std::string_view json);

/// A whole page; `content` has its own heading. `base` is what links to the service's own paths begin with.
std::string framed(std::string_view title, std::string_view base, std::string_view content);

}  // namespace hpc::apis::spack_monitor::html
