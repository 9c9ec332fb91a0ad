// A data folder of a test's own: scenarios/, schemas/, what a test adds.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "conformance/check/commands.h"
#include "tests/conformance/support/fake_server.h"

namespace hpc::conformance::test {

class Tree {
 public:
  Tree() {
    auto pattern = (std::filesystem::temp_directory_path() / "hpcmock-tree-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
    write("schemas/things/openapi.yaml", kApi);
  }
  ~Tree() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  std::string path(const std::string& name = "") const { return name.empty() ? path_.string() : (path_ / name).string(); }
  std::string write(const std::string& name, const std::string& text) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }
  std::string read(const std::string& name) const {
    std::ifstream file(path_ / name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  /// scenarios/things/<name>.arazzo.yaml with these workflows.
  void scenario(const std::string& name, const std::string& workflows) const {
    write("scenarios/things/" + name + ".arazzo.yaml",
          "arazzo: 1.0.1\ninfo: {title: " + name + ", version: \"1\"}\nsourceDescriptions: [{name: things, url: " + std::string(name.find('/') == std::string::npos ? "../../" : "../../../") +
              "schemas/things/openapi.yaml, type: openapi}]\nx-source: clause\n" + workflows);
  }

  struct Said {
    int code = 0;
    std::string out;
    std::string err;
  };
  /// `hpcmock check` with this tree against a fake server.
  Said check(FakeServer& server, CheckSettings settings = {}) const {
    settings.root = path();
    if (settings.run_id.empty()) settings.run_id = "test";
    if (settings.ledger.empty()) settings.ledger = "none";
    Said said;
    const Screen screen{[&said](std::string_view part) { said.out += part; }, [&said](std::string_view part) { said.err += part; }, false};
    const auto world = server.world();
    said.code = check_command(settings, screen, &world);
    return said;
  }

 private:
  static constexpr const char* kApi = R"(openapi: 3.1.0
info: {title: Things, version: "1"}
servers: [{url: /things-api}]
paths:
  /things:
    get: {operationId: things.list, responses: {"200": &json {description: so, content: {application/json: {}}}}}
    post: {operationId: things.make, x-creates: thing, responses: {"201": *json, "400": *json}}
  /things/{id}:
    delete:
      operationId: things.remove
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"204": {description: gone}, "404": *json}
  /token:
    post: {operationId: token, x-safe: true, responses: {"200": *json}}
)";
  std::filesystem::path path_;
};

inline YamlDocument yaml(const std::string& text) { return HPC_MUST(YamlDocument::parse(text, "server.yaml")); }

}  // namespace hpc::conformance::test
