// The tables that find_command() looks in, one per file of commands.
#pragma once

#include <span>

#include "site/programs/commands/command.h"

namespace hpc::site::programs {

std::span<const Command> shell_commands();       // printf.cpp
std::span<const Command> filter_commands();      // filters.cpp
std::span<const Command> sorting_commands();     // sorting.cpp
std::span<const Command> column_commands();      // columns.cpp
std::span<const Command> search_commands();      // grep.cpp
std::span<const Command> edit_commands();        // sed.cpp
std::span<const Command> file_commands();        // files.cpp
std::span<const Command> copy_commands();        // copies.cpp
std::span<const Command> listing_commands();     // listings.cpp
std::span<const Command> status_commands();      // status.cpp
std::span<const Command> walking_commands();     // walks.cpp
std::span<const Command> identity_commands();    // identity.cpp
std::span<const Command> value_commands();       // values.cpp
std::span<const Command> expression_commands();  // expr.cpp
std::span<const Command> date_commands();        // date.cpp
std::span<const Command> data_commands();        // data.cpp
std::span<const Command> prefix_commands();      // prefixes.cpp
std::span<const Command> parallel_commands();    // parallel.cpp
std::span<const Command> spack_commands();       // spack.cpp

}  // namespace hpc::site::programs
