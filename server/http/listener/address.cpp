#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <charconv>

#include "http/listener/listener.h"

namespace hpc::http {
namespace {

auto refused(std::string_view text, std::string_view why) {
  return failure(Errc::invalid, About::site,
                 fmt::format("'{}' is no address: {} (allowed: 127.0.0.1:8080, [::1]:8080, localhost:8080, :8080; "
                             "port 0 lets the system choose)",
                             text, why));
}

bool is_literal(int family, const std::string& host) {
  in6_addr space{};
  return inet_pton(family, host.c_str(), &space) == 1;
}

}  // namespace

Result<Address> parse_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return refused(text, "it has no port");
  std::string host(text.substr(0, colon));
  const std::string_view digits = text.substr(colon + 1);

  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size())
    return refused(text, "the port is no number from 0 to 65535");

  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
    if (!is_literal(AF_INET6, host)) return refused(text, "what stands in brackets is no IPv6 address");
  } else {
    if (host.empty() || host == "localhost") host = "127.0.0.1";
    if (!is_literal(AF_INET, host)) return refused(text, "the host is no IPv4 address");
  }
  return Address{std::move(host), port, ""};
}

std::string to_string(const Address& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return is_v6 ? fmt::format("[{}]:{}", address.host, address.port) : fmt::format("{}:{}", address.host, address.port);
}

}  // namespace hpc::http
