// Each different string once, for ever: a million jobs have few users and names.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace hpc::site {

class StringPool final {
 public:
  /// The same number for the same text.
  std::uint32_t intern(std::string_view text);
  /// Absent when it has never been interned.
  std::optional<std::uint32_t> find(std::string_view text) const;
  /// Valid as long as the pool.
  std::string_view text(std::uint32_t number) const { return texts_[number]; }

 private:
  std::size_t slot_of(std::string_view text) const;
  void grow();
  std::string_view keep(std::string_view text);

  std::vector<std::string_view> texts_;
  std::vector<std::uint32_t> slots_;  // open addressing: number + 1, 0 for none
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t block_size_ = 0, block_used_ = 0;
};

}  // namespace hpc::site
