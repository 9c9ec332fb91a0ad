#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/prominence/description.h"
#include "apis/prominence/prominence.h"
#include "apis/prominence/refusals.h"
#include "apis/prominence/wire.h"
#include "apis/prominence/wire_workflow.h"

namespace hpc::apis::prominence {
namespace {

bool is_wanted(const Workflow& workflow, const Query& query) {
  if (query.label && std::find(workflow.labels.begin(), workflow.labels.end(), *query.label) == workflow.labels.end())
    return false;
  if (query.name && workflow.name != *query.name) return false;
  return !query.is_running || workflow.status == (*query.is_running ? Status::running : Status::pending);
}

bool has_blank(const std::string& name) {
  return name.find_first_of(" \t\n\r\f\v") != std::string::npos;
}

}  // namespace

Result<Workflow*> Prominence::create_workflow(const Caller& caller, std::shared_ptr<const Json> body) {
  std::vector<std::shared_ptr<const Description>> jobs;
  const wire::FactoryArtifacts made = HPC_TRY(wire::factory_artifacts(*body));
  for (const Json& job : wire::jobs_of(*body)) {
    jobs.push_back(HPC_TRY(understand(job, options_)));
    HPC_TRY(check_uploads(caller, *jobs.back(), made.jobs.count(jobs.back()->name) == 0));
  }
  for (const std::string& name : made.names)
    if (!has_upload(caller, name)) return failure(wire::no_upload("artifact", name));
  if (!is_up(Backend::schedd)) return failure(wire::refusal(Refusal::scheduler_down));
  if (options_.email_required && caller.email.empty()) return failure(wire::crash());
  const std::string name = wire::name_of_workflow(*body);
  if (options_.strict_workflow_names && (name.empty() || has_blank(name)))
    return failure(wire::refusal(Refusal::workflow_not_submitted));
  return workflows_.submit(std::make_shared<const Caller>(caller), std::move(body), std::move(jobs));
}

Result<http::Response> Prominence::submit_workflow(const Caller& caller, const http::Request& request) {
  const OrderedJson body = HPC_TRY(wire::read(request, options_.framework));
  HPC_TRY(check_workflow(body, options_));
  return wire::created(HPC_TRY(create_workflow(caller, std::make_shared<const Json>(Json::parse(body.dump()))))->id);
}

std::vector<const Workflow*> Prominence::select_by_ids(const Caller& caller, const Query& query) const {
  std::vector<const Workflow*> selected;
  for (const Id id : *query.ids) {
    const Workflow* workflow = workflows_.find(id);
    if (!workflow || workflow->owner->username != caller.username || !is_wanted(*workflow, query)) continue;
    if (workflow->is_in_queue || !query.is_running) selected.push_back(workflow);
  }
  std::sort(selected.begin(), selected.end(), [](const Workflow* a, const Workflow* b) {
    if (a->is_in_queue != b->is_in_queue) return b->is_in_queue;
    return a->is_in_queue ? a->id < b->id : a->left_as > b->left_as;
  });
  selected.erase(std::unique(selected.begin(), selected.end()), selected.end());
  return selected;
}

std::vector<const Workflow*> Prominence::select_workflows(const Caller& caller, const Query& query) const {
  if (query.ids) return select_by_ids(caller, query);
  std::vector<const Workflow*> selected;
  const std::vector<Id>& history =
      workflows_.history_of(caller.username)
          .among(query.name ? &*query.name : nullptr, query.label ? &*query.label : nullptr);
  if (query.wants_finished && !query.is_running)
    for (auto id = history.rbegin(); id != history.rend() && (!query.limit || selected.size() < *query.limit); ++id)
      if (const Workflow* workflow = workflows_.find(*id); is_wanted(*workflow, query)) selected.push_back(workflow);
  if (query.wants_active || query.is_running)
    for (const Id id : workflows_.active_of(caller.username))
      if (const Workflow* workflow = workflows_.find(id); is_wanted(*workflow, query)) selected.push_back(workflow);
  return selected;
}

Result<http::Response> Prominence::list_workflows(const Caller& caller, const http::Request& request) {
  const Result<Query> query = read_query(request, false);
  if (!query && query.error().what == Errc::unsupported) return wire::odd_refusal(OddRefusal::bad_status);
  if (!query) return failure(query.error());
  Json list = Json::array();
  for (const Workflow* workflow : select_workflows(caller, *query))
    list.push_back(query->detail ? wire::full_workflow(*workflow, options_)
                                 : wire::short_workflow(*workflow, options_));
  return wire::json(200, list);
}

Result<http::Response> Prominence::describe_workflow(const Caller& caller, const http::Request& request) {
  Json list = Json::array();
  const Workflow* workflow = workflows_.find(wire::read_id(request.parameter("id")));
  if (workflow && workflow->owner->username == caller.username)
    list.push_back(wire::full_workflow(*workflow, options_));
  return wire::json(200, list);
}

Result<http::Response> Prominence::delete_all_workflows(const Caller& caller, const std::vector<Id>& ids) {
  bool any = false;
  for (const Id id : ids) {
    Workflow* workflow = workflows_.find(id);
    if (workflow && workflow->owner->username == caller.username) any = workflows_.remove(*workflow) || any;
  }
  if (!any) return failure(wire::refusal(Refusal::no_such_workflows));
  return wire::empty_object();
}

Result<http::Response> Prominence::delete_workflow(const Caller& caller, const http::Request& request) {
  return delete_all_workflows(caller, {wire::read_id(request.parameter("id"))});
}

Result<http::Response> Prominence::delete_workflows(const Caller& caller, const http::Request& request) {
  const http::Fields fields = request.query_fields();
  const std::string* ids = fields.first("id");
  if (!ids) return failure(wire::refusal(Refusal::no_workflow_ids));
  return delete_all_workflows(caller, HPC_TRY(read_ids(*ids)));
}

Result<Workflow*> Prominence::workflow_of(const Caller& caller, const http::Request& request) {
  Workflow* workflow = workflows_.find(wire::read_id(request.parameter("id")));
  if (!workflow) return failure(wire::does_not_exist("workflow"));
  if (workflow->owner->username != caller.username) return failure(wire::not_yours("workflow"));
  return workflow;
}

Result<http::Response> Prominence::rerun_workflow(const Caller& caller, const http::Request& request) {
  const Workflow* workflow = workflows_.find(wire::read_id(request.parameter("id")));
  if (!workflow || workflow->owner->username != caller.username || workflow->is_in_queue)
    return failure(wire::refusal(Refusal::workflow_not_rerunnable));
  return wire::created(HPC_TRY(workflows_.rerun(*workflow))->id, 200);
}

Result<http::Response> Prominence::remove_workflow(const Caller& caller, const http::Request& request) {
  Workflow& workflow = *HPC_TRY(workflow_of(caller, request));
  if (!workflow.is_in_queue) return failure(wire::refusal(Refusal::workflow_not_queued));
  if (is_final(workflow.status)) workflows_.leave_queue(workflow);
  return wire::empty_object();
}

Result<http::Response> Prominence::clone_workflow(const Caller& caller, const http::Request& request) {
  const Workflow& workflow = *HPC_TRY(workflow_of(caller, request));
  return wire::created(HPC_TRY(create_workflow(caller, workflow.body))->id);
}

// The newest try of the job, or of its instance.
Result<http::Response> Prominence::workflow_output(const Caller& caller, const http::Request& request, bool is_stderr) {
  const Workflow& workflow = *HPC_TRY(workflow_of(caller, request));
  const http::Fields fields = request.query_fields();
  const std::string* given = fields.first("offset");
  const std::optional<std::int64_t> offset = given ? read_integer(*given) : 0;
  if (!offset || *offset < 0 || !options_.workflow_output) return failure(wire::crash());
  const std::string* number = request.path_parameters.first("n");
  const Node* node =
      workflow.node(request.parameter("job"), number ? std::optional(wire::read_id(*number)) : std::nullopt);
  if (const Job* job = node ? jobs_.find(node->last) : nullptr) {
    const site::Path path = directory_of(jobs_.place(), job->uuid) / output_file(is_stderr, 0);
    if (const Result<Bytes> content = cluster_.files().read({}, path))
      return wire::text(content->slice(static_cast<std::uint64_t>(*offset)));
  }
  return failure(wire::refusal(is_stderr ? Refusal::no_stderr : Refusal::no_stdout));
}

Result<http::Response> Prominence::workflow_stdout(const Caller& caller, const http::Request& request) {
  return workflow_output(caller, request, false);
}
Result<http::Response> Prominence::workflow_stderr(const Caller& caller, const http::Request& request) {
  return workflow_output(caller, request, true);
}

bool Prominence::is_workflow_of(const Caller& caller, const http::Request& request) const {
  const Workflow* workflow = workflows_.find(wire::read_id(request.parameter("id")));
  return workflow && workflow->owner->username == caller.username;
}

}  // namespace hpc::apis::prominence
