#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "conformance/check/commands.h"
#include "conformance/check/forecast.h"
#include "conformance/check/runner.h"
#include "conformance/check/target_options.h"
#include "conformance/report/console.h"
#include "conformance/report/files.h"

namespace hpc::conformance {
namespace {

constexpr int kUsage = 2;

int wrong(const Screen& screen, const Error& error) {
  // Several faults come with their places; nothing stands before the first that does not stand before the others.
  screen.err((error.sentence.find('\n') == std::string::npos ? "hpcmock: " : "") + error.sentence + "\n");
  return kUsage;
}

std::string shell_word(const std::string& text) {
  if (!text.empty() && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:=,@%+") == std::string::npos) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

/// The command again, without what chooses among checks and without secrets.
std::string rerun_line(const CheckSettings& settings) {
  std::string line = "hpcmock check";
  const auto add = [&line](const std::string& option, const std::string& value) { line += " " + option + (option.empty() ? "" : " ") + shell_word(value); };
  for (const auto& what : settings.what) line += " " + shell_word(what);
  for (const auto& url : settings.target.base_urls) add("--base-url", url);
  if (!settings.target.profile.empty()) add("--profile", settings.target.profile);
  for (const auto& input : settings.target.inputs) add("--input", input);
  if (!settings.root.empty()) add("--root", settings.root);
  if (settings.strict) line += " --strict";
  if (settings.read_only) line += " --read-only";
  if (!settings.sandboxes) line += " --no-sandbox";
  return line;
}

std::string fresh_run_id(const HostClock& clock) {
  return fmt::format("{:x}-{:x}", unix_seconds(clock.wall()), static_cast<unsigned>(::getpid()));
}

std::string default_ledger(const std::string& run_id) {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  std::filesystem::path folder = state != nullptr && *state != '\0' ? std::filesystem::path(state) : std::filesystem::path(home != nullptr ? home : "/tmp") / ".local/state";
  return (folder / "hpcmock" / ("ledger-" + run_id + ".jsonl")).string();
}

Result<RunOptions> run_options(const CheckSettings& settings, const DataFolders& data, const HostClock& clock, Redactor& redactor) {
  auto options = HPC_TRY(target_options(settings.target, data.profiles(), redactor));
  options.run_id = settings.run_id.empty() ? fresh_run_id(clock) : settings.run_id;
  options.rerun = rerun_line(settings);
  options.clock = settings.clock;
  options.sandboxes = settings.sandboxes;
  options.read_only = settings.read_only;
  options.strict = settings.strict;
  options.jobs = settings.jobs;
  options.min_coverage = settings.min_coverage;
  if (!settings.budget.empty()) options.budget = HPC_TRY(Budget::parse(settings.budget));
  if (!settings.baseline.empty()) options.waivers = HPC_TRY(read_baseline(settings.baseline));
  options.remove_empty_ledger = settings.ledger.empty();
  if (settings.ledger != "none") options.ledger = settings.ledger.empty() ? default_ledger(options.run_id) : settings.ledger;
  return options;
}

Result<std::vector<PlannedCheck>> checks_of(const CheckSettings& settings, const DataFolders& data, arazzo::Library& library) {
  const auto files = HPC_TRY(scenario_files(data, settings.what));
  auto checks = HPC_TRY(plan_checks(library, data, files));
  checks = HPC_TRY(select_checks(std::move(checks), {settings.only, settings.tags, settings.levels}));
  if (checks.empty()) return failure(Errc::missing, About::document, "no check is selected; `hpcmock scenarios` lists them");
  return checks;
}

int run(const CheckSettings& settings, const Screen& screen, const World& world) {
  const auto data = find_data(settings.root);
  Redactor redactor;
  auto options = run_options(settings, data, world.clock, redactor);
  if (!options) return wrong(screen, options.error());
  arazzo::Library library;
  const auto checks = checks_of(settings, data, library);
  if (!checks) return wrong(screen, checks.error());
  if (settings.plan) {
    screen.out(forecast_text(make_forecast(*checks), options->budget));
    return 0;
  }
  EventLog log(redactor);
  log.add_reporter(std::make_unique<ConsoleReporter>(ConsoleReporter::Options{screen.terminal, settings.quiet, settings.verbose}, screen.out));
  for (const auto& report : settings.reports) {
    auto reporter = make_reporter(report);
    if (!reporter) return wrong(screen, reporter.error());
    for (auto& one : *reporter) log.add_reporter(std::move(one));
  }
  const auto summary = Runner(world, std::move(*options), library, redactor, log).run(*checks);
  if (const auto written = log.finish(summary); !written) return wrong(screen, written.error());
  return summary.exit_code;
}

}  // namespace

int check_command(const CheckSettings& settings, const Screen& screen, const World* world) {
  if (world != nullptr) return run(settings, screen, *world);
  const RealWorld real(settings.target.curl);
  return run(settings, screen, real.get());
}

}  // namespace hpc::conformance
