// An ordered set for queues of 10^6: entries lie side by side in chunks, so walking the first thousand is cheap, and
// inserting or erasing moves at most one chunk.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <utility>
#include <vector>

namespace hpc::site {

/// `Entry` has a strict order by `<` in which no two are equal.
template <class Entry>
class SortedChunks {
 public:
  struct Cursor {
    std::size_t chunk = 0;
    std::size_t entry = 0;
  };

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  /// nullptr behind the last. Changes of the set invalidate cursors.
  const Entry* at(const Cursor& cursor) const {
    return cursor.chunk < chunks_.size() ? &chunks_[cursor.chunk][cursor.entry] : nullptr;
  }
  void advance(Cursor& cursor) const {
    if (++cursor.entry == chunks_[cursor.chunk].size()) cursor = {cursor.chunk + 1, 0};
  }

  void insert(Entry entry) {
    ++size_;
    std::size_t chunk = chunk_for(entry);
    if (chunk == chunks_.size()) return append_chunk(std::move(entry));
    if (chunks_[chunk].size() == kChunk) {
      // A queue grows at its end: starting a new chunk there keeps the old ones full.
      if (chunk + 1 == chunks_.size() && chunks_[chunk].back() < entry) return append_chunk(std::move(entry));
      split(chunk);
      if (!(entry < chunks_[chunk + 1].front())) ++chunk;
    }
    auto& entries = chunks_[chunk];
    entries.insert(std::lower_bound(entries.begin(), entries.end(), entry), std::move(entry));
  }

  /// It must be there.
  void erase(const Entry& entry) {
    const std::size_t chunk = chunk_for(entry);
    assert(chunk < chunks_.size());
    auto& entries = chunks_[chunk];
    const auto found = std::lower_bound(entries.begin(), entries.end(), entry);
    assert(found != entries.end() && !(entry < *found));
    entries.erase(found);
    if (entries.empty()) chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(chunk));
    --size_;
  }

 private:
  static constexpr std::size_t kChunk = 256;

  // The last chunk that starts at or before the entry, else the first; chunks_.size() when there is none.
  std::size_t chunk_for(const Entry& entry) const {
    const auto after =
        std::upper_bound(chunks_.begin(), chunks_.end(), entry,
                         [](const Entry& e, const std::vector<Entry>& chunk) { return e < chunk.front(); });
    return after == chunks_.begin() ? 0 : static_cast<std::size_t>(after - chunks_.begin()) - 1;
  }

  void append_chunk(Entry entry) {
    chunks_.emplace_back().reserve(kChunk);
    chunks_.back().push_back(std::move(entry));
  }

  void split(std::size_t chunk) {
    std::vector<Entry> upper;
    upper.reserve(kChunk);
    auto& entries = chunks_[chunk];
    upper.assign(entries.begin() + kChunk / 2, entries.end());
    entries.erase(entries.begin() + kChunk / 2, entries.end());
    chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(chunk) + 1, std::move(upper));
  }

  std::vector<std::vector<Entry>> chunks_;
  std::size_t size_ = 0;
};

}  // namespace hpc::site
