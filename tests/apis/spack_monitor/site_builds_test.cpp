// Jobs of the simulated clusters that run `spack install` have builds here.
#include "apis/spack_monitor/monitor.h"
#include "site/programs/spack_spec.h"

namespace hpc::tests::spack_monitor {
namespace {

Bench::Options reporting(std::string clock = "manual") {
  return {.site = "", .set = {{"apis.spack_monitor.report_builds_of", "[daint]"}}, .clock = std::move(clock)};
}

site::JobId submit(Monitor& monitor, const std::string& script, int exit_code = 0,
                   Duration runs_for = std::chrono::seconds(20)) {
  site::Site& site = monitor.bench.site();
  site::JobSpec spec;
  spec.user = "vsoch";
  spec.credentials = HPC_MUST(site.accounts().credentials(spec.user));
  spec.script = "#!/bin/bash\n" + script;
  spec.working_directory = site::Path::of("/home/vsoch");
  spec.fixed_duration = runs_for;
  spec.fixed_exit.code = exit_code;
  return HPC_MUST(HPC_MUST(site.cluster("daint"))->scheduler().submit(spec));
}

// What the site's own programs run.
site::JobId submit_program(Monitor& monitor, const std::string& script,
                           std::optional<Duration> time_limit = std::nullopt) {
  site::Site& site = monitor.bench.site();
  site::JobSpec spec;
  spec.user = "vsoch";
  spec.credentials = HPC_MUST(site.accounts().credentials(spec.user));
  spec.script = "#!/bin/bash\n" + script;
  spec.working_directory = site::Path::of("/home/vsoch");
  spec.time_limit = time_limit;
  return HPC_MUST(HPC_MUST(site.cluster("daint"))->scheduler().submit(spec));
}

// "configure SUCCESS 08:00:11.500000": each phase with its last change, then each build.
std::string history(Monitor& monitor) {
  std::string all;
  const auto add = [&all](const std::string& name, const OrderedJson& row) {
    const auto date = row["modify_date"].get<std::string>();
    all += name + " " + row["status"].get<std::string>() + " " + date.substr(11, date.size() - 12) + "\n";
  };
  const OrderedJson phases = monitor.json_at("/api/buildphases/"), builds = monitor.json_at("/api/builds/");
  for (const OrderedJson& phase : phases["results"]) add(phase["name"], phase);
  for (const OrderedJson& build : builds["results"]) add("build", build);
  return all;
}

std::string statuses(Monitor& monitor) {
  std::string all;
  const OrderedJson page = monitor.json_at("/api/builds/");
  for (const OrderedJson& build : page["results"]) all += build["status"].get<std::string>() + " ";
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(site_builds)

BOOST_AUTO_TEST_CASE(lines_of_spack_install_name_their_specs) {
  using site::installed_specs;
  using WantedSpec = site::SpackSpec;
  const auto one = installed_specs(
      "module load x\n  /opt/spack/bin/spack install -j 8 --fail-fast zlib@1.2.11%gcc@9.3.0+shared && echo\n");
  BOOST_TEST((one == std::vector<WantedSpec>{{"zlib", "1.2.11", "gcc", "9.3.0"}}));
  const auto many =
      installed_specs("spack install curl hdf5@1.10:1.12~mpi ^zlib # later\nspack find\nspack install 'b%clang'");
  BOOST_TEST(
      (many == std::vector<WantedSpec>{{"curl", "", "", ""}, {"hdf5", "1.10:1.12", "", ""}, {"b", "", "clang", ""}}));
  BOOST_TEST(installed_specs("echo spack\ninstall zlib\n# spack install zlib\nspack install").empty());
}

BOOST_AUTO_TEST_CASE(a_build_waits_runs_and_succeeds_with_its_job) {
  Monitor monitor(reporting());
  submit(monitor, "spack install zlib@1.2.11%gcc@9.3.0\n");
  submit(monitor, "echo nothing to build\n");
  BOOST_TEST(statuses(monitor) == "NOTRUN ");
  monitor.bench.advance(std::chrono::hours(1));
  const OrderedJson spec = monitor.json_at("/ms1/specs/name/zlib/")[0];
  BOOST_TEST(spec["version"] == "1.2.11");
  BOOST_TEST(spec["full_hash"].get<std::string>().size() == 32U);
  BOOST_TEST(statuses(monitor) == "SUCCESS ");
  BOOST_TEST(monitor.json_at("/api/buildphases/1/")["name"] == "install");
  BOOST_TEST(monitor.get("/builds/owner/vsoch/").body.str().find("Build 1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_build_says_how_its_job_ended) {
  Monitor monitor(reporting());
  submit(monitor, "spack install good\n");
  submit(monitor, "spack install bad; exit 3\n", 3);
  const site::JobId job = submit(monitor, "spack install gone\n", 0, std::chrono::seconds(1000));
  BOOST_TEST(statuses(monitor) == "NOTRUN NOTRUN NOTRUN ");
  monitor.bench.advance(std::chrono::seconds(30));
  BOOST_TEST(bool(HPC_MUST(monitor.bench.site().cluster("daint"))->scheduler().cancel(job, 0)));
  monitor.bench.advance(std::chrono::seconds(60));
  BOOST_TEST(statuses(monitor) == "SUCCESS FAILED CANCELLED ");
  BOOST_TEST(monitor.json_at("/api/buildphases/1/")["status"] == "SUCCESS");
}

BOOST_AUTO_TEST_CASE(phases_and_ends_have_the_instants_at_which_they_happened) {
  Monitor monitor(reporting());
  submit_program(monitor, "spack install zlib\n");
  BOOST_TEST(history(monitor) == "build NOTRUN 08:00:00\n");
  monitor.bench.advance(std::chrono::seconds(12));
  BOOST_TEST(history(monitor) ==
             "autoreconf SUCCESS 08:00:01.500000\nconfigure SUCCESS 08:00:11.500000\nbuild NOTRUN 08:00:00\n");
  monitor.bench.advance(std::chrono::hours(1));
  BOOST_TEST(history(monitor) ==
             "autoreconf SUCCESS 08:00:01.500000\nconfigure SUCCESS 08:00:11.500000\nbuild SUCCESS 08:00:41.500000\n"
             "install SUCCESS 08:00:46.500000\nbuild SUCCESS 08:00:46.500000\n");
  const OrderedJson phase = monitor.json_at("/api/buildphases/2/");
  BOOST_TEST(phase["output"].get<std::string>().starts_with("==> zlib: Executing phase: 'configure'\nchecking for gcc"));
  site::Site& site = monitor.bench.site();
  const Bytes printed = HPC_MUST(HPC_MUST(site.cluster("daint"))
                                     ->files()
                                     .read(HPC_MUST(site.accounts().credentials("vsoch")),
                                           site::Path::of("/home/vsoch/slurm-1.out")));
  BOOST_TEST(printed.str().find("==> zlib: Successfully installed zlib-1.2.11-") != std::string::npos, printed.str());
}

BOOST_AUTO_TEST_CASE(a_job_that_is_long_forgotten_has_its_build) {
  Monitor monitor(reporting());
  submit_program(monitor, "spack install zlib curl\n");
  monitor.bench.advance(std::chrono::hours(24));
  BOOST_TEST(statuses(monitor) == "SUCCESS SUCCESS ");
  BOOST_TEST(monitor.json_at("/api/builds/2/")["modify_date"] == "2026-01-05T08:01:32.500000Z");
}

BOOST_AUTO_TEST_CASE(what_was_not_told_follows_from_the_jobs_end) {
  Monitor monitor(reporting());
  submit_program(monitor, "spack install in-time too-late\n", std::chrono::seconds(60));
  const site::JobId job = submit_program(monitor, "spack install unwanted\n");
  submit_program(monitor, "spack install good\nexit 3\n");
  monitor.bench.advance(std::chrono::seconds(20));
  BOOST_TEST(bool(HPC_MUST(monitor.bench.site().cluster("daint"))->scheduler().cancel(job, 0)));
  monitor.bench.advance(std::chrono::hours(1));
  BOOST_TEST(statuses(monitor) == "SUCCESS FAILED CANCELLED SUCCESS ");
}

BOOST_AUTO_TEST_CASE(a_rule_of_the_site_file_may_say_how_an_installation_goes) {
  Bench::Options options = reporting();
  options.set.push_back(
      {"clusters.0.programs", "[{when: {command: 'spack install broken*'}, runs_for: 5s, exit: 1, stdout: 'no'}]"});
  Monitor monitor(std::move(options));
  submit_program(monitor, "spack install broken\n");
  monitor.bench.advance(std::chrono::minutes(1));
  BOOST_TEST(history(monitor) == "install ERROR 08:00:05.500000\nbuild FAILED 08:00:05.500000\n");
  BOOST_TEST(monitor.json_at("/api/buildphases/1/")["output"] == "no");
}

BOOST_AUTO_TEST_CASE(another_apis_job_reports_its_build) {
  Monitor monitor({.site = "", .set = {{"apis.spack_monitor.report_builds_of", "[flux]"}}, .clock = "manual"});
  const http::Response submitted =
      monitor.bench.call("POST", "/v1/jobs/submit?command=spack%20install%20hdf5@1.10.7", {}, "", "flux_restful");
  BOOST_TEST_REQUIRE(submitted.status == 200, submitted.body.str());
  monitor.bench.advance(std::chrono::minutes(2));
  BOOST_TEST(statuses(monitor) == "SUCCESS ");
  BOOST_TEST(monitor.json_at("/api/buildphases/")["count"] == 4);
}

BOOST_AUTO_TEST_CASE(a_stepping_clock_shows_each_state_to_a_client_that_polls) {
  Monitor monitor(reporting("stepping"));
  submit(monitor, "spack install zlib\n", 0, std::chrono::hours(24));
  std::string seen, last;
  for (int i = 0; i < 20; ++i)
    if (const std::string now = statuses(monitor); now != last) seen += last = now;
  BOOST_TEST(seen == "NOTRUN SUCCESS ");
}

BOOST_AUTO_TEST_CASE(a_stepping_clock_shows_each_phase_to_a_client_that_polls) {
  Monitor monitor(reporting("stepping"));
  submit_program(monitor, "spack install zlib\n");
  std::string seen, last;
  for (int i = 0; i < 40; ++i)
    if (const std::string now = monitor.json_at("/api/buildphases/")["count"].dump(); now != last) seen += last = now;
  BOOST_TEST(seen == "01234");
  BOOST_TEST(statuses(monitor) == "SUCCESS ");
}

BOOST_AUTO_TEST_CASE(nothing_is_reported_unless_asked_for) {
  Monitor monitor;
  submit(monitor, "spack install zlib\n");
  monitor.bench.advance(std::chrono::hours(1));
  BOOST_TEST(statuses(monitor) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::spack_monitor
