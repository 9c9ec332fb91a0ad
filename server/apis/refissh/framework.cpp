#include "apis/refissh/framework.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/markup.h"

namespace hpc::apis::refissh::framework {
namespace {

using Methods = std::vector<std::string>;

constexpr std::string_view kPrefix = "/refissh";
constexpr const char* kDoctype = "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n";

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

std::string_view description_of(int status) {
  switch (status) {
    case 404:
      return "The requested URL was not found on the server.  If you entered the URL manually please check your "
             "spelling and try again.";
    case 405:
      return "The method is not allowed for the requested URL.";
    default:
      return "The server encountered an internal error and was unable to complete your request.  Either the server is "
             "overloaded or there is an error in the application.";
  }
}

std::string joined(const Methods& methods) {
  std::string text;
  for (const std::string& method : methods) text += (text.empty() ? "" : ", ") + method;
  return text;
}

http::Response options_answer(const Methods& allowed) {
  http::Response response;
  response.headers.add("Content-Type", "text/html; charset=utf-8");
  response.headers.add("Allow", joined(allowed));
  return response;
}

// The rules of the application by their form; the decoded path tells them apart, as a WSGI server hands it over.
enum class Rule { none, files, files_redirect, jobs, jobs_redirect, job, images, images_redirect, image, image_alias };

Rule rule_of(std::string_view path, const Options& options) {
  if (!path.starts_with(kPrefix)) return Rule::none;
  path.remove_prefix(kPrefix.size());
  if (path == "/files") return Rule::files_redirect;
  if (path == "/jobs") return Rule::jobs_redirect;
  if (path == "/images") return Rule::images_redirect;
  if (path == "/files/") return Rule::files;
  if (path == "/jobs/") return Rule::jobs;
  if (path == "/images/") return Rule::images;
  const auto rest_after = [path](std::string_view start) {
    return path.starts_with(start) ? path.substr(start.size()) : std::string_view();
  };
  // A path parameter of the framework is not empty and does not begin with a slash.
  const auto is_path = [](std::string_view rest) { return !rest.empty() && rest.front() != '/'; };
  if (is_path(rest_after("/files/"))) return Rule::files;
  if (is_path(rest_after("/images/"))) return Rule::image;
  if (options.image_alias && is_path(rest_after("/image/"))) return Rule::image_alias;
  const std::string_view id = rest_after("/jobs/");
  return !id.empty() && id.find('/') == std::string_view::npos ? Rule::job : Rule::none;
}

Methods methods_of(Rule rule, const Options& options) {
  switch (rule) {
    case Rule::none:
      return {};
    case Rule::files:
    case Rule::files_redirect:
    case Rule::image:
      return {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"};
    case Rule::jobs:
    case Rule::jobs_redirect:
    case Rule::images:
    case Rule::images_redirect:
      return {"GET", "HEAD", "OPTIONS"};
    case Rule::job:
      if (!options.job_messages) return {"GET", "HEAD", "POST", "DELETE", "OPTIONS"};
      return {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"};
    case Rule::image_alias:
      return {"POST", "PUT", "OPTIONS"};
  }
  return {};
}

bool is_redirect(Rule rule) {
  return rule == Rule::files_redirect || rule == Rule::jobs_redirect || rule == Rule::images_redirect;
}

bool has(const Methods& methods, std::string_view method) {
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

http::Response redirect(const http::Request& request) {
  const std::string target = request.target.substr(0, request.target.find('?'));
  const std::string path = target.starts_with('/') ? target : request.base_path + request.path;
  const std::string url = request.origin() + path + "/" + (request.query.empty() ? "" : "?" + request.query);
  http::Response response;
  response.status = 301;
  response.headers.add("Content-Type", "text/html; charset=utf-8");
  response.headers.add("Location", url);
  response.body =
      std::string(kDoctype) +
      "<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You should be redirected automatically to "
      "target URL: <a href=\"" +
      escape_markup(url) + "\">" + escape_markup(url) + "</a>.  If not click the link.";
  return response;
}

}  // namespace

http::Response page(int status, std::string_view description) {
  const std::string title(http::standard_reason(status));
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/html");
  response.body =
      kDoctype + ("<title>" + std::to_string(status) + " " + title + "</title>\n<h1>" + title + "</h1>\n<p>" +
                  escape_markup(description.empty() ? description_of(status) : description) + "</p>\n");
  return response;
}

http::Response method_page(const std::vector<std::string>& allowed) {
  http::Response response = page(405);
  response.headers.add("Allow", joined(allowed));
  return response;
}

std::optional<http::Response> before(const http::Request& request, const Options& options) {
  const Rule rule = rule_of(percent_decode(request.path), options);
  if (rule == Rule::none) return page(404);
  const Methods methods = methods_of(rule, options);
  if (is_redirect(rule) && has(methods, request.method)) return redirect(request);
  if (!has(methods, request.method)) return method_page(methods);
  if (request.method == "OPTIONS") return options_answer(methods);
  return std::nullopt;
}

http::Response unrouted(const http::Request& request, const Options& options) {
  return before(request, options).value_or(page(404));
}

void finish(const http::Request& request, http::Response& response, Instant now) {
  if (response.reason.empty()) response.reason = upper(http::standard_reason(response.status));
  if (response.status == 204) {
    response.no_length = true;
    response.body = {};
  } else if (!response.headers.has("Content-Length")) {
    response.headers.add("Content-Length", std::to_string(response.body.size()));
  }
  response.headers.add("Date", http_date(now));
  if (request.method == "HEAD") response.body = {};
}

}  // namespace hpc::apis::refissh::framework
