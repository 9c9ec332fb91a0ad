#include "conformance/report/files.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "conformance/report/har.h"
#include "conformance/report/html.h"
#include "conformance/report/json_report.h"
#include "conformance/report/junit.h"
#include "conformance/report/tap.h"

namespace hpc::conformance {
namespace {

std::unique_ptr<Reporter> reporter_of(const std::string& kind, const std::string& file) {
  if (kind == "junit") return std::make_unique<JunitReporter>(file);
  if (kind == "json") return std::make_unique<JsonReporter>(file);
  if (kind == "html") return std::make_unique<HtmlReporter>(file);
  if (kind == "tap") return std::make_unique<TapReporter>(file);
  if (kind == "har") return std::make_unique<HarReporter>(file);
  return nullptr;
}

}  // namespace

Result<void> write_report(const std::string& file, const std::string& text) {
  if (file == "-") {
    std::fwrite(text.data(), 1, text.size(), stdout);
    return {};
  }
  std::FILE* stream = std::fopen(file.c_str(), "wb");
  const bool opened = stream != nullptr;
  const bool whole = opened && std::fwrite(text.data(), 1, text.size(), stream) == text.size();
  const bool closed = opened && std::fclose(stream) == 0;
  if (whole && closed) return {};
  return failure(Errc::unavailable, About::document, "the report " + file + " cannot be written: " + std::strerror(errno));
}

Result<std::vector<std::unique_ptr<Reporter>>> make_reporter(const std::string& wish) {
  std::vector<std::unique_ptr<Reporter>> reporters;
  std::size_t start = 0;
  while (start < wish.size()) {
    const auto comma = std::min(wish.find(',', start), wish.size());
    const auto one = wish.substr(start, comma - start);
    const auto equals = std::min(one.find('='), one.size());
    const auto kind = one.substr(0, equals);
    const auto file = one.substr(std::min(equals + 1, one.size()));
    auto reporter = file.empty() ? nullptr : reporter_of(kind, file);
    if (!reporter) return failure(Errc::invalid, About::request, "found --report " + one + "; allowed are junit=FILE, json=FILE, html=FILE, tap=FILE and har=FILE");
    reporters.push_back(std::move(reporter));
    start = comma + 1;
  }
  return reporters;
}

}  // namespace hpc::conformance
