// What real clients depend on below the API: lengths, chunks, Expect, connections that stay open, races.
#include <nlohmann/json.hpp>
#include <thread>

#include "apis/refissh/talk.h"

namespace hpc::tests::refissh {
namespace {

// How often each status came when eight clients send the same request at once.
std::map<std::string, int> race(Talk& talk, const std::string& request) {
  std::vector<std::string> statuses(8);
  std::vector<std::thread> clients;
  for (std::string& status : statuses)
    clients.emplace_back([&talk, &status, &request] {
      SocketClient client(talk.served.own_port());
      client.send(request);
      status = client.read_response().substr(9, 3);
    });
  for (std::thread& client : clients) client.join();
  std::map<std::string, int> counts;
  for (const std::string& status : statuses) ++counts[status];
  return counts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transport)

BOOST_AUTO_TEST_CASE(of_racing_creators_one_wins) {
  Talk talk;
  register_image(talk, A);
  const std::map<std::string, int> one_created{{"201", 1}, {"405", 7}};
  const std::map<std::string, int> one_done{{"204", 1}, {"405", 7}};
  const std::map<std::string, int> one_started{{"200", 1}, {"405", 7}};
  const std::string source = R"({"image": {"source_location": "home/demo.simg"}})";
  for (int round = 0; round < 20; ++round) {
    const std::string n = std::to_string(round);
    BOOST_TEST((race(talk, ask("POST /files/home/d" + n, {A, kDirectory})) == one_created));
    BOOST_TEST((race(talk, ask("POST /files/home/f" + n, {A, kOctets}, "content")) == one_created));
    BOOST_TEST((race(talk, ask("POST /images/i" + n, {A}, source)) == one_done));
    BOOST_TEST((race(talk, ask("POST /jobs/j" + n, {A}, payload("sleep", "1"))) == one_started));
  }
}

BOOST_AUTO_TEST_CASE(chunked_uploads_are_stored_whole) {
  Talk talk;
  BOOST_TEST(talk.status_of(ask("POST /files/home/c", {A, kOctets, "Transfer-Encoding: chunked"}) +
                            "5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n") == "201");
  BOOST_TEST(talk.say(ask("GET /files/home/c", {A})) == octets("hello world"));
}

BOOST_AUTO_TEST_CASE(a_client_that_waits_for_100_continue_is_told_to_go_on) {
  Talk talk;
  SocketClient client(talk.served.own_port());
  client.send(ask("POST /files/home/e", {A, kOctets, "Expect: 100-continue", "Content-Length: 4"}));
  BOOST_TEST(client.read_response() == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("body");
  BOOST_TEST(client.read_response().substr(0, 20) == "HTTP/1.1 201 CREATED");
  BOOST_TEST(talk.say(ask("GET /files/home/e", {A})) == octets("body"));
}

BOOST_AUTO_TEST_CASE(nothing_follows_a_head_or_a_204_on_a_connection_that_stays_open) {
  Talk talk;
  SocketClient client(talk.served.own_port());
  client.send(ask("POST /files/home/f", {A, kOctets}, "12345"));
  BOOST_TEST(client.read_response().substr(9, 3) == "201");
  client.send(ask("HEAD /files/home/f", {A}));
  BOOST_TEST(client.read_response(true).substr(9, 3) == "200");
  client.send(ask("HEAD /files/home", {A}));
  BOOST_TEST(client.read_response(true).substr(9, 3) == "204");
  client.send(ask("DELETE /files/home/f", {A}));
  BOOST_TEST(client.read_response().substr(9, 3) == "204");
  client.send(ask("HEAD /images/", {A}));
  const std::string images = client.read_response(true);
  BOOST_TEST(images.substr(9, 3) == "200");
  BOOST_TEST(images.find("Content-Length: 2\r\n") != std::string::npos);
  client.send(ask("GET /files/home/f", {A}));
  BOOST_TEST(client.read_response().substr(9, 3) == "404");
}

BOOST_AUTO_TEST_CASE(folders_are_made_without_body_and_length) {
  Talk talk;
  SocketClient client(talk.served.own_port());
  client.send(ask("POST /files/home/d1", {A, kDirectory}));
  BOOST_TEST(client.read_response().substr(9, 3) == "201");
  client.send(ask("POST /files/home/d2", {A, kDirectory}));
  BOOST_TEST(client.read_response().substr(9, 3) == "201");
}

BOOST_AUTO_TEST_CASE(downloads_have_their_length_and_no_coding) {
  Talk talk;
  const std::string content(300'000, 'x');
  BOOST_TEST(talk.status_of(ask("POST /files/home/f", {A, kOctets}, content)) == "201");
  BOOST_TEST((talk.say(ask("GET /files/home/f", {A, "Accept-Encoding: gzip, deflate"})) == octets(content)));
}

BOOST_AUTO_TEST_CASE(the_main_listener_says_the_same) {
  Talk talk;
  for (const char* target : {"/files/home", "/files/nothing", "/images/", "/nothing"}) {
    SocketClient main_port(talk.served.port()), own_port(talk.served.own_port());
    main_port.send(ask(std::string("GET ") + target, {A}));
    own_port.send(ask(std::string("GET ") + target, {A}));
    BOOST_TEST(main_port.read_response() == own_port.read_response());
  }
}

BOOST_AUTO_TEST_CASE(an_encoded_slash_in_a_service_id_leads_nowhere) {
  Talk talk;
  BOOST_TEST(talk.say(ask("GET /jobs/a%2Fb", {A})) == not_found_page());
}

BOOST_AUTO_TEST_CASE(redirects_keep_the_query) {
  Talk talk;
  const std::string moved = talk.say(ask("GET /jobs?a=1&b=2"));
  BOOST_TEST(moved.find("Location: http://127.0.0.1:5000/refissh/jobs/?a=1&b=2\r\n") != std::string::npos);
  BOOST_TEST(moved.find("<a href=\"http://127.0.0.1:5000/refissh/jobs/?a=1&amp;b=2\">") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(errors_can_be_text_or_the_frameworks_page) {
  Talk text_errors(with({{"apis.refissh.error_body", "text"}}));
  BOOST_TEST(text_errors.say(ask("GET /files/none", {A})) ==
             answer("404 NOT FOUND", "Content-Type: text/html; charset=utf-8\r\n", "Resource does not exist"));
  Talk pages(with({{"apis.refissh.error_body", "html"}}));
  BOOST_TEST(pages.say(ask("GET /files/none", {A})) ==
             answer("404 NOT FOUND", "Content-Type: text/html\r\n",
                    "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n<title>404 Not Found</title>\n"
                    "<h1>Not Found</h1>\n<p>Resource does not exist</p>\n"));
}

BOOST_AUTO_TEST_CASE(the_alias_header_is_taken_where_it_is_told) {
  const auto statuses = [](const char* alias) {
    Talk talk(with({{"apis.refissh.auth_header_alias", alias}}));
    return talk.status_of(ask("GET /files/", {"X-Auth-Header: token-a"})) + " " +
           talk.status_of(ask("GET /images/", {"X-Auth-Header: token-a"}));
  };
  BOOST_TEST(statuses("files") == "200 401");
  BOOST_TEST(statuses("all") == "200 200");
  BOOST_TEST(statuses("off") == "401 401");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::refissh
