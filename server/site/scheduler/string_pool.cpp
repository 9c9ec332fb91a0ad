#include "site/scheduler/string_pool.h"

#include <algorithm>
#include <cstring>
#include <functional>

namespace hpc::site {

// Where it stands, or the free slot where it would.
std::size_t StringPool::slot_of(std::string_view text) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = std::hash<std::string_view>{}(text)&mask;
  while (slots_[slot] != 0 && texts_[slots_[slot] - 1] != text) slot = (slot + 1) & mask;
  return slot;
}

std::uint32_t StringPool::intern(std::string_view text) {
  if (texts_.size() * 3 >= slots_.size() * 2) grow();
  const std::size_t slot = slot_of(text);
  if (slots_[slot] == 0) {
    texts_.push_back(keep(text));
    slots_[slot] = static_cast<std::uint32_t>(texts_.size());
  }
  return slots_[slot] - 1;
}

std::optional<std::uint32_t> StringPool::find(std::string_view text) const {
  if (slots_.empty()) return std::nullopt;
  const std::size_t slot = slot_of(text);
  return slots_[slot] != 0 ? std::optional(slots_[slot] - 1) : std::nullopt;
}

void StringPool::grow() {
  const std::size_t size = std::max<std::size_t>(64, slots_.size() * 2);
  slots_.assign(size, 0);
  for (std::uint32_t number = 0; number < texts_.size(); ++number) slots_[slot_of(texts_[number])] = number + 1;
}

std::string_view StringPool::keep(std::string_view text) {
  // Small at first: a sandbox with three jobs should not pay for a million.
  if (block_size_ - block_used_ < text.size()) {
    block_size_ = std::max(text.size(), std::min<std::size_t>(65536, std::max<std::size_t>(256, block_size_ * 2)));
    block_used_ = 0;
    blocks_.push_back(std::make_unique<char[]>(block_size_));
  }
  char* const start = blocks_.empty() ? nullptr : blocks_.back().get() + block_used_;
  if (!text.empty()) std::memcpy(start, text.data(), text.size());
  block_used_ += text.size();
  return {start, text.size()};
}

}  // namespace hpc::site
