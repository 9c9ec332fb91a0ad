#include "tests/conformance/saboteur/sabotage.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/encoding.h"
#include "base/json.h"
#include "conformance/expression/pointer.h"

namespace hpc::conformance::test {
namespace {

/// Pointers of all values in a document that a test takes.
void collect(const OrderedJson& value, const std::string& pointer, const std::function<bool(const OrderedJson&)>& wanted, std::vector<std::string>& out) {
  if (wanted(value)) out.push_back(pointer);
  if (!value.is_structured()) return;
  for (const auto& [key, child] : value.items()) collect(child, pointer + "/" + pointer_token(key), wanted, out);
}

OrderedJson& at(OrderedJson& root, const std::string& pointer) { return root.at(OrderedJson::json_pointer(pointer)); }

OrderedJson of_another_type(const OrderedJson& value) {
  if (value.is_string()) return 4711;
  if (value.is_number() || value.is_boolean()) return value.dump();
  if (value.is_null()) return OrderedJson::array();
  return value.is_array() ? OrderedJson::object() : OrderedJson::array();
}

std::string parent_of(const std::string& pointer) { return pointer.substr(0, pointer.rfind('/')); }
std::string name_of(const std::string& pointer) {
  auto rest = std::string_view(pointer).substr(pointer.rfind('/'));
  return take_pointer_token(rest);
}

struct Edit {
  OrderedJson body;
  std::string how;
};

std::optional<Edit> edit_json(OrderedJson body, Sabotage kind, Random& random) {
  std::vector<std::string> places;
  const auto is_member = [&body](const std::string& pointer) { return !pointer.empty() && at(body, parent_of(pointer)).is_object(); };
  switch (kind) {
    case Sabotage::member_type: collect(body, "", [](const OrderedJson&) { return true; }, places); break;
    case Sabotage::order: collect(body, "", [](const OrderedJson& value) { return value.is_array() && value.size() > 1; }, places); break;
    case Sabotage::member_added: collect(body, "", [](const OrderedJson& value) { return value.is_object(); }, places); break;
    default:
      collect(body, "", [](const OrderedJson&) { return true; }, places);
      std::erase_if(places, [&is_member](const std::string& pointer) { return !is_member(pointer); });
  }
  if (places.empty()) return std::nullopt;
  const auto place = places[random.below(places.size())];
  const auto before = body;
  auto& value = at(body, place);
  if (kind == Sabotage::member_type) value = of_another_type(value);
  if (kind == Sabotage::order) std::reverse(value.begin(), value.end());
  if (kind == Sabotage::member_added) value["saboteur"] = 1;
  if (kind == Sabotage::member_gone) at(body, parent_of(place)).erase(name_of(place));
  if (kind == Sabotage::member_renamed) {
    const auto kept = value;
    at(body, parent_of(place)).erase(name_of(place));
    at(body, parent_of(place))[name_of(place) + "_"] = kept;
  }
  if (body == before) return std::nullopt;
  return Edit{std::move(body), std::string(sabotage_name(kind)) + " at '" + place + "'"};
}

std::optional<Spoilt> spoil_body(const http::Response& response, Sabotage kind, Random& random) {
  auto body = OrderedJson::parse(response.body.str(), nullptr, false);
  if (body.is_discarded()) return std::nullopt;
  auto edit = edit_json(std::move(body), kind, random);
  if (!edit) return std::nullopt;
  auto wrong = response;
  wrong.body = Bytes(edit->body.dump());
  return Spoilt{std::move(wrong), edit->how};
}

/// What the transport and a gateway in front of an API put there is no word of the API's.
bool is_of_the_transport(const std::string& name) {
  static constexpr std::string_view kNames[] = {"Date", "Server", "Connection", "Content-Length", "Via"};
  const auto is_it = [&name](std::string_view known) { return equals_ignoring_case(name, known); };
  return std::any_of(std::begin(kNames), std::end(kNames), is_it) || name.starts_with("X-Kong-") || name.starts_with("Access-Control-");
}

std::optional<Spoilt> spoil_header(const http::Response& response, Sabotage kind, Random& random) {
  std::vector<std::string> names;
  for (const auto& header : response.headers) {
    if (is_of_the_transport(header.name) || (equals_ignoring_case(header.name, "Content-Type") && response.body.empty())) continue;
    names.push_back(header.name);
  }
  if (names.empty()) return std::nullopt;
  const auto name = names[random.below(names.size())];
  auto wrong = response;
  if (kind == Sabotage::header_gone) {
    wrong.headers.remove(name);
  } else {
    wrong.headers.set(name, "sabotaged");
  }
  return Spoilt{std::move(wrong), std::string(sabotage_name(kind)) + " of " + name};
}

Spoilt spoil_status(const http::Response& response, Random& random) {
  static constexpr int kStatuses[] = {200, 201, 204, 400, 401, 403, 404, 405, 409, 422, 500, 503};
  auto wrong = response;
  while (wrong.status == response.status) wrong.status = kStatuses[random.below(std::size(kStatuses))];
  wrong.reason = http::standard_reason(wrong.status);
  return {wrong, "status " + std::to_string(response.status) + " -> " + std::to_string(wrong.status)};
}

}  // namespace

std::string_view sabotage_name(Sabotage kind) {
  static constexpr std::string_view kNames[] = {"status",        "member of another type", "member gone",  "member added", "member renamed",
                                                "header gone",   "header value",           "order",        "body cut",     "body empty",     "delay"};
  return kNames[static_cast<int>(kind)];
}

std::optional<Spoilt> spoil(const http::Response& response, Sabotage kind, Random& random) {
  switch (kind) {
    case Sabotage::status: return spoil_status(response, random);
    case Sabotage::header_gone:
    case Sabotage::header_value: return spoil_header(response, kind, random);
    case Sabotage::body_cut:
    case Sabotage::body_empty: {
      if (response.body.size() < 2) return std::nullopt;
      auto wrong = response;
      wrong.body = kind == Sabotage::body_empty ? Bytes() : response.body.slice(0, response.body.size() / 2);
      return Spoilt{std::move(wrong), std::string(sabotage_name(kind))};
    }
    case Sabotage::delay: return Spoilt{failure(Errc::timed_out, About::request, "Operation timed out after 60000 milliseconds"), "delay"};
    default: return spoil_body(response, kind, random);
  }
}

}  // namespace hpc::conformance::test
