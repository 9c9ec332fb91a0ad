// The tasks service: GET /tasks, GET /tasks/{id}, and what only the other services call.
#pragma once

#include "apis/firecrest/answer.h"
#include "apis/firecrest/tasks.h"
#include "http/router.h"

namespace hpc::apis::firecrest {

class TaskDesk final {
 public:
  /// Outlives it.
  explicit TaskDesk(Tasks& tasks) : tasks_(tasks) {}

  Answer list(const Call& call);
  Answer show(const Call& call);

  // Internal to a deployment: the gateway routes none but `tasks_of_service`.
  Answer create(const Call& call);
  Answer update(const Call& call);
  Answer remove(const Call& call);
  Answer expire(const Call& call);
  Answer tasks_of_service(const http::Request& request);

 private:
  Checked<const Task*> own_task(const Call& call) const;

  Tasks& tasks_;
};

}  // namespace hpc::apis::firecrest
