#include "site/path.h"

#include <cassert>
#include <cerrno>

#include "site/filesystem/posix_error.h"

namespace hpc::site {
namespace {

constexpr std::size_t kMaximumPath = 4095;  // PATH_MAX counts the NUL byte
constexpr std::size_t kMaximumName = 255;

// Calls `visit` with each component of `text`, `.` and empty ones left out.
template <class Visit>
void for_each_component(std::string_view text, Visit&& visit) {
  while (!text.empty()) {
    const std::size_t end = text.find('/');
    const std::string_view component = text.substr(0, end);
    if (!component.empty() && component != ".") visit(component);
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

// "a/" and "a/." both demand that a is a directory.
bool demands_directory(std::string_view text) {
  return text.ends_with('/') || text == "." || text.ends_with("/.");
}

}  // namespace

Result<Path> Path::parse(std::string_view text, const Path& base) {
  if (text.empty()) return posix_failure(ENOENT);
  if (text.find('\0') != std::string_view::npos) return posix_failure(EINVAL);
  if (text.size() > kMaximumPath) return posix_failure(ENAMETOOLONG);
  Path path = base / text;
  if (path.text_.size() > kMaximumPath) return posix_failure(ENAMETOOLONG);
  for (const std::string_view component : path.components()) {
    if (component.size() > kMaximumName) return posix_failure(ENAMETOOLONG);
  }
  return path;
}

Path Path::of(std::string_view text) {
  Result<Path> path = parse(text);
  assert(path.has_value());
  return *std::move(path);
}

std::vector<std::string_view> Path::components() const {
  std::vector<std::string_view> parts;
  for_each_component(text_, [&parts](std::string_view component) { parts.push_back(component); });
  return parts;
}

std::string_view Path::name() const {
  return std::string_view(text_).substr(text_.rfind('/') + 1);
}

Path Path::parent() const {
  Path up;
  const std::size_t slash = text_.rfind('/');
  if (slash > 0) up.text_.assign(text_, 0, slash);
  return up;
}

Path Path::operator/(std::string_view relative) const {
  if (relative.empty()) return *this;
  Path path;
  path.text_ = relative.front() == '/' || is_root() ? "" : text_;
  for_each_component(relative, [&path](std::string_view component) { (path.text_ += '/') += component; });
  path.trailing_slash_ = demands_directory(relative) && !path.text_.empty();
  if (path.text_.empty()) path.text_ = "/";
  return path;
}

bool Path::is_under(const Path& ancestor) const {
  if (ancestor.is_root()) return true;
  return text_.starts_with(ancestor.text_) &&
         (text_.size() == ancestor.text_.size() || text_[ancestor.text_.size()] == '/');
}

}  // namespace hpc::site
