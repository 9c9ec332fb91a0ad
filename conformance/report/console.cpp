#include "conformance/report/console.h"

#include <fmt/format.h>

#include "conformance/report/failure_text.h"

namespace hpc::conformance {
namespace {

constexpr std::size_t kBarWidth = 30;
constexpr std::size_t kMostUnseen = 20;

std::string seconds(Duration took) { return fmt::format("{:.2f} s", static_cast<double>(took.count()) / 1e6); }

std::string counts_text(const Summary& summary) {
  std::string text;
  static constexpr std::pair<Outcome, std::string_view> kWords[] = {{Outcome::pass, "passed"},   {Outcome::fail, "failed"}, {Outcome::skip, "skipped"},
                                                                    {Outcome::unsupported, "unsupported"}, {Outcome::waived, "waived"}, {Outcome::error, "without answer"}};
  for (const auto& [outcome, word] : kWords) {
    if (summary.count(outcome) == 0 && outcome != Outcome::pass && outcome != Outcome::fail) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", summary.count(outcome), word);
  }
  if (summary.weaker_failures > 0) text += fmt::format(" ({} of the failed do not count: their level is not MUST)", summary.weaker_failures);
  return text;
}

/// "never seen: firecrest.tasks.get 404, 500".
std::string unseen_text(const Coverage& coverage) {
  std::string text;
  std::size_t shown = 0;
  std::size_t left = 0;
  for (const auto& row : coverage.rows) {
    std::string statuses;
    for (const auto& [status, count] : row.statuses) {
      if (count == 0) statuses += (statuses.empty() ? " " : ", ") + status;
    }
    if (statuses.empty()) continue;
    if (shown < kMostUnseen) text += "  never seen: " + row.operation + statuses + "\n";
    if (shown++ >= kMostUnseen) ++left;
  }
  if (left > 0) text += fmt::format("  and {} more operations (--report json=FILE lists all)\n", left);
  return text;
}

}  // namespace

std::string ConsoleReporter::label(Outcome outcome, bool counts) const {
  const auto text = fmt::format("{:<11}", outcome_name(outcome));
  if (!options_.terminal) return text;
  const char* colour = "33";
  if (outcome == Outcome::pass) colour = "32";
  if ((outcome == Outcome::fail && counts) || outcome == Outcome::error) colour = "31;1";
  return fmt::format("\x1b[{}m{}\x1b[0m", colour, text);
}

/// Writes above the progress bar.
void ConsoleReporter::line(const std::string& text) {
  if (bar_shown_) write_("\r\x1b[K");
  write_(text);
  if (bar_shown_) write_(bar_);
}

void ConsoleReporter::started(const RunInfo& run) {
  line(fmt::format("{} {} against {}{}\n", run.checks, run.checks == 1 ? "check" : "checks", run.target, run.description.empty() ? "" : " (" + run.description + ")"));
}

void ConsoleReporter::progressed(std::size_t done, std::size_t all) {
  if (!options_.terminal || all == 0) return;
  const auto filled = kBarWidth * done / all;
  bar_ = fmt::format("\r\x1b[K[{:#<{}}{:.<{}}] {}/{}", "", filled, "", kBarWidth - filled, done, all);
  write_(bar_);
  bar_shown_ = true;
}

void ConsoleReporter::ended(const CheckResult& check) {
  if (check.outcome == Outcome::pass && !options_.verbose && (options_.quiet || options_.terminal)) return;
  std::string text = label(check.outcome, check.counts) + " " + check.info.id;
  if (check.outcome == Outcome::pass || check.failures.empty()) {
    text += check.reason.empty() ? "\n" : ": " + check.reason + "\n";
  } else {
    text += check.reason.empty() ? "\n" : " (" + check.reason + ")\n";
  }
  if (check.outcome == Outcome::fail) {
    text = label(check.outcome, check.counts) + " " + check.info.id + ": " + failure_headline(check.failures.front()) + "\n";
    text += fmt::format("  {:<9} {}\n", level_name(check.info.level), check.info.title);
    text += all_failures_text(check);
    text += "  again     " + check.rerun + "\n";
  }
  if (options_.verbose) {
    for (const auto& exchange : check.exchanges) text += "  step " + exchange.step + "\n" + prefixed(exchange_text(exchange), "    ");
  }
  for (const auto& left : check.left_behind) text += "  left      " + left + "\n";
  line(text);
}

Result<void> ConsoleReporter::finished(const Summary& summary) {
  if (bar_shown_) write_("\r\x1b[K");
  bar_shown_ = false;
  write_(fmt::format("{}; {} {} in {}\n", counts_text(summary), summary.requests, summary.requests == 1 ? "request" : "requests", seconds(summary.took)));
  for (const auto& one : summary.coverage) {
    write_(fmt::format("coverage of {}: {} of {} operations, {} of {} documented statuses\n", one.api, one.operations_seen(), one.rows.size(), one.statuses_seen(), one.statuses()));
    if (!options_.quiet) write_(unseen_text(one));
  }
  for (const auto& note : summary.notes) write_("note: " + note + "\n");
  return {};
}

}  // namespace hpc::conformance
