// stat, readlink, realpath.
#include <cerrno>

#include "site/filesystem/mode.h"
#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

struct Row {
  std::string name;
  Stat stat;
  std::string target;
};

Row row_of(Invocation& call, const std::string& name, const Path& path, const Stat& stat) {
  Row row{name, stat, {}};
  if (stat.type == FileType::symlink) row.target = call.files().read_link(call.who(), path).value_or("");
  return row;
}

std::string type_of(const Stat& stat) {
  if (stat.type == FileType::directory) return "directory";
  if (stat.type == FileType::symlink) return "symbolic link";
  return stat.size == 0 ? "regular empty file" : "regular file";
}

std::string octal(std::uint32_t value) {
  std::string text;
  do {
    text.insert(text.begin(), static_cast<char>('0' + (value & 7)));
  } while ((value >>= 3) != 0);
  return text;
}

std::string stat_field(Invocation& call, char letter, const std::string& name, const Row& row) {
  const Stat& stat = row.stat;
  const char* full = "%Y-%m-%d %H:%M:%S.%N +0000";
  switch (letter) {
    case 'n':
      return name;
    case 'N':
      return "'" + name + "'" + (row.target.empty() ? "" : " -> '" + row.target + "'");
    case 's':
      return std::to_string(stat.size);
    case 'a':
      return octal(stat.mode);
    case 'A':
      return mode_letters(stat);
    case 'f':
      return octal(stat.full_mode());
    case 'u':
      return std::to_string(stat.uid);
    case 'U':
      return user_of(call, stat.uid);
    case 'g':
      return std::to_string(stat.gid);
    case 'G':
      return group_of(call, stat.gid);
    case 'h':
      return std::to_string(stat.links);
    case 'i':
      return std::to_string(stat.inode);
    case 'd':
      return std::to_string(stat.device);
    case 'F':
      return type_of(stat);
    case 'b':
      return std::to_string((stat.size + 511) / 512);
    case 'B':
      return "512";
    case 'X':
      return std::to_string(unix_seconds(stat.accessed));
    case 'Y':
      return std::to_string(unix_seconds(stat.modified));
    case 'Z':
      return std::to_string(unix_seconds(stat.changed));
    case 'x':
      return format_date(stat.accessed, full);
    case 'y':
      return format_date(stat.modified, full);
    case 'z':
      return format_date(stat.changed, full);
    case '%':
      return "%";
    default:
      return "?";
  }
}

int show_status(Invocation& call) {
  const Parsed parsed = parse_options(call, "c:Lf", {{"format", 'c'}, {"printf", 'P'}, {"dereference", 'L'}});
  if (!parsed.is_valid) return 1;
  if (parsed.operands.empty()) {
    call.error("missing operand");
    call.error_line("Try 'stat --help' for more information.");
    return 1;
  }
  int status = 0;
  static constexpr std::string_view kStandard =
      "  File: %N\n  Size: %s\tBlocks: %b\tIO Block: 4096   %F\nDevice: %d\tInode: %i\tLinks: %h\nAccess: (%a/%A)  "
      "Uid: (%u/%U)   Gid: "
      "(%g/%G)\nAccess: %x\nModify: %y\nChange: %z";
  const std::string format = parsed.value('c') != nullptr ? *parsed.value('c') : std::string(kStandard);
  for (const std::string& operand : parsed.operands) {
    const Result<Path> path = call.path(operand);
    const Result<Stat> stat = !path             ? failure(path.error())
                              : parsed.has('L') ? call.files().stat(call.who(), *path)
                                                : call.files().lstat(call.who(), *path);
    if (!stat) {
      status = call.error("cannot statx '" + operand + "': " + stat.error().sentence);
      continue;
    }
    const Row row = row_of(call, operand, *path, *stat);
    std::string text;
    for (std::size_t i = 0; i < format.size(); ++i) {
      if (format[i] == '%' && i + 1 < format.size()) {
        text += stat_field(call, format[++i], operand, row);
      } else {
        text += format[i];
      }
    }
    call.out(text + "\n");
  }
  return status;
}

int read_link(Invocation& call) {
  const Parsed parsed = parse_options(call, "femnqsvz", {{"canonicalize", 'f'}});
  if (!parsed.is_valid) return 1;
  const bool resolves = call.name() == "realpath" || parsed.has('f') || parsed.has('e') || parsed.has('m');
  int status = 0;
  for (const std::string& operand : parsed.operands) {
    const Result<Path> path = call.path(operand);
    std::string text;
    if (path && resolves) {
      Result<Path> real = call.files().real_path(call.who(), *path);
      // The last component may be missing.
      if (!real && real.error().posix == ENOENT && !parsed.has('e')) {
        const Result<Path> parent = call.files().real_path(call.who(), path->parent());
        if (parent) real = *parent / path->name();
      }
      if (real) text = real->str();
      if (!real && call.name() == "realpath") call.error(operand + ": " + real.error().sentence);
    } else if (path) {
      text = call.files().read_link(call.who(), *path).value_or("");
    }
    if (text.empty()) status = 1;
    if (!text.empty()) call.out(text + (parsed.has('n') ? "" : "\n"));
  }
  return status;
}

}  // namespace

std::string mode_letters(const Stat& stat) {
  return type_letter(stat.type) + permission_letters(stat.mode);
}

std::span<const Command> status_commands() {
  static constexpr Command kCommands[] = {{"stat", show_status}, {"readlink", read_link}, {"realpath", read_link}};
  return kCommands;
}

}  // namespace hpc::site::programs
