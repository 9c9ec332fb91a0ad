// A node with a filesystem and a clock on which scripts are run.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "site/filesystem/filesystem.h"
#include "site/programs/programs.h"
#include "site/timeline.h"

namespace hpc::site {

struct Ending {
  std::string out, err;
  ExitStatus exit;
  Duration took{};
  bool ended = false;
};

class Bench {
 public:
  explicit Bench(std::vector<OutcomeRule> rules = {});

  /// Runs a script as a job of alice in /home/alice, until it has ended or `most` has passed.
  Ending run(std::string_view script, Duration most = std::chrono::hours(1000));
  /// A job of alice's, to be changed.
  Job job(JobSpec spec);
  static JobSpec spec(std::string_view script);
  Ending run(const Job& job, std::vector<std::string> hosts = {"nid001"}, Duration most = std::chrono::hours(1000));

  std::string read(std::string_view path) const;
  /// "0:a\n5:a\nb\n": what the file held after each second at which it changed.
  std::string story(const Job& job, std::string_view path, int seconds);

  static Credentials alice() { return {1000, 1000, {100}}; }

  VirtualTimeline timeline;
  FileSystem files;
  Programs programs;

 private:
  JobId last_id_ = 6;
};

}  // namespace hpc::site
