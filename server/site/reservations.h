// Advance reservations of one cluster's nodes, as Slurm keeps them. They are kept apart from each other; jobs are not
// kept off them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "site/scheduler.h"
#include "site/timeline.h"

namespace hpc::site {

struct AdvanceReservation {
  std::string name;
  std::string account;
  std::string feature;  ///< "": any node
  Instant start, end;
  std::string partition;
  std::vector<std::string> nodes;
  std::uint32_t cpus = 0;
  bool is_active(Instant now) const { return start <= now && now < end; }
};

class AdvanceReservations final {
 public:
  /// Both outlive it.
  AdvanceReservations(const Scheduler& scheduler, const Clock& clock) : scheduler_(scheduler), clock_(clock) {}

  struct Wanted {
    std::string name, account, feature;
    std::uint32_t node_count = 1;
    Instant start, end;
  };
  /// Errors (About::reservation): exists; too_large (there are not so many nodes with that feature); conflict (other
  /// reservations have them at that time).
  Result<void> create(const Wanted& wanted);
  /// `wanted.name` must exist (missing); its account stays.
  Result<void> update(const Wanted& wanted);
  Result<void> remove(std::string_view name);

  /// Those that have not ended; nullptr when there is none of that name.
  const AdvanceReservation* find(std::string_view name) const;
  std::vector<const AdvanceReservation*> all() const;  ///< by name
  std::size_t nodes_with(std::string_view feature) const;

 private:
  Result<AdvanceReservation> allocate(const Wanted& wanted, std::string_view except) const;

  const Scheduler& scheduler_;
  const Clock& clock_;
  std::map<std::string, AdvanceReservation, std::less<>> reservations_;
};

}  // namespace hpc::site
