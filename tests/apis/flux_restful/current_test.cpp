#include "apis/flux_restful/flux_bench.h"

using namespace hpc::tests;
using namespace std::chrono_literals;
using hpc::OrderedJson;

namespace {

std::string keys_of(const OrderedJson& object) {
  std::string keys;
  for (const auto& [key, value] : object.items()) keys += key + " ";
  return keys;
}

// result, waitstatus, returncode, exception type and note, as JSON.
std::string ending(FluxBench& flux, const std::string& id) {
  const OrderedJson job = flux.job(id);
  return job["state"].get<std::string>() + " " + job["result"].get<std::string>() + " " + job["waitstatus"].dump() +
         " " + job["returncode"].dump() + " " + job["exception"]["type"].get<std::string>() + ": " +
         job["exception"]["note"].get<std::string>();
}

std::string stream_pieces(hpc::http::Response& response, bool& is_over) {
  std::string pieces;
  while (!is_over) {
    const auto piece = response.stream();
    if (!piece) break;
    is_over = piece->last;
    if (!piece->bytes.empty()) pieces += "<" + piece->bytes.str() + ">";
  }
  return pieces;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(flux_restful_current)

BOOST_AUTO_TEST_CASE(a_job_goes_through_its_states_by_name) {
  FluxBench flux;
  const std::string id = flux.submit("sleep 10");
  std::string states;
  for (const auto step : {0ms, 14ms, 2ms, 100ms, 9000ms, 1105ms}) {
    flux.bench.advance(step);
    states += flux.state(id) + " ";
  }
  BOOST_TEST(states == "DEPEND PRIORITY SCHED RUN RUN INACTIVE ");
}

BOOST_AUTO_TEST_CASE(a_detailed_job_has_its_fields_in_order) {
  FluxBench flux;
  const std::string id = flux.submit("echo hello", "&runtime=30&workdir=/home/fluxuser");
  BOOST_TEST(keys_of(flux.job(id)) ==
             "id userid urgency t_submit state name cwd ntasks ncores duration nnodes result returncode runtime "
             "priority waitstatus nodelist exception ");
  flux.bench.advance(5s);
  const OrderedJson job = flux.job(id);
  BOOST_TEST(keys_of(job) ==
             "id userid urgency priority t_submit t_depend t_run t_cleanup t_inactive state name cwd ntasks ncores "
             "duration nnodes ranks nodelist success exception_occurred result expiration annotations waitstatus "
             "returncode runtime exception ");
  BOOST_TEST(job["exception"].dump() == "{\"occurred\":false,\"severity\":\"\",\"type\":\"\",\"note\":\"\"}");
  BOOST_TEST(flux.text("/v1/jobs/" + id + "/output") == "{\"Output\":[\"hello\\n\"]}");
}

BOOST_AUTO_TEST_CASE(jobs_end_in_many_ways) {
  FluxBench flux;
  const std::string good = flux.submit("true");
  const std::string bad = flux.submit("false");
  const std::string missing = flux.submit("nosuchprogram x");
  const std::string long_one = flux.submit("sleep 100", "&runtime=5");
  const std::string huge = flux.submit("true", "&num_tasks=1000");
  const std::string many_missing = flux.submit("nosuchprogram x", "&num_tasks=2");
  const std::string verbose = flux.submit("true", "&option_flags=verbose=abc");
  flux.bench.advance(60s);
  BOOST_TEST(ending(flux, good) == "INACTIVE COMPLETED 0 0 : ");
  BOOST_TEST(ending(flux, bad) == "INACTIVE FAILED 256 1 : ");
  const std::string host = flux.job(missing)["nodelist"];
  BOOST_TEST(ending(flux, missing) == "INACTIVE FAILED 32512 127 exec: task 0 (host " + host +
                                          "): start failed: nosuchprogram: No such file or directory");
  BOOST_TEST(ending(flux, long_one) == "INACTIVE TIMEOUT 36352 142 timeout: resource allocation expired");
  BOOST_TEST(ending(flux, huge) == "INACTIVE FAILED \"\" 1 alloc: unsatisfiable request");
  BOOST_TEST(flux.job(many_missing)["exception"]["type"] == "exec");
  BOOST_TEST(flux.text("/v1/jobs/" + many_missing + "/output").starts_with("{\"Message\""));
  BOOST_TEST(ending(flux, verbose) == "INACTIVE FAILED 15 -15 exec: failed to parse attributes.system.shell.verbose");
}

BOOST_AUTO_TEST_CASE(cancelled_jobs_tell_when_they_were) {
  FluxBench flux;
  const std::string pending = flux.submit("sleep 100");
  BOOST_TEST(flux.post("/v1/jobs/" + pending + "/cancel").body.str() ==
             "{\"Message\":\"Job is requested to cancel.\",\"id\":\"" + pending + "\"}");
  const std::string running = flux.submit("sleep 100");
  flux.bench.advance(5s);
  BOOST_TEST(flux.post("/v1/jobs/" + running + "/cancel").status == 200);
  BOOST_TEST(flux.state(running) == "CLEANUP");
  flux.bench.advance(1s);
  BOOST_TEST(ending(flux, pending) == "INACTIVE CANCELED \"\" -128 cancel: ");
  BOOST_TEST(ending(flux, running) == "INACTIVE CANCELED 36608 143 cancel: ");
  BOOST_TEST(brief(flux.post("/v1/jobs/" + running + "/cancel")) ==
             "400 {\"Message\":\"Job cannot be cancelled: [Errno 2] job is inactive.\",\"id\":\"" + running + "\"}");
}

BOOST_AUTO_TEST_CASE(each_task_writes_and_sees_the_environment_of_the_body) {
  FluxBench flux;
  const std::string many = flux.submit("echo x", "&num_tasks=3");
  const std::string environment = flux.submit("printenv A", "", "{\"A\": \"b c\", \"B\": 1}");
  const std::string number = flux.submit("printenv B", "", "{\"B\": 1}");
  const std::string nodes = flux.submit("hostname", "&num_tasks=4&num_nodes=2&exclusive=true");
  flux.bench.advance(30s);
  BOOST_TEST(flux.text("/v1/jobs/" + many + "/output") == "{\"Output\":[\"x\\n\",\"x\\n\",\"x\\n\"]}");
  BOOST_TEST(flux.text("/v1/jobs/" + environment + "/output") == "{\"Output\":[\"b c\\n\"]}");
  BOOST_TEST(flux.text("/v1/jobs/" + number + "/output") == "{\"Output\":[\"(null)\\n\"]}");
  BOOST_TEST(flux.job(nodes)["ncores"] == 8);
  BOOST_TEST(flux.job(nodes)["nnodes"] == 2);
}

BOOST_AUTO_TEST_CASE(output_is_held_until_the_job_ends) {
  FluxBench flux;
  const std::string id = flux.submit("sh -c 'echo a; sleep 5; echo b'");
  BOOST_TEST(flux.text("/v1/jobs/" + id + "/output").starts_with("{\"Message\""));  // so early there is no file
  flux.bench.advance(1s);
  BOOST_TEST(flux.get("/v1/jobs/" + id + "/output").held);
  BOOST_TEST(flux.state(id) == "RUN");  // and nobody else waits
  flux.bench.advance(10s);
  BOOST_TEST(flux.text("/v1/jobs/" + id + "/output") == "{\"Output\":[\"a\\n\",\"b\\n\"]}");
}

BOOST_AUTO_TEST_CASE(a_stepping_clock_brings_the_held_answer) {
  FluxBench flux({}, "stepping");
  const std::string id = flux.submit("sh -c 'echo a; sleep 3600; echo b'");
  flux.state(id);
  while (flux.state(id) != "RUN") {
  }
  BOOST_TEST(flux.text("/v1/jobs/" + id + "/output") == "{\"Output\":[\"a\\n\",\"b\\n\"]}");
}

BOOST_AUTO_TEST_CASE(a_stream_gives_lines_as_they_are_written) {
  FluxBench flux;
  const std::string id = flux.submit("sh -c 'echo a; sleep 5; echo b; printf c'");
  flux.bench.advance(1s);
  hpc::http::Response response = flux.get("/v1/jobs/" + id + "/output/stream");
  BOOST_TEST(!response.headers.has("content-type"));
  bool is_over = false;
  BOOST_TEST(stream_pieces(response, is_over) == "<a\n>");
  BOOST_TEST(!is_over);
  flux.bench.advance(10s);
  BOOST_TEST(stream_pieces(response, is_over) == "<b\n><c>");
  BOOST_TEST(is_over);
}

BOOST_AUTO_TEST_CASE(lists_show_pending_then_running_then_ended_jobs) {
  FluxBench flux;
  const std::string ended = flux.submit("true");
  flux.bench.advance(5s);
  const std::string running = flux.submit("sleep 100", "&num_tasks=16");
  flux.bench.advance(5s);
  const std::string second = flux.submit("sleep 100");
  const std::string third = flux.submit("sleep 100");
  std::string order;
  const OrderedJson details = OrderedJson::parse(flux.text("/v1/jobs?details=true"));
  for (const auto& [key, job] : details.items()) order += key + " ";
  BOOST_TEST(order == second + " " + third + " " + running + " " + ended + " ");
  BOOST_TEST(OrderedJson::parse(flux.text("/v1/jobs?details=true&listing=true&limit=2")).size() == 2u);
  BOOST_TEST(OrderedJson::parse(flux.text("/v1/jobs?detail=true"))["jobs"].size() == 4u);
}

BOOST_AUTO_TEST_CASE(the_search_filters_and_pages) {
  FluxBench flux;
  for (int i = 0; i < 4; ++i) flux.submit("true");
  const std::string sleeping = flux.submit("sleep 100");
  flux.bench.advance(5s);
  const auto counts = [&](const std::string& query) {
    const OrderedJson body = OrderedJson::parse(flux.text("/v1/jobs/search" + query));
    BOOST_TEST(body["data"].size() == body["recordsFiltered"].get<std::size_t>());
    return body["recordsTotal"].dump() + "/" + body["recordsFiltered"].dump();
  };
  BOOST_TEST(counts("") == "5/5");
  BOOST_TEST(counts("?start=1") == "5/4");
  BOOST_TEST(counts("?length=3") == "5/3");
  BOOST_TEST(counts("?start=99") == "5/5");
  BOOST_TEST(counts("?start=-2") == "5/2");
  BOOST_TEST(counts("?search%5Bvalue%5D=INACTIVE") == "5/4");
  BOOST_TEST(counts("?search=" + sleeping) == "5/1");
  BOOST_TEST(counts("?query=zzzz") == "5/5");
}

BOOST_AUTO_TEST_CASE(a_token_is_given_for_a_signed_wish_and_opens_what_is_closed) {
  FluxBench flux(flux_with("auth", "required"));
  BOOST_TEST(flux.get("/v1/jobs").status == 401);
  const std::string wish =
      hpc::site::sign_hs256({{"user", "peenut"}, {"pass", "peenut"}, {"scope", "token"}}, kFluxKey);
  const OrderedJson given = OrderedJson::parse(flux.post("/v1/token", FluxBench::bearer(wish)).body.str());
  BOOST_TEST(given["token_type"] == "Bearer");
  const std::string token = given["access_token"];
  BOOST_TEST(hpc::site::decode_jwt(token)->claims->dump() ==
             "{\"exp\":" + std::to_string(hpc::unix_seconds(flux.bench.host().wall()) + 36000) + ",\"sub\":\"2\"}");
  BOOST_TEST(brief(flux.get("/v1/jobs", FluxBench::bearer(token))) == "200 {\"jobs\":[]}");
  flux.bench.host().move(36001s);
  BOOST_TEST(flux.get("/v1/jobs", FluxBench::bearer(token)).status == 403);
  const auto form = flux.call("POST", "/v1/login/access-token", {{"Content-Type", "application/x-www-form-urlencoded"}},
                              "username=fluxuser&password=12345");
  BOOST_TEST(form.status == 200);
  const std::string second = OrderedJson::parse(form.body.str())["access_token"];
  BOOST_TEST(brief(flux.post("/v1/service/stop", FluxBench::bearer(second))) == "200 null");
}

BOOST_AUTO_TEST_CASE(the_control_api_expires_what_was_issued_so_far) {
  FluxBench flux(flux_with("auth", "required"));
  const auto log_in = [&flux] {
    const auto answer =
        flux.call("POST", "/v1/login/access-token", {{"Content-Type", "application/x-www-form-urlencoded"}},
                  "username=peenut&password=peenut");
    return FluxBench::bearer(OrderedJson::parse(answer.body.str())["access_token"]);
  };
  const hpc::http::Headers before = log_in();
  BOOST_TEST(flux.get("/v1/nodes", before).status == 200);
  flux.bench.call("POST", "/_hpcmock/tokens/expire");
  BOOST_TEST(brief(flux.get("/v1/nodes", before)) == "403 {\"detail\":\"Could not validate credentials\"}");
  flux.bench.host().move(1s);
  BOOST_TEST(flux.get("/v1/nodes", log_in()).status == 200);
}

BOOST_AUTO_TEST_CASE(a_multi_user_server_submits_as_the_caller) {
  std::vector<hpc::centre::Override> set = flux_with("auth", "required");
  set.push_back({"apis.flux_restful.server_mode", "multi-user"});
  FluxBench flux(set);
  const hpc::http::Headers headers = FluxBench::bearer(flux.token("2"));
  const OrderedJson answer = OrderedJson::parse(flux.post("/v1/jobs/submit?command=whoami", headers).body.str());
  const std::string id = answer["id"];
  BOOST_TEST(id.starts_with("ƒ"));
  flux.bench.advance(5s);
  BOOST_TEST(flux.get("/v1/jobs/" + hpc::percent_encode(id) + "/output", headers).body.str() ==
             "{\"Output\":[\"peenut\\n\"]}");
}

BOOST_AUTO_TEST_CASE(pages_are_html_and_a_form_submits) {
  FluxBench flux;
  for (const char* path : {"/", "/page/about", "/jobs/submit", "/docs", "/logout"}) {
    const auto page = flux.get(path);
    BOOST_TEST(page.status == 200, path);
    BOOST_TEST(page.headers.get("content-type") == "text/html; charset=utf-8");
  }
  const auto form = flux.call("POST", "/jobs/submit", {{"Content-Type", "application/x-www-form-urlencoded"}},
                              "command=echo+hi&num_tasks=1&num_nodes=");
  BOOST_TEST(form.body.str().find("Job submit.") != std::string::npos);
  BOOST_TEST(OrderedJson::parse(flux.text("/openapi.json"))["paths"].contains("/v1/jobs/submit"));
  FluxBench current(flux_with("generation", "current"));
  BOOST_TEST(current.text("/jobs").find("<table>") != std::string::npos);
  BOOST_TEST(current.get("/nodes").status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
