// A regular expression as criteria and JSONPath use it: compiled once, shared by copies, answers yes or no.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hpc::conformance {

class Regex;

class Pattern final {
 public:
  /// As ECMA-262 writes them. Errors (About::document) say what is wrong with it.
  static Result<Pattern> compile(std::string_view text);
  /// An I-Regexp (RFC 9485) of JSONPath: '.' matches all but line ends; must match all of the text when `whole`.
  static Result<Pattern> compile_i_regexp(std::string_view text, bool whole);

  /// Whether it matches somewhere in the text. Safe to call from several threads.
  bool search(std::string_view text) const;

 private:
  explicit Pattern(std::shared_ptr<const Regex> regex) : regex_(std::move(regex)) {}
  std::shared_ptr<const Regex> regex_;  // shared by copies of the pattern; it never changes
};

}  // namespace hpc::conformance
