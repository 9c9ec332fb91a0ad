#include "site/batch_script.h"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "base/random.h"
#include "site/nodes.h"

namespace hpc::site {
namespace {

using namespace std::chrono_literals;

/// The spec that sbatch's words give, as text: only what differs from nothing said.
std::string told(const JobSpec& spec) {
  const JobSpec plain;
  std::string text;
  const auto say = [&text](std::string_view name, const auto& value, const auto& usual) {
    if (value != usual) text += fmt::format("{}={} ", name, value);
  };
  const auto list = [&text](std::string_view name, const std::vector<std::string>& values) {
    if (!values.empty()) text += fmt::format("{}={} ", name, fmt::join(values, "+"));
  };
  say("name", spec.name, plain.name);
  say("account", spec.account, "");
  say("partition", spec.partition, "");
  say("comment", spec.comment, "");
  say("chdir", spec.working_directory.str(), "/");
  say("out", spec.stdout_pattern, plain.stdout_pattern);
  say("err", spec.stderr_pattern, "");
  say("append", spec.append_output, false);
  say("nodes", spec.min_nodes, 1U);
  say("max_nodes", spec.max_nodes, 0U);
  say("tasks", spec.tasks, 1U);
  say("per_node", spec.tasks_per_node, 0U);
  say("cpus", spec.cpus_per_task, 1U);
  say("mem", spec.memory_per_node, 0U);
  say("mem_per_cpu", spec.memory_per_cpu, 0U);
  say("gpus", spec.gpus_per_node, 0U);
  list("features", spec.features);
  list("on", spec.node_names);
  list("not_on", spec.excluded_nodes);
  say("exclusive", spec.exclusive, false);
  if (spec.time_limit)
    text += *spec.time_limit == kUnlimited ? "time=unlimited " : "time=" + format_elapsed(*spec.time_limit) + ' ';
  if (spec.begin) text += "begin=" + iso_seconds(*spec.begin) + ' ';
  if (spec.relative_begin)
    text += (spec.relative_begin->is_time_of_day ? "begin_at=" : "begin_in=") +
            format_elapsed(spec.relative_begin->offset) + ' ';
  if (spec.deadline) text += "deadline=" + iso_seconds(*spec.deadline) + ' ';
  for (const Dependency& dependency : spec.dependencies) {
    text += fmt::format("dependency={}:{}", static_cast<int>(dependency.kind), dependency.job);
    text += dependency.array_index ? fmt::format("_{} ", *dependency.array_index) : " ";
  }
  say("any", spec.any_dependency, false);
  say("hold", spec.hold, false);
  say("requeue", spec.requeue, true);
  say("priority", spec.priority, 0);
  if (!spec.array.empty()) text += fmt::format("array={} ", fmt::join(spec.array, ","));
  say("limit", spec.array_limit, 0U);
  for (const auto& [name, value] : spec.environment) text += name + '=' + value + ' ';
  if (!text.empty()) text.pop_back();
  return text;
}

std::string after_options(const std::vector<std::string>& words) {
  JobSpec spec;
  spec.environment = {{"HOME", "/home/ada"}, {"LANG", "C"}};
  const auto applied = apply_sbatch_options(words, spec);
  if (!applied) return "error: " + applied.error().sentence;
  if (spec.environment.size() == 2 && spec.environment[1].second == "C") spec.environment.clear();
  return told(spec);
}

std::string after_script(std::string_view script) {
  JobSpec spec;
  const auto read = read_batch_script(script, spec);
  return read ? told(spec) : read.error().sentence;
}

BOOST_AUTO_TEST_SUITE(batch_script)

BOOST_AUTO_TEST_CASE(options_say_what_sbatch_takes_them_to_say) {
  const std::pair<std::vector<std::string>, const char*> table[] = {
      {{"-n4"}, "tasks=4"},
      {{"-n", "4"}, "tasks=4"},
      {{"--ntasks=4"}, "tasks=4"},
      {{"--ntasks", "4"}, "tasks=4"},
      {{"-N", "2"}, "nodes=2 max_nodes=2"},
      {{"-N2-4"}, "nodes=2 max_nodes=4"},
      {{"--nodes=1k"}, "nodes=1024 max_nodes=1024"},
      {{"-c2", "--ntasks-per-node=3"}, "per_node=3 cpus=2"},
      {{"-J", "walk", "-A", "p1", "-p", "debug", "--comment=two words"},
       "name=walk account=p1 partition=debug comment=two words"},
      {{"-o", "%x.out", "-e", "%x.err", "-i", "in", "--open-mode=append"}, "out=%x.out err=%x.err append=true"},
      {{"--chdir=/tmp/x"}, "chdir=/tmp/x"},
      {{"--mem=4G"}, "mem=4096"},
      {{"--mem=512"}, "mem=512"},
      {{"--mem=1500K"}, "mem=2"},
      {{"--mem=1T", "--mem-per-cpu=2g"}, "mem_per_cpu=2048"},
      {{"--gres=gpu:2"}, "gpus=2"},
      {{"--gres=gpu"}, "gpus=1"},
      {{"--gres=gpu:a100:4"}, "gpus=4"},
      {{"--gpus-per-node=v100:2"}, "gpus=2"},
      {{"-G", "5", "-N2"}, "nodes=2 max_nodes=2 gpus=3"},
      {{"--gpus-per-task=2", "--ntasks-per-node=2"}, "per_node=2 gpus=4"},
      {{"-C", "gpu&hdd"}, "features=gpu+hdd"},
      {{"-C", "gpu|mc"}, "features=gpu|mc"},
      {{"-w", "nid[01-03]", "-x", "nid02,nid9"}, "on=nid01+nid02+nid03 not_on=nid02+nid9"},
      {{"--exclusive"}, "exclusive=true"},
      {{"--exclusive=user", "-t", "1"}, "exclusive=true time=00:01:00"},
      {{"-t", "90"}, "time=01:30:00"},
      {{"-t", "0:30"}, "time=00:01:00"},
      {{"-t", "2-12"}, "time=2-12:00:00"},
      {{"-t", "0"}, "time=unlimited"},
      {{"-t", "UNLIMITED"}, "time=unlimited"},
      {{"--array=1-7:3,20%3"}, "out=slurm-%A_%a.out array=1,4,7,20 limit=3"},
      {{"-a0", "-oo"}, "out=o array=0"},
      {{"-d", "afterok:1:2,singleton"}, "dependency=2:1 dependency=2:2 dependency=4:0"},
      {{"-d", "after:3?afterany:4?afternotok:5_7"}, "dependency=0:3 dependency=1:4 dependency=3:5_7 any=true"},
      {{"--begin=now+1hour"}, "begin_in=01:00:00"},
      {{"--begin=now+90"}, "begin_in=00:01:30"},
      {{"--begin=16:00"}, "begin_at=16:00:00"},
      {{"--begin=4:30PM"}, "begin_at=16:30:00"},
      {{"--begin=noon"}, "begin_at=12:00:00"},
      {{"--begin=2026-11-21T16:00"}, "begin=2026-11-21T16:00:00"},
      {{"--begin=11/21/26"}, "begin=2026-11-21T00:00:00"},
      {{"--deadline=2026-11-21"}, "deadline=2026-11-21T00:00:00"},
      {{"-H", "--no-requeue"}, "hold=true requeue=false"},
      {{"--no-requeue", "--requeue"}, ""},
      {{"--nice"}, "priority=-100"},
      {{"--nice=-5"}, "priority=5"},
      {{"--priority=7"}, "priority=7"},
      {{"--export=NONE"}, ""},
      {{"--export=HOME,A=1"}, "HOME=/home/ada A=1"},
      {{"--export=ALL,LANG=de"}, "HOME=/home/ada LANG=de"},
      {{"--mail-type=END,fail", "--mail-user=x", "-q", "low", "--reservation=r", "--signal=B:USR1@60", "-M", "c", "-k",
        "-W", "--parsable"},
       ""},
      {{"-Hn4"}, "tasks=4 hold=true"},
      {{"--parti", "debug"}, "partition=debug"},
      {{"-n2", "--", "-n3"}, "tasks=2"},
  };
  for (const auto& [words, expected] : table)
    BOOST_TEST(after_options(words) == expected, fmt::format("{}", fmt::join(words, " "))
                                                     << " gave " << after_options(words));
}

BOOST_AUTO_TEST_CASE(what_sbatch_refuses_is_refused_in_its_words) {
  const std::pair<std::vector<std::string>, const char*> table[] = {
      {{"--walltime=30"}, "unrecognized option '--walltime=30'"},
      {{"-Z"}, "invalid option -- 'Z'"},
      {{"--time"}, "option '--time' requires an argument"},
      {{"-t"}, "option requires an argument -- 't'"},
      {{"--hold=yes"}, "option '--hold' doesn't allow an argument"},
      {{"--cpus-per=2"}, "option '--cpus-per=2' is ambiguous; possibilities: '--cpus-per-gpu' '--cpus-per-task'"},
      {{"-n", "many"}, "Invalid numeric value \"many\" for --ntasks."},
      {{"-n0"}, "Invalid numeric value \"0\" for --ntasks."},
      {{"-n-1"}, "Invalid numeric value \"-1\" for --ntasks."},
      {{"-c99999999999"}, "Numeric argument (99999999999) too large for --cpus-per-task."},
      {{"-N", "x"}, "\"x\" is not a valid node count"},
      {{"-N0"}, "\"0\" is not a valid node count"},
      {{"-N3-2"}, "Maximum node count 2 is less than minimum node count 3"},
      {{"-t", "soon"}, "Invalid --time specification"},
      {{"-t", "1:2:3:4"}, "Invalid --time specification"},
      {{"-t", ""}, "Invalid --time specification"},
      {{"--mem=lots"}, "Invalid --mem specification"},
      {{"--mem-per-cpu=1X"}, "Invalid --mem-per-cpu specification"},
      {{"--begin=later"}, "Invalid --begin specification"},
      {{"--begin=25:00"}, "Invalid --begin specification"},
      {{"--begin=now+1fortnight"}, "Invalid --begin specification"},
      {{"--exclusive=no"}, "Invalid --exclusive specification"},
      {{"--open-mode=x"}, "Invalid --open-mode specification"},
      {{"--mail-type=SOMETIMES"}, "Invalid --mail-type specification"},
      {{"--array="}, "Batch job submission failed: Invalid job array specification"},
      {{"--array=3-1"}, "Batch job submission failed: Invalid job array specification"},
      {{"--array=1-2%0"}, "Batch job submission failed: Invalid job array specification"},
      {{"--array=0-4294967295"}, "Batch job submission failed: Invalid job array specification"},
      {{"--dependency=afterok"}, "Batch job submission failed: Job dependency problem"},
      {{"--dependency=before:1"}, "Batch job submission failed: Job dependency problem"},
      {{"--dependency=:"}, "Batch job submission failed: Job dependency problem"},
      {{"--dependency=after:1,after:2?after:3"}, "Batch job submission failed: Job dependency problem"},
      {{"--gres=license:1"}, "Batch job submission failed: Invalid generic resource (gres) specification"},
      {{"-C", "[a*2]"}, "Batch job submission failed: Invalid feature specification"},
      {{"stray"}, "Unable to open file stray"},
  };
  for (const auto& [words, expected] : table) BOOST_TEST(after_options(words) == std::string("error: ") + expected);
}

BOOST_AUTO_TEST_CASE(directives_are_read_up_to_the_first_command) {
  BOOST_TEST(after_script("#!/bin/bash -l\n"
                          "#SBATCH --job-name=\"my walk\" -n 2  # why not\n"
                          "\n"
                          "  # a comment\n"
                          "#SBATCH --output='a b.out'\t--time 5\n"
                          "##SBATCH --nodes=9\n"
                          "#SBATCH\n"
                          "#SBATCH --comment=a\\ b\n"
                          "echo hello\n"
                          "#SBATCH --nodes=7\n") == "name=my walk comment=a b out=a b.out tasks=2 time=00:05:00");
}

BOOST_AUTO_TEST_CASE(the_script_itself_is_kept) {
  JobSpec spec;
  BOOST_TEST(read_batch_script("#!/bin/sh\ntrue", spec).has_value());
  BOOST_TEST(spec.script == "#!/bin/sh\ntrue");
}

BOOST_AUTO_TEST_CASE(what_is_not_a_batch_script_is_refused) {
  BOOST_TEST(after_script("") == "Batch script is empty!");
  BOOST_TEST(after_script(" \n\t") == "Batch script contains only whitespace!");
  BOOST_TEST(after_script("echo hello\n") ==
             "This does not look like a batch script.  The first\n"
             "line must start with #! followed by the path to an interpreter.\n"
             "For instance: #!/bin/sh");
  BOOST_TEST(after_script("#!/bin/sh\r\necho\r\n") ==
             "Batch script contains DOS line breaks (\\r\\n)\n"
             "instead of expected UNIX line breaks (\\n).");
  BOOST_TEST(after_script("#!/bin/sh\n#SBATCH oops\n") == "Invalid directive found in batch script: oops");
  BOOST_TEST(after_script("#!/bin/sh\n#SBATCH --time=x\n") == "Invalid --time specification");
}

BOOST_AUTO_TEST_CASE(whatever_stands_in_a_script_is_taken_or_refused) {
  static constexpr const char* kParts[] = {"--time",
                                           "--array",
                                           "--mem",
                                           "-N",
                                           "-d",
                                           "--begin",
                                           "--gres",
                                           "-n",
                                           "-G",
                                           "--export",
                                           "-w",
                                           "=",
                                           " ",
                                           ":",
                                           ",",
                                           "-",
                                           "%",
                                           "[",
                                           "]",
                                           "_",
                                           "/",
                                           "now+",
                                           "T",
                                           "PM",
                                           "gpu",
                                           "after",
                                           "\n#SBATCH ",
                                           "0",
                                           "9",
                                           "4294967295",
                                           "99999999999999999999",
                                           "\"",
                                           "'",
                                           "\\",
                                           "#",
                                           "?"};
  Random random(11);
  int taken = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string script = "#!/bin/sh\n#SBATCH ";
    for (std::uint64_t left = 1 + random.below(8); left > 0; --left) script += kParts[random.below(std::size(kParts))];
    JobSpec spec;
    const auto read = read_batch_script(script, spec);
    if (read)
      ++taken;
    else
      BOOST_REQUIRE(!read.error().sentence.empty());
  }
  BOOST_TEST(taken > 100);
}

BOOST_AUTO_TEST_CASE(times_read_and_print_in_slurms_forms) {
  const std::pair<const char*, Duration> table[] = {{"10", 10min},      {"10:30", 10min + 30s},  {"1:00:00", 1h},
                                                    {"2-1", 49h},       {"2-1:30", 49h + 30min}, {"1-0:0:5", 24h + 5s},
                                                    {"100:00:00", 100h}};
  for (const auto& [text, duration] : table) BOOST_TEST((HPC_MUST(parse_time_limit(text)) == duration), text);
  for (const char* text : {"unlimited", "INFINITE", "-1"}) BOOST_TEST(!HPC_MUST(parse_time_limit(text)).has_value());
  for (const char* bad : {"", "-", "1-", "-5", ":", "1:", "1::2", "a", "1-2-3", "99999999999", "1 "})
    BOOST_TEST(!parse_time_limit(bad).has_value(), bad);
  BOOST_TEST(format_elapsed(26h + 3s) == "1-02:00:03");
  BOOST_TEST(format_elapsed(7200s) == "02:00:00");
  BOOST_TEST(format_time_used(8s) == "0:08");
  BOOST_TEST(format_time_used(3671s) == "1:01:11");
  BOOST_TEST(format_time_used(24h) == "1-00:00:00");
  BOOST_TEST(format_elapsed(-5s) == "00:00:00");
}

BOOST_AUTO_TEST_CASE(patterns_of_output_files_are_expanded) {
  auto spec = std::make_shared<JobSpec>();
  spec->name = "walk";
  spec->user = "ada";
  Job job;
  job.id = 12;
  job.spec = spec;
  const auto expand = [&job](const char* pattern) { return expand_pattern(pattern, job, "nid001.site.org"); };
  BOOST_TEST(expand("slurm-%j.out") == "slurm-12.out");
  BOOST_TEST(expand("%A_%a %x %u %N %n %t %s %% %q %") == "12_4294967294 walk ada nid001 0 0 batch % %q %");
  BOOST_TEST(expand("%5j") == "00012");
  BOOST_TEST(expand("\\%j") == "%j");
  job.array_id = 10;
  job.array_index = 3;
  BOOST_TEST(expand("slurm-%A_%a-%j.out") == "slurm-10_3-12.out");
}

BOOST_AUTO_TEST_CASE(host_lists_are_compressed_as_slurm_does) {
  const std::pair<std::vector<std::string>, const char*> table[] = {
      {{}, ""},
      {{"login"}, "login"},
      {{"nid001"}, "nid001"},
      {{"nid003", "nid001", "nid002", "nid007"}, "nid[001-003,007]"},
      {{"n9", "n10", "n11"}, "n[9-11]"},
      {{"nid098", "nid099", "nid100"}, "nid[098-100]"},
      {{"a1", "b1", "b2", "login"}, "a1,b[1-2],login"},
  };
  for (const auto& [names, list] : table) {
    BOOST_TEST(compress_host_list(names) == list);
    BOOST_TEST(compress_host_list(expand_host_list(list)) == list);
  }
  BOOST_TEST(fmt::format("{}", fmt::join(expand_host_list("r[1-2]n[08-09],x"), " ")) == "r1n08 r1n09 r2n08 r2n09 x");
  for (const char* odd : {"n[1-", "n[x]", "n[2-1]", "n[]", "n[0-99999999]", "[[[1]"})
    BOOST_TEST(expand_host_list(odd).size() <= 1U, odd);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site
