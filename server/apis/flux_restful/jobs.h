// The jobs of one Flux instance: submitted, cancelled, found and listed. Costs follow the jobs that are alive and what
// is shown, not those that have ended.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "apis/flux_restful/cores.h"
#include "apis/flux_restful/job.h"
#include "apis/flux_restful/options.h"
#include "base/bytes.h"
#include "base/result.h"
#include "site/site.h"

namespace hpc::apis::flux_restful {

class Jobs final {
 public:
  /// What outlives this.
  Jobs(site::Site& site, site::Cluster& cluster, const Options& options);

  /// A job that can never run is taken and fails. Errors: unavailable, too_large.
  Result<const FluxJob*> submit(const Order& order);
  /// nullptr when there is none.
  const FluxJob* find(FluxId id) const;
  /// Errors: missing; conflict when it is inactive.
  Result<void> cancel(FluxId id);

  /// At most so many: pending ones by id, running ones latest first, inactive ones latest first.
  static constexpr std::size_t kMost = 1000;
  std::vector<const FluxJob*> list() const;

  /// What its tasks have written so far.
  Bytes output_of(const FluxJob& job) const;
  /// Names of the nodes that are up; `free`: and have a core to give.
  std::vector<std::string> node_names(bool free) const;
  State state(const FluxJob& job) const { return state_of(job, site_.clock().now()); }

 private:
  site::JobSpec specify(const Order& order, const FluxJob& job) const;
  void watch(std::size_t index);
  void fail_early(std::size_t index, Exception::Cause cause);
  void start(std::size_t index, const site::Job& job);
  void end(std::size_t index, const site::Job& job);
  void finish(std::size_t index, Instant at);
  void conclude(FluxJob& job, const site::Job& ended);
  bool was_not_found(const FluxJob& job, const site::Job& ended) const;
  site::Path output_path(site::JobId number) const;
  std::optional<std::size_t> index_of(FluxId id) const;

  site::Site& site_;
  site::Cluster& cluster_;
  const Options& options_;
  Instant booted_;
  Cores cores_;
  std::deque<FluxJob> jobs_;                           ///< by id, since ids grow
  std::map<std::size_t, Order> orders_;                ///< of live jobs, by index
  std::map<std::size_t, Allotment> allotments_;        ///< of running jobs, by index
  std::set<std::size_t> pending_;                      ///< indices
  std::set<std::pair<Instant, std::size_t>> running_;  ///< by start
  std::vector<std::size_t> inactive_;                  ///< by end
};

}  // namespace hpc::apis::flux_restful
