// How tasks are told.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apis/firecrest/tasks.h"
#include "http/message.h"

namespace hpc::apis::firecrest::wire {

std::string_view code_of(TaskStatus status);         ///< "200"
std::string_view description_of(TaskStatus status);  ///< "Finished successfully"
/// Absent for a code that no task has.
std::optional<TaskStatus> task_status(std::string_view code);
std::string_view name_of(TaskService service);
std::optional<TaskService> task_service(std::string_view name);

/// {"task": {...}}: the single form, with task_url and without what only the storage service may know of an upload.
http::Response one_task(const Task& task);
/// {"tasks": {"<id>": {...}}}: the list form.
http::Response task_list(const std::vector<const Task*>& tasks);

/// {"success":"Task created","task_id":...,"task_url":...}
http::Response task_created(int status, const std::string& id);
/// Internal transfers: without task_url.
http::Response transfer_task_created(const std::string& id);

http::Response unknown_task(std::string_view id);
http::Response foreign_task();
http::Response bad_task_filter(std::string_view objection);

// The internal interface.
http::Response internal_task_created(const std::string& id);
http::Response no_service_informed();
http::Response unknown_service(std::string_view name);
http::Response bad_task_status(std::string_view code);
http::Response task_updated();
http::Response task_removed();
http::Response task_expires(std::int64_t seconds);
http::Response bad_request_page();

}  // namespace hpc::apis::firecrest::wire
