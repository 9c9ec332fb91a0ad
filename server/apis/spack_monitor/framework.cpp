#include "apis/spack_monitor/framework.h"

#include <algorithm>

#include "apis/spack_monitor/html.h"
#include "apis/spack_monitor/negotiation.h"
#include "base/encoding.h"

namespace hpc::apis::spack_monitor::framework {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kHtml = "text/html; charset=utf-8";

// As Django tells a host name: letters, digits, dots and hyphens, or an IPv6 address in brackets, and a port.
bool is_host(std::string_view host) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_name = [&](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
  };
  const auto is_address = [&](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '.' || c == ':';
  };
  const std::size_t bracket = host.starts_with('[') ? host.find(']') : std::string_view::npos;
  const std::size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const std::string_view name = host.substr(0, colon);
  if (colon != std::string_view::npos) {
    const std::string_view port = host.substr(colon + 1);
    if (port.empty() || !std::all_of(port.begin(), port.end(), is_digit)) return false;
  }
  if (bracket == std::string_view::npos) return !name.empty() && std::all_of(name.begin(), name.end(), is_name);
  return name.size() > 2 && name.back() == ']' && std::all_of(name.begin() + 1, name.end() - 1, is_address);
}

void add_security(http::Response& response) {
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Referrer-Policy", "same-origin");
}

http::Response page(int status, std::string body, bool looked_at_session) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", std::string(kHtml));
  response.headers.add("X-Frame-Options", "DENY");
  if (looked_at_session) response.headers.add("Vary", "Cookie");
  add_security(response);
  response.body = Bytes(std::move(body));
  return response;
}

// One request on its way through the framework.
class Passage {
 public:
  Passage(Service& service, const Visit& visit) : service_(service), visit_(visit), endpoint_(visit.endpoint) {}

  http::Response answer() {
    Result<Answer> result = checked();
    std::optional<Answer> answer = result ? std::move(*result) : wire::answer_of(result.error());
    if (!result && answer) answer->is_raised = answer->is_raised || !is_in_view_;
    return answer ? encode(*answer) : crash_page(looked_at_session_);
  }

 private:
  Result<Answer> checked() {
    const std::string* format = query_.last("format");
    const std::string_view wanted = !visit_.suffix.empty() ? visit_.suffix : format ? std::string_view(*format) : "";
    format_ = HPC_TRY(negotiate(wanted, joined("Accept"), endpoint_.json_only));
    const std::string_view authorization = visit_.request.headers.get("Authorization");
    bool is_known = false;
    if (endpoint_.access != Endpoint::Access::open) {
      looked_at_session_ = true;
      is_known = HPC_TRY(check_credentials(service_.users, authorization));
    }
    if (!is_known && endpoint_.is_throttled)
      if (const auto wait = service_.throttle.count(visit_.request.client_address, service_.now()))
        return wire::throttled(*wait);
    const std::string& method = visit_.request.method;
    if (method == "OPTIONS" && endpoint_.has_options) return wire::metadata(endpoint_);
    if (method != endpoint_.method && !(method == "HEAD" && endpoint_.method == "GET"))
      return wire::method_not_allowed(method);
    is_in_view_ = true;
    return view(authorization);
  }

  Result<Answer> view(std::string_view authorization) {
    Call call{visit_.request, visit_.parameters, base_url(service_, visit_.request), std::nullopt};
    if (endpoint_.access == Endpoint::Access::owner) {
      if (service_.options.authentication == Options::Authentication::required) {
        call.user = service_.bearers.holder(authorization);
        if (!call.user) return wire::challenge(realm_of(service_, call.base), call.base);
      } else {
        call.user = User{"anonymous", true};
      }
    }
    return endpoint_.view(service_, call);
  }

  static std::string realm_of(const Service& service, const std::string& base) {
    return service.options.auth_server.empty() ? base + "/auth/token/" : service.options.auth_server;
  }

  // Several header fields of one name are one list.
  std::string joined(std::string_view name) const {
    std::string all;
    for (const std::string_view value : visit_.request.headers.all(name)) (all += all.empty() ? "" : ",") += value;
    return all;
  }

  http::Response encode(const Answer& answer) {
    http::Response response;
    response.status = answer.status;
    const bool is_page = format_.is_page && answer.body.has_value();
    if (is_page) {
      response.headers.add("Content-Type", std::string(kHtml));
      response.body = html::json_page(endpoint_.name, answer.status, print(*answer.body, 4));
    } else if (answer.body) {
      response.headers.add("Content-Type", std::string(kJson));
      response.body = print(*answer.body, format_.indent);
    } else if (!answer.empty_type.empty()) {
      response.headers.add("Content-Type", answer.empty_type);
    }
    for (const http::Header& own : answer.headers) response.headers.add(own.name, own.value);
    add_framework_headers(answer, response);
    if (is_page)
      response.headers.add("Set-Cookie", "csrftoken=" + service_.site.random().hex_digits(64) +
                                             "; expires=" + http_date(service_.now() + std::chrono::seconds(31449600)) +
                                             "; Max-Age=31449600; Path=/; SameSite=Lax");
    response.headers.add("X-Frame-Options", "DENY");
    if (endpoint_.json_only && looked_at_session_) response.headers.add("Vary", "Cookie");
    add_security(response);
    return response;
  }

  void add_framework_headers(const Answer& answer, http::Response& response) const {
    if (endpoint_.freshness == Endpoint::Freshness::never && !answer.is_raised) {
      response.headers.add("Expires", http_date(service_.now()));
      response.headers.add("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate, private");
    }
    if (!endpoint_.json_only) response.headers.add("Vary", looked_at_session_ ? "Accept, Cookie" : "Accept");
    response.headers.add("Allow", endpoint_.allow);
    if (endpoint_.freshness == Endpoint::Freshness::day && answer.status == 200 && is_in_view_) {
      response.headers.add("Expires", http_date(service_.now() + std::chrono::hours(24)));
      response.headers.add("Cache-Control", "max-age=86400");
    }
  }

  Service& service_;
  const Visit& visit_;
  const Endpoint& endpoint_;
  http::Fields query_ = visit_.request.query_fields();
  Format format_;
  bool looked_at_session_ = false;
  bool is_in_view_ = false;
};

// A page of Django without the REST framework: it takes all methods, but whoever wants to change something lacks the
// token of a form.
http::Response serve_page(Service& service, const Visit& visit) {
  const std::string& method = visit.request.method;
  if (method != "GET" && method != "HEAD" && method != "OPTIONS" && method != "TRACE")
    return page(403, html::csrf_page(), true);
  const Call call{visit.request, visit.parameters, base_url(service, visit.request), std::nullopt};
  http::Response response = visit.endpoint.page(service, call);
  response.headers.add("X-Frame-Options", "DENY");
  if (response.status == 200 && response.headers.get("Content-Type") == kHtml) response.headers.add("Vary", "Cookie");
  add_security(response);
  return response;
}

}  // namespace

std::string base_url(const Service& service, const http::Request& request) {
  const std::string_view host = request.headers.get("Host");
  return service.options.scheme + "://" + (host.empty() ? request.local_address : std::string(host)) +
         request.base_path;
}

std::optional<http::Response> before(const Service& service, const http::Request& request) {
  if (service.options.nginx && request.method == "TRACE") {
    http::Response response;
    response.status = 405;
    response.headers.add("Content-Type", "text/html");
    response.body = html::plain_page("405 Not Allowed");
    return response;
  }
  const std::string* host = request.headers.find("Host");
  if (!host || is_host(*host)) return std::nullopt;
  http::Response response;
  response.status = 400;
  response.headers.add("Content-Type", "text/html");
  add_security(response);
  std::string body = html::plain_page("Bad Request (400)");
  if (request.method != "HEAD")  // without a length, hence in chunks
    response.stream = [body = std::move(body)]() -> std::optional<http::Piece> {
      return http::Piece{Bytes(body), true};
    };
  return response;
}

http::Response serve(Service& service, const Visit& visit) {
  return visit.endpoint.page ? serve_page(service, visit) : Passage(service, visit).answer();
}

http::Response redirect(const http::Request& request) {
  http::Response response;
  response.status = 301;
  response.headers.add("Content-Type", std::string(kHtml));
  response.headers.add("Location",
                       request.base_path + request.path + "/" + (request.query.empty() ? "" : "?" + request.query));
  add_security(response);
  return response;
}

http::Response not_found_page() {
  return page(404, html::not_found(), false);
}

http::Response crash_page(bool looked_at_session) {
  return page(500, html::crash(), looked_at_session);
}

namespace {

bool wants_to_close(const http::Request& request) {
  const std::string connection = to_lower(request.headers.get("Connection"));
  if (connection.find("close") != std::string::npos) return true;
  return request.minor_version == 0 && connection.find("keep-alive") == std::string::npos;
}

// Of nginx's add_header: other statuses do not get them.
bool has_added_headers(int status) {
  constexpr int kStatuses[] = {200, 201, 204, 206, 301, 302, 303, 304, 307, 308};
  return std::find(std::begin(kStatuses), std::end(kStatuses), status) != std::end(kStatuses);
}

void add_of_deployment(http::Headers& headers) {
  headers.add("X-Clacks-Overhead", "GNU Terry Pratchett");
  headers.add("X-Clacks-Overhead", "GNU Terry Pratchet");
  headers.add("Access-Control-Allow-Origin", "*");
  headers.add("Access-Control-Allow-Credentials", "true");
  headers.add("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
  headers.add("Access-Control-Allow-Headers",
              "Authorization,DNT,X-CustomHeader,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,"
              "Content-Type");
}

}  // namespace

void finish(const Service& service, const http::Request& request, http::Response& response) {
  http::Headers headers;
  const bool nginx = service.options.nginx;
  if (nginx) {
    headers.add("Server", "nginx/1.22.1");
    headers.add("Date", http_date(service.now()));
  }
  if (const std::string* type = response.headers.find("Content-Type")) headers.add("Content-Type", *type);
  if (!response.stream) headers.add("Content-Length", std::to_string(response.body.size()));
  if (nginx) headers.add("Connection", wants_to_close(request) ? "close" : "keep-alive");
  for (const http::Header& header : response.headers)
    if (header.name != "Content-Type") headers.add(header.name, header.value);
  if (nginx && has_added_headers(response.status)) add_of_deployment(headers);
  response.headers = std::move(headers);
  if (request.method == "HEAD") response.body = {};
}

}  // namespace hpc::apis::spack_monitor::framework
