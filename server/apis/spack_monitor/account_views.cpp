// An account's password for its API token, in the framework's own view.
#include "apis/spack_monitor/fields.h"
#include "apis/spack_monitor/read_json.h"
#include "apis/spack_monitor/views.h"
#include "base/encoding.h"
#include "http/multipart.h"

namespace hpc::apis::spack_monitor::views {
namespace {

std::string media_type(std::string_view content_type) {
  const std::size_t first = content_type.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  content_type = content_type.substr(first);
  content_type = content_type.substr(0, content_type.find(';'));
  return to_lower(content_type.substr(0, content_type.find_last_not_of(' ') + 1));
}

// The fields of the body as one object, whichever way they came. Absent: nothing can read this type.
std::optional<Result<Value>> read_fields(const http::Request& request) {
  const std::string type = media_type(request.headers.get("Content-Type"));
  if (request.body.empty()) return Value::object({});
  if (type == "application/json") {
    Result<Value> read = read_json(request.body);
    return read;
  }
  if (type != "application/x-www-form-urlencoded" && type != "multipart/form-data") return std::nullopt;
  const Result<http::Form> form = http::read_form(request);
  if (!form) return Result<Value>(failure(form.error()));
  Value fields = Value::object({});
  for (const char* name : {"username", "password"})
    if (const std::string* value = form->fields.last(name)) fields.add(name, *value);
  return Result<Value>(std::move(fields));
}

// The text of one field, or the reason why there is none.
struct Field {
  std::string text;
  const char* fault = nullptr;
};

Field field_of(const Value& fields, const char* name, bool is_trimmed) {
  const Value* sent = fields.find(name);
  if (!sent) return {{}, wire::kFieldRequired};
  if (sent->is_null()) return {{}, wire::kFieldNull};
  if (!sent->string() && !sent->number()) return {{}, wire::kFieldNoText};
  std::string text = sent->python_text();
  if (is_trimmed) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    text = first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  }
  if (text.empty()) return {{}, wire::kFieldBlank};
  return {std::move(text)};
}

}  // namespace

Result<Answer> api_token(Service& service, const Call& call) {
  const std::optional<Result<Value>> read = read_fields(call.request);
  if (!read) return wire::unsupported_media_type(call.request.headers.get("Content-Type"));
  if (!*read) return wire::parse_error(read->error().sentence);
  const Value& fields = **read;
  if (!fields.members()) return wire::no_dictionary(fields);
  const Field name = field_of(fields, "username", true), password = field_of(fields, "password", false);
  if (name.fault || password.fault) return wire::field_faults(name.fault, password.fault);
  const std::optional<User> user = service.users.with_password(name.text, password.text);
  if (!user) return wire::wrong_password();
  return wire::api_token(service.users.token_of(user->name));
}

}  // namespace hpc::apis::spack_monitor::views
