// A client that walks through FirecREST's tutorial, for stories that are about time and isolation, not about FirecREST.
#pragma once

#include <boost/test/unit_test.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "http/message.h"

namespace hpc::tests {

/// How a request reaches the server: through a door, or a socket.
struct Answer {
  int status = 0;
  std::string body;
};
using Send = std::function<Answer(std::string method, std::string target, http::Headers headers, std::string body)>;

class Tutorial final {
 public:
  /// `prefix` is "" or "/s/<sandbox>".
  Tutorial(Send send, std::string prefix = "") : send_(std::move(send)), prefix_(std::move(prefix)) {}

  void log_in() {
    const Answer answer =
        send_("POST", prefix_ + "/auth/realms/kcrealm/protocol/openid-connect/token",
              {{"Content-Type", "application/x-www-form-urlencoded"}},
              "grant_type=client_credentials&client_id=firecrest-sample&client_secret=b391e177-fa50-4987-beaf-e6d33ca93571");
    BOOST_REQUIRE_EQUAL(answer.status, 200);
    token_ = nlohmann::json::parse(answer.body).at("access_token");
  }

  /// The task's id.
  std::string upload(std::string_view script) {
    const std::string body = "--b0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"script.sh\"\r\n\r\n" +
                             std::string(script) + "\r\n--b0--\r\n";
    const Answer answer = send_("POST", prefix_ + "/firecrest/compute/jobs/upload",
                                headers({{"Content-Type", "multipart/form-data; boundary=b0"}}), body);
    BOOST_REQUIRE_EQUAL(answer.status, 201);
    return nlohmann::json::parse(answer.body).at("task_id");
  }

  Answer get(const std::string& path) { return send_("GET", prefix_ + "/firecrest" + path, headers({}), ""); }

  nlohmann::json task(const std::string& id) {
    const Answer answer = get("/tasks/" + id);
    BOOST_REQUIRE_EQUAL(answer.status, 200);
    return nlohmann::json::parse(answer.body).at("task");
  }

  /// Polls a task without pause, `most` times, until it has ended; calls `pause` between polls.
  nlohmann::json finished(const std::string& id, int most = 50, const std::function<void()>& pause = [] {}) {
    for (int i = 0; i < most; ++i) {
      nlohmann::json now = task(id);
      if (std::stoi(now.at("status").get<std::string>()) >= 200) return now;
      pause();
    }
    BOOST_FAIL("task " + id + " did not end within " + std::to_string(most) + " polls");
    return {};
  }

  /// The states of all jobs by accounting, as one query and its task tell them: "1:RUNNING".
  std::string states(const std::function<void()>& pause = [] {}) {
    const std::string id = nlohmann::json::parse(get("/compute/acct").body).at("task_id");
    const nlohmann::json data = finished(id, 50, pause).at("data");
    std::string text;
    for (const auto& job : data)
      text += (text.empty() ? "" : " ") + job.at("jobid").get<std::string>() + ":" + job.at("state").get<std::string>();
    return text;
  }

 private:
  http::Headers headers(http::Headers more) const {
    more.add("Authorization", "Bearer " + token_);
    more.add("X-Machine-Name", "daint");
    return more;
  }

  Send send_;
  std::string prefix_;
  std::string token_;
};

}  // namespace hpc::tests
