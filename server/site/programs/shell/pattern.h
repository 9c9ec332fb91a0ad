// Shell patterns: * ? [...] with backslash escapes. Matching takes time proportional to text times pattern, whatever
// they are.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hpc::site::shell {

class Pattern final {
 public:
  explicit Pattern(std::string_view text);

  bool matches(std::string_view text) const;
  /// Length of the shortest or longest prefix (suffix) that matches.
  std::optional<std::size_t> prefix(std::string_view text, bool longest) const;
  std::optional<std::size_t> suffix(std::string_view text, bool longest) const;
  struct Found {
    std::size_t at = 0, length = 0;
  };
  /// The first, longest match at or after `from`. `budget` counts down steps of work; none left: nothing is found.
  std::optional<Found> find(std::string_view text, std::size_t from, std::uint64_t& budget) const;

  /// Has neither *, ? nor [...].
  bool is_literal() const { return literal_; }
  /// The text that a literal pattern matches.
  const std::string& literal() const { return literal_text_; }

  static std::string escape(std::string_view text);

 private:
  struct Element {
    enum class Kind : std::uint8_t { character, any, star, set } kind = Kind::character;
    unsigned char character = 0;
    std::uint32_t set = 0;  ///< index in sets_
  };
  using Set = std::array<bool, 256>;

  std::size_t parse_set(std::string_view text, std::size_t at);
  bool accepts(const Element& element, unsigned char c) const;
  template <class At>
  std::optional<std::size_t> run(const std::vector<Element>& elements, std::size_t size, At at, bool longest,
                                 std::uint64_t& budget) const;

  std::vector<Element> elements_, reversed_;
  std::vector<Set> sets_;
  bool literal_ = true;
  std::string literal_text_;
};

}  // namespace hpc::site::shell
