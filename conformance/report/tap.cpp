#include "conformance/report/tap.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/report/failure_text.h"
#include "conformance/report/files.h"

namespace hpc::conformance {
namespace {

/// A text on one line: '#' starts a directive, '\' escapes.
std::string one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    if (c == '#' || c == '\\') line += '\\';
    line += c == '\n' || c == '\r' ? ' ' : c;
  }
  return line;
}

/// JSON texts are YAML, too.
std::string yaml_text(const std::string& text) { return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string diagnostics(const CheckResult& check) {
  std::string text = "  ---\n";
  text += fmt::format("  level: {}\n  rerun: {}\n  failures:\n", level_name(check.info.level), yaml_text(check.rerun));
  for (const auto& failure : check.failures) {
    text += fmt::format("    - message: {}\n      at: {}\n      expected: {}\n      got: {}\n", yaml_text(failure_headline(failure)), yaml_text(failure.where), yaml_text(failure.expected),
                        yaml_text(failure.got));
  }
  return text + "  ...\n";
}

}  // namespace

void TapReporter::started(const RunInfo& run) { text_ = fmt::format("TAP version 14\n1..{}\n", run.checks); }

void TapReporter::ended(const CheckResult& check) {
  const bool ok = check.outcome != Outcome::error && !check.counts;
  text_ += fmt::format("{} {} - {}", ok ? "ok" : "not ok", ++number_, one_line(check.info.id));
  switch (check.outcome) {
    case Outcome::skip:
    case Outcome::unsupported: text_ += fmt::format(" # SKIP {}: {}", outcome_name(check.outcome), one_line(check.reason)); break;
    case Outcome::waived: text_ += " # TODO waived " + one_line(check.reason); break;
    case Outcome::fail: text_ += check.counts ? "" : " # TODO its level does not count"; break;
    default: break;
  }
  text_ += "\n";
  if (!check.failures.empty()) text_ += diagnostics(check);
  if (check.outcome == Outcome::error) text_ += "  ---\n  message: " + yaml_text(check.reason) + "\n  ...\n";
}

Result<void> TapReporter::finished(const Summary&) { return write_report(file_, text_); }

}  // namespace hpc::conformance
