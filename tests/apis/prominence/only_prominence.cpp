// The registry of a centre that has this API alone: its tests need no other.
#include "apis/registry.h"

namespace hpc::apis {
namespace prominence {
http::ApiType api_type();
}

std::vector<http::ApiType> all() {
  std::vector<http::ApiType> types;
  types.push_back(prominence::api_type());
  return types;
}

}  // namespace hpc::apis
