#include "apis/spack_monitor/fields.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "apis/spack_monitor/read_json.h"
#include "apis/spack_monitor/wire.h"
#include "base/encoding.h"

namespace hpc::apis::spack_monitor {
namespace {

// A number with a fraction or an exponent, cut to an integer.
Result<std::int64_t> truncated(const std::string& text) {
  double value = std::numeric_limits<double>::quiet_NaN();
  std::from_chars(text.data(), text.data() + text.size(), value);
  if (!(std::abs(value) < 9223372036854775807.0)) return failure(wire::crash("the number does not fit"));
  return static_cast<std::int64_t>(value);
}

Result<std::int64_t> integer_of(const Value& value) {
  if (const bool* truth = value.boolean()) return *truth ? 1 : 0;
  const Value::Number* number = value.number();
  if (number && !number->is_integer) return truncated(number->text);
  const std::string* text = number ? &number->text : value.string();
  const std::optional<PythonInt> read = text ? python_int(*text) : std::nullopt;
  if (!read || read->is_huge) return failure(wire::crash("the id is no number"));
  return read->value;
}

}  // namespace

Result<Value> body_object(const http::Request& request) {
  Result<Value> body = read_json(request.body);
  if (!body) return failure(wire::crash(body.error().sentence));
  if (!body->members()) return failure(wire::crash("the body is no object"));
  return body;
}

bool is_given(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value && value->is_true();
}

Result<const Value*> member(const Value& object, std::string_view key) {
  if (const Value* value = object.find(key)) return value;
  return failure(wire::crash("there is no " + std::string(key)));
}

Result<std::string> stored_text(const Value& value) {
  if (value.is_null()) return failure(wire::crash("the column must not be null"));
  std::string text = value.python_text();
  if (!is_utf8(text)) return failure(wire::crash("a lone surrogate cannot be stored"));
  return text;
}

Result<Text> stored_text_or_null(const Value* value) {
  if (!value || value->is_null()) return Text();
  return Text(HPC_TRY(stored_text(*value)));
}

std::optional<PythonInt> python_int(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n\r\v\f");
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(" \t\n\r\v\f") - first + 1);
  const bool is_negative = text.front() == '-';
  if (is_negative || text.front() == '+') text.remove_prefix(1);
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_' && i > 0 && i + 1 < text.size() && text[i - 1] != '_') continue;
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    digits += text[i];
  }
  if (digits.empty()) return std::nullopt;
  PythonInt result;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), result.value);
  if (read.ec == std::errc::result_out_of_range) result = {std::numeric_limits<std::int64_t>::max(), true};
  if (is_negative) result.value = -result.value;
  return result;
}

Result<Id> path_id(const Call& call, std::string_view name) {
  const std::optional<PythonInt> read = python_int(call.parameter(name));
  if (!read || read->is_huge) return failure(wire::crash("the id does not fit"));
  return static_cast<Id>(read->value);
}

Result<Id> body_id(const Value& value) {
  return static_cast<Id>(std::max<std::int64_t>(HPC_TRY(integer_of(value)), 0));
}

}  // namespace hpc::apis::spack_monitor
