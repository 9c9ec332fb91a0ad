#include "site/programs/rules.h"

#include <algorithm>
#include <csignal>

#include "site/programs/shell/pattern.h"

namespace hpc::site::programs {
namespace {

bool fits(const std::string& pattern, const std::string& text) {
  return pattern.empty() || shell::Pattern(pattern).matches(text);
}

void write(Process& process, int descriptor, const std::string& text) {
  if (const auto& stream = process.descriptors.get(descriptor); stream && !text.empty()) stream->write(text);
}

// The folders of a written file are made: the program would have.
void write_file(Process& process, const OutcomeRule::Written& file) {
  Kernel& kernel = process.kernel;
  const Result<Path> path = Path::parse(file.path, process.directory);
  Result<void> written = path ? Result<void>() : failure(path.error());
  if (written) {
    FileSystem::Write how;
    how.mode = 0666 & ~process.umask;
    written = kernel.files().make_directories(kernel.credentials(), path->parent(), 0777 & ~process.umask);
    if (written) written = kernel.files().write(kernel.credentials(), *path, Bytes(file.content), how);
  }
  if (!written) write(process, 2, file.path + ": " + written.error().sentence + "\n");
}

}  // namespace

bool holds_for(const OutcomeRule& rule, const JobSpec& spec) {
  if (!rule.script_contains.empty() && spec.script.find(rule.script_contains) == std::string::npos) return false;
  if (!rule.user.empty() && rule.user != spec.user) return false;
  return fits(rule.image_matches, spec.image) && fits(rule.job_name_matches, spec.name);
}

bool matches_command(const OutcomeRule& rule, const std::vector<std::string>& words) {
  if (rule.command_matches.empty() || words.empty()) return false;
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
  const shell::Pattern pattern(rule.command_matches);
  return pattern.matches(all) || pattern.matches(words[0]);
}

Task<ExitStatus> play(Process& process, const OutcomeRule& rule) {
  Kernel& kernel = process.kernel;
  const Instant start = kernel.now();
  write(process, 1, rule.stdout_text);
  write(process, 2, rule.stderr_text);
  std::vector<const OutcomeRule::Output*> outputs;
  for (const OutcomeRule::Output& output : rule.output) outputs.push_back(&output);
  std::stable_sort(outputs.begin(), outputs.end(), [](const auto* a, const auto* b) { return a->after < b->after; });
  for (const OutcomeRule::Output* output : outputs) {
    if (output->after > rule.runs_for) break;  // it has ended by then
    co_await kernel.pass_until(process, start + output->after);
    write(process, output->to_stderr ? 2 : 1, output->text);
  }
  co_await kernel.pass_until(process, start + rule.runs_for);
  const std::uint64_t limit = kernel.setting().memory_limit();
  if (limit != 0 && rule.memory_used > limit) {
    kernel.note_out_of_memory();
    co_return ExitStatus{0, SIGKILL, true};
  }
  for (const OutcomeRule::Written& file : rule.writes) write_file(process, file);
  if (rule.killed_by) co_return ExitStatus{0, *rule.killed_by, false};
  co_return rule.exit;
}

}  // namespace hpc::site::programs
