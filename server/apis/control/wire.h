// The control API's words.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "centre/sandboxes.h"
#include "http/message.h"
#include "site/site.h"

namespace hpc::apis::control {

http::Response json_response(const OrderedJson& body, int status = 200);
http::Response error_response(const Error& error);
int status_of(const Error& error);

OrderedJson sandbox_to_wire(const centre::Sandbox& sandbox, const http::Request& request, const centre::Sandboxes& all);
OrderedJson clock_to_wire(centre::Sandbox& sandbox);
OrderedJson job_to_wire(const site::Job& job, const site::Scheduler& scheduler);
OrderedJson record_to_wire(const site::JobRecord& record);
OrderedJson node_to_wire(const site::Node& node);
OrderedJson entry_to_wire(const std::string& path, const site::Stat& stat, const std::string& target,
                          const site::Accounts& accounts);
OrderedJson journal_to_wire(const centre::JournalEntry& entry);

/// The body as a JSON object with no members but `known`; "{}" for an empty body. Errors say what is wrong and what is
/// allowed.
Result<OrderedJson> object_in(const http::Request& request, std::initializer_list<std::string_view> known);
/// A string member, absent when it is not there; an error when it is something else.
Result<std::optional<std::string>> text_in(const OrderedJson& object, const char* key);

/// `2026-11-21T21:34:15.123456Z`.
std::string instant_to_wire(Instant instant);

}  // namespace hpc::apis::control
