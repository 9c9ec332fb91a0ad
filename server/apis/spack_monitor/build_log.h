// Builds: of which spec, where, whose, with what outcome, and the phases that they went through.
#pragma once

#include <cstdint>
#include <set>

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
  /// Builds by their date of change, and by id where that is the same. The dates of the second are negated, so that it
  /// has the latest first.
  using ByChange = std::set<std::pair<Duration, Id>>;
  const ByChange& oldest_first() const { return oldest_first_; }
  const ByChange& latest_first() const { return latest_first_; }
  /// Goes up whenever a build, its tags or its phases change.
  std::uint64_t revision() const { return revision_; }

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
  std::unordered_map<Id, std::vector<Id>> by_spec_;
  ManyIndex by_owner_;
  void place(const Build& build);
  ByChange oldest_first_, latest_first_;
  std::uint64_t revision_ = 0;
};

}  // namespace hpc::apis::spack_monitor
