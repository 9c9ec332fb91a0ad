// One thing about a response made wrong.
#pragma once

#include <optional>
#include <string>

#include "base/random.h"
#include "base/result.h"
#include "http/message.h"

namespace hpc::conformance::test {

enum class Sabotage {
  status,         ///< another one
  member_type,    ///< a number where a text was, and the like
  member_gone,
  member_added,
  member_renamed,
  header_gone,    ///< of the API's own, or Content-Type where there is a body
  header_value,
  order,          ///< a list backwards
  body_cut,
  body_empty,
  delay,          ///< beyond the client's time-out
};
constexpr int kSabotages = 11;
std::string_view sabotage_name(Sabotage kind);

/// The response made wrong, and how in words; absent when this response cannot be made wrong in this way. A delay is an
/// error `timed_out`.
struct Spoilt {
  Result<http::Response> response;
  std::string how;
};
std::optional<Spoilt> spoil(const http::Response& response, Sabotage kind, Random& random);

}  // namespace hpc::conformance::test
