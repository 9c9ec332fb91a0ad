// Short scenarios in tests: written as YAML, run against a function, told as lines.
#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/host_clock.h"
#include "conformance/arazzo/engine.h"
#include "conformance/arazzo/inputs.h"
#include "conformance/target/guards.h"

namespace hpc::conformance::arazzo::test {

/// A folder of its own that vanishes with it.
class Folder {
 public:
  Folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "hpcmock-arazzo-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
    write("api.yaml", kApi);
  }
  ~Folder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string write(const std::string& name, const std::string& text) const {
    const auto file = (path_ / name).string();
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }

 private:
  static constexpr const char* kApi = R"(openapi: 3.1.0
info: {title: Jobs, version: "1"}
paths:
  /jobs:
    get: {operationId: list, responses: {"200": &json {description: so, content: {application/json: {}}}}}
    post: {operationId: submit, responses: {"200": *json, "201": *json}}
  /jobs/{id}:
    get:
      operationId: get
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": *json, "201": *json, "404": *json, "429": *json}
    delete:
      operationId: cancel
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"204": {description: gone}, "404": *json}
)";
  std::filesystem::path path_;
};

inline http::Response answer(int status, const Json& body = Json::object(), http::Headers headers = {}) {
  http::Response response;
  response.status = status;
  response.headers = std::move(headers);
  response.headers.add("Content-Type", "application/json");
  response.body = Bytes(body.dump());
  return response;
}

/// One run: what was sent, what was waited for, what failed.
class Bench {
 public:
  explicit Bench(FunctionTarget::Answer server) : target_(std::move(server)), recording_(target_) {}

  /// `workflows` as YAML, indented by two; runs the first.
  Bench& run(const std::string& workflows, const Json& inputs = Json::object()) {
    const auto file = folder_.write("scenario.arazzo.yaml",
                                    "arazzo: 1.0.1\ninfo: {title: t, version: \"1\"}\nsourceDescriptions: [{name: api, url: api.yaml, type: openapi}]\n" + workflows);
    const auto* scenario = HPC_MUST(library_.load(file));
    const auto& workflow = scenario->document.workflows.front();
    Observer observer;
    const Services services{recording_, waiter_, clock_, observer, [](const Description&, const std::string&) { return "http://h"; }, 100};
    Engine engine(services, trace_);
    ended_ = engine.run(*scenario, workflow, HPC_MUST(prepare_inputs(*scenario, workflow, inputs)), Level::must);
    return *this;
  }

  /// "GET /jobs/1; POST /jobs".
  std::string sent() const {
    std::string text;
    for (const auto& request : recording_.sent()) text += (text.empty() ? "" : "; ") + request.method + " " + request.target.substr(8);
    return text;
  }
  std::string failures() const {
    std::string text;
    for (const auto& failure : trace_.failures) text += (text.empty() ? "" : "; ") + failure.step + ": " + failure.expected + " / " + failure.got;
    return text;
  }
  /// Seconds waited: "1 2.5".
  std::string waits() const {
    std::string text;
    for (const auto wait : waiter_.waits()) text += (text.empty() ? "" : " ") + Json(static_cast<double>(wait.count()) / 1e6).dump();
    return text;
  }
  const std::vector<http::Request>& requests() const { return recording_.sent(); }
  bool passed() const { return ended_.passed; }
  std::string outputs() const { return ended_.outputs.dump(); }
  const Trace& trace() const { return trace_; }
  const Folder& folder() const { return folder_; }

 private:
  Folder folder_;
  FunctionTarget target_;
  RecordingTarget recording_;
  RecordingWaiter waiter_;
  FakeHostClock clock_{from_unix_seconds(1893456000)};
  Library library_;
  Trace trace_;
  Engine::Ended ended_;
};

}  // namespace hpc::conformance::arazzo::test
