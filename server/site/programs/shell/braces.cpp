#include "site/programs/shell/braces.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "site/programs/shell/word_building.h"

namespace hpc::site::shell {
namespace {

// A word as atoms: a character that may be syntax, or a part that is not looked into.
struct Atom {
  char character = '\0';
  const WordPart* part = nullptr;
  bool is(char c) const { return part == nullptr && character == c; }
};
using Atoms = std::vector<Atom>;

Atoms atoms_of(const Word& word) {
  Atoms atoms;
  for (const WordPart& part : word.parts) {
    if (part.kind == WordPart::Kind::text && !part.quoted) {
      for (char c : part.text) atoms.push_back({c, nullptr});
    } else {
      atoms.push_back({'\0', &part});
    }
  }
  return atoms;
}

Word word_of(const Atoms& atoms) {
  Word word;
  for (const Atom& atom : atoms) {
    if (atom.part != nullptr) {
      word.parts.push_back(*atom.part);
    } else {
      add_text(word, std::string_view(&atom.character, 1), false);
    }
  }
  return word;
}

std::optional<long> number_in(std::string_view text) {
  long value = 0;
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty() || value > 1'000'000'000 ||
      value < -1'000'000'000) {
    return std::nullopt;
  }
  return value;
}

// {1..5}, {01..10..2}, {a..e}: the members, or nothing when it is no such range.
std::vector<Atoms> sequence(const std::string& inside, std::size_t most) {
  const std::size_t dots = inside.find("..");
  if (dots == std::string::npos) return {};
  const std::string from = inside.substr(0, dots);
  std::string to = inside.substr(dots + 2);
  long step = 1;
  if (const std::size_t more = to.find(".."); more != std::string::npos) {
    const std::optional<long> said = number_in(to.substr(more + 2));
    if (!said) return {};
    step = *said == 0 ? 1 : std::abs(*said);
    to.resize(more);
  }
  const bool letters = from.size() == 1 && to.size() == 1 && !number_in(from) && !number_in(to);
  const std::optional<long> first = letters ? from[0] : number_in(from);
  const std::optional<long> last = letters ? to[0] : number_in(to);
  if (!first || !last || static_cast<std::size_t>(std::abs(*last - *first) / step) >= most) return {};
  const auto is_padded = [](const std::string& text) {
    return text.size() > 1 && (text[0] == '0' || (text[0] == '-' && text[1] == '0'));
  };
  const std::size_t width = !letters && (is_padded(from) || is_padded(to)) ? std::max(from.size(), to.size()) : 0;
  std::vector<Atoms> members;
  const long direction = *last >= *first ? step : -step;
  for (long value = *first; direction > 0 ? value <= *last : value >= *last; value += direction) {
    std::string text = letters ? std::string(1, static_cast<char>(value)) : std::to_string(std::abs(value));
    const std::size_t sign = !letters && value < 0 ? 1 : 0;
    if (text.size() + sign < width) text.insert(0, width - sign - text.size(), '0');
    if (sign != 0) text.insert(text.begin(), '-');
    Atoms atoms;
    for (char c : text) atoms.push_back({c, nullptr});
    members.push_back(std::move(atoms));
  }
  return members;
}

// The alternatives of the brace that opens at `open`, and where it closes. Empty: it is no brace expansion.
std::vector<Atoms> alternatives(const Atoms& atoms, std::size_t open, std::size_t& close, std::size_t most) {
  std::vector<Atoms> found(1);
  std::string plain;
  int depth = 0;
  bool only_plain = true, closed = false;
  for (std::size_t i = open + 1; i < atoms.size(); ++i) {
    const Atom& atom = atoms[i];
    if (atom.is('{')) ++depth;
    if (atom.is('}') && depth-- == 0) {
      close = i;
      closed = true;
      break;
    }
    if (atom.is(',') && depth == 0) {
      found.emplace_back();
      continue;
    }
    only_plain = only_plain && atom.part == nullptr;
    plain += atom.character;
    found.back().push_back(atom);
  }
  if (!closed) return {};
  if (found.size() > 1) return found;
  return only_plain ? sequence(plain, most) : std::vector<Atoms>();
}

// More braces than this in one word are left alone: each is a level of recursion.
constexpr std::ptrdiff_t kMostBraces = 64;

// Appends to `out`; false when that would be more than `most`.
bool expand(const Atoms& atoms, std::size_t from, std::vector<Atoms>& out, std::size_t most) {
  for (std::size_t open = from; open < atoms.size(); ++open) {
    if (!atoms[open].is('{')) continue;
    std::size_t close = 0;
    const std::vector<Atoms> choices = alternatives(atoms, open, close, most);
    if (choices.empty()) continue;
    for (const Atoms& choice : choices) {
      Atoms whole(atoms.begin(), atoms.begin() + static_cast<std::ptrdiff_t>(open));
      whole.insert(whole.end(), choice.begin(), choice.end());
      whole.insert(whole.end(), atoms.begin() + static_cast<std::ptrdiff_t>(close) + 1, atoms.end());
      if (!expand(whole, open, out, most)) return false;
    }
    return true;
  }
  out.push_back(atoms);
  return out.size() <= most;
}

}  // namespace

bool may_have_braces(const Word& word) {
  for (const WordPart& part : word.parts) {
    if (part.kind == WordPart::Kind::text && !part.quoted && part.text.find('{') != std::string::npos) return true;
  }
  return false;
}

std::vector<Word> expand_braces(const Word& word, std::size_t most) {
  std::vector<Atoms> expanded;
  std::vector<Word> words;
  const Atoms whole = atoms_of(word);
  const bool few =
      std::count_if(whole.begin(), whole.end(), [](const Atom& atom) { return atom.is('{'); }) <= kMostBraces;
  if (!few || !expand(whole, 0, expanded, most)) {
    words.push_back(word);
    return words;
  }
  words.reserve(expanded.size());
  for (const Atoms& atoms : expanded) words.push_back(word_of(atoms));
  return words;
}

}  // namespace hpc::site::shell
