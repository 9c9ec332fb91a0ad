// Regular expressions as ECMA-262 writes them, run by PCRE2: bounded, and without recursion on long strings.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hpc::conformance {

class Regex final {
 public:
  /// Memory for matching; one per thread, for any number of expressions.
  class Scratch final {
   public:
    Scratch();
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

   private:
    friend class Regex;
    struct Content;
    std::unique_ptr<Content> content_;  ///< made on first use
  };
  enum class Outcome {
    found,
    absent,
    gave_up,  ///< the limits on time and memory were reached, or the text is not UTF-8
  };

  /// Errors (About::document) say what is wrong with the pattern.
  static Result<Regex> compile(std::string_view pattern);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  /// Anywhere in the text; `^` and `$` are the ends of the text only.
  Outcome search(std::string_view text, Scratch& scratch) const;

 private:
  struct Content;
  explicit Regex(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

/// The same expression in PCRE2's syntax. Errors: what ECMA-262 does not have.
Result<std::string> to_pcre2(std::string_view ecma_pattern);

}  // namespace hpc::conformance
