#include "http/listener/outbox.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace hpc::http {
namespace {

constexpr std::size_t kSlice = 256 * 1024;  // per system call: a socket takes little more at a time
constexpr std::size_t kMostVectors = 64;

}  // namespace

void Outbox::add(std::string text) {
  if (text.empty()) return;
  const std::size_t length = text.size();
  pieces_.push_back({std::make_shared<std::string>(std::move(text)), 0, length});
}

void Outbox::add(const Bytes& bytes) {
  pieces_.insert(pieces_.end(), bytes.pieces().begin(), bytes.pieces().end());
}

Outbox::Written Outbox::write(int socket, std::size_t most) {
  Written written;
  while (!empty()) {
    if (written.bytes >= most) {
      written.outcome = Outcome::turn_over;
      return written;
    }
    std::array<iovec, kMostVectors> vectors;  // NOLINT: filled below
    std::size_t count = 0, length = 0;
    for (std::size_t i = next_; i < pieces_.size() && count < kMostVectors && length < kSlice; ++i, ++count) {
      const std::size_t taken = std::min(pieces_[i].length, kSlice - length);
      vectors[count] = {pieces_[i].owner->data() + pieces_[i].offset, taken};
      length += taken;
    }
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = count;
    const ssize_t sent = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (errno == EINTR) continue;
      written.outcome = errno == EAGAIN || errno == EWOULDBLOCK ? Outcome::blocked : Outcome::failed;
      return written;
    }
    advance(static_cast<std::size_t>(sent));
    written.bytes += static_cast<std::size_t>(sent);
  }
  return written;
}

void Outbox::advance(std::size_t bytes) {
  while (bytes > 0) {
    Bytes::Piece& piece = pieces_[next_];
    const std::size_t taken = std::min(bytes, piece.length);
    piece.offset += taken;
    piece.length -= taken;
    bytes -= taken;
    if (piece.length != 0) return;
    piece.owner.reset();
    ++next_;
  }
  if (!empty()) return;
  pieces_.clear();
  next_ = 0;
  if (pieces_.capacity() > 64) pieces_.shrink_to_fit();
}

}  // namespace hpc::http
