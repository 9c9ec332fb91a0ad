#include <boost/test/unit_test.hpp>

#include "apis/firecrest/firecrest_bench.h"

using hpc::Json;
using hpc::tests::FirecrestBench;
using hpc::tests::kSampleUser;
using hpc::tests::text_of;
using hpc::tests::with;
using std::chrono::seconds;

namespace {

const std::string kHome = "/home/" + kSampleUser;

std::string data_of(FirecrestBench& bench, const std::string& path) {
  const Json task = bench.outcome(bench.get(path));
  return task["status"].get<std::string>() + ' ' + task["data"].dump();
}

Json active(FirecrestBench& bench, const std::string& query = "") {
  return bench.outcome(bench.get("/compute/jobs" + query))["data"];
}

std::string accounted_state(FirecrestBench& bench, const std::string& job) {
  const Json data = bench.outcome(bench.get("/compute/acct?jobs=" + job))["data"];
  return data.empty() ? "" : data[0]["state"].get<std::string>();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(firecrest_compute)

BOOST_AUTO_TEST_CASE(an_uploaded_script_runs_and_its_output_can_be_read) {
  FirecrestBench bench;
  const auto answer = bench.upload("/compute/jobs/upload", {},
                                   {{"file", "script.sh", "#!/bin/bash\necho started\nsleep 100\necho ended\n"}});
  BOOST_TEST(answer.status == 201);
  const std::string id = FirecrestBench::task_of(answer);
  BOOST_TEST(bench.task(id)["status"] == "100");
  BOOST_TEST(bench.task(id)["data"] == "Queued");
  const Json done = bench.outcome(answer);
  const std::string directory = kHome + "/firecrest/" + id;
  BOOST_TEST(done["status"] == "200");
  BOOST_TEST(done["data"] == Json({{"job_data_err", ""},
                                   {"job_data_out", ""},
                                   {"job_file", directory + "/script.sh"},
                                   {"job_file_err", directory + "/slurm-1.out"},
                                   {"job_file_out", directory + "/slurm-1.out"},
                                   {"job_info_extra", "Job info returned successfully"},
                                   {"jobid", "1"},
                                   {"result", "Job submitted"}}));
  bench.bench.advance(seconds(10));
  const Json running = active(bench)["0"];
  BOOST_TEST(running["jobid"] == "1");
  BOOST_TEST(running["state"] == "RUNNING");
  BOOST_TEST(running["name"] == "script.sh");
  BOOST_TEST(running["job_data_out"] == "started");
  BOOST_TEST(running["job_data_err"] == "started");
  BOOST_TEST(running["time_left"].get<std::string>().substr(0, 3) == "23:");
  bench.bench.advance(seconds(100));
  BOOST_TEST(active(bench) == Json::object());
  BOOST_TEST(accounted_state(bench, "1") == "COMPLETED");
  auto* daint = HPC_MUST(bench.bench.site().cluster("daint"));
  BOOST_TEST(HPC_MUST(daint->files().read({}, hpc::site::Path::of(directory + "/slurm-1.out"))).str() ==
             "started\nended\n");
}

BOOST_AUTO_TEST_CASE(a_script_that_slurm_would_refuse_ends_its_task_with_sbatchs_words) {
  FirecrestBench bench;
  const auto refusal = [&](const std::string& script) {
    const Json task = bench.outcome(bench.upload("/compute/jobs/upload", {}, {{"file", "job.sh", script}}));
    return task["status"].get<std::string>() + ' ' + task["data"].get<std::string>();
  };
  BOOST_TEST(refusal("echo no interpreter\n") ==
             "400 sbatch: error: This does not look like a batch script.  The firstsbatch: error: line must start with "
             "#! followed by the path to an interpreter.sbatch: error: For instance: #!/bin/sh");
  BOOST_TEST(refusal("#!/bin/bash\r\necho\r\n") ==
             "400 sbatch: error: Batch script contains DOS line breaks (\\r\\n)sbatch: error: instead of expected UNIX "
             "line breaks (\\n).");
  BOOST_TEST(refusal("#!/bin/bash\n#SBATCH --partition=nosuch\n") ==
             "400 sbatch: error: invalid partition specified: nosuchsbatch: error: Batch job submission failed: "
             "Invalid partition name specified");
}

BOOST_AUTO_TEST_CASE(output_files_follow_the_scripts_options) {
  FirecrestBench bench;
  const Json task = bench.outcome(
      bench.upload("/compute/jobs/upload", {},
                   {{"file", "a.sh",
                     "#!/bin/bash\n#SBATCH --output=out-%j.txt\n#SBATCH --error=/tmp/err.txt\n#SBATCH -J named\n"}}));
  BOOST_TEST(task["data"]["job_file_out"].get<std::string>().ends_with("/out-1.txt"));
  BOOST_TEST(task["data"]["job_file_err"] == "/tmp/err.txt");
}

BOOST_AUTO_TEST_CASE(the_environment_reaches_the_job) {
  FirecrestBench bench;
  const auto answer = bench.upload("/compute/jobs/upload", {{"env", "{\"GREETING\":\"hello\",\"N\":3}"}},
                                   {{"file", "e.sh", "#!/bin/bash\necho $GREETING $N\nsleep 50\n"}});
  BOOST_TEST(bench.outcome(answer)["status"] == "200");
  bench.bench.advance(seconds(5));
  BOOST_TEST(active(bench)["0"]["job_data_out"] == "hello 3");
}

BOOST_AUTO_TEST_CASE(an_environment_that_is_no_object_spoils_the_task_in_two_ways) {
  FirecrestBench bench;
  const auto uploaded = bench.upload("/compute/jobs/upload", {{"env", "[]"}}, {{"file", "e.sh", "#!/bin/sh\n"}});
  BOOST_TEST(bench.outcome(uploaded)["data"] == "Finished with errors");
  const auto by_path =
      bench.form("POST", "/compute/jobs/path", {{"targetPath", "/srv/f7t/test_sbatch.sh"}, {"env", "[]"}});
  BOOST_TEST(bench.outcome(by_path)["status"] == "100");
  const auto not_json = bench.upload("/compute/jobs/upload", {{"env", "{bad"}}, {{"file", "e.sh", "#!/bin/sh\n"}});
  BOOST_TEST(
      text_of(not_json) ==
      "404 application/json {\"description\":\"Failed to submit job\",\"error\":\"Invalid JSON in 'env' variable "
      "({bad)\"}\n");
}

BOOST_AUTO_TEST_CASE(an_environment_that_is_nested_beyond_reason_is_no_json) {
  FirecrestBench bench;
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  for (const std::string& env : {deep, "{\"A\":" + deep + '}'})
    BOOST_TEST(bench.upload("/compute/jobs/upload", {{"env", env}}, {{"file", "job.sh", "#!/bin/sh\n"}}).status == 404);
}

BOOST_AUTO_TEST_CASE(a_script_on_the_system_is_submitted_where_it_stands) {
  FirecrestBench bench;
  auto* daint = HPC_MUST(bench.bench.site().cluster("daint"));
  const auto who = HPC_MUST(bench.bench.site().accounts().credentials(kSampleUser));
  HPC_MUST(daint->files().write(who, hpc::site::Path::of(kHome + "/run.sh"), hpc::Bytes("#!/bin/sh\nsleep 5\n")));
  const auto answer = bench.form("POST", "/compute/jobs/path", {{"targetPath", "run.sh"}});
  BOOST_TEST(answer.status == 201);
  BOOST_TEST(bench.task(FirecrestBench::task_of(answer))["data"] == "http://127.0.0.1:5003");
  BOOST_TEST(bench.outcome(answer)["data"]["job_file_out"] == kHome + "/slurm-1.out");
  const auto header = [&](const std::string& path, const char* name) {
    const auto refused = bench.form("POST", "/compute/jobs/path", {{"targetPath", path}});
    BOOST_TEST(text_of(refused) == "400 application/json {\"description\":\"Failed to submit job\"}\n");
    return std::string(refused.headers.get(name));
  };
  BOOST_TEST(header("notexists", "X-Invalid-Path") == "notexists is an invalid path.");
  BOOST_TEST(header("/srv/f7t", "X-A-Directory") == "/srv/f7t is a directory");
  BOOST_TEST(header("/srv/f7t/test_sbatch_forbidden.sh", "X-Permission-Denied") ==
             "User does not have permissions to access machine or path");
}

BOOST_AUTO_TEST_CASE(jobs_are_cancelled_in_scancels_words) {
  FirecrestBench bench;
  const auto cancel = [&](const std::string& id) {
    const Json task = bench.outcome(bench.form("DELETE", "/compute/jobs/" + id));
    return task["status"].get<std::string>() + ' ' + task["data"].get<std::string>();
  };
  const std::string job = bench.submit("#!/bin/sh\nsleep 1000\n");
  const std::string other = bench.submit("#!/bin/sh\nsleep 1000\n");
  bench.bench.advance(seconds(5));
  BOOST_TEST(cancel(job) == "200 scancel: Terminating job 1");
  bench.bench.advance(seconds(5));
  BOOST_TEST(cancel(job) ==
             "400 scancel: Terminating job 1scancel: error: Kill job error on job id 1: Job/step already completing or "
             "completed");
  BOOST_TEST(cancel("999999") ==
             "400 scancel: Terminating job 999999scancel: error: Kill job error on job id 999999: Invalid job id "
             "specified");
  BOOST_TEST(cancel("abc") == "400 scancel: error: Invalid job id abc");
  BOOST_TEST(accounted_state(bench, job) == "CANCELLED by 1001");
  bench.bearer = bench.token("firecrest-second", hpc::tests::kSecondSecret);
  BOOST_TEST(cancel(other) == "400 User does not have permission to cancel job");
}

BOOST_AUTO_TEST_CASE(ids_that_the_scheduler_has_forgotten_fail_and_those_that_it_remembers_give_nothing) {
  FirecrestBench bench;
  const std::string job = bench.submit("#!/bin/sh\nexit 3\n");
  bench.bench.advance(seconds(20));
  BOOST_TEST(data_of(bench, "/compute/jobs?jobs=" + job) == "200 {}");
  bench.bench.advance(seconds(400));
  const std::string unknown = "400 \"slurm_load_jobs error: Invalid job id specified\"";
  BOOST_TEST(data_of(bench, "/compute/jobs?jobs=" + job) == unknown);
  BOOST_TEST(data_of(bench, "/compute/jobs/" + job) == unknown);
  BOOST_TEST(data_of(bench, "/compute/jobs?jobs=" + job + ",99") == "200 {}");
  BOOST_TEST(data_of(bench, "/compute/jobs?jobs=99_1") == "200 {}");
  const Json record = bench.outcome(bench.get("/compute/acct?jobs=" + job))["data"][0];
  BOOST_TEST(record["state"] == "FAILED");
  BOOST_TEST(record["exit_code"] == "3:0");
  BOOST_TEST(record["time"] == record["cpu_time"]);
  BOOST_TEST(record["time_left"] == record["termination_time"]);
}

BOOST_AUTO_TEST_CASE(lists_come_in_pages) {
  FirecrestBench bench;
  for (int i = 0; i < 4; ++i) bench.submit("#!/bin/sh\nsleep 1000\n");
  bench.bench.advance(seconds(5));
  BOOST_TEST(active(bench).size() == 4u);
  const Json second = active(bench, "?pageSize=3&pageNumber=1");
  BOOST_TEST(second.size() == 1u);
  BOOST_TEST(second["0"]["jobid"] == "4");
  BOOST_TEST(data_of(bench, "/compute/jobs?pageSize=3&pageNumber=9") ==
             "400 \"pageNumber (9) is greater than total pages (2)\"");
  BOOST_TEST(active(bench, "?pageSize=x").size() == 4u);
  BOOST_TEST(data_of(bench, "/compute/jobs?pageSize=0") == "100 \"Queued\"");
  BOOST_TEST(data_of(bench, "/compute/acct?pageSize=1&pageNumber=-2") ==
             "400 \"pageNumber (-2) cannot be a negative number\"");
}

BOOST_AUTO_TEST_CASE(a_waiting_array_is_one_line_and_its_running_elements_are_lines_of_their_own) {
  FirecrestBench bench;
  const Json task = bench.outcome(bench.upload(
      "/compute/jobs/upload", {}, {{"file", "a.sh", "#!/bin/sh\n#SBATCH --array=1-2\n#SBATCH --hold\nsleep 500\n"}}));
  const std::string id = task["data"]["jobid"];
  BOOST_TEST(task["data"]["job_file_out"].get<std::string>().ends_with("/slurm-1_4294967294.out"));
  const Json waiting = active(bench);
  BOOST_TEST(waiting.size() == 1u);
  BOOST_TEST(waiting["0"]["jobid"] == "1_[1-2]");
  BOOST_TEST(waiting["0"]["nodelist"] == "(JobHeldUser)");
  auto& scheduler = HPC_MUST(bench.bench.site().cluster("daint"))->scheduler();
  HPC_MUST(scheduler.release(1));
  bench.bench.advance(seconds(5));
  const Json running = active(bench);
  BOOST_TEST(running.size() == 2u);
  BOOST_TEST(running["0"]["jobid"] == "1_1");
  BOOST_TEST(running["1"]["job_file_out"].get<std::string>().ends_with("/slurm-1_2.out"));
}

BOOST_AUTO_TEST_CASE(accounting_asks_for_an_order_of_times_and_for_numbers) {
  FirecrestBench bench;
  BOOST_TEST(data_of(bench, "/compute/acct") == "200 {}");
  BOOST_TEST(data_of(bench, "/compute/acct?jobs=abc") == "400 \"sacct: fatal: Bad job/step specified: abc\"");
  BOOST_TEST(data_of(bench, "/compute/acct?starttime=2035-01-01").substr(0, 66) ==
             "400 \"sacct: error: Start time (2035-01-01T00:00:00) requested is a");
  BOOST_TEST(data_of(bench, "/compute/acct?starttime=notatime&endtime=2035-01-01T00:00:00") == "200 {}");
  BOOST_TEST(data_of(bench, "/compute/acct?pageNumber=3") == "400 \"pageNumber (3) is greater than total pages (1)\"");
}

BOOST_AUTO_TEST_CASE(yesterdays_jobs_are_listed_when_asked_for) {
  FirecrestBench bench;
  const std::string job = bench.submit("#!/bin/sh\ntrue\n");
  bench.bench.advance(std::chrono::hours(30));
  BOOST_TEST(data_of(bench, "/compute/acct") == "200 {}");
  BOOST_TEST(accounted_state(bench, job) == "COMPLETED");
  const std::string today = hpc::iso_seconds(bench.bench.site().clock().now() - std::chrono::hours(48)).substr(0, 10);
  BOOST_TEST(bench.outcome(bench.get("/compute/acct?starttime=" + today))["data"].size() == 1u);
}

BOOST_AUTO_TEST_CASE(nodes_and_partitions_are_told_in_the_schedulers_order) {
  FirecrestBench bench;
  const Json nodes = bench.outcome(bench.get("/compute/nodes"))["data"];
  BOOST_TEST(nodes.size() == 4u);
  BOOST_TEST(nodes[0] == Json::parse(R"({"ActiveFeatures":["f7t"],"NodeName":"nid00001",
                                          "Partitions":["part01","part02","xfer"],"State":["IDLE"]})"));
  BOOST_TEST(bench.outcome(bench.get("/compute/nodes/nid00003"))["data"][0]["NodeName"] == "nid00003");
  BOOST_TEST(data_of(bench, "/compute/nodes?nodes=nidunknown") == "400 \"Node nidunknown not found\"");
  BOOST_TEST(data_of(bench, "/compute/partitions?partitions=xfer,nope") ==
             "200 [{\"Default\":\"NO\",\"PartitionName\":\"xfer\",\"State\":\"UP\",\"TotalCPUs\":\"36\","
             "\"TotalNodes\":\"1\"}]");
  BOOST_TEST(data_of(bench, "/compute/partitions?partitions=nopart") == "200 []");
  BOOST_TEST(data_of(bench, "/compute/reservations") == "200 []");
}

BOOST_AUTO_TEST_CASE(other_users_jobs_are_shown_without_their_files) {
  FirecrestBench bench;
  bench.submit("#!/bin/sh\nsleep 1000\n");
  bench.bearer = bench.token("firecrest-second", hpc::tests::kSecondSecret);
  BOOST_TEST(active(bench) == Json::object());
  const Json all = active(bench, "?userJobs=False");
  BOOST_TEST(all["0"]["user"] == kSampleUser);
  BOOST_TEST(all["0"]["job_file"] == "");
  BOOST_TEST(all["0"]["job_info_extra"] == "Job files information is not available when `userJobs` is False");
}

BOOST_AUTO_TEST_CASE(a_machine_that_does_not_answer_is_refused_or_spoils_the_task) {
  using hpc::site::Reachability;
  FirecrestBench bench;
  auto* daint = HPC_MUST(bench.bench.site().cluster("daint"));
  daint->set_reachability(Reachability::unresolvable);
  const auto down = bench.get("/compute/jobs");
  BOOST_TEST(text_of(down) == "400 application/json {\"description\":\"Failed to retrieve jobs information\"}\n");
  BOOST_TEST(down.headers.get("X-Machine-Not-Available") == "Machine is not available");
  daint->set_reachability(Reachability::refused);
  BOOST_TEST(!bench.get("/compute/jobs").headers.has("X-Machine-Not-Available"));
  BOOST_TEST(data_of(bench, "/compute/partitions") == "400 \"Connection refused\"");
  daint->set_reachability(Reachability::no_route);
  BOOST_TEST(data_of(bench, "/compute/reservations") == "400 \"No route to host\"");
}

BOOST_AUTO_TEST_CASE(a_stepping_clock_shows_each_state_of_a_long_job_in_a_few_polls) {
  FirecrestBench bench({}, "stepping");
  const auto poll = [&](const std::string& id) {
    for (int polls = 0; polls < 10; ++polls) {
      const Json task = bench.task(id);
      if (std::stoi(task["status"].get<std::string>()) >= 200) return task;
    }
    return Json();
  };
  const Json submitted = poll(FirecrestBench::task_of(
      bench.upload("/compute/jobs/upload", {}, {{"file", "long.sh", "#!/bin/sh\nsleep 86000\n"}})));
  BOOST_TEST(submitted["status"] == "200");
  std::vector<std::string> states;
  for (int asked = 0; asked < 10 && (states.empty() || states.back() != "COMPLETED"); ++asked) {
    const Json data = poll(FirecrestBench::task_of(bench.get("/compute/acct?jobs=1")))["data"];
    const std::string state = data.empty() ? "" : data[0]["state"].get<std::string>();
    if (states.empty() || states.back() != state) states.push_back(state);
  }
  BOOST_TEST(states == (std::vector<std::string>{"PENDING", "RUNNING", "COMPLETED"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
