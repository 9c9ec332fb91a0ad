#include "apis/firecrest/external_transfers.h"

#include <algorithm>
#include <cctype>
#include <cerrno>

#include "apis/firecrest/compute_wire.h"
#include "apis/firecrest/gnu_tools.h"
#include "apis/firecrest/parameters.h"
#include "apis/firecrest/task_wire.h"
#include "apis/firecrest/wire.h"
#include "base/digest.h"
#include "base/encoding.h"

namespace hpc::apis::firecrest {
namespace {

// Whether files can be made in a directory; else why not.
Result<void> writable_directory(const Login& who, const std::string& text) {
  const site::FileSystem& files = who.machine.files();
  const site::Path path = HPC_TRY(gnu::path_of(who, text));
  const site::Stat stat = HPC_TRY(files.stat(who.credentials, path));
  if (stat.type != site::FileType::directory)
    return failure(Error{Errc::conflict, About::path, "Not a directory", ENOTDIR});
  return files.access(who.credentials, path, site::can_write | site::can_execute);
}

Result<void> readable_file(const Login& who, const std::string& text) {
  const site::FileSystem& files = who.machine.files();
  const site::Path path = HPC_TRY(gnu::path_of(who, text));
  const site::Stat stat = HPC_TRY(files.stat(who.credentials, path));
  if (stat.type == site::FileType::directory)
    return failure(Error{Errc::conflict, About::path, "Is a directory", EISDIR});
  return files.access(who.credentials, path, site::can_read);
}

std::string absolute(const Login& who, const std::string& text) {
  const auto path = gnu::path_of(who, text);
  return path ? path->str() : text;
}

bool is_alphanumeric(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
}

}  // namespace

ExternalTransfers::ExternalTransfers(Machines& machines, Tasks& tasks, ObjectStorage& storage)
    : machines_(machines), tasks_(tasks), storage_(storage) {
  tasks_.on_look = [this](const std::string& task) { looked_at(task); };
  storage_.store.on_put = [this](const std::string& bucket, const std::string& key) { object_arrived(bucket, key); };
}

Checked<site::Cluster*> ExternalTransfers::machine_of(const Call& call) {
  const std::string* name = call.request.headers.find("X-Machine-Name");
  if (!name) return refuse(wire::no_machine_name());
  site::Cluster* machine = machines_.find(*name);
  if (!machine) return refuse(wire::storage_unknown_machine());
  return machine;
}

// A directory takes the object under its own name; else the target is the file's path, in a directory that is there.
Checked<std::string> ExternalTransfers::upload_target(const Login& who, const std::string& target,
                                                      const std::string& object) const {
  if (writable_directory(who, target)) return absolute(who, target + '/' + object);
  const std::string parent = gnu::directory_name(target);
  const auto checked = writable_directory(who, parent);
  if (!checked) return refuse(wire::upload_target_refused({parent, checked.error().posix, checked.error().sentence}));
  return absolute(who, target);
}

Answer ExternalTransfers::upload(const Call& call) {
  site::Cluster* machine = FIRECREST_TRY(machine_of(call));
  const Parameters form = Parameters::of_form(call.request);
  for (const char* name : {"targetPath", "sourcePath"})
    if (const auto fault = objection(form.find(name))) return refuse(wire::bad_upload_path(name, *fault));
  const Contact contact = machines_.contact(*machine, call.user);
  if (contact != Contact::works) return refuse(wire::upload_unreachable(contact));
  const std::string source = form.text("sourcePath");
  const std::string object = gnu::base_name(source);
  const Login who = login(machines_.site(), *machine, call.user);
  const std::string target = FIRECREST_TRY(upload_target(who, form.text("targetPath"), object));

  if (machines_.options().is_down("tasks")) return refuse(wire::storage_no_task());
  const std::string task = tasks_.create(TaskService::storage, machine->name(), call.user, wire::queued_data()).id;
  Upload upload;
  upload.state = {task, call.user, machine->name(), machines_.options().system_address, source, object, target};
  uploads_.emplace(task, std::move(upload));
  ask_for_form(task, storage_.base_url(call.request));
  return wire::task_created(201, task);
}

void ExternalTransfers::ask_for_form(const std::string& task, const std::string& base_url) {
  const Duration step = machines_.options().transfer_latency;
  tasks_.later(task, step, [this, task] { return wire::upload_waits(uploads_.at(task).state); });
  tasks_.later(task, 2 * step, [this, task, base_url] {
    Upload& upload = uploads_.at(task);
    if (machines_.options().storage_container_fails) {
      const Outcome outcome = wire::upload_container_fails(upload.state);
      uploads_.erase(task);
      return outcome;
    }
    storage_.store.make_bucket(upload.state.user);
    upload.form = storage_.upload_form(base_url, upload.state.user, task + '/' + upload.state.object);
    upload.form.certificate = base64(sha256(task + upload.form.download_url));
    upload.form.certificate_directory = "/tmp/tmp" + hex(md5(upload.form.download_url)).substr(0, 8);
    upload.form_received = machines_.site().clock().now();
    return wire::upload_form(upload.state, upload.form, TaskStatus::form_received);
  });
}

Instant ExternalTransfers::next_round(const Upload& upload) const {
  const Duration interval = std::max<Duration>(machines_.options().storage_polling, std::chrono::seconds(1));
  const Duration since = machines_.site().clock().now() - upload.form_received;
  return upload.form_received + (since / interval + 1) * interval;
}

void ExternalTransfers::object_arrived(const std::string& bucket, const std::string& key) {
  const std::string task = key.substr(0, key.find('/'));
  const auto found = uploads_.find(task);
  if (found == uploads_.end() || found->second.state.user != bucket || found->second.arrived) return;
  found->second.arrived = true;
  const Duration wait = next_round(found->second) - machines_.site().clock().now();
  tasks_.later(task, wait, [this, task] {
    const Upload& upload = uploads_.at(task);
    machines_.site().timeline().after(machines_.options().transfer_latency, [this, task] { begin_fetching(task); });
    return wire::upload_form(upload.state, upload.form, TaskStatus::upload_confirmed);
  });
}

void ExternalTransfers::begin_fetching(const std::string& task) {
  const Upload& upload = uploads_.at(task);
  tasks_.update(task, wire::upload_fetches(upload.state, TaskStatus::fetching));
  machines_.site().timeline().after(machines_.options().transfer_latency, [this, task] { fetch(task); });
}

bool ExternalTransfers::write_target(const Upload& upload, const Bytes& content) {
  site::Cluster* machine = machines_.find(upload.state.system);
  if (machines_.contact(*machine, upload.state.user) != Contact::works) return false;
  const Login who = login(machines_.site(), *machine, upload.state.user);
  return gnu::write(who, upload.state.target, content, "").works();
}

void ExternalTransfers::fetch(const std::string& task) {
  Upload& upload = uploads_.at(task);
  const std::string key = task + '/' + upload.state.object;
  const site::StoredObject* object = storage_.store.find(upload.state.user, key);
  if (!object) {
    tasks_.update(task, wire::upload_object_gone());
    uploads_.erase(task);
    return;
  }
  if (!machines_.options().storage_fetch_fails && write_target(upload, object->content)) {
    tasks_.update(task, wire::upload_fetches(upload.state, TaskStatus::fetched));
    storage_.store.remove(upload.state.user, key);
    uploads_.erase(task);
    return;
  }
  Outcome outcome = wire::upload_form(upload.state, upload.form, TaskStatus::fetch_failed);
  tasks_.update(task, std::move(outcome));
  upload.retry = next_round(upload);
  failed_.insert(task);
}

void ExternalTransfers::catch_up() {
  const Instant now = machines_.site().clock().now();
  std::erase_if(failed_, [this, now](const std::string& task) {
    const bool is_due = now >= uploads_.at(task).retry;
    if (is_due) begin_fetching(task);
    return is_due;
  });
}

void ExternalTransfers::looked_at(const std::string& task) {
  if (failed_.erase(task) == 0) return;
  const Duration wait = uploads_.at(task).retry - machines_.site().clock().now();
  machines_.site().timeline().after(std::max(wait, Duration{}), [this, task] { begin_fetching(task); });
}

Outcome ExternalTransfers::send(const std::string& task, const Login& who, const std::string& source,
                                const std::string& base_url) {
  const std::string object = gnu::base_name(source);
  const std::string& system = who.machine.name();
  if (machines_.options().storage_upload_fails)
    return wire::download_failed(source, system, object, "curl: (22) The requested URL returned error: 503");
  const gnu::Ran read = gnu::base64(who, source);
  if (!read.works())
    return wire::download_failed(source, system, object,
                                 "curl: (26) Failed to open/read local data from file/application");
  const std::string key = task + '/' + object;
  storage_.store.make_bucket(who.user);
  static_cast<void>(storage_.store.put(who.user, key, read.out));
  return wire::download_sent(source, system, storage_.download_url(base_url, who.user, key));
}

Answer ExternalTransfers::download(const Call& call) {
  site::Cluster* machine = FIRECREST_TRY(machine_of(call));
  const Parameters form = Parameters::of_form(call.request);
  const std::string* source = form.find("sourcePath");
  if (const auto fault = objection(source)) return refuse(wire::bad_download_path(*fault));
  const Contact contact = machines_.contact(*machine, call.user);
  if (contact != Contact::works) return refuse(wire::download_unreachable(contact));
  const Login who = login(machines_.site(), *machine, call.user);
  const auto readable = readable_file(who, *source);
  if (!readable)
    return refuse(wire::download_source_refused({*source, readable.error().posix, readable.error().sentence}));

  if (machines_.options().is_down("tasks")) return refuse(wire::storage_no_task());
  const std::string task = tasks_.create(TaskService::storage, machine->name(), call.user, wire::queued_data()).id;
  const Duration step = machines_.options().transfer_latency;
  if (machines_.options().storage_container_fails) {
    tasks_.later(task, step, [path = *source, system = machine->name(), user = call.user] {
      return wire::download_container_fails(path, system, user);
    });
    return wire::task_created(201, task);
  }
  tasks_.later(task, step, [path = *source, system = machine->name()] { return wire::download_sends(path, system); });
  tasks_.later(task, 2 * step, [this, task, who, path = *source, url = storage_.base_url(call.request)] {
    return send(task, who, path, url);
  });
  return wire::task_created(201, task);
}

Answer ExternalTransfers::invalidate(const Call& call) {
  const std::string* id = call.request.headers.find("X-Task-Id");
  if (!id) return refuse(wire::no_task_id());
  if (!is_alphanumeric(*id)) return refuse(wire::task_id_not_alphanumeric());
  const Task* task = tasks_.find(*id);
  if (!task || task->user != call.user) return refuse(wire::invalid_task_id());
  const bool is_repeated = task->status == TaskStatus::invalidated;
  // Upstream takes the first object of the task without looking whether there is one.
  if (!is_repeated && !storage_.store.has_prefix(call.user, *id + '/')) return refuse(wire::internal_error_page());
  if (machines_.options().invalidate_deletes_object) storage_.store.remove_prefix(call.user, *id + '/');
  tasks_.invalidate(*id);
  return wire::url_invalidated();
}

}  // namespace hpc::apis::firecrest
