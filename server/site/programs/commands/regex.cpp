#include "site/programs/commands/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>

namespace hpc::site::programs {
namespace {

constexpr std::size_t kMostPattern = 4096;
// Steps of one match, and KiB of its heap.
constexpr std::uint32_t kMatchLimit = 100'000;
constexpr std::uint32_t kHeapLimit = 4096;

std::string escaped(char c) {
  const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                       static_cast<unsigned char>(c) >= 0x80;
  return is_word ? std::string(1, c) : std::string("\\") + c;
}

// A bracket expression as PCRE2 wants it: backslashes in it are plain in POSIX.
std::string bracket(std::string_view pattern, std::size_t& i) {
  std::string out = "[";
  std::size_t k = i + 1;
  if (k < pattern.size() && pattern[k] == '^') out += pattern[k++];
  for (bool first = true; k < pattern.size(); first = false) {
    if (pattern[k] == ']' && !first) {
      i = k;
      return out + "]";
    }
    if (pattern.substr(k, 2) == "[:" && pattern.find(":]", k) != std::string_view::npos) {
      const std::size_t end = pattern.find(":]", k) + 2;
      out += pattern.substr(k, end - k);
      k = end;
      continue;
    }
    if (pattern[k] == '\\' || pattern[k] == '[' || (pattern[k] == ']' && first)) out += '\\';
    out += pattern[k++];
  }
  return {};
}

bool is_one_of(char c, std::string_view these) {
  return these.find(c) != std::string_view::npos;
}

std::string translate(std::string_view pattern, bool basic, std::string& error) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size() && error.empty(); ++i) {
    const char c = pattern[i];
    const std::string_view before = pattern.substr(0, i), after_it = pattern.substr(i + 1);
    const bool starts = i == 0 || before.ends_with(basic ? "\\(" : "(") || before.ends_with(basic ? "\\|" : "|");
    const bool ends =
        after_it.empty() || after_it.starts_with(basic ? "\\)" : ")") || after_it.starts_with(basic ? "\\|" : "|");
    if (c == '[') {
      const std::string set = bracket(pattern, i);
      if (set.empty()) error = "Invalid regular expression";
      out += set;
    } else if (c == '\\' && i + 1 < pattern.size()) {
      const char after = pattern[++i];
      if (after == '<' || after == '>') {
        out += "\\b";
      } else if (is_one_of(after, "(){}|+?")) {
        out += basic ? std::string(1, after) : escaped(after);
      } else if (is_one_of(after, "123456789wWbBsS")) {
        out += std::string("\\") + after;
      } else {
        out += escaped(after);
      }
    } else if (c == '\\') {
      error = "Trailing backslash";
    } else if (basic &&
               (is_one_of(c, "(){}|+?") || (c == '*' && starts) || (c == '^' && !starts) || (c == '$' && !ends))) {
      out += escaped(c);
    } else if (!basic && starts && is_one_of(c, "*+?")) {
      out += escaped(c);
    } else if (!basic && c == '(') {
      out += after_it.starts_with("?") ? "(\\" : "(";  // no Perl groups
    } else if (!basic && c == '+' && is_one_of(before.empty() ? ' ' : before.back(), "*+?}")) {
      continue;  // a*+ is a* with more pluses, not a possessive star
    } else {
      out += c;
    }
  }
  return out;
}

std::string complaint(int code) {
  switch (code) {
    case 114:
      return "Unmatched ( or \\(";
    case 122:
      return "Unmatched ) or \\)";
    case 108:
      return "Invalid range end";
    case 130:
      return "Invalid character class name";
    case 115:
      return "Invalid back reference";
    case 104:
    case 105:
    case 120:
      return "Regular expression too big";
    default:
      return "Invalid regular expression";
  }
}

}  // namespace

struct Regex::Compiled {
  explicit Compiled(pcre2_code* made)
      : code(made),
        match(pcre2_match_data_create_from_pattern(made, nullptr)),
        context(pcre2_match_context_create(nullptr)) {
    pcre2_set_match_limit(context, kMatchLimit);
    pcre2_set_heap_limit(context, kHeapLimit);
  }
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;
  ~Compiled() {
    pcre2_match_context_free(context);
    pcre2_match_data_free(match);
    pcre2_code_free(code);
  }
  pcre2_code* code;
  pcre2_match_data* match;
  pcre2_match_context* context;
  std::uint64_t cost = 0;
};

Regex::Regex(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::compile(std::string_view pattern, Syntax syntax, bool ignores_case) {
  if (pattern.size() > kMostPattern) return failure(Errc::too_large, About::program, "Regular expression too big");
  std::string error;
  const std::string translated = translate(pattern, syntax == Syntax::basic, error);
  if (!error.empty()) return failure(Errc::invalid, About::program, error);
  int code = 0;
  PCRE2_SIZE offset = 0;
  const std::uint32_t options =
      PCRE2_DOLLAR_ENDONLY | PCRE2_DOTALL | PCRE2_NEVER_UTF | (ignores_case ? PCRE2_CASELESS : 0U);
  pcre2_code* compiled = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.data()), translated.size(), options,
                                       &code, &offset, nullptr);
  if (compiled == nullptr) return failure(Errc::invalid, About::program, complaint(code));
  return Regex(std::make_unique<Compiled>(compiled));
}

bool Regex::matches_in(std::string_view text) const {
  std::vector<std::string_view> groups;
  return search(text, 0, groups);
}

bool Regex::search(std::string_view text, std::size_t from, std::vector<std::string_view>& groups) const {
  const int count = pcre2_match(compiled_->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), from, 0,
                                compiled_->match, compiled_->context);
  compiled_->cost = count == PCRE2_ERROR_MATCHLIMIT || count == PCRE2_ERROR_HEAPLIMIT ? 500 : 0;
  if (count < 1) return false;
  groups.clear();
  const PCRE2_SIZE* places = pcre2_get_ovector_pointer(compiled_->match);
  for (std::uint32_t i = 0; i < pcre2_get_ovector_count(compiled_->match); ++i) {
    const bool is_set =
        i < static_cast<std::uint32_t>(count) && places[2 * i] != PCRE2_UNSET && places[2 * i] <= places[2 * i + 1];
    groups.push_back(is_set ? text.substr(places[2 * i], places[2 * i + 1] - places[2 * i]) : text.substr(0, 0));
  }
  return true;
}

std::uint64_t Regex::cost() const {
  return compiled_->cost;
}

bool Regex::search(std::string_view text, std::vector<std::string>& groups) const {
  std::vector<std::string_view> views;
  if (!search(text, 0, views)) return false;
  groups.assign(views.begin(), views.end());
  return true;
}

}  // namespace hpc::site::programs
