#include "site/objects/objects.h"

#include <boost/test/unit_test.hpp>

#include "base/encoding.h"
#include "site/objects/post_policy.h"
#include "site/objects/sigv4.h"

using namespace hpc::site;
using hpc::Instant;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

const Instant kNow = *hpc::parse_iso("2026-11-21T21:43:56Z");
const S3Credentials kMe{"storage_access_key", "storage_secret_key"};

}  // namespace

BOOST_AUTO_TEST_SUITE(objects)

// The worked example of Amazon's documentation of query-string authentication.
BOOST_AUTO_TEST_CASE(a_presigned_query_is_the_one_that_amazon_documents) {
  const S3Credentials who{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
  const std::string query = presign(who, {"GET", "examplebucket.s3.amazonaws.com", "/test.txt"},
                                    *hpc::parse_iso("2013-05-24T00:00:00Z"), seconds(86400));
  BOOST_TEST(query ==
             "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2F"
             "aws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature="
             "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

BOOST_AUTO_TEST_CASE(a_signature_is_good_for_one_target_until_its_end) {
  const SignedTarget target{"GET", "localhost:9000", "/U/T/two%20words.txt"};
  const std::string query = presign(kMe, target, kNow, seconds(600));
  const auto check = [&](const SignedTarget& asked, const std::string& text, Instant at) {
    return check_presigned(kMe, asked, text, at);
  };
  BOOST_TEST((check(target, query, kNow + seconds(600)) == SignatureFault::none));
  BOOST_TEST((check(target, query, kNow + seconds(601)) == SignatureFault::expired));
  BOOST_TEST((check(target, query, kNow - hours(1)) == SignatureFault::not_yet_valid));
  BOOST_TEST((check({"GET", "localhost:9000", "/U/T/other"}, query, kNow) == SignatureFault::mismatch));
  BOOST_TEST((check({"PUT", "localhost:9000", target.path}, query, kNow) == SignatureFault::mismatch));
  BOOST_TEST((check({"GET", "127.0.0.1:9000", target.path}, query, kNow) == SignatureFault::mismatch));
  std::string longer = query;
  longer.replace(longer.find("Expires=600"), 11, "Expires=900");
  BOOST_TEST((check(target, longer, kNow) == SignatureFault::mismatch));
  BOOST_TEST((check(target, "", kNow) == SignatureFault::unsigned_request));
  const S3Credentials other{"another", "key"};
  BOOST_TEST((check(target, presign(other, target, kNow, seconds(600)), kNow) == SignatureFault::unknown_key));
}

BOOST_AUTO_TEST_CASE(a_form_is_good_for_its_key_and_bucket_until_its_end) {
  const PostFields form = presign_post(kMe, "U", "T/up.bin", kNow, seconds(604800));
  BOOST_TEST(hpc::base64_decode(form[4].second).value() ==
             "{\"expiration\": \"2026-11-28T21:43:56Z\", \"conditions\": [{\"bucket\": \"U\"}, {\"key\": \"T/up.bin\"}, "
             "{\"x-amz-algorithm\": \"AWS4-HMAC-SHA256\"}, {\"x-amz-credential\": "
             "\"storage_access_key/20261121/us-east-1/s3/aws4_request\"}, {\"x-amz-date\": \"20261121T214356Z\"}]}");
  BOOST_TEST((check_post(kMe, "U", form, kNow) == PostFault::none));
  BOOST_TEST((check_post(kMe, "V", form, kNow) == PostFault::condition));
  BOOST_TEST((check_post(kMe, "U", form, kNow + hours(24 * 7)) == PostFault::expired));
  PostFields changed = form;
  changed[0].second = "T/other";
  BOOST_TEST((check_post(kMe, "U", changed, kNow) == PostFault::condition));
  changed = form;
  changed[5].second[0] = changed[5].second[0] == 'a' ? 'b' : 'a';
  BOOST_TEST((check_post(kMe, "U", changed, kNow) == PostFault::mismatch));
  changed = form;
  changed[4].second = hpc::base64("{}");
  BOOST_TEST((check_post(kMe, "U", changed, kNow) == PostFault::mismatch));
  changed.pop_back();
  BOOST_TEST((check_post(kMe, "U", changed, kNow) == PostFault::incomplete));
}

BOOST_AUTO_TEST_CASE(objects_are_kept_by_bucket_and_key) {
  const VirtualTimeline clock(kNow);
  ObjectStore store(clock);
  BOOST_TEST(!store.put("U", "k", hpc::Bytes("x")).has_value());
  store.make_bucket("U");
  std::string told;
  store.on_put = [&told](const std::string& bucket, const std::string& key) { told += bucket + '/' + key; };
  BOOST_TEST((*store.put("U", "T/k", hpc::Bytes("hello")))->etag == "5d41402abc4b2a76b9719d911017c592");
  BOOST_TEST(told == "U/T/k");
  BOOST_TEST((store.find("U", "T/k")->stored == kNow));
  BOOST_TEST(store.has_prefix("U", "T/"));
  BOOST_TEST(!store.has_prefix("U", "S/"));
  BOOST_TEST(store.remove("U", "T/k"));
  BOOST_TEST(!store.remove("U", "T/k"));
  BOOST_TEST(!store.find("U", "T/k"));
}

BOOST_AUTO_TEST_SUITE_END()
