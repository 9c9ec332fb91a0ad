// One thread's connections, timers and mailbox. It knows no event library: it is told what is ready, and asks a Poll.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <latch>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "http/listener/acceptor.h"
#include "http/listener/connection.h"
#include "http/listener/mailbox.h"

namespace hpc::http {

/// What a worker asks of its event loop. Descriptors are told apart by tags; a connection's tag is its descriptor.
class Poll {
 public:
  virtual ~Poll() = default;
  /// Tells while `fd` has input, under `tag`. Any thread.
  virtual bool watch(int fd, std::uint64_t tag) = 0;
  /// Takes over a connected socket and tells of each change in its input. False: the caller still has the socket.
  virtual bool adopt(int fd, const sockaddr_storage& from) = 0;
  /// Tells of output, too.
  virtual bool watch_output(int fd) = 0;
  /// Closes an adopted socket.
  virtual void drop(int fd) = 0;
};

class Worker;

/// What the workers of one listener share. Changed only before they run, but for what is atomic.
struct Workshop {
  Service& service;
  Limits limits;
  std::vector<std::unique_ptr<Acceptor>> acceptors;
  std::vector<std::unique_ptr<Worker>> workers;
  std::atomic<std::size_t> connections{0};

  // The service's timer; the first worker runs it.
  std::function<std::optional<std::chrono::nanoseconds>()> wait;
  std::function<void()> wake;
  std::atomic<bool> has_timer{false};  // publishes the two

  /// Timelines may have moved: streams that wait are asked again.
  void service_was_active();
};

class Worker final : public Desk {
 public:
  using Time = Connection::Time;

  Worker(Workshop& workshop, bool runs_service_timer);
  ~Worker() override;

  // Any thread.
  void watch_acceptor(std::size_t index);
  /// Ends idle connections of one acceptor, and others after their next response.
  void end_connections(std::size_t acceptor);
  /// Ends idle connections, the others after their next response and at the latest after `grace`; says `accepted` once
  /// all that had connected is known, and `empty` when no connection is left. Both outlive the worker.
  void drain(std::chrono::milliseconds grace, std::latch& accepted, std::latch& empty);
  void rearm_service_timer();
  void retry_streams();
  /// From now on replies are forgotten.
  void close_mailbox() { mailbox_->close(); }

  // The event loop's thread.
  void attach(Poll& poll);
  void begin_turn();
  void on_ready(std::uint64_t tag, bool has_input, bool takes_output);
  void end_turn();

  std::optional<Response> ask(Connection& from, Request request) override;
  std::optional<Response> refused(const Connection& from, int status) override;

 private:
  struct Entry {
    Entry(Connection::Identity identity, Worker& worker)
        : connection(std::move(identity), worker.workshop_.limits, worker, worker.now_) {}
    Connection connection;
    std::optional<Time> queued;  // its place in deadlines_
    bool watches_output = false;
    bool waits_for_turn = false;
    bool awaits_piece = false;
  };
  struct Ticket;
  using Entries = std::unordered_map<int, Entry>;

  void accept_some(std::size_t index, std::size_t most);
  void adopt(const Acceptor::Accepted& accepted, std::size_t index);
  void settle(Entries::iterator entry);
  void queue_deadline(Entry& entry);
  void forget(Entries::iterator entry);
  void deliver(int fd, std::uint64_t serial, std::optional<Response> response);
  void read_mailbox();
  void give_turns();
  void pull_streams();
  void expire_due();
  void ask_service_timer();
  void fire_service_timer();
  void start_draining(Time until, std::latch& accepted, std::latch& empty);
  void arm();

  Workshop& workshop_;
  const bool runs_service_timer_;
  Poll* poll_ = nullptr;
  std::shared_ptr<Mailbox> mailbox_;  // shared with the tickets of replies that may come after this worker's end
  int timer_ = -1;
  Time now_{0};
  std::vector<char> buffer_;

  Entries connections_;
  std::uint64_t next_serial_ = 1;
  std::set<std::pair<Time, int>> deadlines_;  // never later than the connection's own; looked at again when due
  std::vector<int> turns_;
  std::set<int> awaiting_piece_;
  std::atomic<bool> has_waiting_streams_{false};
  std::atomic<bool> must_retry_streams_{false};
  std::atomic<bool> must_ask_service_timer_{false};
  bool service_was_active_ = false;

  std::optional<Time> service_due_;
  std::optional<Time> armed_;
  std::optional<Time> drained_by_;
  std::latch* empty_ = nullptr;
};

}  // namespace hpc::http
