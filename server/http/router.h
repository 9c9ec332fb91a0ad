// The route table: operation, method, pattern, handler, on the raw path. A trie over segments: the cost of a look-up
// does not grow with the number of routes.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace hpc::http {

class Api;

using Handler = std::function<Result<Response>(Api&, const Request&)>;

/// `pattern` is a path as the API documents it. `{name}` takes one segment that is not empty; `{name...}`, at the end
/// only, takes the rest with its slashes, also an empty one. Literal segments are compared with the percent-decoded
/// raw segment and win over parameters. Trailing and double slashes are segments that are empty, so they never match by
/// chance.
struct Route {
  std::string operation;  ///< "firecrest.jobs.upload"
  std::string method;     ///< upper case; "*" takes any
  std::string pattern;
  Handler handler;
};

/// Why no route took a request.
struct Unrouted {
  bool path_known = false;           ///< some other method has this path
  std::vector<std::string> allowed;  ///< those methods, in the order of the table
};

class Router {
 public:
  struct Match {
    const Route* route = nullptr;  ///< nullptr: see `why`
    Fields parameters;             ///< percent-decoded
    Unrouted why;
  };

  Router();
  explicit Router(std::vector<Route> routes);
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;
  ~Router();

  Match match(std::string_view method, std::string_view raw_path) const;
  const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

 private:
  struct Node;
  std::vector<std::unique_ptr<Route>> routes_;
  std::unique_ptr<Node> root_;
};

/// A member function of an API's class as a handler: `handler(&Firecrest::submit)`.
template <class Front>
Handler handler(Result<Response> (Front::*member)(const Request&)) {
  return [member](Api& api, const Request& request) { return (static_cast<Front&>(api).*member)(request); };
}

}  // namespace hpc::http
