#include "conformance/schema/fault_text.h"

#include "conformance/schema/words.h"

namespace hpc::conformance {

namespace {

/// The keyword as schemas spell it.
std::string_view spelled(Keyword keyword) {
  switch (keyword) {
    case Keyword::false_schema:
    case Keyword::limits:
      return "";
    case Keyword::type:
      return "type";
    case Keyword::enumeration:
      return "enum";
    case Keyword::constant:
      return "const";
    case Keyword::multiple_of:
      return "multipleOf";
    case Keyword::maximum:
      return "maximum";
    case Keyword::exclusive_maximum:
      return "exclusiveMaximum";
    case Keyword::minimum:
      return "minimum";
    case Keyword::exclusive_minimum:
      return "exclusiveMinimum";
    case Keyword::max_length:
      return "maxLength";
    case Keyword::min_length:
      return "minLength";
    case Keyword::pattern:
      return "pattern";
    case Keyword::format:
      return "format";
    case Keyword::content_encoding:
      return "contentEncoding";
    case Keyword::content_media_type:
      return "contentMediaType";
    case Keyword::items:
      return "items";
    case Keyword::additional_items:
      return "additionalItems";
    case Keyword::max_items:
      return "maxItems";
    case Keyword::min_items:
      return "minItems";
    case Keyword::unique_items:
      return "uniqueItems";
    case Keyword::contains:
      return "contains";
    case Keyword::max_contains:
      return "maxContains";
    case Keyword::max_properties:
      return "maxProperties";
    case Keyword::min_properties:
      return "minProperties";
    case Keyword::required:
      return "required";
    case Keyword::additional_properties:
      return "additionalProperties";
    case Keyword::property_names:
      return "propertyNames";
    case Keyword::dependencies:
      return "dependencies";
    case Keyword::dependent_required:
      return "dependentRequired";
    case Keyword::any_of:
      return "anyOf";
    case Keyword::one_of:
      return "oneOf";
    case Keyword::negation:
      return "not";
    case Keyword::unevaluated_items:
      return "unevaluatedItems";
    case Keyword::unevaluated_properties:
      return "unevaluatedProperties";
  }
  return "";
}

std::string with_type(const Json& value) {
  std::string text = shown(value);
  if (value.is_string()) return text + " (a string)";
  if (value.is_object()) return text + " (an object)";
  if (value.is_array()) return text + " (an array)";
  return text;
}

std::string with_length(const Json& text) {
  return shown(text) + " (" + counted(length_of(text.get_ref<const std::string&>()), "character") + ")";
}

std::string names_in_words(const Json& object) {
  std::vector<std::string> names;
  for (auto member = object.begin(); member != object.end(); ++member) names.push_back(quoted(member.key()));
  return names.empty() ? "an empty object" : "an object with only " + listed(names, "and");
}

std::string known_names(const Node& node) {
  std::vector<std::string> names;
  if (node.objects) {
    for (const Member& member : node.objects->members) {
      if (member.node) names.push_back(quoted(member.name));  // `required` alone does not make it known.
    }
  }
  return names.empty() ? "no property here" : "no property but " + listed(names, "and");
}

Fault number_words(const Spot& spot, Keyword keyword) {
  const Numbers& numbers = *spot.node.numbers;
  const auto limit = [](const char* words, const std::optional<Json>& value) { return words + shown(*value); };
  std::string expected;
  switch (keyword) {
    case Keyword::multiple_of:
      expected = limit("a multiple of ", numbers.multiple_of);
      break;
    case Keyword::maximum:
      expected = limit("a number <= ", numbers.maximum);
      break;
    case Keyword::exclusive_maximum:
      expected = limit("a number < ", numbers.exclusive_maximum);
      break;
    case Keyword::minimum:
      expected = limit("a number >= ", numbers.minimum);
      break;
    case Keyword::exclusive_minimum:
      expected = limit("a number > ", numbers.exclusive_minimum);
      break;
    default:
      expected = format_words(*numbers.format);
      break;
  }
  return {"", "", expected, shown(spot.instance)};
}

Fault string_words(const Spot& spot, Keyword keyword) {
  const Strings& strings = *spot.node.strings;
  switch (keyword) {
    case Keyword::max_length:
      return {"", "", "a string of at most " + counted(strings.max_length, "character"), with_length(spot.instance)};
    case Keyword::min_length:
      return {"", "", "a string of at least " + counted(strings.min_length, "character"), with_length(spot.instance)};
    case Keyword::pattern:
      return {"", "", "a string matching " + strings.pattern_text, shown(spot.instance)};
    case Keyword::content_encoding:
      return {"", "", "a string in base64", shown(spot.instance)};
    case Keyword::content_media_type:
      return {"", "", "a string that is a JSON document", shown(spot.instance)};
    default:
      return {"", "", format_words(*strings.format), shown(spot.instance)};
  }
}

Fault array_words(const Spot& spot, Keyword keyword, const Detail& detail) {
  const Arrays* arrays = spot.node.arrays.get();
  const std::string size = counted(spot.instance.size(), "item");
  switch (keyword) {
    case Keyword::items:
    case Keyword::additional_items:
      return {"", "", "at most " + counted(arrays->prefix.size(), "item"), size};
    case Keyword::max_items:
      return {"", "", "at most " + counted(arrays->max_items, "item"), size};
    case Keyword::min_items:
      return {"", "", "at least " + counted(arrays->min_items, "item"), size};
    case Keyword::unique_items:
      return {"", "", "items that differ",
              "items " + std::to_string(detail.first) + " and " + std::to_string(detail.second) + " are both " +
                  shown(spot.instance[detail.first])};
    case Keyword::contains:
      return {"", "",
              "at least " + counted(arrays->min_contains, "item") + " of this kind: " + in_words(*arrays->contains),
              std::to_string(detail.first) + " of " + size};
    case Keyword::max_contains:
      return {"", "",
              "at most " + counted(arrays->max_contains, "item") + " of this kind: " + in_words(*arrays->contains),
              std::to_string(detail.first) + " of " + size};
    default:
      return {"", "", "no item here", shown(spot.instance)};
  }
}

Fault object_words(const Spot& spot, Keyword keyword, const Detail& detail) {
  const Objects* objects = spot.node.objects.get();
  const std::string size = spot.instance.is_object() ? counted(spot.instance.size(), "property") : "";
  switch (keyword) {
    case Keyword::max_properties:
      return {"", "", "at most " + counted(objects->max_properties, "property"), size};
    case Keyword::min_properties:
      return {"", "", "at least " + counted(objects->min_properties, "property"), size};
    case Keyword::required:
      return {"", "", "a property " + quoted(*detail.name), names_in_words(spot.instance)};
    case Keyword::dependencies:
    case Keyword::dependent_required:
      return {"", "", "a property " + quoted(*detail.name) + ", because there is " + quoted(detail.text),
              names_in_words(spot.instance)};
    case Keyword::property_names:
      return {"", "", "as the property's name: " + detail.text, quoted(*detail.name)};
    case Keyword::additional_properties:
      return {"", "", known_names(spot.node), quoted(*detail.name) + ": " + shown(spot.instance, 80)};
    default:
      return {"", "", "no further property", quoted(*detail.name) + ": " + shown(spot.instance, 80)};
  }
}

Fault logic_words(const Spot& spot, Keyword keyword, const Detail& detail) {
  switch (keyword) {
    case Keyword::false_schema:
      return {"", "", "nothing: no value is allowed here", shown(spot.instance)};
    case Keyword::type:
      return {"", "", type_words(spot.node.types), with_type(spot.instance)};
    case Keyword::constant:
      return {"", "", shown(*spot.node.constant), shown(spot.instance)};
    case Keyword::enumeration:
      return {"", "", values_in_words(spot.node.enumeration), shown(spot.instance)};
    case Keyword::negation:
      return {"", "", "anything but " + in_words(*spot.node.logic->negation), shown(spot.instance)};
    case Keyword::one_of:
      return {"", "", "exactly one of " + counted(spot.node.logic->one_of.size(), "alternative"),
              "both " + std::to_string(detail.first) + " and " + std::to_string(detail.second) + " fit " +
                  shown(spot.instance, 80)};
    default:
      return {"", "", "a value that can be checked within limits: " + detail.text, shown(spot.instance, 80)};
  }
}

Fault words(const Spot& spot, Keyword keyword, const Detail& detail) {
  switch (keyword) {
    case Keyword::multiple_of:
    case Keyword::maximum:
    case Keyword::exclusive_maximum:
    case Keyword::minimum:
    case Keyword::exclusive_minimum:
      return number_words(spot, keyword);
    case Keyword::max_length:
    case Keyword::min_length:
    case Keyword::pattern:
    case Keyword::content_encoding:
    case Keyword::content_media_type:
      return string_words(spot, keyword);
    case Keyword::format:
      return spot.instance.is_string() ? string_words(spot, keyword) : number_words(spot, keyword);
    case Keyword::items:
    case Keyword::additional_items:
    case Keyword::max_items:
    case Keyword::min_items:
    case Keyword::unique_items:
    case Keyword::contains:
    case Keyword::max_contains:
    case Keyword::unevaluated_items:
      return array_words(spot, keyword, detail);
    case Keyword::max_properties:
    case Keyword::min_properties:
    case Keyword::required:
    case Keyword::dependencies:
    case Keyword::dependent_required:
    case Keyword::property_names:
    case Keyword::additional_properties:
    case Keyword::unevaluated_properties:
      return object_words(spot, keyword, detail);
    default:
      return logic_words(spot, keyword, detail);
  }
}

std::string location_of(const Spot& spot, Keyword keyword) {
  const std::string_view name = spelled(keyword);
  return name.empty() ? spot.node.location : spot.node.location + "/" + std::string(name);
}

Finding finished(const Spot& spot, Keyword keyword, Fault fault) {
  fault.instance_pointer = spot.path.pointer();
  fault.schema_pointer = location_of(spot, keyword);
  fault.expected = cut_to(std::move(fault.expected), kMostText);
  fault.got = cut_to(std::move(fault.got), kMostText);
  return {std::move(fault), keyword, spot.path.depth};
}

}  // namespace

Finding finding(const Spot& spot, Keyword keyword, const Detail& detail) {
  Finding made = finished(spot, keyword, words(spot, keyword, detail));
  const bool is_by_name = keyword == Keyword::dependencies || keyword == Keyword::dependent_required;
  if (is_by_name) made.fault.schema_pointer += "/" + pointer_token(detail.text);
  return made;
}

Finding merged_alternatives(const Spot& spot, Keyword keyword, const std::vector<Report>& alternatives) {
  std::vector<std::string> expected;
  for (const Report& alternative : alternatives) {
    const std::string& text = alternative.findings().front().fault.expected;
    if (std::find(expected.begin(), expected.end(), text) == expected.end()) expected.push_back(text);
  }
  return finished(spot, keyword, {"", "", listed(expected, "or"), alternatives.front().findings().front().fault.got});
}

Finding all_alternatives(const Spot& spot, Keyword keyword) {
  std::vector<std::string> words;
  for (const Node* node : keyword == Keyword::any_of ? spot.node.logic->any_of : spot.node.logic->one_of) {
    words.push_back(in_words(*node));
  }
  return finished(spot, keyword, {"", "", listed(words, "or"), shown(spot.instance, 80)});
}

Finding other_alternatives(const Spot& spot, Keyword keyword, std::size_t closest) {
  const std::vector<const Node*>& nodes =
      keyword == Keyword::any_of ? spot.node.logic->any_of : spot.node.logic->one_of;
  std::vector<std::string> others;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (i != closest) others.push_back(in_words(*nodes[i]));
  }
  return finished(
      spot, keyword,
      {"", "", "alternative " + std::to_string(closest) + " (the closest: above), or " + listed(others, "or"),
       shown(spot.instance, 80)});
}

}  // namespace hpc::conformance
