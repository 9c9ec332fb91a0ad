#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "conformance/check/cleanup.h"
#include "conformance/check/commands.h"
#include "conformance/check/ledger.h"
#include "conformance/check/target_options.h"

namespace hpc::conformance {
namespace {

class Undisturbed final : public arazzo::Observer {};

/// One ledger, worked off.
class Sweep {
 public:
  Sweep(const std::string& path, RunOptions options, const Screen& screen, const World& world, Redactor& redactor)
      : path_(path), options_(std::move(options)), screen_(screen), world_(world), redactor_(redactor), target_(world.make_target()), waiter_(world.make_waiter()) {}

  int run(const LedgerContent& content) {
    auto ledger = Ledger::open(path_, redactor_);
    if (!ledger) return complain(ledger.error());
    ledger_ = std::move(*ledger);
    for (const auto& sandbox : content.sandboxes) sweep_sandbox(sandbox);
    for (const auto& duty : content.duties) {
      if (!gone_.contains(duty.sandbox)) sweep_duty(duty);
    }
    say(fmt::format("{} removed, {} left\n", removed_, left_));
    if (unreachable_) return 3;
    return left_ == 0 ? 0 : 1;
  }

  int complain(const Error& error) {
    screen_.err("hpcmock: " + redactor_.text(error.sentence) + "\n");
    return 2;
  }

 private:
  const std::string& path_;
  RunOptions options_;
  const Screen& screen_;
  const World& world_;
  Redactor& redactor_;
  std::unique_ptr<Target> target_;
  std::unique_ptr<Waiter> waiter_;
  std::unique_ptr<Ledger> ledger_;
  arazzo::Library library_;
  std::set<std::string> gone_;
  int removed_ = 0;
  int left_ = 0;
  bool unreachable_ = false;

  void say(const std::string& text) { screen_.out(redactor_.text(text)); }

  void leave(const std::string& what, const Error& error) {
    ++left_;
    unreachable_ = unreachable_ || error.what == Errc::unavailable;
    say("left     " + what + ": " + error.sentence + "\n");
  }

  void sweep_sandbox(const LeftSandbox& sandbox) {
    const auto deleted = delete_sandbox(*target_, sandbox.root, sandbox.name);
    if (!deleted) {
      leave("sandbox " + sandbox.name, deleted.error());
      return;
    }
    gone_.insert(sandbox.name);
    ledger_->write({{"event", "sandbox deleted"}, {"name", sandbox.name}});
    ++removed_;
    say("removed  sandbox " + sandbox.name + "\n");
  }

  Result<arazzo::Duty> duty_of(const LeftDuty& left) {
    const auto* scenario = HPC_TRY(library_.load(left.file));
    const auto* workflow = scenario->document.workflow(left.workflow);
    if (workflow == nullptr) return failure(Errc::missing, About::document, left.file + " has no workflow " + left.workflow);
    return arazzo::Duty{scenario, workflow, left.inputs, left.outputs, 0, true, left.unanswered};
  }

  void sweep_duty(const LeftDuty& left) {
    const auto duty = duty_of(left);
    if (!duty) {
      leave(left.key, duty.error());
      return;
    }
    Undisturbed undisturbed;
    const auto base_url = [&left](const Description& api, const std::string& path) { return url_by_api(left.base_urls, api_name(api), path).value_or(""); };
    const arazzo::Services services{*target_, *waiter_, world_.clock, undisturbed, base_url, 1000};
    auto report = clean_up({*duty}, services, given(left));
    redactor_.learn(report.exchanges);
    if (!report.done.front()) {
      unreachable_ = unreachable_ || nobody_answered(report);
      leave(left.key + " (last request: " + left.last_request + ")", {Errc::conflict, About::request, report.left_behind.empty() ? "clean-up failed" : report.left_behind.front()});
      return;
    }
    ledger_->write({{"event", "cleaned"}, {"duty", left.key}});
    ++removed_;
    say("removed  " + left.key + "\n");
  }

  static bool nobody_answered(const CleanupReport& report) { return !report.exchanges.empty() && !report.exchanges.back().response; }

  /// Flags, environment and profile give what the ledger does not hold: secrets.
  Json given(const LeftDuty& left) const {
    Json given = options_.inputs;
    given.update(left.inputs);
    return given;
  }
};

int sweep(const SweepSettings& settings, const Screen& screen, const World& world) {
  Redactor redactor;
  const auto data = find_data("");
  auto options = target_options(settings.target, data.profiles(), redactor);
  const auto content = read_ledger(settings.ledger);
  if (!options || !content) {
    screen.err("hpcmock: " + (options ? content.error().sentence : options.error().sentence) + "\n");
    return 2;
  }
  return Sweep(settings.ledger, std::move(*options), screen, world, redactor).run(*content);
}

}  // namespace

int sweep_command(const SweepSettings& settings, const Screen& screen, const World* world) {
  if (world != nullptr) return sweep(settings, screen, *world);
  const RealWorld real(settings.target.curl);
  return sweep(settings, screen, real.get());
}

}  // namespace hpc::conformance
