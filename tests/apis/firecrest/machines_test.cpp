// A machine that is not named, not known, not reached or not allowed: each service's answer, and what /status says.
// The site file sets the state, as a user of the mock does.
#include <boost/test/unit_test.hpp>
#include <map>

#include "apis/firecrest/firecrest_bench.h"

using hpc::Json;
using hpc::centre::Override;
using hpc::tests::FirecrestBench;
using hpc::tests::FormFields;
using hpc::tests::kSampleUser;
using hpc::tests::with;

namespace {

// State of daint -> override of the site file.
std::vector<Override> in_state(const std::string& state) {
  if (state == "denied") return with("clusters.daint.denied_users", "[" + kSampleUser + "]");
  return with("clusters.daint.reachability", state);
}

// "400 X-Error: Connection refused | {...}" without the newline; the header only when there is one.
std::string refusal(const hpc::http::Response& answer) {
  std::string text = std::to_string(answer.status) + ' ';
  for (const hpc::http::Header& header : answer.headers)
    if (header.name.substr(0, 2) == "X-" && header.name.substr(0, 6) != "X-Kong")
      text += header.name + ": " + header.value + " | ";
  const std::string body = answer.body.str();
  return text + (body.ends_with('\n') ? body.substr(0, body.size() - 1) : body);
}

std::string described(const std::string& text) {
  return "{\"description\":\"" + text + "\"}";
}
std::string failed(const std::string& description, const std::string& error) {
  return "{\"description\":\"" + description + "\",\"error\":\"" + error + "\"}";
}

// One endpoint, asked rightly but for the machine.
struct Endpoint {
  std::string name, method, path;
  FormFields form = {};
  bool has_file = false;
};

const std::string kHome = "/home/" + kSampleUser;
const FormFields kTransfer = {{"sourcePath", "a"}, {"targetPath", "b"}};
const FormFields kReservation = {{"reservation", "r"},
                                 {"account", "test"},
                                 {"numberOfNodes", "1"},
                                 {"nodeType", "f7t"},
                                 {"starttime", "2035-01-01T00:00:00"},
                                 {"endtime", "2035-01-02T00:00:00"}};

hpc::http::Response ask(FirecrestBench& bench, const Endpoint& endpoint) {
  if (endpoint.has_file) return bench.upload(endpoint.path, endpoint.form, {{"file", "job.sh", "#!/bin/sh\n"}});
  return endpoint.method == "GET" ? bench.get(endpoint.path)
                                  : bench.form(endpoint.method, endpoint.path, endpoint.form);
}

const std::vector<Endpoint> kCompute = {
    {"Failed to submit job file", "POST", "/compute/jobs/upload", {}, true},
    {"Failed to submit job", "POST", "/compute/jobs/path", {{"targetPath", "/srv/f7t/test_sbatch.sh"}}},
    {"Failed to retrieve jobs information", "GET", "/compute/jobs"},
    {"Failed to retrieve job information", "GET", "/compute/jobs/1"},
    {"Failed to delete job", "DELETE", "/compute/jobs/1"},
    {"Failed to retrieve account information", "GET", "/compute/acct"},
    {"Failed to retrieve account information", "GET", "/compute/nodes"},
    {"Failed to retrieve account information", "GET", "/compute/nodes/nid00001"},
    {"Failed to retrieve account information", "GET", "/compute/partitions"},
    {"Failed to retrieve account information", "GET", "/compute/reservations"},
};

const std::vector<Endpoint> kUtilities = {
    {"ls", "GET", "/utilities/ls?targetPath=/"},
    {"mkdir", "POST", "/utilities/mkdir", {{"targetPath", "x"}}},
    {"rename", "PUT", "/utilities/rename", kTransfer},
    {"chmod", "PUT", "/utilities/chmod", {{"targetPath", "x"}, {"mode", "700"}}},
    {"chown", "PUT", "/utilities/chown", {{"targetPath", "x"}, {"owner", "u"}}},
    {"copy", "POST", "/utilities/copy", kTransfer},
    {"compress", "POST", "/utilities/compress", kTransfer},
    {"extract", "POST", "/utilities/extract", {{"targetPath", "x"}, {"sourcePath", "x.tgz"}}},
    {"file", "GET", "/utilities/file?targetPath=/"},
    {"stat", "GET", "/utilities/stat?targetPath=/"},
    {"symlink", "POST", "/utilities/symlink", {{"targetPath", "x"}, {"linkPath", "y"}}},
    {"head", "GET", "/utilities/head?targetPath=/"},
    {"tail", "GET", "/utilities/tail?targetPath=/"},
    {"fsize", "GET", "/utilities/view?targetPath=/"},
    {"checksum", "GET", "/utilities/checksum?targetPath=/"},
    {"fsize", "GET", "/utilities/download?sourcePath=/x"},
    {"upload", "POST", "/utilities/upload", {{"targetPath", "/tmp"}}, true},
    {"rm", "DELETE", "/utilities/rm", {{"targetPath", "x"}}},
    {"whoami", "GET", "/utilities/whoami?groups=True"},
};

const std::vector<Endpoint> kReservations = {
    {"listing", "GET", "/reservations"},
    {"creating", "POST", "/reservations", kReservation},
    {"updating", "PUT", "/reservations/r", kReservation},
    {"deleting", "DELETE", "/reservations/r"},
};

const std::vector<Endpoint> kInternal = {
    {"cp", "POST", "/storage/xfer-internal/cp", kTransfer},
    {"mv", "POST", "/storage/xfer-internal/mv", kTransfer},
    {"rsync", "POST", "/storage/xfer-internal/rsync", kTransfer},
    {"rm", "POST", "/storage/xfer-internal/rm", kTransfer},
    {"compress", "POST", "/storage/xfer-internal/compress", kTransfer},
    {"extract", "POST", "/storage/xfer-internal/extract", {{"sourcePath", "a.zip"}, {"targetPath", "b"}}},
};

bool asks_partitions(const Endpoint& endpoint) {
  return endpoint.path == "/compute/partitions" || endpoint.path == "/compute/reservations";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(firecrest_machines)

BOOST_AUTO_TEST_CASE(a_request_without_a_machine_is_refused) {
  FirecrestBench bench;
  bench.machine.clear();
  const std::string no_name = "400 " + described("No machine name given");
  for (const Endpoint& endpoint : kUtilities) BOOST_TEST(refusal(ask(bench, endpoint)) == no_name, endpoint.path);
  for (const Endpoint& endpoint : kInternal) BOOST_TEST(refusal(ask(bench, endpoint)) == no_name, endpoint.path);
  for (const Endpoint& endpoint : kCompute)
    BOOST_TEST(refusal(ask(bench, endpoint)) == (endpoint.path == "/compute/jobs/path"
                                                     ? "400 " + failed("Failed to submit job", "No machine name given")
                                                     : no_name),
               endpoint.path);
  for (const char* path : {"/storage/xfer-external/upload", "/storage/xfer-external/download"})
    BOOST_TEST(refusal(bench.form("POST", path, kTransfer)) == no_name, path);
  for (const Endpoint& endpoint : kReservations)
    BOOST_TEST(refusal(ask(bench, endpoint)) ==
                   "400 " + failed("No machine name given", "Error " + endpoint.name + " reservation"),
               endpoint.path);
}

BOOST_AUTO_TEST_CASE(a_machine_that_is_not_there_is_refused_and_names_count_by_case) {
  for (const char* machine : {"nope", "Daint", " "}) {
    FirecrestBench bench;
    bench.machine = machine;
    const std::string header = "X-Machine-Does-Not-Exists: Machine does not exists | ";
    for (const Endpoint& endpoint : kUtilities)
      BOOST_TEST(refusal(ask(bench, endpoint)) ==
                     "400 X-Machine-Does-Not-Exist: Machine does not exist | " +
                         failed("Error on " + endpoint.name + " operation", "Machine does not exist"),
                 endpoint.path);
    for (const Endpoint& endpoint : kCompute)
      BOOST_TEST(refusal(ask(bench, endpoint)) == "400 " + header + failed(endpoint.name, "Machine does not exists"),
                 endpoint.path);
    for (const Endpoint& endpoint : kInternal)
      BOOST_TEST(
          refusal(ask(bench, endpoint)) == "400 " + header + failed("Failed operation", "Machine does not exists"),
          endpoint.path);
    for (const Endpoint& endpoint : kReservations)
      BOOST_TEST(refusal(ask(bench, endpoint)) ==
                     "400 X-Machine-Does-Not-Exist: Machine does not exist | {\"error\":\"Error " + endpoint.name +
                         " reservation\"}",
                 endpoint.path);
  }
}

BOOST_AUTO_TEST_CASE(a_machine_that_does_not_answer_fails_the_utilities) {
  const std::string unavailable = "X-Machine-Not-Available: Machine is not available | ";
  const std::map<std::string, std::pair<std::string, std::string>> states = {
      {"unresolvable", {unavailable, "Machine is not available"}},
      {"no_route", {unavailable, "Machine is not available"}},
      {"refused", {"X-Error: Connection refused | ", "Connection refused"}},
      {"timed_out",
       {"X-Timeout: Command has finished with timeout signal | ", "Command has finished with timeout signal"}},
      {"denied",
       {"X-Permission-Denied: User does not have permissions to access path | ",
        "Permission denied for user " + kSampleUser + " in daint"}},
  };
  for (const auto& [state, said] : states) {
    FirecrestBench bench(in_state(state));
    for (const Endpoint& endpoint : kUtilities)
      BOOST_TEST(refusal(ask(bench, endpoint)) ==
                     "400 " + said.first + failed("Error on " + endpoint.name + " operation", said.second),
                 state + ": " + endpoint.path);
  }
}

BOOST_AUTO_TEST_CASE(a_machine_that_does_not_answer_is_refused_by_compute_or_spoils_the_task) {
  const std::map<std::string, std::string> links = {{"no_route", "No route to host"},
                                                    {"refused", "Connection refused"}};
  for (const char* state : {"unresolvable", "no_route", "refused", "denied"}) {
    FirecrestBench bench(in_state(state));
    const std::string header =
        std::string(state) == "denied"
            ? "404 X-Permission-Denied: User does not have permissions to access machine or path | "
        : std::string(state) == "refused" ? "400 "
                                          : "400 X-Machine-Not-Available: Machine is not available | ";
    for (const Endpoint& endpoint : kCompute) {
      const auto answer = ask(bench, endpoint);
      if (asks_partitions(endpoint) && links.contains(state)) {
        BOOST_TEST(answer.status == 200, endpoint.path);
        const Json task = bench.outcome(answer);
        BOOST_TEST(task["status"] == "400");
        BOOST_TEST(task["data"] == links.at(state));
        continue;
      }
      const std::string description =
          asks_partitions(endpoint) ? "Failed to retrieve account information" : "Failed to retrieve jobs information";
      BOOST_TEST(refusal(answer) == header + described(description), state << ": " << endpoint.path);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_machine_that_does_not_answer_is_refused_by_the_reservations) {
  const std::map<std::string, std::string> states = {
      {"unresolvable", "400 X-Machine-Not-Available: Machine is not available | {"},
      {"no_route", "400 {\"description\":\"No route to host\","},
      {"refused", "400 {\"description\":\"Connection refused\","},
      {"timed_out", "400 X-Timeout: Command has finished with timeout signal | {"},
      {"denied", "404 X-Permission-Denied: User does not have permissions to access machine or path | {"},
  };
  for (const auto& [state, start] : states) {
    FirecrestBench bench(in_state(state));
    for (const Endpoint& endpoint : kReservations) {
      const std::string plural = endpoint.name == "listing" ? "reservations" : "reservation";
      BOOST_TEST(refusal(ask(bench, endpoint)) == start + "\"error\":\"Error " + endpoint.name + ' ' + plural + "\"}",
                 state + ": " + endpoint.path);
    }
  }
}

BOOST_AUTO_TEST_CASE(external_transfers_check_the_machine_by_its_files) {
  const std::map<std::string, std::string> states = {
      {"unresolvable", "X-Error: Name or service not known"},
      {"no_route", "X-Machine-Not-Available: Machine is not available"},
      {"refused", "X-Error: Connection refused"},
      {"timed_out", "X-Timeout: Command has finished with timeout signal"},
      {"denied", "X-Permission-Denied: User does not have permissions to access machine or path"},
  };
  for (const auto& [state, header] : states) {
    FirecrestBench bench(in_state(state));
    BOOST_TEST(refusal(bench.form("POST", "/storage/xfer-external/upload", kTransfer)) ==
                   "400 " + header + " | " + failed("Failed to upload file", "'targetPath' directory not allowed"),
               state);
    BOOST_TEST(refusal(bench.form("POST", "/storage/xfer-external/download", kTransfer)) ==
                   "400 " + header + " | " + described("sourcePath error"),
               state);
  }
}

BOOST_AUTO_TEST_CASE(internal_transfers_need_the_machine_that_runs_them) {
  const std::map<std::string, std::string> states = {
      {"unresolvable", "400 X-Machine-Not-Available: Machine is not available | "},
      {"denied", "404 X-Permission-Denied: User does not have permissions to access machine or path | "}};
  for (const auto& [state, start] : states) {
    FirecrestBench bench(in_state(state));
    bench.machine = "eiger";  // named, and not asked
    for (const Endpoint& endpoint : kInternal)
      BOOST_TEST(refusal(ask(bench, endpoint)) == start + described("Failed to submit " + endpoint.name + " job"),
                 endpoint.path);
  }
}

BOOST_AUTO_TEST_CASE(what_status_says_follows_the_machine) {
  const std::map<std::string, std::string> states = {{"up", "System ready"},
                                                     {"refused", "System does not accept connections"},
                                                     {"no_route", "System does not accept connections"},
                                                     {"denied", "System does not accept connections"},
                                                     {"unresolvable", "System down"},
                                                     {"timed_out", "System down"}};
  for (const auto& [state, description] : states) {
    FirecrestBench bench(in_state(state));
    const std::string status = state == "up" ? "available" : "not available";
    const Json one{{"description", description}, {"status", status}, {"system", "daint"}};
    BOOST_TEST(FirecrestBench::json(bench.get("/status/systems/daint"))["out"] == one, state);
    bool is_listed = false;
    const Json all = FirecrestBench::json(bench.get("/status/systems"))["out"];
    for (const Json& system : all) is_listed = is_listed || system == one;
    BOOST_TEST(is_listed, state);
    const Json mounts = FirecrestBench::json(bench.get("/status/filesystems/daint"))["out"];
    for (const Json& mount : mounts) {
      BOOST_TEST(mount["status"] == status, state);
      BOOST_TEST(mount["status_code"] == (state == "up" ? 200 : 400), state);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_denied_user_is_denied_alone) {
  FirecrestBench bench(in_state("denied"));
  BOOST_TEST(bench.get("/utilities/whoami").status == 400);
  bench.bearer = bench.token("firecrest-second", hpc::tests::kSecondSecret);
  BOOST_TEST(bench.get("/utilities/whoami").status == 200);
  hpc::http::Headers anew = bench.headers();
  anew.add("Cache-Control", "no-cache");  // an answer is remembered whoever asked
  BOOST_TEST(FirecrestBench::json(bench.bench.call("GET", "/firecrest/status/systems/daint", anew))["out"]["status"] ==
             "available");
}

BOOST_AUTO_TEST_CASE(a_filesystem_that_is_not_available_is_told_and_its_files_are_gone) {
  FirecrestBench bench(with("clusters.daint.filesystems.SCRATCH.available", "false"));
  BOOST_TEST(FirecrestBench::json(bench.get("/status/filesystems/daint"))["out"] ==
             Json::parse(R"([{"description":"Users home filesystem","name":"HOME","path":"/home",
                              "status":"available","status_code":200},
                             {"description":"Scratch filesystem","name":"SCRATCH","path":"/scratch",
                              "status":"not available","status_code":400}])"));
  BOOST_TEST(FirecrestBench::json(bench.get("/status/systems/daint"))["out"] ==
             Json::parse(R"({"description":"Filesystem /scratch is not available","status":"available",
                             "system":"daint"})"));
  const Json list = FirecrestBench::json(bench.get("/status/systems"))["out"];
  for (const Json& system : list) BOOST_TEST(system["status"] == "not available");
  BOOST_TEST(bench.get("/utilities/ls?targetPath=/scratch/" + kSampleUser).status == 400);
  BOOST_TEST(bench.get("/utilities/ls?targetPath=" + kHome).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
