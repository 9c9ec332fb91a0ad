// JSON values as the imitated server's language meets them: it never asks for a type, so a value of another type
// passes, is refused with an odd text or makes the server fail, by what is done with it.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace hpc::apis::prominence {

/// What a check gives: nothing, wire::bad() or wire::crash().
using Check = Result<void>;

/// Keys of an object, elements of an array or characters of a string as text; anything else makes the server fail.
Result<std::vector<std::string>> members_of(const OrderedJson& value);
/// The first member that is not among `allowed` is refused with `before` its text `after`.
Check only(const OrderedJson& value, std::initializer_list<std::string_view> allowed, std::string_view before,
           std::string_view after);
/// Whether an object has the key or an array the string.
bool has(const OrderedJson& value, std::string_view key);
/// The member of an object; of anything else, the server fails.
Result<const OrderedJson*> member(const OrderedJson& value, const char* key);

/// As str() of the language gives it.
std::string text_of(const OrderedJson& value);
bool is_digits(const OrderedJson& value);
/// A whole number of at least `least`, by its text: a string of digits breaks the comparison.
Check count(const OrderedJson& value, std::string_view not_a_number, std::string_view too_small,
            std::uint64_t least = 1);
/// At most `most`, for what count() has let pass.
Check at_most(const OrderedJson& value, std::uint64_t most, std::string_view too_large);
Check truth(const OrderedJson& object, const char* key);

/// Code points.
std::size_t length(std::string_view text);
/// `^[a-zA-Z0-9\-_\s/.]+$`
bool is_name(std::string_view text);
/// `^[a-zA-Z0-9]+$`
bool is_label(std::string_view text);
/// `^[\w\-_./]+$`
bool is_label_value(std::string_view text);

}  // namespace hpc::apis::prominence
