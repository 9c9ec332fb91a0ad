// multipart/form-data (RFC 7578), split without copying the contents.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "http/message.h"

namespace hpc::http {

struct Part {
  std::string name;
  bool has_filename = false;
  std::string filename;  ///< as sent; RFC 5987's filename* decoded
  Headers headers;
  Bytes content;  ///< shares the body's pieces
};

struct Form {
  Fields fields;            ///< parts without a file name, and all urlencoded fields
  std::vector<Part> files;  ///< parts with a file name
  const Part* file(std::string_view name) const;
};

/// The boundary of a Content-Type, or "" when there is none.
std::string multipart_boundary(std::string_view content_type);
/// Fails (Errc::invalid) on a missing final boundary or malformed part headers.
Result<std::vector<Part>> split_multipart(const Bytes& body, std::string_view boundary);

/// The form in the body by its Content-Type: urlencoded or multipart; any other type is an empty form.
Result<Form> read_form(const Request& request);

}  // namespace hpc::http
