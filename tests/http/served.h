// A service that a test writes as a function, served on loopback.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/listener/listener.h"
#include "socket_client.h"

namespace hpc::http {

class Served final : public Service {
 public:
  using Answering = std::function<Response(const Request&)>;
  using Handling = std::function<void(Request, std::string_view, Reply)>;

  explicit Served(Answering answering, Limits limits = {}, std::vector<Address> addresses = {Address{}})
      : Served(Handling([answering = std::move(answering)](Request request, std::string_view, const Reply& reply) {
                 reply(answering(request));
               }),
               limits, std::move(addresses)) {}
  explicit Served(Handling handling, Limits limits = {}, std::vector<Address> addresses = {Address{}})
      : handling_(std::move(handling)),
        listener_(HPC_MUST(Listener::open(*this, std::move(addresses), {.limits = limits, .threads = 2}))) {}

  void handle(Request request, std::string_view api, Reply reply) override {
    handling_(std::move(request), api, std::move(reply));
  }

  Listener& listener() { return *listener_; }
  const Address& address(std::size_t index = 0) const { return listener_->addresses()[index]; }

 private:
  Handling handling_;
  std::unique_ptr<Listener> listener_;
};

/// Tells what arrived: "METHOD target HTTP/1.x\nName: value\n...\nbody".
inline Response echo(const Request& request) {
  std::string text = request.method + " " + request.target + " HTTP/1." + std::to_string(request.minor_version) + "\n";
  for (const Header& field : request.headers) text += field.name + ": " + field.value + "\n";
  Response response;
  response.headers.add("Content-Type", "text/plain");
  response.body = Bytes(text + "\n" + request.body.str());
  return response;
}

inline Response text_response(std::string text) {
  Response response;
  response.body = Bytes(std::move(text));
  return response;
}

}  // namespace hpc::http
