#include "base/time.h"

#include <cmath>
#include <ctime>

namespace hpc {
namespace {

std::tm civil(Instant instant) {
  const std::time_t seconds = unix_seconds(instant);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return parts;
}

// Reads exactly `digits` digits at `at` and moves past them; -1 when they are not there.
int read_digits(std::string_view text, std::size_t& at, int digits) {
  int value = 0;
  for (int i = 0; i < digits; ++i, ++at) {
    if (at >= text.size() || text[at] < '0' || text[at] > '9') return -1;
    value = value * 10 + (text[at] - '0');
  }
  return value;
}

bool skip(std::string_view text, std::size_t& at, char c) {
  if (at >= text.size() || text[at] != c) return false;
  ++at;
  return true;
}

std::optional<Duration> read_fraction(std::string_view text, std::size_t& at) {
  std::int64_t micros = 0, unit = 100000;
  const std::size_t start = at;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10) micros += unit * (text[at] - '0');
  if (at == start) return std::nullopt;
  return Duration(micros);
}

std::optional<double> unit_in_microseconds(std::string_view unit) {
  if (unit == "us") return 1.0;
  if (unit == "ms") return 1e3;
  if (unit.empty() || unit == "s") return 1e6;
  if (unit == "m" || unit == "min") return 60e6;
  if (unit == "h") return 3600e6;
  if (unit == "d") return 86400e6;
  return std::nullopt;
}

}  // namespace

std::int64_t unix_seconds(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

Instant from_unix_seconds(std::int64_t seconds) { return Instant(std::chrono::seconds(seconds)); }

std::string format_utc(Instant instant, const char* format) {
  const std::tm parts = civil(instant);
  char text[128];
  return std::string(text, std::strftime(text, sizeof text, format, &parts));
}

std::string iso_seconds(Instant instant) { return format_utc(instant, "%Y-%m-%dT%H:%M:%S"); }

std::string iso_microseconds(Instant instant) {
  const auto micros = (instant - std::chrono::floor<std::chrono::seconds>(instant)).count();
  const std::string digits = std::to_string(1000000 + micros);
  return iso_seconds(instant) + '.' + digits.substr(1);
}

std::string iso_basic(Instant instant) { return format_utc(instant, "%Y%m%dT%H%M%SZ"); }
std::string http_date(Instant instant) { return format_utc(instant, "%a, %d %b %Y %H:%M:%S GMT"); }

std::optional<Instant> parse_iso(std::string_view text) {
  std::size_t at = 0;
  const int year = read_digits(text, at, 4);
  const bool dash1 = skip(text, at, '-');
  const int month = read_digits(text, at, 2);
  const bool dash2 = skip(text, at, '-');
  const int day = read_digits(text, at, 2);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (year < 0 || !dash1 || month < 0 || !dash2 || day < 0 || !date.ok()) return std::nullopt;
  Instant instant = std::chrono::sys_days(date);
  if (at == text.size()) return instant;
  if (!skip(text, at, 'T')) return std::nullopt;
  const int hour = read_digits(text, at, 2);
  const bool colon1 = skip(text, at, ':');
  const int minute = read_digits(text, at, 2);
  const bool colon2 = skip(text, at, ':');
  const int second = read_digits(text, at, 2);
  if (!colon1 || !colon2 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
    return std::nullopt;
  instant += std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
  if (skip(text, at, '.')) {
    const auto fraction = read_fraction(text, at);
    if (!fraction) return std::nullopt;
    instant += *fraction;
  }
  skip(text, at, 'Z');
  if (at != text.size()) return std::nullopt;
  return instant;
}

std::optional<Duration> parse_duration(std::string_view text) {
  std::size_t at = 0;
  double value = 0, scale = 1;
  bool digits = false, fraction = false;
  for (; at < text.size() && ((text[at] >= '0' && text[at] <= '9') || (text[at] == '.' && !fraction)); ++at) {
    if (text[at] == '.') {
      fraction = true;
      continue;
    }
    digits = true;
    value = value * 10 + (text[at] - '0');
    if (fraction) scale *= 10;
  }
  const auto unit = unit_in_microseconds(text.substr(at));
  if (!digits || !unit) return std::nullopt;
  const double micros = value / scale * *unit;
  if (!(micros < 9e18)) return std::nullopt;
  return Duration(static_cast<std::int64_t>(std::llround(micros)));
}

}  // namespace hpc
