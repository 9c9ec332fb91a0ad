// Jobs from submission to history, on a clock of the test's.
#include <boost/test/unit_test.hpp>

#include "apis/prominence/prominence_bench.h"

namespace hpc::tests {
namespace {

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(prominence_jobs)

BOOST_AUTO_TEST_CASE(a_submitted_job_answers_as_the_document_shows) {
  ProminenceBench prominence;
  const http::Response response = prominence.call(
      "POST", "/jobs",
      R"({"resources":{"memory":1,"cpus":1,"nodes":1,"disk":10},"name":"calculate-pi","tasks":[{"image":"eoscprominence/testpi","runtime":"singularity"}]})");
  BOOST_TEST(response.status == 201);
  BOOST_TEST(response.reason == "CREATED");
  BOOST_TEST(response.body.str() == "{\"id\":1}\n");
  const std::string created = std::to_string(unix_seconds(prominence.bench.site().clock().now()));
  BOOST_TEST(
      prominence.call("GET", "/jobs/1").body.str() ==
      "[{\"events\":{\"createTime\":" + created +
          "},\"id\":1,\"name\":\"calculate-pi\",\"resources\":{\"cpus\":1,\"disk\":10,\"memory\":1,\"nodes\":1},"
          "\"status\":\"pending\",\"tasks\":[{\"image\":\"eoscprominence/testpi\",\"runtime\":\"singularity\"}]}]\n");
  BOOST_TEST(prominence.call("GET", "/jobs").body.str() ==
             "[{\"events\":{\"createTime\":" + created +
                 "},\"id\":1,\"name\":\"calculate-pi\",\"status\":\"pending\",\"tasks\":[{\"image\":\"eoscprominence/"
                 "testpi\",\"runtime\":\"singularity\"}]}]\n");
}

BOOST_AUTO_TEST_CASE(a_job_is_pending_then_running_then_completed) {
  ProminenceBench prominence;
  const std::string id = prominence.submit("echo Hello; sleep 10; echo World");
  BOOST_TEST(prominence.status(id) == "pending");
  BOOST_TEST(prominence.output(id) == "");
  prominence.advance(2s);
  BOOST_TEST(prominence.status(id) == "running");
  BOOST_TEST(prominence.output(id) == "Hello\n");
  prominence.advance(20s);
  const Json job = prominence.job(id);
  BOOST_TEST(job.at("status") == "completed");
  BOOST_TEST(prominence.output(id) == "Hello\nWorld\n");
  BOOST_TEST(prominence.output(id, "/stdout?offset=6") == "World\n");
  BOOST_TEST(prominence.output(id, "/stdout?offset=500") == "");
  const Json& task = job.at("execution").at("tasks").at(0);
  BOOST_TEST(task.at("exitCode") == 0);
  BOOST_TEST(task.at("imagePullStatus") == "completed");
  BOOST_TEST(task.at("imagePullTime") == 0.5);
  BOOST_TEST(task.at("wallTimeUsage") == 10.0);
  BOOST_TEST(job.at("execution").at("site") == "OpenStack-UNIV-LILLE");
  BOOST_TEST(job.at("events").at("endTime").get<int>() - job.at("events").at("startTime").get<int>() >= 10);
  BOOST_TEST(prominence.json("GET", "/jobs").empty());
  BOOST_TEST(prominence.json("GET", "/jobs?completed=true").at(0).at("id").get<int>() == std::stoi(id));
}

BOOST_AUTO_TEST_CASE(a_command_that_fails_still_completes_the_job) {
  ProminenceBench prominence;
  const std::string id = prominence.submit("echo oops >&2; exit 3");
  prominence.advance(10s);
  BOOST_TEST(prominence.status(id) == "completed");
  BOOST_TEST(prominence.job(id).at("execution").at("tasks").at(0).at("exitCode") == 3);
  BOOST_TEST(prominence.output(id, "/stderr") == "oops\n");
}

BOOST_AUTO_TEST_CASE(a_deleted_job_says_so_and_frees_its_place) {
  ProminenceBench prominence;
  const std::string waiting = prominence.submit("sleep 100");
  BOOST_TEST(prominence.call("DELETE", "/jobs/" + waiting).body.str() == "{}\n");
  Json job = prominence.job(waiting);
  BOOST_TEST(job.at("status") == "deleted");
  BOOST_TEST(job.at("statusReason") == "Job deleted by user");
  BOOST_TEST(!job.at("events").contains("startTime"));
  BOOST_TEST(!job.contains("execution"));
  const std::string running = prominence.submit("sleep 100");
  prominence.advance(3s);
  BOOST_TEST(prominence.status(running) == "running");
  BOOST_TEST(prominence.call("DELETE", "/jobs?id=" + running + ",999").status == 200);
  prominence.advance(1s);
  BOOST_TEST(prominence.status(running) == "deleted");
  BOOST_TEST(prominence.bench.site().cluster("prominence").value()->scheduler().live_count() == 0U);
  BOOST_TEST(prominence.call("DELETE", "/jobs/" + running).body.str() == "{\"error\":\"No such job(s)\"}\n");
}

BOOST_AUTO_TEST_CASE(the_wall_time_kills) {
  ProminenceBench prominence;
  const std::string id = prominence.submit("sleep 1000", {{"resources", {{"walltime", 1}}}});
  prominence.advance(2min);
  const Json job = prominence.job(id);
  BOOST_TEST(job.at("status") == "killed");
  BOOST_TEST(job.at("statusReason") == "Walltime limit exceeded");
  BOOST_TEST(job.at("execution").at("tasks").at(0).at("exitCode") == -9);
}

BOOST_AUTO_TEST_CASE(tasks_run_one_after_the_other_until_one_fails) {
  ProminenceBench prominence;
  Json tasks = Json::array();
  for (const char* command : {"echo one", "exit 2", "echo three"})
    tasks.push_back({{"image", "busybox"}, {"runtime", "udocker"}, {"cmd", command}});
  const std::string id = prominence.submit("", {{"tasks", tasks}});
  prominence.advance(1min);
  const Json reports = prominence.job(id).at("execution").at("tasks");
  BOOST_TEST(reports.size() == 2U);
  BOOST_TEST(reports.at(1).at("imagePullStatus") == "cached");
  BOOST_TEST(!reports.at(1).contains("imagePullTime"));
  BOOST_TEST(prominence.output(id) == "one\n");
  const std::string going_on = prominence.submit(
      "", {{"tasks", tasks}, {"policies", {{"ignoreTaskFailures", true}, {"maximumTaskRetries", 2}}}});
  prominence.advance(1min);
  BOOST_TEST(prominence.output(going_on) == "one\nthree\n");
  BOOST_TEST(prominence.job(going_on).at("execution").at("tasks").at(1).at("retries") == 2);
}

BOOST_AUTO_TEST_CASE(a_failing_job_is_tried_again_under_the_same_id) {
  ProminenceBench prominence;
  const std::string id = prominence.submit("echo try; exit 1", {{"policies", {{"maximumRetries", 2}}}});
  prominence.advance(1min);
  BOOST_TEST(prominence.status(id) == "completed");
  BOOST_TEST(prominence.job(id).at("execution").at("retries") == 2);
  BOOST_TEST(prominence.output(id) == "try\ntry\ntry\n");
}

BOOST_AUTO_TEST_CASE(what_fits_nowhere_waits_and_fails_in_the_end) {
  ProminenceBench prominence;
  const std::string id =
      prominence.submit("true", {{"resources", {{"cpus", 4000}}}, {"policies", {{"maximumTimeInQueue", 5}}}});
  BOOST_TEST(!prominence.job(id).contains("statusReason"));
  prominence.advance(4min);
  BOOST_TEST(prominence.status(id) == "pending");
  BOOST_TEST(prominence.job(id).at("statusReason") == "No matching resources currently available");
  prominence.advance(2min);
  BOOST_TEST(prominence.status(id) == "failed");
  BOOST_TEST(prominence.job(id).at("statusReason") == "No matching resources currently available");
}

BOOST_AUTO_TEST_CASE(a_job_that_is_kept_leaves_by_remove) {
  ProminenceBench prominence;
  const std::string id = prominence.submit("true", {{"policies", {{"leaveInQueue", true}}}});
  prominence.advance(1min);
  BOOST_TEST(prominence.json("GET", "/jobs").size() == 1U);
  BOOST_TEST(prominence.json("GET", "/jobs?completed=true").empty());
  BOOST_TEST(prominence.call("PUT", "/jobs/" + id + "/remove").body.str() == "{}\n");
  BOOST_TEST(prominence.json("GET", "/jobs?completed=true").size() == 1U);
  BOOST_TEST(prominence.call("PUT", "/jobs/" + id + "/remove").body.str() ==
             "{\"error\":\"Job is no longer in the queue\"}\n");
}

BOOST_AUTO_TEST_CASE(lists_are_ordered_and_filtered) {
  ProminenceBench prominence;
  const std::string first = prominence.submit("true", {{"name", "a"}, {"labels", {{"Run", "r7"}}}});
  const std::string second = prominence.submit("true", {{"name", "b"}});
  prominence.advance(1min);
  const std::string third = prominence.submit("true", {{"name", "a"}});
  const auto ids = [&](const std::string& query) {
    std::string text;
    for (const Json& job : prominence.json("GET", "/jobs" + query))
      text += std::to_string(job.at("id").get<int>()) + " ";
    return text;
  };
  BOOST_TEST(ids("") == "3 ");
  BOOST_TEST(ids("?completed=true") == "2 ");
  BOOST_TEST(ids("?completed=true&num=0") == "2 1 ");
  BOOST_TEST(ids("?all=1") == "2 1 3 ");
  BOOST_TEST(ids("?all=1&name=a") == "1 3 ");
  BOOST_TEST(ids("?all=1&constraint=rUN%3Dr7") == "1 ");
  BOOST_TEST(ids("?all=1&constraint=Run%3DR7") == "");
  BOOST_TEST(ids("?id=3,1,77") == "1 3 ");
  BOOST_TEST(ids("?status=idle") == "3 ");
  BOOST_TEST(ids("?status=running") == "");
  BOOST_TEST(prominence.json("GET", "/jobs?detail=0").at(0).contains("resources"));
  BOOST_TEST(prominence.json("GET", "/jobs?all=1", "", kMallory).empty());
}

BOOST_AUTO_TEST_CASE(a_running_job_takes_commands) {
  ProminenceBench prominence;
  const std::string id = prominence.submit("echo data > file; sleep 100");
  BOOST_TEST(prominence.call("POST", "/jobs/" + id + "/exec?command=cat,file").body.str() ==
             "{\"error\":\"Job is not running\"}\n");
  prominence.advance(5s);
  http::Request request;
  request.method = "POST";
  request.target = "/prominence/api/v1/jobs/" + id + "/exec?command=cat,file";
  request.headers.add("Authorization", kAlice);
  std::optional<http::Response> answer;
  prominence.bench.door().handle(request, "", [&answer](http::Response response) { answer = std::move(response); });
  BOOST_TEST(!answer.has_value());  // held until its clock has gone on
  prominence.advance(1s);
  BOOST_REQUIRE(answer.has_value());
  const http::Response& response = *answer;
  BOOST_TEST(response.body.str() == "data\n");
  BOOST_TEST(response.headers.get("Content-Type") == "text/html; charset=utf-8");
  BOOST_TEST(prominence.job(id).at("execution").at("commands").at(0).at("command") == "cat,file");
}

BOOST_AUTO_TEST_CASE(a_clone_is_a_new_job_of_the_same_description) {
  ProminenceBench prominence;
  const std::string id = prominence.submit("echo again", {{"name", "x"}});
  BOOST_TEST(prominence.call("PUT", "/jobs/" + id + "/clone").body.str() == "{\"id\":2}\n");
  BOOST_TEST(prominence.job("2").at("name") == "x");
  BOOST_TEST(prominence.call("PUT", "/jobs/" + id + "/clone", "", kMallory).status == 403);
}

BOOST_AUTO_TEST_CASE(the_same_routes_are_below_all_three_base_paths) {
  Bench bench;
  for (const char* base : {"/prominence/api/v1", "/prominence/v1", "/prominence/prominence/v1"})
    BOOST_TEST(bench.call("GET", std::string(base) + "/jobs", {{"Authorization", kAlice}}).status == 200);
  BOOST_TEST(bench.call("GET", "/api/v1/jobs", {{"Authorization", kAlice}}, "", "prominence").status == 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::tests
