// mkdir, rmdir, touch, rm, ln, chmod, chgrp, mktemp, truncate.
#include <cerrno>

#include "site/filesystem/mode.h"
#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

int missing_operand(Invocation& call) {
  call.error("missing operand");
  call.error_line("Try '" + call.arguments[0] + " --help' for more information.");
  return 1;
}

bool is_directory(Invocation& call, const Path& path) {
  const Result<Stat> stat = call.files().stat(call.who(), path);
  return stat && stat->type == FileType::directory;
}

// What mkdir -p could not pass: the first component that is there and is no directory, or all of it.
std::string obstacle(Invocation& call, const std::string& operand) {
  for (std::size_t end = operand.find('/', 1); end != std::string::npos; end = operand.find('/', end + 1)) {
    const Result<Path> path = call.path(operand.substr(0, end));
    if (path && call.files().exists(call.who(), *path) && !is_directory(call, *path)) return operand.substr(0, end);
  }
  return operand;
}

int make_directories(Invocation& call) {
  const Parsed parsed = parse_options(call, "pm:v", {{"parents", 'p'}, {"mode", 'm'}, {"verbose", 'v'}});
  if (!parsed.is_valid) return 1;
  if (parsed.operands.empty()) return missing_operand(call);
  std::uint32_t mode = 0777 & ~call.process.umask;
  if (const std::string* said = parsed.value('m')) {
    const Result<std::uint32_t> parsed_mode = parse_mode_change(*said, 0777, true, 0);
    if (!parsed_mode) return call.error("invalid mode '" + *said + "'");
    mode = *parsed_mode;
  }
  int status = 0;
  for (const std::string& operand : parsed.operands) {
    const Result<Path> path = call.path(operand);
    Result<void> made = path ? Result<void>() : failure(path.error());
    if (made)
      made = parsed.has('p') ? call.files().make_directories(call.who(), *path, mode)
                             : call.files().make_directory(call.who(), *path, mode);
    if (!made)
      status = call.error("cannot create directory '" + (parsed.has('p') ? obstacle(call, operand) : operand) +
                          "': " + made.error().sentence);
    if (made && parsed.has('v')) call.out("mkdir: created directory '" + operand + "'\n");
  }
  return status;
}

int remove_directories(Invocation& call) {
  const Parsed parsed = parse_options(call, "pv", {{"parents", 'p'}, {"ignore-fail-on-non-empty", 'i'}});
  if (!parsed.is_valid) return 1;
  if (parsed.operands.empty()) return missing_operand(call);
  int status = 0;
  for (const std::string& operand : parsed.operands) {
    std::string name = operand;
    while (!name.empty()) {
      const Result<Path> path = call.path(name);
      const Result<void> removed = path ? call.files().remove_directory(call.who(), *path) : failure(path.error());
      if (!removed) {
        if (!(parsed.has('i') && removed.error().posix == ENOTEMPTY))
          status = call.error("failed to remove '" + name + "': " + removed.error().sentence);
        break;
      }
      const std::size_t slash = name.rfind('/');
      name = parsed.has('p') && slash != std::string::npos ? name.substr(0, slash) : "";
    }
  }
  return status;
}

int touch(Invocation& call) {
  const Parsed parsed = parse_options(call, "acmhd:t:r:", {{"no-create", 'c'}, {"date", 'd'}, {"reference", 'r'}});
  if (!parsed.is_valid) return 1;
  if (parsed.operands.empty()) {
    call.error("missing file operand");
    call.error_line("Try 'touch --help' for more information.");
    return 1;
  }
  Instant stamp = call.kernel().now();
  if (const std::string* date = parsed.value('d')) {
    const std::optional<Instant> said = parse_date(*date, stamp);
    if (!said) return call.error("invalid date format '" + *date + "'");
    stamp = *said;
  }
  int status = 0;
  for (const std::string& operand : parsed.operands) {
    const Result<Path> path = call.path(operand);
    Result<void> touched = path ? Result<void>() : failure(path.error());
    if (touched && !call.files().exists(call.who(), *path)) {
      if (parsed.has('c')) continue;
      FileSystem::Write how;
      how.mode = 0666 & ~call.process.umask;
      how.append = true;
      touched = call.files().write(call.who(), *path, Bytes(), how);
    }
    if (touched) touched = call.files().set_times(call.who(), *path, stamp, stamp);
    if (!touched) status = call.error("cannot touch '" + operand + "': " + touched.error().sentence);
  }
  return status;
}

int remove_one(Invocation& call, const std::string& operand, bool recursive, bool forced) {
  const Result<Path> path = call.path(operand);
  if (!path)
    return forced && path.error().posix == ENOENT
               ? 0
               : call.error("cannot remove '" + operand + "': " + path.error().sentence);
  const Result<Stat> stat = call.files().lstat(call.who(), *path);
  if (!stat)
    return forced && stat.error().posix == ENOENT
               ? 0
               : call.error("cannot remove '" + operand + "': " + stat.error().sentence);
  if (stat->type == FileType::directory && !recursive)
    return call.error("cannot remove '" + operand + "': Is a directory");
  const std::string_view last = std::string_view(operand).substr(operand.find_last_of('/') + 1);
  if (last == "." || last == "..")
    return call.error("refusing to remove '.' or '..' directory: skipping '" + operand + "'");
  if (path->is_root()) {
    call.error("it is dangerous to operate recursively on '/'");
    return call.error("use --no-preserve-root to override this failsafe");
  }
  Path failed = *path;
  const Result<void> removed = stat->type == FileType::directory ? call.files().remove_all(call.who(), *path, &failed)
                                                                 : call.files().remove(call.who(), *path);
  if (removed) return 0;
  // The name as the caller would write it: what was given, and what is below it.
  const std::string below = failed.str().size() > path->str().size() ? failed.str().substr(path->str().size()) : "";
  return call.error("cannot remove '" + operand + below + "': " + removed.error().sentence);
}

int remove(Invocation& call) {
  const Parsed parsed =
      parse_options(call, "rRfvdiI", {{"recursive", 'r'}, {"force", 'f'}, {"verbose", 'v'}, {"dir", 'd'}});
  if (!parsed.is_valid) return 1;
  if (parsed.operands.empty()) return parsed.has('f') ? 0 : missing_operand(call);
  int status = 0;
  for (const std::string& operand : parsed.operands) {
    call.kernel().count_steps(1);
    const int removed = remove_one(call, operand, parsed.has('r') || parsed.has('R'), parsed.has('f'));
    if (removed != 0) status = removed;
  }
  return status;
}

int unlink(Invocation& call) {
  if (call.arguments.size() != 2) return missing_operand(call);
  const Result<Path> path = call.path(call.arguments[1]);
  const Result<void> removed = path ? call.files().remove(call.who(), *path) : failure(path.error());
  return removed ? 0 : call.error("cannot unlink '" + call.arguments[1] + "': " + removed.error().sentence);
}

int link_one(Invocation& call, const Parsed& parsed, const std::string& target, const std::string& name) {
  const bool symbolic = parsed.has('s');
  const std::string what = symbolic ? "failed to create symbolic link '" : "failed to create hard link '";
  const Result<Path> created = call.path(name);
  if (!created) return call.error(what + name + "': " + created.error().sentence);
  if (parsed.has('f')) (void)call.files().remove(call.who(), *created);
  Result<void> made;
  if (symbolic) {
    made = call.files().symlink(call.who(), target, *created);
  } else {
    const Result<Path> existing = call.path(target);
    if (!existing || !call.files().lstat(call.who(), *existing))
      return call.error("failed to access '" + target + "': No such file or directory");
    if (is_directory(call, *existing)) return call.error(target + ": hard link not allowed for directory");
    made = call.files().link(call.who(), *existing, *created);
  }
  return made ? 0 : call.error(what + name + "': " + made.error().sentence);
}

int link(Invocation& call) {
  const Parsed parsed = parse_options(
      call, "sfnvTt:", {{"symbolic", 's'}, {"force", 'f'}, {"no-dereference", 'n'}, {"no-target-directory", 'T'}});
  if (!parsed.is_valid) return 1;
  if (parsed.operands.empty()) {
    call.error("missing file operand");
    call.error_line("Try 'ln --help' for more information.");
    return 1;
  }
  std::vector<std::string> targets = parsed.operands;
  std::string last = ".";
  if (targets.size() > 1) {
    last = targets.back();
    targets.pop_back();
  }
  const Result<Path> path = call.path(last);
  const bool replaces_link = parsed.has('n') && path && call.files().read_link(call.who(), *path).has_value();
  const bool into = path && is_directory(call, *path) && !parsed.has('T') && !replaces_link;
  if (targets.size() > 1 && !into) return call.error("target '" + last + "' is not a directory");
  int status = 0;
  for (const std::string& target : targets) {
    const std::string base = target.substr(target.find_last_of('/') + 1);
    const int linked = link_one(call, parsed, target, into ? last + "/" + base : last);
    if (linked != 0) status = linked;
  }
  return status;
}

int change_one_mode(Invocation& call, const std::string& text, const std::string& name, const Path& path,
                    bool recursive) {
  const Result<Stat> stat = call.files().stat(call.who(), path);
  if (!stat) return call.error("cannot access '" + name + "': " + stat.error().sentence);
  const bool directory = stat->type == FileType::directory;
  const Result<std::uint32_t> mode = parse_mode_change(text, stat->mode, directory, call.process.umask);
  int status = 0;
  if (const Result<void> changed = call.files().change_mode(call.who(), path, *mode); !changed) {
    status = call.error("changing permissions of '" + name + "': " + changed.error().sentence);
  }
  if (!recursive || !directory) return status;
  const Result<std::vector<DirectoryEntry>> entries = call.files().list(call.who(), path);
  if (!entries) return call.error("cannot read directory '" + name + "': " + entries.error().sentence);
  call.kernel().count_steps(1 + entries->size());
  for (const DirectoryEntry& entry : *entries) {
    if (entry.stat.type == FileType::symlink) continue;
    if (change_one_mode(call, text, name + "/" + entry.name, path / entry.name, true) != 0) status = 1;
  }
  return status;
}

int change_mode(Invocation& call) {
  // "-x", "-w" and the like are modes, not options.
  bool recursive = false;
  std::vector<std::string> words;
  for (std::size_t i = 1; i < call.arguments.size(); ++i) {
    const std::string& word = call.arguments[i];
    if (word == "-R" || word == "--recursive") {
      recursive = true;
    } else if (word != "-v" && word != "-f" && word != "-c" && word != "--") {
      words.push_back(word);
    }
  }
  if (words.size() < 2) {
    call.error(words.empty() ? "missing operand" : "missing operand after '" + words[0] + "'");
    call.error_line("Try 'chmod --help' for more information.");
    return 1;
  }
  if (!parse_mode_change(words[0], 0, false)) {
    call.error("invalid mode: '" + words[0] + "'");
    call.error_line("Try 'chmod --help' for more information.");
    return 1;
  }
  int status = 0;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const Result<Path> path = call.path(words[i]);
    const int changed = path ? change_one_mode(call, words[0], words[i], *path, recursive)
                             : call.error("cannot access '" + words[i] + "': " + path.error().sentence);
    if (changed != 0) status = changed;
  }
  return status;
}

int make_temporary(Invocation& call) {
  const Parsed parsed = parse_options(call, "dp:tuq", {{"directory", 'd'}, {"tmpdir", 'p'}, {"dry-run", 'u'}});
  if (!parsed.is_valid) return 1;
  std::string name = parsed.operands.empty() ? "tmp.XXXXXXXXXX" : parsed.operands[0];
  const bool in_folder = parsed.operands.empty() || parsed.has('p') || parsed.has('t');
  if (in_folder) {
    std::string folder = parsed.value('p') != nullptr ? *parsed.value('p') : "";
    if (folder.empty()) folder = call.environment.get_exported("TMPDIR").value_or("/tmp");
    name.insert(0, folder + "/");
  }
  const std::size_t end = name.find_last_of('X');
  if (end == std::string::npos || end < 2 || name.substr(end - 2, 3) != "XXX")
    return call.error("too few X's in template '" + name + "'");
  static constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  for (std::size_t i = end; name[i] == 'X'; --i) {
    name[i] = kLetters[static_cast<std::size_t>(call.kernel().random().below(kLetters.size()))];
    if (i == 0) break;
  }
  const Result<Path> path = call.path(name);
  Result<void> made = path ? Result<void>() : failure(path.error());
  FileSystem::Write how;
  how.mode = 0600;
  how.exclusive = true;
  if (made && !parsed.has('u'))
    made = parsed.has('d') ? call.files().make_directory(call.who(), *path, 0700)
                           : call.files().write(call.who(), *path, Bytes(), how);
  if (!made)
    return call.error(std::string("failed to create ") + (parsed.has('d') ? "directory" : "file") + " via template '" +
                      name + "': " + made.error().sentence);
  call.out(name + "\n");
  return 0;
}

int truncate(Invocation& call) {
  const Parsed parsed = parse_options(call, "s:c", {{"size", 's'}, {"no-create", 'c'}});
  if (!parsed.is_valid) return 1;
  const std::string* size_text = parsed.value('s');
  if (size_text == nullptr) return call.error("you must specify either '--size' or '--reference'");
  const std::optional<std::uint64_t> size = parse_size(*size_text);
  if (!size) return call.error("Invalid number: '" + *size_text + "'");
  int status = 0;
  for (const std::string& operand : parsed.operands) {
    const Result<Path> path = call.path(operand);
    Result<void> done = path ? Result<void>() : failure(path.error());
    FileSystem::Write how;
    how.mode = 0666 & ~call.process.umask;
    how.append = true;
    how.create = !parsed.has('c');
    if (done) done = call.files().write(call.who(), *path, Bytes(), how);
    if (done) done = call.files().truncate(call.who(), *path, *size);
    if (!done) status = call.error("cannot open '" + operand + "' for writing: " + done.error().sentence);
  }
  return status;
}

}  // namespace

std::span<const Command> file_commands() {
  static constexpr Command kCommands[] = {
      {"mkdir", make_directories},
      {"rmdir", remove_directories},
      {"touch", touch},
      {"rm", remove},
      {"unlink", unlink},
      {"ln", link},
      {"chmod", change_mode},
      {"mktemp", make_temporary},
      {"truncate", truncate},
  };
  return kCommands;
}

}  // namespace hpc::site::programs
