// A whole centre on a test bench: a site, all APIs and a clock of the test's, behind a door without sockets.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "apis/registry.h"
#include "base/host_clock.h"
#include "centre/load_site.h"
#include "centre/sandboxes.h"
#include "http/door.h"

namespace hpc::tests {

/// The demo site with a manual clock, unless said otherwise.
class Bench final {
 public:
  struct Options {
    std::string site;  ///< YAML text; "": the built-in demo site
    std::vector<centre::Override> set;
    std::string clock = "manual";
  };
  Bench() : Bench(Options{}) {}
  explicit Bench(Options options)
      : spec_(load(options)), types_(types_for(*spec_)), sandboxes_(spec_, types_, host_), door_(types_, sandboxes_) {}

  /// A request through the door; `listener` names an API whose own listener it comes by.
  http::Response call(std::string method, std::string target, http::Headers headers = {}, std::string body = "",
                      std::string_view listener = "") {
    http::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.headers = std::move(headers);
    if (!request.headers.has("Host")) request.headers.add("Host", "127.0.0.1:8080");
    if (!body.empty() && !request.headers.has("Content-Length"))
      request.headers.add("Content-Length", std::to_string(body.size()));
    request.body = Bytes(std::move(body));
    request.client_address = "127.0.0.1:50000";
    request.local_address = "127.0.0.1:8080";
    return door_.handle(std::move(request), listener);
  }

  /// Virtual time of the default sandbox goes on by this.
  void advance(Duration by) {
    centre::Sandbox& one = sandbox();
    {
      const std::lock_guard lock(one.mutex());
      one.pacer().advance_to(one.site().clock().now() + by);
    }
    door_.wake();
  }

  /// Only while no request is running.
  centre::Sandbox& sandbox(std::string_view name = centre::Sandboxes::kDefault) { return *sandboxes_.get(name); }
  site::Site& site() { return sandbox().site(); }
  FakeHostClock& host() { return host_; }
  http::Door& door() { return door_; }
  centre::Sandboxes& sandboxes() { return sandboxes_; }

 private:
  static std::shared_ptr<const site::SiteSpec> load(const Options& options) {
    std::vector<centre::Override> set = options.set;
    set.push_back({"clock", options.clock});
    return options.site.empty() ? HPC_MUST(centre::embedded_site("demo", set))
                                : HPC_MUST(centre::load_site(options.site, "test.yaml", set));
  }

  static std::vector<http::ApiType> types_for(const site::SiteSpec& spec) {
    std::vector<http::ApiType> types = apis::all();
    centre::add_optional_mounts(types, spec);
    return types;
  }

  std::shared_ptr<const site::SiteSpec> spec_;  // shared with the sandboxes
  FakeHostClock host_{from_unix_seconds(1795300000)};
  std::vector<http::ApiType> types_;
  centre::Sandboxes sandboxes_;
  http::Door door_;
};

}  // namespace hpc::tests
