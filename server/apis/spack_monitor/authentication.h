// Credentials: account passwords, API tokens, and the bearer tokens (JWTs) that an API token is exchanged for.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "apis/spack_monitor/endpoint.h"
#include "apis/spack_monitor/options.h"
#include "site/site.h"

namespace hpc::apis::spack_monitor {

/// The users of the site file, by name and by API token.
class Users final {
 public:
  explicit Users(const Options& options);
  bool has(std::string_view name) const;
  /// The user with this password.
  std::optional<User> with_password(std::string_view name, std::string_view password) const;
  /// "" when nobody has this API token.
  std::string_view owner_of(std::string_view token) const;
  const std::string& token_of(std::string_view name) const;

 private:
  const Options& options_;
  std::unordered_map<std::string, std::string> by_token_;
};

/// The framework's look at `Authorization`, before any view. The first word decides; other schemes are none of its
/// business. False: nobody. Errors: denied, with the framework's sentence.
Result<bool> check_credentials(const Users& users, std::string_view authorization);

/// User name and API token of a Basic header, which may stand anywhere in the header. Absent: there is none, or it is
/// wrong. Errors: internal, where the real server crashes on what it cannot decode.
Result<std::optional<User>> exchanged_credentials(const Users& users, std::string_view authorization);

/// Issues bearer tokens and knows them again.
class Bearers final {
 public:
  /// All outlive it.
  Bearers(site::Site& site, const Options& options, const Users& users);

  struct Issued {
    std::string token;
    Instant at;
  };
  Issued issue(const User& user, std::string_view realm, const std::vector<std::string>& scopes);
  /// The user for whom a token in this header was issued, if it is still good.
  std::optional<User> holder(std::string_view authorization);

 private:
  Instant now() const;
  void forget_expired();

  site::Site& site_;
  const Options& options_;
  const Users& users_;
  std::string secret_;
  std::unordered_set<std::string> issued_;                ///< their ids
  std::deque<std::pair<std::int64_t, std::string>> ids_;  ///< by when they expire
};

}  // namespace hpc::apis::spack_monitor
