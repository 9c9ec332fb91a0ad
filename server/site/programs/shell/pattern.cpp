#include "site/programs/shell/pattern.h"

#include <algorithm>
#include <cctype>

namespace hpc::site::shell {
namespace {

// Far beyond what a script compares, well below a second.
constexpr std::uint64_t kSteps = 20'000'000;

bool in_class(std::string_view name, int c) {
  if (name == "alpha") return std::isalpha(c) != 0;
  if (name == "digit") return std::isdigit(c) != 0;
  if (name == "alnum") return std::isalnum(c) != 0;
  if (name == "upper") return std::isupper(c) != 0;
  if (name == "lower") return std::islower(c) != 0;
  if (name == "space") return std::isspace(c) != 0;
  if (name == "blank") return c == ' ' || c == '\t';
  if (name == "punct") return std::ispunct(c) != 0;
  if (name == "xdigit") return std::isxdigit(c) != 0;
  if (name == "print") return std::isprint(c) != 0;
  if (name == "graph") return std::isgraph(c) != 0;
  if (name == "cntrl") return std::iscntrl(c) != 0;
  return false;
}

}  // namespace

Pattern::Pattern(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    Element element;
    if (text[i] == '*') {
      element.kind = Element::Kind::star;
      if (!elements_.empty() && elements_.back().kind == Element::Kind::star) continue;
    } else if (text[i] == '?') {
      element.kind = Element::Kind::any;
    } else if (const std::size_t length =
                   text[i] == '[' && text.find(']', i) != std::string_view::npos ? parse_set(text, i) : 0;
               length != 0) {
      element.kind = Element::Kind::set;
      element.set = static_cast<std::uint32_t>(sets_.size() - 1);
      i += length - 1;
    } else {
      if (text[i] == '\\' && i + 1 < text.size()) ++i;
      element.character = static_cast<unsigned char>(text[i]);
      literal_text_ += text[i];
    }
    literal_ = literal_ && element.kind == Element::Kind::character;
    elements_.push_back(element);
  }
  reversed_.assign(elements_.rbegin(), elements_.rend());
}

// How long the bracket expression at `at` is, 0 when it is none; appends its set.
std::size_t Pattern::parse_set(std::string_view text, std::size_t at) {
  std::size_t i = at + 1;
  const bool negated = i < text.size() && (text[i] == '!' || text[i] == '^');
  if (negated) ++i;
  Set set{};
  for (bool first = true;; first = false) {
    if (i >= text.size()) return 0;
    if (text[i] == ']' && !first) break;
    if (text.substr(i, 2) == "[:") {
      const std::size_t end = text.find(":]", i);
      if (end != std::string_view::npos) {
        for (int c = 0; c < 128; ++c) set[static_cast<std::size_t>(c)] |= in_class(text.substr(i + 2, end - i - 2), c);
        i = end + 2;
        continue;
      }
    }
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    const auto low = static_cast<unsigned char>(text[i++]);
    auto high = low;
    if (i + 1 < text.size() && text[i] == '-' && text[i + 1] != ']') {
      i += text[i + 1] == '\\' && i + 2 < text.size() ? 2 : 1;
      high = static_cast<unsigned char>(text[i++]);
    }
    for (unsigned c = low; c <= high; ++c) set[c] = true;
  }
  if (negated) {
    for (bool& member : set) member = !member;
  }
  sets_.push_back(set);
  return i + 1 - at;
}

bool Pattern::accepts(const Element& element, unsigned char c) const {
  switch (element.kind) {
    case Element::Kind::character:
      return element.character == c;
    case Element::Kind::any:
    case Element::Kind::star:
      return true;
    case Element::Kind::set:
      return sets_[element.set][c];
  }
  return false;
}

// All states at once: live[i] is true when what has been read can have been matched by the first i elements.
template <class At>
std::optional<std::size_t> Pattern::run(const std::vector<Element>& elements, std::size_t size, At at, bool longest,
                                        std::uint64_t& budget) const {
  const std::size_t count = elements.size();
  std::vector<char> live(count + 1), next(count + 1);
  live[0] = 1;
  std::optional<std::size_t> found;
  for (std::size_t read = 0;; ++read) {
    bool alive = false;
    for (std::size_t i = 0; i < count; ++i) {
      if (live[i] && elements[i].kind == Element::Kind::star) live[i + 1] = 1;
      alive = alive || live[i];
    }
    if (live[count]) found = read;
    if (found && !longest) return found;
    if (read == size || !alive) return found;
    if (budget < count + 1) return std::nullopt;
    budget -= count + 1;
    const unsigned char c = at(read);
    std::fill(next.begin(), next.end(), 0);
    for (std::size_t i = 0; i < count; ++i) {
      if (!live[i] || !accepts(elements[i], c)) continue;
      next[elements[i].kind == Element::Kind::star ? i : i + 1] = 1;
    }
    live.swap(next);
  }
}

bool Pattern::matches(std::string_view text) const {
  if (literal_) return text == literal_text_;
  const std::optional<std::size_t> length = prefix(text, true);
  return length && *length == text.size();
}

std::optional<std::size_t> Pattern::prefix(std::string_view text, bool longest) const {
  std::uint64_t budget = kSteps;
  return run(
      elements_, text.size(), [text](std::size_t i) { return static_cast<unsigned char>(text[i]); }, longest, budget);
}

std::optional<std::size_t> Pattern::suffix(std::string_view text, bool longest) const {
  std::uint64_t budget = kSteps;
  const auto backwards = [text](std::size_t i) { return static_cast<unsigned char>(text[text.size() - 1 - i]); };
  return run(reversed_, text.size(), backwards, longest, budget);
}

std::optional<Pattern::Found> Pattern::find(std::string_view text, std::size_t from, std::uint64_t& budget) const {
  for (std::size_t at = from; at <= text.size(); ++at) {
    if (literal_) {
      at = text.find(literal_text_, at);
      if (at == std::string_view::npos) return std::nullopt;
      return Found{at, literal_text_.size()};
    }
    const auto here = [text, at](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const std::optional<std::size_t> length = run(elements_, text.size() - at, here, true, budget);
    if (length) return Found{at, *length};
    if (budget < elements_.size() + 1) return std::nullopt;
  }
  return std::nullopt;
}

std::string Pattern::escape(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '*' || c == '?' || c == '[' || c == ']' || c == '\\' || c == '-' || c == '!' || c == '^') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace hpc::site::shell
