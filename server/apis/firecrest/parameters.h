// Parameters of a request, with FirecREST's idea of what may stand in them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "apis/firecrest/answer.h"
#include "http/multipart.h"

namespace hpc::apis::firecrest {

/// A request's fields, valid UTF-8.
class Parameters final {
 public:
  static Parameters of_query(const http::Request& request);
  /// With the files. A body that is no form, or a broken one, has no fields.
  static Parameters of_form(const http::Request& request);
  /// The query of a GET and of nothing else; the form of any other method, HEAD too.
  static Parameters by_method(const http::Request& request) {
    return request.method == "GET" ? of_query(request) : of_form(request);
  }

  /// The first value of that name; nullptr when there is none.
  const std::string* find(std::string_view name) const { return fields_.first(name); }
  /// The first value, "" without one.
  std::string text(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// `true`, `yes`, `1` in any case; absent or anything else is false.
  bool is_true(std::string_view name) const;
  const http::Part* file(std::string_view name) const { return form_.file(name); }

 private:
  Parameters() = default;
  http::Form form_;
  http::Fields fields_;
};

bool is_true(std::string_view text);

/// What is wrong with a parameter that must be there: "not specified", "is empty", "has invalid char"; absent: nothing.
std::optional<std::string_view> objection(const std::string* value);
bool has_invalid_char(std::string_view text);

/// A whole decimal integer as Python's int() reads it (blanks around, a sign); absent when it is not one.
std::optional<long long> integer(std::string_view text);

/// Werkzeug's secure_filename.
std::string secure_filename(std::string_view name);

}  // namespace hpc::apis::firecrest
