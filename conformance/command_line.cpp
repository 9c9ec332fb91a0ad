#include "conformance/command_line.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "conformance/check/commands.h"

namespace hpc::conformance {
namespace {

Screen real_screen() {
  const auto write = [](std::FILE* file) {
    return [file](std::string_view text) {
      std::fwrite(text.data(), 1, text.size(), file);
      std::fflush(file);
    };
  };
  return {write(stdout), write(stderr), ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr};
}

CLI::Option* repeated(CLI::Option* option, const std::string& type) { return option->type_name(type)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->allow_extra_args(false); }

void add_target_options(CLI::App& command, TargetSettings& target) {
  repeated(command.add_option("--base-url", target.base_urls,
                              "Where the target is: the root of an hpcmock, the base URL of the one API under test, or API=URL for each. "
                              "Default: http://127.0.0.1:8080. Repeatable."),
           "[API=]URL");
  command.add_option("--profile", target.profile, "A file, or a name in fixtures/profiles: base URLs, token, inputs, capabilities of a deployment.")->type_name("FILE");
  repeated(command.add_option("--input", target.inputs, "An input of the scenarios. Repeatable. Also from the environment: HPCMOCK_INPUT_<NAME>."), "NAME=VALUE");
  repeated(command.add_option("--secret", target.secrets, "An input whose value must not be seen in any output. Repeatable."), "NAME=VALUE");
  command.add_option("--proxy", target.curl.proxy, "Proxy to use instead of the environment's; none: no proxy.")->type_name("URL");
  command.add_option("--ca-file", target.curl.ca_file, "Certificates (PEM) to trust.")->type_name("FILE");
  command.add_option("--client-cert", target.curl.client_certificate, "Client certificate (PEM).")->type_name("FILE");
  command.add_option("--client-key", target.curl.client_key, "Its key (PEM).")->type_name("FILE");
  command.add_flag_callback("--no-verify-tls", [&target] { target.curl.verify_tls = false; }, "Accept any certificate.");
  const auto seconds = [&command](const char* name, Duration& duration, const char* help) {
    command
        .add_option_function<std::string>(
            name,
            [&duration, name](const std::string& text) {
              const auto value = parse_duration(text);
              if (!value || *value <= Duration(0)) throw CLI::ValidationError(name, "found " + text + "; allowed is a duration like 10s or 500ms");
              duration = *value;
            },
            help)
        ->type_name("DURATION");
  };
  seconds("--timeout", target.curl.timeout, "Most time for one exchange. Default: 60s.");
  seconds("--connect-timeout", target.curl.connect_timeout, "Most time to connect. Default: 10s.");
}

void add_check(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("check", "Judge a server by the scenarios. Exit code: 0 passed, 1 failed, 2 wrong usage, 3 target unreachable.");
  const auto settings = std::make_shared<CheckSettings>();
  command->add_option("what", settings->what, "APIs (folders of scenarios/), scenario files or folders. Default: all there are.")->type_name("API|FILE|DIR");
  add_target_options(*command, settings->target);
  command->add_option("--root", settings->root, "Folder with scenarios/, schemas/ and fixtures/. Default: $HPCMOCK_DATA, else the program's own.")->type_name("DIR");
  repeated(command->add_option("--only", settings->only, "Only this check, or all below ID/. Repeatable."), "ID");
  repeated(command->add_option("--tag", settings->tags, "Only checks with this x-tags. Repeatable."), "TAG");
  repeated(command->add_option("--level", settings->levels, "Only checks of this level. Repeatable."), "LEVEL")->check(CLI::IsMember({"MUST", "SHOULD", "MAY"}));
  command->add_flag("--read-only", settings->read_only, "Send nothing that could change the target; checks that would are skipped.");
  command->add_flag("--strict", settings->strict, "Failures of level SHOULD count, too.");
  command->add_option("--jobs", settings->jobs, "Checks at once. Default: the number of processors in sandboxes, else 1.")->check(CLI::Range(1, 256));
  command->add_option("--budget", settings->budget, "Never cost the target more: jobs=N,requests-per-minute=N,bytes=N.")->type_name("LIMITS");
  command->add_flag("--plan", settings->plan, "Print what would be sent, and send nothing.");
  repeated(command->add_option("--report", settings->reports, "junit=FILE,json=FILE,html=FILE,tap=FILE,har=FILE. Repeatable."), "KIND=FILE");
  command->add_option("--min-coverage", settings->min_coverage, "Fail below this percentage of documented statuses seen.")->check(CLI::Range(0.0, 100.0));
  command->add_option("--baseline", settings->baseline, "File of accepted failures, each with the day until which it is accepted.")->type_name("FILE");
  command->add_option("--ledger", settings->ledger, "Where to note what may have to be removed again. Default: a file of the run's own; none: nowhere.")->type_name("FILE");
  command->add_option("--run-id", settings->run_id, "Name of this run: the input run_id, part of sandboxes' names. Default: made up.");
  command->add_option("--clock", settings->clock, "Clock of sandboxes: stepping, manual, real or idle-skip.")->check(CLI::IsMember({"stepping", "manual", "real", "idle-skip"}))->capture_default_str();
  command->add_flag_callback("--no-sandbox", [settings] { settings->sandboxes = false; }, "Use the mock's default site instead of a sandbox for each check.");
  command->add_flag("--quiet,-q", settings->quiet, "Print only what did not pass, and the summary.");
  command->add_flag("--verbose,-v", settings->verbose, "Print every exchange.");
  command->callback([settings, &exit_code] { exit_code = check_command(*settings, real_screen()); });
}

void add_scenarios(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("scenarios", "List every check with its id, level and source.");
  const auto settings = std::make_shared<ScenariosSettings>();
  command->add_option("what,--api", settings->what, "APIs, scenario files or folders. Default: all there are.")->type_name("API|FILE|DIR");
  command->add_option("--root", settings->root, "Folder with scenarios/ and schemas/.")->type_name("DIR");
  repeated(command->add_option("--tag", settings->tags, "Only checks with this x-tags. Repeatable."), "TAG");
  repeated(command->add_option("--level", settings->levels, "Only checks of this level. Repeatable."), "LEVEL")->check(CLI::IsMember({"MUST", "SHOULD", "MAY"}));
  command->add_flag("--json", settings->json, "As JSON, with titles, tags and places.");
  command->callback([settings, &exit_code] { exit_code = scenarios_command(*settings, real_screen()); });
}

void add_sweep(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("sweep", "Remove what a killed run left on its target. Exit code: 0 nothing is left, 1 something is, 3 target unreachable.");
  const auto settings = std::make_shared<SweepSettings>();
  command->add_option("ledger", settings->ledger, "The run's ledger.")->type_name("LEDGER")->required();
  add_target_options(*command, settings->target);
  command->callback([settings, &exit_code] { exit_code = sweep_command(*settings, real_screen()); });
}

}  // namespace

void add_commands(CLI::App& app, int& exit_code) {
  add_check(app, exit_code);
  add_scenarios(app, exit_code);
  add_sweep(app, exit_code);
}

}  // namespace hpc::conformance
