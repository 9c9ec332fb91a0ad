// cp, mv, install.
#include <cerrno>

#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

bool is_directory(Invocation& call, const Path& path) {
  const Result<Stat> stat = call.files().stat(call.who(), path);
  return stat && stat->type == FileType::directory;
}

// SOURCE... and where they go; the common part of cp and mv.
struct Transfer {
  std::vector<std::string> sources;
  std::string target;
  bool into = false;  ///< the target is a directory that receives them
};

std::string base_of(const std::string& name) {
  std::string_view text = name;
  while (text.size() > 1 && text.ends_with("/")) text.remove_suffix(1);
  return std::string(text.substr(text.find_last_of('/') + 1));
}

bool read_transfer(Invocation& call, const Parsed& parsed, Transfer& transfer) {
  transfer.sources = parsed.operands;
  if (const std::string* folder = parsed.value('t')) {
    transfer.target = *folder;
  } else {
    if (transfer.sources.size() < 2) {
      call.error(transfer.sources.empty() ? "missing file operand"
                                          : "missing destination file operand after '" + transfer.sources[0] + "'");
      call.error_line("Try '" + call.arguments[0] + " --help' for more information.");
      return false;
    }
    transfer.target = transfer.sources.back();
    transfer.sources.pop_back();
  }
  const Result<Path> target = call.path(transfer.target);
  transfer.into = target && is_directory(call, *target) && !parsed.has('T');
  if (!transfer.into && (transfer.sources.size() > 1 || parsed.has('t'))) {
    call.error("target '" + transfer.target + "': " +
               (target && call.files().exists(call.who(), *target) ? "Not a directory" : "No such file or directory"));
    return false;
  }
  return true;
}

std::string destination(const Transfer& transfer, const std::string& source) {
  if (!transfer.into) return transfer.target;
  return transfer.target + (transfer.target.ends_with("/") ? "" : "/") + base_of(source);
}

bool are_same(Invocation& call, const Path& a, const Path& b) {
  const Result<Stat> first = call.files().lstat(call.who(), a), second = call.files().lstat(call.who(), b);
  return first && second && first->inode == second->inode && first->device == second->device;
}

int copy_one(Invocation& call, const Parsed& parsed, const std::string& source, const std::string& target) {
  const bool recursive = parsed.has('r') || parsed.has('R') || parsed.has('a');
  const Result<Path> from = call.path(source), to = call.path(target);
  if (!from || !to)
    return call.error("cannot stat '" + (from ? target : source) + "': " + (from ? to.error() : from.error()).sentence);
  const bool keeps_links = recursive && !parsed.has('L');
  const Result<Stat> stat = keeps_links ? call.files().lstat(call.who(), *from) : call.files().stat(call.who(), *from);
  if (!stat) return call.error("cannot stat '" + source + "': " + stat.error().sentence);
  if (stat->type == FileType::directory && !recursive)
    return call.error("-r not specified; omitting directory '" + source + "'");
  if (are_same(call, *from, *to)) return call.error("'" + source + "' and '" + target + "' are the same file");
  if (stat->type == FileType::directory && to->is_under(*from)) {
    return call.error("cannot copy a directory, '" + source + "', into itself, '" + target + "'");
  }
  const Result<Stat> old = call.files().stat(call.who(), *to);
  if (old && parsed.has('n')) return 0;
  if (old && old->type == FileType::directory && stat->type != FileType::directory) {
    return call.error("cannot overwrite directory '" + target + "' with non-directory");
  }
  if (old && old->type != FileType::directory && stat->type == FileType::directory) {
    return call.error("cannot overwrite non-directory '" + target + "' with directory '" + source + "'");
  }
  if (!old && target.ends_with("/") && stat->type != FileType::directory)
    return call.error("cannot create regular file '" + target + "': Not a directory");
  FileSystem::Copy how;
  how.preserve = parsed.has('p') || parsed.has('a');
  how.dereference = !keeps_links;
  how.recursive = recursive;
  call.kernel().count_bytes(stat->size / 64);
  Path failed = *from;
  const Result<void> copied = call.files().copy(call.who(), *from, *to, how, &failed);
  if (!copied) {
    const bool about_target = failed.is_under(*to);
    const bool denied_read = !about_target && copied.error().what == Errc::denied;
    const std::string name = about_target ? target : source;
    return call.error((denied_read    ? "cannot open '" + name + "' for reading: "
                       : about_target ? "cannot create regular file '" + name + "': "
                                      : "cannot stat '" + name + "': ") +
                      copied.error().sentence);
  }
  if (parsed.has('v')) call.out("'" + source + "' -> '" + target + "'\n");
  return 0;
}

int copy(Invocation& call) {
  const Parsed parsed = parse_options(call, "rRfapnvLPdTiut:",
                                      {{"recursive", 'r'},
                                       {"archive", 'a'},
                                       {"force", 'f'},
                                       {"preserve", 'p'},
                                       {"no-clobber", 'n'},
                                       {"verbose", 'v'},
                                       {"target-directory", 't'},
                                       {"dereference", 'L'},
                                       {"no-target-directory", 'T'}});
  Transfer transfer;
  if (!parsed.is_valid || !read_transfer(call, parsed, transfer)) return 1;
  int status = 0;
  for (const std::string& source : transfer.sources) {
    call.kernel().count_steps(1);
    const int copied = copy_one(call, parsed, source, destination(transfer, source));
    if (copied != 0) status = copied;
  }
  return status;
}

int move_one(Invocation& call, const Parsed& parsed, const std::string& source, const std::string& target) {
  const Result<Path> from = call.path(source), to = call.path(target);
  if (!from || !to)
    return call.error("cannot stat '" + (from ? target : source) + "': " + (from ? to.error() : from.error()).sentence);
  const Result<Stat> stat = call.files().lstat(call.who(), *from);
  if (!stat) return call.error("cannot stat '" + source + "': " + stat.error().sentence);
  if (are_same(call, *from, *to)) return call.error("'" + source + "' and '" + target + "' are the same file");
  const Result<Stat> old = call.files().lstat(call.who(), *to);
  if (old && parsed.has('n')) return 0;
  if (stat->type == FileType::directory && to->is_under(*from))
    return call.error("cannot move '" + source + "' to a subdirectory of itself, '" + target + "'");
  if (old && old->type == FileType::directory && stat->type != FileType::directory)
    return call.error("cannot overwrite directory '" + target + "' with non-directory");
  if (old && old->type != FileType::directory && stat->type == FileType::directory)
    return call.error("cannot overwrite non-directory '" + target + "' with directory '" + source + "'");
  Result<void> moved = call.files().rename(call.who(), *from, *to);
  if (!moved && moved.error().posix == EXDEV) {
    // Between filesystems: copy, then remove.
    FileSystem::Copy how;
    how.preserve = true;
    moved = call.files().copy(call.who(), *from, *to, how);
    if (moved) moved = call.files().remove_all(call.who(), *from);
  }
  if (!moved) return call.error("cannot move '" + source + "' to '" + target + "': " + moved.error().sentence);
  if (parsed.has('v')) call.out("renamed '" + source + "' -> '" + target + "'\n");
  return 0;
}

int move(Invocation& call) {
  const Parsed parsed = parse_options(
      call, "fnvTiut:",
      {{"force", 'f'}, {"no-clobber", 'n'}, {"verbose", 'v'}, {"target-directory", 't'}, {"no-target-directory", 'T'}});
  Transfer transfer;
  if (!parsed.is_valid || !read_transfer(call, parsed, transfer)) return 1;
  int status = 0;
  for (const std::string& source : transfer.sources) {
    call.kernel().count_steps(1);
    const int moved = move_one(call, parsed, source, destination(transfer, source));
    if (moved != 0) status = moved;
  }
  return status;
}

}  // namespace

std::span<const Command> copy_commands() {
  static constexpr Command kCommands[] = {{"cp", copy}, {"mv", move}};
  return kCommands;
}

}  // namespace hpc::site::programs
