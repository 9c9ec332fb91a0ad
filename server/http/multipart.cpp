#include "http/multipart.h"

#include <algorithm>
#include <optional>

#include "base/encoding.h"

namespace hpc::http {
namespace {

// Bounds what one body can cost: every part is a walk over the rope.
constexpr std::size_t kMostParts = 10'000;
constexpr std::uint64_t kMostHeaderBytes = 64 * 1024;

auto malformed(std::string sentence) {
  return failure(Errc::invalid, About::request, std::move(sentence));
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// `"a \"b\""` or `a`; removes it from the front of `text`. A backslash escapes only a quote or a backslash: some
// clients send the backslashes of a Windows path as they are.
std::string take_value(std::string_view& text) {
  std::string value;
  if (text.empty() || text.front() != '"') {
    const std::size_t end = std::min(text.find(';'), text.size());
    value = trimmed(text.substr(0, end));
    text.remove_prefix(end);
    return value;
  }
  std::size_t at = 1;
  for (; at < text.size() && text[at] != '"'; ++at) {
    const bool escapes = text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '"' || text[at + 1] == '\\');
    if (escapes) ++at;
    value += text[at];
  }
  text.remove_prefix(std::min(at + 1, text.size()));
  return value;
}

// The parameters after the first ';' of a header value; names in lower case.
Fields parameters_of(std::string_view value) {
  Fields parameters;
  std::size_t semicolon = value.find(';');
  while (semicolon != std::string_view::npos) {
    value = trimmed(value.substr(semicolon + 1));
    const std::size_t end = std::min(value.find_first_of("=;"), value.size());
    const std::string name = to_lower(trimmed(value.substr(0, end)));
    value.remove_prefix(end);
    if (!value.empty() && value.front() == '=') {
      value = trimmed(value.substr(1));
      parameters.add(name, take_value(value));
    }
    semicolon = value.find(';');
  }
  return parameters;
}

// RFC 5987: charset'language'percent-encoded. Only UTF-8 and its subset are in use.
std::string extended_value(std::string_view text) {
  const std::size_t language = text.find('\'');
  const std::size_t value = language == std::string_view::npos ? language : text.find('\'', language + 1);
  return percent_decode(value == std::string_view::npos ? text : text.substr(value + 1));
}

Result<Headers> parse_part_headers(std::string_view block) {
  Headers headers;
  while (!block.empty()) {
    const std::size_t end = std::min(block.find("\r\n"), block.size());
    const std::string_view line = block.substr(0, end);
    block.remove_prefix(std::min(end + 2, block.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 || line.find_first_of(" \t") < colon)
      return malformed("a part of the multipart body has a malformed header");
    headers.add(std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1))));
  }
  return headers;
}

Result<Part> describe(Headers headers) {
  const std::string_view disposition = headers.get("Content-Disposition");
  const Fields parameters = parameters_of(disposition);
  const std::string* name = parameters.first("name");
  if (!name) return malformed("a part of the multipart body has no name");
  Part part;
  part.name = *name;
  if (const std::string* filename = parameters.first("filename*")) {
    part.has_filename = true;
    part.filename = extended_value(*filename);
  } else if (const std::string* plain = parameters.first("filename")) {
    part.has_filename = true;
    part.filename = *plain;
  }
  part.headers = std::move(headers);
  return part;
}

// A line that separates parts: where the content before it ends, and where what follows it begins.
struct Separator {
  std::uint64_t content_end = 0;
  std::uint64_t next = 0;
  bool is_final = false;
};

// What stands after "--boundary" at `after` decides whether this is a separator: "--", or blanks and the line's end.
std::optional<Separator> separator_at(const Bytes& body, std::uint64_t content_end, std::uint64_t after) {
  const std::string tail = body.slice(after, 66).str();
  if (tail.starts_with("--")) return Separator{content_end, after + 2, true};
  const std::size_t blanks = std::min(tail.find_first_not_of(" \t"), tail.size());
  if (tail.compare(blanks, 2, "\r\n") != 0) return std::nullopt;
  return Separator{content_end, after + blanks + 2, false};
}

// The first separator at or after `from`. `line`: "\r\n--" and the boundary.
std::optional<Separator> next_separator(const Bytes& body, const std::string& line, std::uint64_t from) {
  for (;;) {
    const std::uint64_t at = body.find(line, from);
    if (at == Bytes::npos) return std::nullopt;
    if (const auto separator = separator_at(body, at, at + line.size())) return separator;
    from = at + 2;
  }
}

std::optional<Separator> first_separator(const Bytes& body, const std::string& line) {
  const std::string_view at_start = std::string_view(line).substr(2);
  if (body.slice(0, at_start.size()) == at_start)
    if (const auto separator = separator_at(body, 0, at_start.size())) return separator;
  return next_separator(body, line, 0);
}

}  // namespace

const Part* Form::file(std::string_view name) const {
  for (const Part& part : files)
    if (part.name == name) return &part;
  return nullptr;
}

std::string multipart_boundary(std::string_view content_type) {
  if (!equals_ignoring_case(content_type.substr(0, 10), "multipart/")) return "";
  const Fields parameters = parameters_of(content_type);
  const std::string* boundary = parameters.first("boundary");
  return boundary ? *boundary : "";
}

Result<std::vector<Part>> split_multipart(const Bytes& body, std::string_view boundary) {
  if (boundary.empty()) return malformed("the multipart body has no boundary");
  const std::string line = "\r\n--" + std::string(boundary);
  std::vector<Part> parts;
  auto separator = first_separator(body, line);
  while (separator && !separator->is_final) {
    if (parts.size() == kMostParts)
      return failure(Errc::too_large, About::request, "the multipart body has too many parts");
    // The empty line after the headers may follow at once: search from the separator's own line end.
    const std::uint64_t headers_end = body.slice(separator->next - 2, kMostHeaderBytes).find("\r\n\r\n");
    if (headers_end == Bytes::npos) return malformed("a part of the multipart body has no end of headers");
    const std::uint64_t content = separator->next - 2 + headers_end + 4;
    const std::string block = headers_end < 2 ? "" : body.slice(separator->next, headers_end - 2).str();
    Headers headers = HPC_TRY(parse_part_headers(block));
    Part part = HPC_TRY(describe(std::move(headers)));
    // An empty content shares its line end with the headers'.
    separator = next_separator(body, line, content - 2);
    if (separator && separator->content_end >= content)
      part.content = body.slice(content, separator->content_end - content);
    parts.push_back(std::move(part));
  }
  if (!separator) return malformed("the multipart body has no final boundary");
  return parts;
}

Result<Form> read_form(const Request& request) {
  Form form;
  const std::string_view content_type = request.headers.get("Content-Type");
  const std::string media = to_lower(trimmed(content_type.substr(0, content_type.find(';'))));
  if (media == "application/x-www-form-urlencoded") {
    form.fields = parse_urlencoded(request.body.str());
  } else if (media == "multipart/form-data") {
    for (Part& part : HPC_TRY(split_multipart(request.body, multipart_boundary(content_type)))) {
      if (part.has_filename)
        form.files.push_back(std::move(part));
      else
        form.fields.add(std::move(part.name), part.content.str());
    }
  }
  return form;
}

}  // namespace hpc::http
