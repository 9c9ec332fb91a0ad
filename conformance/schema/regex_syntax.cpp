// ECMA-262's regular expressions in the words of PCRE2. What both spell alike is passed on; what they understand
// differently is spelled out; what only PCRE2 has is refused.
#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "conformance/schema/regex.h"

namespace hpc::conformance {

namespace {

constexpr std::string_view kBlanks =
    "\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";
constexpr std::string_view kNonBlanks =
    "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{"
    "202e}"
    "\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{d7ff}\\x{e000}-\\x{fefe}\\x{ff00}-\\x{10ffff}";
constexpr std::string_view kSyntaxCharacters = "^$\\.*+?()[]{}|/";

using Name = std::pair<std::string_view, std::string_view>;
constexpr Name kCategories[] = {
    {"Letter", "L"},
    {"Cased_Letter", "L&"},
    {"Uppercase_Letter", "Lu"},
    {"Lowercase_Letter", "Ll"},
    {"Titlecase_Letter", "Lt"},
    {"Modifier_Letter", "Lm"},
    {"Other_Letter", "Lo"},
    {"Mark", "M"},
    {"Nonspacing_Mark", "Mn"},
    {"Spacing_Mark", "Mc"},
    {"Enclosing_Mark", "Me"},
    {"Number", "N"},
    {"Decimal_Number", "Nd"},
    {"digit", "Nd"},
    {"Letter_Number", "Nl"},
    {"Other_Number", "No"},
    {"Punctuation", "P"},
    {"punct", "P"},
    {"Connector_Punctuation", "Pc"},
    {"Dash_Punctuation", "Pd"},
    {"Open_Punctuation", "Ps"},
    {"Close_Punctuation", "Pe"},
    {"Initial_Punctuation", "Pi"},
    {"Final_Punctuation", "Pf"},
    {"Other_Punctuation", "Po"},
    {"Symbol", "S"},
    {"Math_Symbol", "Sm"},
    {"Currency_Symbol", "Sc"},
    {"Modifier_Symbol", "Sk"},
    {"Other_Symbol", "So"},
    {"Separator", "Z"},
    {"Space_Separator", "Zs"},
    {"Line_Separator", "Zl"},
    {"Paragraph_Separator", "Zp"},
    {"Other", "C"},
    {"Control", "Cc"},
    {"cntrl", "Cc"},
    {"Format", "Cf"},
    {"Surrogate", "Cs"},
    {"Private_Use", "Co"},
    {"Unassigned", "Cn"},
    {"LC", "L&"},
};

std::string code_point(std::uint32_t value) {
  std::array<char, 8> digits{};
  const auto end = std::to_chars(digits.begin(), digits.end(), value, 16).ptr;
  return "\\x{" + std::string(digits.begin(), end) + "}";
}

bool is_surrogate(std::uint32_t value) {
  return value >= 0xd800 && value <= 0xdfff;
}

class Translation {
 public:
  explicit Translation(std::string_view pattern) : rest_(pattern) {}

  Result<std::string> run() {
    while (!rest_.empty()) HPC_TRY(term());
    if (depth_ > 0) return wrong("a group is not closed");
    return std::move(out_);
  }

 private:
  // What the last term was: a quantifier may follow an atom only, and none may follow a quantifier (a++ is possessive
  // in PCRE2 and an error in ECMA-262).
  enum class Last { start, atom, quantifier };

  static tl::unexpected<Error> wrong(std::string sentence) {
    return failure(Errc::invalid, About::document, std::move(sentence));
  }

  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  void copy(std::size_t count) {
    out_ += rest_.substr(0, count);
    rest_.remove_prefix(std::min(count, rest_.size()));
  }

  Result<void> term() {
    switch (rest_[0]) {
      case '(':
        return open_group();
      case ')':
        return close_group();
      case '[':
        return character_class();
      case '\\':
        return escape();
      case '*':
      case '+':
      case '?':
        return quantifier(1);
      case '{':
        return brace();
      case '|':
      case '^':
        last_ = Last::start;
        copy(1);
        return {};
      case '.':
        rest_.remove_prefix(1);
        atom("[^\\n\\r\\x{2028}\\x{2029}]");
        return {};
      default:
        break;
    }
    last_ = rest_[0] == '$' ? Last::start : Last::atom;
    copy(1);
    return {};
  }

  void atom(std::string_view text) {
    out_ += text;
    last_ = Last::atom;
  }

  Result<void> quantifier(std::size_t length) {
    if (last_ != Last::atom) return wrong("nothing to repeat before " + std::string(rest_.substr(0, length)));
    copy(length);
    if (rest_.starts_with('?')) copy(1);
    last_ = Last::quantifier;
    return {};
  }

  /// {2}, {2,} or {2,3}; any other brace is a letter.
  Result<void> brace() {
    const std::size_t first = std::min(rest_.find_first_not_of("0123456789", 1), rest_.size());
    std::size_t end = first;
    if (end < rest_.size() && rest_[end] == ',')
      end = std::min(rest_.find_first_not_of("0123456789", end + 1), rest_.size());
    if (first > 1 && end < rest_.size() && rest_[end] == '}') return quantifier(end + 1);
    rest_.remove_prefix(1);
    atom("\\{");
    return {};
  }

  Result<void> open_group() {
    rest_.remove_prefix(1);
    std::string_view opening = "(";
    if (rest_.starts_with('?')) {
      constexpr std::string_view kOpenings[] = {"?:", "?=", "?!", "?<=", "?<!"};
      opening = "";
      for (std::string_view candidate : kOpenings) {
        if (rest_.starts_with(candidate)) opening = candidate;
      }
      const bool is_named = opening.empty() && rest_.starts_with("?<");
      if (opening.empty() && !is_named)
        return wrong("a group that ECMA-262 does not have: (" + std::string(rest_.substr(0, 2)));
      out_ += '(';
      copy(is_named ? 2 : opening.size());
    } else {
      out_ += '(';
    }
    ++depth_;
    last_ = Last::start;
    return {};
  }

  Result<void> close_group() {
    if (depth_ == 0) return wrong("a group is closed that was not opened");
    --depth_;
    copy(1);
    last_ = Last::atom;
    return {};
  }

  std::optional<std::uint32_t> take_hex(std::size_t least, std::size_t most) {
    std::size_t digits = 0;
    while (digits < most && digits < rest_.size() && std::isxdigit(static_cast<unsigned char>(rest_[digits]))) ++digits;
    if (digits < least) return {};
    std::uint32_t value = 0;
    std::from_chars(rest_.data(), rest_.data() + digits, value, 16);
    rest_.remove_prefix(digits);
    return value;
  }

  /// After "\u": four digits, two such for a pair of surrogates, or any number in braces.
  std::optional<std::uint32_t> take_unicode() {
    if (take("{")) {
      const auto value = take_hex(1, 6);
      return value && *value <= 0x10ffff && take("}") ? value : std::nullopt;
    }
    const auto high = take_hex(4, 4);
    if (!high || *high < 0xd800 || *high > 0xdbff || !rest_.starts_with("\\u")) return high;
    const std::string_view before = rest_;
    rest_.remove_prefix(2);
    const auto low = take_hex(4, 4);
    if (low && *low >= 0xdc00 && *low <= 0xdfff) return 0x10000 + ((*high - 0xd800) << 10) + (*low - 0xdc00);
    rest_ = before;
    return high;
  }

  /// The character that an escape stands for, after its backslash; absent when it is no such escape.
  std::optional<std::uint32_t> take_character_escape() {
    constexpr std::string_view kNames = "fnrtv";
    constexpr std::array<std::uint32_t, 5> kValues = {0xc, 0xa, 0xd, 0x9, 0xb};
    const char c = rest_[0];
    if (const std::size_t at = kNames.find(c); at != kNames.npos) {
      rest_.remove_prefix(1);
      return kValues[at];
    }
    if (c == '0' && (rest_.size() < 2 || !std::isdigit(static_cast<unsigned char>(rest_[1])))) {
      rest_.remove_prefix(1);
      return 0;
    }
    if (c == 'c' && rest_.size() > 1 && std::isalpha(static_cast<unsigned char>(rest_[1]))) {
      const std::uint32_t value = static_cast<unsigned char>(rest_[1]) & 0x1f;
      rest_.remove_prefix(2);
      return value;
    }
    if (take("x")) return take_hex(2, 2);
    if (take("u")) return take_unicode();
    // Beyond ECMA-262's unicode mode, an escaped mark is that mark: "\-", "\_" and "\@" are common.
    if (kSyntaxCharacters.find(c) != kSyntaxCharacters.npos ||
        (!std::isalnum(static_cast<unsigned char>(c)) && (c & 0x80) == 0)) {
      rest_.remove_prefix(1);
      return static_cast<std::uint32_t>(c);
    }
    return {};
  }

  /// After "\p" or "\P".
  Result<std::string> take_property(char p) {
    const std::size_t end = rest_.find('}');
    if (!rest_.starts_with('{') || end == rest_.npos) return wrong("\\p without {name}");
    std::string name(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    for (std::string_view prefix : {"General_Category=", "gc="}) {
      if (name.starts_with(prefix)) name.erase(0, prefix.size());
    }
    for (const auto& [longer, shorter] : kCategories) {
      if (name == longer) name = shorter;
    }
    for (const auto& [longer, shorter] :
         {Name{"Script=", "sc:"}, {"sc=", "sc:"}, {"Script_Extensions=", "scx:"}, {"scx=", "scx:"}}) {
      if (name.starts_with(longer)) name.replace(0, longer.size(), shorter);
    }
    return std::string("\\") + p + "{" + name + "}";
  }

  Result<void> escape() {
    rest_.remove_prefix(1);
    if (rest_.empty()) return wrong("a backslash at the end");
    const char c = rest_[0];
    if (c == 'b' || c == 'B') {
      out_ += '\\';
      copy(1);
      last_ = Last::start;
      return {};
    }
    if (c == 'd' || c == 'D' || c == 'w' || c == 'W') {
      out_ += '\\';
      copy(1);
      last_ = Last::atom;
      return {};
    }
    if (take("s")) return atom("[" + std::string(kBlanks) + "]"), Result<void>();
    if (take("S")) return atom("[^" + std::string(kBlanks) + "]"), Result<void>();
    if (take("p")) return atom(HPC_TRY(take_property('p'))), Result<void>();
    if (take("P")) return atom(HPC_TRY(take_property('P'))), Result<void>();
    if (c == 'k' && rest_.substr(1).starts_with('<')) return back_reference_by_name();
    if (c >= '1' && c <= '9') return back_reference();
    const auto value = take_character_escape();
    if (!value) return wrong(std::string("an escape that ECMA-262 does not have: \\") + c);
    atom(is_surrogate(*value) ? "[]" : code_point(*value));  // Half a pair is in no UTF-8 text.
    return {};
  }

  Result<void> back_reference() {
    const std::size_t digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    atom("\\g{" + std::string(rest_.substr(0, digits)) + "}");
    rest_.remove_prefix(digits);
    return {};
  }

  Result<void> back_reference_by_name() {
    const std::size_t end = rest_.find('>');
    if (end == rest_.npos) return wrong("\\k<name> is not closed");
    out_ += '\\';
    copy(end + 1);
    last_ = Last::atom;
    return {};
  }

  Result<void> character_class() {
    copy(1);
    if (rest_.starts_with('^')) copy(1);
    bool may_start_range = false;  // the member before is a single character
    while (!rest_.empty() && rest_[0] != ']') {
      if (rest_[0] == '-') {
        const bool is_range =
            may_start_range && rest_.size() > 1 && rest_[1] != ']' && !is_class_escape(rest_.substr(1));
        rest_.remove_prefix(1);
        out_ += is_range ? "-" : "\\-";
        may_start_range = false;
        if (is_range) HPC_TRY(class_member());
        continue;
      }
      may_start_range = HPC_TRY(class_member());
    }
    if (rest_.empty()) return wrong("a class is not closed");
    copy(1);
    last_ = Last::atom;
    return {};
  }

  static bool is_class_escape(std::string_view text) {
    return text.size() > 1 && text[0] == '\\' && std::string_view("dDwWsSpP").find(text[1]) != std::string_view::npos;
  }

  /// True when it is a single character.
  Result<bool> class_member() {
    if (rest_[0] != '\\') {
      if (rest_[0] == '[') out_ += '\\';  // Lest it opens a POSIX class.
      copy(1);
      while (!rest_.empty() && (rest_[0] & 0xc0) == 0x80) copy(1);
      return true;
    }
    const bool is_set = is_class_escape(rest_);
    rest_.remove_prefix(1);
    if (rest_.empty()) return wrong("a backslash at the end");
    if (is_set) {
      HPC_TRY(class_escape());
      return false;
    }
    if (take("b")) return out_ += code_point(8), true;
    const char c = rest_[0];
    const auto value = take_character_escape();
    if (!value) return wrong(std::string("an escape that ECMA-262 does not have: \\") + c);
    if (is_surrogate(*value)) return wrong("half a surrogate pair in a class: no UTF-8 text has it");
    out_ += code_point(*value);
    return true;
  }

  Result<void> class_escape() {
    if (take("s")) return out_ += kBlanks, Result<void>();
    if (take("S")) return out_ += kNonBlanks, Result<void>();
    if (take("p")) return out_ += HPC_TRY(take_property('p')), Result<void>();
    if (take("P")) return out_ += HPC_TRY(take_property('P')), Result<void>();
    out_ += '\\';
    copy(1);
    return {};
  }

  std::string_view rest_;
  std::string out_;
  int depth_ = 0;
  Last last_ = Last::start;
};

}  // namespace

Result<std::string> to_pcre2(std::string_view ecma_pattern) {
  return Translation(ecma_pattern).run();
}

}  // namespace hpc::conformance
