#include "conformance/report/html_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "conformance/report/failure_text.h"

namespace hpc::conformance {
namespace {

constexpr std::size_t kMostBody = 8000;

std::string definition(const std::string& term, const std::string& html) { return html.empty() ? "" : fmt::format("<dt>{}</dt><dd>{}</dd>", term, html); }

std::string list_of(const std::vector<std::string>& texts) {
  std::string html;
  for (const auto& text : texts) html += (html.empty() ? "" : "<br>") + escaped(text);
  return html;
}

/// "scenarios/x.yaml:7:5" of a longer path, which is in the title.
std::string place_html(const std::string& where) {
  const auto start = where.rfind("/scenarios/");
  if (start == std::string::npos) return escaped(where);
  return fmt::format("<span title=\"{}\">{}</span>", escaped(where), escaped(where.substr(start + 1)));
}

/// The URL without the server: "/firecrest/tasks/1?x=y".
std::string path_of(const std::string& url) {
  const auto scheme = url.find("://");
  const auto path = scheme == std::string::npos ? 0 : url.find('/', scheme + 3);
  return path == std::string::npos ? "/" : url.substr(path);
}

/// The lines of an exchange that start so, as one block with the first line in bold.
std::string side_html(const std::string& text, char side, const char* name) {
  std::string lines;
  std::size_t start = 0;
  while (start < text.size()) {
    const auto end = std::min(text.find('\n', start), text.size());
    if (text[start] == side) {
      const auto line = escaped(text.substr(std::min(start + 2, end), end - std::min(start + 2, end)));
      lines += lines.empty() ? "<b>" + line + "</b>\n" : line + "\n";
    }
    start = end + 1;
  }
  return fmt::format("<div class=\"side\"><span>{}</span><pre>{}</pre></div>", name, lines);
}

std::string status_html(const arazzo::Exchange& exchange) {
  if (!exchange.response) return "<span class=\"http s5\">no answer</span>";
  return fmt::format("<span class=\"http s{}\">{}</span>", exchange.response->status / 100, exchange.response->status);
}

std::string exchange_html(const arazzo::Exchange& exchange, bool open) {
  const auto text = exchange_text(exchange, kMostBody);
  return fmt::format("<details class=\"exchange\"{}><summary>{}<code class=\"method\">{}</code><code class=\"path\">{}</code><span class=\"quiet\">{} &middot; {}</span></summary>{}{}</details>", open ? " open" : "",
                     status_html(exchange), escaped(exchange.request.method), escaped(path_of(exchange.request.target)), escaped(exchange.step), took_text(exchange.took), side_html(text, '>', "request"),
                     side_html(text, '<', "answer"));
}

std::string failure_html(const CheckResult& check, const arazzo::Failure& failure) {
  // What the check says of itself is not said again.
  const auto clauses = failure.clauses == check.info.authority ? std::vector<std::string>() : failure.clauses;
  const auto level = failure.level == check.info.level ? "" : std::string(level_name(failure.level));
  return fmt::format(
      "<div class=\"failure\"><div class=\"operation\">{}</div><dl><dt>expected</dt><dd><code class=\"good\">{}</code></dd><dt>got</dt><dd><code class=\"bad\">{}</code></dd>{}{}{}{}</dl></div>", escaped(failure.operation),
      escaped(failure.expected), escaped(failure.got), definition("where", failure.pointer.empty() ? "" : "<code>" + escaped(failure.pointer) + "</code>"), definition("level", level),
      definition("step", escaped(failure.step) + " &middot; " + place_html(failure.where)), definition("clause", list_of(clauses)));
}

std::string inside_html(const CheckResult& check) {
  std::string html;
  for (const auto& failure : check.failures) html += failure_html(check, failure);
  html += "<dl>" + definition("source", list_of(check.info.authority)) + definition("scenario", place_html(check.info.where)) + definition("needs", list_of(check.info.needs)) +
          definition("left behind", list_of(check.left_behind)) + definition("again", check.failures.empty() ? "" : "<code class=\"again\">" + escaped(check.rerun) + "</code>") + "</dl>";
  for (std::size_t i = 0; i < check.exchanges.size(); ++i) {
    const bool blamed = std::any_of(check.failures.begin(), check.failures.end(), [i](const arazzo::Failure& failure) { return failure.exchange == i; });
    html += exchange_html(check.exchanges[i], blamed && check.counts);
  }
  return html;
}

/// What can be read without opening anything.
std::string gist_html(const CheckResult& check) {
  std::string html;
  if (!check.reason.empty()) html += "<span class=\"gist\">" + escaped(check.reason) + "</span>";
  if (!check.failures.empty()) {
    const auto& first = check.failures.front();
    html += fmt::format("<span class=\"gist\">{}: expected <code class=\"good\">{}</code>, got <code class=\"bad\">{}</code>{}</span>", escaped(first.operation), escaped(first.expected), escaped(first.got),
                        check.failures.size() > 1 ? fmt::format(" <i>and {} more</i>", check.failures.size() - 1) : "");
  }
  return html;
}

}  // namespace

std::string escaped(const std::string& text) {
  std::string made;
  for (const char c : to_valid_utf8(text)) {
    switch (c) {
      case '&': made += "&amp;"; break;
      case '<': made += "&lt;"; break;
      case '>': made += "&gt;"; break;
      case '"': made += "&quot;"; break;
      default: made += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? '?' : c;
    }
  }
  return made;
}

std::string mark(const CheckResult& check) {
  if (check.outcome == Outcome::fail) return check.counts ? "fail" : "weak";
  return to_lower(outcome_name(check.outcome));
}

std::string took_text(Duration took) {
  const auto milliseconds = static_cast<double>(took.count()) / 1000.0;
  if (milliseconds >= 1000) return fmt::format("{:.2f} s", milliseconds / 1000);
  return milliseconds < 10 ? fmt::format("{:.1f} ms", milliseconds) : fmt::format("{:.0f} ms", milliseconds);
}

bool needs_attention(const CheckResult& check) { return check.outcome == Outcome::fail || check.outcome == Outcome::error || !check.left_behind.empty(); }

std::string check_html(const CheckResult& check, bool open) {
  return fmt::format(
      "<details class=\"check {}\" id=\"{}\"{}><summary><span class=\"badge\">{}</span><span class=\"what\"><span class=\"title\">{}</span><code class=\"id\">{}</code>{}</span><span class=\"level\">{}</span><span "
      "class=\"took\">{}</span></summary><div class=\"inside\">{}</div></details>\n",
      mark(check), escaped(check.info.id), open ? " open" : "", outcome_name(check.outcome), escaped(check.info.title), escaped(check.info.id), gist_html(check), level_name(check.info.level), took_text(check.took), inside_html(check));
}

}  // namespace hpc::conformance
