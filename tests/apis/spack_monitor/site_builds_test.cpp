// Jobs of the simulated clusters that run `spack install` have builds here.
#include "apis/spack_monitor/install_command.h"
#include "apis/spack_monitor/monitor.h"

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

std::string statuses(Monitor& monitor) {
  std::string all;
  const OrderedJson page = monitor.json_at("/api/builds/");
  for (const OrderedJson& build : page["results"]) all += build["status"].get<std::string>() + " ";
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(site_builds)

BOOST_AUTO_TEST_CASE(lines_of_spack_install_name_their_specs) {
  using apis::spack_monitor::installed_specs;
  using apis::spack_monitor::WantedSpec;
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

BOOST_AUTO_TEST_CASE(a_stepping_clock_shows_each_state_to_a_client_that_polls) {
  Monitor monitor(reporting("stepping"));
  submit(monitor, "spack install zlib\n", 0, std::chrono::hours(24));
  std::string seen, last;
  for (int i = 0; i < 20; ++i)
    if (const std::string now = statuses(monitor); now != last) seen += last = now;
  BOOST_TEST(seen == "NOTRUN SUCCESS ");
}

BOOST_AUTO_TEST_CASE(nothing_is_reported_unless_asked_for) {
  Monitor monitor;
  submit(monitor, "spack install zlib\n");
  monitor.bench.advance(std::chrono::hours(1));
  BOOST_TEST(statuses(monitor) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::spack_monitor
