// The utilities service's words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apis/firecrest/gnu_tools.h"
#include "apis/firecrest/listing.h"
#include "apis/firecrest/machines.h"
#include "http/message.h"

namespace hpc::apis::firecrest::wire {

/// {"description": <sentence>, "output": <output>}
http::Response done(int status, std::string_view sentence, std::string_view output = "");
http::Response file_listing(const std::vector<ListEntry>& entries);
http::Response file_stat(const site::Stat& stat);
http::Response user_name(const std::string& user);
http::Response user_groups(const site::Accounts& accounts, const Login& who);
http::Response removed();
/// `range`: the request's Range header.
http::Response download(const std::string& name, const Bytes& content, std::string_view range);

// Refusals before a command runs. `command` is what FirecREST calls it: "ls", "fsize"...
http::Response utility_unknown_machine(std::string_view command);
http::Response utility_unreachable(std::string_view command, Contact contact, const std::string& user,
                                   const std::string& system);
http::Response bad_utility_parameter(std::string_view command, std::string_view name, std::string_view objection);
http::Response utility_body_too_large(std::uint64_t limit);
http::Response no_owner_or_group();
http::Response bad_owner_or_group();
http::Response bad_link_path(std::string_view objection);
http::Response both_bytes_and_lines(std::string_view command);
http::Response unsupported_archive(const std::string& source);
http::Response no_file_in_query();
http::Response empty_upload_name();
http::Response bad_upload_name();
http::Response download_too_large();
http::Response view_too_large();
http::Response pattern_not_found(std::string_view command);
http::Response output_too_large(std::string_view command, bool with_grep, std::uint64_t limit);

/// Why a command failed, in the header that clients look for: the first rule of 4.5.2 that fits.
http::Response utility_failed(std::string_view command, const std::string& error, bool with_grep = false);

}  // namespace hpc::apis::firecrest::wire
