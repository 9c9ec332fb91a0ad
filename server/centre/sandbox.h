// One sandbox: a Site with its clock, its lock, its API instances and its journal.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/host_clock.h"
#include "http/door.h"
#include "site/clock.h"
#include "site/site.h"

namespace hpc::centre {

class Sandboxes;

/// One answered request; the journal keeps the last Sandbox::kJournal of them.
struct JournalEntry {
  std::uint64_t number = 0;  ///< from 1
  Instant at;                ///< virtual
  std::string method, target, operation, client;
  int status = 0;
  std::uint64_t request_bytes = 0, response_bytes = 0;
};

class Sandbox final : public http::Sandbox {
 public:
  struct Settings {
    std::string name;
    std::uint64_t seed = 1;
    site::ClockSetting clock;
    std::optional<Instant> start;
    std::map<std::string, std::shared_ptr<const Json>> apis = {};  ///< options that take the place of the site file's
  };
  static constexpr std::size_t kJournal = 1000;

  /// `types`, `owner` and `host` outlive it.
  Sandbox(Settings settings, std::shared_ptr<const site::SiteSpec> spec, const std::vector<http::ApiType>& types,
          Sandboxes& owner, const HostClock& host);
  ~Sandbox() override;

  // http::Sandbox
  const std::string& name() const override { return settings_.name; }
  std::mutex& mutex() override { return mutex_; }
  void bring_up(http::Coming coming) override;
  bool step() override;
  std::optional<std::chrono::nanoseconds> wait() const override;
  bool is_repeat(const http::Request& request) override;
  http::Api& api(std::size_t index) override;
  void record(const http::Request& request, const http::Response& response, std::string_view operation) override;

  // For front ends; all under mutex(). The site is made on first use.
  site::Site& site();
  /// `apis.<name>` of the site file; an empty object when it says nothing.
  const Json& options(std::string_view api) const;
  /// The instance of another API, by name; nullptr when there is none (control only).
  http::Api* find_api(std::string_view api);
  const Settings& settings() const { return settings_; }
  site::Pacer& pacer();
  const std::deque<JournalEntry>& journal() const { return journal_; }
  std::uint64_t requests() const { return requests_; }
  Sandboxes& owner() { return owner_; }

  /// Which sandbox a front end is in: the one class that implements http::Sandbox.
  static Sandbox& of(http::Sandbox& sandbox) { return static_cast<Sandbox&>(sandbox); }

 private:
  Settings settings_;
  std::shared_ptr<const site::SiteSpec> spec_;  // shared with the directory and the site
  const std::vector<http::ApiType>& types_;
  Sandboxes& owner_;
  const HostClock& host_;
  std::mutex mutex_;
  void make_site();

  std::unique_ptr<site::Site> site_;
  std::unique_ptr<site::Pacer> pacer_;
  std::vector<std::unique_ptr<http::Api>> apis_;  // after site_: destroyed before it
  std::unordered_set<std::uint64_t> answered_;    // hashes of safe requests; forgotten when there are many
  std::deque<JournalEntry> journal_;
  std::uint64_t requests_ = 0;
};

}  // namespace hpc::centre
