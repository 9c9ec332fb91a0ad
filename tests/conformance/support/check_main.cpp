// The conformance runner alone, without the server: what black-box tests start.
#include <CLI/CLI.hpp>

#include "conformance/command_line.h"

int main(int argc, char** argv) {
  CLI::App app("The conformance runner alone.", "hpcmock");
  app.require_subcommand(1);
  int exit_code = 0;
  hpc::conformance::add_commands(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return exit_code;
}
