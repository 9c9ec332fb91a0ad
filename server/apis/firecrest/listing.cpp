#include "apis/firecrest/listing.h"

#include <algorithm>

#include "apis/firecrest/gnu_quoting.h"
#include "site/filesystem/listing.h"
#include "site/filesystem/mode.h"

namespace hpc::apis::firecrest {
namespace {

// One ls at work: who looks, how, and what has gone wrong.
class Ls {
 public:
  Ls(const Login& who, const site::Accounts& accounts, const std::string& path, const ListOptions& options)
      : who_(who), accounts_(accounts), path_(path), options_(options) {}

  Listing run() {
    const auto top = gnu::path_of(who_, path_);
    if (!top) return refused("cannot access", path_, top.error());
    const auto stat = look(*top);
    if (!stat) return refused("cannot access", path_, stat.error());
    if (stat->type != site::FileType::directory) return one_file(*top, *stat);
    return options_.recursive ? whole_tree(*top) : one_directory(*top);
  }

 private:
  static Listing refused(const std::string& verb, const std::string& path, const Error& error) {
    return {gnu::failed("ls: " + verb + ' ' + gnu::quoted(path) + ": " + error.sentence), {}};
  }

  bool is_long() const { return !options_.names_only && !options_.unsorted; }
  bool shows_hidden() const { return options_.hidden || options_.unsorted; }

  // ls -l shows a link that it is given, everything else looks through it; a trailing slash always does.
  Result<site::Stat> look(const site::Path& path) const {
    const site::FileSystem& files = who_.machine.files();
    const bool through = options_.follow || !is_long() || path.has_trailing_slash();
    return through ? files.stat(who_.credentials, path) : files.lstat(who_.credentials, path);
  }

  std::string user(site::Uid uid) const { return options_.numeric ? std::to_string(uid) : accounts_.user_name(uid); }
  std::string group(site::Gid gid) const { return options_.numeric ? std::to_string(gid) : accounts_.group_name(gid); }

  ListEntry entry(const std::string& name, const site::Stat& stat, const std::string& target) const {
    if (!is_long()) return '"' + gnu::c_escaped(name) + '"';
    return ListedFile{gnu::c_escaped(name),
                      site::type_letter(stat.type),
                      site::permission_letters(stat.mode),
                      user(stat.uid),
                      group(stat.gid),
                      std::to_string(stat.size),
                      iso_seconds(stat.modified),
                      gnu::c_escaped(target)};
  }

  Listing one_file(const site::Path& path, const site::Stat& stat) const {
    std::string target;
    if (stat.type == site::FileType::symlink)
      target = who_.machine.files().read_link(who_.credentials, path).value_or(std::string());
    return {{}, {entry(path_, stat, target)}};
  }

  // Adds the entries of one directory, each name with `prefix`; an error of a link that leads nowhere when links are
  // followed.
  std::string add(const site::Path& directory, const std::vector<site::DirectoryEntry>& found,
                  const std::string& prefix, Listing& listing) const {
    for (const site::DirectoryEntry& one : found) {
      if (one.name.front() == '.' && !shows_hidden()) continue;
      if (!options_.follow || one.stat.type != site::FileType::symlink) {
        listing.entries.push_back(entry(prefix + one.name, one.stat, one.target));
        continue;
      }
      const auto stat = who_.machine.files().stat(who_.credentials, directory / one.name);
      if (!stat) return "ls: cannot access " + gnu::quoted(prefix_of_top() + one.name) + ": " + stat.error().sentence;
      listing.entries.push_back(entry(prefix + one.name, *stat, ""));
    }
    return {};
  }

  std::string prefix_of_top() const { return path_.back() == '/' ? path_ : path_ + '/'; }

  Listing one_directory(const site::Path& top) const {
    const auto found = who_.machine.files().list(who_.credentials, top);
    if (!found) return refused("cannot open directory", path_, found.error());
    Listing listing;
    if (options_.unsorted) listing.entries = {std::string("\".\""), std::string("\"..\"")};
    listing.ran.err = add(top, *found, "", listing);
    return listing;
  }

  Listing whole_tree(const site::Path& top) const {
    const auto sections = site::list_recursively(who_.machine.files(), who_.credentials, top, shows_hidden());
    if (!sections) return refused("cannot open directory", path_, sections.error());
    Listing listing;
    for (const site::ListingSection& section : *sections) {
      const std::string shown = section.below.empty() ? path_ : prefix_of_top() + section.below;
      if (section.failed) return refused("cannot open directory", shown, *section.failed);
      // Two quirks of FirecREST's parser: with a trailing slash the first level's names begin with one, and an empty
      // directory leaves the empty line that separates it from the next.
      const bool is_top = section.below.empty();
      const std::string prefix = is_top ? (path_.back() == '/' ? "/" : "") : section.below + '/';
      const std::size_t before = listing.entries.size();
      listing.ran.err += add(section.directory, section.entries, prefix, listing);
      if (listing.entries.size() == before && &section != &sections->back()) listing.entries.emplace_back("");
    }
    return listing;
  }

  const Login& who_;
  const site::Accounts& accounts_;
  const std::string& path_;
  const ListOptions& options_;
};

}  // namespace

Listing list_files(const Login& who, const site::Accounts& accounts, const std::string& path,
                   const ListOptions& options) {
  return Ls(who, accounts, path, options).run();
}

}  // namespace hpc::apis::firecrest
