#include <boost/test/unit_test.hpp>

#include "apis/firecrest/firecrest_bench.h"
#include "base/digest.h"

using hpc::Json;
using hpc::tests::FirecrestBench;
using hpc::tests::kSampleUser;
using hpc::tests::text_of;
using hpc::tests::with;

BOOST_AUTO_TEST_SUITE(firecrest_tasks)

BOOST_AUTO_TEST_CASE(a_task_is_shown_alone_with_its_address_and_in_a_list_without) {
  FirecrestBench bench;
  const std::string id = hpc::hex(hpc::md5(kSampleUser + "-1"));
  const std::string now = hpc::iso_seconds(bench.bench.site().clock().now());
  BOOST_TEST(FirecrestBench::task_of(bench.get("/compute/jobs")) == id);
  const std::string head =
      "\"created_at\":\"" + now + "\",\"data\":\"Queued\",\"description\":\"Queued\",\"hash_id\":\"" + id +
      "\",\"last_modify\":\"" + now +
      "\",\"service\":\"compute\",\"status\":\"100\",\"system\":\"daint\",\"task_id\":\"" + id + "\"";
  const std::string tail = ",\"updated_at\":\"" + now + "\",\"user\":\"" + kSampleUser + "\"}";
  BOOST_TEST(bench.get("/tasks/" + id).body.str() ==
             "{\"task\":{" + head + ",\"task_url\":\"/tasks/" + id + "\"" + tail + "}\n");
  for (const std::string& path : {std::string("/tasks"), std::string("/tasks/"), "/tasks?tasks=" + id + ",unknown"})
    BOOST_TEST(bench.get(path).body.str() == "{\"tasks\":{\"" + id + "\":{" + head + tail + "}}\n");
}

BOOST_AUTO_TEST_CASE(a_task_is_its_owners_only) {
  FirecrestBench bench;
  const std::string id = FirecrestBench::task_of(bench.get("/compute/jobs"));
  bench.bearer = bench.token("firecrest-second", hpc::tests::kSecondSecret);
  BOOST_TEST(text_of(bench.get("/tasks/" + id)) ==
             "403 application/json {\"description\":\"Operation not permitted. Invalid task owner.\"}\n");
  BOOST_TEST(bench.get("/tasks").body.str() == "{\"tasks\":{}}\n");
  BOOST_TEST(bench.get("/tasks?tasks=" + id).body.str() == "{\"tasks\":{}}\n");
}

BOOST_AUTO_TEST_CASE(bad_filters_and_unknown_ids_are_refused) {
  FirecrestBench bench;
  BOOST_TEST(text_of(bench.get("/tasks/IDONTEXIST")) ==
             "404 application/json {\"error\":\"Task IDONTEXIST does not exist\"}\n");
  BOOST_TEST(bench.get("/tasks?tasks=1;2").body.str() ==
             "{\"description\":\"Failed to retrieve tasks information\",\"error\":\"'tasks' has invalid char\"}\n");
  BOOST_TEST(bench.get("/tasks?tasks=").body.str() ==
             "{\"description\":\"Failed to retrieve tasks information\",\"error\":\"'tasks' is empty\"}\n");
}

BOOST_AUTO_TEST_CASE(a_compute_task_leaves_the_list_after_a_day_and_is_still_shown_alone) {
  FirecrestBench bench;
  const std::string id = FirecrestBench::task_of(bench.get("/compute/jobs"));
  bench.bench.advance(std::chrono::hours(24));
  BOOST_TEST(FirecrestBench::json(bench.get("/tasks"))["tasks"].size() == 1u);
  bench.bench.advance(std::chrono::seconds(1));
  BOOST_TEST(FirecrestBench::json(bench.get("/tasks"))["tasks"].size() == 0u);
  BOOST_TEST(bench.task(id)["status"] == "200");
}

BOOST_AUTO_TEST_CASE(the_internal_interface_is_there_without_a_gateway_only) {
  FirecrestBench gateway;
  BOOST_TEST(gateway.form("POST", "/tasks").body.str() == "{\"message\":\"Invalid\"}");
  FirecrestBench direct(with("apis.firecrest.profile", "direct"));
  BOOST_TEST(direct.form("POST", "/tasks").body.str() == "{\"description\":\"No service informed\"}\n");
  hpc::http::Headers headers = direct.headers();
  headers.add("X-Firecrest-Service", "storage");
  const Json made = FirecrestBench::json(direct.bench.call("POST", "/firecrest/tasks", headers));
  const std::string url = made["task_url"];
  BOOST_TEST(direct.form("PUT", url, {{"status", "9999"}}).body.str() ==
             "{\"error\":\"Status code error\",\"status\":\"9999\"}\n");
  BOOST_TEST(direct.form("PUT", url, {{"status", "111"}, {"msg", "m"}}).body.str() ==
             "{\"success\":\"task updated\"}\n");
  BOOST_TEST(direct.task(made["hash_id"])["data"] == "m");
  BOOST_TEST(direct.form("DELETE", url).status == 204);
  BOOST_TEST(direct.task(made["hash_id"])["status"] == "302");
  BOOST_TEST(FirecrestBench::json(direct.get("/tasks"))["tasks"].begin().value()["status"] == "111");
}

BOOST_AUTO_TEST_SUITE_END()
