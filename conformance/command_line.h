// The commands of the conformance runner, for the binary's main.
#pragma once

namespace CLI {
class App;
}

namespace hpc::conformance {

/// Registers `check`, `scenarios` and `sweep`; each runs when the command line is parsed, and leaves its exit code
/// (0 passed, 1 failed, 2 wrong usage, 3 target unreachable) in `exit_code`, which must outlive the parsing.
void add_commands(CLI::App& app, int& exit_code);

}  // namespace hpc::conformance
