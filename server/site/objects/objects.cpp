#include "site/objects/objects.h"

#include "base/digest.h"
#include "base/encoding.h"

namespace hpc::site {

Result<const StoredObject*> ObjectStore::put(const std::string& bucket, const std::string& key, Bytes content,
                                             std::string content_type) {
  const auto found = buckets_.find(bucket);
  if (found == buckets_.end()) return failure(Errc::missing, About::object, "There is no such bucket");
  std::string etag = hex(md5(content));
  StoredObject& object = found->second[key];
  object = {std::move(content), std::move(etag), std::move(content_type), clock_.now()};
  if (on_put) on_put(bucket, key);
  return &object;
}

const StoredObject* ObjectStore::find(std::string_view bucket, std::string_view key) const {
  const auto found = buckets_.find(bucket);
  if (found == buckets_.end()) return nullptr;
  const auto object = found->second.find(key);
  return object == found->second.end() ? nullptr : &object->second;
}

bool ObjectStore::remove(std::string_view bucket, std::string_view key) {
  const auto found = buckets_.find(bucket);
  if (found == buckets_.end()) return false;
  const auto object = found->second.find(key);
  if (object == found->second.end()) return false;
  found->second.erase(object);
  return true;
}

void ObjectStore::remove_prefix(std::string_view bucket, std::string_view prefix) {
  const auto found = buckets_.find(bucket);
  if (found == buckets_.end()) return;
  auto object = found->second.lower_bound(prefix);
  while (object != found->second.end() && object->first.compare(0, prefix.size(), prefix) == 0)
    object = found->second.erase(object);
}

bool ObjectStore::has_prefix(std::string_view bucket, std::string_view prefix) const {
  const auto found = buckets_.find(bucket);
  if (found == buckets_.end()) return false;
  const auto first = found->second.lower_bound(prefix);
  return first != found->second.end() && first->first.compare(0, prefix.size(), prefix) == 0;
}

}  // namespace hpc::site
