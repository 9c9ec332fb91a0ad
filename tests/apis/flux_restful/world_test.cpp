// Time, sandboxes and rivals: whatever the clock does, the same requests get the same answers, and nobody waits for
// whom is held.
#include <set>
#include <thread>

#include "apis/flux_restful/flux_bench.h"

using namespace hpc::tests;
using namespace std::chrono_literals;
using hpc::OrderedJson;
using hpc::http::Response;

namespace {

constexpr const char* kTalker = "sh -c 'echo one; sleep 60; echo two; sleep 60; echo three'";

/// A request that may be held: its answer, once it has come.
struct Waiting {
  Waiting(FluxBench& flux, const std::string& path) {
    hpc::http::Request request;
    request.target = "/flux" + path;
    request.headers = {{"Host", "h"}};
    request.client_address = "127.0.0.1:50001";
    flux.bench.door().handle(std::move(request), "",
                             [slot = answer](Response response) { *slot = std::move(response); });
  }
  bool has_come() const { return answer->has_value(); }
  std::string body() const { return has_come() ? (*answer)->body.str() : "nothing yet"; }

  std::shared_ptr<std::optional<Response>> answer =
      std::make_shared<std::optional<Response>>();  // shared with the reply
};

/// What a stream gives now.
std::string pieces(const Response& response) {
  std::string text;
  while (auto piece = response.stream()) {
    text += piece->bytes.str();
    if (piece->last) return text + "|";
  }
  return text;
}

std::string running(FluxBench& flux, const std::string& command, const std::string& more = "") {
  const std::string id = flux.submit(command, more);
  flux.bench.advance(1s);
  BOOST_TEST_REQUIRE(flux.state(id) == "RUN");
  return id;
}

std::string story(const std::string& clock) {
  FluxBench flux({}, clock);
  std::string told;
  const auto tell = [&](const Response& response) { told += brief(response) + "\n"; };
  for (int i = 0; i < 6; ++i) tell(flux.post("/v1/jobs/submit?command=echo+hello&num_tasks=" + std::to_string(i + 1)));
  tell(flux.call("POST", "/jobs/submit", {}, R"({"command": "sleep 100", "runtime": 7})"));
  for (int i = 0; i < 30; ++i) {
    tell(flux.get("/v1/jobs?details=true"));
    tell(flux.get("/jobs"));
    tell(flux.get("/v1/jobs/search?search=flux&length=3"));
    if (clock == "manual") flux.bench.advance(400ms);
  }
  tell(flux.get("/v1/nodes"));
  return told;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(flux_restful_world)

BOOST_AUTO_TEST_CASE(a_client_that_polls_a_stepping_clock_sees_each_state_once) {
  FluxBench flux({}, "stepping");
  const std::string id = flux.submit("sleep 86400");
  std::string seen;
  for (std::string last, now; last != "INACTIVE"; last = now)
    if ((now = flux.state(id)) != last) seen += now + " ";
  BOOST_TEST(seen == "DEPEND PRIORITY SCHED RUN CLEANUP INACTIVE ");
}

BOOST_AUTO_TEST_CASE(output_is_held_until_the_job_has_ended) {
  FluxBench flux;
  const std::string id = running(flux, kTalker);
  const Waiting output(flux, "/v1/jobs/" + id + "/output");
  flux.bench.advance(60s);
  BOOST_TEST(output.body() == "nothing yet");
  BOOST_TEST(flux.get("/v1/nodes").status == 200);
  flux.bench.advance(120s);
  BOOST_TEST(output.body() == R"({"Output":["one\n","two\n","three\n"]})");
}

BOOST_AUTO_TEST_CASE(output_of_a_job_that_waits_is_answered_when_it_starts_and_there_is_none) {
  FluxBench flux;
  running(flux, "sleep 100", "&num_tasks=16");
  const std::string id = flux.submit(kTalker);
  flux.bench.advance(1s);
  const Waiting output(flux, "/v1/jobs/" + id + "/output");
  BOOST_TEST(output.body() == "nothing yet");
  flux.bench.advance(100s);
  BOOST_TEST(flux.state(id) == "RUN");
  BOOST_TEST(output.body() == R"({"Message":"The output does not exist yet, or the jobid is incorrect."})");
}

BOOST_AUTO_TEST_CASE(output_of_a_job_that_never_starts_is_answered_when_it_ends) {
  FluxBench flux;
  running(flux, "sleep 100", "&num_tasks=16");
  const std::string id = flux.submit(kTalker);
  flux.bench.advance(1s);
  const Waiting output(flux, "/v1/jobs/" + id + "/output");
  flux.post("/v1/jobs/" + id + "/cancel");
  flux.bench.advance(1s);
  BOOST_TEST(output.body() == R"({"Message":"The output does not exist yet, or the jobid is incorrect."})");
}

BOOST_AUTO_TEST_CASE(a_stream_gives_each_line_when_it_is_written) {
  FluxBench flux;
  const std::string id = running(flux, kTalker);
  const Response first = flux.get("/v1/jobs/" + id + "/output/stream");
  BOOST_TEST(!first.headers.has("content-type"));
  BOOST_TEST(pieces(first) == "one\n");
  flux.bench.advance(60s);
  BOOST_TEST(pieces(first) == "two\n");
  BOOST_TEST(pieces(flux.get("/v1/jobs/" + id + "/output/stream")) == "one\ntwo\n");
  flux.bench.advance(120s);
  BOOST_TEST(pieces(first) == "three\n|");
  BOOST_TEST(pieces(flux.get("/v1/jobs/" + id + "/output/stream")) == "one\ntwo\nthree\n|");
}

BOOST_AUTO_TEST_CASE(every_clock_brings_what_is_held) {
  for (const char* clock : {"real", "scaled:60", "idle-skip:10ms"}) {
    FluxBench flux({}, clock);
    const std::string id = flux.submit(kTalker);
    const auto pass = [&](auto time) {
      flux.bench.host().move(time);
      flux.bench.door().wake();
    };
    for (int i = 0; i < 200 && flux.state(id) != "RUN"; ++i) pass(20ms);
    BOOST_TEST_REQUIRE(flux.state(id) == "RUN", clock);
    const Waiting output(flux, "/v1/jobs/" + id + "/output");
    const Response stream = flux.get("/v1/jobs/" + id + "/output/stream");
    std::string streamed = pieces(stream);
    for (int i = 0; i < 200 && !output.has_come(); ++i) pass(1s);
    BOOST_TEST(output.body() == R"({"Output":["one\n","two\n","three\n"]})", clock);
    BOOST_TEST(streamed + pieces(stream) == "one\ntwo\nthree\n|", clock);
  }
}

BOOST_AUTO_TEST_CASE(the_same_requests_get_the_same_bytes_on_every_run) {
  for (const char* clock : {"manual", "stepping"}) {
    const std::string once = story(clock);
    BOOST_TEST(once == story(clock));
    BOOST_TEST(once.find("TIMEOUT") != std::string::npos, clock);
  }
}

BOOST_AUTO_TEST_CASE(sandboxes_have_jobs_of_their_own) {
  FluxBench flux;
  flux.bench.call("POST", "/_hpcmock/sandboxes", {}, R"({"name":"other","clock":"manual"})");
  const std::string id = flux.submit("sleep 100");
  const auto other = [&](const std::string& path) { return flux.bench.call("GET", "/s/other/flux" + path).body.str(); };
  BOOST_TEST(other("/v1/jobs") == R"({"jobs":[]})");
  BOOST_TEST(other("/v1/jobs/" + id) == "null");
  flux.bench.call("POST", "/s/other/flux/v1/jobs/submit?command=true");
  flux.bench.advance(5s);
  BOOST_TEST(OrderedJson::parse(other("/v1/jobs?details=true&listing=true"))[0]["state"] == "DEPEND");
  BOOST_TEST(flux.state(id) == "RUN");
}

BOOST_AUTO_TEST_CASE(rivals_that_submit_at_once_all_get_jobs_of_their_own) {
  FluxBench flux;
  constexpr std::size_t kRivals = 8, kEach = 25;
  std::vector<std::vector<std::string>> answers(kRivals);
  std::vector<std::thread> rivals;
  for (std::size_t rival = 0; rival < kRivals; ++rival)
    rivals.emplace_back([&flux, &own = answers[rival], rival] {
      for (std::size_t i = 0; i < kEach; ++i) {
        const Response answer = rival % 2 == 0 ? flux.post("/v1/jobs/submit?command=true")
                                               : flux.call("POST", "/jobs/submit", {}, R"({"command":"true"})");
        own.push_back(answer.body.str());
        (void)flux.get("/v1/jobs/search?length=5");
      }
    });
  for (std::thread& rival : rivals) rival.join();
  std::set<std::string> ids;
  for (const auto& own : answers)
    for (const std::string& answer : own) ids.insert(OrderedJson::parse(answer)["id"].dump());
  BOOST_TEST(ids.size() == kRivals * kEach);
  flux.bench.advance(1h);
  const OrderedJson found = OrderedJson::parse(flux.text("/v1/jobs/search?search=COMPLETED"));
  BOOST_TEST(found["recordsFiltered"] == kRivals * kEach);
}

BOOST_AUTO_TEST_CASE(a_list_shows_a_thousand_however_many_there_are) {
  FluxBench flux;
  for (int i = 0; i < 1100; ++i) flux.submit("true");
  flux.bench.advance(24h);
  BOOST_TEST(OrderedJson::parse(flux.text("/jobs"))["jobs"].size() == 1000u);
  BOOST_TEST(OrderedJson::parse(flux.text("/v1/jobs/search?length=1"))["recordsTotal"] == 1000);
}

BOOST_AUTO_TEST_SUITE_END()
