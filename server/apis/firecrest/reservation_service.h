// The reservations service: advance reservations of a system's nodes by its project members, through the site's
// `rsvmgmt` tool.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "apis/firecrest/answer.h"
#include "apis/firecrest/machines.h"
#include "apis/firecrest/parameters.h"
#include "apis/firecrest/reservation_wire.h"

namespace hpc::apis::firecrest {

class ReservationService final {
 public:
  /// Outlives it.
  explicit ReservationService(Machines& machines) : machines_(machines) {}

  Answer list(const Call& call);
  Answer create(const Call& call);
  Answer update(const Call& call);
  Answer remove(const Call& call);

 private:
  using Verb = wire::ReservationVerb;
  using Wanted = site::AdvanceReservations::Wanted;

  Checked<site::Cluster*> machine_of(const Call& call, Verb verb);
  Checked<void> reach(const Call& call, const site::Cluster& machine, Verb verb) const;
  Checked<Wanted> read_wanted(const Parameters& form, Verb verb) const;
  Checked<void> check_times(const Parameters& form, Verb verb, Wanted& wanted) const;
  /// What rsvmgmt checks before it asks the scheduler.
  std::optional<std::string> tool_objection(site::Cluster& machine, const std::string& user,
                                            const Wanted& wanted) const;
  bool owns(site::Cluster& machine, const std::string& user, const std::string& name) const;

  Machines& machines_;
};

}  // namespace hpc::apis::firecrest
