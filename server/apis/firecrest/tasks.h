// Tasks: what FirecREST remembers of the work that it does behind an answer.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apis/firecrest/options.h"
#include "base/json.h"
#include "site/timeline.h"

namespace hpc::apis::firecrest {

enum class TaskStatus {
  queued,
  finished,
  invalidated,
  failed,
  waiting_for_form,
  form_received,
  upload_confirmed,
  fetching,
  fetched,
  fetch_failed,
  sending,
  sent,
  send_failed,
};

enum class TaskService { compute, storage };

struct Task {
  std::string id;
  TaskService service = TaskService::compute;
  std::string system;
  std::string user;
  TaskStatus status = TaskStatus::queued;
  std::string data;  ///< JSON as it is sent
  Instant created;
  Instant updated;
  /// What the list goes on to show after an invalidation, which does not reach the store that lists are read from.
  std::optional<std::pair<TaskStatus, std::string>> listed;
  std::optional<Instant> list_until;  ///< absent: the service's task life after `updated`
};

/// How a piece of work has ended, or which step it has reached.
struct Outcome {
  TaskStatus status = TaskStatus::finished;
  std::string data;  ///< JSON
};

class Tasks final {
 public:
  /// Both outlive it.
  Tasks(site::Timeline& timeline, const Options& options) : timeline_(timeline), options_(options) {}

  /// Queued, with `data` (JSON). The id is the MD5 of "<user>-<n>", as upstream makes it.
  const Task& create(TaskService service, std::string system, std::string user, std::string data);
  /// Does `work` after `latency`, as an event of the timeline, and gives the task its outcome.
  void later(const std::string& id, Duration latency, std::function<Outcome()> work);
  void update(const std::string& id, Outcome outcome);
  /// The single form forgets the task's data; the list keeps what it had for a while.
  void invalidate(const std::string& id);
  /// Ends with `life` the time for which a task is listed.
  void list_for(const std::string& id, Duration life);

  const Task* find(const std::string& id) const;
  /// Told of a task that a client asks for by its id, before it is shown.
  std::function<void(const std::string& id)> on_look;
  /// Those of the user that are listed now, by id. Ones whose time is over are looked at once more and then forgotten.
  std::vector<const Task*> listed_of(std::string_view user);
  bool is_listed(const Task& task) const;
  /// The site file lets this service's tasks wait for ever.
  bool is_stuck(TaskService service) const;
  /// All users' tasks of a service, by id (an internal interface upstream).
  std::vector<const Task*> all_of(TaskService service) const;

 private:
  site::Timeline& timeline_;
  const Options& options_;
  std::uint64_t count_ = 0;
  std::map<std::string, Task, std::less<>> tasks_;
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> by_user_;  // all that are listed
};

}  // namespace hpc::apis::firecrest
