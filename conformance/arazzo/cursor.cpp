#include "conformance/arazzo/cursor.h"

#include <algorithm>

#include "conformance/expression/pointer.h"

namespace hpc::conformance::arazzo {
namespace {

constexpr std::size_t kMostFaults = 20;

std::string_view type_name(const OrderedJson& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  if (value.is_string()) return "a text";
  if (value.is_number()) return "a number";
  if (value.is_boolean()) return "true or false";
  return "nothing";
}

std::string found(const OrderedJson& value) {
  if (value.is_structured() || value.is_null()) return std::string(type_name(value));
  return shown(Json(value), 60) + (value.is_string() ? "" : " (" + std::string(type_name(value)) + ")");
}

}  // namespace

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

void Faults::add(std::string_view pointer, bool key, std::string_view sentence) {
  auto text = document_.where(pointer, key) + ": " + std::string(sentence);
  const auto same = [&text](const Line& line) { return line.text == text; };
  if (std::any_of(lines_.begin(), lines_.end(), same)) return;
  lines_.push_back({document_.position(pointer, key), std::move(text)});
}

Error Faults::error() const {
  auto lines = lines_;
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return std::pair(a.position.line, a.position.column) < std::pair(b.position.line, b.position.column);
  });
  std::string text;
  for (std::size_t i = 0; i < lines.size() && i < kMostFaults; ++i) text += (i > 0 ? "\n" : "") + lines[i].text;
  if (lines.size() > kMostFaults) text += "\nand " + std::to_string(lines.size() - kMostFaults) + " more";
  return {Errc::invalid, About::document, text};
}

bool Cursor::has(std::string_view key) const { return value_->is_object() && value_->contains(key); }

Cursor Cursor::at(std::string_view key) const {
  static const OrderedJson kNothing;
  const auto* child = has(key) ? &(*value_)[std::string(key)] : &kNothing;
  return {*faults_, *child, pointer_ + "/" + pointer_token(key)};
}

void Cursor::found_instead_of(std::string_view allowed) const { fault("found " + found(*value_) + "; allowed is " + std::string(allowed)); }

bool Cursor::is_object() const {
  if (value_->is_object()) return true;
  found_instead_of("an object");
  return false;
}

void Cursor::allow_only(std::initializer_list<std::string_view> keys, std::initializer_list<std::string_view> extensions) const {
  static constexpr std::string_view kOurs[] = {"x-level", "x-source", "x-cleanup", "x-needs", "x-operation", "x-file", "x-outputs", "x-within", "x-tags", "x-clock", "x-apis", "x-creates"};
  const auto in = [](const auto& list, std::string_view key) { return std::find(std::begin(list), std::end(list), key) != std::end(list); };
  for (const auto& [key, member] : value_->items()) {
    if (in(keys, key) || in(extensions, key)) continue;
    if (key.starts_with("x-") && !in(kOurs, key)) continue;
    std::vector<std::string> allowed(keys.begin(), keys.end());
    allowed.insert(allowed.end(), extensions.begin(), extensions.end());
    faults_->add(pointer_ + "/" + pointer_token(key), true, "found the member " + key + "; allowed are " + listed(allowed));
  }
}

std::string Cursor::required_text(std::string_view key) const {
  if (has(key)) return text(key);
  fault("found no " + std::string(key) + ", which must be there");
  return "";
}

std::string Cursor::text(std::string_view key) const {
  if (!has(key)) return "";
  const auto member = at(key);
  if (member.value().is_string()) return member.value().get<std::string>();
  member.found_instead_of("a text");
  return "";
}

int Cursor::word(std::string_view key, std::initializer_list<std::string_view> allowed) const {
  if (!has(key)) return -1;
  const auto member = at(key);
  const auto given = member.value().is_string() ? member.value().get<std::string>() : std::string();
  int index = 0;
  for (const auto& one : allowed) {
    if (one == given) return index;
    ++index;
  }
  member.found_instead_of(listed({allowed.begin(), allowed.end()}));
  return -1;
}

bool Cursor::flag(std::string_view key) const {
  if (!has(key)) return false;
  const auto member = at(key);
  if (member.value().is_boolean()) return member.value().get<bool>();
  member.found_instead_of("true or false");
  return false;
}

std::vector<std::string> Cursor::texts(std::string_view key) const {
  std::vector<std::string> all;
  if (has(key) && at(key).value().is_string()) return {at(key).value().get<std::string>()};
  each(key, [&all](const Cursor& one) {
    if (one.value().is_string()) {
      all.push_back(one.value().get<std::string>());
    } else {
      one.found_instead_of("a text");
    }
  });
  return all;
}

void Cursor::each(std::string_view key, const std::function<void(const Cursor&)>& visit) const {
  if (!has(key)) return;
  const auto list = at(key);
  if (!list.value().is_array()) {
    list.found_instead_of("a list");
    return;
  }
  for (std::size_t i = 0; i < list.value().size(); ++i) visit({*faults_, list.value()[i], list.pointer() + "/" + std::to_string(i)});
}

void Cursor::each_member(std::string_view key, const std::function<void(const std::string&, const Cursor&)>& visit) const {
  if (!has(key)) return;
  const auto map = at(key);
  if (!map.is_object()) return;
  for (const auto& [name, member] : map.value().items()) visit(name, {*faults_, member, map.pointer() + "/" + pointer_token(name)});
}

}  // namespace hpc::conformance::arazzo
