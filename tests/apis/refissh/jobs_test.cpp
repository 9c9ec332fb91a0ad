#include <nlohmann/json.hpp>

#include "apis/refissh/ask_bench.h"

namespace hpc::tests::refissh {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// What a job's status is, second by second, as one line: "R R F".
std::string watch(Bench& bench, const Caller& caller, std::string_view id, int count) {
  std::string story;
  for (int i = 0; i < count; ++i) {
    const std::string status = caller.job(id);
    story += status.find('<') != std::string::npos ? "P" : status.substr(0, 1);
    bench.advance(seconds(1));
  }
  return story;
}

std::vector<std::string> logs(const Caller& caller) {
  std::vector<std::string> names;
  const Json entries = Json::parse(caller.text("GET /files/home/hpc_logs"));
  for (const Json& entry : entries) names.push_back(entry.at("visualName").get<std::string>());
  return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(jobs)

BOOST_AUTO_TEST_CASE(a_job_runs_as_long_as_it_sleeps) {
  Bench bench;
  const Caller a(bench);
  a.have_image();
  BOOST_TEST(a.call("POST /jobs/s1", R"({"image_name": "demo", "commandline": "sleep", "parameters": "30",
      "cluster": "anselm", "N_nodes": 1, "N_cores": 24, "max_runtime": 5})")
                 .body.str() == R"({"service_ID": "s1", "queue_ID": "1.srv11", "project": "A"})");
  BOOST_TEST(a.job("s1") == "RUNNING");
  bench.advance(seconds(29));
  BOOST_TEST(a.job("s1") == "RUNNING");
  bench.advance(seconds(2));
  BOOST_TEST(a.job("s1") == "FINISHED");
  BOOST_TEST(a.result("s1") == "UNSET");
}

BOOST_AUTO_TEST_CASE(the_documents_own_payload_starts_a_job_that_runs_for_the_default_time) {
  Bench bench(with({{"apis.refissh.default_runtime", "10"}}));
  const Caller a(bench);
  a.upload("home/x.simg", "x");
  a.status("POST /images/hetcomp/sing_test", R"({"image": {"source_location": "home/x.simg"}})");
  BOOST_TEST(a.status("POST /jobs/s1", R"({"image_name": "hetcomp/sing_test","commandline": "/runscript.sh",)"
                                       R"("parameters": "nothing important","cluster": "anselm","N_nodes": 1,)"
                                       R"("N_cores": 24,"max_runtime": 5})") == 200);
  BOOST_TEST(watch(bench, a, "s1", 13) == "RRRRRRRRRRRFF");
}

BOOST_AUTO_TEST_CASE(a_sample_application_shows_its_progress) {
  Bench bench;
  const Caller a(bench);
  a.have_image();
  BOOST_TEST(a.start("s1", "python", "/app/wait_a_while.py 3") == 200);
  BOOST_TEST(a.result("s1") == "UNSET");
  BOOST_TEST(watch(bench, a, "s1", 5) == "RPPPF");
  BOOST_TEST(a.result("s1") == "Done. I have waited 3 seconds.");
}

BOOST_AUTO_TEST_CASE(each_second_has_a_page_of_its_own) {
  Bench bench;
  const Caller a(bench);
  a.have_image();
  a.start("s1", "python /app/wait_a_while.py", "3");
  bench.advance(milliseconds(500));
  const std::string first = a.job("s1");
  BOOST_TEST(first.find("Waited 0 of 3 seconds.") != std::string::npos);
  bench.advance(seconds(1));
  BOOST_TEST(a.job("s1").find("Waited 1 of 3 seconds.") != std::string::npos);
  BOOST_TEST(std::string(a.call("GET /jobs/s1").headers.get("Content-Type")) == "text/html; charset=utf-8");
}

BOOST_AUTO_TEST_CASE(a_message_reaches_the_job) {
  Bench bench;
  const Caller a(bench);
  a.have_image();
  a.start("s1", "python", "/app/startup.py 60 /app");
  bench.advance(seconds(5));
  BOOST_TEST(a.status("PUT /jobs/s1", R"({"message": "hello"})") == 200);
  bench.advance(seconds(5));
  BOOST_TEST(a.job("s1").find("Waited 9 of 60") != std::string::npos);
  BOOST_TEST(a.status("PUT /jobs/s1", R"({"message": "two\nABORT"})") == 200);
  bench.advance(seconds(2));
  BOOST_TEST(a.job("s1") == "FINISHED");
  BOOST_TEST(a.result("s1") == "Done. My waiting was aborted after 10 seconds.");
}

BOOST_AUTO_TEST_CASE(messages_stand_line_by_line_in_the_jobs_own_folder) {
  Bench bench;
  const Caller a(bench);
  a.have_image();
  a.start("s1", "sleep", "30");
  BOOST_TEST(a.status("PUT /jobs/s1", R"({"message": "too early"})") == 405);
  bench.advance(seconds(1));
  a.status("PUT /jobs/s1", R"({"message": "one"})");
  a.status("PUT /jobs/s1", R"({"message": "two\nthree"})");
  const site::Path file = site::Path::of("/refissh/jobs/1/service/notifications.txt");
  BOOST_TEST((*bench.site().cluster("anselm"))->files().read({}, file)->str() == "one\ntwo\nthree\n");
  BOOST_TEST(a.status("GET /files/service") == 404);
}

BOOST_AUTO_TEST_CASE(a_container_writes_to_its_service_folder) {
  Bench bench;
  const Caller a(bench);
  a.have_image();
  a.start("s1", "/bin/sh",
          R"(-c 'echo \"<p>busy</p>\" > /service/status.html; sleep 5; echo good > /service/result.txt')");
  bench.advance(seconds(1));
  BOOST_TEST(a.job("s1") == "<p>busy</p>\n");
  bench.advance(seconds(10));
  BOOST_TEST(a.job("s1") == "FINISHED");
  BOOST_TEST(a.result("s1") == "good\n");
}

BOOST_AUTO_TEST_CASE(a_job_without_its_image_ends_at_once) {
  Bench bench;
  const Caller a(bench);
  BOOST_TEST(a.start("s1", "sleep", "30") == 200);
  bench.advance(seconds(2));
  BOOST_TEST(a.job("s1") == "FINISHED");
  BOOST_TEST(a.result("s1") == "UNSET");
}

BOOST_AUTO_TEST_CASE(a_job_without_its_image_can_be_refused) {
  Bench bench(with({{"apis.refissh.require_registered_image", "true"}}));
  const Caller a(bench);
  BOOST_TEST(a.start("s1", "sleep", "30") == 400);
  BOOST_TEST(a.status("GET /jobs/s1") == 404);
}

BOOST_AUTO_TEST_CASE(a_job_is_killed_at_its_max_runtime) {
  Bench bench;
  const Caller a(bench);
  a.have_image();
  a.start("s1", "sleep", "100000");
  bench.advance(minutes(4));
  BOOST_TEST(a.job("s1") == "RUNNING");
  bench.advance(minutes(2));
  BOOST_TEST(a.job("s1") == "FINISHED");
}

BOOST_AUTO_TEST_CASE(an_aborted_job_exits_before_it_has_finished) {
  Bench bench(with({{"apis.refissh.expose_queue_state", "true"}, {"apis.refissh.exit_time", "2"}}));
  const Caller a(bench);
  a.have_image();
  a.start("s1", "sleep", "30");
  BOOST_TEST(a.job("s1") == "QUEUED");
  bench.advance(seconds(1));
  BOOST_TEST(a.job("s1") == "RUNNING");
  BOOST_TEST(a.status("DELETE /jobs/s1") == 200);
  BOOST_TEST(a.job("s1") == "EXITING");
  BOOST_TEST(a.status("DELETE /jobs/s1") == 405);
  BOOST_TEST(a.status("PUT /jobs/s1", R"({"message": "x"})") == 405);
  bench.advance(seconds(2));
  BOOST_TEST(a.job("s1") == "FINISHED");
}

BOOST_AUTO_TEST_CASE(a_queued_job_is_finished_when_it_is_aborted) {
  Bench bench;
  const Caller a(bench);
  a.have_image();
  a.start("s1", "sleep", "30");
  BOOST_TEST(a.status("DELETE /jobs/s1") == 200);
  BOOST_TEST(a.job("s1") == "FINISHED");
  BOOST_TEST(a.status("GET /files/home/hpc_logs") == 404);
}

BOOST_AUTO_TEST_CASE(the_scheduler_forgets_in_the_end_and_the_service_id_stays) {
  Bench bench;
  const Caller a(bench), admin(bench, "token-admin");
  a.have_image();
  a.start("s1", "sleep", "1");
  bench.advance(hours(335));
  BOOST_TEST(a.job("s1") == "FINISHED");
  bench.advance(hours(2));
  BOOST_TEST(a.job("s1") == "UNKNOWN");
  BOOST_TEST(a.status("DELETE /jobs/s1") == 405);
  BOOST_TEST(a.start("s1", "sleep", "1") == 405);
  BOOST_TEST(admin.text("GET /jobs/") == R"([{"service_ID": "s1", "queue_ID": "1.srv11", "project": "A"}])");
}

BOOST_AUTO_TEST_CASE(nothing_is_known_while_the_scheduler_cannot_be_reached) {
  Bench bench;
  const Caller a(bench);
  a.have_image();
  a.start("s1", "sleep", "30");
  site::Cluster& cluster = **bench.site().cluster("anselm");
  cluster.set_reachability(site::Reachability::refused);
  BOOST_TEST(a.job("s1") == "UNKNOWN");
  BOOST_TEST(a.status("DELETE /jobs/s1") == 405);
  BOOST_TEST(a.start("s2", "sleep", "30") == 500);
  cluster.set_reachability(site::Reachability::up);
  BOOST_TEST(a.job("s1") == "RUNNING");
  BOOST_TEST(a.start("s2", "sleep", "30") == 200);
}

BOOST_AUTO_TEST_CASE(the_admin_sees_all_jobs_by_start_and_may_nothing_else) {
  Bench bench;
  const Caller a(bench), b(bench, "token-b"), admin(bench, "token-admin");
  BOOST_TEST(admin.text("GET /jobs/") == "[]");
  a.start("z", "sleep", "1");
  b.start("y", "sleep", "1");
  BOOST_TEST(admin.text("GET /jobs/") == R"([{"service_ID": "z", "queue_ID": "1.srv11", "project": "A"}, )"
                                         R"({"service_ID": "y", "queue_ID": "2.srv11", "project": "B"}])");
  BOOST_TEST(admin.status("GET /jobs/z") == 404);
  BOOST_TEST(admin.status("DELETE /jobs/z") == 404);
}

BOOST_AUTO_TEST_CASE(a_log_appears_in_the_project_when_the_job_starts) {
  Bench bench;
  const Caller a(bench);
  a.have_image();
  a.start("s1", "echo", "hello");
  BOOST_TEST(a.status("GET /files/home/hpc_logs") == 404);
  bench.advance(seconds(5));
  BOOST_TEST(logs(a) == (std::vector<std::string>{"2026-01-05_08_00_00_s1.log"}));
  BOOST_TEST(a.text("GET /files/home/hpc_logs/2026-01-05_08_00_00_s1.log") == "hello\n");
}

BOOST_AUTO_TEST_CASE(the_later_edition_wants_a_queue_and_a_singularity_version) {
  Bench bench(with({{"apis.refissh.edition", "2018-12"}}));
  const Caller a(bench);
  const std::string start = R"({"image_name": "demo", "commandline": "sleep", "parameters": "1", "N_nodes": 1, )"
                            R"("N_cores": 16, "max_runtime": 5)";
  BOOST_TEST(a.call("POST /jobs/s1", start + R"(, "cluster": "anselm"})").body.str() ==
             R"({"Error": "Parameter queue missing or malformed"})");
  BOOST_TEST(a.call("POST /jobs/s1", start + R"(, "queue": "qexp"})").body.str() ==
             R"({"Error": "Parameter singularity_version missing or malformed"})");
  BOOST_TEST(a.status("POST /jobs/s1", start + R"(, "queue": "qexp", "singularity_version": "2.4.2", "MPI_lib": "x", )"
                                               R"("N_mpiprocs": 2, "MPI_np": 4})") == 200);
  BOOST_TEST(a.status("POST /jobs/s2", start + R"(, "queue": "qexp", "singularity_version": "2.4.2", "MPI_lib": "x", )"
                                               R"("N_mpiprocs": "2", "MPI_np": 4})") == 400);
  BOOST_TEST(a.status("POST /files/home/f", "x") == 201);
}

BOOST_AUTO_TEST_CASE(switches_take_later_operations_away) {
  Bench bench(with({{"apis.refissh.job_messages", "false"},
                    {"apis.refissh.job_result", "false"},
                    {"apis.refissh.unknown_job_delete", "405"}}));
  const Caller a(bench);
  a.have_image();
  a.start("s1", "python", "/app/wait_a_while.py 1");
  bench.advance(seconds(5));
  const http::Response refused = a.call("PUT /jobs/s1", R"({"message": "x"})");
  BOOST_TEST(refused.status == 405);
  BOOST_TEST(std::string(refused.headers.get("Allow")) == "GET, HEAD, POST, DELETE, OPTIONS");
  BOOST_TEST(a.result("s1") == "FINISHED");
  BOOST_TEST(a.status("DELETE /jobs/none") == 405);
}

BOOST_AUTO_TEST_CASE(a_client_that_only_polls_sees_every_state_in_a_stepping_clock) {
  Bench bench({.site = "", .set = {}, .clock = "stepping"});
  const Caller a(bench);
  a.have_image();
  a.start("s1", "python", "/app/wait_a_while.py 3");
  std::string story;
  for (int i = 0; i < 20 && !story.ends_with("F"); ++i) {
    const std::string status = a.job("s1");
    story += status.find('<') != std::string::npos ? "P" : status.substr(0, 1);
  }
  BOOST_TEST(story == "RPPPF");
  a.start("s2", "sleep", "240");
  story.clear();
  for (int i = 0; i < 20 && !story.ends_with("F"); ++i) story += a.job("s2").substr(0, 1);
  BOOST_TEST(story == "RRF");
}

BOOST_AUTO_TEST_CASE(the_same_requests_get_the_same_bytes) {
  const auto run = [] {
    Bench bench;
    const Caller a(bench), admin(bench, "token-admin");
    std::string all;
    const auto keep = [&all](const http::Response& response) {
      for (const http::Header& header : response.headers) all += header.name + ": " + header.value + "\n";
      all += response.body.str() + "\n";
    };
    a.have_image();
    for (int i = 0; i < 20; ++i) {
      keep(a.call("POST /jobs/j" + std::to_string(i), R"({"image_name": "demo", "commandline": "python", "parameters":
          "/app/wait_a_while.py 3", "cluster": "anselm", "N_nodes": 1, "N_cores": 8, "max_runtime": 5})"));
      bench.advance(milliseconds(700));
      keep(a.call("GET /jobs/j" + std::to_string(i / 2)));
    }
    keep(admin.call("GET /jobs/"));
    keep(a.call("GET /files/home/hpc_logs?view=full"));
    return all;
  };
  BOOST_TEST(run() == run());
}

BOOST_AUTO_TEST_CASE(tokens_expire_by_the_hosts_clock) {
  Bench bench(with({{"apis.refissh.tokens", "{t: {project: A, expires: \"2026-11-22T00:00:00Z\"}}"}}));
  const Caller a(bench, "t");
  BOOST_TEST(a.status("GET /images/") == 200);
  bench.advance(hours(24 * 365));
  BOOST_TEST(a.status("GET /images/") == 200);
  bench.host().move(hours(24 * 365));
  BOOST_TEST(a.status("GET /images/") == 403);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::refissh
