// The compute service: each answer is a task, whose work is done a little later on the timeline.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "apis/firecrest/answer.h"
#include "apis/firecrest/compute_wire.h"
#include "apis/firecrest/machines.h"
#include "apis/firecrest/parameters.h"
#include "apis/firecrest/tasks.h"

namespace hpc::apis::firecrest {

class Compute final {
 public:
  /// Both outlive it.
  Compute(Machines& machines, Tasks& tasks) : machines_(machines), tasks_(tasks) {}

  Answer upload(const Call& call);
  Answer submit_path(const Call& call);
  Answer jobs(const Call& call);
  Answer job(const Call& call);
  Answer cancel(const Call& call);
  Answer accounting(const Call& call);
  Answer nodes(const Call& call);
  Answer node(const Call& call);
  Answer partitions(const Call& call);
  Answer reservations(const Call& call);

 private:
  using Work = std::function<Outcome(Login&)>;
  struct AccountingQuery {
    std::string ids;
    std::optional<Instant> from, until;
    std::optional<Page> page;
  };

  Checked<site::Cluster*> machine_of(const Call& call, const wire::ComputeWords& words);
  Checked<void> reach(const Call& call, const site::Cluster& machine, const wire::ComputeWords& words) const;
  Checked<Parameters> form_of(const Call& call) const;
  Checked<std::string> account_of(const Parameters& form) const;
  Checked<std::string> script_path_of(const Call& call, site::Cluster& machine, const std::string& path);
  /// A queued task whose work is done at its instant, at the machine as it is then.
  Answer query(const Call& call, const site::Cluster& machine, const wire::ComputeWords& words, Work work);
  /// A new task, unless the service that keeps tasks does not answer. Valid until the next one.
  Checked<const Task*> make_task(const Call& call, const site::Cluster& machine, const wire::ComputeWords& words,
                                 std::string data);
  void submit_later(const std::string& task, Submission submission);
  Outcome list_jobs(Login& who, const std::vector<JobRef>& wanted, bool own, const std::optional<Page>& page) const;

  Outcome account(const Login& who, const AccountingQuery& query) const;

  Machines& machines_;
  Tasks& tasks_;
};

}  // namespace hpc::apis::firecrest
