#include "apis/flux_restful/cores.h"

#include <algorithm>

namespace hpc::apis::flux_restful {

std::string id_set(const std::vector<std::uint32_t>& numbers) {
  std::string text;
  for (std::size_t start = 0; start < numbers.size();) {
    std::size_t end = start + 1;
    while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
    text += (text.empty() ? "" : ",") + std::to_string(numbers[start]);
    if (end - start > 1) text += "-" + std::to_string(numbers[end - 1]);
    start = end;
  }
  return numbers.size() == 1 ? text : "[" + text + "]";
}

std::string resource_summary(const Allotment& allotment) {
  std::vector<std::pair<std::vector<std::uint32_t>, std::vector<std::uint32_t>>> groups;  // cores, ranks
  for (const Share& share : allotment) {
    const auto same = [&share](const auto& group) { return group.first == share.cores; };
    const auto found = std::find_if(groups.begin(), groups.end(), same);
    if (found != groups.end())
      found->second.push_back(share.rank);
    else
      groups.push_back({share.cores, {share.rank}});
  }
  std::string text;
  for (const auto& [cores, ranks] : groups)
    text += (text.empty() ? "rank" : " rank") + id_set(ranks) + "/core" + id_set(cores);
  return text;
}

std::size_t core_count(const Allotment& allotment) {
  std::size_t count = 0;
  for (const Share& share : allotment) count += share.cores.size();
  return count;
}

Cores::Cores(const std::vector<std::uint32_t>& cores_of_node) {
  for (const std::uint32_t cores : cores_of_node) used_.emplace_back(cores, false);
}

std::size_t Cores::free_on(site::NodeIndex node) const {
  return static_cast<std::size_t>(std::count(used_[node].begin(), used_[node].end(), false));
}

std::vector<std::uint32_t> Cores::take(site::NodeIndex node, std::size_t count) {
  std::vector<std::uint32_t> cores;
  for (std::uint32_t core = 0; core < used_[node].size() && cores.size() < count; ++core) {
    if (used_[node][core]) continue;
    used_[node][core] = true;
    cores.push_back(core);
  }
  return cores;
}

Allotment Cores::allot(const std::vector<site::NodeIndex>& nodes, const Wanted& wanted) {
  Allotment allotment;
  auto left = static_cast<std::size_t>(std::max<std::int64_t>(wanted.tasks, 1));
  std::size_t nodes_left = nodes.size();
  for (const site::NodeIndex node : nodes) {
    --nodes_left;
    const std::size_t fitting = std::max<std::size_t>(free_on(node) / wanted.cores_per_task, 1);
    const std::size_t spared = left > nodes_left ? left - nodes_left : 1;  // one for each of the others
    const std::size_t tasks = wanted.tasks_per_node != 0 ? wanted.tasks_per_node : std::min(fitting, spared);
    left -= std::min(left, tasks);
    const std::size_t cores = wanted.whole_nodes ? used_[node].size() : tasks * wanted.cores_per_task;
    allotment.push_back({node, take(node, cores)});
  }
  return allotment;
}

void Cores::release(const Allotment& allotment) {
  for (const Share& share : allotment)
    for (const std::uint32_t core : share.cores) used_[share.rank][core] = false;
}

}  // namespace hpc::apis::flux_restful
