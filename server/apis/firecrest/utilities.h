// The utilities service: small commands on a system's files, answered at once.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "apis/firecrest/answer.h"
#include "apis/firecrest/gnu_tools.h"
#include "apis/firecrest/machines.h"
#include "apis/firecrest/parameters.h"

namespace hpc::apis::firecrest {

class Utilities final {
 public:
  /// Outlives it.
  explicit Utilities(Machines& machines) : machines_(machines) {}

  Answer list(const Call& call);
  Answer make_directory(const Call& call);
  Answer rename(const Call& call);
  Answer chmod(const Call& call);
  Answer chown(const Call& call);
  Answer copy(const Call& call);
  Answer compress(const Call& call);
  Answer extract(const Call& call);
  Answer file_type(const Call& call);
  Answer stat(const Call& call);
  Answer symlink(const Call& call);
  Answer head(const Call& call);
  Answer tail(const Call& call);
  Answer view(const Call& call);
  Answer checksum(const Call& call);
  Answer download(const Call& call);
  Answer upload(const Call& call);
  Answer remove(const Call& call);
  Answer whoami(const Call& call);

 private:
  /// A request whose machine is known and whose fields are read.
  struct Order {
    const Call& call;
    std::string_view command;
    site::Cluster* machine;
    Parameters fields;
    /// A path that must be there.
    Checked<std::string> path(std::string_view name) const;
  };

  Checked<Order> order(const Call& call, std::string_view command);
  /// The user at the machine, or why it does not answer.
  Checked<Login> enter(const Order& order, std::string_view command);
  /// Runs a tool at the machine; its success is `status` with `sentence`.
  Answer run(const Order& order, int status, std::string_view sentence,
             const std::function<gnu::Ran(const Login&)>& tool);
  Answer part_of_file(const Call& call, bool is_tail);
  /// stat's size of a file, after the checks that download and view make first.
  Checked<std::uint64_t> size_of(const Order& order, const std::string& path);

  Machines& machines_;
};

/// What is unpacked by which archiver: the `type` field, or the name's last suffix. Shared with internal transfers.
Checked<site::ArchiveKind> extraction_kind(const Parameters& fields, const std::string& source, const Options& options);

}  // namespace hpc::apis::firecrest
