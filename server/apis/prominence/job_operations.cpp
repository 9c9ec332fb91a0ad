#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/prominence/description.h"
#include "apis/prominence/prominence.h"
#include "apis/prominence/refusals.h"
#include "apis/prominence/staging.h"
#include "apis/prominence/wire.h"
#include "apis/prominence/wire_job.h"

namespace hpc::apis::prominence {
namespace {

constexpr Duration kLimit = std::chrono::seconds(30);  // of a command that is run beside a job

// An image or artifact that is no URL and no path is an uploaded object.
bool is_uploaded_image(const std::string& image) {
  if (image.find("http") != std::string::npos || image.starts_with('/')) return false;
  for (const char* ending : {".tar", ".tgz", ".simg", ".sif"})
    if (image.find(ending) != std::string::npos) return true;
  return false;
}

bool has_label(const Job& job, const std::pair<std::string, std::string>& wanted) {
  const auto& labels = job.description->labels;
  return std::find(labels.begin(), labels.end(), wanted) != labels.end();
}

bool is_wanted(const Job& job, const Query& query) {
  if (query.label && !has_label(job, *query.label)) return false;
  if (query.name && job.own_name() != *query.name) return false;
  if (query.is_running && (job.status != Status::pending) != *query.is_running) return false;
  if (query.is_running && is_final(job.status)) return false;
  return true;
}

}  // namespace

Result<void> Prominence::check_uploads(const Caller& caller, const Description& description, bool artifacts_too) const {
  for (const TaskPlan& task : description.tasks)
    if (is_uploaded_image(task.image) && !has_upload(caller, task.image))
      return failure(wire::no_upload("image", task.image));
  if (options_.disk_required && !description.says_disk) return failure(wire::crash());
  for (const Artifact& artifact : description.artifacts) {
    const bool is_upload =
        artifacts_too && !description.is_stored_elsewhere && artifact.url.find("http") == std::string::npos;
    if (is_upload && !has_upload(caller, artifact.url)) return failure(wire::no_upload("artifact", artifact.url));
  }
  return {};
}

Result<std::shared_ptr<const Description>> Prominence::create_description(const Caller& caller,
                                                                          const Json& body) const {
  std::shared_ptr<const Description> description = HPC_TRY(understand(body, options_));
  HPC_TRY(check_uploads(caller, *description));
  if (!is_up(Backend::schedd)) return failure(wire::refusal(Refusal::scheduler_down));
  return description;
}

Result<http::Response> Prominence::submit_job(const Caller& caller, const http::Request& request) {
  const OrderedJson body = HPC_TRY(wire::read(request, options_.framework));
  HPC_TRY(check_job(body, options_));
  const Json sorted = Json::parse(body.dump());
  auto description = HPC_TRY(create_description(caller, sorted));
  const Job& job = jobs_.submit(std::make_shared<const Caller>(caller), std::move(description));
  return wire::created(job.id);
}

// Jobs that are known by their ids: not by going through the history.
std::vector<const Job*> Prominence::select_among(const Caller& caller, const std::vector<Id>& ids,
                                                 const Query& query) const {
  std::vector<const Job*> selected;
  for (const Id id : ids) {
    const Job* job = jobs_.find(id);
    if (!job || job->owner->username != caller.username || !is_wanted(*job, query)) continue;
    const bool is_selected = query.is_running   ? job->is_in_queue
                             : job->is_in_queue ? query.wants_active
                                                : query.wants_finished;
    if (is_selected) selected.push_back(job);
  }
  std::sort(selected.begin(), selected.end(), [](const Job* a, const Job* b) {
    if (a->is_in_queue != b->is_in_queue) return b->is_in_queue;
    return a->is_in_queue ? a->id < b->id : a->left_as > b->left_as;
  });
  selected.erase(std::unique(selected.begin(), selected.end()), selected.end());
  return selected;
}

std::vector<const Job*> Prominence::select(const Caller& caller, const Query& query) const {
  if (query.of_workflow) {
    const Workflow* workflow = workflows_.find(query.ids->front());
    return workflow ? select_among(caller, workflow->submitted, query) : std::vector<const Job*>();
  }
  if (query.ids) return select_among(caller, *query.ids, query);
  std::vector<const Job*> selected;
  if (query.wants_finished && !query.is_running) {
    const std::vector<Id>& history =
        jobs_.history_of(caller.username)
            .among(query.name ? &*query.name : nullptr, query.label ? &*query.label : nullptr);
    for (auto id = history.rbegin(); id != history.rend() && (!query.limit || selected.size() < *query.limit); ++id)
      if (const Job* job = jobs_.find(*id); is_wanted(*job, query)) selected.push_back(job);
  }
  if (query.wants_active || query.is_running)
    for (const Id id : jobs_.active_of(caller.username))
      if (const Job* job = jobs_.find(id); is_wanted(*job, query)) selected.push_back(job);
  return selected;
}

Result<http::Response> Prominence::list_jobs(const Caller& caller, const http::Request& request) {
  const Result<Query> query = read_query(request, true);
  if (!query && query.error().what == Errc::unsupported) return wire::odd_refusal(OddRefusal::bad_status);
  if (!query) return failure(query.error());
  const wire::JobLinks links{options_, now(), link_maker(request)};
  std::string list = "[";
  for (const Job* job : select(caller, *query)) {
    if (list.size() > 1) list += ',';
    list += query->detail ? wire::print(wire::full_job(*job, links)) : wire::short_job(*job, options_, now());
  }
  return wire::json(200, list + "]");
}

Result<http::Response> Prominence::describe_job(const Caller& caller, const http::Request& request) {
  Json list = Json::array();
  const Job* job = jobs_.find(wire::read_id(request.parameter("id")));
  if (job && job->owner->username == caller.username)
    list.push_back(wire::full_job(*job, {options_, now(), link_maker(request)}));
  return wire::json(200, list);
}

Result<http::Response> Prominence::delete_all(const Caller& caller, const std::vector<Id>& ids) {
  bool any = false;
  for (const Id id : ids) {
    Job* job = jobs_.find(id);
    if (job && job->owner->username == caller.username) any = jobs_.remove(*job, Why::deleted_by_user) || any;
  }
  if (!any) return failure(wire::refusal(Refusal::no_such_jobs));
  return wire::empty_object();
}

Result<http::Response> Prominence::delete_job(const Caller& caller, const http::Request& request) {
  return delete_all(caller, {wire::read_id(request.parameter("id"))});
}

Result<http::Response> Prominence::delete_jobs(const Caller& caller, const http::Request& request) {
  const http::Fields fields = request.query_fields();
  const std::string* ids = fields.first("id");
  if (!ids) return failure(wire::refusal(Refusal::no_job_ids));
  return delete_all(caller, HPC_TRY(read_ids(*ids)));
}

Result<Job*> Prominence::job_of(const Caller& caller, const http::Request& request) {
  Job* job = jobs_.find(wire::read_id(request.parameter("id")));
  if (!job) return failure(wire::does_not_exist("job"));
  if (job->owner->username != caller.username) return failure(wire::not_yours("job"));
  return job;
}

Result<http::Response> Prominence::output(const Caller& caller, const http::Request& request, bool is_stderr) {
  const http::Fields fields = request.query_fields();
  const auto integer = [&fields](const char* name) -> Result<std::int64_t> {
    const std::string* given = fields.first(name);
    const std::optional<std::int64_t> value = given ? read_integer(*given) : 0;
    if (!value) return failure(wire::crash());
    return *value;
  };
  std::int64_t node = HPC_TRY(integer("node"));
  const std::int64_t offset = HPC_TRY(integer("offset"));
  if (is_workflow_of(caller, request)) return wire::text({});
  const Job& job = *HPC_TRY(job_of(caller, request));
  const bool is_single = job.description->nodes == 1;
  if (is_single) node = 0;
  const Result<Bytes> content =
      node < 0 || node >= job.description->nodes
          ? Result<Bytes>(failure(wire::crash()))
          : cluster_.files().read(
                {}, directory_of(jobs_.place(), job.uuid) / output_file(is_stderr, static_cast<std::uint32_t>(node)));
  if (!content && !is_single) return failure(wire::refusal(is_stderr ? Refusal::no_stderr : Refusal::no_stdout));
  if (offset < 0) return failure(wire::crash());
  return wire::text(content ? content->slice(static_cast<std::uint64_t>(offset)) : Bytes());
}

Result<http::Response> Prominence::job_stdout(const Caller& caller, const http::Request& request) {
  return output(caller, request, false);
}
Result<http::Response> Prominence::job_stderr(const Caller& caller, const http::Request& request) {
  return output(caller, request, true);
}

Result<http::Response> Prominence::remove_job(const Caller& caller, const http::Request& request) {
  Job& job = *HPC_TRY(job_of(caller, request));
  if (!job.is_in_queue) return failure(wire::refusal(Refusal::job_not_queued));
  if (is_final(job.status)) jobs_.leave_queue(job);
  return wire::empty_object();
}

Result<http::Response> Prominence::clone_job(const Caller& caller, const http::Request& request) {
  const Job& job = *HPC_TRY(job_of(caller, request));
  auto description = HPC_TRY(create_description(caller, *job.description->body));
  const Job& clone = jobs_.submit(std::make_shared<const Caller>(caller), std::move(description));
  return wire::created(clone.id);
}

// The answer is held until the command has ended, so the request comes here again and again.
Result<http::Response> Prominence::run_in_job(const Caller& caller, const http::Request& request) {
  if (!options_.exec) return failure(wire::switched_off());
  Job& job = *HPC_TRY(job_of(caller, request));
  std::erase_if(calls_,
                [this](const auto& call) { return now() > call.second->started + 2 * kLimit; });  // nobody waits
  const std::string key = request.client_address + " " + request.target;
  auto found = calls_.find(key);
  const http::Fields fields = request.query_fields();
  const std::string* command = fields.first("command");
  if (found == calls_.end()) {
    if (job.status != Status::running) return failure(wire::refusal(Refusal::job_not_running));
    if (!command) return wire::text({});
    found = calls_.emplace(key, start_call(job, *command)).first;
    if (!found->second->ended) return http::Response::not_yet();
  }
  Call& call = *found->second;
  const bool is_late = now() >= call.started + kLimit || job.status != Status::running;
  if (!call.ended && !is_late) return http::Response::not_yet();
  const bool worked = call.ended && call.ended->is_success();
  const std::string output = std::move(call.output);
  calls_.erase(found);
  if (!worked) return failure(wire::refusal(Refusal::command_failed));
  job.report->commands.push_back({*command, now()});
  return wire::text(Bytes(output));
}

std::unique_ptr<Prominence::Call> Prominence::start_call(const Job& job, const std::string& words) {
  auto made = std::make_unique<Call>();
  Call& waiting = *made;
  waiting.started = now();
  std::string command = words;
  std::replace(command.begin(), command.end(), ',', ' ');
  const site::Path directory = work_directory_of(jobs_.place(), job.uuid);
  command = with_mount_points(*job.description, directory, std::move(command));
  site::Programs::Call call;
  call.script = "#!/bin/bash\n" + command + "\n";
  call.credentials = site_.accounts().credentials(job.owner->username).value_or(site::Credentials{});
  call.user = job.owner->username;
  call.working_directory = directory;
  call.host = job.report->node;
  call.out = call.err = [&waiting](std::string_view text) { waiting.output += text; };
  waiting.execution =
      cluster_.programs().run(std::move(call), [&waiting](site::ExitStatus status) { waiting.ended = status; });
  site_.timeline().after(kLimit, [] {});  // a held answer is tried again at its limit
  return made;
}

}  // namespace hpc::apis::prominence
