// The contract of a front end: what a folder under apis/ offers. CMake lists the folders and generates the registry,
// which calls `hpc::apis::<folder>::api_type()` of each.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "http/message.h"
#include "http/router.h"

namespace hpc::http {

class Sandbox;

/// One API in one sandbox: it has the state that this API alone needs, and is made on first use. Its members run under
/// the sandbox's lock.
class Api {
 public:
  virtual ~Api() = default;
  /// The API's words for a failure in one of its handlers.
  virtual Response render(const Error& error, const Request& request) = 0;
  /// The API's answer where no route takes the request (unknown path, wrong method, HEAD, OPTIONS...).
  virtual Response unrouted(const Request& request, const Unrouted& why) = 0;
  /// Last touch on every response, rendered and unrouted ones too: server headers, Date, HEAD.
  virtual void finish(const Request& request, Response& response);
  /// Asked before routing; a response here (authentication, a stopped service, a redirect) ends the request.
  virtual std::optional<Response> before(const Request& request);
  /// On a listener of the API's own: the answer to what is no HTTP, of which the listener would say `status`. Absent: the
  /// listener says it.
  virtual std::optional<Response> refused(int) { return std::nullopt; }
  /// The control API wants a service that a client has stopped to serve again. False: it was serving.
  virtual bool start_again() { return false; }
};

/// Where an API is reached on the main port, and which of its own paths stands there: {"/auth", "/auth"} leaves the
/// path as documented, {"/firecrest", ""} removes the mount.
struct Mount {
  std::string shared_prefix;
  std::string own_prefix;
};

/// One API, for all sandboxes.
struct ApiType {
  std::string name;           ///< the folder's: "flux_restful"
  std::string title;          ///< for people: "Flux RESTful"
  std::vector<Mount> mounts;  ///< the first is the one a client is given; at most one segment each; {"", ""} takes the rest
  /// More of them, as this API's options in the site file say; may be empty. Whoever starts the door asks once.
  std::function<std::vector<Mount>(const Json& options)> more_mounts;
  Router router;
  /// Makes the instance of one sandbox, which outlives it. `centre::Sandbox::of(sandbox)` gives site() and options().
  std::function<std::unique_ptr<Api>(Sandbox& sandbox)> instantiate;
  /// Whether the instance is made with the sandbox's site instead of on first use, as this API's options in the site
  /// file say: for one that follows what happens there. May be empty.
  std::function<bool(const Json& options)> follows_site;
  /// HEAD, where it has no route of its own, takes GET's; the listener leaves the body away.
  bool head_as_get = true;
  /// The control API: its requests neither step nor skip time.
  bool is_control = false;
  /// What the imitated server says when it starts, line by line: printed when it has a listener of its own, at `url`. May
  /// be empty.
  std::function<std::vector<std::string>(const Json& options, const std::string& url, int process)> greeting;
  /// What to paste after start, with {url} for the base URL: `curl {url}/status/systems`.
  std::string example;
};

}  // namespace hpc::http
