#include <boost/test/unit_test.hpp>

#include "apis/firecrest/firecrest_bench.h"

using hpc::Json;
using hpc::tests::FirecrestBench;
using hpc::tests::FormFields;

namespace {

struct Reserver : FirecrestBench {
  std::string in(std::chrono::hours hours) { return hpc::iso_seconds(bench.site().clock().now() + hours); }
  FormFields fields(const std::string& name = "testrsvok01") {
    return {{"reservation", name},
            {"account", "test"},
            {"numberOfNodes", "1"},
            {"nodeType", "f7t"},
            {"starttime", in(std::chrono::hours(24))},
            {"endtime", in(std::chrono::hours(48))}};
  }
  FormFields but(const std::string& name, const std::string& value) {
    FormFields changed = fields();
    for (auto& [field, old] : changed)
      if (field == name) old = value;
    return changed;
  }
  std::string create(const FormFields& wanted) { return text(form("POST", "/reservations", wanted)); }
  static std::string text(const hpc::http::Response& answer) {
    const Json body = json(answer);
    return std::to_string(answer.status) + ' ' + body.value("error", body.value("success", "")) + " | " +
           body.value("description", "-");
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(firecrest_reservations)

BOOST_AUTO_TEST_CASE(a_reservation_is_created_listed_updated_and_deleted) {
  Reserver reserver;
  BOOST_TEST(reserver.get("/reservations").body.str() == "{\"success\":[]}\n");
  BOOST_TEST(reserver.create(reserver.fields()) == "201 Reservation created: testrsvok01 | -");
  const Json listed = FirecrestBench::json(reserver.get("/reservations"))["success"];
  BOOST_TEST(listed.size() == 1u);
  BOOST_TEST(listed[0] == Json({{"accounts", "test"},
                                {"burstbuffer", "(null)"},
                                {"corecnt", "36"},
                                {"duration", "1-00:00:00"},
                                {"endtime", reserver.in(std::chrono::hours(48))},
                                {"features", "f7t"},
                                {"flags", ""},
                                {"groups", "(null)"},
                                {"licenses", "(null)"},
                                {"maxstartdelay", "(null)"},
                                {"nodecnt", "1"},
                                {"nodes", "nid00001"},
                                {"partitionname", "part01"},
                                {"reservationname", "testrsvok01"},
                                {"starttime", reserver.in(std::chrono::hours(24))},
                                {"state", "INACTIVE"},
                                {"users", "(null)"},
                                {"watts", "n/a"}}));
  FormFields later = reserver.but("endtime", reserver.in(std::chrono::hours(30)));
  later.erase(later.begin());
  BOOST_TEST(Reserver::text(reserver.form("PUT", "/reservations/testrsvok01", later)) ==
             "200 Reservation updated. | -");
  const Json shown = reserver.outcome(reserver.get("/compute/reservations"))["data"];
  BOOST_TEST(shown[0]["ReservationName"] == "testrsvok01");
  BOOST_TEST(shown[0]["Features"] == Json::array({"f7t"}));
  reserver.bench.advance(std::chrono::hours(25));
  BOOST_TEST(reserver.outcome(reserver.get("/compute/reservations"))["data"][0]["State"] == "ACTIVE");
  BOOST_TEST(reserver.form("DELETE", "/reservations/testrsvok01").status == 204);
  BOOST_TEST(Reserver::text(reserver.form("DELETE", "/reservations/testrsvok01")) ==
             "400 Error deleting reservation | You are not an owner of the testrsvok01 reservation");
}

BOOST_AUTO_TEST_CASE(bad_fields_are_refused_in_their_order) {
  Reserver reserver;
  const std::string error = "400 Error creating reservation | ";
  const std::string now = reserver.in(std::chrono::hours(0));
  BOOST_TEST(reserver.create({}) == error + "'reservation' form data input missing");
  BOOST_TEST(reserver.create({{"reservation", "r"}}) == error + "'account' form data input missing");
  BOOST_TEST(reserver.create(reserver.but("reservation", "1_")) ==
             error + "'reservation' parameter format is not valid (value entered:'1_')");
  BOOST_TEST(reserver.create(reserver.but("account", "Abc")) ==
             error + "'account' parameter format is not valid (value entered:'Abc')");
  BOOST_TEST(reserver.create(reserver.but("numberOfNodes", "0")) ==
             error + "'numberOfNodes' parameter is not valid. It should be an integer > 0 (value entered:'0')");
  BOOST_TEST(reserver.create(reserver.but("starttime", "2day")) ==
             error +
                 "'starttime' parameter format is not valid. It should be YYYY-MM-DDTHH:MM:SS (value entered:'2day')");
  const std::string start = reserver.in(std::chrono::hours(24));
  BOOST_TEST(reserver.create(reserver.but("endtime", start)) ==
             error + "'endtime' occurs before 'starttime' (values entered: endtime='" + start + "' <= starttime='" +
                 start + "')");
  BOOST_TEST(reserver.create(reserver.but("starttime", now)) ==
             error + "'starttime' is in the pass (values entered: starttime='" + now + "')");
}

BOOST_AUTO_TEST_CASE(the_tool_refuses_what_the_scheduler_cannot_give) {
  Reserver reserver;
  const std::string error = "400 Error creating reservation | ";
  BOOST_TEST(reserver.create(reserver.but("nodeType", "gpu")) == error + "only f7t feature type are supported");
  BOOST_TEST(reserver.create(reserver.but("account", "otheracct")) ==
             error + "You are not a member of the otheracct project");
  BOOST_TEST(reserver.create(reserver.but("numberOfNodes", "4")) ==
             error + "NodeCnt greater than 1 available f7t nodes");
  BOOST_TEST(reserver.create(reserver.but("endtime", reserver.in(std::chrono::hours(24 * 400)))) ==
             error + "reservations can only be made for up to 1 year in the future");
  BOOST_TEST(reserver.create(reserver.fields()).substr(0, 3) == "201");
  const std::string busy = error + "Error creating the reservation: Requested node configuration is not available";
  BOOST_TEST(reserver.create(reserver.fields()) == busy);
  BOOST_TEST(reserver.create(reserver.fields("another")) == busy);
  FormFields wrong = reserver.but("nodeType", "gpu");
  wrong.erase(wrong.begin());
  BOOST_TEST(Reserver::text(reserver.form("PUT", "/reservations/testrsvok01", wrong)) ==
             "400 Error updating reservation | nly f7t feature type are supported");
  BOOST_TEST(Reserver::text(reserver.form("PUT", "/reservations/wrongname", reserver.fields())) ==
             "400 Error updating reservation | You are not an owner of the wrongname reservation");
}

BOOST_AUTO_TEST_CASE(wrong_methods_and_machines_are_told_in_json) {
  Reserver reserver;
  const auto wrong = reserver.get("/reservations/abc");
  BOOST_TEST(
      wrong.body.str() ==
      "{\"description\":\"The method is not allowed for the requested URL.\",\"error\":\"Method not allowed\"}\n");
  BOOST_TEST(wrong.status == 405);
  BOOST_TEST(!wrong.headers.has("Allow"));
  BOOST_TEST(wrong.headers.get("Deprecation") == "@1711111630");
  auto* daint = HPC_MUST(reserver.bench.site().cluster("daint"));
  daint->set_reachability(hpc::site::Reachability::no_route);
  BOOST_TEST(Reserver::text(reserver.get("/reservations")) == "400 Error listing reservations | No route to host");
  reserver.machine = "nope";
  BOOST_TEST(Reserver::text(reserver.get("/reservations")) == "400 Error listing reservation | -");
  reserver.machine.clear();
  BOOST_TEST(Reserver::text(reserver.get("/reservations")) == "400 Error listing reservation | No machine name given");
}

BOOST_AUTO_TEST_SUITE_END()
