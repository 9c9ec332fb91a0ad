#include "conformance/schema/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <cassert>
#include <optional>

namespace hpc::conformance {

namespace {

constexpr std::uint32_t kMostBacktracks = 5'000'000;
constexpr std::uint32_t kMostHeapKilobytes = 64 * 1024;
constexpr std::size_t kMostJitStack = 64 * 1024 * 1024;

struct Free {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
  void operator()(pcre2_jit_stack* stack) const { pcre2_jit_stack_free(stack); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

/// Patterns like ^x- need no engine: what a text must start with.
std::optional<std::string> literal_prefix(std::string_view pattern) {
  if (!pattern.starts_with('^')) return {};
  pattern.remove_prefix(1);
  if (pattern.find_first_of("\\^$.|?*+()[]{}") != pattern.npos) return {};
  return std::string(pattern);
}

}  // namespace

struct Regex::Content {
  Owned<pcre2_code> code;
  std::optional<std::string> prefix;
};

struct Regex::Scratch::Content {
  Owned<pcre2_match_context> context;
  Owned<pcre2_match_data> data;
  Owned<pcre2_jit_stack> stack;  ///< made for the first text that needs more than the 32 KiB there are without
};

Regex::Scratch::Scratch() = default;
Regex::Scratch::~Scratch() = default;
Regex::Regex(std::unique_ptr<Content> content) : content_(std::move(content)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::compile(std::string_view pattern) {
  const std::string translated = HPC_TRY(to_pcre2(pattern));
  const Owned<pcre2_compile_context> context(pcre2_compile_context_create(nullptr));
  pcre2_set_parens_nest_limit(context.get(), 200);
  int error = 0;
  PCRE2_SIZE offset = 0;
  // No PCRE2_ALT_BSUX: the translation has undone ECMA-262's escapes. No PCRE2_UCP: \d, \w and \b are about ASCII in
  // ECMA-262; \s is spelled out by the translation.
  const std::uint32_t options =
      PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_NEVER_BACKSLASH_C;
  auto content = std::make_unique<Content>();
  content->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.data()), translated.size(), options, &error,
                                    &offset, context.get()));
  if (!content->code) {
    std::array<PCRE2_UCHAR, 200> message{};
    pcre2_get_error_message(error, message.data(), message.size());
    return failure(Errc::invalid, About::document, reinterpret_cast<const char*>(message.data()));
  }
  // Without JIT (no such processor, no executable memory) the interpreter does the same, slower.
  pcre2_jit_compile(content->code.get(), PCRE2_JIT_COMPLETE);
  content->prefix = literal_prefix(pattern);
  return Regex(std::move(content));
}

Regex::Outcome Regex::search(std::string_view text, Scratch& scratch) const {
  if (content_->prefix) return text.starts_with(*content_->prefix) ? Outcome::found : Outcome::absent;
  if (!scratch.content_) {
    scratch.content_ = std::make_unique<Scratch::Content>();
    scratch.content_->context.reset(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(scratch.content_->context.get(), kMostBacktracks);
    pcre2_set_heap_limit(scratch.content_->context.get(), kMostHeapKilobytes);
    scratch.content_->data.reset(pcre2_match_data_create(1, nullptr));
  }
  const auto match = [&](std::uint32_t options) {
    return pcre2_match(content_->code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, options,
                       scratch.content_->data.get(), scratch.content_->context.get());
  };
  int count = match(0);
  if (count == PCRE2_ERROR_JIT_STACKLIMIT && !scratch.content_->stack) {
    scratch.content_->stack.reset(pcre2_jit_stack_create(32 * 1024, kMostJitStack, nullptr));
    pcre2_jit_stack_assign(scratch.content_->context.get(), nullptr, scratch.content_->stack.get());
    count = match(0);
  }
  if (count >= 0) return Outcome::found;
  return count == PCRE2_ERROR_NOMATCH ? Outcome::absent : Outcome::gave_up;
}

}  // namespace hpc::conformance
