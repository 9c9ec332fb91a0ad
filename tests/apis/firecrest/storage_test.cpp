#include <boost/test/unit_test.hpp>

#include "apis/firecrest/firecrest_bench.h"

using hpc::Bytes;
using hpc::Json;
using hpc::site::Path;
using hpc::tests::FirecrestBench;
using hpc::tests::FormFields;
using hpc::tests::kSampleUser;
using hpc::tests::text_of;
using hpc::tests::with;
using std::chrono::seconds;

namespace {

const std::string kHome = "/home/" + kSampleUser;

struct Store : FirecrestBench {
  using FirecrestBench::FirecrestBench;
  hpc::site::FileSystem& files() { return HPC_MUST(bench.site().cluster("daint"))->files(); }
  hpc::site::Credentials who() { return HPC_MUST(bench.site().accounts().credentials(kSampleUser)); }
  void put(const std::string& path, std::string content) {
    HPC_MUST(files().write(who(), Path::of(path), Bytes(std::move(content))));
  }
  std::string content(const std::string& path) { return HPC_MUST(files().read(who(), Path::of(path))).str(); }
  hpc::http::Response transfer(const std::string& operation, const FormFields& fields) {
    return form("POST", "/storage/xfer-internal/" + operation, fields);
  }
  /// The states that a task goes through, each once, until it stays at the last.
  std::string states_until(const std::string& id, const std::string& last) {
    std::string seen, state;
    for (int step = 0; step < 2000 && state != last; ++step) {
      const std::string now = task(id)["status"];
      if (now != state) seen += (seen.empty() ? "" : " ") + now;
      state = now;
      if (state != last) bench.advance(std::chrono::milliseconds(50));
    }
    return seen;
  }
  /// Sends a file as the form of an upload task says; `change` may spoil the form.
  hpc::http::Response send_file(const Json& parameters, const std::string& content,
                                const std::function<void(FormFields&)>& change = {}) {
    FormFields fields;
    for (const char* name : {"key", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "policy", "x-amz-signature"})
      fields.emplace_back(name, parameters["data"][name].get<std::string>());
    if (change) change(fields);
    const std::string url = parameters["url"];
    return bench.call("POST", url.substr(url.find('/', 7)),
                      {{"Content-Type", "multipart/form-data; boundary=7f3b9c0f1d"}},
                      hpc::tests::multipart(fields, {{"file", "up.bin", content}}));
  }
  hpc::http::Response fetch(const std::string& url) { return bench.call("GET", url.substr(url.find('/', 7))); }
  Json begin_upload(const std::string& target) {
    const auto answer =
        form("POST", "/storage/xfer-external/upload", {{"sourcePath", "local/up.bin"}, {"targetPath", target}});
    BOOST_REQUIRE_EQUAL(answer.status, 201);
    const std::string id = task_of(answer);
    BOOST_TEST(states_until(id, "111") == "100 110 111");
    return task(id);
  }
};

std::string refusal(const hpc::http::Response& answer) {
  std::string text = std::to_string(answer.status) + ' ';
  for (const hpc::http::Header& header : answer.headers)
    if (header.name.substr(0, 2) == "X-" && header.name.substr(0, 6) != "X-Kong")
      text += header.name + ": " + header.value + " | ";
  return text + answer.body.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(firecrest_storage)

BOOST_AUTO_TEST_CASE(an_internal_transfer_is_a_job_of_the_transfer_partition) {
  Store store;
  store.put(kHome + "/a.txt", "content");
  const auto answer = store.transfer("cp", {{"sourcePath", kHome + "/a.txt"}, {"targetPath", kHome + "/b.txt"}});
  const std::string id = FirecrestBench::task_of(answer);
  BOOST_TEST(answer.body.str() == "{\"success\":\"Task created\",\"task_id\":\"" + id + "\"}\n");
  const Json done = store.outcome(answer);
  const std::string directory = kHome + "/firecrest/" + id;
  BOOST_TEST(done["service"] == "compute");
  BOOST_TEST(done["data"]["job_file"] == directory + "/sbatch-job.sh");
  BOOST_TEST(done["data"]["job_file_err"] == directory + "/job-1.err");
  const Json active = store.outcome(store.get("/compute/jobs"))["data"]["0"];
  BOOST_TEST(active["partition"] == "xfer");
  BOOST_TEST(active["name"] == "cp-job");
  store.bench.advance(seconds(20));
  BOOST_TEST(store.content(kHome + "/b.txt") == "content");
  const std::string out = store.content(directory + "/job-1.out");
  BOOST_TEST(out.starts_with("Trace ID: \ncp-job started on "));
  BOOST_TEST(out.find("\ncp-job finished on ") != std::string::npos);
  BOOST_TEST(store.content(directory + "/job-1.err") == "");
}

BOOST_AUTO_TEST_CASE(a_transfer_that_fails_completes_and_tells_why_in_its_error_file) {
  Store store;
  const Json done = store.outcome(store.transfer("cp", {{"sourcePath", "nope"}, {"targetPath", "x"}}));
  store.bench.advance(seconds(20));
  const Json record = store.outcome(store.get("/compute/acct?jobs=1"))["data"][0];
  BOOST_TEST(record["state"] == "COMPLETED");
  BOOST_TEST(record["exit_code"] == "0:0");
  BOOST_TEST(store.content(done["data"]["job_file_err"]) ==
             "/usr/bin/cp: cannot stat 'nope': No such file or directory\n"
             "srun: error: nid00001: task 0: Exited with exit code 1\n");
}

BOOST_AUTO_TEST_CASE(each_transfer_does_what_its_command_does) {
  Store store;
  store.put(kHome + "/a", "1");
  HPC_MUST(store.files().make_directories(store.who(), Path::of(kHome + "/d/e")));
  store.put(kHome + "/d/e/f", "deep");
  const auto run = [&](const std::string& operation, const FormFields& fields) {
    BOOST_TEST(store.outcome(store.transfer(operation, fields))["status"] == "200", operation);
    store.bench.advance(seconds(10));
  };
  run("mv", {{"sourcePath", "a"}, {"targetPath", "b"}});
  BOOST_TEST(store.content(kHome + "/b") == "1");
  run("rsync", {{"sourcePath", "b"}, {"targetPath", "c"}});
  BOOST_TEST(store.content(kHome + "/c") == "1");
  run("compress", {{"sourcePath", "d"}, {"targetPath", "d.tar.gz"}});
  run("rm", {{"targetPath", "d"}});
  BOOST_TEST(!store.files().exists(store.who(), Path::of(kHome + "/d")));
  run("rm", {{"targetPath", "d"}});
  run("extract", {{"sourcePath", "d.tar.gz"}, {"targetPath", "."}});
  BOOST_TEST(store.content(kHome + "/d/e/f") == "deep");
}

BOOST_AUTO_TEST_CASE(a_transfer_waits_for_the_job_that_it_stages_out) {
  Store store;
  store.put(kHome + "/a", "1");
  const std::string job = store.submit("#!/bin/sh\nsleep 100\n");
  store.transfer("cp", {{"sourcePath", "a"}, {"targetPath", "b"}, {"stageOutJobId", job}, {"jobName", "stage"}});
  store.bench.advance(seconds(50));
  BOOST_TEST(!store.files().exists(store.who(), Path::of(kHome + "/b")));
  const Json active = store.outcome(store.get("/compute/jobs"))["data"];
  BOOST_TEST(active["1"]["name"] == "stage");
  BOOST_TEST(active["1"]["nodelist"] == "(Dependency)");
  store.bench.advance(seconds(100));
  BOOST_TEST(store.content(kHome + "/b") == "1");
}

BOOST_AUTO_TEST_CASE(bad_transfers_are_refused_field_by_field) {
  Store store;
  const FormFields paths = {{"sourcePath", "a"}, {"targetPath", "b"}};
  const auto spoiled = [&](const std::string& name, const std::string& value) {
    FormFields fields = paths;
    fields.emplace_back(name, value);
    return refusal(store.transfer("cp", fields));
  };
  BOOST_TEST(refusal(store.transfer("cp", {})) ==
             "400 {\"description\":\"Error on cp operation\",\"error\":\"'targetPath' not specified\"}\n");
  BOOST_TEST(refusal(store.transfer("cp", {{"targetPath", "x"}})) ==
             "400 {\"description\":\"Error on cp operation\",\"error\":\"'sourcePath' not specified\"}\n");
  BOOST_TEST(spoiled("jobName", "a;b") ==
             "400 {\"description\":\"Invalid jobName\",\"error\":\"'jobName' has invalid char\"}\n");
  BOOST_TEST(spoiled("time", "abc") == "400 {\"error\":\"Not supported time format\"}\n");
  for (const char* time : {"10", "10:00", "1:10:00", "1-2", "1-02:00", "1-02:00:00"})
    BOOST_TEST(spoiled("time", time).substr(0, 4) == "201 ", time);
  for (const char* time : {"", ":10", "1:2:3:4", "1-", "1-2-3", "-1"})
    BOOST_TEST(spoiled("time", time).substr(0, 4) == "400 ", time);
  BOOST_TEST(spoiled("stageOutJobId", "") ==
             "400 {\"description\":\"Invalid stageOutJobId\",\"error\":\"'stageOutJobId' is empty\"}\n");
  BOOST_TEST(spoiled("account", "a;b") ==
             "400 {\"description\":\"Invalid account\",\"error\":\"'account' has invalid char\"}\n");
  BOOST_TEST(refusal(store.transfer("extract", {{"sourcePath", "a.txt"}, {"targetPath", "b"}})) ==
             "400 {\"description\":\"Error on extract operation\",\"error\":\"Unsupported file format in a.txt.\"}\n");
  store.machine = "nope";
  BOOST_TEST(refusal(store.transfer("cp", paths)) ==
             "400 X-Machine-Does-Not-Exists: Machine does not exists | {\"description\":\"Failed operation\","
             "\"error\":\"Machine does not exists\"}\n");
}

BOOST_AUTO_TEST_CASE(the_machine_that_runs_transfers_must_answer_and_the_named_one_need_not) {
  Store store;
  store.machine = "eiger";
  HPC_MUST(store.bench.site().cluster("eiger"))->set_reachability(hpc::site::Reachability::refused);
  const Json done = store.outcome(store.transfer("rm", {{"targetPath", "x"}}));
  BOOST_TEST(done["system"] == "daint");
  HPC_MUST(store.bench.site().cluster("daint"))->set_reachability(hpc::site::Reachability::refused);
  BOOST_TEST(refusal(store.transfer("rm", {{"targetPath", "x"}})) ==
             "400 X-Machine-Not-Available: Machine is not available | {\"description\":\"Failed to submit rm job\"}\n");
}

BOOST_AUTO_TEST_CASE(an_upload_goes_by_the_object_storage_into_the_filesystem) {
  Store store;
  const Json task = store.begin_upload(kHome);
  const std::string id = task["task_id"];
  BOOST_TEST(task["service"] == "storage");
  const Json& data = task["data"];
  const Json& parameters = data["msg"]["parameters"];
  BOOST_TEST(data["target"] == kHome + "/up.bin");
  BOOST_TEST(data["source"] == "local/up.bin");
  BOOST_TEST(data["status"] == "111");
  BOOST_TEST(!data["msg"].contains("cert"));
  BOOST_TEST(parameters["url"] == "http://127.0.0.1:8080/object-storage/" + kSampleUser);
  const std::string command = data["msg"]["command"];
  BOOST_TEST(
      command.starts_with("curl -f --show-error -s -i -X POST             http://127.0.0.1:8080/object-storage/" +
                          kSampleUser + " -F 'key=" + id +
                          "/up.bin' -F 'x-amz-algorithm=AWS4-HMAC-SHA256' -F "
                          "'x-amz-credential="));
  BOOST_TEST(command.ends_with(" -F file=@local/up.bin"));
  const Json listed = FirecrestBench::json(store.get("/tasks?tasks=" + id))["tasks"][id]["data"]["msg"];
  BOOST_TEST(listed["cert"].size() == 2u);
  BOOST_TEST(listed["action"].get<std::string>().starts_with("curl -f -s -G -o '" + kHome + "/up.bin' -- 'http://"));
  BOOST_TEST(listed.contains("download_url"));

  store.bench.advance(seconds(300));
  BOOST_TEST(store.task(id)["status"] == "111");  // until the object is there
  const auto stored = store.send_file(parameters, "the bytes");
  BOOST_TEST(stored.status == 204);
  BOOST_TEST(!stored.headers.has("Content-Length"));
  BOOST_TEST(stored.headers.get("ETag").size() == 34u);
  BOOST_TEST(stored.headers.get("Location") ==
             "http://127.0.0.1:8080/object-storage/" + kSampleUser + '/' + id + "/up.bin");
  BOOST_TEST(store.states_until(id, "114") == "111 112 113 114");
  BOOST_TEST(store.content(kHome + "/up.bin") == "the bytes");
  BOOST_TEST(store.task(id)["data"] == Json({{"source", "local/up.bin"},
                                             {"system_addr", "127.0.0.1:22"},
                                             {"system_name", "daint"},
                                             {"target", kHome + "/up.bin"}}));
  BOOST_TEST(store.fetch(listed["download_url"]).status == 404);  // gone from the bucket
}

BOOST_AUTO_TEST_CASE(a_stepping_clock_shows_each_state_of_an_upload) {
  Store store({}, "stepping");
  const auto answer =
      store.form("POST", "/storage/xfer-external/upload", {{"sourcePath", "up.bin"}, {"targetPath", kHome}});
  const std::string id = FirecrestBench::task_of(answer);
  std::string seen;
  for (int poll = 0; poll < 10; ++poll) {
    const Json task = store.task(id);
    const std::string state = task["status"];
    if (!seen.ends_with(state)) seen += state + ' ';
    if (state == "111" && poll < 5) store.send_file(task["data"]["msg"]["parameters"], "x");
    if (seen.ends_with(' ')) seen.pop_back();
    seen += ' ';
    if (state == "114") break;
  }
  BOOST_TEST(seen.find("100 ") == 0u);
  for (const char* state : {"110", "111", "112", "113", "114"})
    BOOST_TEST(seen.find(state) != std::string::npos, state);
}

BOOST_AUTO_TEST_CASE(spoiled_forms_are_refused_in_s3s_xml) {
  Store store;
  const Json parameters = store.begin_upload(kHome)["data"]["msg"]["parameters"];
  const auto code = [&](const std::function<void(FormFields&)>& change) {
    const auto answer = store.send_file(parameters, "x", change);
    const std::string body = answer.body.str();
    const auto from = body.find("<Code>") + 6;
    return std::to_string(answer.status) + ' ' + body.substr(from, body.find("</Code>") - from);
  };
  BOOST_TEST(code([](FormFields& fields) { fields[0].second += "x"; }) == "403 AccessDenied");
  BOOST_TEST(code([](FormFields& fields) { fields[5].second = std::string(64, '0'); }) == "403 SignatureDoesNotMatch");
  BOOST_TEST(code([](FormFields& fields) { fields[2].second = "nobody/20261121/us-east-1/s3/aws4_request"; }) ==
             "403 InvalidAccessKeyId");
  BOOST_TEST(code([](FormFields& fields) { fields.clear(); }) == "400 MalformedPOSTRequest");
  store.bench.advance(std::chrono::hours(24 * 7));
  BOOST_TEST(code({}) == "403 AccessDenied");
}

BOOST_AUTO_TEST_CASE(an_upload_that_cannot_be_written_is_tried_again_in_the_next_round) {
  Store store;
  HPC_MUST(store.files().make_directory(store.who(), Path::of(kHome + "/in")));
  const Json task = store.begin_upload(kHome + "/in");
  const std::string id = task["task_id"];
  HPC_MUST(store.files().change_mode(store.who(), Path::of(kHome + "/in"), 0500));
  store.send_file(task["data"]["msg"]["parameters"], "late");
  BOOST_TEST(store.states_until(id, "115") == "111 112 113 115");
  HPC_MUST(store.files().change_mode(store.who(), Path::of(kHome + "/in"), 0700));
  BOOST_TEST(store.states_until(id, "114") == "115 113 114");
  BOOST_TEST(store.content(kHome + "/in/up.bin") == "late");
}

BOOST_AUTO_TEST_CASE(upload_targets_are_checked_before_there_is_a_task) {
  Store store;
  const auto upload = [&](const FormFields& fields) {
    return refusal(store.form("POST", "/storage/xfer-external/upload", fields));
  };
  const std::string body =
      " | {\"description\":\"Failed to upload file\",\"error\":\"'targetPath' directory not allowed\"}\n";
  BOOST_TEST(upload({}) ==
             "400 {\"description\":\"Failed to upload file\",\"error\":\"'targetPath' not specified\"}\n");
  BOOST_TEST(upload({{"targetPath", "x"}}) ==
             "400 {\"description\":\"Failed to upload file\",\"error\":\"'sourcePath' not specified\"}\n");
  BOOST_TEST(upload({{"targetPath", "/no/where/f"}, {"sourcePath", "f"}}) ==
             "400 X-Invalid-Path: /no/where is an invalid path." + body);
  BOOST_TEST(upload({{"targetPath", "/srv/f"}, {"sourcePath", "f"}}) ==
             "400 X-Permission-Denied: User does not have permissions to access machine or path" + body);
  BOOST_TEST(upload({{"targetPath", "/srv/f7t/test_sbatch.sh/f"}, {"sourcePath", "f"}}) ==
             "400 X-Not-A-Directory: /srv/f7t/test_sbatch.sh is not a directory" + body);
  BOOST_TEST(store.begin_upload(kHome + "/new.name")["data"]["target"] == kHome + "/new.name");
}

BOOST_AUTO_TEST_CASE(a_download_gives_a_link_that_works_until_it_expires) {
  Store store;
  store.put(kHome + "/two words.txt", "the content");
  const auto answer = store.form("POST", "/storage/xfer-external/download", {{"sourcePath", kHome + "/two words.txt"}});
  BOOST_TEST(answer.status == 201);
  const std::string id = FirecrestBench::task_of(answer);
  BOOST_TEST(store.states_until(id, "117") == "100 116 117");
  const Json data = store.task(id)["data"];
  const std::string url = data["url"];
  BOOST_TEST(data["source"] == kHome + "/two words.txt");
  const auto fetched = store.fetch(url);
  BOOST_TEST(text_of(fetched) == "200 application/octet-stream the content");
  BOOST_TEST(fetched.headers.get("Accept-Ranges") == "bytes");
  std::string forged = url;
  forged.back() = forged.back() == '0' ? '1' : '0';
  BOOST_TEST(store.fetch(forged).status == 403);
  BOOST_TEST(store.fetch(forged).body.str().find("SignatureDoesNotMatch") != std::string::npos);
  BOOST_TEST(store.fetch(url.substr(0, url.find('?'))).status == 403);
  store.bench.advance(seconds(604801));
  BOOST_TEST(store.fetch(url).body.str().find("Request has expired") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_link_of_a_sandbox_works_in_it_and_nowhere_else) {
  Store store;
  store.put(kHome + "/f", "default's");
  HPC_MUST(store.bench.sandboxes().create({"ci-1", 7, hpc::site::ClockSetting{hpc::site::ClockMode::stepping}, {}}));
  const auto token = store.bench.call("POST", "/s/ci-1/auth/realms/kcrealm/protocol/openid-connect/token",
                                      {{"Content-Type", "application/x-www-form-urlencoded"}},
                                      "grant_type=client_credentials&client_id=firecrest-sample&client_secret=" +
                                          std::string(hpc::tests::kSampleSecret));
  hpc::http::Headers headers{
      {"Authorization", "Bearer " + FirecrestBench::json(token)["access_token"].get<std::string>()},
      {"X-Machine-Name", "daint"},
      {"Content-Type", "application/x-www-form-urlencoded"}};
  const auto made = store.bench.call("POST", "/s/ci-1/firecrest/storage/xfer-external/download", headers,
                                     "sourcePath=/srv/f7t/test_sbatch.sh");
  const std::string id = FirecrestBench::task_of(made);
  Json task;
  for (int poll = 0; poll < 5; ++poll)
    task = FirecrestBench::json(store.bench.call("GET", "/s/ci-1/firecrest/tasks/" + id, headers))["task"];
  const std::string url = task["data"]["url"];
  const std::string path = url.substr(url.find("/s/ci-1/object-storage/"));
  BOOST_TEST(store.bench.call("GET", path).status == 200);
  BOOST_TEST(store.bench.call("GET", "/s/ci-1/firecrest" + path.substr(7)).status == 200);
  BOOST_TEST(store.bench.call("GET", path.substr(7)).status == 403);  // the default sandbox
  BOOST_TEST(store.get("/tasks/" + id).status == 404);
  const auto foreign = store.bench.call("GET", "/firecrest/tasks", headers);
  BOOST_TEST(foreign.body.str() == "{\"message\":\"Invalid signature\"}");
}

BOOST_AUTO_TEST_CASE(download_sources_are_checked_before_there_is_a_task) {
  Store store;
  const auto download = [&](const FormFields& fields) {
    return refusal(store.form("POST", "/storage/xfer-external/download", fields));
  };
  BOOST_TEST(download({}) ==
             "400 {\"description\":\"Failed to download file\",\"error\":\"'sourcePath' not specified\"}\n");
  BOOST_TEST(download({{"sourcePath", "/none"}}) ==
             "400 X-Invalid-Path: /none is an invalid path. | {\"description\":\"sourcePath error\"}\n");
  BOOST_TEST(download({{"sourcePath", "/srv"}}) ==
             "400 X-A-Directory: /srv is a directory | {\"description\":\"sourcePath error\"}\n");
  BOOST_TEST(download({{"sourcePath", "/srv/f7t/test_sbatch_forbidden.sh"}}) ==
             "400 X-Permission-Denied: User does not have permissions to access machine or path | "
             "{\"description\":\"sourcePath error\"}\n");
}

BOOST_AUTO_TEST_CASE(an_invalidated_link_still_works_unless_told_otherwise) {
  for (const bool deletes : {false, true}) {
    Store store(with("apis.firecrest.invalidate_deletes_object", deletes ? "true" : "false"));
    store.put(kHome + "/f", "x");
    const std::string id =
        FirecrestBench::task_of(store.form("POST", "/storage/xfer-external/download", {{"sourcePath", "f"}}));
    store.states_until(id, "117");
    const std::string url = store.task(id)["data"]["url"];
    hpc::http::Headers headers = store.headers();
    headers.add("X-Task-Id", id);
    for (int times = 0; times < 2; ++times)
      BOOST_TEST(refusal(store.bench.call("POST", "/firecrest/storage/xfer-external/invalidate", headers)) ==
                 "201 {\"success\":\"URL invalidated successfully\"}\n");
    BOOST_TEST(store.task(id)["status"] == "302");
    BOOST_TEST(store.task(id)["data"] == "");
    BOOST_TEST(FirecrestBench::json(store.get("/tasks"))["tasks"][id]["status"] == "117");
    store.bench.advance(seconds(301));
    BOOST_TEST(FirecrestBench::json(store.get("/tasks"))["tasks"].empty());
    BOOST_TEST(store.fetch(url).status == (deletes ? 404 : 200));
  }
}

BOOST_AUTO_TEST_CASE(only_a_task_with_an_object_can_be_invalidated) {
  Store store;
  const auto invalidate = [&](const std::string& id) {
    hpc::http::Headers headers = store.headers();
    if (id != "none") headers.add("X-Task-Id", id);
    return store.bench.call("POST", "/firecrest/storage/xfer-external/invalidate", headers);
  };
  BOOST_TEST(refusal(invalidate("none")) == "400 {\"error\":\"Header X-Task-Id missing\"}\n");
  BOOST_TEST(refusal(invalidate("a-b")) == "400 {\"error\":\"Header X-Task-Id is not alphanumeric\"}\n");
  BOOST_TEST(refusal(invalidate("unknown")) == "400 {\"error\":\"Invalid X-Task-Id\"}\n");
  BOOST_TEST(invalidate(FirecrestBench::task_of(store.get("/compute/jobs"))).status == 500);
}

BOOST_AUTO_TEST_CASE(a_storage_that_fails_is_told_in_the_task) {
  Store container(with("apis.firecrest.storage_container_fails", "true"));
  container.put(kHome + "/f", "x");
  const Json no_container =
      container.outcome(container.form("POST", "/storage/xfer-external/download", {{"sourcePath", "f"}}));
  BOOST_TEST(no_container["status"] == "400");
  BOOST_TEST(no_container["data"]["error"] ==
             "Could not create container " + kSampleUser + " in Staging Area (Amazon S3 - Signature v4)");
  Store sending(with("apis.firecrest.storage_upload_fails", "true"));
  sending.put(kHome + "/f", "x");
  const Json not_sent = sending.outcome(sending.form("POST", "/storage/xfer-external/download", {{"sourcePath", "f"}}));
  BOOST_TEST(not_sent["status"] == "118");
}

BOOST_AUTO_TEST_SUITE_END()
