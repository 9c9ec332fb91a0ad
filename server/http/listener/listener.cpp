#include "http/listener/listener.h"

#include <fmt/format.h>

#include <cassert>
#include <latch>

#include "http/listener/transport.h"
#include "http/listener/worker.h"

namespace hpc::http {

class Listener::Impl {
 public:
  Impl(Service& service, const Limits& limits) : workshop_{service, limits, {}, {}, {}, {}, {}, {}} {}
  ~Impl() { stop(std::chrono::seconds(5)); }

  Result<void> open(std::vector<Address> addresses) {
    for (Address& address : addresses) {
      workshop_.acceptors.push_back(std::make_unique<Acceptor>(std::move(address)));
      Result<void> opened = workshop_.acceptors.back()->open();
      if (!opened) return opened;
      addresses_.push_back(workshop_.acceptors.back()->address());
    }
    return {};
  }

  void run(std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i) workshop_.workers.push_back(std::make_unique<Worker>(workshop_, i == 0));
    transport_ = std::make_unique<Transport>(workshop_);
    transport_->run();
  }

  void stop(std::chrono::milliseconds grace) {
    if (!transport_) return;
    const auto count = static_cast<std::ptrdiff_t>(workshop_.workers.size());
    std::latch accepted(count), empty(count);
    for (const auto& worker : workshop_.workers) worker->drain(grace, accepted, empty);
    accepted.wait();
    for (const auto& acceptor : workshop_.acceptors) acceptor->close();
    empty.wait();
    transport_.reset();
    for (const auto& worker : workshop_.workers) worker->close_mailbox();
  }

  void set_timer(std::function<std::optional<std::chrono::nanoseconds>()> wait, std::function<void()> wake) {
    assert(!workshop_.has_timer && "the timer is set once");
    workshop_.wait = std::move(wait);
    workshop_.wake = std::move(wake);
    workshop_.has_timer = true;
    rearm();
  }

  void rearm() { workshop_.workers.front()->rearm_service_timer(); }

  Result<void> close_api(std::string_view api) {
    return for_each_of(api, [this](std::size_t index) -> Result<void> {
      workshop_.acceptors[index]->close();
      for (const auto& worker : workshop_.workers) worker->end_connections(index);
      return {};
    });
  }

  Result<void> reopen_api(std::string_view api) {
    return for_each_of(api, [this](std::size_t index) -> Result<void> {
      Acceptor& acceptor = *workshop_.acceptors[index];
      if (acceptor.fd() >= 0) return {};
      Result<void> opened = acceptor.open();
      if (opened)
        for (const auto& worker : workshop_.workers) worker->watch_acceptor(index);
      return opened;
    });
  }

  const std::vector<Address>& addresses() const { return addresses_; }

 private:
  template <class Action>
  Result<void> for_each_of(std::string_view api, const Action& action) {
    bool is_known = false;
    for (std::size_t i = 0; i < addresses_.size(); ++i) {
      if (api.empty() || addresses_[i].api != api) continue;
      is_known = true;
      Result<void> done = action(i);
      if (!done) return done;
    }
    if (!is_known) return failure(Errc::missing, About::site, fmt::format("'{}' has no listener of its own", api));
    return {};
  }

  Workshop workshop_;
  std::vector<Address> addresses_;
  std::unique_ptr<Transport> transport_;  // its threads use the workshop
};

Listener::Listener(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Listener::~Listener() = default;

Result<std::unique_ptr<Listener>> Listener::open(Service& service, std::vector<Address> addresses, Options options) {
  assert(options.threads > 0);
  auto impl = std::make_unique<Impl>(service, options.limits);
  Result<void> opened = impl->open(std::move(addresses));
  if (!opened) return failure(std::move(opened.error()));
  impl->run(static_cast<std::size_t>(options.threads));
  return std::unique_ptr<Listener>(new Listener(std::move(impl)));
}

const std::vector<Address>& Listener::addresses() const {
  return impl_->addresses();
}
void Listener::set_timer(std::function<std::optional<std::chrono::nanoseconds>()> wait, std::function<void()> wake) {
  impl_->set_timer(std::move(wait), std::move(wake));
}
void Listener::rearm() {
  impl_->rearm();
}
void Listener::stop(std::chrono::milliseconds grace) {
  impl_->stop(grace);
}
Result<void> Listener::close_api(std::string_view api) {
  return impl_->close_api(api);
}
Result<void> Listener::reopen_api(std::string_view api) {
  return impl_->reopen_api(api);
}

}  // namespace hpc::http
