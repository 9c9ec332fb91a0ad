// POSIX regular expressions, by PCRE2 with limits on work: a pattern that would take too long does not match.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hpc::site::programs {

class Regex final {
 public:
  enum class Syntax { basic, extended };
  /// The error's sentence is a message as grep's: "Unmatched ( or \\(".
  static Result<Regex> compile(std::string_view pattern, Syntax syntax, bool ignores_case);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  bool matches_in(std::string_view text) const;
  /// What has matched, and each group.
  bool search(std::string_view text, std::vector<std::string>& groups) const;
  /// The same from an offset on (^ matches at 0 only); `groups` are views into `text`.
  bool search(std::string_view text, std::size_t from, std::vector<std::string_view>& groups) const;

  /// How much of the server's time the last search may have taken, in steps (Limits): most take none.
  std::uint64_t cost() const;

 private:
  struct Compiled;
  explicit Regex(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace hpc::site::programs
