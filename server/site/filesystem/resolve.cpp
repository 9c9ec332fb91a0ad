#include "site/filesystem/resolve.h"

#include <algorithm>
#include <cerrno>

#include "site/filesystem/permissions.h"
#include "site/filesystem/posix_error.h"

namespace hpc::site {
namespace {

constexpr std::size_t kMaximumPath = 4095;
constexpr std::size_t kMaximumName = 255;
constexpr int kMaximumLinks = 40;

std::string_view without_leading_slashes(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of('/'), text.size()));
}

}  // namespace

Walk::Walk(const Tree& tree, const Credentials& who, const Path& path)
    : tree_(tree), who_(who), path_(path), wants_directory_(path.has_trailing_slash()) {
  rest_.push_back(without_leading_slashes(path.str()));
}

Result<Last> Walk::to_last() {
  // Path::parse has checked this, but paths are also put together.
  if (path_.str().size() + path_.has_trailing_slash() > kMaximumPath) return posix_failure(ENAMETOOLONG);
  if (path_.str().find('\0') != std::string::npos) return posix_failure(EINVAL);
  if (!tree_.may_enter(directory_)) return posix_failure(ESTALE);
  for (;;) {
    while (!rest_.empty() && rest_.back().empty()) rest_.pop_back();
    if (rest_.empty()) return Last{directory_, "", Last::Kind::here, wants_directory_};
    const Component component = take_component();
    if (!may(tree_.at(directory_), who_, can_execute)) return posix_failure(EACCES);
    if (component.name.size() > kMaximumName) return posix_failure(ENAMETOOLONG);
    const bool is_last = std::all_of(rest_.begin(), rest_.end(), [](std::string_view text) { return text.empty(); });
    if (!is_last) {
      HPC_TRY(step(component.name));
      continue;
    }
    wants_directory_ |= component.has_slash;
    const auto kind = component.name == ".."  ? Last::Kind::above
                      : component.name == "." ? Last::Kind::here
                                              : Last::Kind::name;
    return Last{directory_, component.name, kind, wants_directory_};
  }
}

Result<void> Walk::follow(std::string_view target) {
  if (++links_ > kMaximumLinks) return posix_failure(ELOOP);
  if (target.starts_with('/')) directory_ = kRoot;
  if (!tree_.may_enter(directory_)) return posix_failure(ESTALE);
  rest_.push_back(without_leading_slashes(target));
  return {};
}

Inode Walk::inode_of(const Last& last) const {
  const Directory& directory = tree_.at(last.directory).directory();
  if (last.kind == Last::Kind::here) return last.directory;
  return last.kind == Last::Kind::above ? directory.parent : directory.entries.find(last.name);
}

Walk::Component Walk::take_component() {
  std::string_view& text = rest_.back();
  const std::size_t end = std::min(text.find('/'), text.size());
  const Component component{text.substr(0, end), end < text.size()};
  text = without_leading_slashes(text.substr(end));
  return component;
}

Result<void> Walk::step(std::string_view name) {
  if (name == ".") return {};
  const Directory& directory = tree_.at(directory_).directory();
  const Inode next = name == ".." ? directory.parent : directory.entries.find(name);
  if (next == kNone) return posix_failure(ENOENT);
  const FileNode& node = tree_.at(next);
  if (node.is_link()) return follow(node.link().target);
  if (!node.is_directory()) return posix_failure(ENOTDIR);
  if (!tree_.may_enter(next)) return posix_failure(ESTALE);
  directory_ = next;
  return {};
}

Result<Place> find(const Tree& tree, const Credentials& who, const Path& path, FollowLast follow) {
  Walk walk(tree, who, path);
  for (;;) {
    const Last last = HPC_TRY(walk.to_last());
    const Inode inode = walk.inode_of(last);
    if (inode == kNone) return posix_failure(ENOENT);
    const FileNode& node = tree.at(inode);
    if (node.is_link() && (follow == FollowLast::yes || last.wants_directory)) {
      HPC_TRY(walk.follow(node.link().target));
      continue;
    }
    if (last.wants_directory && !node.is_directory()) return posix_failure(ENOTDIR);
    if (!tree.may_enter(inode)) return posix_failure(ESTALE);
    return Place{last.directory, inode};
  }
}

Result<Last> find_parent(const Tree& tree, const Credentials& who, const Path& path) {
  Walk walk(tree, who, path);
  return walk.to_last();
}

}  // namespace hpc::site
