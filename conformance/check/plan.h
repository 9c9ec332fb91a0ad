// Which checks there are, and which of them this run takes.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "conformance/arazzo/library.h"
#include "conformance/report/verdict.h"

namespace hpc::conformance {

/// A workflow that is a check: every one but those that only serve others (called, or named for clean-up) and say no
/// `x-level` of their own.
struct PlannedCheck {
  CheckInfo info;
  const arazzo::Scenario* scenario = nullptr;
  const arazzo::Workflow* workflow = nullptr;
};

/// Where scenarios, descriptions and profiles are.
struct DataFolders {
  std::string root;
  std::string scenarios() const { return root + "/scenarios"; }
  std::string schemas() const { return root + "/schemas"; }
  std::string profiles() const { return root + "/fixtures/profiles"; }
};

/// --root, else $HPCMOCK_DATA, else the source tree that the binary was built from or the folder it was installed with.
DataFolders find_data(const std::string& root_option);

/// The scenario files that APIs (folders below scenarios/), files and folders name; all of the data folder's when none
/// is named. Sorted. Fails (Errc::missing) and says what there is.
Result<std::vector<std::string>> scenario_files(const DataFolders& data, const std::vector<std::string>& named);

struct Selection {
  std::vector<std::string> only;    ///< ids; an id that ends in '/' or names a folder takes all below it
  std::vector<std::string> tags;    ///< any of them
  std::vector<std::string> levels;  ///< "MUST", "SHOULD", "MAY": any of them
};

/// Loads the files and lists their checks in order of file and place in it. Fails with the faults of every file.
Result<std::vector<PlannedCheck>> plan_checks(arazzo::Library& library, const DataFolders& data, const std::vector<std::string>& files);
/// The selected ones; fails (Errc::missing) when an id in `only` is no check.
Result<std::vector<PlannedCheck>> select_checks(std::vector<PlannedCheck> checks, const Selection& selection);

/// Every step that running the workflow may take, those of called workflows and dependencies included, clean-up not.
std::vector<const arazzo::Step*> reachable_steps(const arazzo::Workflow& workflow);

}  // namespace hpc::conformance
