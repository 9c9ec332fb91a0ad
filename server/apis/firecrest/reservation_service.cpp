#include "apis/firecrest/reservation_service.h"

#include <algorithm>
#include <cctype>

namespace hpc::apis::firecrest {
namespace {

using wire::ReservationVerb;

// ^[a-z_$][-a-z_$0-9]*$
bool is_name(std::string_view text) {
  const auto starts = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '$'; };
  const auto goes_on = [&starts](char c) { return starts(c) || c == '-' || (c >= '0' && c <= '9'); };
  return !text.empty() && starts(text.front()) && std::all_of(text.begin(), text.end(), goes_on);
}

std::optional<Instant> local_time(const std::string& text) {
  return text.size() == 19 ? parse_iso(text) : std::nullopt;
}

// The tool makes its reservation under the name without what is not A-Z, a-z, 0-9 or '-'.
std::string made_name(const std::string& name) {
  std::string made;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '-') made += c;
  return made;
}

}  // namespace

Checked<site::Cluster*> ReservationService::machine_of(const Call& call, Verb verb) {
  const std::string* name = call.request.headers.find("X-Machine-Name");
  if (!name) return refuse(wire::reservation_no_machine(verb));
  site::Cluster* machine = machines_.find(*name);
  if (!machine) return refuse(wire::reservation_unknown_machine(verb));
  return machine;
}

Checked<void> ReservationService::reach(const Call& call, const site::Cluster& machine, Verb verb) const {
  const Contact contact = machines_.contact(machine, call.user);
  if (contact != Contact::works) return refuse(wire::reservation_unreachable(verb, contact));
  return {};
}

Checked<ReservationService::Wanted> ReservationService::read_wanted(const Parameters& form, Verb verb) const {
  std::vector<const char*> fields = {"reservation", "account", "numberOfNodes", "nodeType", "starttime", "endtime"};
  if (verb == Verb::update) fields.erase(fields.begin(), fields.begin() + 2);
  for (const char* field : fields)
    if (!form.has(field)) return refuse(wire::missing_reservation_field(verb, field));
  Wanted wanted;
  for (const char* field : fields) {
    const std::string value = form.text(field);
    const std::string_view name(field);
    if ((name == "reservation" || name == "account" || name == "nodeType") && !is_name(value))
      return refuse(wire::bad_reservation_name(verb, field, value));
    const auto count = name == "numberOfNodes" ? integer(value) : std::optional<long long>(1);
    if (!count || *count < 1) return refuse(wire::bad_node_count(verb, value));
    if (name == "numberOfNodes") wanted.node_count = static_cast<std::uint32_t>(std::min(*count, 1'000'000LL));
    if ((name == "starttime" || name == "endtime") && !local_time(value))
      return refuse(wire::bad_reservation_time(verb, field, value));
  }
  wanted.name = form.text("reservation");
  wanted.account = form.text("account");
  wanted.feature = form.text("nodeType");
  FIRECREST_TRY(check_times(form, verb, wanted));
  return wanted;
}

Checked<void> ReservationService::check_times(const Parameters& form, Verb verb, Wanted& wanted) const {
  const std::string start = form.text("starttime"), end = form.text("endtime");
  wanted.start = *local_time(start);
  wanted.end = *local_time(end);
  if (wanted.end <= wanted.start) return refuse(wire::reservation_ends_early(verb, start, end));
  const Instant now = std::chrono::floor<std::chrono::seconds>(machines_.site().clock().now());
  if (wanted.start <= now) return refuse(wire::reservation_starts_in_past(start));
  return {};
}

std::optional<std::string> ReservationService::tool_objection(site::Cluster& machine, const std::string& user,
                                                              const Wanted& wanted) const {
  const Options& options = machines_.options();
  const std::vector<std::string>& features = options.reservation_features;
  if (std::find(features.begin(), features.end(), wanted.feature) == features.end())
    return wire::only_these_features(features);
  if (!wanted.account.empty() && !machines_.site().accounts().is_in_account(user, wanted.account))
    return wire::not_a_member(wanted.account);
  const std::size_t available = machines_.reservations(machine).nodes_with(wanted.feature);
  if (wanted.node_count > available) return wire::too_many_nodes(available, wanted.feature);
  if (wanted.end > machines_.site().clock().now() + std::chrono::days(365)) return wire::too_far_ahead();
  return std::nullopt;
}

bool ReservationService::owns(site::Cluster& machine, const std::string& user, const std::string& name) const {
  const site::AdvanceReservation* reservation = machines_.reservations(machine).find(name);
  return reservation && machines_.site().accounts().is_in_account(user, reservation->account);
}

Answer ReservationService::list(const Call& call) {
  site::Cluster* machine = FIRECREST_TRY(machine_of(call, Verb::list));
  FIRECREST_TRY(reach(call, *machine, Verb::list));
  std::vector<const site::AdvanceReservation*> own;
  for (const site::AdvanceReservation* reservation : machines_.reservations(*machine).all())
    if (owns(*machine, call.user, reservation->name)) own.push_back(reservation);
  return wire::reservation_list(own, machines_.site().clock().now());
}

Answer ReservationService::create(const Call& call) {
  site::Cluster* machine = FIRECREST_TRY(machine_of(call, Verb::create));
  Wanted wanted = FIRECREST_TRY(read_wanted(Parameters::of_form(call.request), Verb::create));
  FIRECREST_TRY(reach(call, *machine, Verb::create));
  const auto refused = [](const std::string& text) { return refuse(wire::reservation_refused(Verb::create, text)); };
  if (const auto text = tool_objection(*machine, call.user, wanted)) return refused(*text);
  site::AdvanceReservations& reservations = machines_.reservations(*machine);
  const std::size_t limit = machines_.options().max_reservations;
  if (reservations.all().size() >= limit) return refused(wire::too_many_reservations(limit));
  wanted.name = made_name(wanted.name);
  if (!reservations.create(wanted)) return refused(wire::nodes_not_available(Verb::create));
  return wire::reservation_created(wanted.name);
}

Answer ReservationService::update(const Call& call) {
  site::Cluster* machine = FIRECREST_TRY(machine_of(call, Verb::update));
  const std::string& name = call.request.parameter("reservation");
  if (!is_name(name)) return refuse(wire::bad_reservation_name(Verb::update, "reservation", name));
  Wanted wanted = FIRECREST_TRY(read_wanted(Parameters::of_form(call.request), Verb::update));
  FIRECREST_TRY(reach(call, *machine, Verb::update));
  const auto refused = [](const std::string& text) { return refuse(wire::reservation_refused(Verb::update, text)); };
  if (!owns(*machine, call.user, name)) return refused(wire::not_an_owner(name));
  wanted.name = name;
  wanted.account.clear();  // stays; pyfirecrest sends one all the same
  if (const auto text = tool_objection(*machine, call.user, wanted)) return refused(*text);
  if (!machines_.reservations(*machine).update(wanted)) return refused(wire::nodes_not_available(Verb::update));
  return wire::reservation_updated();
}

Answer ReservationService::remove(const Call& call) {
  site::Cluster* machine = FIRECREST_TRY(machine_of(call, Verb::remove));
  const std::string& name = call.request.parameter("reservation");
  if (!is_name(name)) return refuse(wire::bad_reservation_name(Verb::remove, "reservation", name));
  FIRECREST_TRY(reach(call, *machine, Verb::remove));
  if (!owns(*machine, call.user, name))
    return refuse(wire::reservation_refused(Verb::remove, wire::not_an_owner(name)));
  if (!machines_.reservations(*machine).remove(name))
    return refuse(wire::reservation_refused(Verb::remove, wire::not_an_owner(name)));
  return wire::reservation_removed();
}

}  // namespace hpc::apis::firecrest
