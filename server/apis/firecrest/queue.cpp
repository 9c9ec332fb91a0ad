#include "apis/firecrest/queue.h"

#include <algorithm>

#include "site/batch_script.h"

namespace hpc::apis::firecrest {
namespace {

constexpr std::uint64_t kTailBytes = 1000;
constexpr Duration kForEver = std::chrono::hours(24 * 365 * 50);

// Running ones by id, then waiting ones, as Scheduler::live() has them; among waiting ones of these few the older
// first.
bool goes_before(const site::Job* a, const site::Job* b) {
  const bool a_waits = a->state == site::JobState::pending, b_waits = b->state == site::JobState::pending;
  return a_waits != b_waits ? b_waits : a->id < b->id;
}

// Jobs of these ids that have not ended: looked up, so that a long queue costs nothing.
std::vector<const site::Job*> find_live(const site::Scheduler& scheduler, const std::vector<JobRef>& wanted) {
  std::vector<const site::Job*> jobs;
  for (const JobRef& ref : wanted)
    for (const site::Job* job : scheduler.elements(ref.id))
      if (ref.takes(*job) && !site::is_final(job->state)) jobs.push_back(job);
  std::sort(jobs.begin(), jobs.end(), goes_before);
  jobs.erase(std::unique(jobs.begin(), jobs.end()), jobs.end());
  return jobs;
}

std::vector<const site::Job*> live_jobs(const Login& who, bool own, const std::vector<JobRef>& wanted) {
  const site::Scheduler& scheduler = who.machine.scheduler();
  if (wanted.empty()) return own ? scheduler.live_of(who.user) : scheduler.live();
  std::vector<const site::Job*> jobs = find_live(scheduler, wanted);
  if (own) std::erase_if(jobs, [&who](const site::Job* job) { return job->spec->user != who.user; });
  return jobs;
}

Duration elapsed(const site::Job& job, Instant now) {
  return job.started ? job.ended.value_or(now) - *job.started : Duration{};
}

std::string time_left(const site::Job& job, Instant now) {
  if (job.time_limit <= Duration{} || job.time_limit > kForEver) return "UNLIMITED";
  const Duration left = job.time_limit - elapsed(job, now);
  return left < Duration{} ? "INVALID" : site::format_time_used(left);
}

std::string start_of(const site::Job& job) {
  if (job.started) return iso_seconds(*job.started);
  return job.expected_start ? iso_seconds(*job.expected_start) : "N/A";
}

std::string state_text(site::JobState state, site::Uid cancelled_by) {
  std::string text(site::name_of(state));
  if (state == site::JobState::cancelled) text += " by " + std::to_string(cancelled_by);
  return text;
}

std::string exit_text(const site::ExitStatus& exit) {
  return std::to_string(exit.code) + ':' + std::to_string(exit.signal);
}

AccountedJob live_line(const Login& who, const QueueLine& line, Instant now) {
  const site::Job& job = *line.front();
  const Duration used = elapsed(job, now);
  const bool is_pending = job.state == site::JobState::pending;
  AccountedJob accounted;
  accounted.id = display_id(line);
  accounted.partition = job.partition;
  accounted.name = job.spec->name;
  accounted.user = job.spec->user;
  accounted.state = state_text(job.state, job.cancelled_by);
  accounted.start = job.started ? iso_seconds(*job.started) : "Unknown";
  accounted.elapsed = site::format_elapsed(used);
  accounted.cpu_time = site::format_elapsed(used * job.cpus);
  accounted.end = "Unknown";
  accounted.nodes = std::to_string(is_pending ? job.spec->min_nodes : static_cast<std::uint32_t>(job.nodes.size()));
  accounted.node_list =
      is_pending ? "None assigned" : site::compress_host_list(who.machine.scheduler().node_names(job));
  accounted.exit_code = exit_text(job.exit);
  return accounted;
}

AccountedJob record_line(const site::JobRecord& record) {
  const Duration used = record.started ? record.ended - *record.started : Duration{};
  AccountedJob accounted;
  accounted.id = display_id(record.id, record.array_id, record.array_index);
  accounted.partition = record.partition;
  accounted.name = record.name;
  accounted.user = record.user;
  accounted.state = state_text(record.state, record.cancelled_by);
  accounted.start = record.started ? iso_seconds(*record.started) : "None";
  accounted.elapsed = site::format_elapsed(used);
  accounted.cpu_time = site::format_elapsed(used * record.cpus);
  accounted.end = iso_seconds(record.ended);
  accounted.nodes = std::to_string(record.node_count);
  accounted.node_list = record.node_list.empty() ? "None assigned" : std::string(record.node_list);
  accounted.exit_code = exit_text(record.exit);
  return accounted;
}

bool is_held(const site::Job& job) {
  return job.state == site::JobState::pending &&
         (job.reason == site::PendingReason::held_by_user || job.reason == site::PendingReason::held_by_admin);
}

// Ended jobs of these ids: each is looked up, nothing is searched.
void add_records(const Login& who, const JobRef& ref, std::vector<site::JobRecord>& records) {
  const site::Scheduler& scheduler = who.machine.scheduler();
  const auto own = [&](const site::JobRecord& record) { return record.user == who.user && ref.takes(record); };
  const auto first = scheduler.record(ref.id);
  if (first && own(*first)) records.push_back(*first);
  // The elements of an array have ids that follow the first one's; one that is live ends nothing.
  if (first && first->array_id == 0) return;
  for (site::JobId id = ref.id + 1; id <= scheduler.last_id(); ++id) {
    const auto record = scheduler.record(id);
    const site::Job* live = record ? nullptr : scheduler.find(id);
    const site::JobId array = record ? record->array_id : live ? live->array_id : 0;
    if (array != ref.id) return;
    if (record && own(*record)) records.push_back(*record);
  }
}

// The user's, of those that have ended since: the newest ones, taken in more and more until an older one is among them.
std::vector<site::JobRecord> ended_since(const Login& who, Instant from) {
  for (std::size_t count = 64;; count *= 4) {
    std::vector<site::JobRecord> records = who.machine.scheduler().records_of(who.user, count);
    if (records.size() < count || records.back().ended < from) return records;
  }
}

std::vector<site::JobRecord> ended_jobs(const Login& who, const std::vector<JobRef>& wanted, Instant from) {
  if (wanted.empty()) return ended_since(who, from);
  std::vector<site::JobRecord> records;
  for (const JobRef& ref : wanted) add_records(who, ref, records);
  return records;
}

}  // namespace

std::string tail_of_file(const Login& who, const std::string& path) {
  const auto parsed = site::Path::parse(path, who.home);
  if (!parsed) return {};
  const auto content = who.machine.files().read(who.credentials, *parsed);
  if (!content) return {};
  const std::uint64_t from = content->size() > kTailBytes ? content->size() - kTailBytes : 0;
  std::string tail = content->slice(from).str();
  if (!tail.empty() && tail.back() == '\n') tail.pop_back();
  return tail;
}

std::vector<QueueLine> queue_of(const Login& who, bool own, const std::vector<JobRef>& wanted) {
  return lines_of(live_jobs(who, own, wanted));
}

ActiveJob describe(const Login& who, const QueueLine& line, bool with_files, Instant now) {
  const site::Job& job = *line.front();
  const bool is_pending = job.state == site::JobState::pending;
  ActiveJob active;
  active.id = display_id(line);
  active.partition = job.partition;
  active.name = job.spec->name;
  active.user = job.spec->user;
  active.state = site::name_of(job.state);
  active.time_used = site::format_time_used(elapsed(job, now));
  active.start = start_of(job);
  active.time_left = time_left(job, now);
  active.nodes = std::to_string(is_pending ? job.spec->min_nodes : static_cast<std::uint32_t>(job.nodes.size()));
  active.node_list = is_pending ? '(' + std::string(site::name_of(job.reason)) + ')'
                                : site::compress_host_list(who.machine.scheduler().node_names(job));
  if (!with_files) return active;
  active.script_path = job.spec->script_path;
  active.stdout_path = job.stdout_path;
  active.stderr_path = job.stderr_path;
  if (is_pending) return active;
  active.stdout_tail = tail_of_file(who, job.stdout_path);
  active.stderr_tail = job.stderr_path == job.stdout_path ? active.stdout_tail : tail_of_file(who, job.stderr_path);
  return active;
}

std::vector<AccountingEntry> accounting_of(const Login& who, const std::vector<JobRef>& wanted,
                                           const AccountingWindow& window) {
  std::vector<const site::Job*> live = live_jobs(who, true, wanted);
  std::erase_if(live, [&window](const site::Job* job) { return is_held(*job) || job->submitted > window.until; });
  std::vector<AccountingEntry> entries;
  for (QueueLine& line : lines_of(live)) entries.push_back({line.front()->id, std::move(line), {}});
  for (const site::JobRecord& record : ended_jobs(who, wanted, window.from))
    if (record.ended >= window.from && record.submitted <= window.until) entries.push_back({record.id, {}, record});

  const auto by_id = [](const AccountingEntry& a, const AccountingEntry& b) { return a.id < b.id; };
  const auto is_same = [](const AccountingEntry& a, const AccountingEntry& b) { return a.id == b.id; };
  std::stable_sort(entries.begin(), entries.end(), by_id);
  entries.erase(std::unique(entries.begin(), entries.end(), is_same), entries.end());  // ids that were asked for twice
  return entries;
}

AccountedJob describe(const Login& who, const AccountingEntry& entry, Instant now) {
  return entry.live.empty() ? record_line(entry.record) : live_line(who, entry.live, now);
}

}  // namespace hpc::apis::firecrest
