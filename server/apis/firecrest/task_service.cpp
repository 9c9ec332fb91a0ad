#include "apis/firecrest/task_service.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/firecrest/parameters.h"
#include "apis/firecrest/task_wire.h"
#include "apis/firecrest/wire.h"
#include "base/client_json.h"

namespace hpc::apis::firecrest {
namespace {

// POST /tasks/expire/T of the demo: F7T_STORAGE_TASK_EXP_TIME.
constexpr std::chrono::seconds kExpiry(2'678'400);

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string printed(std::string_view text) {
  return Json(text).dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace

Answer TaskDesk::list(const Call& call) {
  const Parameters parameters = Parameters::of_query(call.request);
  const std::string* filter = parameters.find("tasks");
  if (!filter) return wire::task_list(tasks_.listed_of(call.user));
  if (const auto fault = objection(filter)) return refuse(wire::bad_task_filter(*fault));

  std::vector<const Task*> wanted;
  for (const std::string& id : split(*filter, ',')) {
    const Task* task = tasks_.find(id);
    if (!task || task->user != call.user || !tasks_.is_listed(*task)) continue;
    tasks_.on_look(id);
    wanted.push_back(task);
  }
  const auto by_id = [](const Task* a, const Task* b) { return a->id < b->id; };
  std::sort(wanted.begin(), wanted.end(), by_id);
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  return wire::task_list(wanted);
}

Checked<const Task*> TaskDesk::own_task(const Call& call) const {
  const std::string& id = call.request.parameter("taskid");
  const Task* task = tasks_.find(id);
  if (!task) return refuse(wire::unknown_task(id));
  if (task->user != call.user) return refuse(wire::foreign_task());
  return task;
}

Answer TaskDesk::show(const Call& call) {
  const Task* task = FIRECREST_TRY(own_task(call));
  tasks_.on_look(task->id);
  return wire::one_task(*task);
}

Answer TaskDesk::create(const Call& call) {
  const std::string* name = call.request.headers.find("X-Firecrest-Service");
  if (!name) return refuse(wire::no_service_informed());
  const auto service = wire::task_service(*name);
  if (!service) return refuse(wire::unknown_service(*name));
  const std::string system(call.request.headers.get("X-Machine-Name"));
  const std::string data = Parameters::of_form(call.request).text("init_data");
  return wire::internal_task_created(
      tasks_.create(*service, system, call.user, data.empty() ? "{}" : printed(data)).id);
}

Answer TaskDesk::update(const Call& call) {
  const Task* task = FIRECREST_TRY(own_task(call));
  std::optional<std::string> code;
  std::string data = "\"\"";
  if (call.request.headers.get("Content-Type").substr(0, 16) == "application/json") {
    const Json body = parse_client_json(call.request.body.str());
    if (body.is_object() && body.contains("status") && body["status"].is_string()) code = body["status"];
    if (body.is_object() && body.contains("msg")) data = body["msg"].dump(-1, ' ', true);
  } else {
    const Parameters form = Parameters::of_form(call.request);
    if (form.has("status")) code = form.text("status");
    data = printed(form.text("msg"));
  }
  if (!code) return refuse(wire::bad_request_page());
  const auto status = wire::task_status(*code);
  if (!status) return refuse(wire::bad_task_status(*code));
  tasks_.update(task->id, {*status, data});
  return wire::task_updated();
}

Answer TaskDesk::remove(const Call& call) {
  const Task* task = FIRECREST_TRY(own_task(call));
  tasks_.invalidate(task->id);
  return wire::task_removed();
}

Answer TaskDesk::expire(const Call& call) {
  const Task* task = FIRECREST_TRY(own_task(call));
  tasks_.list_for(task->id, kExpiry);
  return wire::task_expires(kExpiry.count());
}

Answer TaskDesk::tasks_of_service(const http::Request& request) {
  const Json body = parse_client_json(request.body.str());
  if (!body.is_object() || !body.contains("service") || !body["service"].is_string())
    return refuse(wire::bad_request_page());
  std::vector<std::string> codes;
  if (const auto wanted = body.find("status_code"); wanted != body.end() && wanted->is_array())
    for (const Json& code : *wanted)
      if (code.is_string()) codes.push_back(code.get<std::string>());
  std::vector<const Task*> found;
  const auto service = wire::task_service(body["service"].get<std::string>());
  if (service)
    for (const Task* task : tasks_.all_of(*service))
      if (std::find(codes.begin(), codes.end(), wire::code_of(task->status)) != codes.end()) found.push_back(task);
  return wire::task_list(found);
}

}  // namespace hpc::apis::firecrest
