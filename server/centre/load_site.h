// fixtures/sites/*.yaml -> SiteSpec. schemas/site.schema.json says what a site file may hold.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "site/spec.h"

namespace hpc::centre {

/// `--set apis.flux_restful.auth=required`: a dotted path into the file and a YAML value.
struct Override {
  std::string path;
  std::string value;
};

/// Every fault is one line, "demo.yaml:12:5: clusters[0].nodes: expected ..., got ...", joined by newlines in the
/// error's sentence.
Result<std::shared_ptr<const site::SiteSpec>> load_site(std::string_view text, const std::string& file_name,
                                                        const std::vector<Override>& overrides = {});
Result<std::shared_ptr<const site::SiteSpec>> read_site(const std::string& file_name,
                                                        const std::vector<Override>& overrides = {});
/// fixtures/sites/<name>.yaml as built into the binary; "demo" is the default.
Result<std::shared_ptr<const site::SiteSpec>> embedded_site(std::string_view name,
                                                            const std::vector<Override>& overrides = {});
std::vector<std::string> embedded_site_names();

using ApiOptions = std::map<std::string, std::shared_ptr<const Json>>;
/// The site's options of the APIs in `changes` (by the API's name) with the members that it gives put in their place.
/// Errors: invalid, one line for each fault.
Result<ApiOptions> changed_options(const site::SiteSpec& site, const Json& changes);

}  // namespace hpc::centre
