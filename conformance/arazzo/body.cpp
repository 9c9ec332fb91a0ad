#include "conformance/arazzo/body.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "base/digest.h"
#include "base/encoding.h"
#include "conformance/expression/scope.h"
#include "conformance/expression/text_template.h"

namespace hpc::conformance::arazzo {
namespace {

struct File {
  Bytes content;
  std::optional<std::string> name;
  std::string content_type = "application/octet-stream";
};

tl::unexpected<Error> wrong(std::string sentence) { return failure(Errc::invalid, About::document, std::move(sentence)); }

Result<Bytes> read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return wrong("the file " + path.string() + " cannot be read");
  std::ostringstream content;
  content << stream.rdbuf();
  return Bytes(std::move(content).str());
}

std::string text_of(const OrderedJson& value) { return as_text(Json(value)); }

/// {path: ...}, {content: ...}, {base64: ...} or {size: N}: what is in the file.
Result<Bytes> file_content(const OrderedJson& file, const std::string& folder) {
  if (file.contains("path")) return read_file(std::filesystem::path(folder) / text_of(file.at("path")));
  if (file.contains("content")) return Bytes(text_of(file.at("content")));
  if (file.contains("base64")) {
    auto bytes = base64_decode(text_of(file.at("base64")));
    if (!bytes) return wrong("x-file: base64 is not base64");
    return Bytes(std::move(*bytes));
  }
  if (file.contains("size") && file.at("size").is_number_unsigned()) return Bytes(std::string(file.at("size").get<std::size_t>(), 'x'));
  return wrong("x-file needs one of path, content, base64 and size");
}

Result<File> read_x_file(const OrderedJson& given, const std::string& folder) {
  const auto as_object = given.is_string() ? OrderedJson{{"path", given}} : given;
  if (!as_object.is_object()) return wrong("x-file is a path or an object with path, content, base64 or size");
  for (const auto& [key, value] : as_object.items()) {
    if (key != "path" && key != "content" && key != "base64" && key != "size" && key != "filename" && key != "contentType") {
      return wrong("x-file has the member " + key + "; allowed are path, content, base64, size, filename and contentType");
    }
  }
  File file;
  file.content = HPC_TRY(file_content(as_object, folder));
  file.name = as_object.contains("path") ? std::filesystem::path(text_of(as_object.at("path"))).filename().string() : "file";
  if (as_object.contains("filename")) {
    file.name = as_object.at("filename").is_null() ? std::nullopt : std::optional(text_of(as_object.at("filename")));
  }
  if (as_object.contains("contentType")) file.content_type = text_of(as_object.at("contentType"));
  return file;
}

Result<Body> encode_urlencoded(const std::string& content_type, const OrderedJson& payload) {
  if (!payload.is_object()) return Body{content_type, Bytes(text_of(payload))};
  std::string text;
  const auto add = [&text](const std::string& name, const OrderedJson& value) {
    text += (text.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(text_of(value));
  };
  for (const auto& [name, value] : payload.items()) {
    if (value.is_null()) continue;
    if (!value.is_array()) {
      add(name, value);
      continue;
    }
    for (const auto& one : value) add(name, one);
  }
  return Body{content_type, Bytes(std::move(text))};
}

/// A name inside quotes (RFC 7578, 2; HTML's escapes, which clients use).
std::string in_quotes(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"') {
      text += "%22";
    } else if (c == '\r') {
      text += "%0D";
    } else if (c == '\n') {
      text += "%0A";
    } else {
      text += c;
    }
  }
  return text + "\"";
}

struct FormPart {
  std::string head;
  Bytes content;
};

Result<FormPart> encode_part(const std::string& name, const OrderedJson& value, const std::string& folder) {
  FormPart part{"Content-Disposition: form-data; name=" + in_quotes(name), {}};
  if (value.is_object() && value.contains("x-file")) {
    auto file = HPC_TRY(read_x_file(value.at("x-file"), folder));
    if (file.name) part.head += "; filename=" + in_quotes(*file.name);
    part.head += "\r\nContent-Type: " + file.content_type;
    part.content = std::move(file.content);
  } else if (value.is_object()) {
    part.head += "\r\nContent-Type: application/json";
    part.content = Bytes(value.dump());
  } else {
    part.content = Bytes(text_of(value));
  }
  return part;
}

/// The boundary comes from the contents, so that the same request is the same bytes, and cannot stand in them.
std::string boundary_for(const std::vector<FormPart>& parts) {
  std::string digest;
  for (const auto& part : parts) digest = sha256(digest + part.head + sha256(part.content));
  return "hpcmock" + hex(digest).substr(0, 32);
}

Result<Body> encode_multipart(const OrderedJson& payload, const std::string& folder) {
  if (!payload.is_object()) return wrong("the payload of a multipart body is an object with a member for each part");
  std::vector<FormPart> parts;
  for (const auto& [name, value] : payload.items()) {
    if (value.is_null()) continue;
    if (!value.is_array()) {
      parts.push_back(HPC_TRY(encode_part(name, value, folder)));
      continue;
    }
    for (const auto& one : value) parts.push_back(HPC_TRY(encode_part(name, one, folder)));
  }
  const auto boundary = boundary_for(parts);
  Body body{"multipart/form-data; boundary=" + boundary, {}};
  for (const auto& part : parts) {
    body.bytes.append(std::string_view("--" + boundary + "\r\n" + part.head + "\r\n\r\n"));
    body.bytes.append(part.content);
    body.bytes.append("\r\n");
  }
  body.bytes.append(std::string_view("--" + boundary + "--\r\n"));
  return body;
}

}  // namespace

Result<Body> encode_body(const std::string& content_type, const OrderedJson& payload, const std::string& folder) {
  const auto type = to_lower(content_type.substr(0, content_type.find(';')));
  if (payload.is_object() && payload.contains("x-file")) {
    auto file = HPC_TRY(read_x_file(payload.at("x-file"), folder));
    return Body{content_type, std::move(file.content)};
  }
  if (type == "multipart/form-data") return encode_multipart(payload, folder);
  if (type == "application/x-www-form-urlencoded") return encode_urlencoded(content_type, payload);
  // A text is sent as it stands, for JSON too: the specification's templated example.
  if (payload.is_string()) return Body{content_type, Bytes(payload.get<std::string>())};
  if (!is_json_media_type(content_type) && payload.is_structured()) return wrong("a payload of type " + content_type + " must be a text or an x-file");
  return Body{content_type, Bytes(payload.dump())};
}

}  // namespace hpc::conformance::arazzo
