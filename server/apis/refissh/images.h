// The Singularity images of the projects: copies of files, under names of their own.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apis/refissh/wire.h"
#include "base/bytes.h"
#include "base/result.h"
#include "site/timeline.h"

namespace hpc::apis::refissh {

class Images final {
 public:
  /// `clock` outlives it.
  explicit Images(const site::Clock& clock) : clock_(clock) {}

  /// Errors: conflict when the project has an image of that name.
  Result<void> add(const std::string& project, const std::string& name, Bytes content);
  /// Errors: conflict when it has none.
  Result<void> replace(const std::string& project, const std::string& name, Bytes content);
  Result<void> remove(const std::string& project, const std::string& name);
  Result<Image> find(const std::string& project, const std::string& name) const;
  bool has(const std::string& project, const std::string& name) const { return images_.count({project, name}) != 0; }
  /// Sorted by name.
  std::vector<Image> of(const std::string& project) const;

 private:
  struct Copy {
    Bytes content;  ///< shares the pieces of the file that it was copied from
    Instant modified;
  };

  const site::Clock& clock_;
  std::map<std::pair<std::string, std::string>, Copy> images_;  ///< by project and name
};

}  // namespace hpc::apis::refissh
