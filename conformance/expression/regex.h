// Regular expressions, compiled once, matched without recursion (PCRE2): a long body cannot exhaust the stack as with std::regex.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hpc::conformance {

class Regex final {
 public:
  /// Errors (About::document) say what is wrong and at which offset.
  static Result<Regex> compile(std::string_view pattern);
  /// An I-Regexp (RFC 9485) of JSONPath: '.' matches all but line ends; must match all of the text when `whole`.
  static Result<Regex> compile_i_regexp(std::string_view pattern, bool whole);

  /// Whether it matches somewhere in the text. Safe to call from several threads.
  bool search(std::string_view text) const;

 private:
  struct Code;
  explicit Regex(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
  std::shared_ptr<const Code> code_;  // shared by copies of the expression; it never changes
};

}  // namespace hpc::conformance
