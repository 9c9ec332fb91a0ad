// Decoding: bodies, ids and texts as Python and the database would take them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "apis/spack_monitor/endpoint.h"
#include "apis/spack_monitor/rows.h"
#include "apis/spack_monitor/value.h"

namespace hpc::apis::spack_monitor {

/// The body, which must be a JSON object whatever its Content-Type; the real server crashes on anything else.
Result<Value> body_object(const http::Request& request);

/// True: the member is there and Python's `if` takes it.
bool is_given(const Value& object, std::string_view key);
/// A member that the code relies on; crashes when it is not there, or when `object` is no object.
Result<const Value*> member(const Value& object, std::string_view key);

/// A value on its way into a text column: anything but null becomes text. Crashes on null and on lone surrogates, which
/// the database cannot keep.
Result<std::string> stored_text(const Value& value);
/// The same of a column that may be null; absent members are null.
Result<Text> stored_text_or_null(const Value* value);

/// Python's int() of a text: blanks around it and a sign are fine. Absent: it is no number. Numbers beyond 64 bits are
/// the nearest that fits, with `is_huge`.
struct PythonInt {
  std::int64_t value = 0;
  bool is_huge = false;
};
std::optional<PythonInt> python_int(std::string_view text);

/// An id of the path, which is known to be digits. Crashes beyond 64 bits.
Result<Id> path_id(const Call& call, std::string_view name);
/// An id in a body: a number, a text of digits, true. What is negative is no row's id: 0. Crashes on anything else.
Result<Id> body_id(const Value& value);

}  // namespace hpc::apis::spack_monitor
