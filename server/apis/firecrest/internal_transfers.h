// POST /storage/xfer-internal/*: file operations that are jobs of the transfer partition.
#pragma once

#include <string>

#include "apis/firecrest/answer.h"
#include "apis/firecrest/gnu_tools.h"
#include "apis/firecrest/machines.h"
#include "apis/firecrest/parameters.h"
#include "apis/firecrest/submission.h"
#include "apis/firecrest/tasks.h"

namespace hpc::apis::firecrest {

class InternalTransfers final {
 public:
  /// Both outlive it.
  InternalTransfers(Machines& machines, Tasks& tasks) : machines_(machines), tasks_(tasks) {}

  Answer copy(const Call& call) { return transfer(call, Operation::cp); }
  Answer move(const Call& call) { return transfer(call, Operation::mv); }
  Answer rsync(const Call& call) { return transfer(call, Operation::rsync); }
  Answer remove(const Call& call) { return transfer(call, Operation::rm); }
  Answer compress(const Call& call) { return transfer(call, Operation::compress); }
  Answer extract(const Call& call) { return transfer(call, Operation::extract); }

 private:
  enum class Operation { cp, mv, rsync, rm, compress, extract };
  struct Transfer {
    Operation operation = Operation::cp;
    std::string source, target;
    bool dereference = false;
    site::ArchiveKind kind = site::ArchiveKind::tar_gz;
    std::string job_name, time, after, account;
  };

  static std::string_view name_of(Operation operation);
  static std::string command_of(const Transfer& transfer);
  static gnu::Ran perform(const Login& who, const Transfer& transfer);

  Answer transfer(const Call& call, Operation operation);
  Checked<Transfer> read(const Call& call, Operation operation) const;
  Checked<void> read_job_fields(const Parameters& form, Transfer& transfer) const;
  std::string script_of(const Transfer& transfer) const;
  Outcome submit(const Submission& submission, const Transfer& transfer);
  /// Does the work when the job has run, and writes what its script would have written.
  void started(const Login& who, const site::Job& job, const Transfer& transfer) const;
  void completed(const Login& who, const site::Job& job, const Transfer& transfer) const;
  void follow(site::Cluster& machine, const std::string& user, site::JobId job, const Transfer& transfer);

  Machines& machines_;
  Tasks& tasks_;
};

}  // namespace hpc::apis::firecrest
