// The status service: what is there and whether it works, remembered for a while per path.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "apis/firecrest/answer.h"
#include "apis/firecrest/machines.h"
#include "site/timeline.h"

namespace hpc::apis::firecrest {

/// A filesystem as this user finds it.
struct MountState {
  std::string name, path, description;
  bool available = false;
};

/// A system as this user finds it. `failed` are the paths of its filesystems that do not answer.
struct SystemState {
  std::string name;
  Contact contact = Contact::works;
  std::vector<std::string> failed;
};

class Status final {
 public:
  /// Outlives it.
  explicit Status(Machines& machines) : machines_(machines) {}

  Answer systems(const Call& call);
  Answer system(const Call& call);
  Answer services(const Call& call);
  Answer service(const Call& call);
  Answer parameters(const Call& call);
  Answer filesystems(const Call& call);
  Answer filesystems_of(const Call& call);

 private:
  /// The answer that this path had not longer than the cache's time ago, whoever asked; else a new one. `no-cache` in
  /// Cache-Control makes a new one.
  Answer remembered(const Call& call, const std::function<http::Response()>& make);
  SystemState state_of(const std::string& system, const std::string& user, bool with_filesystems);
  std::vector<MountState> mounts_of(const std::string& system, const std::string& user);

  struct Remembered {
    Instant made;
    http::Response response;
  };
  Machines& machines_;
  std::map<std::string, Remembered> cache_;  // by path
};

}  // namespace hpc::apis::firecrest
