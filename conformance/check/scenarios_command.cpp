#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/check/commands.h"
#include "conformance/check/plan.h"

namespace hpc::conformance {
namespace {

std::string joined(const std::vector<std::string>& words, const char* with) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : with) + word;
  return text;
}

OrderedJson as_json(const CheckInfo& info) {
  return {{"id", info.id},       {"level", level_name(info.level)}, {"title", info.title}, {"source", info.authority},
          {"api", info.api},     {"tags", info.tags},               {"needs", info.needs}, {"where", info.where}};
}

void print(const std::vector<PlannedCheck>& checks, bool json, const Screen& screen) {
  if (json) {
    auto list = OrderedJson::array();
    for (const auto& check : checks) list.push_back(as_json(check.info));
    screen.out(list.dump(2) + "\n");
    return;
  }
  std::size_t width = 0;
  for (const auto& check : checks) width = std::max(width, check.info.id.size());
  for (const auto& check : checks) {
    auto line = fmt::format("{:<{}}  {:<6}  {}", check.info.id, width, level_name(check.info.level), joined(check.info.authority, "; "));
    line.erase(line.find_last_not_of(' ') + 1);
    screen.out(line + "\n");
  }
}

}  // namespace

int scenarios_command(const ScenariosSettings& settings, const Screen& screen) {
  const auto data = find_data(settings.root);
  arazzo::Library library;
  const auto list = [&]() -> Result<std::vector<PlannedCheck>> {
    const auto files = HPC_TRY(scenario_files(data, settings.what));
    return select_checks(HPC_TRY(plan_checks(library, data, files)), {{}, settings.tags, settings.levels});
  };
  const auto checks = list();
  if (!checks) {
    screen.err("hpcmock: " + checks.error().sentence + "\n");
    return 2;
  }
  print(*checks, settings.json, screen);
  return 0;
}

}  // namespace hpc::conformance
