// A launcher for tests: jobs do nothing for a scripted time, and it remembers what it was asked.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "site/scheduler.h"

namespace hpc::site {

class FakeLauncher final : public Launcher {
 public:
  struct Script {
    Duration runs = std::chrono::seconds(10);
    ExitStatus exit = {};
  };

  explicit FakeLauncher(Timeline& timeline) : timeline_(timeline) {}

  /// By the job's comment, so that jobs may share a name; others get the default Script.
  std::map<std::string, Script> scripts;
  /// "a on n0,n1" for each launch, "a killed" for each execution destroyed before its end.
  std::vector<std::string> told;

  std::unique_ptr<Execution> launch(const Job& job, const std::vector<std::string>& node_names,
                                    std::function<void(ExitStatus)> ended) override {
    const auto found = scripts.find(job.spec->comment);
    std::string line = job.spec->name + " on ";
    for (const std::string& name : node_names) line += (name == node_names.front() ? "" : ",") + name;
    told.push_back(line);
    return std::make_unique<Run>(*this, job.spec->name, found != scripts.end() ? found->second : Script{},
                                 std::move(ended));
  }

 private:
  class Run final : public Execution {
   public:
    Run(FakeLauncher& owner, std::string name, const Script& script, std::function<void(ExitStatus)> ended)
        : owner_(owner), name_(std::move(name)), ended_(std::move(ended)) {
      event_ = owner_.timeline_.after(script.runs, [this, exit = script.exit] {
        has_ended_ = true;
        ended_(exit);
        // Destroying it within the call above would be a use after free here.
        event_ = 0;
      });
    }
    ~Run() override {
      owner_.timeline_.cancel(event_);
      if (!has_ended_) owner_.told.push_back(name_ + " killed");
    }

   private:
    FakeLauncher& owner_;
    std::string name_;
    std::function<void(ExitStatus)> ended_;
    EventId event_ = 0;
    bool has_ended_ = false;
  };

  Timeline& timeline_;
};

}  // namespace hpc::site
