#include "apis/control/wire.h"
#include "base/client_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace hpc::apis::control {
namespace {

std::string_view name_of(About about) {
  switch (about) {
    case About::request:
      return "request";
    case About::site:
      return "site";
    case About::sandbox:
      return "sandbox";
    case About::cluster:
      return "cluster";
    case About::node:
      return "node";
    case About::partition:
      return "partition";
    case About::account:
      return "account";
    case About::user:
      return "user";
    case About::job:
      return "job";
    case About::path:
      return "path";
    case About::program:
      return "program";
    case About::reservation:
      return "reservation";
    case About::token:
      return "token";
    case About::object:
      return "object";
    case About::document:
      return "document";
  }
  return "";
}

OrderedJson optional_instant(const std::optional<Instant>& instant) {
  return instant ? OrderedJson(instant_to_wire(*instant)) : OrderedJson(nullptr);
}

std::string exit_to_wire(site::ExitStatus exit) { return fmt::format("{}:{}", exit.code, exit.signal); }

}  // namespace

std::string instant_to_wire(Instant instant) { return iso_microseconds(instant) + 'Z'; }

http::Response json_response(const OrderedJson& body, int status) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  response.body = Bytes(body.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + '\n');
  return response;
}

int status_of(const Error& error) {
  switch (error.what) {
    case Errc::invalid:
      return 400;
    case Errc::unauthenticated:
      return 401;
    case Errc::denied:
      return 403;
    case Errc::missing:
      return 404;
    case Errc::exists:
    case Errc::conflict:
      return 409;
    case Errc::too_large:
      return 413;
    case Errc::unsupported:
      return 501;
    case Errc::unavailable:
    case Errc::timed_out:
      return 503;
    case Errc::internal:
      return 500;
  }
  return 500;
}

http::Response error_response(const Error& error) {
  return json_response({{"error", error.sentence}, {"about", name_of(error.about)}}, status_of(error));
}

OrderedJson sandbox_to_wire(const centre::Sandbox& sandbox, const http::Request& request,
                            const centre::Sandboxes& all) {
  OrderedJson apis = OrderedJson::object();
  std::string control;
  for (const http::ApiType& type : all.types()) {
    const std::string url = all.url_of(type, sandbox.name(), request.origin());
    if (type.is_control)
      control = url;
    else
      apis[type.name] = url;
  }
  return {{"name", sandbox.name()},
          {"seed", sandbox.settings().seed},
          {"clock", to_string(sandbox.settings().clock)},
          {"control", control},
          {"apis", std::move(apis)}};
}

OrderedJson clock_to_wire(centre::Sandbox& sandbox) {
  const auto next = sandbox.site().virtual_timeline().next();
  return {{"now", instant_to_wire(sandbox.site().clock().now())},
          {"mode", to_string(sandbox.pacer().setting())},
          {"pending_events", sandbox.site().virtual_timeline().pending()},
          {"next_event", optional_instant(next)}};
}

OrderedJson job_to_wire(const site::Job& job, const site::Scheduler& scheduler) {
  return {{"id", job.id},
          {"array_id", job.array_id ? OrderedJson(job.array_id) : OrderedJson(nullptr)},
          {"array_index", job.array_id ? OrderedJson(job.array_index) : OrderedJson(nullptr)},
          {"name", job.spec->name},
          {"user", job.spec->user},
          {"account", job.spec->account},
          {"partition", job.partition},
          {"state", site::name_of(job.state)},
          {"reason", site::name_of(job.reason)},
          {"exit", exit_to_wire(job.exit)},
          {"submitted", instant_to_wire(job.submitted)},
          {"started", optional_instant(job.started)},
          {"ended", optional_instant(job.ended)},
          {"time_limit_seconds", std::chrono::duration_cast<std::chrono::seconds>(job.time_limit).count()},
          {"cpus", job.cpus},
          {"nodes", scheduler.node_names(job)},
          {"stdout", job.stdout_path},
          {"stderr", job.stderr_path}};
}

OrderedJson record_to_wire(const site::JobRecord& record) {
  return {{"id", record.id},
          {"array_id", record.array_id ? OrderedJson(record.array_id) : OrderedJson(nullptr)},
          {"array_index", record.array_id ? OrderedJson(record.array_index) : OrderedJson(nullptr)},
          {"name", record.name},
          {"user", record.user},
          {"account", record.account},
          {"partition", record.partition},
          {"state", site::name_of(record.state)},
          {"exit", exit_to_wire(record.exit)},
          {"submitted", instant_to_wire(record.submitted)},
          {"started", optional_instant(record.started)},
          {"ended", instant_to_wire(record.ended)},
          {"cpus", record.cpus},
          {"nodes", site::expand_host_list(record.node_list)}};
}

OrderedJson node_to_wire(const site::Node& node) {
  return {{"name", node.spec.name},
          {"state", site::name_of(node.state())},
          {"reason", node.reason},
          {"cpus", node.spec.cpus},
          {"used_cpus", node.used_cpus},
          {"memory_mib", node.spec.memory},
          {"used_memory_mib", node.used_memory},
          {"gpus", node.spec.gpus},
          {"used_gpus", node.used_gpus},
          {"features", node.spec.features},
          {"jobs", node.jobs}};
}

OrderedJson entry_to_wire(const std::string& path, const site::Stat& stat, const std::string& target,
                          const site::Accounts& accounts) {
  const char* type = stat.type == site::FileType::directory ? "directory"
                     : stat.type == site::FileType::symlink ? "link"
                                                            : "file";
  OrderedJson entry = {{"path", path},
                       {"type", type},
                       {"mode", fmt::format("{:04o}", stat.mode)},
                       {"owner", accounts.user_name(stat.uid)},
                       {"group", accounts.group_name(stat.gid)},
                       {"size", stat.size},
                       {"links", stat.links},
                       {"modified", instant_to_wire(stat.modified)}};
  if (stat.type == site::FileType::symlink) entry["target"] = target;
  return entry;
}

OrderedJson journal_to_wire(const centre::JournalEntry& entry) {
  return {{"number", entry.number},
          {"at", instant_to_wire(entry.at)},
          {"method", entry.method},
          {"target", entry.target},
          {"operation", entry.operation.empty() ? OrderedJson(nullptr) : OrderedJson(entry.operation)},
          {"status", entry.status},
          {"client", entry.client},
          {"request_bytes", entry.request_bytes},
          {"response_bytes", entry.response_bytes}};
}

Result<OrderedJson> object_in(const http::Request& request, std::initializer_list<std::string_view> known) {
  if (request.body.empty()) return OrderedJson(OrderedJson::object());
  OrderedJson body = parse_client_ordered_json(request.body.str());
  if (!body.is_object()) return failure(Errc::invalid, About::request, "the body is not a JSON object");
  for (const auto& [key, value] : body.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    std::string allowed;
    for (std::string_view name : known) allowed += (allowed.empty() ? "" : ", ") + std::string(name);
    return failure(Errc::invalid, About::request, "unknown member \"" + key + "\"; allowed are " + allowed);
  }
  return body;
}

Result<std::optional<std::string>> text_in(const OrderedJson& object, const char* key) {
  if (!object.contains(key)) return std::optional<std::string>();
  if (!object.at(key).is_string())
    return failure(Errc::invalid, About::request, fmt::format("\"{}\" is not a string", key));
  return std::optional<std::string>(object.at(key).get<std::string>());
}

}  // namespace hpc::apis::control
