// Builds: of which spec, where, whose, with what outcome, and the phases that they went through.
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <utility>

#include "apis/spack_monitor/catalogue.h"

namespace hpc::apis::spack_monitor {

class BuildLog final {
 public:
  /// Both outlive it.
  BuildLog(const site::Clock& clock, const Catalogue& catalogue) : clock_(clock), catalogue_(catalogue) {}

  struct Host {
    std::string hostname, platform, kernel_version, host_os, host_target;
  };
  std::pair<Id, bool> environment(const Host& host);  ///< true: it is new

  /// nullptr when there is none.
  const Build* find(Id spec, Id environment) const;
  /// There is none of this spec in this environment yet.
  Build& create(Id spec, Id environment, const std::string& owner);
  /// The row for changes, with its date of change set to now.
  Build& change(Id build);
  /// The same without a new date: what is linked to a build is no column of it.
  Build& change_quietly(Id build) { return builds_.at(build); }
  /// Adds these tags; names are compared without regard to case.
  void tag(Id build, const std::vector<std::string>& names);
  /// A new status, and what follows from it: of each direct dependency of the build's spec the oldest build becomes
  /// CANCELLED unless it is SUCCESS, whatever the new status is.
  void set_status(Id build, BuildStatus status);

  /// Got or created by its name.
  Phase& phase(Id build, const std::string& name);
  void set_phase(Phase& phase, Text status, Text output);

  /// Looks for errors and warnings in what the phases printed, unless some have been found before: the real server does
  /// so when somebody opens the build's page.
  void find_events(Id build);

  const std::vector<Id>& builds_of(Id spec) const;
  const std::vector<Id>& builds_of(const std::string& owner) const { return ids_under(by_owner_, owner); }
  /// nullptr when no build has this tag, to the letter.
  const Tag* tag(const std::string& name) const;
  const std::vector<Id>& builds_on(Id environment) const;
  const std::set<Id>& builds_in(BuildStatus status) const { return by_status_[static_cast<std::size_t>(status)]; }
  /// The builds that are new, or have changed with their tags and phases, since the last call.
  std::set<Id> take_changed() { return std::exchange(changed_, {}); }

  const Table<BuildEnvironment>& environments() const { return environments_; }
  const Table<Build>& builds() const { return builds_; }
  const Table<Tag>& tags() const { return tags_; }
  const Table<Phase>& phases() const { return phases_; }
  const Table<BuildEvent>& errors() const { return errors_; }
  const Table<BuildEvent>& warnings() const { return warnings_; }

 private:
  const site::Clock& clock_;
  const Catalogue& catalogue_;
  Table<BuildEnvironment> environments_;
  Table<Build> builds_;
  Table<Tag> tags_;
  Table<Phase> phases_;
  Table<BuildEvent> errors_, warnings_;
  Index environment_index_, build_index_, tag_index_, phase_index_;
  std::unordered_map<Id, std::vector<Id>> by_spec_, by_environment_;
  ManyIndex by_owner_;
  std::array<std::set<Id>, 4> by_status_;
  std::set<Id> changed_;

  void become(Build& build, BuildStatus status);
};

}  // namespace hpc::apis::spack_monitor
