#include "apis/firecrest/internal_transfers.h"

#include <cctype>

#include "apis/firecrest/compute_wire.h"
#include "apis/firecrest/gnu_quoting.h"
#include "apis/firecrest/storage_wire.h"
#include "apis/firecrest/task_wire.h"
#include "apis/firecrest/utilities.h"
#include "apis/firecrest/wire.h"

namespace hpc::apis::firecrest {
namespace {

constexpr std::chrono::seconds kJobDuration(1);

// MM, MM:SS, HH:MM:SS, DD-HH, DD-HH:MM, DD-HH:MM:SS.
bool is_time(std::string_view text) {
  std::size_t numbers = 0;
  bool has_days = false, in_number = false;
  for (const char c : text) {
    if (std::isdigit(static_cast<unsigned char>(c))) {
      if (!in_number) ++numbers;
      in_number = true;
    } else if (!in_number || (c == '-' ? numbers != 1 : c != ':')) {
      return false;
    } else {
      has_days = has_days || c == '-';
      in_number = false;
    }
  }
  return in_number && numbers <= (has_days ? 4U : 3U);
}

// "Sat Nov 21 21:43:09 UTC 2026"
std::string date_line(Instant now) {
  return format_utc(now, "%a %b %e %H:%M:%S UTC %Y");
}

// What srun and the tool that it started leave in the job's error file.
std::string srun_errors(const gnu::Ran& ran, const std::string& node) {
  std::string text;
  std::string_view rest = ran.err;
  for (;;) {
    const auto end = rest.find('\n');
    text += "/usr/bin/" + std::string(rest.substr(0, end)) + '\n';
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return text + "srun: error: " + node + ": task 0: Exited with exit code 1\n";
}

}  // namespace

std::string_view InternalTransfers::name_of(Operation operation) {
  switch (operation) {
    case Operation::cp:
      return "cp";
    case Operation::mv:
      return "mv";
    case Operation::rsync:
      return "rsync";
    case Operation::rm:
      return "rm";
    case Operation::compress:
      return "compress";
    case Operation::extract:
      return "extract";
  }
  return "";
}

std::string InternalTransfers::command_of(const Transfer& transfer) {
  const std::string source = gnu::quoted(transfer.source), target = gnu::quoted(transfer.target);
  switch (transfer.operation) {
    case Operation::cp:
      return "cp --force -dR --preserve=all -- " + source + ' ' + target;
    case Operation::mv:
      return "mv --force -- " + source + ' ' + target;
    case Operation::rsync:
      return "rsync -av -- " + source + ' ' + target;
    case Operation::rm:
      return "rm -rf -- " + target;
    case Operation::compress:
      return std::string("tar ") + (transfer.dereference ? "--dereference " : "") + "-czf " + target + " -C " +
             gnu::quoted(gnu::directory_name(transfer.source)) + ' ' + gnu::quoted(gnu::base_name(transfer.source));
    case Operation::extract:
      break;
  }
  switch (transfer.kind) {
    case site::ArchiveKind::zip:
      return "unzip -o " + source + " -d " + target;
    case site::ArchiveKind::tar:
      return "tar -xf " + source + " -C " + target;
    case site::ArchiveKind::tar_bz2:
      return "tar -xjf " + source + " -C " + target;
    case site::ArchiveKind::tar_gz:
      break;
  }
  return "tar -xzf " + source + " -C " + target;
}

gnu::Ran InternalTransfers::perform(const Login& who, const Transfer& transfer) {
  switch (transfer.operation) {
    case Operation::cp:
      return gnu::cp(who, transfer.source, transfer.target);
    case Operation::mv:
      return gnu::mv(who, transfer.source, transfer.target);
    case Operation::rsync:
      return gnu::rsync(who, transfer.source, transfer.target);
    case Operation::rm:
      return gnu::rm(who, transfer.target, true);
    case Operation::compress:
      return gnu::tar_create(who, transfer.target, transfer.source, transfer.dereference);
    case Operation::extract:
      break;
  }
  return gnu::extract(who, transfer.kind, transfer.source, transfer.target);
}

Checked<void> InternalTransfers::read_job_fields(const Parameters& form, Transfer& transfer) const {
  transfer.job_name = form.text("jobName");
  if (has_invalid_char(transfer.job_name)) return refuse(wire::bad_job_name("has invalid char"));
  if (transfer.job_name.empty()) transfer.job_name = std::string(name_of(transfer.operation)) + "-job";
  transfer.time = form.has("time") ? form.text("time") : "02:00:00";
  if (!is_time(transfer.time)) return refuse(wire::bad_transfer_time());
  const std::string* after = form.find("stageOutJobId");
  if (const auto fault = after ? objection(after) : std::nullopt) return refuse(wire::bad_stage_out_job(*fault));
  const std::string* account = form.find("account");
  if (const auto fault = account ? objection(account) : std::nullopt) return refuse(wire::invalid_account(*fault));
  transfer.after = form.text("stageOutJobId");
  transfer.account = form.text("account");
  return {};
}

Checked<InternalTransfers::Transfer> InternalTransfers::read(const Call& call, Operation operation) const {
  const Parameters form = Parameters::of_form(call.request);
  Transfer transfer;
  transfer.operation = operation;
  for (const char* name : {"targetPath", "sourcePath"}) {
    if (operation == Operation::rm && std::string_view(name) == "sourcePath") continue;
    if (const auto fault = objection(form.find(name)))
      return refuse(wire::bad_transfer_path(name_of(operation), name, *fault));
  }
  transfer.target = form.text("targetPath");
  transfer.source = form.text("sourcePath");
  transfer.dereference = form.is_true("dereference");
  if (operation == Operation::extract)
    transfer.kind = FIRECREST_TRY(extraction_kind(form, transfer.source, machines_.options()));
  FIRECREST_TRY(read_job_fields(form, transfer));
  return transfer;
}

std::string InternalTransfers::script_of(const Transfer& transfer) const {
  std::string script = "#!/bin/bash -l\n#SBATCH --job-name=" + gnu::quoted(transfer.job_name) +
                       "\n#SBATCH --time=" + transfer.time +
                       "\n#SBATCH --error=job-%j.err\n#SBATCH --output=job-%j.out\n#SBATCH --ntasks=1\n";
  if (!machines_.options().transfer_partition.empty())
    script += "#SBATCH --partition=" + machines_.options().transfer_partition + '\n';
  if (!transfer.after.empty()) script += "#SBATCH --dependency=afterok:" + transfer.after + '\n';
  if (!transfer.account.empty()) script += "#SBATCH --account=" + transfer.account + '\n';
  const std::string job = std::string(name_of(transfer.operation)) + "-job";
  return script + "\necho \"Trace ID: \"\necho \"" + job + " started on $(date)\"\nsrun -n $SLURM_NTASKS " +
         command_of(transfer) + "\necho \"" + job + " finished on $(date)\"\n";
}

void InternalTransfers::started(const Login& who, const site::Job& job, const Transfer& transfer) const {
  site::FileSystem& files = who.machine.files();
  const std::string date = date_line(machines_.site().clock().now());
  const std::string text = "Trace ID: \n" + std::string(name_of(transfer.operation)) + "-job started on " + date + '\n';
  static_cast<void>(files.write(who.credentials, site::Path::of(job.stdout_path), Bytes(text)));
  static_cast<void>(files.write(who.credentials, site::Path::of(job.stderr_path), Bytes()));
}

void InternalTransfers::completed(const Login& who, const site::Job& job, const Transfer& transfer) const {
  site::FileSystem& files = who.machine.files();
  const gnu::Ran ran = perform(who, transfer);
  const std::vector<std::string> nodes = who.machine.scheduler().node_names(job);
  if (!ran.works())
    static_cast<void>(files.append(who.credentials, site::Path::of(job.stderr_path),
                                   srun_errors(ran, nodes.empty() ? who.machine.name() : nodes.front())));
  const std::string date = date_line(machines_.site().clock().now());
  const std::string text = ran.out.str() + std::string(name_of(transfer.operation)) + "-job finished on " + date + '\n';
  static_cast<void>(files.append(who.credentials, site::Path::of(job.stdout_path), text));
}

void InternalTransfers::follow(site::Cluster& machine, const std::string& user, site::JobId job,
                               const Transfer& transfer) {
  machine.scheduler().watch(job, [this, &machine, user, transfer](const site::Job& seen) {
    const Login who = login(machines_.site(), machine, user);
    if (seen.state == site::JobState::running) started(who, seen, transfer);
    if (seen.state == site::JobState::completed) completed(who, seen, transfer);
  });
}

Outcome InternalTransfers::submit(const Submission& submission, const Transfer& transfer) {
  const auto submitted = firecrest::submit(machines_, submission);
  if (!submitted) return wire::refused_submission(submitted.error());
  follow(*machines_.find(submission.system), submission.user, submitted->id, transfer);
  return wire::submitted_job(*submitted);
}

Answer InternalTransfers::transfer(const Call& call, Operation operation) {
  const std::string* name = call.request.headers.find("X-Machine-Name");
  if (!name) return refuse(wire::no_machine_name());
  if (!machines_.find(*name)) return refuse(wire::storage_unknown_machine());
  const Transfer transfer = FIRECREST_TRY(read(call, operation));
  // The machine that runs transfers takes the place of the one that was named.
  site::Cluster* machine = machines_.find(machines_.transfer_system());
  const Contact contact = machine ? machines_.contact(*machine, call.user) : Contact::unresolvable;
  if (contact != Contact::works) return refuse(wire::transfer_unreachable(name_of(operation), contact));
  // The job is submitted by a request to compute, whose failure upstream's code does not expect.
  if (machines_.options().is_down("compute")) return refuse(wire::internal_error_page());
  if (machines_.options().is_down("tasks")) return refuse(wire::transfer_no_task());

  const Task& task = tasks_.create(TaskService::compute, machine->name(), call.user, wire::queued_data());
  const std::string path = machines_.options().base_directory(machine->name()) + '/' + call.user + "/firecrest/" +
                           task.id + "/sbatch-job.sh";
  const Submission submission{machine->name(),  call.user, Bytes(script_of(transfer)), path,
                              transfer.account, {},        Duration(kJobDuration)};
  tasks_.later(task.id, machines_.options().submission_latency,
               [this, submission, transfer] { return submit(submission, transfer); });
  return wire::transfer_task_created(task.id);
}

}  // namespace hpc::apis::firecrest
