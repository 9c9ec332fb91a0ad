#include "apis/refissh/images.h"

namespace hpc::apis::refissh {

Result<void> Images::add(const std::string& project, const std::string& name, Bytes content) {
  if (has(project, name)) return failure(wire::image_exists());
  images_[{project, name}] = {std::move(content), clock_.now()};
  return {};
}

Result<void> Images::replace(const std::string& project, const std::string& name, Bytes content) {
  if (!has(project, name)) return failure(wire::image_to_update_missing());
  images_[{project, name}] = {std::move(content), clock_.now()};
  return {};
}

Result<void> Images::remove(const std::string& project, const std::string& name) {
  if (images_.erase({project, name}) == 0) return failure(wire::image_missing());
  return {};
}

Result<Image> Images::find(const std::string& project, const std::string& name) const {
  const auto found = images_.find({project, name});
  if (found == images_.end()) return failure(wire::image_missing());
  return Image{name, found->second.content.size(), found->second.modified};
}

std::vector<Image> Images::of(const std::string& project) const {
  std::vector<Image> all;
  for (auto at = images_.lower_bound({project, ""}); at != images_.end() && at->first.first == project; ++at)
    all.push_back({at->first.second, at->second.content.size(), at->second.modified});
  return all;
}

}  // namespace hpc::apis::refissh
