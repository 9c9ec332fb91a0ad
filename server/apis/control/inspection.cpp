#include <nlohmann/json.hpp>

#include "apis/control/control.h"
#include "apis/control/wire.h"
#include "base/encoding.h"

namespace hpc::apis::control {
namespace {

constexpr std::size_t kPage = 1000;  // entries in one answer unless ?limit= says less

// A query parameter as a number; `fallback` when it is absent.
Result<std::uint64_t> number_in(const http::Fields& query, const char* name, std::uint64_t fallback) {
  const std::string* text = query.first(name);
  if (!text) return fallback;
  if (text->empty() || text->size() > 18 || text->find_first_not_of("0123456789") != std::string::npos)
    return failure(Errc::invalid, About::request, std::string("?") + name + "= is not a number: \"" + *text + '"');
  return std::stoull(*text);
}

Result<site::NodeAvailability> availability_in(const std::string& text) {
  if (text == "up") return site::NodeAvailability::up;
  if (text == "drain") return site::NodeAvailability::drain;
  if (text == "down") return site::NodeAvailability::down;
  return failure(Errc::invalid, About::node, "\"state\" is up, drain or down, got \"" + text + '"');
}

const site::Credentials kRoot{};  // control sees everything

}  // namespace

Result<site::Cluster*> Control::cluster_of(const http::Request& request) {
  return sandbox_.site().cluster(request.parameter("cluster"));
}

Result<http::Response> Control::clusters(const http::Request&) {
  OrderedJson list = OrderedJson::array();
  for (const std::string& name : sandbox_.site().cluster_names()) {
    const site::Cluster& cluster = *HPC_TRY(sandbox_.site().cluster(name));
    OrderedJson mounts = OrderedJson::array();
    for (const site::Mount& mount : cluster.files().mounts())
      mounts.push_back({{"name", mount.name}, {"path", mount.path.str()}, {"available", mount.available}});
    OrderedJson partitions = OrderedJson::array();
    for (const site::PartitionSpec& partition : cluster.scheduler().partitions())
      partitions.push_back({{"name", partition.name},
                            {"default", partition.is_default},
                            {"up", partition.up},
                            {"nodes", partition.nodes.size()}});
    list.push_back({{"name", name},
                    {"description", cluster.spec().description},
                    {"nodes", cluster.scheduler().nodes().size()},
                    {"live_jobs", cluster.scheduler().live_count()},
                    {"finished_jobs", cluster.scheduler().record_count()},
                    {"partitions", std::move(partitions)},
                    {"filesystems", std::move(mounts)}});
  }
  return json_response({{"clusters", std::move(list)}});
}

Result<http::Response> Control::jobs(const http::Request& request) {
  const site::Scheduler& scheduler = (*HPC_TRY(cluster_of(request))).scheduler();
  const http::Fields query = request.query_fields();
  const std::uint64_t limit = HPC_TRY(number_in(query, "limit", kPage));
  const std::uint64_t first = HPC_TRY(number_in(query, "from", 0));
  const std::string* user = query.first("user");
  OrderedJson live = OrderedJson::array(), finished = OrderedJson::array();
  for (const site::Job* job : user ? scheduler.live_of(*user) : scheduler.live())
    if (live.size() < limit) live.push_back(job_to_wire(*job, scheduler));
  const auto wanted = [&](const site::JobRecord& record) { return !user || record.user == *user; };
  for (const site::JobRecord& record : scheduler.records(first, limit, wanted)) finished.push_back(record_to_wire(record));
  return json_response({{"live_count", scheduler.live_count()},
                        {"finished_count", scheduler.record_count()},
                        {"live", std::move(live)},
                        {"finished", std::move(finished)}});
}

Result<http::Response> Control::job(const http::Request& request) {
  const site::Scheduler& scheduler = (*HPC_TRY(cluster_of(request))).scheduler();
  const std::string& text = request.parameter("id");
  const bool is_number = text.size() < 19 && text.find_first_not_of("0123456789") == std::string::npos;
  const site::JobId id = is_number ? std::stoull(text) : 0;
  if (const site::Job* job = scheduler.find(id)) return json_response(job_to_wire(*job, scheduler));
  if (const auto record = scheduler.record(id)) return json_response(record_to_wire(*record));
  return failure(Errc::missing, About::job, "there is no job " + text + " on " + request.parameter("cluster"));
}

Result<http::Response> Control::nodes(const http::Request& request) {
  OrderedJson list = OrderedJson::array();
  for (const site::Node& node : (*HPC_TRY(cluster_of(request))).scheduler().nodes()) list.push_back(node_to_wire(node));
  return json_response({{"nodes", std::move(list)}});
}

Result<http::Response> Control::set_node(const http::Request& request) {
  site::Scheduler& scheduler = (*HPC_TRY(cluster_of(request))).scheduler();
  const OrderedJson body = HPC_TRY(object_in(request, {"state", "reason"}));
  const auto availability = HPC_TRY(availability_in(HPC_TRY(text_in(body, "state")).value_or("")));
  const std::string reason = HPC_TRY(text_in(body, "reason")).value_or("");
  HPC_TRY(scheduler.set_node(request.parameter("node"), availability, reason));
  return json_response(node_to_wire(*scheduler.node(request.parameter("node"))));
}

Result<http::Response> Control::files(const http::Request& request) {
  const site::FileSystem& files = (*HPC_TRY(cluster_of(request))).files();
  const site::Path path = HPC_TRY(site::Path::parse('/' + request.parameter("path")));
  const site::Accounts& accounts = sandbox_.site().accounts();
  const site::Stat stat = HPC_TRY(files.lstat(kRoot, path));
  std::string target;
  if (stat.type == site::FileType::symlink) target = HPC_TRY(files.read_link(kRoot, path));
  OrderedJson entry = entry_to_wire(path.str(), stat, target, accounts);
  if (stat.type == site::FileType::directory) {
    OrderedJson entries = OrderedJson::array();
    for (const site::DirectoryEntry& one : HPC_TRY(files.list(kRoot, path)))
      entries.push_back(entry_to_wire((path / one.name).str(), one.stat, one.target, accounts));
    entry["entries"] = std::move(entries);
  }
  return json_response(entry);
}

Result<http::Response> Control::content(const http::Request& request) {
  const site::FileSystem& files = (*HPC_TRY(cluster_of(request))).files();
  http::Response response;
  response.headers.add("Content-Type", "application/octet-stream");
  response.body = HPC_TRY(files.read(kRoot, HPC_TRY(site::Path::parse('/' + request.parameter("path")))));
  return response;
}

Result<http::Response> Control::journal(const http::Request& request) {
  const std::uint64_t after = HPC_TRY(number_in(request.query_fields(), "after", 0));
  OrderedJson entries = OrderedJson::array();
  for (const centre::JournalEntry& entry : sandbox_.journal())
    if (entry.number > after) entries.push_back(journal_to_wire(entry));
  return json_response({{"requests", sandbox_.requests()},
                        {"kept", centre::Sandbox::kJournal},
                        {"entries", std::move(entries)}});
}

}  // namespace hpc::apis::control
