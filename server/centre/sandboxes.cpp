#include "centre/sandboxes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/digest.h"

namespace hpc::centre {
namespace {

bool is_good_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                  c == '-';
         });
}

std::uint64_t seed_for(std::uint64_t site_seed, std::string_view name) {
  std::uint64_t hash = 1469598103934665603ULL ^ site_seed;
  for (char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash | 2;  // never 1, which has the published key
}

}  // namespace

void add_optional_mounts(std::vector<http::ApiType>& types, const site::SiteSpec& spec) {
  static const Json none = Json::object();
  for (http::ApiType& type : types) {
    if (!type.more_mounts) continue;
    const auto found = spec.apis.find(type.name);
    for (http::Mount& mount : type.more_mounts(found == spec.apis.end() ? none : *found->second))
      type.mounts.push_back(std::move(mount));
  }
}

Sandboxes::Sandboxes(std::shared_ptr<const site::SiteSpec> spec, const std::vector<http::ApiType>& types,
                     const HostClock& host)
    : spec_(std::move(spec)), types_(types), host_(host) {
  const std::string name(kDefault);
  sandboxes_.emplace(name, make({name, spec_->seed, spec_->clock, spec_->start, {}}));
}

std::shared_ptr<Sandbox> Sandboxes::make(const Sandbox::Settings& settings) {
  return std::make_shared<Sandbox>(settings, spec_, types_, *this, host_);
}

std::shared_ptr<http::Sandbox> Sandboxes::find(std::string_view name) { return get(name); }

std::shared_ptr<Sandbox> Sandboxes::get(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto found = sandboxes_.find(name);
  return found == sandboxes_.end() ? nullptr : found->second;
}

Result<std::shared_ptr<Sandbox>> Sandboxes::create(Wanted wanted) {
  if (!is_good_name(wanted.name))
    return failure(Errc::invalid, About::sandbox,
                   "a sandbox's name is 1 to 64 of A-Z a-z 0-9 . _ - and does not start with a dot, got \"" + wanted.name +
                       "\"");
  Sandbox::Settings settings{wanted.name, wanted.seed.value_or(seed_for(spec_->seed, wanted.name)),
                             wanted.clock.value_or(spec_->clock), wanted.start, std::move(wanted.apis)};
  const std::lock_guard lock(mutex_);
  if (sandboxes_.size() >= limit)
    return failure(Errc::too_large, About::sandbox, "there are " + std::to_string(limit) + " sandboxes already");
  const auto [at, is_new] = sandboxes_.try_emplace(wanted.name);
  if (!is_new) return failure(Errc::exists, About::sandbox, "there is a sandbox named " + wanted.name + " already");
  at->second = make(settings);
  return at->second;
}

Result<void> Sandboxes::remove(std::string_view name) {
  if (name == kDefault) return failure(Errc::conflict, About::sandbox, "the default sandbox cannot be removed; reset it");
  std::shared_ptr<Sandbox> removed;  // destroyed after the lock is given back
  const std::lock_guard lock(mutex_);
  const auto found = sandboxes_.find(name);
  if (found == sandboxes_.end())
    return failure(Errc::missing, About::sandbox, "there is no sandbox named " + std::string(name));
  removed = std::move(found->second);
  sandboxes_.erase(found);
  return {};
}

Result<std::shared_ptr<Sandbox>> Sandboxes::reset(std::string_view name) {
  std::shared_ptr<Sandbox> replaced;  // destroyed after the lock is given back
  const std::lock_guard lock(mutex_);
  const auto found = sandboxes_.find(name);
  if (found == sandboxes_.end())
    return failure(Errc::missing, About::sandbox, "there is no sandbox named " + std::string(name));
  replaced = std::exchange(found->second, make(found->second->settings()));
  return found->second;
}

std::vector<std::string> Sandboxes::names() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  for (const auto& [name, sandbox] : sandboxes_) all.push_back(name);
  return all;
}

std::size_t Sandboxes::count() const {
  const std::lock_guard lock(mutex_);
  return sandboxes_.size();
}

void Sandboxes::set_own_addresses(std::map<std::string, std::string> addresses) {
  const std::lock_guard lock(mutex_);
  own_addresses_ = std::move(addresses);
}

std::string Sandboxes::url_of(const http::ApiType& type, std::string_view sandbox, std::string_view origin) const {
  const std::lock_guard lock(mutex_);
  const auto own = own_addresses_.find(type.name);
  std::string url = own == own_addresses_.end() ? std::string(origin) : "http://" + own->second;
  if (sandbox != kDefault) url += "/s/" + std::string(sandbox);
  if (type.mounts.empty()) return url;
  const http::Mount& mount = type.mounts.front();
  return url + (own == own_addresses_.end() ? mount.shared_prefix : mount.own_prefix);
}

}  // namespace hpc::centre
