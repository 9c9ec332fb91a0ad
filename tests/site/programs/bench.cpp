#include "bench.h"

namespace hpc::site {
namespace {

std::shared_ptr<const FileTree> tree() {
  std::vector<FileSpec> files;
  files.push_back({.path = Path::of("/tmp"),
                   .type = FileType::directory,
                   .mode = 01777,
                   .uid = 0,
                   .gid = 0,
                   .content = {},
                   .target = {}});
  files.push_back({.path = Path::of("/home/alice"),
                   .type = FileType::directory,
                   .mode = 0755,
                   .uid = 1000,
                   .gid = 1000,
                   .content = {},
                   .target = {}});
  files.push_back({.path = Path::of("/etc/passwd"),
                   .type = FileType::regular,
                   .mode = 0644,
                   .uid = 0,
                   .gid = 0,
                   .content = "root:x:0:0::/root:/bin/bash\n",
                   .target = {}});
  files.push_back({.path = Path::of("/root"),
                   .type = FileType::directory,
                   .mode = 0700,
                   .uid = 0,
                   .gid = 0,
                   .content = {},
                   .target = {}});
  return HPC_MUST(make_tree(files, Instant{}));
}

ProgramWorld world(FileSystem& files, Timeline& timeline) {
  return {
      .files = files,
      .timeline = timeline,
      .cluster = "daint",
      .user_name = [](Uid uid) { return uid == 1000 ? "alice"
                                        : uid == 0  ? "root"
                                                    : ""; },
      .group_name = [](Gid gid) { return gid == 1000  ? "staff"
                                         : gid == 100 ? "users"
                                                      : ""; },
      .home_of =
          [](std::string_view user) {
            return user == "root" ? std::string("/root") : user == "alice" ? std::string("/home/alice") : std::string();
          }};
}

}  // namespace

Bench::Bench(std::vector<OutcomeRule> rules)
    : timeline(HPC_MUST(Result<Instant>(*parse_iso("2026-11-21T21:34:15")))),
      files(tree(), {}, timeline),
      programs(world(files, timeline), std::move(rules)) {}

JobSpec Bench::spec(std::string_view script) {
  JobSpec spec;
  spec.name = "story";
  spec.user = "alice";
  spec.credentials = alice();
  spec.account = "physics";
  spec.script = script;
  spec.script_path = "script.sh";
  spec.working_directory = Path::of("/home/alice");
  return spec;
}

Job Bench::job(JobSpec spec) {
  Job job;
  job.id = ++last_id_;
  job.stdout_path = "/tmp/out." + std::to_string(job.id);
  job.stderr_path = "/tmp/err." + std::to_string(job.id);
  job.partition = "normal";
  job.cpus = spec.tasks * spec.cpus_per_task;
  job.spec = std::make_shared<const JobSpec>(std::move(spec));
  return job;
}

Ending Bench::run(std::string_view script, Duration most) {
  return run(job(spec(script)), {"nid001"}, most);
}

Ending Bench::run(const Job& job, std::vector<std::string> hosts, Duration most) {
  Ending ending;
  const Instant start = timeline.now();
  const std::unique_ptr<Execution> execution = programs.launch(job, hosts, [&ending, this, start](ExitStatus status) {
    ending.exit = status;
    ending.ended = true;
    ending.took = timeline.now() - start;
  });
  while (!ending.ended && timeline.next() && *timeline.next() <= start + most) timeline.advance_to_next();
  ending.out = read(job.stdout_path);
  if (!job.stderr_path.empty()) ending.err = read(job.stderr_path);
  return ending;
}

std::string Bench::read(std::string_view path) const {
  const Result<Bytes> content = files.read(Credentials{}, Path::of(path));
  return content ? content->str() : "<" + content.error().sentence + ">";
}

std::string Bench::story(const Job& job, std::string_view path, int seconds) {
  std::string story, before = "<nothing>";
  const std::unique_ptr<Execution> execution = programs.launch(job, {"nid001"}, [](ExitStatus) {});
  const Instant start = timeline.now();
  for (int second = 0; second <= seconds; ++second) {
    timeline.advance_to(start + std::chrono::seconds(second));
    const std::string now = read(path);
    if (now != before) story += std::to_string(second) + ":" + now + (now.ends_with("\n") ? "" : "|\n");
    before = now;
  }
  return story;
}

}  // namespace hpc::site
