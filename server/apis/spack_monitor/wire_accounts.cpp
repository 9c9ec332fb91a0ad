// What the framework's own view says that gives API tokens to accounts.
#include "apis/spack_monitor/wire.h"

namespace hpc::apis::spack_monitor::wire {
namespace {

Value texts(std::string text) {
  return Value(Value::List{Value(std::move(text))});
}

Answer refused(int status, Value body) {
  return {.status = status, .body = std::move(body), .empty_type = {}, .is_raised = true};
}

Answer general(std::string text) {
  return refused(400, Value::object({{"non_field_errors", texts(std::move(text))}}));
}

// What Python calls the types that JSON has.
const char* python_type(const Value& value) {
  if (value.elements()) return "list";
  if (value.string()) return "str";
  if (value.boolean()) return "bool";
  return value.number() && value.number()->is_integer ? "int" : "float";
}

}  // namespace

Answer api_token(const std::string& token) {
  return ok(Value::object({{"token", token}}));
}

Answer field_faults(const char* username, const char* password) {
  Value body = Value::object({});
  if (username) body.add("username", texts(username));
  if (password) body.add("password", texts(password));
  return refused(400, std::move(body));
}

Answer wrong_password() {
  return general("Unable to log in with provided credentials.");
}

Answer no_dictionary(const Value& body) {
  if (body.is_null()) return general("No data provided");
  return general(std::string("Invalid data. Expected a dictionary, but got ") + python_type(body) + ".");
}

Answer parse_error(std::string_view reason) {
  return refused(400, Value::object({{"detail", "JSON parse error - " + std::string(reason)}}));
}

Answer unsupported_media_type(std::string_view type) {
  return refused(415, Value::object({{"detail", "Unsupported media type \"" + std::string(type) + "\" in request."}}));
}

}  // namespace hpc::apis::spack_monitor::wire
