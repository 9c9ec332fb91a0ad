// Where each API of the target is.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "conformance/openapi/openapi.h"
#include "conformance/target/target.h"

namespace hpc::conformance {

/// "firecrest" of schemas/firecrest/openapi.yaml: the folder's name.
std::string api_name(const Description& api);
/// The path of the description's first server: "/firecrest"; "" without one.
std::string mount_of(const Description& api);

/// What a target says of itself, when it is hpcmock.
struct MockInfo {
  std::string root;  ///< "http://127.0.0.1:8080", without a slash at the end
  std::string version;
  std::vector<std::string> capabilities;
  std::string clock;  ///< mode of its default site's clock: "real", "stepping"...
};

/// Asks GET <url>/_hpcmock/version, and without the mount of one of the APIs when the URL ends in it. Absent when the
/// target is something else; fails (Errc::unavailable) when nobody answers.
Result<std::optional<MockInfo>> find_mock(Target& target, const std::string& url, const std::vector<const Description*>& apis);

struct Sandbox {
  std::string name;
  std::string root;                         ///< "http://127.0.0.1:8080/s/x"
  std::string control;                      ///< "http://127.0.0.1:8080/s/x/_hpcmock"
  std::map<std::string, std::string> urls;  ///< by API name
};
Result<Sandbox> create_sandbox(Target& target, const std::string& root, const std::string& name, const std::string& clock,
                               const OrderedJson* apis = nullptr);
Result<void> delete_sandbox(Target& target, const std::string& root, const std::string& name);

using UrlsByApi = std::map<std::string, std::string>;

/// The base URL for a path of an API: of "firecrest/auth/realms" before that of "firecrest", the longest that fits. For
/// deployments whose identity provider, say, has a host of its own. Absent when neither is known.
std::optional<std::string> url_by_api(const UrlsByApi& urls, const std::string& api, std::string_view path);

/// Base URLs as given, and as they follow from them.
class Addresses final {
 public:
  std::string url = "http://127.0.0.1:8080";          ///< --base-url
  bool url_given = false;
  UrlsByApi by_api;                                   ///< --base-url NAME=URL, and the profile's
  std::optional<MockInfo> mock;

  /// The base URL of an API (for a path of it), without a slash at the end; absent when it is not known.
  std::optional<std::string> base_url(const Description& api, const Sandbox* sandbox, std::string_view path = "") const;
  /// Of the deployment as a whole, for inputs and messages.
  std::string control_url(const Sandbox* sandbox) const;
};

}  // namespace hpc::conformance
