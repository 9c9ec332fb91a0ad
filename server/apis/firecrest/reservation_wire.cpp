#include "apis/firecrest/reservation_wire.h"

#include <nlohmann/json.hpp>

#include "apis/firecrest/wire.h"
#include "site/batch_script.h"

namespace hpc::apis::firecrest::wire {
namespace {

std::string_view doing(ReservationVerb verb) {
  switch (verb) {
    case ReservationVerb::list:
      return "listing";
    case ReservationVerb::create:
      return "creating";
    case ReservationVerb::update:
      return "updating";
    case ReservationVerb::remove:
      return "deleting";
  }
  return "";
}

std::string error_of(ReservationVerb verb) {
  return "Error " + std::string(doing(verb)) + " reservation";
}

// When the machine is asked, listing speaks of several.
std::string machine_error(ReservationVerb verb) {
  return error_of(verb) + (verb == ReservationVerb::list ? "s" : "");
}

http::Response bad_field(ReservationVerb verb, const std::string& description) {
  return failed(400, description, error_of(verb));
}

std::string entered(std::string_view value) {
  return " (value entered:'" + std::string(value) + "')";
}

Json reservation_json(const site::AdvanceReservation& reservation, Instant now) {
  const auto or_null = [](const std::string& text) { return text.empty() ? std::string("(null)") : text; };
  return Json{{"accounts", or_null(reservation.account)},
              {"burstbuffer", "(null)"},
              {"corecnt", std::to_string(reservation.cpus)},
              {"duration", site::format_elapsed(reservation.end - reservation.start)},
              {"endtime", iso_seconds(reservation.end)},
              {"features", or_null(reservation.feature)},
              {"flags", ""},
              {"groups", "(null)"},
              {"licenses", "(null)"},
              {"maxstartdelay", "(null)"},
              {"nodecnt", std::to_string(reservation.nodes.size())},
              {"nodes", site::compress_host_list(reservation.nodes)},
              {"partitionname", or_null(reservation.partition)},
              {"reservationname", reservation.name},
              {"starttime", iso_seconds(reservation.start)},
              {"state", reservation.is_active(now) ? "ACTIVE" : "INACTIVE"},
              {"users", "(null)"},
              {"watts", "n/a"}};
}

}  // namespace

http::Response reservation_no_machine(ReservationVerb verb) {
  return failed(400, "No machine name given", error_of(verb));
}

http::Response reservation_unknown_machine(ReservationVerb verb) {
  return error_only(400, error_of(verb), {{"X-Machine-Does-Not-Exist", "Machine does not exist"}});
}

http::Response reservation_unreachable(ReservationVerb verb, Contact contact) {
  const std::string error = machine_error(verb);
  switch (contact) {
    case Contact::denied:
      return error_only(404, error,
                        {{"X-Permission-Denied", "User does not have permissions to access machine or path"}});
    case Contact::unresolvable:
      return error_only(400, error, {{"X-Machine-Not-Available", "Machine is not available"}});
    case Contact::no_route:
      return failed(400, "No route to host", error);
    case Contact::timed_out:
      return error_only(400, error, {{"X-Timeout", "Command has finished with timeout signal"}});
    default:
      return failed(400, "Connection refused", error);
  }
}

http::Response missing_reservation_field(ReservationVerb verb, std::string_view field) {
  return bad_field(verb, "'" + std::string(field) + "' form data input missing");
}
http::Response bad_reservation_name(ReservationVerb verb, std::string_view field, std::string_view value) {
  return bad_field(verb, "'" + std::string(field) + "' parameter format is not valid" + entered(value));
}
http::Response bad_node_count(ReservationVerb verb, std::string_view value) {
  return bad_field(verb, "'numberOfNodes' parameter is not valid. It should be an integer > 0" + entered(value));
}
http::Response bad_reservation_time(ReservationVerb verb, std::string_view field, std::string_view value) {
  return bad_field(verb, "'" + std::string(field) +
                             "' parameter format is not valid. It should be YYYY-MM-DDTHH:MM:SS" + entered(value));
}
http::Response reservation_ends_early(ReservationVerb verb, std::string_view start, std::string_view end) {
  return bad_field(verb, "'endtime' occurs before 'starttime' (values entered: endtime='" + std::string(end) +
                             "' <= starttime='" + std::string(start) + "')");
}
http::Response reservation_starts_in_past(std::string_view start) {
  // Of an update too: the text was copied.
  return bad_field(ReservationVerb::create,
                   "'starttime' is in the pass (values entered: starttime='" + std::string(start) + "')");
}

http::Response reservation_refused(ReservationVerb verb, const std::string& text) {
  // An update strips the characters of its own tag off the tool's answer, an `o` among them.
  const std::size_t lost = verb == ReservationVerb::update && text.substr(0, 2) == "on" ? 1 : 0;
  return bad_field(verb, text.substr(lost));
}

std::string only_these_features(const std::vector<std::string>& features) {
  std::string names;
  for (const std::string& feature : features) names += (names.empty() ? "" : ",") + feature;
  return "only " + names + " feature type are supported";
}
std::string not_a_member(std::string_view account) {
  return "You are not a member of the " + std::string(account) + " project";
}
std::string too_many_nodes(std::size_t available, std::string_view feature) {
  return "NodeCnt greater than " + std::to_string(available) + " available " + std::string(feature) + " nodes";
}
std::string too_far_ahead() {
  return "reservations can only be made for up to 1 year in the future";
}
std::string too_many_reservations(std::size_t limit) {
  return "Only " + std::to_string(limit) + " reservations are allowed at one time.";
}
std::string nodes_not_available(ReservationVerb verb) {
  return "Error " + std::string(doing(verb)) + " the reservation: Requested node configuration is not available";
}
std::string not_an_owner(std::string_view name) {
  return "You are not an owner of the " + std::string(name) + " reservation";
}

http::Response reservation_list(const std::vector<const site::AdvanceReservation*>& reservations, Instant now) {
  Json list = Json::array();
  for (const site::AdvanceReservation* reservation : reservations) list.push_back(reservation_json(*reservation, now));
  return json(200, Json{{"success", list}});
}

http::Response reservation_created(std::string_view name) {
  return json(201, Json{{"success", "Reservation created: " + std::string(name)}});
}
http::Response reservation_updated() {
  return json(200, Json{{"success", "Reservation updated."}});
}
http::Response reservation_removed() {
  http::Response response;
  response.status = 204;
  response.headers.add("Content-Type", "application/json");
  return response;
}

}  // namespace hpc::apis::firecrest::wire
