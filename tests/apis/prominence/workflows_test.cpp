// Workflows: order, factories, counting, re-runs.
#include <boost/test/unit_test.hpp>

#include "apis/prominence/prominence_bench.h"

namespace hpc::tests {
namespace {

using namespace std::chrono_literals;

Json job(const std::string& name, const std::string& command) {
  return {{"name", name},
          {"resources", {{"cpus", 1}, {"memory", 1}, {"disk", 10}}},
          {"tasks", {{{"image", "busybox"}, {"runtime", "singularity"}, {"cmd", command}}}}};
}

class Workflows final {
 public:
  std::string start(const Json& workflow) {
    return std::to_string(json("POST", "/workflows", workflow.dump()).at("id").get<int>());
  }
  Json workflow(const std::string& id) { return json("GET", "/workflows/" + id).at(0); }
  std::string refusal(const Json& workflow) {
    const http::Response response = call("POST", "/workflows", workflow.dump());
    if (response.status == 500) return "crash";
    return Json::parse(response.body.str()).value("error", "");
  }
  http::Response call(const std::string& method, const std::string& path, const std::string& body = "") {
    return prominence_.call(method, path, body);
  }
  Json json(const std::string& method, const std::string& path, const std::string& body = "") {
    return prominence_.json(method, path, body);
  }
  Json job(const std::string& id) { return prominence_.job(id); }
  std::string output(const std::string& id) { return prominence_.output(id); }
  void advance(Duration by) { prominence_.advance(by); }

 private:
  ProminenceBench prominence_;
};

BOOST_AUTO_TEST_SUITE(prominence_workflows)

BOOST_AUTO_TEST_CASE(children_start_when_all_their_parents_are_done) {
  Workflows prominence;
  const std::string id = prominence.start({{"name", "w"},
                                           {"jobs", {job("a", "sleep 10"), job("b", "sleep 20"), job("c", "echo c")}},
                                           {"dependencies", {{"a", {"c"}}, {"b", {"c"}}}}});
  BOOST_TEST(prominence.workflow(id).at("status") == "pending");
  BOOST_TEST(prominence.workflow(id).at("progress").at("total") == 0);
  prominence.advance(5s);
  const Json progress = {{"done", 0}, {"failed", 0}, {"queued", 2}, {"total", 3}, {"waiting", 1}};
  BOOST_TEST(prominence.workflow(id).at("progress") == progress);
  BOOST_TEST(prominence.workflow(id).at("status") == "running");
  BOOST_TEST(prominence.json("GET", "/jobs?workflow=true&num=-1&id=" + id).size() == 2U);
  prominence.advance(2min);
  BOOST_TEST(prominence.workflow(id).at("status") == "completed");
  BOOST_TEST(prominence.output("4") == "c\n");
  BOOST_TEST(prominence.job("4").at("name") == "w/c");
  BOOST_TEST(prominence.call("GET", "/workflows/" + id + "/c/stdout").body.str() == "c\n");
  BOOST_TEST(prominence.call("GET", "/workflows/" + id + "/zzz/stdout").body.str() ==
             "{\"error\":\"stdout does not exist\"}\n");
}

BOOST_AUTO_TEST_CASE(a_failed_job_blocks_what_follows_and_a_rerun_goes_on_from_it) {
  Workflows prominence;
  const std::string id = prominence.start({{"name", "w"},
                                           {"jobs", {job("good", "true"), job("bad", "exit 1"), job("after", "true")}},
                                           {"dependencies", {{"bad", {"after"}}}}});
  prominence.advance(1min);
  const Json progress = {{"done", 1}, {"failed", 1}, {"queued", 0}, {"total", 3}, {"waiting", 1}};
  BOOST_TEST(prominence.workflow(id).at("status") == "failed");
  BOOST_TEST(prominence.workflow(id).at("progress") == progress);
  const http::Response rerun = prominence.call("PUT", "/workflows/" + id);
  BOOST_TEST(rerun.status == 200);
  const std::string next = std::to_string(Json::parse(rerun.body.str()).at("id").get<int>());
  prominence.advance(1min);
  BOOST_TEST(prominence.workflow(next).at("progress") == progress);
  BOOST_TEST(prominence.json("GET", "/jobs?workflow=true&completed=true&num=-1&id=" + next).size() == 1U);
}

BOOST_AUTO_TEST_CASE(factories_make_instances_with_parameters) {
  Workflows prominence;
  const Json sweep = {{"type", "parameterSweep"},
                      {"name", "f"},
                      {"jobs", {"p"}},
                      {"parameters",
                       {{{"name", "x"}, {"start", 1}, {"end", 2}, {"step", 1}},
                        {{"name", "y"}, {"start", 0.5}, {"end", 1.0}, {"step", 0.5}}}}};
  const std::string id =
      prominence.start({{"name", "scan"}, {"jobs", {job("p", "echo $x ${y}")}}, {"factories", {sweep}}});
  prominence.advance(1min);
  BOOST_TEST(prominence.workflow(id).at("progress").at("done") == 4);
  std::string seen;
  for (int n = 0; n < 4; ++n)
    seen += prominence.call("GET", "/workflows/" + id + "/p/" + std::to_string(n) + "/stdout").body.str();
  BOOST_TEST(seen == "1 0.5\n1 1.0\n2 0.5\n2 1.0\n");
  const Json last = prominence.job("5");
  BOOST_TEST(last.at("name") == "scan/p/3");
  BOOST_TEST(last.at("parameters").dump() == R"({"x":2,"y":1})");
  BOOST_TEST(last.at("tasks").at(0).at("cmd") == "echo $x ${y}");
}

BOOST_AUTO_TEST_CASE(ten_thousand_instances_are_counted) {
  Workflows prominence;
  const Json repeat = {{"type", "repeat"}, {"name", "f"}, {"jobs", {"p"}}, {"number", 10000}};
  const std::string id = prominence.start({{"name", "many"}, {"jobs", {job("p", "true")}}, {"factories", {repeat}}});
  prominence.advance(5s);
  BOOST_TEST(prominence.workflow(id).at("progress").at("total") == 10000);
  BOOST_TEST(prominence.json("GET", "/jobs").size() <= 84U);
  prominence.call("DELETE", "/workflows/" + id);
  prominence.advance(1s);
  BOOST_TEST(prominence.workflow(id).at("status") == "deleted");
  BOOST_TEST(prominence.workflow(id).at("statusReason") == "Workflow deleted by user");
  BOOST_TEST(prominence.json("GET", "/jobs").empty());
  BOOST_TEST(prominence.json("GET", "/jobs?completed=true").at(0).at("statusReason") ==
             "Job part of a workflow which was deleted by user");
}

BOOST_AUTO_TEST_CASE(rows_56_to_60_of_the_catalogue) {
  Workflows prominence;
  const Json jobs = {job("a", "true"), job("b", "true")};
  const auto factory = [&](Json one) {
    one["name"] = "f";
    one["jobs"] = {"a"};
    return Json{{"jobs", jobs}, {"factories", {one}}};
  };
  BOOST_TEST(prominence.refusal(Json::object()) == "a workflow must contain jobs");
  BOOST_TEST(prominence.refusal({{"jobs", {job("a", "x"), job("a", "x")}}}) ==
             "all jobs must have unique names: \"a\" is used more than once");
  BOOST_TEST(prominence.refusal({{"jobs", jobs}, {"dependencies", {{"a", {"zzz"}}}}}) ==
             "child job \"zzz\" is not actually defined");
  BOOST_TEST(prominence.refusal(factory({{"type", "repeat"}, {"num", 5}})) ==
             "a factory of type repeat must have number specified");
  Json parameters = Json::array();
  for (const char* name : {"a", "b", "c", "d", "e"})
    parameters.push_back({{"name", name}, {"start", 1}, {"end", 2}, {"step", 1}});
  BOOST_TEST(prominence.refusal(factory({{"type", "parameterSweep"}, {"parameters", parameters}})) ==
             "Currently only parameter sweeps up to 4D are supported");
  parameters = {{{"name", "a"}, {"start", 1}, {"end", 2}, {"number", 1}}};
  BOOST_TEST(prominence.refusal(factory({{"type", "parameterSweep"}, {"parameters", parameters}})) == "crash");
  BOOST_TEST(prominence.call("PUT", "/workflows/77").body.str() ==
             "{\"error\":\"Unable to find re-run workflow as the original workflow is not in a suitable state\"}\n");
  BOOST_TEST(prominence.call("GET", "/workflows/77/j/stdout").body.str() ==
             "{\"error\":\"Workflow does not exist\"}\n");
}

BOOST_AUTO_TEST_CASE(a_cycle_fails_the_workflow) {
  Workflows prominence;
  const std::string id = prominence.start(
      {{"name", "w"}, {"jobs", {job("a", "true"), job("b", "true")}}, {"dependencies", {{"a", {"b"}}, {"b", {"a"}}}}});
  prominence.advance(1min);
  BOOST_TEST(prominence.workflow(id).at("status") == "failed");
  BOOST_TEST(prominence.workflow(id).at("progress").at("waiting") == 2);
}

BOOST_AUTO_TEST_CASE(a_retry_is_a_new_job_and_its_output_is_the_last_one) {
  Workflows prominence;
  const std::string id = prominence.start({{"name", "w"},
                                           {"jobs", {job("a", "echo $PROMINENCE_JOB_ID; exit 1"), job("b", "true")}},
                                           {"dependencies", {{"a", {"b"}}}},
                                           {"policies", {{"maximumRetries", 2}}}});
  prominence.advance(1min);
  BOOST_TEST(prominence.workflow(id).at("status") == "failed");
  BOOST_TEST(prominence.json("GET", "/jobs?completed=true&num=-1&workflow=true&id=" + id).size() == 3U);
  BOOST_TEST(prominence.call("GET", "/workflows/" + id + "/a/stdout").body.str() == "4\n");
}

BOOST_AUTO_TEST_CASE(artifacts_of_factories_are_looked_up_for_each_instance) {
  Workflows prominence;
  Json one = job("a", "cat in_$i.txt");
  one["artifacts"] = {{{"url", "in_$i.txt"}}, {{"url", "never-looked-up.txt"}}};
  const Json factory = {
      {"type", "zip"}, {"name", "f"}, {"jobs", {"a"}}, {"parameters", {{{"name", "i"}, {"values", {1, 2}}}}}};
  const Json workflow = {{"name", "w"}, {"jobs", {one}}, {"factories", {factory}}};
  BOOST_TEST(prominence.refusal(workflow) == "Artifact in_1.txt does not exist");
  BOOST_TEST(prominence.refusal({{"name", "w"}, {"jobs", {one}}}) == "Artifact in_$i.txt does not exist");
}

BOOST_AUTO_TEST_CASE(parameters_are_shown_as_numbers_where_they_are_some) {
  Workflows prominence;
  const Json values = {"1.0", ".5", "1e3", "a b", "-1", "inf", "v1.2/x", "1.5.2"};
  const Json factory = {
      {"type", "zip"}, {"name", "f"}, {"jobs", {"a"}}, {"parameters", {{{"name", "x"}, {"values", values}}}}};
  const std::string id = prominence.start({{"name", "w"}, {"jobs", {job("a", "true")}}, {"factories", {factory}}});
  prominence.advance(1min);
  Json shown = Json::array();
  for (const Json& each : prominence.json("GET", "/jobs?completed=true&num=-1&workflow=true&id=" + id))
    shown.insert(shown.begin(), each.at("parameters").value("x", Json()));
  BOOST_TEST(shown.dump() == R"([1,0.5,1000,"a",null,"inf","v1.2/x","1.5.2"])");
}

BOOST_AUTO_TEST_CASE(workflows_are_listed_by_their_ids_wherever_they_are) {
  Workflows prominence;
  const std::string first = prominence.start({{"name", "w"}, {"jobs", {job("a", "true")}}});
  prominence.advance(1min);
  const std::string second = prominence.start({{"name", "w"}, {"jobs", {job("a", "sleep 500")}}});
  const Json list = prominence.json("GET", "/workflows?id=" + second + "," + first + "," + second + ",999");
  BOOST_TEST(list.size() == 2U);
  BOOST_TEST(list.at(0).at("status") == "completed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::tests
