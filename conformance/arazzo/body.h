// A payload as the bytes of a request body.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/json.h"
#include "base/result.h"

namespace hpc::conformance::arazzo {

struct Body {
  std::string content_type;  ///< with the boundary of a multipart body
  Bytes bytes;
};

/// JSON, application/x-www-form-urlencoded, multipart/form-data, or the text or file as it is. Files (`x-file`) are
/// looked for in `folder`.
Result<Body> encode_body(const std::string& content_type, const OrderedJson& payload, const std::string& folder);

}  // namespace hpc::conformance::arazzo
