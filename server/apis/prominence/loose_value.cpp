#include "apis/prominence/loose_value.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/prominence/wire.h"

namespace hpc::apis::prominence {
namespace {

std::vector<std::string> characters(std::string_view text) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    result.emplace_back(text.substr(i, end - i));
    i = end;
  }
  return result;
}

std::uint32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(character[i])); };
  if (character.size() == 1) return byte(0);
  std::uint32_t point = byte(0) & (0xFFU >> (character.size() + 1));
  for (std::size_t i = 1; i < character.size(); ++i) point = point << 6 | (byte(i) & 0x3F);
  return point;
}

bool is_alphanumeric(std::uint32_t point) {
  return (point >= '0' && point <= '9') || (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z');
}

bool is_blank(std::uint32_t point) {
  return (point >= 9 && point <= 13) || (point >= 0x1C && point <= 0x20) || point == 0x85 || point == 0xA0 ||
         point == 0x1680 || (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 ||
         point == 0x202F || point == 0x205F || point == 0x3000;
}

// Letters and digits of all scripts: what is beyond ASCII and neither blank, punctuation nor symbol.
bool is_word(std::uint32_t point) {
  if (is_alphanumeric(point) || point == '_') return true;
  if (point < 0xAA || is_blank(point)) return false;
  if (point < 0xC0)
    return point == 0xAA || point == 0xB2 || point == 0xB3 || point == 0xB5 || point == 0xB9 || point == 0xBA ||
           (point >= 0xBC && point <= 0xBE);
  if (point == 0xD7 || point == 0xF7) return false;
  return !(point >= 0x2000 && point <= 0x2BFF) && !(point >= 0x3001 && point <= 0x3004) &&
         !(point >= 0x3008 && point <= 0x3020) && !(point >= 0xE000 && point <= 0xF8FF) &&
         !(point >= 0xFF01 && point <= 0xFF0F) && !(point >= 0x1F000 && point <= 0x1FAFF);
}

template <class Accepts>
bool consists_of(std::string_view text, Accepts accepts) {
  if (text.ends_with('\n') && text.size() > 1) text.remove_suffix(1);  // `$` stands before a final newline too
  const std::vector<std::string> all = characters(text);
  return !all.empty() &&
         std::all_of(all.begin(), all.end(), [&](const std::string& one) { return accepts(code_point(one)); });
}

}  // namespace

std::string text_of(const OrderedJson& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return "None";
  if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
  return wire::print(Json::parse(value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace)));
}

Result<std::vector<std::string>> members_of(const OrderedJson& value) {
  std::vector<std::string> members;
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) members.push_back(key);
  } else if (value.is_array()) {
    for (const OrderedJson& element : value) members.push_back(text_of(element));
  } else if (value.is_string()) {
    return characters(value.get_ref<const std::string&>());
  } else {
    return failure(wire::crash());
  }
  return members;
}

Check only(const OrderedJson& value, std::initializer_list<std::string_view> allowed, std::string_view before,
           std::string_view after) {
  const std::vector<std::string> members = HPC_TRY(members_of(value));
  for (const std::string& one : members)
    if (std::find(allowed.begin(), allowed.end(), one) == allowed.end())
      return failure(wire::bad(std::string(before) + one + std::string(after)));
  return {};
}

bool has(const OrderedJson& value, std::string_view key) {
  if (value.is_object()) return value.contains(std::string(key));
  if (!value.is_array()) return false;
  return std::any_of(value.begin(), value.end(),
                     [key](const OrderedJson& one) { return one.is_string() && one == key; });
}

Result<const OrderedJson*> member(const OrderedJson& value, const char* key) {
  if (!value.is_object() || !value.contains(key)) return failure(wire::crash());
  return &value.at(key);
}

bool is_digits(const OrderedJson& value) {
  const std::string text = text_of(value);
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Check count(const OrderedJson& value, std::string_view not_a_number, std::string_view too_small, std::uint64_t least) {
  if (!is_digits(value)) return failure(wire::bad(std::string(not_a_number)));
  if (!value.is_number()) return failure(wire::crash());
  if (value.get<std::uint64_t>() < least) return failure(wire::bad(std::string(too_small)));
  return {};
}

Check at_most(const OrderedJson& value, std::uint64_t most, std::string_view too_large) {
  if (value.get<std::uint64_t>() > most) return failure(wire::bad(std::string(too_large)));
  return {};
}

Check truth(const OrderedJson& object, const char* key) {
  if (!has(object, key)) return {};
  if (!HPC_TRY(member(object, key))->is_boolean())
    return failure(wire::bad(std::string(key) + " must be either true or false"));
  return {};
}

std::size_t length(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_name(std::string_view text) {
  return consists_of(text, [](std::uint32_t c) {
    return is_alphanumeric(c) || is_blank(c) || c == '-' || c == '_' || c == '/' || c == '.';
  });
}

bool is_label(std::string_view text) {
  return consists_of(text, is_alphanumeric);
}

bool is_label_value(std::string_view text) {
  return consists_of(text, [](std::uint32_t c) { return is_word(c) || c == '-' || c == '.' || c == '/'; });
}

}  // namespace hpc::apis::prominence
