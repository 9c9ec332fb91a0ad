#include "site/filesystem/mode.h"

#include <cerrno>
#include <optional>

#include "site/filesystem/node.h"
#include "site/filesystem/posix_error.h"

namespace hpc::site {
namespace {

constexpr std::uint32_t kAll = 07777;
constexpr std::uint32_t kRead = 0444, kWrite = 0222, kExecute = 0111;

// What a directory keeps when a mode does not name it.
std::uint32_t kept_by_directory(bool is_directory, std::uint32_t named) {
  return is_directory ? (kSetUid | kSetGid) & ~named : 0;
}

std::optional<std::uint32_t> octal(std::string_view text) {
  std::uint32_t value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '7') return std::nullopt;
    value = value * 8 + static_cast<std::uint32_t>(digit - '0');
    if (value > kAll) return std::nullopt;
  }
  return value;
}

// A symbolic mode, read and applied from left to right.
class SymbolicMode final {
 public:
  SymbolicMode(std::string_view text, std::uint32_t mode, bool is_directory, std::uint32_t umask)
      : rest_(text), mode_(mode), is_directory_(is_directory), umask_(umask) {}

  std::optional<std::uint32_t> apply() {
    do {
      if (!clause()) return std::nullopt;
    } while (take(','));
    if (!rest_.empty()) return std::nullopt;
    return mode_;
  }

 private:
  bool take(char wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // [ugoa]* and then one or more of [-+=] with what to change.
  bool clause() {
    affected_ = 0;
    for (bool more = true; more;) {
      if (take('u')) {
        affected_ |= 04700;
      } else if (take('g')) {
        affected_ |= 02070;
      } else if (take('o')) {
        affected_ |= 01007;
      } else if (take('a')) {
        affected_ |= kAll;
      } else {
        more = false;
      }
    }
    if (!rest_.starts_with('-') && !rest_.starts_with('+') && !rest_.starts_with('=')) return false;
    while (rest_.starts_with('-') || rest_.starts_with('+') || rest_.starts_with('=')) {
      const char sign = rest_.front();
      rest_.remove_prefix(1);
      change(sign, bits());
    }
    return true;
  }

  // The rights of one class given to all of them; `affected_` chooses again.
  std::uint32_t copied(unsigned shift) const { return ((mode_ >> shift) & 7) * 0111; }

  std::uint32_t bits() {
    if (take('u')) return copied(6);
    if (take('g')) return copied(3);
    if (take('o')) return copied(0);
    std::uint32_t value = 0;
    for (; !rest_.empty(); rest_.remove_prefix(1)) {
      switch (rest_.front()) {
        case 'r':
          value |= kRead;
          break;
        case 'w':
          value |= kWrite;
          break;
        case 'x':
          value |= kExecute;
          break;
        case 'X':
          if (is_directory_ || (mode_ & kExecute) != 0) value |= kExecute;
          break;
        case 's':
          value |= kSetUid | kSetGid;
          break;
        case 't':
          value |= kSticky;
          break;
        default:
          return value;
      }
    }
    return value;
  }

  void change(char sign, std::uint32_t value) {
    const std::uint32_t named = affected_ != 0 ? affected_ & value : value;
    const std::uint32_t kept = kept_by_directory(is_directory_, named);
    value &= (affected_ != 0 ? affected_ : ~umask_) & ~kept;
    if (sign == '+') {
      mode_ |= value;
    } else if (sign == '-') {
      mode_ &= ~value;
    } else {
      const std::uint32_t preserved = (affected_ != 0 ? ~affected_ : 0) | kept;
      mode_ = ((mode_ & preserved) | value) & kAll;
    }
  }

  std::string_view rest_;
  std::uint32_t mode_;
  bool is_directory_;
  std::uint32_t umask_;
  std::uint32_t affected_ = 0;
};

}  // namespace

Result<std::uint32_t> parse_mode_change(std::string_view text, std::uint32_t current, bool is_directory,
                                        std::uint32_t umask) {
  if (!text.empty() && text.front() >= '0' && text.front() <= '7') {
    const std::optional<std::uint32_t> mode = octal(text);
    if (!mode) return posix_failure(EINVAL);
    // Five digits name every bit.
    const std::uint32_t named = text.size() < 5 ? *mode & (kSetUid | kSetGid) : kAll;
    return *mode | (current & kept_by_directory(is_directory, named));
  }
  const std::optional<std::uint32_t> mode = SymbolicMode(text, current, is_directory, umask).apply();
  if (!mode) return posix_failure(EINVAL);
  return *mode;
}

std::string permission_letters(std::uint32_t mode) {
  std::string letters = "rwxrwxrwx";
  for (unsigned bit = 0; bit < 9; ++bit) {
    if ((mode & (0400U >> bit)) == 0) letters[bit] = '-';
  }
  const auto special = [&letters, mode](std::uint32_t bit, std::size_t at, char with_execute, char without) {
    if ((mode & bit) != 0) letters[at] = letters[at] == 'x' ? with_execute : without;
  };
  special(kSetUid, 2, 's', 'S');
  special(kSetGid, 5, 's', 'S');
  special(kSticky, 8, 't', 'T');
  return letters;
}

char type_letter(FileType type) {
  switch (type) {
    case FileType::regular:
      return '-';
    case FileType::directory:
      return 'd';
    case FileType::symlink:
      return 'l';
  }
  return '?';
}

}  // namespace hpc::site
