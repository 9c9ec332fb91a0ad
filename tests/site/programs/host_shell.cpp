#include "host_shell.h"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "bench.h"

namespace hpc::site {
namespace {

std::string slurp(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

HostRun run_on_host(std::string_view script) {
  std::string folder = (std::filesystem::temp_directory_path() / "programs_test_XXXXXX").string();
  BOOST_REQUIRE(mkdtemp(folder.data()) != nullptr);
  const std::filesystem::path root = folder;
  std::filesystem::create_directory(root / "home");
  std::ofstream(root / "script.sh", std::ios::binary) << script;
  const std::string command =
      "cd '" + folder + "/home' && env -i PATH=/usr/local/bin:/usr/bin:/bin HOME='" + folder +
      "/home' LC_ALL=C USER=alice bash -c 'exec -a bash bash ../script.sh' </dev/null >../out 2>../err";
  const int status = std::system(command.c_str());
  HostRun run{slurp(root / "out"), slurp(root / "err"),
              WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)};
  std::filesystem::remove_all(root);
  return run;
}

void compare_with_host(const std::vector<Sample>& samples) {
  for (const Sample& sample : samples) {
    BOOST_TEST_CONTEXT(sample.name << ":\n" << sample.script) {
      const HostRun host = run_on_host(sample.script);
      Bench bench;
      JobSpec spec = Bench::spec(sample.script);
      spec.script_path = "../script.sh";
      spec.environment = {{"LC_ALL", "C"}};
      const Ending ours = bench.run(bench.job(spec));
      BOOST_TEST(ours.ended);
      BOOST_TEST(ours.out == host.out);
      BOOST_TEST(ours.err == host.err);
      BOOST_TEST(ours.exit.code == host.status);
    }
  }
}

}  // namespace hpc::site
