// The file trees of the projects: folders of the cluster's filesystem, all owned by the one login of refissh.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apis/refissh/options.h"
#include "apis/refissh/wire.h"
#include "base/bytes.h"
#include "base/result.h"
#include "site/filesystem/filesystem.h"

namespace hpc::apis::refissh {

/// Paths are as a client sends them after decoding: relative to the root of the project, with or without slashes around
/// them. `.` and `..` are resolved in the tree; what leaves it names nothing.
class Files final {
 public:
  /// Makes the trees of all projects. All outlive it.
  Files(site::FileSystem& disk, const Options& options, const site::Credentials& who);

  /// Absent when the path names nothing.
  std::optional<Resource> find(const std::string& project, std::string_view path) const;
  /// Direct children, sorted by name. Errors: missing, for a file too.
  Result<std::vector<Resource>> list(const std::string& project, std::string_view path) const;
  /// Errors: missing, for a folder too.
  Result<Bytes> read(const std::string& project, std::string_view path) const;
  Result<void> make_folder(const std::string& project, std::string_view path);
  Result<void> create(const std::string& project, std::string_view path, Bytes content);
  Result<void> update(const std::string& project, std::string_view path, Bytes content);
  Result<void> remove(const std::string& project, std::string_view path);

  /// True when `path` stays inside the tree; it need not exist.
  static bool is_inside(std::string_view path);

  /// Shows the file `original` as home/hpc_logs/<name> too, if the project has a folder home.
  void add_log(const std::string& project, const std::string& name, const site::Path& original);

 private:
  site::Path project_root(const std::string& project) const;
  site::Path place_of(const std::string& project, const Resource& resource) const;
  void make_documented_examples(const std::string& project);
  Resource resource_of(std::string path, const site::Stat& stat) const;
  Result<site::Path> place_for_new(const std::string& project, std::string_view path) const;

  site::FileSystem& disk_;
  const Options& options_;
  const site::Credentials& who_;
};

}  // namespace hpc::apis::refissh
