#include "conformance/schema/words.h"

namespace hpc::conformance {

std::string counted(std::size_t count, const std::string& thing) {
  if (count == 1) return "1 " + thing;
  const bool is_y = thing.ends_with('y');
  return std::to_string(count) + " " + (is_y ? thing.substr(0, thing.size() - 1) + "ies" : thing + "s");
}

std::string quoted(const std::string& name) {
  return shown(Json(name), 60);
}

std::string listed(const std::vector<std::string>& items, const std::string& last_word) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (text.size() + items[i].size() > kMostText - 60 && i > 0)
      return text + " and " + std::to_string(items.size() - i) + " more";
    if (i > 0) text += i + 1 == items.size() ? " " + last_word + " " : ", ";
    text += items[i];
  }
  return text;
}

std::string cut_to(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most - 3;
  while (end > 0 && (text[end] & 0xc0) == 0x80) --end;
  text.resize(end);
  return text + "...";
}

std::string type_words(std::uint8_t types) {
  if ((types & (kInteger | kFraction)) == (kInteger | kFraction)) types &= static_cast<std::uint8_t>(~kInteger);
  constexpr std::pair<int, const char*> kWords[] = {
      {kNull, "null"},       {kBoolean, "true or false"}, {kObject, "an object"}, {kArray, "an array"},
      {kString, "a string"}, {kInteger, "an integer"},    {kFraction, "a number"}};
  std::vector<std::string> words;
  for (const auto& [bit, word] : kWords) {
    if (types & bit) words.emplace_back(word);
  }
  return listed(words, "or");
}

std::string format_words(const Format& format) {
  const std::string name(format.name);
  if (format.fits_number) return "a number of format " + name;
  return "a string of format " + name + (format.example.empty() ? "" : " (" + std::string(format.example) + ")");
}

std::string values_in_words(const std::vector<Json>& values) {
  std::vector<std::string> words;
  for (const Json& value : values) words.push_back(shown(value, 60));
  if (words.empty()) return "nothing: the enum is empty";
  return words.size() == 1 ? words[0] : listed(words, "or");
}

namespace {

std::string in_words(const Node& node, int depth) {
  if (node.accepts_all) return "any value";
  if (node.accepts_nothing) return "nothing";
  if (node.constant) return shown(*node.constant, 60);
  if (node.has_enumeration) return values_in_words(node.enumeration);
  if (node.objects && !node.objects->members.empty()) {
    std::vector<std::string> names;
    for (const Member& member : node.objects->members) {
      const bool is_marked = member.node && member.node->constant;
      if (is_marked) names.push_back(quoted(member.name) + ": " + shown(*member.node->constant, 40));
      if (!is_marked && member.required) names.push_back(quoted(member.name));
    }
    if (!names.empty()) return "an object with " + listed(names, "and");
  }
  if (node.strings && node.strings->pattern) return "a string matching " + node.strings->pattern_text;
  if (node.strings && node.strings->format) return format_words(*node.strings->format);
  if (node.types != kAnyType) return type_words(node.types);
  if (node.reference && depth < 4) return in_words(*node.reference, depth + 1);
  if (!node.title.empty()) return node.title;
  return "what " + (node.location.empty() ? std::string("the schema") : node.location) + " describes";
}

}  // namespace

std::string in_words(const Node& node) {
  return cut_to(in_words(node, 0), kMostText - 40);
}

}  // namespace hpc::conformance
