// The door: route -> sandbox -> lock -> advance -> handle -> journal. It knows a sandbox as an interface and no site.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/api.h"
#include "http/message.h"

namespace hpc::http {

/// What the door needs of a sandbox. The implementation is centre/sandbox.h.
class Sandbox {
 public:
  virtual ~Sandbox() = default;
  virtual const std::string& name() const = 0;
  /// Everything below, and every handler, runs while this is held.
  virtual std::mutex& mutex() = 0;
  /// Brings the timeline up to its clock's now, by the clock's mode. `is_poll`: a repeated safe request (stepping).
  virtual void bring_up(bool is_poll) = 0;
  /// For a held request: moves the timeline if its mode lets it move by itself without waiting (stepping). False when
  /// nothing moved.
  virtual bool step() = 0;
  /// Host time until a held request should be tried again; absent when only a request can move this timeline.
  virtual std::optional<std::chrono::nanoseconds> wait() const = 0;
  /// Changes whenever the timeline has moved.
  virtual std::uint64_t moves() const = 0;
  /// True when the same safe request (method, target, credential) was answered before.
  virtual bool is_repeat(const Request& request) = 0;
  /// The instance of `types()[index]`.
  virtual Api& api(std::size_t index) = 0;
  /// Called once per request that has been answered.
  virtual void record(const Request& request, const Response& response, std::string_view operation) = 0;
};

/// Finds sandboxes by name.
class SandboxDirectory {
 public:
  virtual ~SandboxDirectory() = default;
  /// nullptr when there is none. "default" always exists.
  virtual std::shared_ptr<Sandbox> find(std::string_view name) = 0;
};

/// Whatever answers a listener. May call `reply` before it returns (usual) or later from another thread (held).
class Service {
 public:
  using Reply = std::function<void(Response)>;
  virtual ~Service() = default;
  /// `listener` is the API that a listener of its own serves, or "" for the main one.
  virtual void handle(Request request, std::string_view listener, Reply reply) = 0;
};

class Door final : public Service {
 public:
  /// `types` and `sandboxes` outlive the door.
  Door(const std::vector<ApiType>& types, SandboxDirectory& sandboxes);
  ~Door() override;

  void handle(Request request, std::string_view listener, Reply reply) override;
  /// The same for callers that wait, in tests: the response, or one marked `held` when it is still held.
  Response handle(Request request, std::string_view listener = "");

  /// A streamed response's `stream`, as the door returns it, locks and advances by itself; absent still means "not
  /// yet". Tries everything that is held and due; calls replies. The listener's timer and every request call it.
  void wake();
  /// Host time until wake() should be called; absent when nothing is held. Listeners ask after each request.
  std::optional<std::chrono::nanoseconds> until_wake() const;
  /// Called (from any thread) when until_wake() may have become shorter.
  std::function<void()> on_held;

 private:
  struct Arrival;
  struct Held;
  std::optional<Arrival> arrive(Request& request, std::string_view listener, Response& refusal) const;
  Response answer(Sandbox& sandbox, Request& request, std::size_t api, std::string_view* operation);

  const std::vector<ApiType>& types_;
  SandboxDirectory& sandboxes_;
  mutable std::mutex held_mutex_;
  std::list<Held> held_;
};

}  // namespace hpc::http
