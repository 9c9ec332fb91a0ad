// What a job does on its nodes, and how that shows: images, tasks, nodes, memory, files, retries.
#include <boost/test/unit_test.hpp>

#include "apis/prominence/prominence_bench.h"

namespace hpc::tests {
namespace {

using namespace std::chrono_literals;

Json task(const std::string& command, const Json& more = Json::object()) {
  Json one = {{"image", "busybox"}, {"runtime", "singularity"}, {"cmd", command}};
  one.update(more);
  return one;
}

std::string target_of(const std::string& url) {
  return url.substr(url.find('/', 8));
}

BOOST_AUTO_TEST_SUITE(prominence_runs)

BOOST_AUTO_TEST_CASE(an_outcome_rule_that_uses_more_memory_than_asked_for_kills_the_job) {
  ProminenceBench prominence;
  const std::string small =
      prominence.submit("", {{"tasks", {{{"image", "eoscprominence/memory-hog"}, {"runtime", "singularity"}}}}});
  const std::string large =
      prominence.submit("", {{"resources", {{"memory", 32}}},
                             {"policies", {{"maximumTaskRetries", 2}}},
                             {"tasks", {{{"image", "eoscprominence/memory-hog"}, {"runtime", "singularity"}}}}});
  prominence.advance(1min);
  for (const std::string& id : {small, large}) {
    const Json job = prominence.job(id);
    BOOST_TEST(job.at("status") == "killed");
    BOOST_TEST(job.at("statusReason") == "Job used too much memory");
    BOOST_TEST(job.at("execution").at("tasks").at(0).at("maxResidentSetSizeKB") == 65536 * 1024);
    BOOST_TEST(job.at("execution").at("tasks").at(0).at("retries") == 0);
    BOOST_TEST(prominence.output(id, "/stderr") == "");
  }
}

BOOST_AUTO_TEST_CASE(an_mpi_task_has_its_ranks_on_all_nodes) {
  ProminenceBench prominence;
  const Json mpi = task("/bin/sh -c 'echo $OMPI_COMM_WORLD_RANK $(hostname)'", {{"type", "openmpi"}});
  const std::string id = prominence.submit("", {{"resources", {{"nodes", 2}, {"cpus", 2}}}, {"tasks", {mpi}}});
  prominence.advance(1min);
  BOOST_TEST(prominence.output(id) == "0 worker01\n1 worker01\n2 worker02\n3 worker02\n");
  BOOST_TEST(prominence.output(id, "/stdout?node=1") == "");
}

BOOST_AUTO_TEST_CASE(serial_tasks_run_on_every_node_when_asked) {
  ProminenceBench prominence;
  const std::string id = prominence.submit(
      "hostname", {{"resources", {{"nodes", 2}, {"cpus", 8}}}, {"policies", {{"runSerialTasksOnAllNodes", true}}}});
  prominence.advance(1min);
  BOOST_TEST(prominence.output(id) == "worker01\n");
  BOOST_TEST(prominence.output(id, "/stdout?node=1") == "worker02\n");
}

BOOST_AUTO_TEST_CASE(a_sidecar_runs_beside_the_others_and_ends_with_them) {
  ProminenceBench prominence;
  const Json sidecar = task("sleep 5; echo beside; sleep 500; echo never", {{"type", "sidecar"}});
  const std::string id = prominence.submit("", {{"tasks", {sidecar, task("echo begin; sleep 10; echo end")}}});
  prominence.advance(1min);
  BOOST_TEST(prominence.output(id) == "begin\nbeside\nend\n");
  BOOST_TEST(prominence.job(id).at("execution").at("tasks").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_task_has_its_output_in_a_file_of_its_own_too) {
  ProminenceBench prominence;
  const std::string id = prominence.submit(
      "",
      {{"tasks", {task("echo one"), task("echo two; echo oops >&2", {{"stdout", "two.txt"}}), task("cat two.txt")}}});
  prominence.advance(1min);
  BOOST_TEST(prominence.output(id) == "one\ntwo\noops\ntwo\noops\n");
  BOOST_TEST(prominence.output(id, "/stderr") == "");
}

BOOST_AUTO_TEST_CASE(the_environment_tells_a_job_what_it_is) {
  ProminenceBench prominence;
  const std::string id =
      prominence.submit("", {{"resources", {{"cpus", 2}, {"memory", 4}}},
                             {"tasks",
                              {task("echo $PROMINENCE_CPUS $PROMINENCE_MEMORY $PROMINENCE_NODES $PROMINENCE_JOB_ID "
                                    "$PROMINENCE_CONTAINER_RUNTIME $A ${SLURM_JOB_ID:-none}; pwd",
                                    {{"env", {{"A", "b"}}}, {"workdir", "d"}})}}});
  prominence.advance(1min);
  BOOST_TEST(prominence.output(id).starts_with("2 4 1 1 singularity b none\n/var/prominence/"));
  BOOST_TEST(prominence.output(id).ends_with("/work/d\n"));
}

BOOST_AUTO_TEST_CASE(a_failed_job_is_tried_again_and_its_outputs_are_of_the_last_try) {
  ProminenceBench prominence;
  const std::string id = prominence.submit("test -e tried && echo second > out || { touch tried; exit 1; }",
                                           {{"policies", {{"maximumRetries", 3}}}, {"outputFiles", {"out"}}});
  prominence.advance(1min);
  const Json job = prominence.job(id);
  BOOST_TEST(job.at("status") == "completed");
  BOOST_TEST(job.at("execution").at("retries") == 1);
  BOOST_TEST(job.at("execution").at("tasks").at(0).at("exitCode") == 0);
  BOOST_TEST(prominence.bench.call("GET", target_of(job.at("outputFiles").at(0).at("url"))).body.str() == "second\n");
}

BOOST_AUTO_TEST_CASE(artifacts_of_the_storage_are_fetched_by_url_and_found_at_their_mount_points) {
  ProminenceBench prominence;
  const std::string first = prominence.submit("mkdir d; echo content > d/file", {{"outputDirs", {"d"}}});
  prominence.advance(1min);
  const std::string url = prominence.job(first).at("outputDirs").at(0).at("url");
  const Json artifact = {{"url", url}, {"mountpoint", "d:/data"}};
  const std::string id =
      prominence.submit("cat /data/file; echo /database a/data /data; sleep 100", {{"artifacts", {artifact}}});
  prominence.advance(10s);
  const std::string printed = prominence.output(id);
  BOOST_TEST(printed.starts_with("content\n/database a/data /var/prominence/"));
  BOOST_TEST(printed.ends_with("/work/d\n"));
  const std::string listed = prominence.call("POST", "/jobs/" + id + "/exec?command=cat,/data/file").body.str();
  BOOST_TEST((listed == "content\n" || listed.empty()));  // held until the clock moves
  BOOST_TEST(prominence.call("PUT", "/jobs/" + id + "/snapshot?path=/data").body.str() == "{}\n");
}

BOOST_AUTO_TEST_CASE(each_thing_that_can_be_missing_has_its_reason) {
  ProminenceBench prominence;
  const Json storage = {
      {"type", "onedata"}, {"mountpoint", "/d"}, {"onedata", {{"provider", "nosuch.org"}, {"token", "t"}}}};
  const std::pair<Json, const char*> kRows[] = {
      {{{"tasks", {{{"image", "lab/nosuch"}, {"runtime", "udocker"}, {"cmd", "true"}}}}},
       "Container image pull failed"},
      {{{"tasks", {{{"image", "nosuch/lab"}, {"runtime", "udocker"}, {"cmd", "true"}}}}},
       "Container image pull failed"},
      {{{"artifacts", {{{"url", "http://nosuch.org/a"}}}}}, "Artifact download failed"},
      {{{"storage", storage}}, "Unable to mount storage volume"},
      {{{"outputDirs", {"nothing"}}}, "Stageout failed due to no such file or directory"}};
  for (const auto& [more, reason] : kRows) {
    const std::string id = prominence.submit("true", more);
    prominence.advance(1min);
    BOOST_TEST(prominence.status(id) == "failed");
    BOOST_TEST(prominence.job(id).at("statusReason") == reason);
  }
}

BOOST_AUTO_TEST_CASE(a_node_that_goes_down_puts_its_job_back_into_the_queue) {
  ProminenceBench prominence;
  const std::string id = prominence.submit("sleep 100");
  prominence.advance(10s);
  BOOST_TEST(prominence.status(id) == "running");
  site::Cluster& cluster = *HPC_MUST(prominence.bench.site().cluster("prominence"));
  BOOST_TEST(bool(cluster.scheduler().set_node("worker01", site::NodeAvailability::down, "test")));
  prominence.advance(1ms);
  BOOST_TEST(prominence.status(id) == "pending");
  prominence.advance(10min);
  BOOST_TEST(prominence.status(id) == "completed");
  BOOST_TEST(prominence.job(id).at("execution").at("retries") == 1);
}

BOOST_AUTO_TEST_CASE(infrastructure_that_takes_its_time_is_told) {
  ProminenceBench prominence(
      {.site = "", .set = {{"apis.prominence.deployment_time", "90s"}, {"apis.prominence.pending_state", "false"}}});
  const std::string id = prominence.submit("sleep 10");
  BOOST_TEST(prominence.status(id) == "deploying");
  prominence.advance(90s);
  BOOST_TEST(prominence.status(id) == "idle");
  prominence.advance(5s);
  BOOST_TEST(prominence.status(id) == "running");
  ProminenceBench plain({.site = "", .set = {{"apis.prominence.deployment_time", "90s"}}});
  const std::string other = plain.submit("sleep 10");
  BOOST_TEST(plain.status(other) == "pending");
  BOOST_TEST(plain.job(other).at("statusReason") == "Creating infrastructure to run job");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::tests
