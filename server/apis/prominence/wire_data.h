// Uploads, objects and the storage's own words.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/json.h"
#include "http/message.h"
#include "site/objects/objects.h"

namespace hpc::apis::prominence::wire {

/// What a client wants to upload: by the query, and what that does not say, by the body.
struct Upload {
  std::optional<std::string> name, checksum;
  bool is_complete() const { return name && checksum; }
};
Upload read_upload(const http::Fields& query);
/// Empty texts for what nobody says.
void complete(Upload& upload, const OrderedJson& body);
std::string output_name(const OrderedJson& body);  ///< "" when it is not said

Json object(const std::string& name, const site::StoredObject& object);
http::Response url(int status, const std::string& url);
http::Response upload_form(const std::string& base, const std::string& key, const std::string& signature,
                           const std::string& expires, const std::string& checksum);

/// What a presigned URL or a form carries as proof.
struct Signed {
  std::string signature;  ///< "" for none
  std::string expires;
};
std::string presigned_url(const std::string& base, const std::string& key, const std::string& signature,
                          const std::string& expires);
Signed read_signature(const http::Fields& query);
/// The key, and the proof for it.
std::pair<std::string, Signed> read_form(const http::Fields& fields);
http::Headers object_headers(const site::StoredObject& object);

enum class StorageFault { expired, no_form, no_object };
/// As the storage says it: not the API's words, and not its headers.
http::Response storage_error(StorageFault fault);

}  // namespace hpc::apis::prominence::wire
