// One endpoint as the web framework (Django 3.2 with its REST framework 3.11) sees it: where it is, what it tells of
// itself, which checks stand before its view, which headers its answers have.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apis/spack_monitor/value.h"
#include "base/result.h"
#include "http/message.h"

namespace hpc::apis::spack_monitor {

struct Service;

/// A user of the service, as the site file names them.
struct User {
  std::string name;
  bool is_anonymous = false;
};

/// A request on its way into a view.
struct Call {
  const http::Request& request;
  const http::Fields& parameters;  ///< of the path, percent-decoded
  std::string base;                ///< scheme, host and what stands before this service's own paths, for links
  std::optional<User> user;        ///< whom the bearer token names; views behind one have a user

  const std::string& parameter(std::string_view name) const { return *parameters.first(name); }
};

/// What a view says, before the framework adds its headers.
struct Answer {
  int status = 200;
  std::optional<Value> body;   ///< absent: an empty one
  std::string empty_type;      ///< Content-Type of an empty body; "": none
  http::Headers headers = {};  ///< of this answer alone
  bool is_raised = false;      ///< an exception of the framework; such answers have no caching headers
};

using View = Result<Answer> (*)(Service&, const Call&);
/// A page for people is no business of the REST framework.
using PageView = http::Response (*)(Service&, const Call&);

struct Endpoint {
  std::string operation;
  std::string method;
  std::string pattern;
  enum class Access {
    open,     ///< nobody looks at credentials
    public_,  ///< wrong credentials are refused, none are fine
    owner,    ///< and a bearer token is needed
  } access = Access::public_;
  bool json_only = false;  ///< else there is a page for browsers, too
  enum class Freshness { none, never, day } freshness = Freshness::never;
  std::string allow;
  bool has_options = true;
  bool is_throttled = true;
  std::string name, description;  ///< what OPTIONS tells
  View view = nullptr;
  PageView page = nullptr;  ///< when set, only operation, method and pattern matter besides
};

/// All of them; the same for every sandbox.
const std::vector<Endpoint>& endpoints();

}  // namespace hpc::apis::spack_monitor
