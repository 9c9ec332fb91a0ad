#include "apis/firecrest/parameters.h"

#include <cctype>
#include <charconv>

#include "base/encoding.h"

namespace hpc::apis::firecrest {
namespace {

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

std::string_view strip(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

http::Fields valid(const http::Fields& fields) {
  http::Fields result;
  for (const auto& [name, value] : fields) result.add(to_valid_utf8(name), to_valid_utf8(value));
  return result;
}

}  // namespace

Parameters Parameters::of_query(const http::Request& request) {
  Parameters parameters;
  parameters.fields_ = valid(request.query_fields());
  return parameters;
}

Parameters Parameters::of_form(const http::Request& request) {
  Parameters parameters;
  // A form that cannot be read has no fields: Werkzeug swallows the error.
  if (auto form = http::read_form(request)) parameters.form_ = *std::move(form);
  parameters.fields_ = valid(parameters.form_.fields);
  return parameters;
}

std::string Parameters::text(std::string_view name) const {
  const std::string* value = find(name);
  return value ? *value : std::string();
}

bool Parameters::is_true(std::string_view name) const {
  return firecrest::is_true(text(name));
}

bool is_true(std::string_view text) {
  const std::string lower = to_lower(text);
  return lower == "true" || lower == "yes" || lower == "1";
}

bool has_invalid_char(std::string_view text) {
  constexpr std::string_view kForbidden = "<>|;\"'&\\()`";
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 || kForbidden.find(c) != std::string_view::npos) return true;
  return false;
}

std::optional<std::string_view> objection(const std::string* value) {
  if (!value) return "not specified";
  if (value->empty()) return "is empty";
  if (has_invalid_char(*value)) return "has invalid char";
  return std::nullopt;
}

std::optional<long long> integer(std::string_view text) {
  text = strip(text);
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-') return std::nullopt;
  }
  long long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string secure_filename(std::string_view name) {
  std::string words;  // separators and runs of blanks become one underscore
  bool gap = false;
  for (const char c : name) {
    if (c == '/' || is_blank(c)) {
      gap = !words.empty();
      continue;
    }
    if (gap) words += '_';
    gap = false;
    words += c;
  }
  std::string clean;
  for (const char c : words)
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '-') clean += c;
  const auto first = clean.find_first_not_of("._");
  if (first == std::string::npos) return {};
  return clean.substr(first, clean.find_last_not_of("._") - first + 1);
}

}  // namespace hpc::apis::firecrest
