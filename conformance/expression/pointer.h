// JSON Pointer (RFC 6901) and the dotted access of Arazzo's simple conditions, over JSON values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "conformance/schema/values.h"

namespace hpc::conformance {

/// The reference tokens of "/a/b~1c", unescaped. Absent when the text is not a pointer (neither empty nor starting with '/').
std::optional<std::vector<std::string>> pointer_tokens(std::string_view pointer);
/// "/a/b~1c" from its tokens.
std::string pointer_text(const std::vector<std::string>& tokens);

/// What the pointer names in the value, or nullptr. (For values whose keys are sorted: schema/values.h.)
const OrderedJson* at_pointer(const OrderedJson& root, std::string_view pointer);

/// Puts `value` where the pointer says; objects on the way are made, "-" appends to an array. False when a token does not fit what is there.
bool put_at_pointer(OrderedJson& root, std::string_view pointer, OrderedJson value);

/// What ".name[0].other" names in the value, or nullptr. A name may also be quoted: "['na me']". Empty names the value itself.
const Json* at_access(const Json& root, std::string_view access);

}  // namespace hpc::conformance
