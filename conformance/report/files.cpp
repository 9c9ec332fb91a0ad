#include "conformance/report/files.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace hpc::conformance {

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
  return failure(Errc::invalid, About::request, "found --report " + wish + "; allowed are junit=FILE, json=FILE, html=FILE, tap=FILE and har=FILE");
}

}  // namespace hpc::conformance
