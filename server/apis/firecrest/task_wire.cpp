#include "apis/firecrest/task_wire.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <nlohmann/json.hpp>

#include "apis/firecrest/wire.h"

namespace hpc::apis::firecrest::wire {
namespace {

struct Words {
  TaskStatus status;
  std::string_view code;
  std::string_view description;
};

// src/common/tasks/async_task.py, spelling included.
constexpr std::array<Words, 13> kStates = {{
    {TaskStatus::queued, "100", "Queued"},
    {TaskStatus::finished, "200", "Finished successfully"},
    {TaskStatus::invalidated, "302", "Task not longer valid"},
    {TaskStatus::failed, "400", "Finished with errors"},
    {TaskStatus::waiting_for_form, "110", "Waiting for Form URL from Object Storage to be retrieved"},
    {TaskStatus::form_received, "111", "Form URL from Object Storage received"},
    {TaskStatus::upload_confirmed, "112", "Object Storage confirms that upload to Object Storage has finished"},
    {TaskStatus::fetching, "113", "Download from Object Storage to server has started"},
    {TaskStatus::fetched, "114", "Download from Object Storage to server has finished"},
    {TaskStatus::fetch_failed, "115", "Download from Object Storage error"},
    {TaskStatus::sending, "116", "Started upload from filesystem to Object Storage"},
    {TaskStatus::sent, "117", "Upload from filesystem to Object Storage has finished succesfully"},
    {TaskStatus::send_failed, "118", "Upload from filesystem to Object Storage has finished with errors"},
}};

const Words& words_of(TaskStatus status) {
  const auto found =
      std::find_if(kStates.begin(), kStates.end(), [status](const Words& words) { return words.status == status; });
  assert(found != kStates.end());
  return *found;
}

std::string json_text(std::string_view text) {
  return Json(text).dump(-1, ' ', true, Json::error_handler_t::replace);
}

// The form in which the storage service keeps an upload tells also how the system will fetch it; a client is not shown
// that in the single form.
std::string shown_data(const Task& task) {
  if (task.status != TaskStatus::form_received && task.status != TaskStatus::upload_confirmed &&
      task.status != TaskStatus::fetch_failed)
    return task.data;
  Json data = Json::parse(task.data, nullptr, false);
  if (!data.is_object() || !data.contains("msg") || !data["msg"].is_object()) return task.data;
  Json& msg = data["msg"];
  if (!msg.contains("cert") || !msg.contains("action") || !msg.contains("download_url")) return task.data;
  for (const char* hidden : {"cert", "action", "download_url"}) msg.erase(hidden);
  return data.dump(-1, ' ', true, Json::error_handler_t::replace);
}

// Keys in alphabetical order, as everywhere.
std::string object_of(const Task& task, TaskStatus status, const std::string& data, bool with_url) {
  const Words& words = words_of(status);
  const std::string updated = '"' + iso_seconds(task.updated) + '"';
  std::string text = "{\"created_at\":\"" + iso_seconds(task.created) + "\",\"data\":" + data;
  text += ",\"description\":" + json_text(words.description) + ",\"hash_id\":\"" + task.id + '"';
  text += ",\"last_modify\":" + updated + ",\"service\":" + json_text(name_of(task.service));
  text += ",\"status\":" + json_text(words.code) + ",\"system\":" + json_text(task.system);
  text += ",\"task_id\":\"" + task.id + '"';
  if (with_url) text += ",\"task_url\":\"/tasks/" + task.id + '"';
  return text + ",\"updated_at\":" + updated + ",\"user\":" + json_text(task.user) + '}';
}

}  // namespace

std::string_view code_of(TaskStatus status) {
  return words_of(status).code;
}
std::string_view description_of(TaskStatus status) {
  return words_of(status).description;
}

std::optional<TaskStatus> task_status(std::string_view code) {
  for (const Words& words : kStates)
    if (words.code == code) return words.status;
  return std::nullopt;
}

std::string_view name_of(TaskService service) {
  return service == TaskService::compute ? "compute" : "storage";
}

std::optional<TaskService> task_service(std::string_view name) {
  if (name == "compute") return TaskService::compute;
  if (name == "storage") return TaskService::storage;
  return std::nullopt;
}

http::Response one_task(const Task& task) {
  return printed_json(200, "{\"task\":" + object_of(task, task.status, shown_data(task), true) + '}');
}

http::Response task_list(const std::vector<const Task*>& tasks) {
  std::string text = "{\"tasks\":{";
  for (const Task* task : tasks) {
    if (text.back() != '{') text += ',';
    text += '"' + task->id + "\":";
    text += task->listed ? object_of(*task, task->listed->first, task->listed->second, false)
                         : object_of(*task, task->status, task->data, false);
  }
  return printed_json(200, text + "}}");
}

http::Response task_created(int status, const std::string& id) {
  return json(status, Json{{"success", "Task created"}, {"task_id", id}, {"task_url", "/tasks/" + id}});
}

http::Response transfer_task_created(const std::string& id) {
  return json(201, Json{{"success", "Task created"}, {"task_id", id}});
}

http::Response unknown_task(std::string_view id) {
  return error_only(404, "Task " + std::string(id) + " does not exist");
}

http::Response foreign_task() {
  return described(403, "Operation not permitted. Invalid task owner.");
}

http::Response bad_task_filter(std::string_view objection) {
  return failed(400, "Failed to retrieve tasks information", "'tasks' " + std::string(objection));
}

http::Response internal_task_created(const std::string& id) {
  return json(201, Json{{"hash_id", id}, {"task_url", "/tasks/" + id}});
}

http::Response no_service_informed() {
  return described(403, "No service informed");
}

http::Response unknown_service(std::string_view name) {
  return described(403, "Service " + std::string(name) + " is unknown");
}

http::Response bad_task_status(std::string_view code) {
  return json(400, Json{{"error", "Status code error"}, {"status", code}});
}

http::Response task_updated() {
  return json(200, Json{{"success", "task updated"}});
}

http::Response task_removed() {
  http::Response response;
  response.status = 204;
  response.headers.add("Content-Type", "application/json");
  return response;
}

http::Response task_expires(std::int64_t seconds) {
  return json(200, Json{{"success", "Task expiration time set to " + std::to_string(seconds) + " secs."}});
}

http::Response bad_request_page() {
  http::Response response;
  response.status = 400;
  response.headers.add("Content-Type", "text/html; charset=utf-8");
  response.body =
      "<!doctype html>\n<html lang=en>\n<title>400 Bad Request</title>\n<h1>Bad Request</h1>\n<p>The browser (or "
      "proxy) "
      "sent a request that this server could not understand.</p>\n";
  return response;
}

}  // namespace hpc::apis::firecrest::wire
