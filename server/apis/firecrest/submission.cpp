#include "apis/firecrest/submission.h"

#include "site/batch_script.h"

namespace hpc::apis::firecrest {
namespace {

// Slurm shows the output of a whole array with the index that stands for "no element" (NO_VAL).
constexpr std::uint32_t kNoElement = 4294967294U;

Result<std::string> script_text(const Login& who, const site::Path& path, const Submission& submission) {
  site::FileSystem& files = who.machine.files();
  if (!submission.script) return HPC_TRY(files.read(who.credentials, path)).str();
  HPC_TRY(files.make_directories(who.credentials, path.parent()));
  HPC_TRY(files.write(who.credentials, path, *submission.script));
  return submission.script->str();
}

Result<site::JobSpec> job_spec(const Login& who, const site::Path& path, const std::string& text,
                               const Submission& submission) {
  site::JobSpec spec;
  spec.name = path.name();
  spec.user = who.user;
  spec.credentials = who.credentials;
  spec.working_directory = path.parent();
  spec.script_path = path.str();
  HPC_TRY(site::read_batch_script(text, spec));
  if (!submission.account.empty()) spec.account = submission.account;  // the command line wins over #SBATCH
  spec.environment.insert(spec.environment.end(), submission.environment.begin(), submission.environment.end());
  spec.fixed_duration = submission.fixed_duration;
  return spec;
}

tl::unexpected<Refused> refused(Error error, std::string partition = "") {
  return tl::unexpected(Refused{Refused::Reason::other, std::move(error), std::move(partition)});
}

std::string shown_path(const site::Job& job, const std::string& pattern, const std::string& own) {
  if (job.array_id == 0) return own;
  site::Job whole = job;
  whole.array_index = kNoElement;
  const auto path = site::Path::parse(site::expand_pattern(pattern, whole, ""), job.spec->working_directory);
  return path ? path->str() : own;
}

Result<Submitted> enqueue(site::Cluster& machine, const site::JobSpec& spec) {
  Submitted submitted;
  submitted.id = HPC_TRY(machine.scheduler().submit(spec));
  submitted.script_path = spec.script_path;
  if (const site::Job* job = machine.scheduler().find(submitted.id)) {
    submitted.stdout_path = shown_path(*job, job->spec->stdout_pattern, job->stdout_path);
    submitted.stderr_path = job->spec->stderr_pattern.empty()
                                ? submitted.stdout_path
                                : shown_path(*job, job->spec->stderr_pattern, job->stderr_path);
  }
  return submitted;
}

}  // namespace

tl::expected<Submitted, Refused> submit(Machines& machines, const Submission& submission) {
  using Reason = Refused::Reason;
  site::Cluster* machine = machines.find(submission.system);
  if (!machine) return refused({Errc::missing, About::cluster, "No such system", 0});
  const Login who = login(machines.site(), *machine, submission.user);
  const auto path = site::Path::parse(submission.path, who.home);
  if (!path) return refused(path.error());
  const auto text = script_text(who, *path, submission);
  if (!text) return refused(text.error());
  if (text->substr(0, 2) != "#!") return tl::unexpected(Refused{Reason::no_interpreter, {}, ""});
  if (text->find("\r\n") != std::string::npos) return tl::unexpected(Refused{Reason::dos_line_breaks, {}, ""});
  const auto spec = job_spec(who, *path, *text, submission);
  if (!spec) return refused(spec.error());
  auto submitted = enqueue(*machine, *spec);
  if (!submitted) return refused(submitted.error(), spec->partition);
  return *std::move(submitted);
}

}  // namespace hpc::apis::firecrest
