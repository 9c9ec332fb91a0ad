#include "conformance/report/junit.h"

#include <fmt/format.h>

#include <pugixml.hpp>
#include <sstream>

#include "base/encoding.h"
#include "conformance/report/failure_text.h"
#include "conformance/report/files.h"

namespace hpc::conformance {
namespace {

std::string seconds(Duration took) { return fmt::format("{:.6f}", static_cast<double>(took.count()) / 1e6); }

/// XML 1.0 has no other control characters, not even escaped.
std::string xml_text(const std::string& text) {
  std::string kept;
  for (const char c : to_valid_utf8(text)) kept += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r' ? '?' : c;
  return kept;
}

void set(pugi::xml_node node, const char* name, const std::string& value) { node.append_attribute(name) = xml_text(value).c_str(); }

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : "; ") + word;
  return text;
}

void add_properties(pugi::xml_node node, const CheckResult& check) {
  auto properties = node.append_child("properties");
  const auto add = [&properties](const char* name, const std::string& value) {
    if (value.empty()) return;
    auto property = properties.append_child("property");
    set(property, "name", name);
    set(property, "value", value);
  };
  add("level", std::string(level_name(check.info.level)));
  add("source", joined(check.info.authority));
  add("where", check.info.where);
}

void add_failure(pugi::xml_node node, const CheckResult& check) {
  // A failure that does not count must not turn a CI server red.
  auto failure = node.append_child(check.counts ? "failure" : "skipped");
  const auto& first = check.failures.front();
  set(failure, "message", (check.counts ? "" : "failed, but its level does not count: ") + failure_headline(first));
  if (!check.counts) return;
  set(failure, "type", std::string(level_name(first.level)));
  failure.text().set(xml_text(all_failures_text(check) + "  again     " + check.rerun + "\n").c_str());
}

void add_case(pugi::xml_node suite, const CheckResult& check) {
  auto node = suite.append_child("testcase");
  set(node, "name", check.info.id);
  const auto slash = check.info.id.rfind('/');
  set(node, "classname", slash == std::string::npos ? check.info.id : check.info.id.substr(0, slash));
  set(node, "time", seconds(check.took));
  add_properties(node, check);
  switch (check.outcome) {
    case Outcome::pass: break;
    case Outcome::fail: add_failure(node, check); break;
    case Outcome::error: set(node.append_child("error"), "message", check.reason); break;
    case Outcome::skip:
    case Outcome::unsupported:
    case Outcome::waived: set(node.append_child("skipped"), "message", std::string(outcome_name(check.outcome)) + ": " + check.reason); break;
  }
}

struct Counts {
  int tests = 0;
  int failures = 0;
  int errors = 0;
  int skipped = 0;
  Duration took{0};
  void add(const CheckResult& check) {
    ++tests;
    failures += check.counts ? 1 : 0;
    errors += check.outcome == Outcome::error ? 1 : 0;
    skipped += check.outcome != Outcome::pass && check.outcome != Outcome::error && !check.counts ? 1 : 0;
    took += check.took;
  }
  void write(pugi::xml_node node) const {
    node.append_attribute("tests") = tests;
    node.append_attribute("failures") = failures;
    node.append_attribute("errors") = errors;
    node.append_attribute("skipped") = skipped;
    set(node, "time", seconds(took));
  }
};

}  // namespace

Result<void> JunitReporter::finished(const Summary&) {
  pugi::xml_document document;
  auto root = document.append_child("testsuites");
  set(root, "name", "hpcmock check");
  Counts all;
  for (const auto& check : checks_) all.add(check);
  all.write(root);
  for (std::size_t i = 0; i < checks_.size();) {
    auto suite = root.append_child("testsuite");
    set(suite, "name", checks_[i].info.file);
    Counts counts;
    auto last = i;
    for (; last < checks_.size() && checks_[last].info.file == checks_[i].info.file; ++last) counts.add(checks_[last]);
    counts.write(suite);
    set(suite, "timestamp", iso_seconds(run_.started));
    set(suite, "hostname", run_.target);
    for (; i < last; ++i) add_case(suite, checks_[i]);
  }
  std::ostringstream text;
  document.save(text, "  ");
  return write_report(file_, text.str());
}

}  // namespace hpc::conformance
