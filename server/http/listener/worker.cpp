#include "http/listener/worker.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <thread>

#include "base/host_clock.h"

namespace hpc::http {
namespace {

constexpr std::uint64_t kMailboxTag = std::uint64_t{1} << 32;
constexpr std::uint64_t kTimerTag = kMailboxTag + 1;
constexpr std::uint64_t kFirstAcceptorTag = std::uint64_t{1} << 33;
constexpr std::size_t kReadBuffer = 64 * 1024;
constexpr std::size_t kAcceptsPerTurn = 16;  // the rest is for the other workers
// A service that keeps saying "now" is asked no more often than this.
constexpr std::chrono::milliseconds kShortestServiceWait{1};

bool is_wildcard(const std::string& host) {
  return host == "0.0.0.0" || host == "::";
}

std::string local_address_of(int fd, const Address& bound) {
  if (!is_wildcard(bound.host)) return to_string(bound);
  sockaddr_storage own{};
  socklen_t length = sizeof own;
  getsockname(fd, reinterpret_cast<sockaddr*>(&own), &length);
  return to_string(own);
}

}  // namespace

// The right to answer one request, held by the service's reply. Unused, it ends the connection.
struct Worker::Ticket {
  Ticket(Worker& its_worker, const Connection& from)
      : worker(its_worker), mailbox(its_worker.mailbox_), fd(from.identity().fd), serial(from.identity().serial) {}
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;
  ~Ticket() {
    if (!used.exchange(true)) send(std::nullopt);
  }

  void reply(Response response) {
    if (used.exchange(true)) return;
    if (std::this_thread::get_id() == thread && is_at_desk)
      at_once = std::move(response);
    else
      send(std::move(response));
  }

  void send(std::optional<Response> response) {
    mailbox->post([to = &worker, fd = fd, serial = serial, response = std::move(response)]() mutable {
      to->deliver(fd, serial, std::move(response));
    });
  }

  Worker& worker;  // lives as long as its mailbox takes tasks
  std::shared_ptr<Mailbox> mailbox;
  int fd;
  std::uint64_t serial;
  std::thread::id thread = std::this_thread::get_id();
  std::atomic<bool> used{false};
  bool is_at_desk = true;  // ask() has not returned; its thread alone reads and writes this
  std::optional<Response> at_once;
};

void Workshop::service_was_active() {
  for (const auto& worker : workers) worker->retry_streams();
}

Worker::Worker(Workshop& workshop, bool runs_service_timer)
    : workshop_(workshop),
      runs_service_timer_(runs_service_timer),
      mailbox_(std::make_shared<Mailbox>()),
      timer_(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)),
      buffer_(kReadBuffer) {
  assert(timer_ >= 0 && "no descriptor left at start");
}

Worker::~Worker() {
  mailbox_->close();
  ::close(timer_);
}

void Worker::attach(Poll& poll) {
  poll_ = &poll;
  const bool watches = poll.watch(mailbox_->fd(), kMailboxTag) && poll.watch(timer_, kTimerTag);
  assert(watches);
  (void)watches;
  for (std::size_t i = 0; i < workshop_.acceptors.size(); ++i) watch_acceptor(i);
}

// --- from other threads

void Worker::watch_acceptor(std::size_t index) {
  const int fd = workshop_.acceptors[index]->fd();
  if (fd >= 0) poll_->watch(fd, kFirstAcceptorTag + index);
}

void Worker::end_connections(std::size_t acceptor) {
  mailbox_->post([this, acceptor] {
    std::vector<int> its;
    for (const auto& [fd, entry] : connections_)
      if (entry.connection.identity().acceptor == acceptor) its.push_back(fd);
    for (int fd : its) {
      const auto entry = connections_.find(fd);
      entry->second.connection.end_soon();
      settle(entry);
    }
  });
}

void Worker::drain(std::chrono::milliseconds grace, std::latch& accepted, std::latch& empty) {
  mailbox_->post([this, grace, &accepted, &empty] { start_draining(now_ + grace, accepted, empty); });
}

void Worker::rearm_service_timer() {
  if (!must_ask_service_timer_.exchange(true)) mailbox_->nudge();
}

void Worker::retry_streams() {
  if (has_waiting_streams_ && !must_retry_streams_.exchange(true)) mailbox_->nudge();
}

// --- the event loop

void Worker::begin_turn() {
  now_ = host_clock().steady();
}

void Worker::on_ready(std::uint64_t tag, bool has_input, bool takes_output) {
  if (tag == kMailboxTag) return read_mailbox();
  if (tag == kTimerTag) {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t read = ::read(timer_, &count, sizeof count);
    armed_.reset();
    return;  // end_turn() looks at what is due
  }
  if (tag >= kFirstAcceptorTag) return accept_some(static_cast<std::size_t>(tag - kFirstAcceptorTag), kAcceptsPerTurn);
  const auto entry = connections_.find(static_cast<int>(tag));
  if (entry == connections_.end()) return;  // closed earlier in this turn
  Connection& connection = entry->second.connection;
  if (takes_output && connection.is_blocked()) connection.write(now_);
  if (has_input && !connection.is_over()) connection.read(buffer_, now_);
  settle(entry);
}

void Worker::end_turn() {
  expire_due();
  fire_service_timer();
  if (std::exchange(service_was_active_, false)) workshop_.service_was_active();
  if (!turns_.empty()) mailbox_->nudge();
  if (empty_ && connections_.empty()) std::exchange(empty_, nullptr)->count_down();
  arm();
}

void Worker::read_mailbox() {
  for (Mailbox::Task& task : mailbox_->take()) task();
  if (must_ask_service_timer_.exchange(false)) ask_service_timer();
  if (must_retry_streams_.exchange(false)) pull_streams();
  give_turns();
}

void Worker::give_turns() {
  for (int fd : std::exchange(turns_, {})) {
    const auto entry = connections_.find(fd);
    if (entry == connections_.end() || !std::exchange(entry->second.waits_for_turn, false)) continue;
    entry->second.connection.turn(buffer_, now_);
    settle(entry);
  }
}

void Worker::pull_streams() {
  const std::vector<int> waiting(awaiting_piece_.begin(), awaiting_piece_.end());
  for (int fd : waiting) {
    const auto entry = connections_.find(fd);
    if (entry == connections_.end() || !entry->second.connection.awaits_piece()) continue;
    entry->second.connection.write(now_);
    settle(entry);
  }
}

// --- connections

void Worker::accept_some(std::size_t index, std::size_t most) {
  for (std::size_t i = 0; i < most; ++i) {
    const Acceptor::Accepted accepted = workshop_.acceptors[index]->accept();
    if (accepted.fd < 0) return;
    adopt(accepted, index);
  }
}

void Worker::adopt(const Acceptor::Accepted& accepted, std::size_t index) {
  const bool is_full = workshop_.connections.fetch_add(1) >= workshop_.limits.connections;
  if (is_full || drained_by_ || !poll_->adopt(accepted.fd, accepted.from)) {
    workshop_.connections.fetch_sub(1);
    ::close(accepted.fd);
    return;
  }
  const Address& address = workshop_.acceptors[index]->address();
  Connection::Identity identity{accepted.fd, next_serial_++,           index,
                                address.api, to_string(accepted.from), local_address_of(accepted.fd, address)};
  const auto [entry, is_new] = connections_.try_emplace(accepted.fd, std::move(identity), *this);
  assert(is_new);
  (void)is_new;
  settle(entry);
}

// Does what the connection asks for. Invalidates `entry` when it is over.
void Worker::settle(Entries::iterator entry) {
  const auto& [fd, own] = *entry;
  Connection& connection = entry->second.connection;
  if (connection.is_blocked() && !own.watches_output && !connection.is_over()) {
    entry->second.watches_output = true;
    if (!poll_->watch_output(fd)) connection.abandon();
  }
  if (connection.is_over()) return forget(entry);
  if (connection.wants_turn() && !std::exchange(entry->second.waits_for_turn, true)) turns_.push_back(fd);
  if (connection.awaits_piece() != own.awaits_piece) {
    entry->second.awaits_piece = connection.awaits_piece();
    if (own.awaits_piece)
      awaiting_piece_.insert(fd);
    else
      awaiting_piece_.erase(fd);
    has_waiting_streams_ = !awaiting_piece_.empty();
  }
  queue_deadline(entry->second);
}

// Deadlines mostly move away with every request. The queue is told only when one comes nearer; the others are found to
// have moved when they are due.
void Worker::queue_deadline(Entry& entry) {
  const std::optional<Time> deadline = entry.connection.deadline();
  if (!deadline || (entry.queued && *entry.queued <= *deadline)) return;
  const int fd = entry.connection.identity().fd;
  if (entry.queued) deadlines_.erase({*entry.queued, fd});
  deadlines_.emplace(*deadline, fd);
  entry.queued = deadline;
}

void Worker::forget(Entries::iterator entry) {
  const int fd = entry->first;
  if (entry->second.queued) deadlines_.erase({*entry->second.queued, fd});
  awaiting_piece_.erase(fd);
  has_waiting_streams_ = !awaiting_piece_.empty();
  const Entries::node_type node = connections_.extract(entry);  // its stream may lock; let it end last
  poll_->drop(fd);
  workshop_.connections.fetch_sub(1);
}

void Worker::expire_due() {
  while (!deadlines_.empty() && deadlines_.begin()->first <= now_) {
    const int fd = deadlines_.begin()->second;
    deadlines_.erase(deadlines_.begin());
    const auto entry = connections_.find(fd);
    entry->second.queued.reset();
    const std::optional<Time> deadline = entry->second.connection.deadline();
    if (deadline && *deadline <= now_) entry->second.connection.expire(now_);
    settle(entry);
  }
  if (!drained_by_ || *drained_by_ > now_) return;
  while (!connections_.empty()) forget(connections_.begin());
}

// --- requests

std::optional<Response> Worker::ask(Connection& from, Request request) {
  service_was_active_ = true;
  const auto ticket = std::make_shared<Ticket>(*this, from);  // shared by the copies of the reply
  workshop_.service.handle(std::move(request), from.identity().api,
                           [ticket](Response response) { ticket->reply(std::move(response)); });
  ticket->is_at_desk = false;
  return std::move(ticket->at_once);
}

std::optional<Response> Worker::refused(const Connection& from, int status) {
  return workshop_.service.refused(status, from.identity().api);
}

void Worker::deliver(int fd, std::uint64_t serial, std::optional<Response> response) {
  service_was_active_ = true;
  const auto entry = connections_.find(fd);
  if (entry == connections_.end() || entry->second.connection.identity().serial != serial) return;
  if (response)
    entry->second.connection.answer(std::move(*response), now_);
  else
    entry->second.connection.abandon();
  settle(entry);
}

// --- time

void Worker::ask_service_timer() {
  if (!runs_service_timer_ || !workshop_.has_timer) return;
  const auto wait = workshop_.wait();
  service_due_ = wait ? std::optional<Time>(now_ + *wait) : std::nullopt;
}

void Worker::fire_service_timer() {
  if (!service_due_ || *service_due_ > now_) return;
  workshop_.wake();
  service_was_active_ = true;
  ask_service_timer();
  if (service_due_) service_due_ = std::max(*service_due_, now_ + kShortestServiceWait);
}

// The timer is armed only while something is due, and relative, so that a faked absolute time does not reach it.
void Worker::arm() {
  std::optional<Time> next;
  const auto consider = [&next](std::optional<Time> due) {
    if (due && (!next || *due < *next)) next = due;
  };
  if (!deadlines_.empty()) consider(deadlines_.begin()->first);
  consider(service_due_);
  if (!connections_.empty()) consider(drained_by_);
  if (next == armed_) return;
  armed_ = next;
  itimerspec spec{};
  if (next) {
    const Time wait = std::max(*next - host_clock().steady(), Time(1));  // zero would disarm it
    spec.it_value.tv_sec = std::chrono::floor<std::chrono::seconds>(wait).count();
    spec.it_value.tv_nsec = (wait % std::chrono::seconds(1)).count();
  }
  timerfd_settime(timer_, 0, &spec, nullptr);
}

void Worker::start_draining(Time until, std::latch& accepted, std::latch& empty) {
  for (std::size_t i = 0; i < workshop_.acceptors.size(); ++i) accept_some(i, workshop_.limits.connections);
  accepted.count_down();
  drained_by_ = until;
  empty_ = &empty;
  std::vector<int> all;
  for (const auto& entry : connections_) all.push_back(entry.first);
  for (int fd : all) {
    const auto entry = connections_.find(fd);
    if (entry == connections_.end()) continue;
    entry->second.connection.read(buffer_, now_);  // a request that has arrived is in flight
    if (!entry->second.connection.is_over()) entry->second.connection.end_soon();
    settle(entry);
  }
}

}  // namespace hpc::http
