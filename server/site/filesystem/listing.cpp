#include "site/filesystem/listing.h"

#include <algorithm>

namespace hpc::site {
namespace {

class Walkthrough final {
 public:
  Walkthrough(const FileSystem& files, const Credentials& who, bool hidden)
      : files_(files), who_(who), hidden_(hidden) {}

  void enter(const Path& directory, const std::string& below) {
    Result<std::vector<DirectoryEntry>> entries = files_.list(who_, directory);
    if (!entries) {
      sections.push_back({directory, below, {}, entries.error()});
      return;
    }
    if (!hidden_) std::erase_if(*entries, [](const DirectoryEntry& entry) { return entry.name.starts_with('.'); });
    std::vector<std::string> directories;
    for (const DirectoryEntry& entry : *entries) {
      if (entry.stat.type == FileType::directory) directories.push_back(entry.name);
    }
    sections.push_back({directory, below, *std::move(entries), std::nullopt});
    for (const std::string& name : directories) enter(directory / name, below.empty() ? name : below + "/" + name);
  }

  std::vector<ListingSection> sections;

 private:
  const FileSystem& files_;
  const Credentials& who_;
  bool hidden_;
};

}  // namespace

Result<std::vector<ListingSection>> list_recursively(const FileSystem& files, const Credentials& who, const Path& top,
                                                     bool hidden) {
  Walkthrough walkthrough(files, who, hidden);
  walkthrough.enter(top, "");
  if (const auto& failed = walkthrough.sections.front().failed) return failure(*failed);
  return std::move(walkthrough.sections);
}

}  // namespace hpc::site
