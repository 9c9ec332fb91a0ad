// The words that fault texts are made of.
#pragma once

#include <string>
#include <vector>

#include "conformance/schema/node.h"

namespace hpc::conformance {

constexpr std::size_t kMostText = 200;  ///< bytes of one text

/// "1 item", "2 items", "3 properties".
std::string counted(std::size_t count, const std::string& thing);
std::string quoted(const std::string& name);
/// `a, b or c`; what does not fit is counted.
std::string listed(const std::vector<std::string>& items, const std::string& last_word);
/// At a character's border, with dots.
std::string cut_to(std::string text, std::size_t most);

std::string type_words(std::uint8_t types);
std::string format_words(const Format& format);
std::string values_in_words(const std::vector<Json>& values);
/// A schema in a few words: "a string", "an object with \"id\"".
std::string in_words(const Node& node);

}  // namespace hpc::conformance
