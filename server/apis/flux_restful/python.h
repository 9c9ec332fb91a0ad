// What Python makes of texts: the servers are written in it and their answers show it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hpc::apis::flux_restful {

/// An int of any size: `value` is cut to 64 bits, `text` is as str() prints it.
struct Integer {
  std::int64_t value = 0;
  bool is_cut = false;
  std::string text = "0";
  bool is_negative() const { return value < 0; }
};

/// int(text): blanks around, a sign, digits with single underscores between.
std::optional<Integer> parse_int(std::string_view text);

/// float(text), as far as durations need it: no hexadecimal; absent for what is not finite too.
std::optional<double> parse_float(std::string_view text);

/// repr(text).
std::string repr(std::string_view text);

/// shlex.split(text); absent when a quote or a backslash is not closed.
std::optional<std::vector<std::string>> split_words(std::string_view text);

/// What json.loads() says of a text that is no JSON, and at which character; absent when it is JSON.
struct JsonFault {
  std::string message;
  std::size_t position = 0;  ///< in characters, from 0
};
std::optional<JsonFault> find_json_fault(std::string_view text);

}  // namespace hpc::apis::flux_restful
