// The words of the reservations service and of the tool behind it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apis/firecrest/machines.h"
#include "http/message.h"

namespace hpc::apis::firecrest::wire {

enum class ReservationVerb { list, create, update, remove };

http::Response reservation_no_machine(ReservationVerb verb);
http::Response reservation_unknown_machine(ReservationVerb verb);
http::Response reservation_unreachable(ReservationVerb verb, Contact contact);

http::Response missing_reservation_field(ReservationVerb verb, std::string_view field);
http::Response bad_reservation_name(ReservationVerb verb, std::string_view field, std::string_view value);
http::Response bad_node_count(ReservationVerb verb, std::string_view value);
http::Response bad_reservation_time(ReservationVerb verb, std::string_view field, std::string_view value);
http::Response reservation_ends_early(ReservationVerb verb, std::string_view start, std::string_view end);
http::Response reservation_starts_in_past(std::string_view start);

/// The tool's own words. An update loses characters of them on the way.
http::Response reservation_refused(ReservationVerb verb, const std::string& text);
std::string only_these_features(const std::vector<std::string>& features);
std::string not_a_member(std::string_view account);
std::string too_many_nodes(std::size_t available, std::string_view feature);
std::string too_far_ahead();
std::string too_many_reservations(std::size_t limit);
std::string nodes_not_available(ReservationVerb verb);
std::string not_an_owner(std::string_view name);

http::Response reservation_list(const std::vector<const site::AdvanceReservation*>& reservations, Instant now);
http::Response reservation_created(std::string_view name);
http::Response reservation_updated();
http::Response reservation_removed();

}  // namespace hpc::apis::firecrest::wire
