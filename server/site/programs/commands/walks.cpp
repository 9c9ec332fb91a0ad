// du and find.
#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"
#include "site/programs/shell/pattern.h"

namespace hpc::site::programs {
namespace {

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
      for (const DirectoryEntry& entry : *entries)
        size += disk_use(call, parsed, name + "/" + entry.name, path / entry.name, false);
    }
  }
  if (!is_top && (parsed.has('s') || (!folder && !parsed.has('a')))) return size;
  const std::string shown = parsed.has('h') ? human_size(size) : std::to_string(parsed.has('b') ? size : size / 1024);
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
  const bool fits = (!wanted.name || wanted.name->matches(base)) && (wanted.type == ' ' || wanted.type == type) &&
                    depth >= wanted.shallowest;
  if (fits && !wanted.removes) call.out(name + "\n");
  if (folder && depth < wanted.deepest) {
    if (const Result<std::vector<DirectoryEntry>> entries = call.files().list(call.who(), path)) {
      for (const DirectoryEntry& entry : *entries)
        find_below(call, wanted, name + (name.ends_with("/") ? "" : "/") + entry.name, path / entry.name, depth + 1);
    } else {
      call.error("'" + name + "': " + entries.error().sentence);
    }
  }
  if (!fits || !wanted.removes) return;
  const Result<void> removed =
      folder ? call.files().remove_directory(call.who(), path) : call.files().remove(call.who(), path);
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

std::span<const Command> walking_commands() {
  static constexpr Command kCommands[] = {{"du", disk_usage}, {"find", find}};
  return kCommands;
}

}  // namespace hpc::site::programs
