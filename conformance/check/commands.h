// What the commands check, scenarios and sweep do, apart from how a command line spells it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "conformance/target/curl_target.h"

namespace hpc::conformance {

struct World;

/// Where output goes.
struct Screen {
  std::function<void(std::string_view)> out;
  std::function<void(std::string_view)> err;
  bool terminal = false;
};

/// Whom to talk to, and as whom.
struct TargetSettings {
  std::vector<std::string> base_urls;  ///< "URL" or "API=URL"
  std::string profile;
  std::vector<std::string> inputs;   ///< "NAME=VALUE"
  std::vector<std::string> secrets;  ///< likewise, and never to be seen
  CurlTarget::Options curl;
};

struct CheckSettings {
  std::vector<std::string> what;  ///< APIs, files, folders
  TargetSettings target;
  std::string root;
  std::vector<std::string> only;
  std::vector<std::string> tags;
  std::vector<std::string> levels;
  std::vector<std::string> reports;  ///< "junit=FILE"
  std::string budget;
  std::string baseline;
  std::string ledger;  ///< "": a file of this run's own, removed when nothing is left; "none"
  std::string run_id;
  std::string clock = "stepping";
  std::optional<double> min_coverage;
  std::size_t jobs = 0;
  bool read_only = false;
  bool strict = false;
  bool sandboxes = true;
  bool plan = false;
  bool quiet = false;
  bool verbose = false;
};

struct ScenariosSettings {
  std::vector<std::string> what;
  std::string root;
  std::vector<std::string> tags;
  std::vector<std::string> levels;
  bool json = false;
};

struct SweepSettings {
  std::string ledger;
  TargetSettings target;
};

// Exit codes: 0 passed, 1 failed, 2 wrong usage or scenarios, 3 target unreachable. `world` is the real one when absent.
int check_command(const CheckSettings& settings, const Screen& screen, const World* world = nullptr);
int scenarios_command(const ScenariosSettings& settings, const Screen& screen);
int sweep_command(const SweepSettings& settings, const Screen& screen, const World* world = nullptr);

}  // namespace hpc::conformance
