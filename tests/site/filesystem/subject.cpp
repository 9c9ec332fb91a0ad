#include "subject.h"

#include <cstring>

namespace hpc::site {
namespace {

std::string name_of(const Error& error) {
  if (error.posix <= 0) return "refused";
  const char* name = strerrorname_np(error.posix);
  return name != nullptr ? name : "E?";
}

std::string octal(std::uint32_t mode) {
  char text[16];
  std::snprintf(text, sizeof text, "%o", mode);
  return text;
}

// Paths that are no Path at all have their errno too.
template <class Act>
std::string with_path(std::string_view text, Act&& act) {
  const Result<Path> path = Path::parse(text);
  return path ? act(*path) : name_of(path.error());
}

template <class Act>
std::string with_paths(std::string_view first, std::string_view second, Act&& act) {
  return with_path(
      first, [&](const Path& one) { return with_path(second, [&](const Path& two) { return shown(act(one, two)); }); });
}

void add_tree(Subject& subject, const Path& path, std::string& text) {
  const Result<std::vector<DirectoryEntry>> entries = subject.list(kSuperuser, path);
  if (!entries) {
    text += path.str() + "/ " + name_of(entries.error()) + "\n";
    return;
  }
  for (const DirectoryEntry& entry : *entries) {
    const Path child = path / entry.name;
    text += child.str() + " " + shown(entry.stat, subject.counts_subdirectories());
    if (entry.stat.type == FileType::symlink) text += " -> " + entry.target;
    if (entry.stat.type == FileType::regular) text += " " + subject.as(kSuperuser).read(child.str());
    text += "\n";
    if (entry.stat.type == FileType::directory) add_tree(subject, child, text);
  }
}

}  // namespace

std::string shown(const Result<void>& result) {
  return result ? "ok" : name_of(result.error());
}

std::string shown(const Stat& stat, bool counts_subdirectories) {
  const bool is_directory = stat.type == FileType::directory;
  std::string text = is_directory ? "d " : stat.type == FileType::symlink ? "l " : "- ";
  text += octal(stat.mode) + " " + std::to_string(stat.uid) + ":" + std::to_string(stat.gid);
  if (!is_directory || counts_subdirectories) text += " x" + std::to_string(stat.links);
  if (!is_directory) text += " " + std::to_string(stat.size);
  return text;
}

Actor Subject::as(const Credentials& who) {
  return Actor(*this, who);
}

std::string Subject::tree() {
  std::string text = "/ " + as(kSuperuser).stat("/") + "\n";
  add_tree(*this, Path(), text);
  return text;
}

std::string Actor::write_how(std::string_view path, std::string_view content, const FileSystem::Write& how) const {
  return with_path(path, [&](const Path& at) { return shown(subject_.write(who_, at, content, how)); });
}
std::string Actor::write(std::string_view path, std::string_view content, std::uint32_t mode) const {
  return write_how(path, content, {.mode = mode});
}
std::string Actor::append(std::string_view path, std::string_view content) const {
  return write_how(path, content, {.append = true});
}
std::string Actor::truncate(std::string_view path, std::uint64_t size) const {
  return with_path(path, [&](const Path& at) { return shown(subject_.truncate(who_, at, size)); });
}
std::string Actor::remove(std::string_view path) const {
  return with_path(path, [&](const Path& at) { return shown(subject_.remove(who_, at)); });
}
std::string Actor::link(std::string_view existing, std::string_view created) const {
  return with_paths(existing, created, [&](const Path& a, const Path& b) { return subject_.link(who_, a, b); });
}
std::string Actor::symlink(std::string_view target, std::string_view created) const {
  return with_path(created, [&](const Path& at) { return shown(subject_.symlink(who_, target, at)); });
}
std::string Actor::mkdir(std::string_view path, std::uint32_t mode) const {
  return with_path(path, [&](const Path& at) { return shown(subject_.make_directory(who_, at, mode)); });
}
std::string Actor::rmdir(std::string_view path) const {
  return with_path(path, [&](const Path& at) { return shown(subject_.remove_directory(who_, at)); });
}
std::string Actor::rename(std::string_view from, std::string_view to) const {
  return with_paths(from, to, [&](const Path& a, const Path& b) { return subject_.rename(who_, a, b); });
}
std::string Actor::chmod(std::string_view path, std::uint32_t mode) const {
  return with_path(path, [&](const Path& at) { return shown(subject_.change_mode(who_, at, mode)); });
}
std::string Actor::chown(std::string_view path, std::optional<Uid> uid, std::optional<Gid> gid) const {
  return with_path(path, [&](const Path& at) { return shown(subject_.change_owner(who_, at, uid, gid)); });
}
std::string Actor::utimes(std::string_view path, std::int64_t accessed, std::int64_t modified) const {
  return with_path(path, [&](const Path& at) {
    return shown(subject_.set_times(who_, at, from_unix_seconds(accessed), from_unix_seconds(modified)));
  });
}
std::string Actor::mkdir_p(std::string_view path) const {
  return with_path(path, [&](const Path& at) { return shown(subject_.make_directories(who_, at)); });
}
std::string Actor::rm_r(std::string_view path) const {
  return with_path(path, [&](const Path& at) { return shown(subject_.remove_all(who_, at)); });
}
std::string Actor::cp(std::string_view from, std::string_view to, const FileSystem::Copy& how) const {
  return with_paths(from, to, [&](const Path& a, const Path& b) { return subject_.copy(who_, a, b, how); });
}

std::string Actor::read(std::string_view path) const {
  return with_path(path, [&](const Path& at) {
    const Result<Bytes> content = subject_.read(who_, at);
    return content ? content->str() : name_of(content.error());
  });
}
std::string Actor::list(std::string_view path) const {
  return with_path(path, [&](const Path& at) {
    const Result<std::vector<DirectoryEntry>> entries = subject_.list(who_, at);
    if (!entries) return name_of(entries.error());
    std::string text;
    for (const DirectoryEntry& entry : *entries) text += (text.empty() ? "" : " ") + entry.name;
    return text;
  });
}
std::string Actor::read_link(std::string_view path) const {
  return with_path(path, [&](const Path& at) {
    const Result<std::string> target = subject_.read_link(who_, at);
    return target ? *target : name_of(target.error());
  });
}
std::string Actor::real_path(std::string_view path) const {
  return with_path(path, [&](const Path& at) {
    const Result<Path> real = subject_.real_path(who_, at);
    return real ? real->str() : name_of(real.error());
  });
}
std::string Actor::access(std::string_view path, unsigned wanted) const {
  return with_path(path, [&](const Path& at) { return shown(subject_.access(who_, at, wanted)); });
}
std::string Actor::stat(std::string_view path) const {
  return with_path(path, [&](const Path& at) {
    const Result<Stat> there = subject_.stat(who_, at);
    return there ? shown(*there, subject_.counts_subdirectories()) : name_of(there.error());
  });
}
std::string Actor::lstat(std::string_view path) const {
  return with_path(path, [&](const Path& at) {
    const Result<Stat> there = subject_.lstat(who_, at);
    return there ? shown(*there, subject_.counts_subdirectories()) : name_of(there.error());
  });
}
std::string Actor::mode(std::string_view path) const {
  return with_path(path, [&](const Path& at) {
    const Result<Stat> there = subject_.lstat(who_, at);
    return there ? octal(there->mode) : name_of(there.error());
  });
}
std::string Actor::owner(std::string_view path) const {
  return with_path(path, [&](const Path& at) {
    const Result<Stat> there = subject_.lstat(who_, at);
    return there ? std::to_string(there->uid) + ":" + std::to_string(there->gid) : name_of(there.error());
  });
}
Stat Actor::found(std::string_view path) const {
  return HPC_MUST(subject_.lstat(who_, Path::of(path)));
}

}  // namespace hpc::site
