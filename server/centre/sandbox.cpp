#include "centre/sandbox.h"

#include <nlohmann/json.hpp>

#include "centre/sandboxes.h"

namespace hpc::centre {
namespace {

// How many distinct safe requests are remembered for stepping clocks; a client with more has every second one counted
// as new, which only costs it a poll.
constexpr std::size_t kAnswered = 4096;

bool follows_host(site::ClockMode mode) {
  switch (mode) {
    case site::ClockMode::real:
    case site::ClockMode::scaled:
    case site::ClockMode::idle_skip:
      return true;
    case site::ClockMode::manual:
    case site::ClockMode::stepping:
      return false;
  }
  return false;
}

std::uint64_t hash_of(const http::Request& request) {
  std::uint64_t hash = 1469598103934665603ULL;  // FNV-1a
  const auto mix = [&hash](std::string_view text) {
    for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    hash = (hash ^ 0xffU) * 1099511628211ULL;
  };
  mix(request.method);
  mix(request.local_address);
  mix(request.target);
  mix(request.headers.get("Authorization"));
  mix(request.headers.get("X-Auth-Token"));
  return hash;
}

}  // namespace

Sandbox::Sandbox(Settings settings, std::shared_ptr<const site::SiteSpec> spec, const std::vector<http::ApiType>& types,
                 Sandboxes& owner, const HostClock& host)
    : settings_(std::move(settings)), spec_(std::move(spec)), types_(types), owner_(owner), host_(host) {}

Sandbox::~Sandbox() = default;

void Sandbox::make_site() {
  if (site_) return;
  const Instant start = settings_.start                         ? *settings_.start
                        : spec_->start                          ? *spec_->start
                        : follows_host(settings_.clock.mode)    ? host_.wall()
                                                                : site::kFixedStart;
  site_ = std::make_unique<site::Site>(spec_, settings_.seed, start, host_);
  pacer_ = std::make_unique<site::Pacer>(site_->virtual_timeline(), host_, settings_.clock);
  apis_.resize(types_.size());
  for (std::size_t i = 0; i < types_.size(); ++i)
    if (types_[i].follows_site && types_[i].follows_site(options(types_[i].name))) api(i);
}

site::Site& Sandbox::site() {
  make_site();
  return *site_;
}

site::Pacer& Sandbox::pacer() {
  make_site();
  return *pacer_;
}

void Sandbox::bring_up(http::Coming coming) {
  switch (coming) {
    case http::Coming::request:
      return pacer().request_came(false);
    case http::Coming::poll:
      return pacer().request_came(true);
    case http::Coming::held:
      return pacer().catch_up();
    case http::Coming::inspection:
      return pacer().catch_up(false);
  }
}

bool Sandbox::step() { return pacer().step_for_held(); }

std::optional<std::chrono::nanoseconds> Sandbox::wait() const {
  return pacer_ ? pacer_->until_next() : std::nullopt;
}

bool Sandbox::is_repeat(const http::Request& request) {
  if (answered_.size() >= kAnswered) answered_.clear();
  return !answered_.insert(hash_of(request)).second;
}

http::Api& Sandbox::api(std::size_t index) {
  make_site();
  std::unique_ptr<http::Api>& instance = apis_[index];
  if (!instance) instance = types_[index].instantiate(*this);
  return *instance;
}

http::Api* Sandbox::find_api(std::string_view name) {
  for (std::size_t i = 0; i < types_.size(); ++i)
    if (types_[i].name == name) return &api(i);
  return nullptr;
}

const Json& Sandbox::options(std::string_view api) const {
  static const Json none = Json::object();
  if (const auto own = settings_.apis.find(std::string(api)); own != settings_.apis.end()) return *own->second;
  const auto found = spec_->apis.find(std::string(api));
  return found == spec_->apis.end() || !found->second ? none : *found->second;
}

void Sandbox::record(const http::Request& request, const http::Response& response, std::string_view operation) {
  ++requests_;
  if (journal_.size() >= kJournal) journal_.pop_front();
  journal_.push_back({requests_, site_->clock().now(), request.method, request.target, std::string(operation),
                      request.client_address, response.status, request.body.size(), response.body.size()});
}

}  // namespace hpc::centre
