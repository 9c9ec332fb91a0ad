#include "apis/firecrest/compute.h"

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>

#include "apis/firecrest/accounting_time.h"
#include "apis/firecrest/job_ids.h"
#include "apis/firecrest/queue.h"
#include "apis/firecrest/task_wire.h"
#include "apis/firecrest/wire.h"
#include "base/client_json.h"
#include "base/encoding.h"

namespace hpc::apis::firecrest {
namespace {

Checked<http::Part> batch_file(const Parameters& form) {
  const http::Part* part = form.file("file");
  if (!part) return refuse(wire::no_batch_file_part());
  if (secure_filename(part->filename).empty()) return refuse(wire::no_batch_file_selected());
  if (part->content.empty()) return refuse(wire::empty_batch_file());
  if (!is_utf8(part->content.str())) return refuse(wire::internal_error_page());
  return *part;
}

// What Python's f"{value}" makes of a JSON value.
std::string environment_value(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
  if (value.is_null()) return "None";
  return value.dump();
}

struct EnvironmentText {
  bool is_json = true;
  bool is_object = true;
  Environment variables;
};

EnvironmentText read_environment(const std::string* text) {
  EnvironmentText environment;
  if (!text) return environment;
  const Json json = parse_client_json(*text);
  environment.is_json = !json.is_discarded();
  environment.is_object = json.is_object();
  if (environment.is_object)
    for (const auto& [name, value] : json.items()) environment.variables.emplace_back(name, environment_value(value));
  return environment;
}

Checked<std::vector<JobRef>> job_list(const Parameters& query) {
  std::vector<JobRef> refs;
  const std::string* text = query.find("jobs");
  if (!text) return refs;
  if (const auto fault = objection(text)) return refuse(wire::bad_job_list("'jobs' " + std::string(*fault)));
  const std::vector<std::string> elements = split_list(*text);
  if (std::find(elements.begin(), elements.end(), "") != elements.end())
    return refuse(wire::bad_job_list("Jobs list wrong format"));
  for (const std::string& element : elements) {
    const auto ref = parse_job_ref(element);
    if (!ref) return refuse(wire::bad_job_list(wire::not_a_job_id(element)));
    refs.push_back(*ref);
  }
  return refs;
}

// The lines of one page, or all; else what is wrong with the page.
template <class Line>
std::optional<Outcome> cut_page(std::vector<Line>& lines, const std::optional<Page>& page) {
  if (!page) return std::nullopt;
  const PageRange range = range_of(*page, lines.size());
  if (range.fault != PageFault::none) return wire::bad_page(*page, range);
  const auto first = lines.begin() + static_cast<std::ptrdiff_t>(range.first);
  lines = std::vector<Line>(first, first + static_cast<std::ptrdiff_t>(range.count));
  return std::nullopt;
}

// scancel's look at one id.
wire::Cancelled cancel_one(Login& who, const std::string& text) {
  using Result = wire::Cancelled::Result;
  site::Scheduler& scheduler = who.machine.scheduler();
  const auto ref = parse_job_ref(text);
  if (!ref) return {text, Result::no_id};
  std::vector<site::JobId> live;
  bool is_known = false;
  for (const site::Job* job : scheduler.elements(ref->id)) {
    if (!ref->takes(*job)) continue;
    is_known = true;
    if (site::is_final(job->state) || job->state == site::JobState::completing) continue;
    if (job->spec->user != who.user && !who.credentials.is_root()) return {text, Result::denied};
    live.push_back(job->id);
  }
  for (const site::JobId id : live) static_cast<void>(scheduler.cancel(id, who.credentials.uid));
  if (!live.empty()) return {text, Result::signalled};
  return {text, is_known ? Result::ended : Result::unknown};
}

std::string last_segment(const http::Request& request) {
  return percent_decode(request.path.substr(request.path.rfind('/') + 1));
}

}  // namespace

Checked<site::Cluster*> Compute::machine_of(const Call& call, const wire::ComputeWords& words) {
  const std::string* name = call.request.headers.find("X-Machine-Name");
  if (!name) return refuse(wire::compute_no_machine(words));
  site::Cluster* machine = machines_.find(*name);
  if (!machine) return refuse(wire::compute_unknown_machine(words));
  return machine;
}

Checked<void> Compute::reach(const Call& call, const site::Cluster& machine, const wire::ComputeWords& words) const {
  const Contact contact = machines_.contact(machine, call.user);
  const bool shows_later = contact == Contact::no_route || contact == Contact::refused;
  if (contact == Contact::works || (shows_later && words.broken_link_shows_in_task)) return {};
  return refuse(wire::compute_unreachable(words, contact));
}

Checked<Parameters> Compute::form_of(const Call& call) const {
  if (call.request.body.size() > machines_.options().max_file_size_bytes())
    return refuse(wire::compute_body_too_large(machines_.options().max_file_size_mb));
  return Parameters::of_form(call.request);
}

Checked<std::string> Compute::account_of(const Parameters& form) const {
  const std::string* account = form.find("account");
  if (!account) return std::string();
  if (const auto fault = objection(account)) return refuse(wire::invalid_account(*fault));
  return *account;
}

Checked<const Task*> Compute::make_task(const Call& call, const site::Cluster& machine, const wire::ComputeWords& words,
                                        std::string data) {
  if (machines_.options().is_down("tasks")) return refuse(wire::compute_no_task(words));
  return &tasks_.create(TaskService::compute, machine.name(), call.user, std::move(data));
}

Answer Compute::query(const Call& call, const site::Cluster& machine, const wire::ComputeWords& words, Work work) {
  const Task& task = *FIRECREST_TRY(make_task(call, machine, words, wire::queued_data()));
  tasks_.later(task.id, machines_.options().query_latency,
               [this, system = machine.name(), user = call.user, work = std::move(work)] {
                 site::Cluster* then = machines_.find(system);
                 const Contact contact = machines_.contact(*then, user);
                 if (contact != Contact::works) return wire::broken_link(contact);
                 Login who = login(machines_.site(), *then, user);
                 return work(who);
               });
  return wire::task_created(200, task.id);
}

void Compute::submit_later(const std::string& task, Submission submission) {
  tasks_.later(task, machines_.options().submission_latency, [this, submission = std::move(submission)] {
    const auto submitted = firecrest::submit(machines_, submission);
    return submitted ? wire::submitted_job(*submitted) : wire::refused_submission(submitted.error());
  });
}

Answer Compute::upload(const Call& call) {
  site::Cluster* machine = FIRECREST_TRY(machine_of(call, wire::kUpload));
  const Parameters form = FIRECREST_TRY(form_of(call));
  const std::string account = FIRECREST_TRY(account_of(form));
  FIRECREST_TRY(reach(call, *machine, wire::kUpload));
  const http::Part file = FIRECREST_TRY(batch_file(form));

  const Task& task = *FIRECREST_TRY(make_task(call, *machine, wire::kUpload, wire::empty_object()));
  const EnvironmentText environment = read_environment(form.find("env"));
  if (!environment.is_json) return refuse(wire::invalid_upload_environment(form.text("env")));
  tasks_.update(task.id, {TaskStatus::queued, wire::queued_data()});
  if (!environment.is_object) {
    tasks_.later(task.id, machines_.options().submission_latency, [] { return wire::finished_with_errors(); });
    return wire::task_created(201, task.id);
  }
  const std::string directory =
      machines_.options().base_directory(machine->name()) + '/' + call.user + "/firecrest/" + task.id;
  submit_later(task.id, {machine->name(), call.user, file.content, directory + '/' + secure_filename(file.filename),
                         account, environment.variables, std::nullopt});
  return wire::task_created(201, task.id);
}

Checked<std::string> Compute::script_path_of(const Call& call, site::Cluster& machine, const std::string& path) {
  if (machines_.contact(machine, call.user) == Contact::timed_out) return refuse(wire::slow_script_check());
  FIRECREST_TRY(reach(call, machine, wire::kPath));
  const Login who = login(machines_.site(), machine, call.user);
  const auto refuse_error = [&path](const Error& error) {
    return refuse(wire::unusable_script(path, error.posix, error.sentence));
  };
  const auto parsed = site::Path::parse(path, who.home);
  if (!parsed) return refuse_error(parsed.error());
  const auto found = machine.files().stat(who.credentials, *parsed);
  if (!found) return refuse_error(found.error());
  if (found->type == site::FileType::directory) return refuse(wire::unusable_script(path, EISDIR, ""));
  const auto readable = machine.files().access(who.credentials, *parsed, site::can_read);
  if (!readable) return refuse_error(readable.error());
  return parsed->str();
}

Answer Compute::submit_path(const Call& call) {
  site::Cluster* machine = FIRECREST_TRY(machine_of(call, wire::kPath));
  const Parameters form = FIRECREST_TRY(form_of(call));
  const std::string* target = form.find("targetPath");
  if (const auto fault = objection(target)) return refuse(wire::bad_target_path(*fault));
  const std::string account = FIRECREST_TRY(account_of(form));
  const std::string path = FIRECREST_TRY(script_path_of(call, *machine, *target));
  const EnvironmentText environment = read_environment(form.find("env"));
  if (!environment.is_json) return refuse(wire::invalid_path_environment());

  const Task& task =
      *FIRECREST_TRY(make_task(call, *machine, wire::kPath, wire::text_data(machines_.options().tasks_url)));
  // JSON that is no object kills upstream's worker before it has begun.
  if (environment.is_object)
    submit_later(task.id,
                 {machine->name(), call.user, std::nullopt, path, account, environment.variables, std::nullopt});
  return wire::task_created(201, task.id);
}

Outcome Compute::list_jobs(Login& who, const std::vector<JobRef>& wanted, bool own,
                           const std::optional<Page>& page) const {
  const site::Scheduler& scheduler = who.machine.scheduler();
  // squeue objects to an id that it does not know only when it is asked for nothing else.
  if (wanted.size() == 1 && wanted.front().is_plain && !scheduler.find(wanted.front().id)) return wire::unknown_job();
  std::vector<QueueLine> lines = queue_of(who, own, wanted);
  if (auto fault = cut_page(lines, page)) return *std::move(fault);
  std::vector<ActiveJob> jobs;
  for (const QueueLine& line : lines) jobs.push_back(describe(who, line, own, machines_.site().clock().now()));
  return wire::active_job_list(jobs, own);
}

Answer Compute::jobs(const Call& call) {
  site::Cluster* machine = FIRECREST_TRY(machine_of(call, wire::kJobs));
  const Parameters query_fields = Parameters::of_query(call.request);
  const std::vector<JobRef> wanted = FIRECREST_TRY(job_list(query_fields));
  FIRECREST_TRY(reach(call, *machine, wire::kJobs));
  const bool own = !query_fields.has("userJobs") || query_fields.is_true("userJobs");
  const std::optional<Page> page = page_of(query_fields);
  if (page && page->size == 0) {  // upstream's worker divides by it and dies
    const Task& task = *FIRECREST_TRY(make_task(call, *machine, wire::kJobs, wire::queued_data()));
    return wire::task_created(200, task.id);
  }
  return query(call, *machine, wire::kJobs,
               [this, wanted, own, page](Login& who) { return list_jobs(who, wanted, own, page); });
}

Answer Compute::job(const Call& call) {
  site::Cluster* machine = FIRECREST_TRY(machine_of(call, wire::kJob));
  const std::string text = last_segment(call.request);
  const auto ref = parse_job_ref(text);
  if (!ref) return refuse(wire::bad_job_list(wire::not_a_job_id(text)));
  FIRECREST_TRY(reach(call, *machine, wire::kJob));
  if (machines_.options().bug_jobs_by_id) {
    const Task& task = *FIRECREST_TRY(make_task(call, *machine, wire::kJob, wire::queued_data()));
    return wire::task_created(200, task.id);
  }
  return query(call, *machine, wire::kJob,
               [this, wanted = std::vector<JobRef>{*ref}](Login& who) { return list_jobs(who, wanted, true, {}); });
}

Answer Compute::cancel(const Call& call) {
  site::Cluster* machine = FIRECREST_TRY(machine_of(call, wire::kCancel));
  const std::string ids = last_segment(call.request);
  if (has_invalid_char(ids)) return refuse(wire::bad_cancel_id());
  FIRECREST_TRY(reach(call, *machine, wire::kCancel));
  return query(call, *machine, wire::kCancel, [ids](Login& who) {
    std::vector<wire::Cancelled> cancelled;
    for (const std::string& id : split_list(ids)) cancelled.push_back(cancel_one(who, id));
    return wire::cancelled_jobs(cancelled);
  });
}

Outcome Compute::account(const Login& who, const AccountingQuery& query) const {
  std::vector<JobRef> wanted;
  for (const std::string& id : query.ids.empty() ? std::vector<std::string>() : split_list(query.ids)) {
    const auto ref = parse_job_ref(id);
    if (!ref) return wire::bad_accounting_job(id);
    wanted.push_back(*ref);
  }
  const Instant now = machines_.site().clock().now();
  const Instant midnight = std::chrono::floor<std::chrono::days>(now);
  const AccountingWindow window{query.from.value_or(wanted.empty() ? midnight : Instant{}), query.until.value_or(now)};
  if (window.from > window.until) return wire::bad_accounting_window(window);
  std::vector<AccountingEntry> entries = accounting_of(who, wanted, window);
  if (auto fault = cut_page(entries, query.page)) return *std::move(fault);
  std::vector<AccountedJob> jobs;
  for (const AccountingEntry& entry : entries) jobs.push_back(describe(who, entry, now));
  return wire::accounting_list(jobs);
}

Answer Compute::accounting(const Call& call) {
  site::Cluster* machine = FIRECREST_TRY(machine_of(call, wire::kAccounting));
  const Parameters fields = Parameters::of_query(call.request);
  const std::string ids = fields.text("jobs");
  if (has_invalid_char(ids)) return refuse(wire::bad_accounting_ids("has invalid char"));
  FIRECREST_TRY(reach(call, *machine, wire::kAccounting));
  const bool all_formats = machines_.options().acct_times_all_formats;
  const Instant now = machines_.site().clock().now();
  const AccountingQuery asked{ids, accounting_time(fields.text("starttime"), now, all_formats),
                              accounting_time(fields.text("endtime"), now, all_formats), page_of(fields)};
  return query(call, *machine, wire::kAccounting, [this, asked](Login& who) { return account(who, asked); });
}

Answer Compute::nodes(const Call& call) {
  site::Cluster* machine = FIRECREST_TRY(machine_of(call, wire::kNodes));
  const Parameters fields = Parameters::of_query(call.request);
  const std::string* names = fields.find("nodes");
  if (const auto fault = names ? objection(names) : std::nullopt) return refuse(wire::bad_nodes(*fault, *names));
  FIRECREST_TRY(reach(call, *machine, wire::kNodes));
  const std::vector<std::string> wanted = names ? split_list(*names) : std::vector<std::string>();
  return query(call, *machine, wire::kNodes, [wanted](Login& who) {
    const site::Scheduler& scheduler = who.machine.scheduler();
    std::vector<const site::Node*> found;
    for (const std::string& name : wanted) {
      const site::Node* node = scheduler.node(name);
      if (!node) return wire::unknown_node(name);
      found.push_back(node);
    }
    if (wanted.empty())
      for (const site::Node& node : scheduler.nodes()) found.push_back(&node);
    return wire::node_list(found, scheduler.partitions());
  });
}

Answer Compute::node(const Call& call) {
  site::Cluster* machine = FIRECREST_TRY(machine_of(call, wire::kNodes));
  const std::string name = call.request.parameter("nodeName");
  if (has_invalid_char(name)) return refuse(wire::bad_node_name(name, "has invalid char"));
  FIRECREST_TRY(reach(call, *machine, wire::kNodes));
  return query(call, *machine, wire::kNodes, [name](Login& who) {
    const site::Scheduler& scheduler = who.machine.scheduler();
    const site::Node* node = scheduler.node(name);
    return node ? wire::node_list({node}, scheduler.partitions()) : wire::unknown_node(name);
  });
}

Answer Compute::partitions(const Call& call) {
  site::Cluster* machine = FIRECREST_TRY(machine_of(call, wire::kPartitions));
  const Parameters fields = Parameters::of_query(call.request);
  const std::string* names = fields.find("partitions");
  if (const auto fault = names ? objection(names) : std::nullopt) return refuse(wire::bad_partitions(*fault, *names));
  FIRECREST_TRY(reach(call, *machine, wire::kPartitions));
  const std::vector<std::string> wanted = names ? split_list(*names) : std::vector<std::string>();
  return query(call, *machine, wire::kPartitions, [wanted](Login& who) {
    std::vector<const site::PartitionSpec*> found;
    for (const site::PartitionSpec& partition : who.machine.scheduler().partitions())
      if (wanted.empty() || std::find(wanted.begin(), wanted.end(), partition.name) != wanted.end())
        found.push_back(&partition);
    return wire::partition_list(found, who.machine.scheduler());
  });
}

Answer Compute::reservations(const Call& call) {
  site::Cluster* machine = FIRECREST_TRY(machine_of(call, wire::kPartitions));
  const Parameters fields = Parameters::of_query(call.request);
  const std::string* names = fields.find("reservations");
  if (const auto fault = names ? objection(names) : std::nullopt) return refuse(wire::bad_reservations(*fault, *names));
  FIRECREST_TRY(reach(call, *machine, wire::kPartitions));
  const std::vector<std::string> wanted = names ? split_list(*names) : std::vector<std::string>();
  return query(call, *machine, wire::kPartitions, [this, wanted](Login& who) {
    std::vector<const site::AdvanceReservation*> found;
    for (const site::AdvanceReservation* reservation : machines_.reservations(who.machine).all())
      if (wanted.empty() || std::find(wanted.begin(), wanted.end(), reservation->name) != wanted.end())
        found.push_back(reservation);
    return wire::reservation_data(found, machines_.site().clock().now());
  });
}

}  // namespace hpc::apis::firecrest
