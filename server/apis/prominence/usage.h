// What finished jobs have used, summed by day as they leave the queue, so that nobody has to go through the history.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "apis/prominence/job.h"

namespace hpc::apis::prominence {

struct Usage {
  Duration cpu{};
  Duration wall{};  ///< times the cpus
  std::uint64_t jobs = 0;
  void add(const Usage& other);
};

/// Nothing when none of its tasks ran.
Usage usage_of(const Job& job);

class UsageByDay final {
 public:
  void add(const Job& job);
  /// Of jobs submitted from the first day to the last.
  Usage of_user(const std::string& user, Instant first, Instant last) const;
  Usage of_group(const std::string& group, Instant first, Instant last) const;
  /// Who has used anything in that group in these days.
  std::map<std::string, Usage> users_of(const std::string& group, Instant first, Instant last) const;

 private:
  using Days = std::map<std::chrono::sys_days, Usage>;
  static Usage between(const Days& days, Instant first, Instant last);

  std::map<std::string, Days> by_user_, by_group_;
  std::map<std::string, std::map<std::string, Days>> by_group_and_user_;
};

}  // namespace hpc::apis::prominence
