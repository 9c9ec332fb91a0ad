// JSON text -> Value, as Python's json.loads reads bytes: UTF-8, UTF-16 and UTF-32 with or without a byte order mark,
// NaN and Infinity, the last of repeated keys, lone surrogates.
#pragma once

#include <string>
#include <string_view>

#include "apis/spack_monitor/value.h"
#include "base/bytes.h"
#include "base/result.h"

namespace hpc::apis::spack_monitor {

/// Errc::invalid, About::document; the sentence is the one of Python, with line, column and character. A lone surrogate
/// becomes the three bytes that its code point would have in UTF-8, so that is_utf8() tells such a text.
Result<Value> read_json(const Bytes& body);
/// The same of text that is UTF-8 (with surrogates) already.
Result<Value> read_json_text(std::string_view text);

}  // namespace hpc::apis::spack_monitor
