// What surrounds a program: output files, environment, hosts, rules, endings.
#include <boost/test/unit_test.hpp>

#include "bench.h"

namespace hpc::site {
namespace {

std::string octal(std::uint32_t mode) {
  std::string text;
  for (int shift = 9; shift >= 0; shift -= 3) text += static_cast<char>('0' + ((mode >> shift) & 7));
  return text;
}

std::string out_of(std::string_view script) {
  Bench bench;
  const Ending ending = bench.run(script);
  BOOST_TEST(ending.err == "");
  return ending.out;
}

BOOST_AUTO_TEST_SUITE(outputs)

BOOST_AUTO_TEST_CASE(belong_to_the_user) {
  Bench bench;
  const Job job = bench.job(Bench::spec("echo a"));
  bench.run(job);
  const Stat stat = HPC_MUST(bench.files.stat(Credentials{}, Path::of(job.stdout_path)));
  BOOST_TEST(stat.uid == 1000U);
  BOOST_TEST(stat.gid == 1000U);
  BOOST_TEST(octal(stat.mode) == "0644");
}

BOOST_AUTO_TEST_CASE(are_truncated_or_appended_to_as_the_specification_says) {
  Bench bench;
  Job job = bench.job(Bench::spec("echo a"));
  bench.run(job);
  BOOST_TEST(bench.run(job).out == "a\n");
  JobSpec appending = Bench::spec("echo b");
  appending.append_output = true;
  job.spec = std::make_shared<const JobSpec>(std::move(appending));
  BOOST_TEST(bench.run(job).out == "a\nb\n");
}

BOOST_AUTO_TEST_CASE(in_one_file_keep_their_order) {
  for (const bool named_twice : {false, true}) {
    Bench bench;
    Job job = bench.job(Bench::spec("echo 1; echo 2 >&2; echo 3; nosuch; echo 5"));
    job.stderr_path = named_twice ? job.stdout_path : "";
    bench.run(job);
    BOOST_TEST(bench.read(job.stdout_path) == "1\n2\n3\nscript.sh: line 1: nosuch: command not found\n5\n");
  }
}

BOOST_AUTO_TEST_CASE(that_cannot_be_opened_end_the_job) {
  Bench bench;
  Job job = bench.job(Bench::spec("touch ran"));
  job.stdout_path = "/root/out";
  const Ending ending = bench.run(job);
  BOOST_TEST(ending.ended);
  BOOST_TEST((ending.exit == ExitStatus{1, 0, false}));
  BOOST_TEST(bench.read("/home/alice/ran") == "<No such file or directory>");
}

BOOST_AUTO_TEST_CASE(to_dev_null_vanish) {
  Bench bench;
  Job job = bench.job(Bench::spec("echo a; exit 2"));
  job.stdout_path = job.stderr_path = "/dev/null";
  BOOST_TEST(bench.run(job).exit.code == 2);
  BOOST_TEST(!bench.files.exists(Credentials{}, Path::of("/dev/null")));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(executions)

BOOST_AUTO_TEST_CASE(end_by_an_event_never_within_launch) {
  for (const char* script : {"exit 3", "", "#!/usr/bin/env python3\nprint()", "syntax )error"}) {
    Bench bench;
    int ended = 0;
    const Job job = bench.job(Bench::spec(script));
    const auto execution = bench.programs.launch(job, {"nid001"}, [&ended](ExitStatus) { ++ended; });
    BOOST_TEST(ended == 0);
    while (bench.timeline.advance_to_next()) {
    }
    BOOST_TEST(ended == 1);
  }
}

BOOST_AUTO_TEST_CASE(that_are_destroyed_are_gone_without_a_word) {
  const char* scripts[] = {"sleep 100; echo late",
                           "(sleep 50; echo x) & sleep 100 | cat | while read a; do echo $a; done",
                           "x=$(sleep 100)",
                           "srun -n 3 sh -c 'sleep 100'",
                           "timeout 50 bash -c 'sleep 100'",
                           "while true; do :; done",
                           "for i in 1 2 3; do case $i in *) if sleep 40; then f() { sleep 60; }; f; fi;; esac; done",
                           "yes | while read x; do sleep 1; done"};
  for (const char* script : scripts) {
    Bench bench;
    const Job job = bench.job(Bench::spec(script));
    auto execution = bench.programs.launch(job, {"nid001"}, [](ExitStatus) { BOOST_ERROR("ended after its death"); });
    bench.timeline.advance_to(bench.timeline.now() + std::chrono::seconds(10));
    execution.reset();
    BOOST_TEST(bench.timeline.pending() == 0U);
    bench.timeline.advance_to(bench.timeline.now() + std::chrono::hours(1));
    BOOST_TEST(bench.read(job.stdout_path) == "");
  }
}

BOOST_AUTO_TEST_CASE(may_be_destroyed_by_the_one_who_hears_of_their_end) {
  Bench bench;
  std::unique_ptr<Execution> execution;
  const Job job = bench.job(Bench::spec("sleep 1; (sleep 5) & exit 4"));
  int code = -1;
  execution = bench.programs.launch(job, {"nid001"}, [&execution, &code](ExitStatus status) {
    code = status.code;
    execution.reset();
  });
  while (bench.timeline.advance_to_next()) {
  }
  BOOST_TEST(code == 4);
  BOOST_TEST(bench.timeline.pending() == 0U);
}

BOOST_AUTO_TEST_CASE(end_with_the_scripts_status_or_the_signal_that_killed_it) {
  Bench bench;
  BOOST_TEST((bench.run("exit 7").exit == ExitStatus{7, 0, false}));
  BOOST_TEST((bench.run("false").exit == ExitStatus{1, 0, false}));
  BOOST_TEST((bench.run("kill -9 $$; echo never").exit == ExitStatus{0, 9, false}));
  BOOST_TEST((bench.run("sh -c 'kill -11 $$'").exit == ExitStatus{139, 0, false}));
  BOOST_TEST((bench.run("nosuchprogram").exit == ExitStatus{127, 0, false}));
}

BOOST_AUTO_TEST_CASE(of_a_command_without_a_script_run_its_words) {
  Bench bench;
  JobSpec spec = Bench::spec("");
  spec.command = {"echo", "a  b", "$HOME", "*", ">x"};
  BOOST_TEST(bench.run(bench.job(spec)).out == "a  b $HOME * >x\n");
  spec.command = {"/bin/sleep", "100"};
  BOOST_TEST(bench.run(bench.job(spec)).took.count() == 100'000'000);
  spec.command = {"/bin/bash", "-c", "date +%S; sleep 10; date +%S"};
  BOOST_TEST(bench.run(bench.job(spec)).out == "55\n05\n");
  spec.command = {"printenv", "SLURM_JOB_NAME", "NOSUCH"};
  BOOST_TEST(bench.run(bench.job(spec)).exit.code == 1);
  spec.command = {"nosuch", "x"};
  const Ending unknown = bench.run(bench.job(spec));
  BOOST_TEST(unknown.exit.code == 127);
  BOOST_TEST(unknown.out + unknown.err == "");
}

BOOST_AUTO_TEST_CASE(of_what_nobody_knows_take_a_second) {
  for (const char* script : {"", "#!/usr/bin/env python3\nprint('x')\n", "#!/usr/bin/perl\nexit 3;\n"}) {
    Bench bench;
    const Ending ending = bench.run(script);
    BOOST_TEST(ending.took.count() == 1'000'000);
    BOOST_TEST((ending.exit == ExitStatus{}));
    BOOST_TEST(ending.out + ending.err == "");
  }
}

BOOST_AUTO_TEST_CASE(in_a_folder_that_is_not_there_go_to_tmp) {
  Bench bench;
  JobSpec spec = Bench::spec("pwd");
  spec.working_directory = Path::of("/nowhere");
  const Ending ending = bench.run(bench.job(spec));
  BOOST_TEST(ending.out == "/tmp\n");
  BOOST_TEST(ending.err ==
             "slurmstepd: error: couldn't chdir to `/nowhere': No such file or directory: going to /tmp instead\n");
}

BOOST_AUTO_TEST_CASE(do_as_a_front_end_has_fixed) {
  Bench bench;
  JobSpec spec = Bench::spec("echo never");
  spec.fixed_duration = std::chrono::seconds(30);
  spec.fixed_exit = {2, 0, false};
  const Ending ending = bench.run(bench.job(spec));
  BOOST_TEST(ending.took.count() == 30'000'000);
  BOOST_TEST((ending.exit == ExitStatus{2, 0, false}));
  BOOST_TEST(ending.out == "");
}

BOOST_AUTO_TEST_CASE(outside_of_jobs_give_their_output_as_it_comes) {
  Bench bench;
  std::string heard;
  int code = -1;
  Programs::Call call;
  call.script = "echo a; sleep 2; echo b >&2; echo ${SLURM_JOB_ID-none} $USER $X; pwd; exit 5";
  call.credentials = Bench::alice();
  call.user = "alice";
  call.working_directory = Path::of("/tmp");
  call.environment = {{"X", "y"}};
  call.out = [&](std::string_view text) {
    heard += std::to_string(unix_seconds(bench.timeline.now()) % 100) + "<" + std::string(text) + ">";
  };
  call.err = [&](std::string_view text) { heard += "!" + std::string(text); };
  const auto execution = bench.programs.run(call, [&code](ExitStatus status) { code = status.code; });
  BOOST_TEST(heard == "");
  while (bench.timeline.advance_to_next()) {
  }
  BOOST_TEST(heard == "55<a\n>!b\n57<none alice y\n>57</tmp\n>");
  BOOST_TEST(code == 5);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(environment_of_jobs)

BOOST_AUTO_TEST_CASE(has_what_slurm_and_a_login_give) {
  Bench bench;
  JobSpec spec = Bench::spec("env | sort");
  spec.environment = {{"MINE", "a b"}, {"SLURM_JOB_ID", "no"}, {"HOME", "/scratch/alice"}};
  spec.tasks = 4;
  spec.cpus_per_task = 2;
  spec.memory_per_node = 2000;
  const Job job = bench.job(spec);
  BOOST_TEST(
      bench.run(job, {"nid001", "nid002"}).out ==
      "HOME=/scratch/alice\nHOSTNAME=nid001\nLANG=C.UTF-8\nLOGNAME=alice\nMINE=a b\nPATH=/usr/local/bin:/usr/bin:/bin\n"
      "PWD=/home/alice\nSHELL=/bin/"
      "bash\nSHLVL=1\nSLURMD_NODENAME=nid001\nSLURM_CLUSTER_NAME=daint\nSLURM_CPUS_ON_NODE=4\n"
      "SLURM_CPUS_PER_TASK=2\nSLURM_GTIDS=0\nSLURM_JOBID=7\nSLURM_JOB_ACCOUNT=physics\nSLURM_JOB_CPUS_PER_NODE=4(x2)\n"
      "SLURM_JOB_GID=1000\nSLURM_JOB_ID=7\nSLURM_JOB_NAME=story\nSLURM_JOB_NODELIST=nid[001-002]\nSLURM_JOB_NUM_NODES="
      "2\n"
      "SLURM_JOB_PARTITION=normal\nSLURM_JOB_UID=1000\nSLURM_JOB_USER=alice\nSLURM_LOCALID=0\nSLURM_MEM_PER_NODE=2000\n"
      "SLURM_NNODES=2\nSLURM_NODEID=0\nSLURM_NODELIST=nid[001-002]\nSLURM_NPROCS=4\nSLURM_NTASKS=4\nSLURM_PRIO_PROCESS="
      "0\n"
      "SLURM_PROCID=0\nSLURM_SUBMIT_DIR=/home/"
      "alice\nSLURM_SUBMIT_HOST=daint\nSLURM_TASKS_PER_NODE=2(x2)\nSLURM_TASK_PID=4428\n"
      "SLURM_TOPOLOGY_ADDR=nid001\nTMPDIR=/tmp\nUSER=alice\n");
}

BOOST_AUTO_TEST_CASE(tells_array_elements_who_they_are) {
  Bench bench;
  JobSpec spec = Bench::spec(
      "FILES=(a b c d); echo $SLURM_ARRAY_JOB_ID $SLURM_ARRAY_TASK_ID ${FILES[$SLURM_ARRAY_TASK_ID]} "
      "$SLURM_ARRAY_TASK_MIN-$SLURM_ARRAY_TASK_MAX $SLURM_ARRAY_TASK_COUNT");
  spec.array = {1, 3};
  Job job = bench.job(spec);
  job.array_id = 7;
  job.array_index = 3;
  BOOST_TEST(bench.run(job).out == "7 3 d 1-3 2\n");
  BOOST_TEST(out_of("echo ${SLURM_ARRAY_TASK_ID-none}") == "none\n");
}

BOOST_AUTO_TEST_CASE(can_be_changed_and_hidden) {
  BOOST_TEST(out_of("unset HOME; echo ${HOME-none}; sh -c 'echo ${HOME-none}'; USER=bob; sh -c 'echo $USER'; env -i sh "
                    "-c 'echo ${USER-none}'; env | grep -c ^USER") == "none\nnone\nbob\nnone\n1\n");
  BOOST_TEST(out_of("cd /tmp; echo $PWD $OLDPWD; sh -c 'echo $PWD'") == "/tmp /home/alice\n/tmp\n");
}

BOOST_AUTO_TEST_CASE(knows_the_user_the_host_and_the_paths) {
  BOOST_TEST(out_of("whoami; id; id -u; id -un; id -gn; id -Gn; groups; hostname; hostname -s; uname -n; nproc; pwd; "
                    "echo ~ ~root; cd; pwd") ==
             "alice\nuid=1000(alice) gid=1000(staff) groups=1000(staff),100(users)\n1000\nalice\nstaff\nstaff "
             "users\nstaff users\n"
             "nid001\nnid001\nnid001\n1\n/home/alice\n/home/alice /root\n/home/alice\n");
}

BOOST_AUTO_TEST_CASE(names_the_script_as_slurm_spools_it_when_it_stands_nowhere) {
  Bench bench;
  JobSpec spec = Bench::spec("echo $0; nosuch");
  spec.script_path = "";
  const Ending ending = bench.run(bench.job(spec));
  BOOST_TEST(ending.out == "/var/spool/slurmd/job00007/slurm_script\n");
  BOOST_TEST(ending.err == "/var/spool/slurmd/job00007/slurm_script: line 1: nosuch: command not found\n");
}

BOOST_AUTO_TEST_CASE(keeps_permissions) {
  Bench bench;
  const Ending ending = bench.run(
      "cat /root/x; echo a > /etc/motd; mkdir /root/d; ls /root; rm /etc/passwd; cd /root; cat /etc/passwd > /dev/null "
      "&& echo read; cp /etc/passwd /etc/p; mv /etc/passwd .");
  BOOST_TEST(ending.out == "read\n");
  BOOST_TEST(ending.err ==
             "cat: /root/x: Permission denied\nscript.sh: line 1: /etc/motd: Permission denied\nmkdir: cannot create "
             "directory '/root/d': Permission denied\n"
             "ls: cannot open directory '/root': Permission denied\nrm: cannot remove '/etc/passwd': Permission "
             "denied\nscript.sh: line 1: cd: /root: Permission denied\n"
             "cp: cannot create regular file '/etc/p': Permission denied\nmv: cannot move '/etc/passwd' to './passwd': "
             "Permission denied\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(steps)

Ending on_nodes(const char* script, std::uint32_t tasks, std::vector<std::string> hosts) {
  Bench bench;
  JobSpec spec = Bench::spec(script);
  spec.tasks = tasks;
  return bench.run(bench.job(spec), std::move(hosts));
}

BOOST_AUTO_TEST_CASE(run_as_many_copies_as_the_job_has_tasks) {
  BOOST_TEST(on_nodes("srun hostname; srun echo $SLURM_PROCID x", 4, {"a", "b"}).out ==
             "a\na\nb\nb\n0 x\n0 x\n0 x\n0 x\n");
  BOOST_TEST(on_nodes("srun bash -c 'echo $SLURM_PROCID/$SLURM_NTASKS $SLURM_LOCALID $SLURM_NODEID $(hostname)'", 4,
                      {"a", "b"})
                 .out == "0/4 0 0 a\n1/4 1 0 a\n2/4 0 1 b\n3/4 1 1 b\n");
}

BOOST_AUTO_TEST_CASE(run_as_many_as_they_say_themselves) {
  BOOST_TEST(on_nodes("srun -n 2 -l hostname; srun --ntasks=1 echo a; mpirun -np 3 echo b; srun -n1 -N1 --exclusive -c "
                      "2 echo c; mpiexec -n 1 echo d",
                      4, {"a", "b"})
                 .out == "0: a\n1: b\na\nb\nb\nb\nc\nd\n");
}

BOOST_AUTO_TEST_CASE(run_side_by_side) {
  const Ending ending = on_nodes("srun -n 3 sleep 10; srun -n1 sleep 5 & srun -n1 sleep 7 & wait", 1, {"a"});
  BOOST_TEST(ending.took.count() == 17'000'000);
}

BOOST_AUTO_TEST_CASE(fail_with_the_worst_status) {
  const Ending ending = on_nodes("srun -n 3 bash -c 'exit $SLURM_PROCID'; echo $?; srun nosuch; echo $?", 1, {"a"});
  BOOST_TEST(ending.out == "2\n2\n");
  BOOST_TEST(ending.err ==
             "srun: error: a: task 1: Exited with exit code 1\nsrun: error: a: task 2: Exited with exit code 2\n"
             "slurmstepd: error: execve(): nosuch: No such file or directory\nsrun: error: a: task 0: Exited with exit "
             "code 2\n");
}

BOOST_AUTO_TEST_CASE(write_where_they_are_told) {
  BOOST_TEST(on_nodes("srun -n 2 -o step.out echo a; cat step.out", 1, {"a"}).out == "a\na\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(rules)

BOOST_AUTO_TEST_CASE(decide_how_a_job_goes_by_its_script) {
  OutcomeRule rule;
  rule.script_contains = "solver";
  rule.runs_for = std::chrono::seconds(90);
  rule.exit = {3, 0, false};
  rule.stdout_text = "begin\n";
  rule.stderr_text = "warning\n";
  rule.output = {{std::chrono::seconds(60), false, "step 2\n"},
                 {std::chrono::seconds(30), true, "step 1\n"},
                 {std::chrono::seconds(100), false, "never\n"}};
  rule.writes = {{"results/out.h5", "data"}};
  Bench bench({rule});
  const Job job = bench.job(Bench::spec("module load solver; solver"));
  BOOST_TEST(bench.story(job, job.stdout_path, 80) == "0:begin\n60:begin\nstep 2\n");
  const Ending ending = bench.run(job);
  BOOST_TEST(ending.err == "warning\nstep 1\n");
  BOOST_TEST((ending.exit == ExitStatus{3, 0, false}));
  BOOST_TEST(ending.took.count() == 90'000'000);
  BOOST_TEST(bench.read("/home/alice/results/out.h5") == "data");
  BOOST_TEST(HPC_MUST(bench.files.stat(Credentials{}, Path::of("/home/alice/results/out.h5"))).uid == 1000U);
  BOOST_TEST(bench.run("echo other").out == "other\n");
}

BOOST_AUTO_TEST_CASE(hold_only_when_all_their_conditions_do) {
  OutcomeRule rule;
  rule.job_name_matches = "sto*";
  rule.image_matches = "*/gromacs:*";
  rule.user = "alice";
  rule.stdout_text = "rule\n";
  Bench bench({rule});
  JobSpec spec = Bench::spec("echo script");
  BOOST_TEST(bench.run(bench.job(spec)).out == "script\n");
  spec.image = "docker.io/gromacs:2024";
  BOOST_TEST(bench.run(bench.job(spec)).out == "rule\n");
  spec.name = "other";
  BOOST_TEST(bench.run(bench.job(spec)).out == "script\n");
  spec.name = "story";
  spec.user = "bob";
  BOOST_TEST(bench.run(bench.job(spec)).out == "script\n");
}

BOOST_AUTO_TEST_CASE(are_tried_in_order) {
  OutcomeRule first, second;
  first.script_contains = "special";
  first.stdout_text = "first\n";
  second.stdout_text = "second\n";
  Bench bench({first, second});
  BOOST_TEST(bench.run("special").out == "first\n");
  BOOST_TEST(bench.run("plain").out == "second\n");
}

BOOST_AUTO_TEST_CASE(match_commands_of_jobs_and_commands_within_scripts) {
  OutcomeRule rule;
  rule.command_matches = "python3 train.py*";
  rule.runs_for = std::chrono::seconds(20);
  rule.stdout_text = "trained\n";
  rule.exit = {2, 0, false};
  Bench bench({rule});
  JobSpec spec = Bench::spec("");
  spec.command = {"python3", "train.py", "--epochs", "3"};
  const Ending job = bench.run(bench.job(spec));
  BOOST_TEST(job.out == "trained\n");
  BOOST_TEST(job.exit.code == 2);
  const Ending script = bench.run(
      "python3 train.py > log; echo $?; cat log; python3 other.py; x=$(python3 train.py x); echo $x; srun -n 2 python3 "
      "train.py | sort; ! python3 train.py");
  BOOST_TEST(script.out == "2\ntrained\ntrained\ntrained\ntrained\ntrained\n");
  BOOST_TEST(script.err ==
             "script.sh: line 1: python3: command not found\nsrun: error: nid001: task 0: Exited with exit code "
             "2\nsrun: error: nid001: task 1: Exited with exit code 2\n");
  BOOST_TEST(script.took.count() == 80'000'000);
}

BOOST_AUTO_TEST_CASE(match_the_first_word_of_a_command_too) {
  OutcomeRule rule;
  rule.command_matches = "*/solver";
  rule.stdout_text = "solved\n";
  Bench bench({rule});
  BOOST_TEST(bench.run("./solver input 1; /apps/bin/solver; solver").out == "solved\nsolved\n");
}

BOOST_AUTO_TEST_CASE(kill) {
  OutcomeRule rule;
  rule.command_matches = "crash*";
  rule.runs_for = std::chrono::seconds(5);
  rule.killed_by = 11;
  Bench bench({rule});
  const Ending script = bench.run("crash now; echo $?");
  BOOST_TEST(script.out == "139\n");
  BOOST_TEST(script.err == "script.sh: line 1:  4429 Segmentation fault      crash now\n");
  JobSpec spec = Bench::spec("");
  spec.command = {"crash"};
  BOOST_TEST((bench.run(bench.job(spec)).exit == ExitStatus{0, 11, false}));
}

BOOST_AUTO_TEST_CASE(use_up_memory) {
  OutcomeRule job_rule, command_rule;
  job_rule.script_contains = "greedy job";
  job_rule.memory_used = command_rule.memory_used = 3000;
  command_rule.command_matches = "greedy";
  Bench bench({job_rule, command_rule});
  JobSpec spec = Bench::spec("# greedy job");
  spec.memory_per_node = 2000;
  const Ending dead = bench.run(bench.job(spec));
  BOOST_TEST((dead.exit == ExitStatus{0, 9, true}));
  BOOST_TEST(
      dead.err ==
      "slurmstepd: error: Detected 1 oom_kill event in StepId=7.batch. Some of the step tasks have been OOM Killed.\n");
  spec.script = "greedy; echo $?";
  const Ending script = bench.run(bench.job(spec));
  BOOST_TEST(script.out == "137\n");
  BOOST_TEST((script.exit == ExitStatus{0, 0, true}));
  spec.memory_per_node = 4000;
  BOOST_TEST((bench.run(bench.job(spec)).exit == ExitStatus{}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site
