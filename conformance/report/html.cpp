#include "conformance/report/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/encoding.h"
#include "conformance/report/files.h"
#include "conformance/report/html_check.h"
#include "conformance/report/html_style.h"

namespace hpc::conformance {
namespace {

/// How many failed checks stand open: more would be a wall.
constexpr std::size_t kMostOpen = 3;
/// Up to so many checks the groups stand open.
constexpr std::size_t kFewChecks = 40;

struct Share {
  std::string css;
  std::string word;
  std::size_t count = 0;
};

/// Outcomes in the order of the bar, those that there are.
std::vector<Share> shares_of(const Summary& summary) {
  const auto weak = summary.weaker_failures;
  std::vector<Share> all{{"pass", "passed", summary.count(Outcome::pass)},
                         {"fail", "failed", summary.count(Outcome::fail) - std::min(weak, summary.count(Outcome::fail))},
                         {"error", "without answer", summary.count(Outcome::error)},
                         {"weak", "failed below MUST", weak},
                         {"waived", "waived", summary.count(Outcome::waived)},
                         {"unsupported", "unsupported", summary.count(Outcome::unsupported)},
                         {"skip", "skipped", summary.count(Outcome::skip)}};
  std::erase_if(all, [](const Share& share) { return share.count == 0; });
  return all;
}

std::string bar_html(const std::vector<Share>& shares) {
  std::string bar;
  for (const auto& share : shares) bar += fmt::format("<i class=\"{}\" style=\"flex-grow:{}\" title=\"{} {}\"></i>", share.css, share.count, share.count, share.word);
  return "<div class=\"bar\">" + bar + "</div>";
}

std::string legend_html(const std::vector<Share>& shares) {
  std::string list;
  for (const auto& share : shares) list += fmt::format("<li class=\"{}\"><b>{}</b> {}</li>", share.css, share.count, share.word);
  return "<ul class=\"legend\">" + list + "</ul>";
}

std::string headline(const Summary& summary, std::size_t checks) {
  const auto failed = summary.count(Outcome::fail) - std::min(summary.weaker_failures, summary.count(Outcome::fail));
  if (summary.unreachable) return "The target did not answer";
  if (failed > 0) return fmt::format("{} of {} checks failed", failed, checks);
  if (summary.count(Outcome::error) > 0) return fmt::format("{} of {} checks got no answer", summary.count(Outcome::error), checks);
  if (summary.interrupted) return "The run was interrupted";
  if (summary.exit_code != 0) return "The target did not pass";
  if (summary.count(Outcome::pass) == checks) return checks == 1 ? "The check passed" : fmt::format("All {} checks passed", checks);
  return fmt::format("Passed: {} of {} checks, none failed", summary.count(Outcome::pass), checks);
}

std::string header_html(const RunInfo& run, const Summary& summary, std::size_t checks, bool attention) {
  const auto shares = shares_of(summary);
  return fmt::format(
      "<header class=\"{}\"><div class=\"wide\"><p class=\"eyebrow\">hpcmock check</p><h1>{}</h1><p class=\"target\"><code>{}</code>{}</p>{}{}<p class=\"facts\"><span><b>{:.0f} %</b> coverage</span><span><b>{}</b> "
      "requests</span><span><b>{}</b></span><span>{} UTC</span><span>run <code>{}</code></span></p><nav>{}<a href=\"#checks\">Checks</a><a href=\"#coverage\">Coverage</a></nav></div></header>\n",
      summary.exit_code == 0 ? "pass" : "fail", escaped(headline(summary, checks)), escaped(run.target), run.description.empty() ? "" : " " + escaped(run.description), bar_html(shares), legend_html(shares),
      coverage_percent(summary.coverage), summary.requests, took_text(summary.took), iso_seconds(run.started), escaped(run.run_id), attention ? "<a href=\"#attention\">Needs attention</a>" : "");
}

/// "firecrest/tasks" of "firecrest/tasks/unknown-id".
std::string group_of(const CheckResult& check) {
  const auto slash = check.info.id.rfind('/');
  return slash == std::string::npos ? "." : check.info.id.substr(0, slash);
}

std::string row_html(const CheckResult& check) {
  if (!needs_attention(check)) return check_html(check, false);
  return fmt::format("<a class=\"check {}\" href=\"#{}\"><span class=\"badge\">{}</span><span class=\"what\"><span class=\"title\">{}</span><code class=\"id\">{}</code></span><span class=\"level\">see above</span></a>\n",
                     mark(check), escaped(check.info.id), outcome_name(check.outcome), escaped(check.info.title), escaped(check.info.id));
}

std::string group_html(const std::string& name, const std::vector<const CheckResult*>& checks, bool open) {
  std::map<std::string, std::size_t> counts;
  Duration took{0};
  std::string rows;
  for (const auto* check : checks) {
    ++counts[mark(*check)];
    took += check->took;
    rows += row_html(*check);
  }
  std::vector<Share> shares;
  for (const auto& css : {"pass", "fail", "error", "weak", "waived", "unsupported", "skip"}) {
    if (counts.contains(css)) shares.push_back({css, css, counts[css]});
  }
  return fmt::format("<details class=\"group\"{}><summary><code>{}</code>{}<span class=\"count\">{} of {}</span><span class=\"took\">{}</span></summary>{}</details>\n", open ? " open" : "", escaped(name), bar_html(shares),
                     counts["pass"], checks.size(), took_text(took), rows);
}

std::string groups_html(const std::vector<CheckResult>& checks) {
  std::vector<std::pair<std::string, std::vector<const CheckResult*>>> groups;
  for (const auto& check : checks) {
    const auto name = group_of(check);
    const auto known = std::find_if(groups.begin(), groups.end(), [&name](const auto& group) { return group.first == name; });
    (known == groups.end() ? groups.emplace_back(name, std::vector<const CheckResult*>()) : *known).second.push_back(&check);
  }
  std::string html;
  for (const auto& [name, members] : groups) html += group_html(name, members, checks.size() <= kFewChecks);
  return html;
}

bool is_all_seen(const CoverageRow& row) {
  return std::all_of(row.statuses.begin(), row.statuses.end(), [](const auto& status) { return status.second > 0; });
}

std::string coverage_rows(const Coverage& coverage, bool all_seen) {
  std::string html;
  for (const auto& row : coverage.rows) {
    if (is_all_seen(row) != all_seen) continue;
    std::string statuses;
    for (const auto& [status, count] : row.statuses) {
      statuses += fmt::format("<span class=\"status {}\" title=\"seen {} times\">{}</span>", count > 0 ? "seen" : "unseen", count, escaped(status));
    }
    html += fmt::format("<tr><td><code>{}</code></td><td><code>{} {}</code></td><td>{}</td></tr>", escaped(row.operation), row.method, escaped(row.path), statuses);
  }
  return html;
}

std::string coverage_html(const Coverage& coverage) {
  const auto percent = coverage_percent({coverage});
  const auto unseen = coverage_rows(coverage, false);
  auto html = fmt::format(
      "<details class=\"group\"{}><summary><code>{}</code><div class=\"bar\"><i class=\"pass\" style=\"flex-grow:{:.2f}\"></i><i class=\"skip\" style=\"flex-grow:{:.2f}\"></i></div><span class=\"count\">{:.0f} "
      "%</span></summary><p class=\"quiet\">{} of {} operations, {} of {} documented statuses seen{}</p><table><tr><th>operation</th><th>request</th><th>statuses</th></tr>{}{}</table></details>\n",
      unseen.empty() ? "" : " open", escaped(coverage.api), percent, 100 - percent, percent, coverage.operations_seen(), coverage.rows.size(), coverage.statuses_seen(), coverage.statuses(),
      unseen.empty() ? "." : "; what was never seen stands first.", unseen, coverage_rows(coverage, true));
  return html;
}

std::string attention_html(const std::vector<CheckResult>& checks) {
  std::string html;
  std::size_t shown = 0;
  // What makes the run fail stands before what does not.
  for (const bool counting : {true, false}) {
    for (const auto& check : checks) {
      if (!needs_attention(check) || (check.counts || check.outcome == Outcome::error) != counting) continue;
      html += check_html(check, counting && shown++ < kMostOpen);
    }
  }
  return html;
}

}  // namespace

Result<void> HtmlReporter::finished(const Summary& summary) {
  const auto attention = attention_html(checks_);
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{} &middot; {}</title><style>{}</style></head><body>\n",
      escaped(headline(summary, checks_.size())), escaped(run_.target), kHtmlStyle);
  html += header_html(run_, summary, checks_.size(), !attention.empty());
  html += "<main class=\"wide\">\n";
  for (const auto& note : summary.notes) html += "<p class=\"note\">" + escaped(note) + "</p>";
  if (!attention.empty()) html += "<h2 id=\"attention\">Needs attention</h2>\n" + attention;
  html += "<h2 id=\"checks\">Checks</h2>\n" + groups_html(checks_);
  html += "<h2 id=\"coverage\">Coverage</h2>\n";
  for (const auto& one : summary.coverage) html += coverage_html(one);
  html += "</main></body></html>\n";
  return write_report(file_, html);
}

}  // namespace hpc::conformance
