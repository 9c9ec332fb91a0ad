// What a run may have left on its target, written down before the request that makes it is sent; `hpcmock sweep` reads it.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "conformance/arazzo/engine.h"
#include "conformance/report/redactor.h"

namespace hpc::conformance {

/// A file of JSON lines. Every line is with the kernel when write() returns, so that it survives `kill -9`. No secret is
/// ever written: who sweeps gives them again. May be used from several threads.
class Ledger final {
 public:
  /// Appends to the file; fails (Errc::unavailable) when it cannot be opened.
  static Result<std::unique_ptr<Ledger>> open(const std::string& path, const Redactor& redactor);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  void write(const Json& line);
  /// Without the members that are secret.
  Json without_secrets(const Json& values) const;
  const std::string& path() const { return path_; }
  bool wrote_something() const { return wrote_; }

 private:
  Ledger(std::string path, int descriptor, const Redactor& redactor) : path_(std::move(path)), descriptor_(descriptor), redactor_(redactor) {}
  std::string path_;
  int descriptor_;
  const Redactor& redactor_;
  std::mutex mutex_;
  std::atomic<bool> wrote_ = false;
};

/// Where a check ran: what sweep needs besides the duties.
struct LedgerPlace {
  std::string check;
  std::string root;     ///< of the mock; "" for other targets
  std::string sandbox;  ///< its name, or ""
  Json base_urls;       ///< by API name
};

/// Writes one check's duties as the engine tells of them.
class CheckObserver final : public arazzo::Observer {
 public:
  CheckObserver(Ledger* ledger, LedgerPlace place, Redactor& redactor, const std::atomic<bool>& interrupted)
      : ledger_(ledger), place_(std::move(place)), redactor_(redactor), interrupted_(interrupted) {}

  void about_to_change(const arazzo::Duty& duty, const arazzo::Exchange& exchange) override;
  void answered(const arazzo::Exchange& exchange) override;
  void changed(const arazzo::Duty& duty) override;
  void made(const arazzo::Duty& duty) override;
  bool interrupted() const override { return interrupted_.load(); }
  /// A duty was done.
  void cleaned(std::size_t duty);

 private:
  std::string key(std::size_t duty) const { return place_.check + "#" + std::to_string(duty); }
  Ledger* ledger_;  ///< or nullptr
  LedgerPlace place_;
  Redactor& redactor_;
  const std::atomic<bool>& interrupted_;
  /// What was answered since is looked at for secrets before the ledger gets a line.
  void learn();

  std::vector<bool> known_;
  std::vector<arazzo::Exchange> unread_;
};

/// One duty that a ledger has and nobody did.
struct LeftDuty {
  std::string key;
  std::string file;
  std::string workflow;
  Json inputs;
  std::vector<Json> outputs;
  std::map<std::string, std::string> base_urls;
  std::string last_request;
  bool unanswered = false;
  std::string root;
  std::string sandbox;
};
struct LeftSandbox {
  std::string root;
  std::string name;
};
struct LedgerContent {
  std::vector<LeftDuty> duties;
  std::vector<LeftSandbox> sandboxes;
};
/// A line that was cut off by a kill at the end of the file is passed over; any other bad line is an error.
Result<LedgerContent> read_ledger(const std::string& path);

}  // namespace hpc::conformance
