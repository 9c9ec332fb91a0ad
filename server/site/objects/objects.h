// An object storage: buckets of objects by key.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "site/timeline.h"

namespace hpc::site {

struct StoredObject {
  Bytes content;
  std::string etag;  ///< MD5, hex, without quotes
  std::string content_type;
  Instant stored;
};

class ObjectStore final {
 public:
  /// Outlives it.
  explicit ObjectStore(const Clock& clock) : clock_(clock) {}

  /// Nothing happens when it is there.
  void make_bucket(const std::string& bucket) { buckets_.try_emplace(bucket); }
  bool has_bucket(std::string_view bucket) const { return buckets_.contains(bucket); }

  /// Replaces what stood there. Errc::missing, About::object: no such bucket.
  Result<const StoredObject*> put(const std::string& bucket, const std::string& key, Bytes content,
                                  std::string content_type = "application/octet-stream");
  /// nullptr when there is none. Valid until it is replaced or removed.
  const StoredObject* find(std::string_view bucket, std::string_view key) const;
  bool remove(std::string_view bucket, std::string_view key);
  void remove_prefix(std::string_view bucket, std::string_view prefix);
  bool has_prefix(std::string_view bucket, std::string_view prefix) const;

  /// Told of each object once it is stored; may be empty.
  std::function<void(const std::string& bucket, const std::string& key)> on_put;

 private:
  using Bucket = std::map<std::string, StoredObject, std::less<>>;
  const Clock& clock_;
  std::map<std::string, Bucket, std::less<>> buckets_;
};

}  // namespace hpc::site
