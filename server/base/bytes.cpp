#include "base/bytes.h"

#include <algorithm>
#include <cstring>

namespace hpc {
namespace {

// Pieces below this size are merged on append.
constexpr std::size_t kSmall = 64 * 1024;

// use_count() orders nothing; the reset of a second reference does, so what a reader on another thread did before it
// let go has happened before we write.
bool is_only_owner(const std::shared_ptr<std::string>& owner) {
  std::shared_ptr<std::string> second = owner;
  const bool alone = second.use_count() == 2;
  second.reset();
  return alone;
}

}  // namespace

Bytes::Bytes(std::string text) : size_(text.size()) {
  if (!text.empty()) {
    const std::size_t length = text.size();
    pieces_.push_back({std::make_shared<std::string>(std::move(text)), 0, length});
  }
}

Bytes Bytes::slice(std::uint64_t offset, std::uint64_t length) const {
  Bytes part;
  offset = std::min(offset, size_);
  length = std::min(length, size_ - offset);
  for (const Piece& piece : pieces_) {
    if (length == 0) break;
    if (offset >= piece.length) {
      offset -= piece.length;
      continue;
    }
    const std::size_t take = std::min<std::uint64_t>(piece.length - offset, length);
    part.pieces_.push_back({piece.owner, piece.offset + static_cast<std::size_t>(offset), take});
    part.size_ += take;
    length -= take;
    offset = 0;
  }
  return part;
}

void Bytes::append(std::string_view text) {
  if (text.empty()) return;
  size_ += text.size();
  if (!pieces_.empty()) {
    Piece& last = pieces_.back();
    if (last.length + text.size() <= kSmall) {
      // Alone with the string, and at its end: grow it in place. Otherwise others may be reading it: make a new one.
      if (!is_only_owner(last.owner) || last.offset + last.length != last.owner->size()) {
        last.owner = std::make_shared<std::string>(last.view());
        last.offset = 0;
      }
      last.owner->append(text);
      last.length += text.size();
      return;
    }
  }
  pieces_.push_back({std::make_shared<std::string>(text), 0, text.size()});
}

void Bytes::append(const Bytes& other) {
  if (other.pieces_.size() == 1 && other.size_ < 4096) return append(other.pieces_.front().view());
  const std::vector<Piece> added = other.pieces_;  // other may be *this
  pieces_.insert(pieces_.end(), added.begin(), added.end());
  for (const Piece& piece : added) size_ += piece.length;
}

std::string Bytes::str() const {
  std::string text;
  text.reserve(size_);
  for (const Piece& piece : pieces_) text += piece.view();
  return text;
}

std::string_view Bytes::flat() {
  if (pieces_.empty()) return {};
  if (pieces_.size() > 1) *this = Bytes(str());
  return pieces_.front().view();
}

std::uint64_t Bytes::find(std::string_view needle, std::uint64_t from) const {
  if (needle.empty()) return from <= size_ ? from : npos;
  const std::size_t reach = needle.size() - 1;  // how far a needle may stand in the next pieces
  std::uint64_t base = 0;
  std::string seam;  // the end of what has been searched, as long as a needle may reach across
  for (const Piece& piece : pieces_) {
    const std::uint64_t piece_base = base;
    base += piece.length;
    if (base <= from) continue;
    const std::string_view view = piece.view();
    const std::size_t skip = from > piece_base ? static_cast<std::size_t>(from - piece_base) : 0;
    if (!seam.empty()) {
      const std::string joined = seam + std::string(view.substr(0, reach));
      const std::size_t at = joined.find(needle);
      if (at != std::string::npos) return piece_base - seam.size() + at;
    }
    const std::string_view searched = view.substr(skip);
    // memmem keeps its pace where the needle's first byte is common; string_view::find does not.
    if (const void* hit = memmem(searched.data(), searched.size(), needle.data(), needle.size()))
      return piece_base + static_cast<std::uint64_t>(static_cast<const char*>(hit) - view.data());
    seam += searched.substr(searched.size() - std::min(searched.size(), reach));
    if (seam.size() > reach) seam.erase(0, seam.size() - reach);
  }
  return npos;
}

bool Bytes::operator==(const Bytes& other) const {
  if (size_ != other.size_) return false;
  std::size_t a = 0, b = 0, a_at = 0, b_at = 0;
  while (a < pieces_.size()) {
    const std::string_view x = pieces_[a].view().substr(a_at);
    const std::string_view y = other.pieces_[b].view().substr(b_at);
    const std::size_t n = std::min(x.size(), y.size());
    if (x.substr(0, n) != y.substr(0, n)) return false;
    if ((a_at += n) == pieces_[a].length) ++a, a_at = 0;
    if ((b_at += n) == other.pieces_[b].length) ++b, b_at = 0;
  }
  return true;
}

bool Bytes::operator==(std::string_view text) const {
  if (size_ != text.size()) return false;
  for (const Piece& piece : pieces_) {
    if (text.substr(0, piece.length) != piece.view()) return false;
    text.remove_prefix(piece.length);
  }
  return true;
}

}  // namespace hpc
