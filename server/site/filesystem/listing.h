// What `ls -R` goes through.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "site/filesystem/filesystem.h"

namespace hpc::site {

/// One directory of a recursive listing.
struct ListingSection {
  Path directory;
  std::string below;                    ///< "" for the top, then "a", "a/b": relative to it
  std::vector<DirectoryEntry> entries;  ///< in byte order
  std::optional<Error> failed;          ///< why it could not be listed; `entries` is empty then
};

/// The top and all directories below it, each before its subdirectories, those in byte order: the order of `ls -R`.
/// Links are not followed below the top. Names with a leading dot are entered and listed only when `hidden`. Fails when
/// the top cannot be listed.
Result<std::vector<ListingSection>> list_recursively(const FileSystem& files, const Credentials& who, const Path& top,
                                                     bool hidden = true);

}  // namespace hpc::site
