#include "site/programs/commands/tables.h"

#include <map>

namespace hpc::site::programs {
namespace {

std::map<std::string_view, const Command*> all_commands() {
  std::map<std::string_view, const Command*> all;
  for (const std::span<const Command> table :
       {shell_commands(), filter_commands(), sorting_commands(), column_commands(), search_commands(), edit_commands(),
        file_commands(), copy_commands(), listing_commands(), status_commands(), walking_commands(),
        identity_commands(), value_commands(), expression_commands(), date_commands(), data_commands(),
        prefix_commands(), parallel_commands(), spack_commands()}) {
    for (const Command& command : table) all.emplace(command.name, &command);
  }
  return all;
}

}  // namespace

const Command* find_command(std::string_view name) {
  static const std::map<std::string_view, const Command*> kCommands = all_commands();
  const auto found = kCommands.find(name);
  return found == kCommands.end() ? nullptr : found->second;
}

}  // namespace hpc::site::programs
