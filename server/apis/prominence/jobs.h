// All jobs of one sandbox: the queue, the history, and what moves a job from one to the other.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "apis/prominence/history.h"
#include "apis/prominence/job.h"
#include "apis/prominence/job_run.h"
#include "apis/prominence/usage.h"
#include "base/result.h"
#include "site/site.h"

namespace hpc::apis::prominence {

class Jobs final {
 public:
  /// `site` outlives it.
  Jobs(site::Site& site, std::shared_ptr<const Place> place);

  /// Jobs and workflows take their ids here.
  Id next_id() { return next_id_++; }
  std::string uuid() { return site_.random().uuid(); }

  Job& submit(std::shared_ptr<const Caller> owner, std::shared_ptr<const Description> description,
              std::shared_ptr<const Origin> origin = nullptr);
  Job* find(Id id);
  const Job* find(Id id) const;
  /// False when the job is not in the queue. It is deleted at once; what ran is killed.
  bool remove(Job& job, Why why);
  /// A finished job goes to the history.
  void leave_queue(Job& job);

  /// In the queue, by id.
  const std::set<Id>& active_of(const std::string& user) const;
  const History& history_of(const std::string& user) const;
  /// Of what is in the history.
  const UsageByDay& usage() const { return usage_; }

  /// Told once of each job that has ended.
  std::function<void(Job&)> on_end;
  const Place& place() const { return *place_; }

 private:
  struct Owned {
    std::set<Id> active;
    History history;
  };
  bool is_wanted_here(const Description& description) const;
  site::JobSpec specify(const Job& job, const Work& work);
  void place_job(Job& job);
  void limit_time_in_queue(Job& job);
  void changed(Id id, const site::Job& seen);
  void ended(Job& job, const site::Job& seen);
  void end(Job& job, Status status, Why why);

  site::Site& site_;
  std::shared_ptr<const Place> place_;  // shared with the runs
  Id next_id_;
  std::unordered_map<Id, std::unique_ptr<Job>> jobs_;
  std::map<std::string, Owned, std::less<>> owned_;
  UsageByDay usage_;
  std::uint64_t left_ = 0;  ///< how many have left the queue
};

}  // namespace hpc::apis::prominence
