// What both generations say: envelopes, messages, challenges. Jobs are spelled in job_wire.h, refused parameters in
// validation_wire.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apis/flux_restful/options.h"
#include "base/bytes.h"
#include "base/json.h"
#include "base/time.h"
#include "http/message.h"

namespace hpc::apis::flux_restful::wire {

http::Response json(const OrderedJson& body, int status = 200);
http::Response html(std::string body, int status = 200);

/// {"detail": TEXT}
http::Response detail(int status, std::string_view text);
http::Response not_found();
/// `allowed`: the method for the Allow header, which the early API does not send ("").
http::Response wrong_method(std::string_view allowed);
/// The framework's text, after which it closes the connection.
http::Response internal_error();
/// An address with or without its last slash; the early framework sends it as an empty stream.
http::Response redirect(std::string location, bool is_early);
/// What is no HTTP/1.1.
http::Response malformed_request();

// 401s.
/// What is wrong with a Basic login: there is none, it cannot be read, the server has none to compare it with, it
/// differs.
enum class Login { absent, unreadable, unconfigured, wrong, wrong_on_pages };
http::Response basic_challenge(Login fault);
http::Response bearer_challenge();
http::Response invalid_token();
http::Response unknown_user();
http::Response inactive_user();
http::Response no_privileges();
/// Of a form.
http::Response wrong_login();
http::Response unreadable_body();

http::Response token(std::string_view access_token);
/// {"Message":"Denied"}
http::Response token_denied();

// Jobs.
http::Response early_command_missing();
http::Response command_missing();
http::Response invalid_submission(const std::vector<std::string>& errors);
http::Response submission_failed(std::string_view error);
/// A job for a user that the system does not have.
http::Response no_such_login(std::string_view name);
http::Response submitted(const OrderedJson& id);
http::Response unknown_launcher(std::string_view word);
/// A file that a launcher needs, or the launcher itself, is not there.
http::Response launcher_lacks(std::string_view file);
http::Response launcher_started();
/// `id`: "" in the early API, which does not repeat it.
http::Response cancelled(std::string_view id);
enum class NotCancelled { inactive, unknown, no_integer, negative, too_big };
http::Response not_cancelled(NotCancelled reason, std::string_view id);
http::Response no_such_job();
http::Response nodes(const std::vector<std::string>& names);
http::Response output(const Bytes& text);
http::Response no_output();
http::Response stopped();

/// What every answer has, in the server's order of headers; HEAD has no body.
void complete(const http::Request& request, http::Response& response, Instant now);

/// What the server prints when it starts.
std::vector<std::string> start_lines(const Options& options, const std::string& url, int process);

/// What a job's environment has for a value of the body.
std::string environment_value(const OrderedJson& value);
/// The line as an element of a list of lines: text that is no UTF-8 is shown in base64.
std::string line(std::string_view text);

}  // namespace hpc::apis::flux_restful::wire
