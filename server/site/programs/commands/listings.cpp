// ls, stat, readlink, realpath, du, find by name.
#include <algorithm>
#include <cerrno>

#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"
#include "site/programs/shell/pattern.h"

namespace hpc::site::programs {
namespace {

struct Row {
  std::string name;
  Stat stat;
  std::string target;
};

std::string user_of(Invocation& call, Uid uid) {
  std::string name = call.kernel().world().user_name ? call.kernel().world().user_name(uid) : "";
  return name.empty() ? std::to_string(uid) : name;
}

std::string group_of(Invocation& call, Gid gid) {
  std::string name = call.kernel().world().group_name ? call.kernel().world().group_name(gid) : "";
  return name.empty() ? std::to_string(gid) : name;
}

std::string left(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}
std::string right(std::string text, std::size_t width) {
  if (text.size() < width) text.insert(0, width - text.size(), ' ');
  return text;
}

// 1.5K, 12M: as ls -h, rounded up.
std::string human(std::uint64_t size) {
  static constexpr std::string_view kUnits = "BKMGTPE";
  std::size_t unit = 0;
  std::uint64_t scale = 1;
  while (size >= scale * 1024 && unit + 1 < kUnits.size()) scale *= 1024, ++unit;
  if (unit == 0) return std::to_string(size);
  const std::uint64_t tenths = (size / scale) * 10 + ((size % scale) * 10 + scale - 1) / scale;
  if (tenths < 100) return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + kUnits[unit];
  return std::to_string((tenths + 9) / 10) + kUnits[unit];
}

// Recent files show the time, others the year.
std::string stamp_of(Invocation& call, Instant modified) {
  const Instant now = call.kernel().now();
  const bool recent = modified <= now && now - modified < std::chrono::hours(24 * 365 / 2);
  return format_date(modified, recent ? "%b %e %H:%M" : "%b %e  %Y");
}

void print_long(Invocation& call, const Parsed& parsed, const std::vector<Row>& rows) {
  std::size_t links = 0, users = 0, groups = 0, sizes = 0;
  const auto size_text = [&parsed](const Row& row) { return parsed.has('h') ? human(row.stat.size) : std::to_string(row.stat.size); };
  const auto user_text = [&](const Row& row) { return parsed.has('n') ? std::to_string(row.stat.uid) : user_of(call, row.stat.uid); };
  const auto group_text = [&](const Row& row) { return parsed.has('n') ? std::to_string(row.stat.gid) : group_of(call, row.stat.gid); };
  for (const Row& row : rows) {
    links = std::max(links, std::to_string(row.stat.links).size());
    users = std::max(users, user_text(row).size());
    groups = std::max(groups, group_text(row).size());
    sizes = std::max(sizes, size_text(row).size());
  }
  for (const Row& row : rows) {
    std::string line = mode_letters(row.stat) + " " + right(std::to_string(row.stat.links), links) + " " + left(user_text(row), users) + " ";
    line += left(group_text(row), groups) + " " + right(size_text(row), sizes) + " ";
    line += parsed.has('T') ? format_date(row.stat.modified, "%Y-%m-%d %H:%M:%S.%N +0000") : stamp_of(call, row.stat.modified);
    line += " " + row.name;
    if (parsed.has('F') && row.stat.type == FileType::directory) line += "/";
    if (!row.target.empty()) line += " -> " + row.target;
    call.out(line + "\n");
  }
}

void sort_rows(const Parsed& parsed, std::vector<Row>& rows) {
  if (parsed.has('U')) return;
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.name < b.name; });
  if (parsed.has('t')) std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.stat.modified > b.stat.modified; });
  if (parsed.has('S')) std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.stat.size > b.stat.size; });
  if (parsed.has('r')) std::reverse(rows.begin(), rows.end());
}

void print_rows(Invocation& call, const Parsed& parsed, std::vector<Row>& rows) {
  sort_rows(parsed, rows);
  call.kernel().count_steps(rows.size() / 8);
  if (parsed.has('l') || parsed.has('n')) return print_long(call, parsed, rows);
  std::string line;
  for (const Row& row : rows) {
    const bool slash = (parsed.has('F') || parsed.has('p')) && row.stat.type == FileType::directory;
    const std::string inode = parsed.has('i') ? std::to_string(row.stat.inode) + " " : "";
    call.out(inode + row.name + (slash ? "/" : parsed.has('F') && row.stat.type == FileType::symlink ? "@" : "") + "\n");
  }
}

Row row_of(Invocation& call, const std::string& name, const Path& path, const Stat& stat) {
  Row row{name, stat, {}};
  if (stat.type == FileType::symlink) row.target = call.files().read_link(call.who(), path).value_or("");
  return row;
}

int list_directory(Invocation& call, const Parsed& parsed, const std::string& name, const Path& path, bool titled, bool& first) {
  const Result<std::vector<DirectoryEntry>> entries = call.files().list(call.who(), path);
  if (!entries) return call.error("cannot open directory '" + name + "': " + entries.error().sentence, 2);
  if (titled) call.out(std::string(first ? "" : "\n") + name + ":\n");
  first = false;
  std::vector<Row> rows;
  std::uint64_t blocks = 0;
  for (const DirectoryEntry& entry : *entries) {
    if (entry.name[0] == '.' && !parsed.has('a') && !parsed.has('A')) continue;
    rows.push_back({entry.name, entry.stat, entry.target});
  }
  if (parsed.has('a')) {
    for (const char* dots : {".", ".."}) {
      const Path place = dots[1] == '.' ? path.parent() : path;
      if (const Result<Stat> stat = call.files().stat(call.who(), place)) rows.push_back({dots, *stat, {}});
    }
  }
  for (const Row& row : rows) blocks += row.stat.type == FileType::symlink ? 0 : (row.stat.size + 4095) / 4096 * 4;
  if (parsed.has('l') || parsed.has('n')) call.out("total " + (parsed.has('h') ? human(blocks * 1024) : std::to_string(blocks)) + "\n");
  print_rows(call, parsed, rows);
  if (!parsed.has('R')) return 0;
  int status = 0;
  for (const Row& row : rows) {
    if (row.stat.type != FileType::directory || row.name == "." || row.name == "..") continue;
    const std::string below = name + (name.ends_with("/") ? "" : "/") + row.name;
    status = std::max(status, list_directory(call, parsed, below, path / row.name, true, first));
  }
  return status;
}

int list(Invocation& call) {
  const Parsed parsed = parse_options(call, "laA1RhrtSdFpinUgoCGcuNTB:", {{"all", 'a'}, {"almost-all", 'A'}, {"recursive", 'R'}, {"human-readable", 'h'}, {"reverse", 'r'}, {"directory", 'd'}, {"full-time", 'T'}, {"classify", 'F'}, {"color", 'N'}, {"inode", 'i'}});
  if (!parsed.is_valid) return 2;
  std::vector<std::string> operands = parsed.operands;
  if (operands.empty()) operands.emplace_back(".");
  int status = 0;
  std::vector<Row> files;
  std::vector<std::pair<std::string, Path>> folders;
  for (const std::string& operand : operands) {
    const Result<Path> path = call.path(operand);
    const bool is_long = parsed.has('l') || parsed.has('d');
    Result<Stat> stat = path ? (is_long ? call.files().lstat(call.who(), *path) : call.files().stat(call.who(), *path)) : failure(path.error());
    if (path && !stat) stat = call.files().lstat(call.who(), *path);  // a link to nothing
    if (!stat) {
      status = call.error("cannot access '" + operand + "': " + stat.error().sentence, 2);
      continue;
    }
    if (stat->type == FileType::directory && !parsed.has('d')) {
      folders.emplace_back(operand, *path);
    } else {
      files.push_back(row_of(call, operand, *path, *stat));
    }
  }
  bool first = files.empty();
  print_rows(call, parsed, files);
  std::sort(folders.begin(), folders.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [name, path] : folders) {
    const bool titled = operands.size() > 1 || parsed.has('R');
    status = std::max(status, list_directory(call, parsed, name, path, titled, first));
  }
  return status;
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
    case 'n': return name;
    case 'N': return "'" + name + "'" + (row.target.empty() ? "" : " -> '" + row.target + "'");
    case 's': return std::to_string(stat.size);
    case 'a': return octal(stat.mode);
    case 'A': return mode_letters(stat);
    case 'f': return octal(stat.full_mode());
    case 'u': return std::to_string(stat.uid);
    case 'U': return user_of(call, stat.uid);
    case 'g': return std::to_string(stat.gid);
    case 'G': return group_of(call, stat.gid);
    case 'h': return std::to_string(stat.links);
    case 'i': return std::to_string(stat.inode);
    case 'd': return std::to_string(stat.device);
    case 'F': return type_of(stat);
    case 'b': return std::to_string((stat.size + 511) / 512);
    case 'B': return "512";
    case 'X': return std::to_string(unix_seconds(stat.accessed));
    case 'Y': return std::to_string(unix_seconds(stat.modified));
    case 'Z': return std::to_string(unix_seconds(stat.changed));
    case 'x': return format_date(stat.accessed, full);
    case 'y': return format_date(stat.modified, full);
    case 'z': return format_date(stat.changed, full);
    case '%': return "%";
    default: return "?";
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
      "  File: %N\n  Size: %s\tBlocks: %b\tIO Block: 4096   %F\nDevice: %d\tInode: %i\tLinks: %h\nAccess: (%a/%A)  Uid: (%u/%U)   Gid: "
      "(%g/%G)\nAccess: %x\nModify: %y\nChange: %z";
  const std::string format = parsed.value('c') != nullptr ? *parsed.value('c') : std::string(kStandard);
  for (const std::string& operand : parsed.operands) {
    const Result<Path> path = call.path(operand);
    const Result<Stat> stat = !path ? failure(path.error()) : parsed.has('L') ? call.files().stat(call.who(), *path) : call.files().lstat(call.who(), *path);
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

std::uint64_t disk_use(Invocation& call, const Parsed& parsed, const std::string& name, const Path& path, bool is_top) {
  const Result<Stat> stat = call.files().lstat(call.who(), path);
  if (!stat) {
    call.error("cannot access '" + name + "': " + stat.error().sentence);
    return 0;
  }
  std::uint64_t size = parsed.has('b') ? stat->size : (stat->size + 4095) / 4096 * 4096;
  const bool folder = stat->type == FileType::directory;
  if (folder) {
    if (const Result<std::vector<DirectoryEntry>> entries = call.files().list(call.who(), path)) {
      call.kernel().count_steps(1 + entries->size() / 4);
      for (const DirectoryEntry& entry : *entries) size += disk_use(call, parsed, name + "/" + entry.name, path / entry.name, false);
    }
  }
  if (!is_top && (parsed.has('s') || (!folder && !parsed.has('a')))) return size;
  const std::string shown = parsed.has('h') ? human(size) : std::to_string(parsed.has('b') ? size : size / 1024);
  call.out(shown + "\t" + name + "\n");
  return size;
}

int disk_usage(Invocation& call) {
  const Parsed parsed = parse_options(call, "shabkcx", {{"summarize", 's'}, {"human-readable", 'h'}, {"bytes", 'b'}});
  if (!parsed.is_valid) return 1;
  std::vector<std::string> operands = parsed.operands;
  if (operands.empty()) operands.emplace_back(".");
  for (const std::string& operand : operands) {
    const Result<Path> path = call.path(operand);
    if (path) disk_use(call, parsed, operand, *path, true);
  }
  return 0;
}

struct Wanted {
  std::optional<shell::Pattern> name;
  char type = ' ';
  std::int64_t deepest = INT64_MAX, shallowest = 0;
  bool removes = false;
};

void find_below(Invocation& call, const Wanted& wanted, const std::string& name, const Path& path, std::int64_t depth) {
  const Result<Stat> stat = call.files().lstat(call.who(), path);
  call.kernel().count_steps(1);
  if (!stat || call.is_broken()) return;
  const bool folder = stat->type == FileType::directory;
  const std::string base(path.name());
  const char type = folder ? 'd' : stat->type == FileType::symlink ? 'l' : 'f';
  const bool fits = (!wanted.name || wanted.name->matches(base)) && (wanted.type == ' ' || wanted.type == type) && depth >= wanted.shallowest;
  if (fits && !wanted.removes) call.out(name + "\n");
  if (folder && depth < wanted.deepest) {
    if (const Result<std::vector<DirectoryEntry>> entries = call.files().list(call.who(), path)) {
      for (const DirectoryEntry& entry : *entries) find_below(call, wanted, name + (name.ends_with("/") ? "" : "/") + entry.name, path / entry.name, depth + 1);
    } else {
      call.error("'" + name + "': " + entries.error().sentence);
    }
  }
  if (!fits || !wanted.removes) return;
  const Result<void> removed = folder ? call.files().remove_directory(call.who(), path) : call.files().remove(call.who(), path);
  if (!removed) call.error("cannot delete '" + name + "': " + removed.error().sentence);
}

int find(Invocation& call) {
  Wanted wanted;
  std::vector<std::string> places;
  for (std::size_t i = 1; i < call.arguments.size(); ++i) {
    const std::string& word = call.arguments[i];
    const std::string value = i + 1 < call.arguments.size() ? call.arguments[i + 1] : "";
    if (word[0] != '-') {
      places.push_back(word);
    } else if (word == "-name") {
      wanted.name.emplace(value), ++i;
    } else if (word == "-type") {
      wanted.type = value.empty() ? ' ' : value[0], ++i;
    } else if (word == "-maxdepth") {
      wanted.deepest = parse_integer(value).value_or(INT64_MAX), ++i;
    } else if (word == "-mindepth") {
      wanted.shallowest = parse_integer(value).value_or(0), ++i;
    } else if (word == "-delete") {
      wanted.removes = true;
    } else if (word != "-print") {
      return call.error("unknown predicate `" + word + "'");
    }
  }
  if (places.empty()) places.emplace_back(".");
  int status = 0;
  for (const std::string& place : places) {
    const Result<Path> path = call.path(place);
    const Result<Stat> stat = path ? call.files().lstat(call.who(), *path) : failure(path.error());
    if (!stat) {
      status = call.error("'" + place + "': " + stat.error().sentence);
      continue;
    }
    find_below(call, wanted, place, *path, 0);
  }
  return status;
}

}  // namespace

std::string mode_letters(const Stat& stat) {
  std::string text(1, stat.type == FileType::directory ? 'd' : stat.type == FileType::symlink ? 'l' : '-');
  static constexpr std::string_view kLetters = "rwxrwxrwx";
  for (std::size_t i = 0; i < 9; ++i) text += (stat.mode >> (8 - i)) & 1 ? kLetters[i] : '-';
  if ((stat.mode & 04000) != 0) text[3] = text[3] == 'x' ? 's' : 'S';
  if ((stat.mode & 02000) != 0) text[6] = text[6] == 'x' ? 's' : 'S';
  if ((stat.mode & 01000) != 0) text[9] = text[9] == 'x' ? 't' : 'T';
  return text;
}

std::span<const Command> listing_commands() {
  static constexpr Command kCommands[] = {
      {"ls", list}, {"stat", show_status}, {"readlink", read_link}, {"realpath", read_link}, {"du", disk_usage}, {"find", find},
  };
  return kCommands;
}

}  // namespace hpc::site::programs
