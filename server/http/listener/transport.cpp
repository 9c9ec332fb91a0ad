#include "http/listener/transport.h"

#include <pistache/http.h>
#include <pistache/peer.h>
#include <pistache/reactor.h>
#include <pistache/tcp.h>
#include <pistache/transport.h>

#include <atomic>
#include <cassert>

#include "http/listener/worker.h"

namespace hpc::http {
namespace {

using Pistache::Flags;
using Pistache::Polling::Mode;
using Pistache::Polling::NotifyOn;
using Pistache::Polling::Tag;

// Pistache's own input path, never taken: WorkerTransport reads by itself.
struct Unused final : Pistache::Tcp::Handler {
  PROTOTYPE_OF(Pistache::Tcp::Handler, Unused)
  void onInput(const char*, std::size_t, const std::shared_ptr<Pistache::Tcp::Peer>&) override {}
};

// One per thread. The reactor makes them by cloning the one that it was given.
class WorkerTransport final : public Pistache::Tcp::Transport, public Poll {
 public:
  WorkerTransport(Workshop& workshop, std::shared_ptr<std::atomic<std::size_t>> next)
      : Pistache::Tcp::Transport(std::make_shared<Unused>()), workshop_(workshop), next_(std::move(next)) {}

  std::shared_ptr<Pistache::Aio::Handler> clone() const override {
    auto copy = std::make_shared<WorkerTransport>(workshop_, next_);
    copy->worker_ = workshop_.workers.at((*next_)++).get();
    return copy;
  }

  void registerPoller(Pistache::Polling::Epoll& poller) override {
    Pistache::Tcp::Transport::registerPoller(poller);
    poller_ = &poller;
    worker_->attach(*this);
  }

  // Pistache's own descriptors (its queues) are never signalled here, so no event is for the base class.
  void onReady(const Pistache::Aio::FdSet& ready) override {
    worker_->begin_turn();
    for (const auto& event : ready) {
      const bool is_gone = event.isHangup();
      worker_->on_ready(event.getTag().value(), event.isReadable() || is_gone, event.isWritable() || is_gone);
    }
    worker_->end_turn();
  }

  bool watch(int fd, std::uint64_t tag) override {
    return succeeds([this, fd, tag] { poller_->addFd(fd, Flags<NotifyOn>(NotifyOn::Read), Tag(tag)); });
  }

  bool adopt(int fd, const sockaddr_storage& from) override {
    sockaddr_storage address = from;
    const bool is_known = succeeds([this, fd, &address] {
      handleNewPeer(
          Pistache::Tcp::Peer::Create(fd, Pistache::Address::fromUnix(reinterpret_cast<sockaddr*>(&address))));
    });
    if (!is_known) peers.erase(fd);  // where the descriptor could not be polled; the caller closes it
    return is_known;
  }

  bool watch_output(int fd) override {
    return succeeds([this, fd] {
      reactor()->modifyFd(key(), fd, NotifyOn::Read | NotifyOn::Write | NotifyOn::Shutdown, Mode::Edge);
    });
  }

  void drop(int fd) override {
    const auto found = peers.find(fd);
    assert(found != peers.end());
    const std::shared_ptr<Pistache::Tcp::Peer> peer = found->second;  // removePeer() takes it out of the map
    removePeer(peer);
  }

 private:
  // Pistache reports a failed system call by an exception.
  template <class Call>
  static bool succeeds(const Call& call) {
    try {
      call();
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

  Workshop& workshop_;
  std::shared_ptr<std::atomic<std::size_t>> next_;  // shared by the clones: the worker that the next one runs
  Worker* worker_ = nullptr;
  Pistache::Polling::Epoll* poller_ = nullptr;
};

}  // namespace

class Transport::Impl {
 public:
  explicit Impl(Workshop& workshop) : reactor_(Pistache::Aio::Reactor::create()) {
    reactor_->init(Pistache::Aio::AsyncContext(workshop.workers.size(), "hpcmock-http"));
    reactor_->addHandler(std::make_shared<WorkerTransport>(workshop, std::make_shared<std::atomic<std::size_t>>(0)));
  }
  ~Impl() { reactor_->shutdown(); }  // and its end waits for the threads

  void run() { reactor_->run(); }

 private:
  std::shared_ptr<Pistache::Aio::Reactor> reactor_;
};

Transport::Transport(Workshop& workshop) : impl_(std::make_unique<Impl>(workshop)) {}
Transport::~Transport() = default;
void Transport::run() {
  impl_->run();
}

}  // namespace hpc::http
