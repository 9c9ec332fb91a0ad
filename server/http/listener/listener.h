// Sockets to Service: Pistache's reactor and transport with Beast's parser on them. The only folder that includes
// either.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/door.h"

namespace hpc::http {

struct Limits {
  std::uint64_t body_bytes = std::uint64_t{1} << 30;  ///< 413 beyond
  std::uint32_t header_bytes = 64 * 1024;             ///< request line and headers; 431 beyond
  std::chrono::milliseconds header_time{60'000};      ///< from the first byte to the end of the headers; then 408
  std::chrono::milliseconds body_time{60'000};        ///< between two reads of a body; then 408
  std::chrono::milliseconds idle_time{300'000};       ///< between two requests; then close
  std::chrono::milliseconds write_time{60'000};       ///< between two writes that the client takes; then close
  std::size_t connections = 20'000;                   ///< beyond, the newest is closed
};

/// One address to listen on. `api` "" is the main listener, else the API that is alone there.
struct Address {
  std::string host = "127.0.0.1";  ///< IPv4 or IPv6 literal without brackets
  std::uint16_t port = 0;          ///< 0: the system chooses
  std::string api;
};

/// `127.0.0.1:80`, `[::1]:0`, `localhost:8080`, `:8080` (loopback). The error says what is allowed.
Result<Address> parse_address(std::string_view text);
/// `127.0.0.1:80`, `[::1]:80`.
std::string to_string(const Address& address);

class Listener final {
 public:
  struct Options {
    Limits limits;
    int threads = 2;
  };
  /// Binds and serves at once. `service` outlives the listener. Fails (Errc::unavailable) when an address cannot be
  /// bound; the sentence names it.
  static Result<std::unique_ptr<Listener>> open(Service& service, std::vector<Address> addresses, Options options);
  /// Stops accepting, lets requests in flight finish (at most `grace`), closes.
  ~Listener();

  /// With the ports that were bound, in the order given.
  const std::vector<Address>& addresses() const;
  /// Runs `wake` when `wait()` is over, again and again; for held requests. Set before the first request.
  void set_timer(std::function<std::optional<std::chrono::nanoseconds>()> wait, std::function<void()> wake);
  /// Makes the timer ask `wait()` again. Any thread.
  void rearm();
  /// Graceful stop: in-flight requests are answered, at most `grace` long. The destructor calls it with 5 s.
  void stop(std::chrono::milliseconds grace);
  /// Closes (or reopens) the socket of one API's own listener; Errc::missing when it has none.
  Result<void> close_api(std::string_view api);
  Result<void> reopen_api(std::string_view api);

 private:
  class Impl;
  explicit Listener(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace hpc::http
