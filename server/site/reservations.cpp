#include "site/reservations.h"

#include <algorithm>

namespace hpc::site {
namespace {

bool has_feature(const Node& node, std::string_view feature) {
  const std::vector<std::string>& features = node.spec.features;
  return feature.empty() || std::find(features.begin(), features.end(), feature) != features.end();
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::size_t AdvanceReservations::nodes_with(std::string_view feature) const {
  const std::vector<Node>& nodes = scheduler_.nodes();
  return static_cast<std::size_t>(
      std::count_if(nodes.begin(), nodes.end(), [feature](const Node& node) { return has_feature(node, feature); }));
}

Result<AdvanceReservation> AdvanceReservations::allocate(const Wanted& wanted, std::string_view except) const {
  AdvanceReservation made{wanted.name, wanted.account, wanted.feature, wanted.start, wanted.end, "", {}, 0};
  if (wanted.node_count > nodes_with(wanted.feature))
    return failure(Errc::too_large, About::reservation, "There are not so many nodes with that feature");
  for (const Node& node : scheduler_.nodes()) {
    if (made.nodes.size() == wanted.node_count) break;
    const auto takes_it = [&](const AdvanceReservation* other) {
      return other->name != except && other->start < wanted.end && wanted.start < other->end &&
             holds(other->nodes, node.spec.name);
    };
    const std::vector<const AdvanceReservation*> others = all();
    if (!has_feature(node, wanted.feature) || std::any_of(others.begin(), others.end(), takes_it)) continue;
    made.nodes.push_back(node.spec.name);
    made.cpus += node.spec.cpus;
  }
  if (made.nodes.size() < wanted.node_count)
    return failure(Errc::conflict, About::reservation, "Requested nodes are busy");
  for (const PartitionSpec& partition : scheduler_.partitions())
    if (partition.is_default) made.partition = partition.name;
  return made;
}

Result<void> AdvanceReservations::create(const Wanted& wanted) {
  if (find(wanted.name)) return failure(Errc::exists, About::reservation, "There is a reservation of that name");
  reservations_.insert_or_assign(wanted.name, HPC_TRY(allocate(wanted, "")));
  return {};
}

Result<void> AdvanceReservations::update(const Wanted& wanted) {
  const AdvanceReservation* old = find(wanted.name);
  if (!old) return failure(Errc::missing, About::reservation, "There is no reservation of that name");
  Wanted kept = wanted;
  kept.account = old->account;
  reservations_.insert_or_assign(wanted.name, HPC_TRY(allocate(kept, wanted.name)));
  return {};
}

Result<void> AdvanceReservations::remove(std::string_view name) {
  if (!find(name)) return failure(Errc::missing, About::reservation, "There is no reservation of that name");
  reservations_.erase(reservations_.find(name));
  return {};
}

const AdvanceReservation* AdvanceReservations::find(std::string_view name) const {
  const auto found = reservations_.find(name);
  return found == reservations_.end() || found->second.end <= clock_.now() ? nullptr : &found->second;
}

std::vector<const AdvanceReservation*> AdvanceReservations::all() const {
  std::vector<const AdvanceReservation*> live;
  for (const auto& [name, reservation] : reservations_)
    if (reservation.end > clock_.now()) live.push_back(&reservation);
  return live;
}

}  // namespace hpc::site
