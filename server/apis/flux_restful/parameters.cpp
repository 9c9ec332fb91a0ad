#include "apis/flux_restful/parameters.h"

#include <algorithm>

#include "base/encoding.h"

namespace hpc::apis::flux_restful {
namespace {

bool is_one_of(const std::string& word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// A fraction that is nothing belongs to an integer: "1.0", "2.".
std::string_view without_zero_fraction(std::string_view text) {
  const std::size_t end = text.find_last_not_of(" \t\n\r") + 1;
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot + 1 >= end) return text;
  const bool is_zero = text.substr(dot + 1, end - dot - 1).find_first_not_of('0') == std::string_view::npos;
  return is_zero ? text.substr(0, dot) : text;
}

}  // namespace

std::optional<Integer> Parameters::integer(std::string_view name) {
  const std::string* given = text(name);
  if (!given) return std::nullopt;
  const bool takes_fraction = dialect_ == Options::Dialect::v2;
  std::optional<Integer> number = parse_int(takes_fraction ? without_zero_fraction(*given) : *given);
  if (!number) faults_.bad_integer(name, *given);
  return number;
}

bool Parameters::boolean(std::string_view name) {
  const std::string* given = text(name);
  if (!given) return false;
  const std::string word = to_lower(*given);
  if (is_one_of(word, {"true", "1", "on", "yes", "t", "y"})) return true;
  if (!is_one_of(word, {"false", "0", "off", "no", "f", "n"})) faults_.bad_boolean(name, *given);
  return false;
}

}  // namespace hpc::apis::flux_restful
