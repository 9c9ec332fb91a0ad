// Requests to refissh through the door of a test bench, without sockets.
#pragma once

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "centre/bench.h"
#include "conformance/openapi/openapi.h"

namespace hpc::tests::refissh {

/// The demo site with some options of its file said otherwise.
inline Bench::Options with(std::vector<centre::Override> set) {
  Bench::Options options;
  options.set = std::move(set);
  return options;
}

/// What schemas/refissh says of every answer.
inline const conformance::Description& description() {
  static const conformance::Description read =
      HPC_MUST(conformance::Description::read(HPCMOCK_SOURCE_DIR "/schemas/refissh/openapi.yaml"));
  return read;
}

/// Holds the answer to the last request of the default sandbox to the description.
inline void check_answer(Bench& bench, const std::string& target, const http::Response& response) {
  const auto& journal = bench.sandbox().journal();
  if (journal.empty() || journal.back().target != target || journal.back().operation.empty()) return;
  const conformance::Operation* operation = description().by_id(journal.back().operation);
  BOOST_TEST_REQUIRE(operation, "an operation that is not described: " << journal.back().operation);
  for (const conformance::ResponseFault& fault : description().validate_response(*operation, response))
    BOOST_ERROR(journal.back().method << " " << target << ": " << response.status << " "
                                      << conformance::part_name(fault.part) << " " << fault.name << " "
                                      << fault.fault.instance_pointer << " " << fault.fault.schema_pointer);
}

/// A demo centre with a manual clock, unless said otherwise, and the caller's token on every request.
class Caller final {
 public:
  explicit Caller(Bench& bench, std::string token = "token-a", std::string prefix = "/refissh")
      : bench_(bench), token_(std::move(token)), prefix_(std::move(prefix)) {}

  http::Response call(std::string_view line, std::string body = "", std::vector<http::Header> more = {}) const {
    const std::size_t blank = line.find(' ');
    http::Headers headers;
    headers.add("Host", "127.0.0.1:5000");
    headers.add("X-Auth-Token", token_);
    for (http::Header& header : more) headers.add(std::move(header.name), std::move(header.value));
    const std::string target = prefix_ + std::string(line.substr(blank + 1));
    http::Response response =
        bench_.call(std::string(line.substr(0, blank)), target, std::move(headers), std::move(body));
    if (response.status != 500 && line.substr(0, blank) != "HEAD") check_answer(bench_, target, response);
    return response;
  }
  int status(std::string_view line, std::string body = "", std::vector<http::Header> more = {}) const {
    return call(line, std::move(body), std::move(more)).status;
  }
  std::string text(std::string_view line, std::vector<http::Header> more = {}) const {
    return call(line, "", std::move(more)).body.str();
  }

  int upload(std::string_view path, std::string content) const {
    return status("POST /files/" + std::string(path), std::move(content),
                  {{"Content-Type", "application/octet-stream"}});
  }
  int make_folder(std::string_view path) const {
    return status("POST /files/" + std::string(path), "", {{"Content-Type", "application/directory"}});
  }
  /// The image `demo`, from a file that is uploaded for it.
  void have_image() const {
    BOOST_TEST_REQUIRE(upload("home/demo.simg", "an image") == 201);
    BOOST_TEST_REQUIRE(status("POST /images/demo", R"({"image": {"source_location": "home/demo.simg"}})") == 204);
  }
  int start(std::string_view service_id, std::string_view command_line, std::string_view parameters,
            std::string_view more = "") const {
    return status("POST /jobs/" + std::string(service_id),
                  "{\"image_name\": \"demo\", \"commandline\": \"" + std::string(command_line) +
                      "\", \"parameters\": \"" + std::string(parameters) +
                      "\", \"cluster\": \"anselm\", \"N_nodes\": 1, \"N_cores\": 24, \"max_runtime\": 5" +
                      std::string(more) + "}");
  }
  std::string job(std::string_view service_id) const { return text("GET /jobs/" + std::string(service_id)); }
  std::string result(std::string_view service_id) const {
    return text("GET /jobs/" + std::string(service_id), {{"Expect", "result"}});
  }

 private:
  Bench& bench_;
  std::string token_, prefix_;
};

}  // namespace hpc::tests::refissh
