#include "conformance/report/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/encoding.h"
#include "base/markup.h"
#include "conformance/report/failure_text.h"
#include "conformance/report/files.h"
#include "conformance/report/html_style.h"

namespace hpc::conformance {
namespace {

std::string escaped(const std::string& text) {
  std::string shown = escape_markup(to_valid_utf8(text));
  for (char& c : shown)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') c = '?';
  return shown;
}

/// The CSS class of a verdict; failures that do not count have their own.
std::string mark(const CheckResult& check) {
  if (check.outcome == Outcome::fail) return check.counts ? "fail" : "weak";
  return to_lower(outcome_name(check.outcome));
}

std::string badge(const CheckResult& check) { return fmt::format("<span class=\"badge {}\">{}</span>", mark(check), outcome_name(check.outcome)); }

std::string definition(const std::string& term, const std::string& html) { return html.empty() ? "" : fmt::format("<dt>{}</dt><dd>{}</dd>", term, html); }

std::string list_of(const std::vector<std::string>& texts) {
  std::string html;
  for (const auto& text : texts) html += (html.empty() ? "" : "<br>") + escaped(text);
  return html;
}

std::string exchange_html(const arazzo::Exchange& exchange, bool open) {
  const auto status = exchange.response ? std::to_string(exchange.response->status) : std::string("no answer");
  return fmt::format("<details class=\"exchange\"{}><summary><code>{} {}</code> <b>{}</b> <span class=\"quiet\">{} &middot; {:.1f} ms</span></summary><pre>{}</pre></details>", open ? " open" : "",
                     escaped(exchange.request.method), escaped(exchange.request.target), status, escaped(exchange.step), static_cast<double>(exchange.took.count()) / 1000.0,
                     escaped(exchange_text(exchange, 8000)));
}

std::string failure_html(const arazzo::Failure& failure) {
  return fmt::format(
      "<div class=\"failure\"><div class=\"operation\">{}</div><div class=\"pair\"><span>expected</span><code>{}</code></div><div class=\"pair\"><span>got</span><code>{}</code></div><dl>{}{}{}</dl></div>",
      escaped(failure.operation), escaped(failure.expected), escaped(failure.got), definition("at", escaped(failure.where + " (step " + failure.step + ")")),
      definition("pointer", escaped(failure.pointer)), definition("clause", list_of(failure.clauses)));
}

std::string check_html(const CheckResult& check) {
  std::string html = fmt::format("<details class=\"check {}\" id=\"{}\"{}><summary>{}<code>{}</code><span class=\"title\">{}</span><span class=\"level\">{}</span></summary><div class=\"inside\">", mark(check),
                                 escaped(check.info.id), check.counts ? " open" : "", badge(check), escaped(check.info.id), escaped(check.info.title), level_name(check.info.level));
  if (!check.reason.empty()) html += "<p class=\"reason\">" + escaped(check.reason) + "</p>";
  for (const auto& failure : check.failures) html += failure_html(failure);
  html += "<dl>" + definition("source", list_of(check.info.authority)) + definition("scenario", escaped(check.info.where)) + definition("again", check.failures.empty() ? "" : "<code>" + escaped(check.rerun) + "</code>") +
          definition("left behind", list_of(check.left_behind)) + "</dl>";
  for (std::size_t i = 0; i < check.exchanges.size(); ++i) {
    const bool blamed = std::any_of(check.failures.begin(), check.failures.end(), [i](const arazzo::Failure& failure) { return failure.exchange == i; });
    html += exchange_html(check.exchanges[i], blamed && check.counts);
  }
  return html + "</div></details>\n";
}

std::string coverage_html(const Coverage& coverage) {
  auto html = fmt::format("<h3>{}</h3><p>{} of {} operations, {} of {} documented statuses seen.</p><table><tr><th>operation</th><th>request</th><th>statuses</th></tr>", escaped(coverage.api), coverage.operations_seen(),
                          coverage.rows.size(), coverage.statuses_seen(), coverage.statuses());
  for (const auto& row : coverage.rows) {
    std::string statuses;
    for (const auto& [status, count] : row.statuses) {
      statuses += fmt::format("<span class=\"status {}\" title=\"seen {} times\">{}</span>", count > 0 ? "seen" : "unseen", count, escaped(status));
    }
    html += fmt::format("<tr><td><code>{}</code></td><td><code>{} {}</code></td><td>{}</td></tr>", escaped(row.operation), row.method, escaped(row.path), statuses);
  }
  return html + "</table>";
}

std::string tiles_html(const Summary& summary) {
  std::string html;
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    if (summary.counts[i] == 0 && i > 1) continue;
    const auto name = outcome_name(static_cast<Outcome>(i));
    html += fmt::format("<div class=\"tile {}\"><b>{}</b>{}</div>", to_lower(name), summary.counts[i], name);
  }
  html += fmt::format("<div class=\"tile\"><b>{:.0f} %</b>coverage</div><div class=\"tile\"><b>{}</b>requests</div><div class=\"tile\"><b>{:.2f} s</b>time</div>", coverage_percent(summary.coverage), summary.requests,
                      static_cast<double>(summary.took.count()) / 1e6);
  return html;
}

}  // namespace

Result<void> HtmlReporter::finished(const Summary& summary) {
  const bool passed = summary.exit_code == 0;
  std::string html = fmt::format("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{} &middot; {}</title><style>{}</style></head><body>\n",
                                 passed ? "Passed" : "Not passed", escaped(run_.target), kHtmlStyle);
  html += fmt::format("<header class=\"{}\"><h1>{}</h1><p>{}{} &middot; {} UTC &middot; run {}</p></header>\n<main>", passed ? "pass" : "fail", passed ? "The target passed" : "The target did not pass", escaped(run_.target),
                      run_.description.empty() ? "" : " (" + escaped(run_.description) + ")", iso_seconds(run_.started), escaped(run_.run_id));
  html += "<div class=\"tiles\">" + tiles_html(summary) + "</div>\n";
  for (const auto& note : summary.notes) html += "<p class=\"note\">" + escaped(note) + "</p>";
  html += "<h2>Checks</h2>\n";
  // What needs a reader comes first.
  for (const bool counting : {true, false}) {
    for (const auto& check : checks_) {
      if ((check.counts || check.outcome == Outcome::error) == counting) html += check_html(check);
    }
  }
  html += "<h2>Coverage</h2>";
  for (const auto& one : summary.coverage) html += coverage_html(one);
  html += "</main></body></html>\n";
  return write_report(file_, html);
}

}  // namespace hpc::conformance
