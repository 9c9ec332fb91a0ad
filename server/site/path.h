// Path: an absolute POSIX path, a value, parsed once.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hpc::site {

/// Always absolute. Double slashes and `.` are removed; `..` stays, because what it means depends on links; a trailing
/// slash is remembered (it demands a directory). At most 4096 bytes, 255 per component (ENAMETOOLONG).
class Path {
 public:
  Path() : text_("/") {}
  /// `text` relative to `base`, or absolute by itself. Fails on "" (ENOENT), a NUL byte (EINVAL), too long
  /// (ENAMETOOLONG).
  static Result<Path> parse(std::string_view text, const Path& base = {});
  /// For constants in code and tests.
  static Path of(std::string_view text);

  const std::string& str() const { return text_; }
  bool has_trailing_slash() const { return trailing_slash_; }
  bool is_root() const { return text_ == "/"; }
  std::vector<std::string_view> components() const;
  std::string_view name() const;  ///< the last component; "" for the root
  Path parent() const;            ///< the root's parent is the root
  /// Appends relative components; an absolute right side replaces the left.
  Path operator/(std::string_view relative) const;
  /// By components: "/a/b" is under "/a" and under itself, "/ab" is not under "/a". `..` is not followed.
  bool is_under(const Path& ancestor) const;

  auto operator<=>(const Path&) const = default;

 private:
  std::string text_;  ///< without the trailing slash
  bool trailing_slash_ = false;
};

}  // namespace hpc::site
