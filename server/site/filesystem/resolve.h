// From paths to nodes, as Linux walks them: search permission on each directory, links followed by text, `..` by the
// directory one has come to, at most 40 links.
#pragma once

#include <string_view>
#include <vector>

#include "site/filesystem/tree.h"

namespace hpc::site {

/// Where a walk stops: before its last component.
struct Last {
  enum class Kind {
    name,   ///< an ordinary name in `directory`, which may or may not exist
    above,  ///< `..`
    here,   ///< the directory itself: the path was "/", or a link ended in "." or was "/"
  };
  Inode directory = kRoot;
  std::string_view name;  ///< lives as long as the path, or the link it came from
  Kind kind = Kind::name;
  bool wants_directory = false;  ///< there is a slash behind it
};

/// One walk along one path. `path` and `who` outlive it, and the tree does not change meanwhile.
class Walk final {
 public:
  Walk(const Tree& tree, const Credentials& who, const Path& path);
  /// Goes on to the last component that is known.
  Result<Last> to_last();
  /// Goes on with the target of the link that the last component was.
  Result<void> follow(std::string_view target);
  /// What the last component is; kNone when nothing has that name.
  Inode inode_of(const Last& last) const;

 private:
  struct Component {
    std::string_view name;
    bool has_slash;  ///< behind it
  };
  Component take_component();
  Result<void> step(std::string_view name);

  const Tree& tree_;
  const Credentials& who_;
  const Path& path_;
  Inode directory_ = kRoot;
  std::vector<std::string_view> rest_;  ///< of the path and of the links one is in the middle of; the innermost last
  int links_ = 0;
  bool wants_directory_;
};

struct Place {
  Inode directory = kRoot;  ///< in which it was found
  Inode inode = kNone;
};

enum class FollowLast { no, yes };

/// What exists at `path`. A slash behind the path follows a link in any case, and demands a directory.
Result<Place> find(const Tree& tree, const Credentials& who, const Path& path, FollowLast follow);
/// The directory of the last component, which is not looked at. For what makes and removes names.
Result<Last> find_parent(const Tree& tree, const Credentials& who, const Path& path);

}  // namespace hpc::site
