// ls.
#include <algorithm>

#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

struct Row {
  std::string name;
  Stat stat;
  std::string target;
};

std::string left(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}
std::string right(std::string text, std::size_t width) {
  if (text.size() < width) text.insert(0, width - text.size(), ' ');
  return text;
}

// Recent files show the time, others the year.
std::string stamp_of(Invocation& call, Instant modified) {
  const Instant now = call.kernel().now();
  const bool recent = modified <= now && now - modified < std::chrono::hours(24 * 365 / 2);
  return format_date(modified, recent ? "%b %e %H:%M" : "%b %e  %Y");
}

void print_long(Invocation& call, const Parsed& parsed, const std::vector<Row>& rows) {
  std::size_t links = 0, users = 0, groups = 0, sizes = 0;
  const auto size_text = [&parsed](const Row& row) {
    return parsed.has('h') ? human_size(row.stat.size) : std::to_string(row.stat.size);
  };
  const auto user_text = [&](const Row& row) {
    return parsed.has('n') ? std::to_string(row.stat.uid) : user_of(call, row.stat.uid);
  };
  const auto group_text = [&](const Row& row) {
    return parsed.has('n') ? std::to_string(row.stat.gid) : group_of(call, row.stat.gid);
  };
  for (const Row& row : rows) {
    links = std::max(links, std::to_string(row.stat.links).size());
    users = std::max(users, user_text(row).size());
    groups = std::max(groups, group_text(row).size());
    sizes = std::max(sizes, size_text(row).size());
  }
  for (const Row& row : rows) {
    std::string line = mode_letters(row.stat) + " " + right(std::to_string(row.stat.links), links) + " " +
                       left(user_text(row), users) + " ";
    line += left(group_text(row), groups) + " " + right(size_text(row), sizes) + " ";
    line += parsed.has('T') ? format_date(row.stat.modified, "%Y-%m-%d %H:%M:%S.%N +0000")
                            : stamp_of(call, row.stat.modified);
    line += " " + row.name;
    if (parsed.has('F') && row.stat.type == FileType::directory) line += "/";
    if (!row.target.empty()) line += " -> " + row.target;
    call.out(line + "\n");
  }
}

void sort_rows(const Parsed& parsed, std::vector<Row>& rows) {
  if (parsed.has('U')) return;
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.name < b.name; });
  if (parsed.has('t'))
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row& a, const Row& b) { return a.stat.modified > b.stat.modified; });
  if (parsed.has('S'))
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.stat.size > b.stat.size; });
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
    call.out(inode + row.name +
             (slash                                                   ? "/"
              : parsed.has('F') && row.stat.type == FileType::symlink ? "@"
                                                                      : "") +
             "\n");
  }
}

Row row_of(Invocation& call, const std::string& name, const Path& path, const Stat& stat) {
  Row row{name, stat, {}};
  if (stat.type == FileType::symlink) row.target = call.files().read_link(call.who(), path).value_or("");
  return row;
}

int list_directory(Invocation& call, const Parsed& parsed, const std::string& name, const Path& path, bool titled,
                   bool& first) {
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
  if (parsed.has('l') || parsed.has('n'))
    call.out("total " + (parsed.has('h') ? human_size(blocks * 1024) : std::to_string(blocks)) + "\n");
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
  const Parsed parsed = parse_options(call, "laA1RhrtSdFpinUgoCGcuNTB:",
                                      {{"all", 'a'},
                                       {"almost-all", 'A'},
                                       {"recursive", 'R'},
                                       {"human-readable", 'h'},
                                       {"reverse", 'r'},
                                       {"directory", 'd'},
                                       {"full-time", 'T'},
                                       {"classify", 'F'},
                                       {"color", 'N'},
                                       {"inode", 'i'}});
  if (!parsed.is_valid) return 2;
  std::vector<std::string> operands = parsed.operands;
  if (operands.empty()) operands.emplace_back(".");
  int status = 0;
  std::vector<Row> files;
  std::vector<std::pair<std::string, Path>> folders;
  for (const std::string& operand : operands) {
    const Result<Path> path = call.path(operand);
    const bool is_long = parsed.has('l') || parsed.has('d');
    Result<Stat> stat = path ? (is_long ? call.files().lstat(call.who(), *path) : call.files().stat(call.who(), *path))
                             : failure(path.error());
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

}  // namespace

std::string human_size(std::uint64_t size) {
  static constexpr std::string_view kUnits = "BKMGTPE";
  std::size_t unit = 0;
  std::uint64_t scale = 1;
  while (size >= scale * 1024 && unit + 1 < kUnits.size()) scale *= 1024, ++unit;
  if (unit == 0) return std::to_string(size);
  const std::uint64_t tenths = (size / scale) * 10 + ((size % scale) * 10 + scale - 1) / scale;
  if (tenths < 100) return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + kUnits[unit];
  return std::to_string((tenths + 9) / 10) + kUnits[unit];
}

std::span<const Command> listing_commands() {
  static constexpr Command kCommands[] = {{"ls", list}};
  return kCommands;
}

}  // namespace hpc::site::programs
