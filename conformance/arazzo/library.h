// Scenarios loaded and linked: each Arazzo document with the descriptions and documents that it names, read once.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "conformance/arazzo/document.h"
#include "conformance/openapi/openapi.h"

namespace hpc::conformance::arazzo {

/// A document with what its sources are.
struct Scenario {
  Document document;
  std::map<std::string, const Description*> apis;      ///< by source name
  std::map<std::string, const Scenario*> scenarios;    ///< by source name
  Json sources;                                        ///< {"name": {"url": "..."}}, for expressions
  Json components;                                     ///< {"parameters": {...}}, likewise

  /// The only OpenAPI source, or the first of them; nullptr without one.
  const Description* first_api() const;
};

/// Owns all that is loaded; addresses stay valid as long as it lives. Loading is for one thread; what is loaded never
/// changes and may be read by many.
class Library final {
 public:
  /// Reads a scenario and everything that it refers to, and resolves every reference. Errors (About::document) have one
  /// line for each fault with file, line and column.
  Result<const Scenario*> load(const std::string& file_name);
  Result<const Description*> load_api(const std::string& file_name);
  const std::map<std::string, std::unique_ptr<Description>>& apis() const { return apis_; }

 private:
  std::map<std::string, std::unique_ptr<Scenario>> scenarios_;  ///< by normalised path
  std::map<std::string, std::unique_ptr<Description>> apis_;
};

/// Resolves the references of one document whose sources are loaded; one line for each fault.
std::vector<std::string> link(Scenario& scenario);

}  // namespace hpc::conformance::arazzo
