// One machine: nodes, partitions, scheduler, filesystems. FirecREST calls it a system.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "site/filesystem/filesystem.h"
#include "site/programs/programs.h"
#include "site/scheduler.h"
#include "site/spec.h"

namespace hpc::site {

class Accounts;

/// Holds references to its neighbours: it is made in place and never moves.
class Cluster final {
 public:
  /// All outlive it.
  Cluster(const ClusterSpec& spec, const Accounts& accounts, Timeline& timeline);
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  const std::string& name() const { return spec_.name; }
  const ClusterSpec& spec() const { return spec_; }
  Reachability reachability() const { return reachability_; }
  void set_reachability(Reachability reachability) { reachability_ = reachability; }
  bool admits(std::string_view user) const;

  FileSystem& files() { return files_; }
  const FileSystem& files() const { return files_; }
  Scheduler& scheduler() { return scheduler_; }
  const Scheduler& scheduler() const { return scheduler_; }
  Programs& programs() { return programs_; }

 private:
  const ClusterSpec& spec_;
  Reachability reachability_;
  FileSystem files_;
  Programs programs_;
  Scheduler scheduler_;
};

}  // namespace hpc::site
