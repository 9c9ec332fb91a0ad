// The sandboxes of one server process, by name. Safe to use from several threads.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/host_clock.h"
#include "base/result.h"
#include "centre/sandbox.h"
#include "http/door.h"
#include "site/spec.h"

namespace hpc::centre {

/// Adds the mounts that the APIs' options ask for. Before the types are given to anybody.
void add_optional_mounts(std::vector<http::ApiType>& types, const site::SiteSpec& spec);

class Sandboxes final : public http::SandboxDirectory {
 public:
  static constexpr std::string_view kDefault = "default";

  /// Makes the default sandbox. `types` and `host` outlive it.
  Sandboxes(std::shared_ptr<const site::SiteSpec> spec, const std::vector<http::ApiType>& types, const HostClock& host);

  std::shared_ptr<http::Sandbox> find(std::string_view name) override;
  std::shared_ptr<Sandbox> get(std::string_view name);

  /// Names are 1 to 64 of [A-Za-z0-9._-], not starting with a dot. Errors (About::sandbox): invalid, exists, too_large
  /// (too many). A setting that is absent is the site file's; without a seed, one that follows from the site's seed and
  /// the name.
  struct Wanted {
    std::string name;
    std::optional<std::uint64_t> seed;
    std::optional<site::ClockSetting> clock;
    std::optional<Instant> start;
    std::map<std::string, std::shared_ptr<const Json>> apis = {};  ///< as changed_options() gives them
  };
  Result<std::shared_ptr<Sandbox>> create(Wanted wanted);
  /// A request that is running in it finishes. The default sandbox stays (conflict).
  Result<void> remove(std::string_view name);
  /// Back to how it was made.
  Result<std::shared_ptr<Sandbox>> reset(std::string_view name);
  std::vector<std::string> names() const;  ///< sorted
  std::size_t count() const;

  const site::SiteSpec& spec() const { return *spec_; }
  const std::vector<http::ApiType>& types() const { return types_; }
  std::size_t limit = 100'000;

  /// Where each API is reached, for links in answers and the ready file: set by main once it listens. Key: the API's
  /// name; value: "host:port" of a listener of its own, or absent.
  void set_own_addresses(std::map<std::string, std::string> addresses);
  /// "http://127.0.0.1:8080/s/ci-7/firecrest": the base URL that a client of this sandbox is given. `origin` is that of
  /// the main listener.
  std::string url_of(const http::ApiType& type, std::string_view sandbox, std::string_view origin) const;
  /// Stops or starts the listener of one API's own (Flux's service/stop); set by main, may be empty.
  std::function<Result<void>(std::string_view api, bool open)> listener_switch;

 private:
  std::shared_ptr<Sandbox> make(const Sandbox::Settings& settings);

  std::shared_ptr<const site::SiteSpec> spec_;  // shared with every sandbox
  const std::vector<http::ApiType>& types_;
  const HostClock& host_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Sandbox>, std::less<>> sandboxes_;  // shared with requests in flight
  std::map<std::string, std::string> own_addresses_;
};

}  // namespace hpc::centre
