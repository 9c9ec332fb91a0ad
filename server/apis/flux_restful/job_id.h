// Flux's job ids: milliseconds since the instance started << 24 | generator << 10 | sequence, and their spellings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hpc::apis::flux_restful {

using FluxId = std::uint64_t;
inline constexpr FluxId kLargestId = INT64_MAX;

/// The id of a job submitted so many milliseconds after the instance started, when `last` was the one before; greater
/// than `last`.
FluxId next_id(std::uint64_t milliseconds, FluxId last);

/// "ƒ29eiEKrf".
std::string f58(FluxId id);

/// Any of: decimal (blanks around), 0x and hexadecimal digits, dotted hexadecimal (`job.` before it or not), f58 with ƒ
/// or f. Absent for anything else, for the words and emoji of Flux too, and for what is above kLargestId.
std::optional<FluxId> parse_flux_id(std::string_view text);

}  // namespace hpc::apis::flux_restful
