#include "base/bytes.h"

#include <boost/test/unit_test.hpp>

namespace hpc {
namespace {

Bytes rope(std::initializer_list<const char*> pieces) {
  Bytes bytes;
  for (const char* piece : pieces) {
    Bytes part{std::string(5000, ' ') + piece};
    bytes.append(part.slice(5000));  // a slice keeps its piece apart only when it is long; find() must not care
  }
  return bytes;
}

BOOST_AUTO_TEST_SUITE(bytes)

BOOST_AUTO_TEST_CASE(a_slice_is_cut_at_the_end_and_shares_the_pieces) {
  const Bytes all{std::string("hello world")};
  BOOST_TEST(all.slice(6).str() == "world");
  BOOST_TEST(all.slice(6, 100).str() == "world");
  BOOST_TEST(all.slice(20).size() == 0U);
  BOOST_TEST(all.slice(6).pieces()[0].owner == all.pieces()[0].owner);
}

BOOST_AUTO_TEST_CASE(appending_to_a_copy_leaves_the_original_alone) {
  Bytes log{std::string("one\n")};
  const Bytes before = log;
  log.append("two\n");
  BOOST_TEST(before.str() == "one\n");
  BOOST_TEST(log.str() == "one\ntwo\n");
}

BOOST_AUTO_TEST_CASE(a_log_written_line_by_line_stays_a_short_rope) {
  Bytes log;
  for (int i = 0; i < 10000; ++i) log.append("a line of a log\n");
  BOOST_TEST(log.size() == 160000U);
  BOOST_TEST(log.pieces().size() <= 3U);
}

BOOST_AUTO_TEST_CASE(a_needle_is_found_across_pieces) {
  Bytes bytes{std::string(70000, 'x') + "nee"};
  bytes.append(Bytes(std::string("dle") + std::string(70000, 'y')));
  BOOST_TEST(bytes.pieces().size() == 2U);
  BOOST_TEST(bytes.find("needle") == 70000U);
  BOOST_TEST(bytes.find("needle", 70000) == 70000U);
  BOOST_TEST(bytes.find("needle", 70001) == Bytes::npos);
  BOOST_TEST(bytes.find("absent") == Bytes::npos);
}

BOOST_AUTO_TEST_CASE(equality_ignores_where_the_pieces_are_cut) {
  BOOST_TEST((rope({"ab", "c"}) == rope({"a", "bc"})));
  BOOST_TEST((rope({"ab", "c"}) == std::string_view("abc")));
  BOOST_TEST(!(rope({"ab", "c"}) == std::string_view("abd")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc
