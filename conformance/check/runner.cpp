#include "conformance/check/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "conformance/check/check_run.h"
#include "conformance/check/coverage.h"
#include "conformance/check/token.h"

namespace hpc::conformance {
namespace {

/// The descriptions whose operations the checks call, in order of file name.
std::vector<const Description*> apis_of(const arazzo::Library& library, const std::vector<PlannedCheck>& checks) {
  std::set<const Description*> used;
  for (const auto& check : checks) {
    for (const auto* step : reachable_steps(*check.workflow)) used.insert(step->api);
  }
  std::vector<const Description*> apis;
  for (const auto& [file, api] : library.apis()) {
    if (used.contains(api.get())) apis.push_back(api.get());
  }
  return apis;
}

std::string description_of(const RunOptions& options, bool sandboxes, const std::string& profile_word) {
  std::string text = options.addresses.mock ? "hpcmock " + options.addresses.mock->version : profile_word;
  if (sandboxes) text += ", a sandbox for each check";
  if (options.read_only) text += std::string(text.empty() ? "" : ", ") + "read-only";
  return text;
}

}  // namespace

/// One call of run().
class Runner::Work {
 public:
  Work(Runner& runner, const std::vector<PlannedCheck>& checks)
      : world_(runner.world_), options_(runner.options_), log_(runner.log_), checks_(checks), apis_(apis_of(runner.library_, checks)),
        context_{runner.world_, runner.options_, runner.library_, runner.redactor_, nullptr, nullptr, {}, false, creating_operations(checks)} {}

  Summary run() {
    const auto start = world_.clock.steady();
    started_ = world_.clock.wall();
    if (prepare()) {
      run_all();
    } else {
      give_up();
    }
    summary_.took = std::chrono::ceil<Duration>(world_.clock.steady() - start);
    conclude();
    return std::move(summary_);
  }

 private:
  const World& world_;
  RunOptions& options_;
  EventLog& log_;
  const std::vector<PlannedCheck>& checks_;
  std::vector<const Description*> apis_;
  RunContext context_;
  std::optional<Budget> budget_;
  std::unique_ptr<Ledger> ledger_;
  std::mutex mutex_;
  Summary summary_;
  CoverageCount coverage_;
  Instant started_;
  std::string problem_;

  void announce() {
    log_.start({options_.addresses.url, description_of(options_, context_.sandboxes, ""), options_.run_id, checks_.size(), started_});
  }

  /// False when the target is not there, or the ledger cannot be written.
  bool prepare() {
    const auto wire = world_.make_target();
    const auto waiter = world_.make_waiter();
    if (options_.budget.any()) context_.budget = &budget_.emplace(options_.budget, world_.clock);
    std::optional<BudgetTarget> counted;
    if (context_.budget != nullptr) counted.emplace(*wire, *context_.budget, *waiter, [](const http::Request&) { return false; });
    Target& target = counted ? *counted : *wire;
    auto mock = find_mock(target, options_.addresses.url, apis_);
    if (mock) options_.addresses.mock = std::move(*mock);
    context_.capabilities = options_.capabilities;
    if (options_.addresses.mock) {
      const auto& more = options_.addresses.mock->capabilities;
      context_.capabilities.insert(context_.capabilities.end(), more.begin(), more.end());
    }
    context_.sandboxes = options_.addresses.mock.has_value() && options_.sandboxes && !options_.read_only;
    announce();
    if (!mock) {
      problem_ = mock.error().sentence;
      return false;
    }
    return open_ledger() && fetch_token(target);
  }

  bool open_ledger() {
    if (options_.ledger.empty() || options_.read_only) return true;
    auto ledger = Ledger::open(options_.ledger, context_.redactor);
    if (!ledger) {
      problem_ = ledger.error().sentence;
      return false;
    }
    ledger_ = std::move(*ledger);
    context_.ledger = ledger_.get();
    return true;
  }

  bool fetch_token(Target& target) {
    if (!options_.token) return true;
    auto token = request_token(target, *options_.token);
    if (!token) {
      problem_ = token.error().sentence;
      return false;
    }
    context_.redactor.add_secret(*token);
    options_.inputs[options_.token->input] = *token;
    return true;
  }

  void give_up() {
    for (std::size_t i = 0; i < checks_.size(); ++i) {
      CheckResult result;
      result.info = checks_[i].info;
      result.outcome = Outcome::error;
      result.reason = problem_;
      result.started = started_;
      end(i, {std::move(result), {}});
    }
    summary_.unreachable = true;
  }

  /// Indices of checks that one thread runs one after the other: those of one file share the state of a target.
  std::vector<std::vector<std::size_t>> units() const {
    std::vector<std::vector<std::size_t>> all;
    for (std::size_t i = 0; i < checks_.size(); ++i) {
      const bool same_file = !all.empty() && checks_[all.back().back()].info.file == checks_[i].info.file;
      if (same_file && !context_.sandboxes) {
        all.back().push_back(i);
      } else {
        all.push_back({i});
      }
    }
    return all;
  }

  void run_all() {
    const auto all = units();
    std::atomic<std::size_t> next = 0;
    const auto work = [this, &all, &next] {
      Lane lane(context_);
      for (auto unit = next++; unit < all.size(); unit = next++) {
        for (const auto place : all[unit]) end(place, run_check(context_, lane, checks_[place]));
      }
    };
    const auto processors = std::max(1U, std::thread::hardware_concurrency());
    const auto wanted = options_.jobs != 0 ? options_.jobs : context_.sandboxes ? processors : 1;
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(wanted, all.size()); ++i) others.emplace_back(work);
    work();
  }

  void end(std::size_t place, Judged judged) {
    {
      const std::lock_guard lock(mutex_);
      auto& result = judged.result;
      ++summary_.counts[static_cast<std::size_t>(result.outcome)];
      if (result.outcome == Outcome::fail && !result.counts) ++summary_.weaker_failures;
      summary_.requests += result.exchanges.size();
      coverage_.add(judged.hits);
      note_waiver(result);
      for (const auto& left : result.left_behind) summary_.notes.push_back("left behind by " + result.info.id + ": " + left);
    }
    log_.end_check(place, std::move(judged.result));
  }

  void note_waiver(const CheckResult& result) {
    if (result.outcome != Outcome::pass) return;
    const auto* waiver = waiver_for(options_.waivers, result.info.id);
    if (waiver != nullptr && waiver->check == result.info.id) summary_.notes.push_back("the waiver for " + result.info.id + " (" + waiver->where + ") is no longer needed");
  }

  void conclude() {
    summary_.interrupted = world_.interrupted.load();
    summary_.coverage = coverage_.of(apis_);
    const auto percent = coverage_percent(summary_.coverage);
    const bool covered = !options_.min_coverage || percent >= *options_.min_coverage;
    if (!covered) summary_.notes.push_back(fmt::format("coverage is {:.1f} %, less than the {:.1f} % asked for", percent, *options_.min_coverage));
    if (ledger_) note_ledger();
    const bool failed = summary_.count(Outcome::fail) > summary_.weaker_failures;
    if (failed || (!covered && !summary_.unreachable)) {
      summary_.exit_code = 1;
    } else if (summary_.count(Outcome::error) > 0) {
      summary_.exit_code = 3;
    } else if (summary_.interrupted) {
      summary_.exit_code = 1;
    }
    std::sort(summary_.notes.begin(), summary_.notes.end());
  }

  void note_ledger() {
    const auto content = read_ledger(ledger_->path());
    if (content && content->duties.empty() && content->sandboxes.empty()) {
      std::error_code error;
      if (options_.remove_empty_ledger) std::filesystem::remove(ledger_->path(), error);
      return;
    }
    summary_.notes.push_back("something may be left on the target; `hpcmock sweep " + ledger_->path() + "` removes it");
  }
};

Runner::Runner(const World& world, RunOptions options, arazzo::Library& library, Redactor& redactor, EventLog& log)
    : world_(world), options_(std::move(options)), library_(library), redactor_(redactor), log_(log) {}

Runner::~Runner() = default;

Summary Runner::run(const std::vector<PlannedCheck>& checks) { return Work(*this, checks).run(); }

}  // namespace hpc::conformance
