#include "apis/firecrest/parameters.h"

#include <boost/test/unit_test.hpp>

#include "apis/firecrest/job_ids.h"
#include "apis/firecrest/pages.h"

namespace firecrest = hpc::apis::firecrest;

BOOST_AUTO_TEST_SUITE(firecrest_parameters)

BOOST_AUTO_TEST_CASE(file_names_are_cleaned_as_werkzeug_does_it) {
  using firecrest::secure_filename;
  BOOST_TEST(secure_filename("../../etc/my job.sh") == "etc_my_job.sh");
  BOOST_TEST(secure_filename("my script.sh") == "my_script.sh");
  BOOST_TEST(secure_filename("job.sh") == "job.sh");
  BOOST_TEST(secure_filename("..") == "");
  BOOST_TEST(secure_filename("  a \t b  ") == "a_b");
  BOOST_TEST(secure_filename("\xc3\xa9t\xc3\xa9.sh") == "t.sh");
}

BOOST_AUTO_TEST_CASE(only_three_words_are_true) {
  for (const char* text : {"true", "True", "YES", "yes", "1"}) BOOST_TEST(firecrest::is_true(text));
  for (const char* text : {"", "false", "no", "0", "2", "on", "t"}) BOOST_TEST(!firecrest::is_true(text));
}

BOOST_AUTO_TEST_CASE(characters_that_a_shell_would_see_are_refused) {
  for (const char c : std::string("<>|;\"'&\\()`\n\r\t\x01") + '\0') BOOST_TEST(firecrest::has_invalid_char({&c, 1}));
  BOOST_TEST(!firecrest::has_invalid_char("a b$*?~#{}[]!:=+%@,\x7f\xc3\xa9"));
}

BOOST_AUTO_TEST_CASE(integers_are_read_as_python_reads_them) {
  BOOST_TEST(firecrest::integer(" 12 ").value() == 12);
  BOOST_TEST(firecrest::integer("-2").value() == -2);
  BOOST_TEST(firecrest::integer("+3").value() == 3);
  for (const char* text : {"", "x", "1x", "1.0", "+-1", "- 1"}) BOOST_TEST(!firecrest::integer(text).has_value());
}

BOOST_AUTO_TEST_CASE(job_ids_have_four_forms) {
  for (const char* text : {"8", "8+1", "11_3", "11_[1-4]"}) BOOST_TEST(firecrest::parse_job_ref(text).has_value());
  for (const char* text : {"", "abc", "-1", "8x", "8+", "11_", "11_[1]", "11_[1-", "8 "})
    BOOST_TEST(!firecrest::parse_job_ref(text).has_value());
}

BOOST_AUTO_TEST_CASE(an_empty_list_has_one_page) {
  using firecrest::PageFault;
  BOOST_TEST((firecrest::range_of({25, 0}, 0).fault == PageFault::none));
  BOOST_TEST((firecrest::range_of({1, 9}, 0).fault == PageFault::beyond_end));
  BOOST_TEST(firecrest::range_of({1, 9}, 0).pages == 1u);
  BOOST_TEST((firecrest::range_of({1, 4}, 4).fault == PageFault::beyond_end));
  BOOST_TEST(firecrest::range_of({3, 1}, 4).count == 1u);
  BOOST_TEST((firecrest::range_of({3, -2}, 4).fault == PageFault::negative));
}

BOOST_AUTO_TEST_SUITE_END()
