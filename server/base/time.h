// Instants and durations: integers with types. Unit: microseconds, because Flux prints them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hpc {

using Duration = std::chrono::microseconds;
using Instant = std::chrono::sys_time<Duration>;

/// Whole seconds since the epoch, rounded down.
std::int64_t unix_seconds(Instant instant);
Instant from_unix_seconds(std::int64_t seconds);

/// `2026-11-21T21:34:15`, UTC, no zone: how Slurm and FirecREST write it.
std::string iso_seconds(Instant instant);
/// `2026-11-21T21:34:15.123456`, no zone.
std::string iso_microseconds(Instant instant);
/// `20261121T213415Z`: how S3 writes it.
std::string iso_basic(Instant instant);
/// `Sat, 21 Nov 2026 21:34:15 GMT`: HTTP's IMF-fixdate (RFC 9110, 5.6.7).
std::string http_date(Instant instant);
/// strftime with the instant in UTC; `format` is a trusted constant.
std::string format_utc(Instant instant, const char* format);

/// Reads `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM:SS[.ffffff][Z]`; nothing else. Absent when it is not one of them.
std::optional<Instant> parse_iso(std::string_view text);

/// Reads `90`, `90s`, `1.5h`, `200ms`, `250us`, `2m`, `1d` (bare numbers are seconds), never negative. Absent when it
/// is not one of them or does not fit.
std::optional<Duration> parse_duration(std::string_view text);

}  // namespace hpc
