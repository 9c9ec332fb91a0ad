// The examples of "Using the API", as curl sends them, on a listener of the API's own with the documented paths.
#include <boost/test/unit_test.hpp>

#include "apis/prominence/prominence_bench.h"
#include "apis/socket_client.h"

namespace hpc::tests {
namespace {

using namespace std::chrono_literals;

std::string curl(Served& served, const std::string& method, const std::string& path, const std::string& body = "") {
  std::string request =
      method + " /api/v1" + path +
      " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\nAuthorization: " + kAlice + "\r\n";
  if (!body.empty())
    request += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  SocketClient client(served.own_port());
  client.send(request + "\r\n" + body);
  return client.read_response();
}

std::string body_of(const std::string& response) {
  return response.substr(response.find("\r\n\r\n") + 4);
}

BOOST_AUTO_TEST_CASE(the_documents_session_runs_with_its_bytes) {
  Served served({.site = "", .set = {{"apis.prominence.first_id", "1699"}, {"start", "2021-02-05T17:39:59"}}},
                "prominence");
  const std::string testpi =
      R"({"resources":{"memory":1,"cpus":1,"nodes":1,"disk":10},"name":"calculate-pi","tasks":[{"image":"eoscprominence/testpi","runtime":"singularity"}]})";
  BOOST_TEST(curl(served, "POST", "/jobs", testpi) ==
             "HTTP/1.1 201 CREATED\r\nServer: nginx/1.10.3 (Ubuntu)\r\nDate: Fri, 05 Feb 2021 17:39:59 GMT\r\n"
             "Content-Type: application/json\r\nContent-Length: 12\r\nConnection: keep-alive\r\n\r\n{\"id\":1699}\n");
  BOOST_TEST(body_of(curl(served, "GET", "/jobs/1699")) ==
             "[{\"events\":{\"createTime\":1612546799},\"id\":1699,\"name\":\"calculate-pi\",\"resources\":{\"cpus\":1,"
             "\"disk\":10,"
             "\"memory\":1,\"nodes\":1},\"status\":\"pending\",\"tasks\":[{\"image\":\"eoscprominence/"
             "testpi\",\"runtime\":\"singularity\"}]}]\n");
  served.bench.advance(1min);
  const Json job = Json::parse(body_of(curl(served, "GET", "/jobs/1699"))).at(0);
  BOOST_TEST(job.at("status") == "completed");
  BOOST_TEST(job.at("execution").at("site") == "OpenStack-UNIV-LILLE");
  BOOST_TEST(job.at("execution").at("tasks").at(0).size() == 7U);
  BOOST_TEST(body_of(curl(served, "GET", "/jobs/1699/stdout")).starts_with("3.14"));
  BOOST_TEST(Json::parse(body_of(curl(served, "GET", "/jobs?completed=true"))).at(0).at("id") == 1699);
  curl(served, "POST", "/jobs", testpi);
  const std::string deleted = curl(served, "DELETE", "/jobs/1700");
  BOOST_TEST(deleted.starts_with("HTTP/1.1 200 OK\r\nServer: nginx/1.10.3 (Ubuntu)\r\n"));
  BOOST_TEST(
      deleted.ends_with("Content-Type: application/json\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\n{}\n"));
}

}  // namespace
}  // namespace hpc::tests
