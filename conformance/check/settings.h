// Files that say how to run: profiles of deployments, and baselines of accepted failures.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace hpc::conformance {

/// A deployment: where it is, what it can do, and the inputs that scenarios get there. `${NAME}` in any text is the
/// environment's variable of that name.
struct Profile {
  std::string name;
  std::string base_url;                        ///< of the whole
  std::map<std::string, std::string> base_urls;  ///< of each API
  Json inputs;
  std::vector<std::string> secrets;       ///< values that must never be seen
  std::vector<std::string> capabilities;
  struct Token {
    std::string url;
    std::string client_id;
    std::string client_secret;
    std::string scope;
    std::string input = "access_token";  ///< the input that gets it
  };
  std::optional<Token> token;
};

/// `name` is a file, or the name of one in the folder without ".yaml". Errors have file, line and column.
Result<Profile> read_profile(const std::string& name, const std::string& folder);

struct Waiver {
  std::string check;  ///< id, or a folder of ids ending in '/'
  Instant until;      ///< the end of that day
  std::string until_text;
  std::string why;
  std::string where;
};
Result<std::vector<Waiver>> read_baseline(const std::string& file);
/// The waiver for a check, or nullptr.
const Waiver* waiver_for(const std::vector<Waiver>& waivers, const std::string& check);

}  // namespace hpc::conformance
