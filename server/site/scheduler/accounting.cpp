#include "site/scheduler/accounting.h"

#include <cassert>

namespace hpc::site {
namespace {

void append_number(std::string& packed, std::uint32_t number) {
  for (; number >= 128; number >>= 7) packed += static_cast<char>(number | 128);
  packed += static_cast<char>(number);
}

std::uint32_t take_number(std::string_view& packed) {
  std::uint32_t number = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(packed.front());
    packed.remove_prefix(1);
    number |= static_cast<std::uint32_t>(byte & 127) << shift;
    if (byte < 128) return number;
  }
}

// Names of thousands of nodes would be most of a record: runs of indices, as distance and length, are not.
std::string pack(const std::vector<NodeIndex>& nodes) {
  std::string packed;
  NodeIndex behind = 0;
  for (std::size_t start = 0; start < nodes.size();) {
    std::size_t end = start + 1;
    while (end < nodes.size() && nodes[end] == nodes[end - 1] + 1) ++end;
    append_number(packed, nodes[start] - behind);
    append_number(packed, static_cast<std::uint32_t>(end - start));
    behind = nodes[end - 1] + 1;
    start = end;
  }
  return packed;
}

}  // namespace

void Accounting::add(const LiveJob& ended, std::string_view partition) {
  const Job& job = ended.job;
  assert(is_final(job.state) && job.ended && !kept(job.id));
  if (ended.user >= last_of_.size()) last_of_.resize(ended.user + 1);
  if (job.id >= by_id_.size()) by_id_.resize(job.id + 1);
  kept_.push_back({.submitted = job.submitted,
                   .started = job.started.value_or(kNever),
                   .ended = *job.ended,
                   .id = job.id,
                   .array_id = job.array_id,
                   .array_index = job.array_index,
                   .cpus = job.cpus,
                   .node_count = static_cast<std::uint32_t>(job.nodes.size()),
                   .uid = job.spec->credentials.uid,
                   .cancelled_by = job.cancelled_by,
                   .name = ended.name,
                   .user = ended.user,
                   .account = ended.account,
                   .partition = strings_.intern(partition),
                   .nodes = strings_.intern(pack(job.nodes)),
                   .previous_of_user = last_of_[ended.user],
                   .exit_code = job.exit.code,
                   .exit_signal = static_cast<std::int8_t>(job.exit.signal),
                   .out_of_memory = job.exit.out_of_memory,
                   .state = job.state});
  last_of_[ended.user] = by_id_[job.id] = static_cast<std::uint32_t>(kept_.size());
}

const Accounting::Kept* Accounting::kept(JobId job) const {
  return job < by_id_.size() && by_id_[job] != 0 ? &kept_[by_id_[job] - 1] : nullptr;
}

std::optional<JobRecord> Accounting::find(JobId job) const {
  const Kept* found = kept(job);
  return found != nullptr ? std::optional(read(*found)) : std::nullopt;
}

std::optional<JobState> Accounting::state_of(JobId job) const {
  const Kept* found = kept(job);
  return found != nullptr ? std::optional(found->state) : std::nullopt;
}

JobRecord Accounting::read(const Kept& kept) const {
  return {.id = kept.id,
          .array_id = kept.array_id,
          .array_index = kept.array_index,
          .state = kept.state,
          .exit = {.code = kept.exit_code, .signal = kept.exit_signal, .out_of_memory = kept.out_of_memory},
          .submitted = kept.submitted,
          .started = kept.started == kNever ? std::nullopt : std::optional(kept.started),
          .ended = kept.ended,
          .cpus = kept.cpus,
          .node_count = kept.node_count,
          .uid = kept.uid,
          .cancelled_by = kept.cancelled_by,
          .name = strings_.text(kept.name),
          .user = strings_.text(kept.user),
          .account = strings_.text(kept.account),
          .partition = strings_.text(kept.partition),
          .node_list = node_list(strings_.text(kept.nodes))};
}

std::string Accounting::node_list(std::string_view packed) const {
  std::vector<std::string> names;
  for (NodeIndex node = 0; !packed.empty();) {
    node += take_number(packed);
    for (std::uint32_t left = take_number(packed); left > 0; --left) names.push_back(nodes_[node++].spec.name);
  }
  return compress_host_list(names);
}

std::vector<JobRecord> Accounting::from(JobId first, std::size_t limit,
                                        const std::function<bool(const JobRecord&)>& wanted) const {
  std::vector<JobRecord> records;
  for (JobId job = first; job < by_id_.size() && records.size() < limit; ++job) {
    const Kept* found = kept(job);
    if (found == nullptr) continue;
    JobRecord record = read(*found);
    if (!wanted || wanted(record)) records.push_back(std::move(record));
  }
  return records;
}

std::vector<JobRecord> Accounting::of_user(std::string_view user, std::size_t limit) const {
  std::vector<JobRecord> records;
  const auto number = strings_.find(user);
  if (!number || *number >= last_of_.size()) return records;
  for (std::uint32_t at = last_of_[*number]; at != 0 && records.size() < limit; at = kept_[at - 1].previous_of_user)
    records.push_back(read(kept_[at - 1]));
  return records;
}

}  // namespace hpc::site
