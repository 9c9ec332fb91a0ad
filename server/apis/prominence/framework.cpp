#include "apis/prominence/framework.h"

#include <algorithm>
#include <string>
#include <vector>

#include "apis/prominence/wire.h"
#include "base/encoding.h"
#include "base/markup.h"

namespace hpc::apis::prominence::framework {
namespace {

using Methods = std::vector<std::string_view>;

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

const Methods kGet{"GET", "HEAD", "OPTIONS"};
const Methods kPost{"POST", "OPTIONS"};
const Methods kPut{"PUT", "OPTIONS"};

Methods of_job(const std::vector<std::string_view>& path) {
  if (path.size() == 2) return {"GET", "HEAD", "DELETE", "OPTIONS"};
  if (path.size() != 3) return {};
  if (path[2] == "stdout" || path[2] == "stderr") return kGet;
  if (path[2] == "exec") return kPost;
  if (path[2] == "snapshot") return {"GET", "HEAD", "PUT", "OPTIONS"};
  if (path[2] == "remove" || path[2] == "clone") return kPut;
  return {};
}

Methods of_workflow(const std::vector<std::string_view>& path) {
  if (path.size() == 2) return {"GET", "HEAD", "DELETE", "PUT", "OPTIONS"};
  if (path.size() == 3) return path[2] == "remove" || path[2] == "clone" ? kPut : Methods{};
  if (path.size() == 5 && !is_digits(path[3])) return {};
  const bool is_output = path.back() == "stdout" || path.back() == "stderr";
  return is_output && path.size() <= 5 && !path[2].empty() ? kGet : Methods{};
}

Methods of_collection(std::string_view name) {
  if (name == "jobs" || name == "workflows") return {"GET", "HEAD", "POST", "DELETE", "OPTIONS"};
  if (name == "data") return {"GET", "HEAD", "POST", "OPTIONS"};
  if (name == "token" || name == "ts") return kPost;
  if (name == "kv" || name == "accounting" || name == "resources" || name == "health") return kGet;
  return {};
}

// A rest of the path that may have slashes: not empty, and not beginning with one.
Methods of_rest(std::string_view name, std::string_view rest) {
  if (rest.empty() || rest.front() == '/') return {};
  if (name == "kv") return {"GET", "HEAD", "POST", "DELETE", "OPTIONS"};
  if (rest == "upload" || rest == "output") return {"GET", "HEAD", "POST", "DELETE", "OPTIONS"};
  return {"GET", "HEAD", "DELETE", "OPTIONS"};
}

/// The methods of a decoded path; none: no rule has it.
Methods methods_of(std::string_view path) {
  if (path == "/oidc/userinfo" || path == "/oidc/device") return kGet;
  if (path == "/deployment") return {"GET", "HEAD", "PATCH", "OPTIONS"};
  if (path == "/oidc/register" || path == "/oidc/devicecode" || path == "/oidc/token") return kPost;
  if (path == std::string("/store/") + kBucket) return kPost;
  if (path.starts_with("/store/")) return {"GET", "HEAD", "PUT", "OPTIONS"};
  for (const std::string_view base : kBases) {
    if (!path.starts_with(base) || path.substr(base.size(), 1) != "/") continue;
    path.remove_prefix(base.size());
    const std::vector<std::string_view> segments = segments_of(path);
    const std::string_view name = segments.front();
    if (segments.size() == 1) return of_collection(name);
    if (name == "kv" || name == "data") return of_rest(name, path.substr(name.size() + 2));
    if (!is_digits(segments[1])) return {};
    if (name == "jobs") return of_job(segments);
    if (name == "workflows") return of_workflow(segments);
    return name == "ts" && segments.size() == 2 ? kGet : Methods{};
  }
  return {};
}

std::string merged(std::string_view path) {
  std::string result;
  for (const char c : path)
    if (c != '/' || result.empty() || result.back() != '/') result += c;
  return result;
}

http::Response redirect(const http::Request& request, const Options& options) {
  const std::string query = request.has_query ? "?" + request.query : "";
  const std::string url = request.origin() + request.base_path + merged(request.path) + query;
  http::Response response;
  response.status = 308;
  response.headers.add("Content-Type", "text/html; charset=utf-8");
  response.headers.add("Location", url);
  const bool is_a = options.framework == Options::Framework::a;
  response.body =
      (is_a ? "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n" : "<!doctype html>\n<html lang=en>\n") +
      ("<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You should be redirected automatically to "
       "target URL: <a href=\"" +
       escape_markup(url, "&#34;") + "\">" + escape_markup(url, "&#34;") + "</a>. If not click the link.") +
      (is_a ? "" : "\n");
  return response;
}

std::string joined(const Methods& methods) {
  std::string text;
  for (const std::string_view method : methods) text += (text.empty() ? "" : ", ") + std::string(method);
  return text;
}

http::Response options_answer(const Methods& allowed) {
  http::Response response;
  response.headers.add("Content-Type", "text/html; charset=utf-8");
  response.headers.add("Allow", joined(allowed));
  return response;
}

// As nginx says it where a body is beyond its limit.
http::Response too_large() {
  http::Response response;
  response.status = 413;
  response.reason = "Request Entity Too Large";
  response.headers.add("Content-Type", "text/html");
  response.body =
      "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body "
      "bgcolor=\"white\">\r\n<center><h1>413 "
      "Request Entity Too Large</h1></center>\r\n<hr><center>nginx/1.10.3 (Ubuntu)</center>\r\n</body>\r\n</html>\r\n";
  return response;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

bool closes(const http::Request& request) {
  const std::string_view asked = request.headers.get("Connection");
  if (equals_ignoring_case(asked, "close")) return true;
  return request.minor_version == 0 && !equals_ignoring_case(asked, "keep-alive");
}

}  // namespace

std::string_view base_of(std::string_view path) {
  for (const std::string_view base : kBases)
    if (path.starts_with(base) && path.substr(base.size(), 1) == "/") return base;
  return "";
}

std::optional<http::Response> before(const http::Request& request, const Options& options) {
  if (options.body_limit != 0 && request.body.size() > options.body_limit) return too_large();
  const std::string path = percent_decode(request.path);
  if (path.find("//") != std::string::npos) {
    if (!methods_of(merged(path)).empty()) return redirect(request, options);
    return wire::page(404, options.framework);
  }
  const Methods methods = methods_of(path);
  if (methods.empty()) return wire::page(404, options.framework);
  if (std::find(methods.begin(), methods.end(), request.method) == methods.end()) {
    http::Response response = wire::page(405, options.framework);
    response.headers.add("Allow", joined(methods));
    return response;
  }
  if (request.method == "OPTIONS") return options_answer(methods);
  return std::nullopt;
}

void finish(const http::Request& request, http::Response& response, Instant now) {
  if (response.reason.empty()) response.reason = upper(http::standard_reason(response.status));
  const http::Headers own = std::exchange(response.headers, {});
  http::Headers& headers = response.headers;
  headers.add("Server", "nginx/1.10.3 (Ubuntu)");
  headers.add("Date", http_date(now));
  if (own.has("Content-Type")) headers.add("Content-Type", std::string(own.get("Content-Type")));
  if (response.status == 204) {
    response.no_length = true;
    response.body = {};
  } else {
    headers.add("Content-Length", std::to_string(response.body.size()));
  }
  if (own.has("Location")) headers.add("Location", std::string(own.get("Location")));
  headers.add("Connection", closes(request) ? "close" : "keep-alive");
  for (const http::Header& header : own)
    if (header.name != "Content-Type" && header.name != "Location" && header.name != "Content-Length")
      headers.add(header.name, header.value);
  if (request.method == "HEAD") response.body = {};
}

}  // namespace hpc::apis::prominence::framework
