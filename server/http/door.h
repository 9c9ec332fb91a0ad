// The door: route -> sandbox -> lock -> advance -> handle -> journal. It knows a sandbox as an interface and no site.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "http/api.h"
#include "http/message.h"

namespace hpc::http {

/// How a request bears on its sandbox's clock.
enum class Coming {
  request,     ///< any other
  poll,        ///< a safe request that was answered before: what a stepping clock waits for
  held,        ///< a held request or an open stream tries again
  inspection,  ///< the control API: time passes, and nothing else
};

/// What the door needs of a sandbox. The implementation is centre/sandbox.h.
class Sandbox {
 public:
  virtual ~Sandbox() = default;
  virtual const std::string& name() const = 0;
  /// Everything below, and every handler, runs while this is held.
  virtual std::mutex& mutex() = 0;
  /// Brings the timeline up to its clock's now, by the clock's mode.
  virtual void bring_up(Coming coming) = 0;
  /// For a held request: moves the timeline if its mode lets it move by itself without waiting (stepping). False when
  /// nothing moved.
  virtual bool step() = 0;
  /// Host time until a held request should be tried again; absent when only a request can move this timeline.
  virtual std::optional<std::chrono::nanoseconds> wait() const = 0;
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
  /// What to say to a client that does not speak HTTP; absent: the listener's own words for `status`.
  virtual std::optional<Response> refused(int, std::string_view) { return std::nullopt; }
};

class Door final : public Service {
 public:
  /// `types` and `sandboxes` outlive the door.
  Door(const std::vector<ApiType>& types, SandboxDirectory& sandboxes);
  ~Door() override;

  /// The body of a streamed response comes back as a `stream` that locks and advances by itself.
  void handle(Request request, std::string_view listener, Reply reply) override;
  std::optional<Response> refused(int status, std::string_view listener) override;
  /// The same for callers that wait, in tests: the response, or one marked `held` when the request is being held (it is
  /// then forgotten).
  Response handle(Request request, std::string_view listener = "");

  /// Tries everything that is held again and calls the replies. Called by the listener's timer; a request wakes only what
  /// its own sandbox holds, one to the control API everything.
  void wake();
  /// Host time until wake() is worth calling; absent when nothing is held or streamed, or when only a request can move
  /// the timelines concerned.
  std::optional<std::chrono::nanoseconds> until_wake() const;
  /// Called, from any thread, when until_wake() may have become shorter. Set before the first request.
  std::function<void()> on_held;

  /// Requests held at once; beyond, 503.
  std::size_t most_held = 10'000;

 private:
  struct Arrival;
  struct Held;
  struct Waiting;
  bool arrive(Request& request, std::string_view listener, Arrival& arrival) const;
  void take_own_mount(Request& request, const Arrival& arrival) const;
  bool find_mount(Request& request, Arrival& arrival) const;
  Response answer(const Arrival& arrival, Request& request, std::string_view& operation) const;
  Response route(const Arrival& arrival, Api& api, Request& request, std::string_view& operation) const;
  std::optional<Response> settle(const Arrival& arrival, Request& request, Coming coming);
  void wrap_stream(const Arrival& arrival, Response& response);
  bool hold(Arrival& arrival, Request& request, Reply& reply);
  Waiting& waiting_of(const std::shared_ptr<Sandbox>& sandbox);
  void wake(const Sandbox* sandbox);
  void wake(Waiting& waiting);
  void forget_if_empty(Waiting& waiting);

  const std::vector<ApiType>& types_;
  SandboxDirectory& sandboxes_;
  std::map<std::string, std::pair<std::size_t, std::string>, std::less<>> mounts_;  // prefix -> API, own prefix
  mutable std::mutex waiting_mutex_;  // of the two below and of the lists in each Waiting
  std::unordered_map<const Sandbox*, std::shared_ptr<Waiting>> waiting_;  // shared with those that are waking it
  std::size_t held_count_ = 0;
  std::atomic<bool> is_any_waiting_{false};
};

}  // namespace hpc::http
