// The command line: the one file that knows everybody.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "conformance/command_line.h"
#include "serve.h"

namespace {

void add_serve(CLI::App& app, hpc::ServeOptions& options, int& exit_code) {
  CLI::App* serve = app.add_subcommand("serve", "Serve a simulated HPC centre until Ctrl-C (SIGINT) or SIGTERM.");
  serve->add_option("--site", options.site, "Site file (YAML), or the name of a built-in one.")->capture_default_str();
  serve->add_option("--listen", options.listen,
                    "HOST:PORT of the main listener (default 127.0.0.1:8080; port 0: the system chooses), or "
                    "API=HOST:PORT for a listener of one API's own, or object-storage=HOST:PORT for FirecREST's storage alone. "
                    "Repeatable.")
      ->type_name("[API=]HOST:PORT")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  serve->add_option("--clock", options.clock,
                    "How virtual time passes: real, scaled:FACTOR, manual, stepping, idle-skip[:QUIET]. Default: the "
                    "site file's, else real.")
      ->type_name("MODE");
  serve->add_option("--seed", options.seed, "Seed of ids and random choices. Default: the site file's, else 1.");
  serve->add_option("--set", options.set,
                    "Override one value of the site file: apis.flux_restful.auth=required. Repeatable.")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  serve->add_option("--ready-file", options.ready_file, "Written, whole, once requests are accepted: JSON with the URLs.");
  serve->add_option("--log-format", options.log_format, "text or json.")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  serve->add_flag("--quiet", options.quiet, "Print nothing when ready.");
  serve->add_option("--threads", options.threads, "Worker threads.")->check(CLI::Range(1, 64))->capture_default_str();
  serve->add_option("--max-body-bytes", options.limits.body_bytes, "Largest request body; 413 beyond.")
      ->capture_default_str();
  serve->add_option("--max-header-bytes", options.limits.header_bytes, "Largest request line and headers; 431 beyond.")
      ->capture_default_str();
  serve->add_option("--max-connections", options.limits.connections, "Connections at once.")->capture_default_str();
  serve->callback([&options, &exit_code] { exit_code = hpc::serve(options); });
}

void add_routes(CLI::App& app, std::string& api, int& exit_code) {
  CLI::App* routes = app.add_subcommand("routes", "Print method, path and operation of every route.");
  routes->add_option("api", api, "Only this API, by the name of its folder.");
  routes->callback([&api, &exit_code] { exit_code = hpc::print_routes(api); });
}

// CLI11 says only that a subcommand is required when it does not know the one that is there.
bool is_unknown_subcommand(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return false;
  for (const CLI::App* known : app.get_subcommands({}))
    if (known->get_name() == argv[1]) return false;
  std::fprintf(stderr, "hpcmock: there is no subcommand \"%s\"; there are:", argv[1]);
  for (const CLI::App* known : app.get_subcommands({})) std::fprintf(stderr, " %s", known->get_name().c_str());
  std::fprintf(stderr, "\nRun with --help for more information.\n");
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("A whole HPC centre in one process, and the conformance tests that keep it honest.", "hpcmock");
  app.set_version_flag("--version", "hpcmock " HPCMOCK_VERSION);
  app.require_subcommand(1);
  int exit_code = 0;
  hpc::ServeOptions serve_options;
  std::string routes_api;
  add_serve(app, serve_options, exit_code);
  add_routes(app, routes_api, exit_code);
  hpc::conformance::add_commands(app, exit_code);
  if (is_unknown_subcommand(app, argc, argv)) return 2;
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return exit_code;
}
