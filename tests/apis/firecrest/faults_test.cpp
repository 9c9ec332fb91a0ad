// Faults that the site file turns on: services that do not answer, a gateway that limits, tasks and transfers that
// fail.
#include <boost/test/unit_test.hpp>

#include "apis/firecrest/firecrest_bench.h"
#include "apis/socket_client.h"

using hpc::Json;
using hpc::centre::Override;
using hpc::tests::FirecrestBench;
using hpc::tests::kSampleUser;
using hpc::tests::text_of;
using hpc::tests::with;
using std::chrono::seconds;

namespace {

const std::string kHome = "/home/" + kSampleUser;

std::vector<Override> limited(const std::string& told_by) {
  return {{"apis.firecrest.rate_limit", "3"},
          {"apis.firecrest.rate_limit_window_seconds", "10"},
          {"apis.firecrest.rate_limit_told_by", told_by}};
}

std::string refusal(const hpc::http::Response& answer) {
  std::string body = answer.body.str();
  if (body.ends_with('\n')) body.pop_back();
  return std::to_string(answer.status) + ' ' + body;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(firecrest_faults)

BOOST_AUTO_TEST_CASE(a_service_that_is_down_does_not_answer_and_the_others_do) {
  const std::pair<const char*, const char*> services[] = {{"compute", "/compute/jobs"},
                                                          {"utilities", "/utilities/whoami"},
                                                          {"tasks", "/tasks"},
                                                          {"storage", "/storage/status"},
                                                          {"reservations", "/reservations"}};
  for (const auto& [down, path] : services) {
    FirecrestBench bench(with("apis.firecrest.services_down", "[" + std::string(down) + "]"));
    const auto refused = bench.get(path);
    BOOST_TEST(
        text_of(refused) ==
        "502 application/json; charset=utf-8 {\n  \"message\":\"An invalid response was received from the upstream "
        "server\"\n}");
    BOOST_TEST(refused.headers.get("Server") == "kong/3.2.2");
    for (const auto& [other, works] : services) {
      if (std::string_view(other) == down) continue;
      const int status = bench.get(works).status;
      // Compute cannot make a task when nobody keeps it.
      const bool needs_tasks = std::string_view(down) == "tasks" && std::string_view(other) == "compute";
      BOOST_TEST(status == (needs_tasks ? 400 : 200), down << " is down, " << works);
    }
    BOOST_TEST(
        FirecrestBench::json(bench.get("/status/services/" + std::string(down))) ==
        Json({{"description", "server down"}, {"service", down}, {"status", "not available"}, {"status_code", 400}}));
    int available = 0;
    const Json all = FirecrestBench::json(bench.get("/status/services"))["out"];
    for (const Json& service : all) available += service["status"] == "available";
    BOOST_TEST(available == 5);
  }
}

BOOST_AUTO_TEST_CASE(without_a_gateway_nobody_answers_for_a_service_that_is_down) {
  hpc::tests::Served served(
      {"", {{"apis.firecrest.profile", "direct"}, {"apis.firecrest.services_down", "[tasks]"}}, "manual"});
  BOOST_TEST(served.exchange("GET /firecrest/tasks HTTP/1.1\r\nHost: x\r\n\r\n") == "");
  BOOST_TEST(served.exchange("GET /firecrest/status/systems HTTP/1.1\r\nHost: x\r\n\r\n").substr(0, 12) ==
             "HTTP/1.1 401");
}

BOOST_AUTO_TEST_CASE(without_the_tasks_service_no_task_is_made) {
  FirecrestBench bench(with("apis.firecrest.services_down", "[tasks]"));
  const auto compute = [](const std::string& description) {
    return "400 {\"description\":\"" + description + "\",\"error\":\"Error creating task\"}";
  };
  BOOST_TEST(refusal(bench.upload("/compute/jobs/upload", {}, {{"file", "job.sh", "#!/bin/sh\n"}})) ==
             compute("Failed to submit job file"));
  BOOST_TEST(refusal(bench.form("POST", "/compute/jobs/path", {{"targetPath", "/srv/f7t/test_sbatch.sh"}})) ==
             compute("Failed to submit job"));
  BOOST_TEST(refusal(bench.get("/compute/jobs")) == compute("Failed to retrieve jobs information"));
  BOOST_TEST(refusal(bench.get("/compute/acct")) == compute("Failed to retrieve account information"));
  BOOST_TEST(refusal(bench.form("DELETE", "/compute/jobs/1")) == compute("Failed to delete job"));
  BOOST_TEST(
      refusal(bench.form("POST", "/storage/xfer-external/upload", {{"sourcePath", "f"}, {"targetPath", kHome}})) ==
      "400 {\"error\":\"Error creating task\"}");
  BOOST_TEST(
      refusal(bench.form("POST", "/storage/xfer-external/download", {{"sourcePath", "/srv/f7t/test_sbatch.sh"}})) ==
      "400 {\"error\":\"Error creating task\"}");
  const auto internal = bench.form("POST", "/storage/xfer-internal/cp", {{"sourcePath", "a"}, {"targetPath", "b"}});
  BOOST_TEST(refusal(internal) == "400 {\"error\":\"Error creating task\"}");
  BOOST_TEST(internal.headers.get("X-Sbatch-Error") == "Failed to submit job file");
}

BOOST_AUTO_TEST_CASE(internal_transfers_go_through_compute) {
  FirecrestBench bench(with("apis.firecrest.services_down", "[compute]"));
  BOOST_TEST(bench.form("POST", "/storage/xfer-internal/cp", {{"sourcePath", "a"}, {"targetPath", "b"}}).status == 500);
}

BOOST_AUTO_TEST_CASE(without_certificates_no_machine_lets_anybody_in) {
  FirecrestBench bench(with("apis.firecrest.services_down", "[certificator]"));
  BOOST_TEST(bench.get("/utilities/whoami").headers.get("X-Error") == "Connection refused");
  const Json systems = FirecrestBench::json(bench.get("/status/systems"))["out"];
  for (const Json& system : systems) BOOST_TEST(system["description"] == "System does not accept connections");
}

BOOST_AUTO_TEST_CASE(beyond_the_rate_limit_a_client_is_told_to_wait_and_is_then_answered) {
  FirecrestBench bench(limited("seconds"));
  bench.headers();
  const std::int64_t into_window = hpc::unix_seconds(bench.bench.host().wall()) % 10;
  const std::string wait = std::to_string(10 - into_window);
  for (int i = 0; i < 3; ++i) BOOST_TEST(bench.get("/status/parameters").status == 200);
  const auto refused = bench.get("/status/parameters");
  BOOST_TEST(text_of(refused) == "429 application/json; charset=utf-8 {\"message\":\"API rate limit exceeded\"}");
  BOOST_TEST(refused.headers.get("Retry-After") == wait);
  BOOST_TEST(refused.headers.get("RateLimit-Reset") == wait);
  BOOST_TEST(refused.headers.get("RateLimit-Limit") == "3");
  BOOST_TEST(refused.headers.get("RateLimit-Remaining") == "0");
  BOOST_TEST(refused.headers.get("Server") == "kong/3.2.2");
  // Neither tokens nor objects come through the gateway.
  BOOST_TEST(!bench.token().empty());
  bench.bench.advance(seconds(3600));  // virtual time is not what clients wait by
  BOOST_TEST(bench.get("/tasks").status == 429);
  bench.bench.host().move(seconds(10 - into_window));
  BOOST_TEST(bench.get("/tasks").status == 200);
}

BOOST_AUTO_TEST_CASE(a_429_tells_when_to_come_again_in_each_of_the_ways_that_clients_read) {
  const auto headers = [](const std::string& told_by) {
    FirecrestBench bench(limited(told_by));
    for (int i = 0; i < 3; ++i) bench.get("/tasks");
    hpc::http::Headers told;
    const auto refused = bench.get("/tasks");
    BOOST_TEST(refused.status == 429);
    for (const auto& header : refused.headers)
      if (header.name == "Retry-After" || header.name.starts_with("RateLimit")) told.add(header.name, header.value);
    return std::make_pair(told, bench.bench.host().wall());
  };
  const auto [date, at] = headers("date");
  const std::int64_t now = hpc::unix_seconds(at), end = (now / 10 + 1) * 10;
  BOOST_TEST((date == hpc::http::Headers{{"Retry-After", hpc::http_date(hpc::from_unix_seconds(end))}}));
  BOOST_TEST((headers("reset").first == hpc::http::Headers{{"RateLimit-Reset", std::to_string(end - now)}}));
  BOOST_TEST(headers("nothing").first.size() == 0u);
}

BOOST_AUTO_TEST_CASE(tasks_that_are_stuck_stay_queued) {
  FirecrestBench bench(with("apis.firecrest.stuck_tasks", "[compute]"));
  const std::string compute = FirecrestBench::task_of(bench.get("/compute/jobs"));
  const std::string storage = FirecrestBench::task_of(
      bench.form("POST", "/storage/xfer-external/upload", {{"sourcePath", "f"}, {"targetPath", kHome}}));
  bench.bench.advance(seconds(3000));
  BOOST_TEST(bench.task(compute)["status"] == "100");
  BOOST_TEST(bench.task(storage)["status"] == "111");
}

BOOST_AUTO_TEST_CASE(a_system_that_cannot_fetch_tries_again_in_each_round) {
  FirecrestBench bench(with("apis.firecrest.storage_fetch_fails", "true"));
  const std::string id = FirecrestBench::task_of(
      bench.form("POST", "/storage/xfer-external/upload", {{"sourcePath", "f"}, {"targetPath", kHome}}));
  bench.bench.advance(seconds(1));
  const Json form = bench.task(id)["data"]["msg"]["parameters"];
  hpc::tests::FormFields fields;
  for (const char* name : {"key", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "policy", "x-amz-signature"})
    fields.emplace_back(name, form["data"][name].get<std::string>());
  const std::string url = form["url"];
  BOOST_TEST(bench.bench
                 .call("POST", url.substr(url.find('/', 7)),
                       {{"Content-Type", "multipart/form-data; boundary=7f3b9c0f1d"}},
                       hpc::tests::multipart(fields, {{"file", "f", "x"}}))
                 .status == 204);
  std::string seen;
  for (int round = 0; round < 200; ++round) {
    const std::string state = bench.task(id)["status"];
    if (!seen.ends_with(state)) seen += ' ' + state;
    bench.bench.advance(std::chrono::milliseconds(100));
  }
  BOOST_TEST(seen.starts_with(" 111 112 113 115 113 115 113 115"));
  BOOST_TEST(bench.get("/utilities/stat?targetPath=" + kHome + "/f").status == 400);
}

BOOST_AUTO_TEST_SUITE_END()
