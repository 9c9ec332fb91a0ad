// The object storage as its clients use it, over a real socket and byte by byte: what comes before the body, bodies in
// pieces and in chunks, spoiled and late signatures, and where links lead.
#include <boost/test/unit_test.hpp>

#include "apis/firecrest/firecrest_bench.h"
#include "apis/socket_client.h"
#include "base/digest.h"
#include "base/encoding.h"

using hpc::Json;
using hpc::tests::Bench;
using hpc::tests::FormFields;
using hpc::tests::kSampleUser;
using hpc::tests::Served;
using hpc::tests::SocketClient;

namespace {

const std::string kHome = "/home/" + kSampleUser;
const std::string kBoundary = "7f3b9c0f1d";

std::vector<hpc::centre::Override> storage_at(const std::string& url) {
  return url.empty() ? std::vector<hpc::centre::Override>{}
                     : std::vector<hpc::centre::Override>{{"apis.firecrest.object_storage_url", url}};
}

/// A client of the services that has a form and a link, and sends bytes to the storage.
class Client {
 public:
  explicit Client(const std::string& url = "", const std::string& listener = "firecrest")
      : served({"", storage_at(url), "manual"}, listener) {
    const auto token = call("POST", "/auth/realms/kcrealm/protocol/openid-connect/token",
                            "grant_type=client_credentials&client_id=firecrest-sample&client_secret=" +
                                std::string(hpc::tests::kSampleSecret));
    headers_ = "Authorization: Bearer " + token.at("access_token").get<std::string>() +
               "\r\nX-Machine-Name: daint\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  }

  std::string host() const { return "127.0.0.1:" + std::to_string(served.port()); }
  std::string own_host() const { return "127.0.0.1:" + std::to_string(served.own_port()); }

  /// A request to the main port; the JSON of the answer.
  Json call(const std::string& method, const std::string& path, const std::string& body = "") {
    const std::string type = headers_.empty() ? "Content-Type: application/x-www-form-urlencoded\r\n" : "";
    const std::string answer =
        served.exchange(method + ' ' + path + " HTTP/1.1\r\nHost: " + host() + "\r\n" + headers_ + type +
                        "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return Json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
  }

  Json task_at(const std::string& prefix, const std::string& announced) {
    return call("GET", prefix + "/firecrest/tasks/" + announced).at("task");
  }

  /// The form of an upload into the home directory.
  Json form(const std::string& name = "up.bin") {
    const Json made =
        call("POST", "/firecrest/storage/xfer-external/upload", "sourcePath=" + name + "&targetPath=" + kHome);
    served.bench.advance(std::chrono::seconds(1));
    upload = made.at("task_id");
    return task_at("", upload).at("data").at("msg").at("parameters");
  }

  /// The link to a file with this content.
  std::string link(const std::string& content, const std::string& name = "down.bin") {
    hpc::site::Site& site = served.bench.site();
    HPC_MUST(HPC_MUST(site.cluster("daint"))
                 ->files()
                 .write(HPC_MUST(site.accounts().credentials(kSampleUser)), hpc::site::Path::of(kHome + '/' + name),
                        hpc::Bytes(content)));
    const Json made = call("POST", "/firecrest/storage/xfer-external/download", "sourcePath=" + name);
    served.bench.advance(std::chrono::seconds(1));
    return task_at("", made.at("task_id")).at("data").at("url");
  }

  Served served;
  std::string upload;  ///< the task of the last form

 private:
  std::string headers_;
};

FormFields fields_of(const Json& form) {
  FormFields fields;
  for (const char* name : {"key", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "policy", "x-amz-signature"})
    fields.emplace_back(name, form["data"][name].get<std::string>());
  return fields;
}

struct Url {
  explicit Url(const std::string& text) {
    const auto start = text.find("://") + 3;
    const auto slash = text.find('/', start);
    host = text.substr(start, slash - start);
    target = text.substr(slash);
  }
  std::string host, target;
  std::uint16_t port() const { return static_cast<std::uint16_t>(std::stoi(host.substr(host.find(':') + 1))); }
};

std::string post_head(const std::string& target, const std::string& host, const std::string& length_line,
                      const std::string& more = "") {
  return "POST " + target + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n" +
         length_line + "Content-Type: multipart/form-data; boundary=" + kBoundary + "\r\n" + more + "\r\n";
}

std::string length_of(const std::string& body) {
  return "Content-Length: " + std::to_string(body.size()) + "\r\n";
}

/// A form sent in one piece to where it says.
std::string send_form(const Json& form, const std::string& content, const std::string& target = "") {
  const Url url(form["url"]);
  const std::string body = hpc::tests::multipart(fields_of(form), {{"file", "up.bin", content}}, kBoundary);
  SocketClient client(url.port());
  client.send(post_head(target.empty() ? url.target : target, url.host, length_of(body)) + body);
  return client.read_response();
}

std::string get(const std::string& link, const std::string& more = "", const std::string& method = "GET") {
  const Url url(link);
  SocketClient client(url.port());
  client.send(method + ' ' + url.target + " HTTP/1.1\r\nHost: " + url.host + "\r\n" + more + "\r\n");
  return client.read_response(method == "HEAD");
}

/// "403 Forbidden SignatureDoesNotMatch"; all of the XML is checked elsewhere.
std::string fault(const std::string& answer) {
  const std::string line = answer.substr(9, answer.find("\r\n") - 9);
  const auto code = answer.find("<Code>");
  return code == std::string::npos ? line : line + ' ' + answer.substr(code + 6, answer.find("</Code>") - code - 6);
}

std::string message(const std::string& answer) {
  const auto start = answer.find("<Message>") + 9;
  return answer.substr(start, answer.find("</Message>") - start);
}

std::string body_of(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

std::string etag_of(const std::string& content) {
  return '"' + hpc::hex(hpc::md5(content)) + '"';
}

}  // namespace

BOOST_AUTO_TEST_SUITE(firecrest_object_storage)

BOOST_AUTO_TEST_CASE(a_form_is_answered_with_204_and_nothing_else) {
  Client client;
  const Json form = client.form();
  BOOST_TEST(send_form(form, "the bytes") == "HTTP/1.1 204 No Content\r\nETag: " + etag_of("the bytes") +
                                                 "\r\nLocation: http://" + client.host() + "/object-storage/" +
                                                 kSampleUser + '/' + client.upload + "/up.bin\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(a_client_that_expects_100_gets_it_before_it_sends_a_byte_of_the_body) {
  Client client;
  const Json form = client.form();
  const Url url(form["url"]);
  const std::string content(3'000'000, 'c');
  const std::string body = hpc::tests::multipart(fields_of(form), {{"file", "up.bin", content}}, kBoundary);
  SocketClient socket(url.port());
  socket.send(post_head(url.target, url.host, length_of(body), "Expect: 100-continue\r\n"));
  BOOST_TEST(socket.read_response() == "HTTP/1.1 100 Continue\r\n\r\n");
  socket.send(body);
  const std::string answer = socket.read_response();
  BOOST_TEST(fault(answer) == "204 No Content");
  BOOST_TEST(answer.find(etag_of(content)) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_form_may_come_in_chunks_cut_anywhere) {
  Client client;
  const Json form = client.form();
  const Url url(form["url"]);
  // The content looks like a boundary that is none.
  const std::string content = "\r\n--" + kBoundary + "x\r\n--\r\n--" + kBoundary.substr(1);
  const std::string body = hpc::tests::multipart(fields_of(form), {{"file", "up.bin", content}}, kBoundary);
  SocketClient socket(url.port());
  socket.send(post_head(url.target, url.host, "Transfer-Encoding: chunked\r\n"));
  for (std::size_t at = 0; at < body.size(); at += 7) {
    const std::string chunk = body.substr(at, 7);
    socket.send(std::to_string(chunk.size()) + "\r\n");
    socket.send(chunk + "\r\n");
  }
  socket.send("0\r\n\r\n");
  const std::string answer = socket.read_response();
  BOOST_TEST(fault(answer) == "204 No Content");
  BOOST_TEST(answer.find(etag_of(content)) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(fields_after_the_file_are_not_read_as_part_of_it) {
  Client client;
  const Json form = client.form();
  const Url url(form["url"]);
  FormFields fields = fields_of(form);
  const std::string late = hpc::tests::multipart({fields.back()}, {}, kBoundary);
  fields.pop_back();
  std::string body = hpc::tests::multipart(fields, {{"file", "up.bin", "x"}}, kBoundary);
  body = body.substr(0, body.rfind("--" + kBoundary + "--")) + late;
  SocketClient socket(url.port());
  socket.send(post_head(url.target, url.host, length_of(body)) + body);
  BOOST_TEST(fault(socket.read_response()) == "204 No Content");
}

BOOST_AUTO_TEST_CASE(each_thing_that_can_be_wrong_with_a_form_is_refused) {
  Client client;
  const Json form = client.form();
  const auto with = [&form](const char* field, const std::string& value) {
    Json spoiled = form;
    spoiled["data"][field] = value;
    return spoiled;
  };
  const std::string policy = *hpc::base64_decode(form["data"]["policy"].get<std::string>());
  const auto with_policy = [&](const std::string& from, const std::string& to) {
    std::string changed = policy;
    const auto at = changed.find(from);
    BOOST_REQUIRE(at != std::string::npos);
    return with("policy", hpc::base64(changed.replace(at, from.size(), to)));
  };
  const std::string mismatch = "403 Forbidden SignatureDoesNotMatch";
  BOOST_TEST(fault(send_form(with("x-amz-signature", std::string(64, '0')), "x")) == mismatch);
  BOOST_TEST(fault(send_form(with_policy("up.bin", "un.bin"), "x")) == mismatch);
  BOOST_TEST(fault(send_form(with_policy("2026", "2036"), "x")) == mismatch);
  BOOST_TEST(fault(send_form(with("policy", "%%%"), "x")) == mismatch);
  BOOST_TEST(fault(send_form(with("x-amz-credential", "other/20261121/us-east-1/s3/aws4_request"), "x")) ==
             "403 Forbidden InvalidAccessKeyId");
  // What the policy says of each field, and of the bucket.
  const std::string denied = "403 Forbidden AccessDenied";
  BOOST_TEST(fault(send_form(with("key", client.upload + "/other"), "x")) == denied);
  BOOST_TEST(fault(send_form(with("x-amz-algorithm", "AWS4-HMAC-SHA1"), "x")) == denied);
  BOOST_TEST(fault(send_form(with("x-amz-date", "20000101T000000Z"), "x")) == denied);
  BOOST_TEST(fault(send_form(form, "x", "/object-storage/somebody-else")) == denied);

  Json incomplete = form;
  incomplete["data"]["x-amz-signature"] = "";
  BOOST_TEST(fault(send_form(incomplete, "x")) == mismatch);
  const Url url(form["url"]);
  for (const std::string& body : {hpc::tests::multipart(fields_of(form), {}, kBoundary),
                                  hpc::tests::multipart({}, {{"file", "f", "x"}}, kBoundary), std::string("no form")}) {
    SocketClient socket(url.port());
    socket.send(post_head(url.target, url.host, length_of(body)) + body);
    BOOST_TEST(fault(socket.read_response()) == "400 Bad Request MalformedPOSTRequest");
  }
  // None of these was stored: the upload still waits for its object.
  client.served.bench.advance(std::chrono::minutes(10));
  BOOST_TEST(client.task_at("", client.upload)["status"] == "111");
}

BOOST_AUTO_TEST_CASE(a_form_is_good_until_its_policy_ends) {
  Client client;
  const Json form = client.form();
  client.served.bench.advance(std::chrono::seconds(604'797));
  BOOST_TEST(fault(send_form(form, "in time")) == "204 No Content");
  client.served.bench.advance(std::chrono::seconds(5));
  const std::string late = send_form(form, "late");
  BOOST_TEST(fault(late) == "403 Forbidden AccessDenied");
  BOOST_TEST(message(late) == "Access Denied. (Invalid according to Policy: Policy expired.)");
}

BOOST_AUTO_TEST_CASE(a_link_gives_the_bytes_with_their_headers) {
  Client client;
  const std::string link = client.link("0123456789");
  const std::string date = hpc::http_date(client.served.bench.site().clock().now());
  std::string answer = get(link);
  const auto modified = answer.find("Last-Modified: ") + 15;
  BOOST_TEST(answer.substr(modified, 16) == date.substr(0, 16));
  answer.replace(modified, 29, "D");
  BOOST_TEST(answer == "HTTP/1.1 200 OK\r\nAccept-Ranges: bytes\r\nContent-Type: application/octet-stream\r\nETag: " +
                           etag_of("0123456789") + "\r\nLast-Modified: D\r\nContent-Length: 10\r\n\r\n0123456789");
  const std::string part = get(link, "Range: bytes=2-4\r\n");
  BOOST_TEST(fault(part) == "206 Partial Content");
  BOOST_TEST(part.find("\r\nContent-Range: bytes 2-4/10\r\n") != std::string::npos);
  BOOST_TEST(body_of(part) == "234");
  BOOST_TEST(fault(get(link, "Range: bytes=10-\r\n")) == "416 Range Not Satisfiable InvalidRange");
}

BOOST_AUTO_TEST_CASE(row_76_a_spoiled_link_is_refused_in_xml) {
  Client client;
  const std::string link = client.link("x");
  const std::string mismatch = "403 Forbidden SignatureDoesNotMatch";
  std::string forged = link;
  forged.back() = forged.back() == '0' ? '1' : '0';
  const std::string answer = get(forged);
  BOOST_TEST(fault(answer) == mismatch);
  BOOST_TEST(answer.find("\r\nContent-Type: application/xml\r\n") != std::string::npos);
  BOOST_TEST(body_of(answer).starts_with(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>SignatureDoesNotMatch</Code><Message>The request "
      "signature we calculated does not match the signature you provided. Check your key and signing "
      "method.</Message><Key>"));
  BOOST_TEST(answer.ends_with("</HostId></Error>"));

  const auto changed = [&link](const std::string& from, const std::string& to) {
    std::string text = link;
    const auto at = text.find(from);
    BOOST_REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
  };
  BOOST_TEST(fault(get(changed("down.bin", "down.bim"))) == mismatch);
  BOOST_TEST(fault(get(changed("X-Amz-Expires=604800", "X-Amz-Expires=604799"))) == mismatch);
  BOOST_TEST(fault(get(link, "", "HEAD")) == "403 Forbidden");
  BOOST_TEST(fault(get(link + "&versionId=1")) == mismatch);
  BOOST_TEST(fault(get(changed("storage_access_key", "another"))) == "403 Forbidden InvalidAccessKeyId");
  BOOST_TEST(fault(get(changed("X-Amz-Expires=604800", "X-Amz-Expires=604801"))) ==
             "400 Bad Request AuthorizationQueryParametersError");
  BOOST_TEST(fault(get(link.substr(0, link.find("&X-Amz-Signature")))) == "403 Forbidden AccessDenied");
  BOOST_TEST(fault(get(link.substr(0, link.find('?')))) == "403 Forbidden AccessDenied");
}

BOOST_AUTO_TEST_CASE(a_link_is_signed_for_one_host) {
  Client client;
  const Url url(client.link("x"));
  SocketClient socket(url.port());
  socket.send("GET " + url.target + " HTTP/1.1\r\nHost: localhost:" + std::to_string(url.port()) + "\r\n\r\n");
  BOOST_TEST(fault(socket.read_response()) == "403 Forbidden SignatureDoesNotMatch");
}

BOOST_AUTO_TEST_CASE(a_link_expires) {
  Client client;
  const std::string link = client.link("x");
  client.served.bench.advance(std::chrono::seconds(604'798));
  BOOST_TEST(fault(get(link)) == "200 OK");
  client.served.bench.advance(std::chrono::seconds(4));
  const std::string late = get(link);
  BOOST_TEST(fault(late) == "403 Forbidden AccessDenied");
  BOOST_TEST(message(late) == "Request has expired");
}

BOOST_AUTO_TEST_CASE(what_is_signed_and_not_there_is_not_found) {
  Client client;
  const Json form = client.form("gone.bin");
  const std::string fetched = client.call(
      "GET", "/firecrest/tasks?tasks=" + client.upload)["tasks"][client.upload]["data"]["msg"]["download_url"];
  BOOST_TEST(fault(get(fetched)) == "404 Not Found NoSuchKey");  // not yet
  send_form(form, "x");
  BOOST_TEST(fault(get(fetched)) == "200 OK");
  client.served.bench.advance(std::chrono::minutes(2));  // fetched, and removed from its bucket
  BOOST_TEST(fault(get(fetched)) == "404 Not Found NoSuchKey");
  BOOST_TEST(fault(get(client.link("there"))) == "200 OK");
  BOOST_TEST(fault(get("http://" + client.host() + "/object-storage/" + kSampleUser + "/x", "", "DELETE")) ==
             "405 Method Not Allowed MethodNotAllowed");
}

BOOST_AUTO_TEST_CASE(a_public_url_is_what_forms_and_links_lead_to_and_are_signed_for) {
  Client client("https://objects.example:9443/s3/");
  const Json form = client.form();
  BOOST_TEST(form["url"] == "https://objects.example:9443/s3/" + kSampleUser);
  const std::string link = client.link("public");
  BOOST_TEST(link.starts_with("https://objects.example:9443/s3/" + kSampleUser + '/'));
  // The proxy in front of it sends both on to the mock under the mock's own names.
  const std::string own = "http://" + client.host() + "/object-storage/" + kSampleUser;
  BOOST_TEST(body_of(get(own + link.substr(std::string("https://objects.example:9443/s3/" + kSampleUser).size()))) ==
             "public");
  Json forwarded = form;
  forwarded["url"] = own;
  const std::string answer = send_form(forwarded, "x");
  BOOST_TEST(fault(answer) == "204 No Content");
  BOOST_TEST(answer.find("\r\nLocation: https://objects.example:9443/s3/" + kSampleUser + '/' + client.upload +
                         "/up.bin\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_storage_may_have_a_listener_of_its_own_with_buckets_at_its_root) {
  Client client("", "object-storage");
  client.served.bench.sandboxes().set_own_addresses({{"object-storage", client.own_host()}});
  const Json form = client.form();
  BOOST_TEST(form["url"] == "http://" + client.own_host() + '/' + kSampleUser);
  const std::string answer = send_form(form, "the bytes");
  BOOST_TEST(fault(answer) == "204 No Content");
  BOOST_TEST(answer.find("\r\nLocation: http://" + client.own_host() + '/' + kSampleUser + '/') != std::string::npos);
  client.served.bench.advance(std::chrono::minutes(2));
  BOOST_TEST(client.task_at("", client.upload)["status"] == "114");
  const std::string link = client.link("content", "two words.bin");
  BOOST_TEST(link.starts_with("http://" + client.own_host() + '/' + kSampleUser + '/'));
  BOOST_TEST(body_of(get(link)) == "content");
  std::string forged = link;
  forged.back() = forged.back() == '0' ? '1' : '0';
  BOOST_TEST(fault(get(forged)) == "403 Forbidden SignatureDoesNotMatch");
}

BOOST_AUTO_TEST_CASE(a_sandboxes_links_lead_into_it_at_a_public_url_too) {
  Client client("http://objects.example");
  HPC_MUST(client.served.bench.sandboxes().create({"ci-1", 1, {}, {}}));  // the seed of the default one: its token
  const Json made =
      client.call("POST", "/s/ci-1/firecrest/storage/xfer-external/download", "sourcePath=/srv/f7t/test_sbatch.sh");
  hpc::centre::Sandbox& sandbox = client.served.bench.sandbox("ci-1");
  {
    const std::lock_guard lock(sandbox.mutex());
    sandbox.pacer().advance_to(sandbox.site().clock().now() + std::chrono::seconds(1));
  }
  const std::string link = client.task_at("/s/ci-1", made["task_id"])["data"]["url"];
  BOOST_TEST(link.starts_with("http://objects.example/s/ci-1/" + kSampleUser + '/'));
  const std::string target = link.substr(std::string("http://objects.example/s/ci-1").size());
  BOOST_TEST(body_of(get("http://" + client.host() + "/s/ci-1/object-storage" + target)).starts_with("#!/bin/bash"));
}

BOOST_AUTO_TEST_SUITE_END()
