// mkdir, mv, cp, rm, ln, rsync, and a shell's redirection.
#include <cerrno>

#include "apis/firecrest/gnu_quoting.h"
#include "apis/firecrest/gnu_tools.h"

namespace hpc::apis::firecrest::gnu {
namespace {

std::string without_trailing_slashes(std::string text) {
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

std::string joined(const std::string& directory, const std::string& name) {
  const std::string front = without_trailing_slashes(directory);
  return front == "/" ? front + name : front + '/' + name;
}

// Where mv and cp really put a source: into the target when that is a directory.
struct Destination {
  std::string text;
  site::Path path;
  std::optional<site::Stat> stat;  ///< of what stands there, links not followed
};

struct Found {
  Ran ran;
  Destination destination;
};

Found find_destination(const Login& who, const std::string& tool, const std::string& source,
                       const std::string& target) {
  const site::FileSystem& files = who.machine.files();
  const auto path = path_of(who, target);
  if (!path) return {failed(tool + ": cannot stat " + quoted(target) + ": " + path.error().sentence), {}};
  Destination destination{target, *path, std::nullopt};
  const auto stat = files.stat(who.credentials, *path);
  if (!stat && stat.error().posix != ENOENT)
    return {failed(tool + ": cannot stat " + quoted(target) + ": " + stat.error().sentence), {}};
  if (stat && stat->type == site::FileType::directory) {
    destination.text = joined(target, base_name(source));
    destination.path = *path / base_name(source);
  }
  if (const auto there = files.lstat(who.credentials, destination.path)) destination.stat = *there;
  return {{}, destination};
}

std::string kind_to_create(const site::Stat& source) {
  switch (source.type) {
    case site::FileType::directory:
      return "directory ";
    case site::FileType::symlink:
      return "symbolic link ";
    case site::FileType::regular:
      break;
  }
  return "regular file ";
}

// The path at which a recursive operation failed, spelled from the operand that led to it.
std::string spelled(const site::Path& at, const site::Path& operand, const std::string& text) {
  return at.is_under(operand) ? without_trailing_slashes(text) + at.str().substr(operand.str().size()) : at.str();
}

Ran copy_onto(const Login& who, const site::Path& from, const site::Stat& source, const std::string& source_text,
              const Destination& to) {
  site::FileSystem& files = who.machine.files();
  site::Path at;
  const auto copied = files.copy(who.credentials, from, to.path, {.preserve = true}, &at);
  if (copied) return {};
  const std::string& reason = copied.error().sentence;
  if (at.is_under(to.path) || !at.is_under(from)) {
    const std::string what = at == to.path ? kind_to_create(source) : "";
    return failed("cp: cannot create " + what + quoted(spelled(at, to.path, to.text)) + ": " + reason);
  }
  const bool is_directory = source.type == site::FileType::directory && at == from;
  return failed(is_directory ? "cp: cannot access " + quoted(source_text) + ": " + reason
                             : "cp: cannot open " + quoted(spelled(at, from, source_text)) + " for reading: " + reason);
}

// Between two filesystems a rename is a copy and a removal.
Ran move_across(const Login& who, const site::Path& from, const std::string& source, const Destination& to) {
  site::FileSystem& files = who.machine.files();
  const auto copied = files.copy(who.credentials, from, to.path, {.preserve = true});
  if (!copied) return failed("mv: cannot create " + quoted(to.text) + ": " + copied.error().sentence);
  const auto removed = files.remove_all(who.credentials, from);
  if (!removed) return failed("mv: cannot remove " + quoted(source) + ": " + removed.error().sentence);
  return {};
}

// What stands in the way of putting a source there, whatever the tool.
std::optional<Ran> conflict(const std::string& tool, const site::Stat& source, const std::string& source_text,
                            const Destination& to) {
  if (!to.stat) return std::nullopt;
  if (to.stat->inode == source.inode && to.stat->device == source.device)
    return failed(tool + ": " + quoted(source_text) + " and " + quoted(to.text) + " are the same file");
  const bool from_directory = source.type == site::FileType::directory;
  const bool onto_directory = to.stat->type == site::FileType::directory;
  if (from_directory && !onto_directory)
    return failed(tool + ": cannot overwrite non-directory " + quoted(to.text) + " with directory " +
                  quoted(source_text));
  if (!from_directory && onto_directory)
    return failed(tool + ": cannot overwrite directory " + quoted(to.text) + " with non-directory");
  return std::nullopt;
}

}  // namespace

Ran mkdir(const Login& who, const std::string& path, bool parents) {
  const auto wanted = path_of(who, path);
  site::FileSystem& files = who.machine.files();
  const auto made = !wanted   ? Result<void>(tl::unexpected(wanted.error()))
                    : parents ? files.make_directories(who.credentials, *wanted)
                              : files.make_directory(who.credentials, *wanted);
  return made ? Ran{} : failed("mkdir: cannot create directory " + quoted(path) + ": " + made.error().sentence);
}

Ran mv(const Login& who, const std::string& source, const std::string& target) {
  site::FileSystem& files = who.machine.files();
  auto [ran, to] = find_destination(who, "mv", source, target);
  if (!ran.works()) return ran;
  const auto from = path_of(who, source);
  const auto stat = from ? files.lstat(who.credentials, *from) : Result<site::Stat>(tl::unexpected(from.error()));
  if (!stat) return failed("mv: cannot stat " + quoted(source) + ": " + stat.error().sentence);
  if (auto refused = conflict("mv", *stat, source, to)) return *std::move(refused);
  if (stat->type == site::FileType::directory && to.path.is_under(*from))
    return failed("mv: cannot move " + quoted(source) + " to a subdirectory of itself, " + quoted(to.text));
  const auto moved = files.rename(who.credentials, *from, to.path);
  if (moved) return {};
  if (moved.error().posix == EXDEV) return move_across(who, *from, source, to);
  return failed("mv: cannot move " + quoted(source) + " to " + quoted(to.text) + ": " + moved.error().sentence);
}

Ran cp(const Login& who, const std::string& source, const std::string& target) {
  site::FileSystem& files = who.machine.files();
  auto [ran, to] = find_destination(who, "cp", source, target);
  if (!ran.works()) return ran;
  const auto from = path_of(who, source);
  const auto stat = from ? files.lstat(who.credentials, *from) : Result<site::Stat>(tl::unexpected(from.error()));
  if (!stat) return failed("cp: cannot stat " + quoted(source) + ": " + stat.error().sentence);
  if (auto refused = conflict("cp", *stat, source, to)) return *std::move(refused);
  if (stat->type == site::FileType::directory && to.path.is_under(*from))
    return failed("cp: cannot copy a directory, " + quoted(source) + ", into itself, " + quoted(to.text));
  return copy_onto(who, *from, *stat, source, to);
}

Ran rm(const Login& who, const std::string& path, bool force) {
  site::FileSystem& files = who.machine.files();
  const std::string name = base_name(path);
  if (name == "." || name == "..")
    return failed("rm: refusing to remove '.' or '..' directory: skipping " + quoted(path));
  const auto wanted = path_of(who, path);
  if (wanted && wanted->is_root()) return failed("rm: it is dangerous to operate recursively on '/'");
  site::Path at;
  const auto removed =
      wanted ? files.remove_all(who.credentials, *wanted, &at) : Result<void>(tl::unexpected(wanted.error()));
  if (removed || (force && removed.error().posix == ENOENT)) return {};
  const std::string shown = wanted ? spelled(at, *wanted, path) : path;
  return failed("rm: cannot remove " + quoted(shown) + ": " + removed.error().sentence);
}

Ran ln(const Login& who, const std::string& target, const std::string& link) {
  site::FileSystem& files = who.machine.files();
  std::string text = link;
  auto path = path_of(who, link);
  if (path) {
    const auto stat = files.stat(who.credentials, *path);
    if (stat && stat->type == site::FileType::directory) {
      text = joined(link, base_name(target));
      path = *path / base_name(target);
    }
  }
  const auto made = path ? files.symlink(who.credentials, target, *path) : Result<void>(tl::unexpected(path.error()));
  return made ? Ran{} : failed("ln: failed to create symbolic link " + quoted(text) + ": " + made.error().sentence);
}

Ran write(const Login& who, const std::string& path, const Bytes& content, const std::string& shell) {
  const auto wanted = path_of(who, path);
  const auto written = wanted ? who.machine.files().write(who.credentials, *wanted, content)
                              : Result<void>(tl::unexpected(wanted.error()));
  return written ? Ran{} : failed(shell + path + ": " + written.error().sentence);
}

Ran rsync(const Login& who, const std::string& source, const std::string& target) {
  const auto from = path_of(who, source);
  const auto stat =
      from ? who.machine.files().lstat(who.credentials, *from) : Result<site::Stat>(tl::unexpected(from.error()));
  if (!stat)
    return failed("rsync: [sender] link_stat \"" + (from ? from->str() : source) +
                  "\" failed: " + stat.error().sentence + " (" + std::to_string(stat.error().posix) +
                  ")\nrsync error: some files/attrs were not transferred (see previous errors) (code 23) at "
                  "main.c(1338) [sender=3.2.7]");
  Ran ran = cp(who, source, target);
  if (ran.works()) ran.out = Bytes("sending incremental file list\n" + base_name(source) + '\n');
  return ran;
}

}  // namespace hpc::apis::firecrest::gnu
