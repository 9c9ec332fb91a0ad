#include <boost/test/unit_test.hpp>

#include "apis/firecrest/firecrest_bench.h"
#include "base/digest.h"

using hpc::Bytes;
using hpc::Json;
using hpc::site::Path;
using hpc::tests::FilePart;
using hpc::tests::FirecrestBench;
using hpc::tests::FormFields;
using hpc::tests::kSampleUser;
using hpc::tests::text_of;

namespace {

const std::string kHome = "/home/" + kSampleUser;

// A home directory with what the tests look at.
struct Desk : FirecrestBench {
  explicit Desk(std::vector<hpc::centre::Override> set = {}) : FirecrestBench(std::move(set)) {
    put("hello.txt", "hello\nworld\nhello again\n");
    put("bin.dat", std::string(117, 'a') + "\x80\x81");
    HPC_MUST(files().make_directories(who(), at("d/sub")));
    put("d/f1", "1");
    put("d/f2", "22");
    HPC_MUST(files().symlink(who(), "hello.txt", at("link")));
    HPC_MUST(files().symlink(who(), "nowhere", at("dangling")));
    put(".hidden", "h");
    const hpc::site::Credentials root;
    HPC_MUST(files().make_directory(root, at("closed"), 0700));
    HPC_MUST(files().write(root, at("secret"), Bytes("s"), {.mode = 0600}));
  }
  hpc::site::FileSystem& files() { return HPC_MUST(bench.site().cluster("daint"))->files(); }
  hpc::site::Credentials who() { return HPC_MUST(bench.site().accounts().credentials(kSampleUser)); }
  Path at(const std::string& name) { return Path::of(kHome + '/' + name); }
  void put(const std::string& name, std::string content) {
    HPC_MUST(files().write(who(), at(name), Bytes(std::move(content))));
  }
  std::string content(const std::string& name) { return HPC_MUST(files().read(who(), at(name))).str(); }

  /// "400 X-Invalid-Path: path is an invalid path | Error on ls operation | ls: cannot access ..."
  static std::string refusal(const hpc::http::Response& answer) {
    const Json body = json(answer);
    std::string text = std::to_string(answer.status) + ' ';
    for (const hpc::http::Header& header : answer.headers)
      if (header.name.substr(0, 2) == "X-" && header.name.substr(0, 6) != "X-Kong")
        text += header.name + ": " + header.value + " | ";
    return text + body.value("description", "-") + " | " + body.value("error", "-");
  }
  static std::string output(const hpc::http::Response& answer) {
    const Json body = json(answer);
    return std::to_string(answer.status) + ' ' + body.value("description", "-") + " | " +
           (body.contains("output") && body["output"].is_string() ? body["output"].get<std::string>()
                                                                  : body.value("output", Json()).dump());
  }
};

struct Case {
  const char* method;
  std::string path;
  FormFields fields;
  std::string expected;
};

std::string query(const FormFields& fields) {
  return hpc::tests::urlencoded(fields);
}

hpc::http::Response ask(Desk& desk, const Case& one) {
  if (std::string_view(one.method) == "GET")
    return desk.get("/utilities/" + one.path + (one.fields.empty() ? "" : "?" + query(one.fields)));
  return desk.form(one.method, "/utilities/" + one.path, one.fields);
}

const std::string kInvalid = "X-Invalid-Path: path is an invalid path | ";
const std::string kPaths = "X-Invalid-Path: sourcePath and/or targetPath are invalid paths | ";
const std::string kNotFound = "X-Not-Found: sourcePath not found | ";
const std::string kDenied = "X-Permission-Denied: User does not have permissions to access path | ";
const std::string kDirectory = "X-A-Directory: path is a directory, can't checksum directories | ";

std::string on(const std::string& command) {
  return "Error on " + command + " operation | ";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(firecrest_utilities)

BOOST_AUTO_TEST_CASE(each_tool_fails_in_its_own_words_under_the_header_of_the_first_rule_that_fits) {
  Desk desk;
  const std::string none = kHome + "/none";
  const std::vector<Case> cases = {
      {"GET",
       "ls",
       {{"targetPath", none}},
       kInvalid + on("ls") + "ls: cannot access '" + none + "': No such file or directory"},
      {"GET",
       "ls",
       {{"targetPath", "closed"}},
       kDenied + on("ls") + "ls: cannot open directory 'closed': Permission denied"},
      {"POST",
       "mkdir",
       {{"targetPath", "d"}},
       "X-Exists: targetPath already exists | " + on("mkdir") + "mkdir: cannot create directory 'd': File exists"},
      {"POST",
       "mkdir",
       {{"targetPath", "no/d"}},
       kPaths + on("mkdir") + "mkdir: cannot create directory 'no/d': No such file or directory"},
      {"POST",
       "mkdir",
       {{"targetPath", "/root/d"}},
       kDenied + on("mkdir") + "mkdir: cannot create directory '/root/d': Permission denied"},
      {"PUT",
       "rename",
       {{"targetPath", "x"}, {"sourcePath", "none"}},
       kNotFound + on("rename") + "mv: cannot stat 'none': No such file or directory"},
      {"PUT",
       "rename",
       {{"targetPath", "no/x"}, {"sourcePath", "d"}},
       kPaths + on("rename") + "mv: cannot move 'd' to 'no/x': No such file or directory"},
      {"PUT",
       "rename",
       {{"targetPath", "/root/x"}, {"sourcePath", "d"}},
       kDenied + on("rename") + "mv: cannot stat '/root/x': Permission denied"},
      {"PUT",
       "chmod",
       {{"targetPath", "none"}, {"mode", "600"}},
       kInvalid + on("chmod") + "chmod: cannot access 'none': No such file or directory"},
      {"PUT",
       "chmod",
       {{"targetPath", "secret"}, {"mode", "600"}},
       kDenied + on("chmod") + "chmod: changing permissions of 'secret': Operation not permitted"},
      {"PUT",
       "chmod",
       {{"targetPath", "d"}, {"mode", "999"}},
       "X-Invalid-Mode: mode is an invalid mode | " + on("chmod") +
           "chmod: invalid mode: '999'Try 'chmod --help' for more information."},
      {"PUT",
       "chown",
       {{"targetPath", "none"}, {"group", "staff"}},
       kInvalid + on("chown") + "chown: cannot access 'none': No such file or directory"},
      {"PUT",
       "chown",
       {{"targetPath", "d"}, {"owner", "testuser"}},
       kDenied + on("chown") + "chown: changing ownership of 'd': Operation not permitted"},
      {"PUT",
       "chown",
       {{"targetPath", "d"}, {"owner", "nosuchuser"}},
       "X-Error: chown: invalid spec: 'nosuchuser:' | " + on("chown") + "chown: invalid spec: 'nosuchuser:'"},
      {"PUT",
       "chown",
       {{"targetPath", "d"}, {"owner", "nosuch"}, {"group", "test1"}},
       "X-Invalid-Owner: owner is an invalid user | " + on("chown") + "chown: invalid user: 'nosuch:test1'"},
      {"PUT",
       "chown",
       {{"targetPath", "d"}, {"group", "nosuchgroup"}},
       "X-Invalid-Group: group is an invalid group | " + on("chown") + "chown: invalid group: ':nosuchgroup'"},
      {"POST",
       "copy",
       {{"targetPath", "x"}, {"sourcePath", "none"}},
       kNotFound + on("copy") + "cp: cannot stat 'none': No such file or directory"},
      {"POST",
       "copy",
       {{"targetPath", "no/x"}, {"sourcePath", "hello.txt"}},
       kPaths + on("copy") + "cp: cannot create regular file 'no/x': No such file or directory"},
      {"POST",
       "copy",
       {{"targetPath", "/root/x"}, {"sourcePath", "hello.txt"}},
       kDenied + on("copy") + "cp: cannot stat '/root/x': Permission denied"},
      {"POST",
       "copy",
       {{"targetPath", "hello.txt"}, {"sourcePath", "d"}},
       kDirectory + on("copy") + "cp: cannot overwrite non-directory 'hello.txt' with directory 'd'"},
      {"POST",
       "copy",
       {{"targetPath", "hello.txt"}, {"sourcePath", "hello.txt"}},
       "X-Error: cp: 'hello.txt' and 'hello.txt' are the same file | " + on("copy") +
           "cp: 'hello.txt' and 'hello.txt' are the same file"},
      {"POST",
       "copy",
       {{"targetPath", "x"}, {"sourcePath", "secret"}},
       kDenied + on("copy") + "cp: cannot open 'secret' for reading: Permission denied"},
      {"POST",
       "compress",
       {{"targetPath", "x.tgz"}, {"sourcePath", "nope"}},
       kInvalid + on("compress") +
           "tar: nope: Cannot stat: No such file or directorytar: Exiting with failure status due to previous errors"},
      {"POST",
       "compress",
       {{"targetPath", "no/x.tgz"}, {"sourcePath", "d"}},
       kInvalid + on("compress") +
           "tar (child): no/x.tgz: Cannot open: No such file or directorytar (child): Error is not recoverable: "
           "exiting nowtar: Child returned status 2tar: Error is not recoverable: exiting now"},
      {"POST",
       "extract",
       {{"targetPath", "d"}, {"sourcePath", "no.tgz"}},
       kInvalid + on("extract") +
           "tar (child): no.tgz: Cannot open: No such file or directorytar (child): Error is not recoverable: exiting "
           "nowtar: Child returned status 2tar: Error is not recoverable: exiting now"},
      {"POST",
       "extract",
       {{"targetPath", "no"}, {"sourcePath", "hello.txt"}, {"type", ".tgz"}},
       kInvalid + on("extract") +
           "tar: no: Cannot open: No such file or directorytar: Error is not recoverable: exiting now"},
      {"POST",
       "extract",
       {{"targetPath", "d"}, {"sourcePath", "hello.txt"}, {"type", ".gz"}},
       "X-Error: gzip: stdin: not in gzip formattar: Child returned status 1tar: Error is not recoverable: exiting now "
       "| " +
           on("extract") +
           "gzip: stdin: not in gzip formattar: Child returned status 1tar: Error is not recoverable: exiting now"},
      {"POST",
       "extract",
       {{"targetPath", "d"}, {"sourcePath", "hello.txt"}, {"extension", ".tgz"}},
       on("extract") + "Unsupported file format in hello.txt."},
      {"GET",
       "file",
       {{"targetPath", "none"}},
       kInvalid + on("file") + "cannot open `none' (No such file or directory)"},
      {"GET", "file", {{"targetPath", "secret"}}, kDenied + on("file") + "regular file, no read permission"},
      {"GET",
       "stat",
       {{"targetPath", "none"}},
       kNotFound + on("stat") + "stat: cannot statx 'none': No such file or directory"},
      {"GET",
       "stat",
       {{"targetPath", "closed/x"}},
       kDenied + on("stat") + "stat: cannot statx 'closed/x': Permission denied"},
      {"POST",
       "symlink",
       {{"targetPath", "x"}, {"linkPath", "link"}},
       "X-Exists: targetPath already exists | " + on("symlink") +
           "ln: failed to create symbolic link 'link': File exists"},
      {"POST",
       "symlink",
       {{"targetPath", "x"}, {"linkPath", "no/link"}},
       kInvalid + on("symlink") + "ln: failed to create symbolic link 'no/link': No such file or directory"},
      {"GET",
       "head",
       {{"targetPath", "none"}},
       kInvalid + on("head") + "head: cannot open 'none' for reading: No such file or directory"},
      {"GET",
       "head",
       {{"targetPath", "secret"}},
       kDenied + on("head") + "head: cannot open 'secret' for reading: Permission denied"},
      {"GET", "head", {{"targetPath", "d"}}, kDirectory + on("head") + "head: error reading 'd': Is a directory"},
      {"GET",
       "head",
       {{"targetPath", "hello.txt"}, {"lines", "abc"}},
       "X-Error: head: invalid number of lines: 'abc' | " + on("head") + "head: invalid number of lines: 'abc'"},
      {"GET",
       "tail",
       {{"targetPath", "hello.txt"}, {"bytes", "1x"}},
       "X-Error: tail: invalid number of bytes: '1x' | " + on("tail") + "tail: invalid number of bytes: '1x'"},
      {"GET",
       "head",
       {{"targetPath", "bin.dat"}},
       "X-Error: 'utf-8' codec can't decode byte 0x80 in position 117: invalid start byte | " + on("head") +
           "'utf-8' codec can't decode byte 0x80 in position 117: invalid start byte"},
      {"GET",
       "view",
       {{"targetPath", "none"}},
       kNotFound + on("fsize") + "stat: cannot statx 'none': No such file or directory"},
      {"GET",
       "checksum",
       {{"targetPath", "none"}},
       kInvalid + on("checksum") + "sha256sum: none: No such file or directory"},
      {"GET", "checksum", {{"targetPath", "d"}}, kDirectory + on("checksum") + "sha256sum: d: Is a directory"},
      {"GET",
       "checksum",
       {{"targetPath", "secret"}},
       kDenied + on("checksum") + "sha256sum: secret: Permission denied"},
      {"GET", "download", {{"sourcePath", "d"}}, kDirectory + on("base64") + "base64: read error: Is a directory"},
      {"GET", "download", {{"sourcePath", "secret"}}, kDenied + on("base64") + "base64: secret: Permission denied"},
      {"DELETE",
       "rm",
       {{"targetPath", "none"}},
       "X-Invalid-Path: path is an invalid path. | " + on("rm") +
           "rm: cannot remove 'none': No such file or directory"},
      {"DELETE",
       "rm",
       {{"targetPath", "/srv/f7t/test_sbatch.sh"}},
       kDenied + on("rm") + "rm: cannot remove '/srv/f7t/test_sbatch.sh': Permission denied"},
      // Before anything runs.
      {"GET", "ls", {}, on("ls") + "'targetPath' not specified"},
      {"GET", "ls", {{"targetPath", ""}}, on("ls") + "'targetPath' is empty"},
      {"GET", "ls", {{"targetPath", "a;b"}}, on("ls") + "'targetPath' has invalid char"},
      {"GET", "stat", {}, on("stat") + "'sourcePath' not specified"},
      {"GET", "view", {}, on("fsize") + "'sourcePath' not specified"},
      {"PUT", "chmod", {{"targetPath", "d"}}, on("chmod") + "'mode' not specified"},
      {"PUT", "chown", {{"targetPath", "d"}}, "Error in chown operation | group or owner must be set"},
      {"PUT",
       "chown",
       {{"targetPath", "d"}, {"owner", "a;b"}},
       "Error in chown operation | group or owner has invalid char"},
      {"POST", "symlink", {{"targetPath", "d"}}, "Failed to create symlink | 'linkPath' value not specified"},
      {"GET",
       "head",
       {{"targetPath", "d"}, {"bytes", "9"}, {"lines", "3"}},
       on("head") + "Can not specify both 'bytes' and 'lines'"},
      {"GET", "tail", {{"targetPath", "d"}, {"lines", "3;"}}, on("tail") + "'lines' has invalid char"},
  };
  for (const Case& one : cases)
    BOOST_TEST(Desk::refusal(ask(desk, one)) == "400 " + one.expected, one.path << '?' << query(one.fields));
}

BOOST_AUTO_TEST_CASE(tools_that_work_say_so) {
  Desk desk;
  const std::vector<Case> cases = {
      {"POST", "mkdir", {{"targetPath", "new"}}, "201 Success to mkdir file. | "},
      {"POST", "mkdir", {{"targetPath", "d"}, {"p", "false"}}, "201 Success to mkdir file. | "},
      {"POST", "copy", {{"targetPath", "new"}, {"sourcePath", "hello.txt"}}, "201 Success to copy file. | "},
      {"PUT",
       "rename",
       {{"targetPath", "new/moved"}, {"sourcePath", "new/hello.txt"}},
       "200 Success to rename file. | "},
      {"PUT",
       "chmod",
       {{"targetPath", "new/moved"}, {"mode", "600"}},
       "200 Success to chmod file or directory. | mode of 'new/moved' changed from 0644 (rw-r--r--) to 0600 "
       "(rw-------)"},
      {"PUT",
       "chmod",
       {{"targetPath", "new/moved"}, {"mode", "u=rw"}},
       "200 Success to chmod file or directory. | mode of 'new/moved' retained as 0600 (rw-------)"},
      {"PUT",
       "chown",
       {{"targetPath", "d"}, {"owner", kSampleUser}},
       "200 Success to chown file or directory. | ownership of 'd' retained as " + kSampleUser + ":" + kSampleUser},
      {"PUT",
       "chown",
       {{"targetPath", "d"}, {"owner", kSampleUser}, {"group", "staff"}},
       "200 Success to chown file or directory. | changed ownership of 'd' from " + kSampleUser + ":" + kSampleUser +
           " to " + kSampleUser + ":staff"},
      {"POST", "symlink", {{"targetPath", "anything"}, {"linkPath", "l2"}}, "201 Success to symlink file. | "},
      {"GET", "file", {{"targetPath", "hello.txt"}}, "200 Success to file file. | ASCII text"},
      {"GET", "file", {{"targetPath", "d"}}, "200 Success to file file. | directory"},
      {"GET", "file", {{"targetPath", "link"}}, "200 Success to file file. | symbolic link to hello.txt"},
      {"GET",
       "file",
       {{"targetPath", "/srv/f7t/test_sbatch.sh"}},
       "200 Success to file file. | Bourne-Again shell script, ASCII text executable"},
      {"GET",
       "checksum",
       {{"targetPath", "hello.txt"}},
       "200 Success to checksum file. | " + hpc::hex(hpc::sha256("hello\nworld\nhello again\n"))},
      {"GET",
       "head",
       {{"targetPath", "hello.txt"}, {"lines", "1"}, {"skip_ending", "False"}},
       "200 Success to head file. | hello\n"},
      {"GET",
       "head",
       {{"targetPath", "hello.txt"}, {"lines", "1"}, {"skip_ending", "True"}},
       "200 Success to head file. | hello\nworld\n"},
      {"GET", "head", {{"targetPath", "hello.txt"}, {"bytes", "3"}}, "200 Success to head file. | hel"},
      {"GET", "tail", {{"targetPath", "hello.txt"}, {"lines", "1"}}, "200 Success to tail file. | hello again\n"},
      {"GET",
       "tail",
       {{"targetPath", "hello.txt"}, {"lines", "2"}, {"skip_beginning", "1"}},
       "200 Success to tail file. | world\nhello again\n"},
      {"GET",
       "tail",
       {{"targetPath", "hello.txt"}, {"grep", "hello"}},
       "200 Success to tail file. | hello\nhello again\n"},
      {"GET", "view", {{"targetPath", "hello.txt"}}, "200 Success to head file. | hello\nworld\nhello again\n"},
      {"GET", "whoami", {}, "200 User information | " + kSampleUser},
      {"POST", "compress", {{"targetPath", "d.tgz"}, {"sourcePath", kHome + "/d"}}, "201 Success to compress file. | "},
      {"POST", "extract", {{"targetPath", "new"}, {"sourcePath", "d.tgz"}}, "201 Success to extract file. | "},
      {"GET",
       "checksum",
       {{"targetPath", "new/d/f2"}},
       "200 Success to checksum file. | 785f3ec7eb32f30b90cd0fcf3657d388b5ff4297f2f9716ff66e9b69c05ddd09"},
  };
  for (const Case& one : cases)
    BOOST_TEST(Desk::output(ask(desk, one)) == one.expected, one.path << '?' << query(one.fields));
  BOOST_TEST(desk.form("DELETE", "/utilities/rm", {{"targetPath", "new"}}).status == 204);
  BOOST_TEST(!desk.files().exists(desk.who(), desk.at("new")));
}

BOOST_AUTO_TEST_CASE(a_pattern_that_no_line_has_is_not_found) {
  Desk desk;
  BOOST_TEST(Desk::refusal(desk.get("/utilities/head?targetPath=hello.txt&grep=zzz")) ==
             "404 X-Not-Found: pattern not found | Error on head operation with grep | pattern not found");
  BOOST_TEST(Desk::refusal(desk.get("/utilities/head?targetPath=none&grep=zzz")) ==
             "400 " + kInvalid +
                 "Error on head operation with grep | head: cannot open 'none' for reading: No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_listing_is_long_sorted_and_without_hidden_names) {
  Desk desk;
  const auto names = [&](const std::string& query) {
    std::string text;
    const Json listing = FirecrestBench::json(desk.get("/utilities/ls?" + query));
    for (const Json& entry : listing.at("output"))
      text += (entry.is_string() ? entry.dump() : entry["name"].get<std::string>()) + ' ';
    return text;
  };
  const Json first = FirecrestBench::json(desk.get("/utilities/ls?targetPath=" + kHome + "/bin.dat"))["output"][0];
  BOOST_TEST(first == Json({{"group", kSampleUser},
                            {"last_modified", hpc::iso_seconds(desk.bench.site().clock().now())},
                            {"link_target", ""},
                            {"name", kHome + "/bin.dat"},
                            {"permissions", "rw-r--r--"},
                            {"size", "119"},
                            {"type", "-"},
                            {"user", kSampleUser}}));
  BOOST_TEST(names("targetPath=" + kHome) == "bin.dat closed d dangling hello.txt link secret ");
  BOOST_TEST(names("targetPath=.&showhidden=True") == ".hidden bin.dat closed d dangling hello.txt link secret ");
  BOOST_TEST(names("targetPath=d&notListing=true") == "\"\\\"f1\\\"\" \"\\\"f2\\\"\" \"\\\"sub\\\"\" ");
  BOOST_TEST(names("targetPath=d&unsorted=1").starts_with("\"\\\".\\\"\" \"\\\"..\\\"\" \"\\\"f"));
  BOOST_TEST(names("targetPath=d&pageSize=2&pageNumber=2") == "sub ");
  BOOST_TEST(names("targetPath=d&pageSize=2&pageNumber=3") == "f1 f2 sub ");
  BOOST_TEST(names("targetPath=d/sub") == "");
  const Json link = FirecrestBench::json(desk.get("/utilities/ls?targetPath=link"))["output"][0];
  BOOST_TEST(link["type"] == "l");
  BOOST_TEST(link["link_target"] == "hello.txt");
  BOOST_TEST(FirecrestBench::json(desk.get("/utilities/ls?targetPath=d&numericUid=1"))["output"][0]["user"] == "1001");
  BOOST_TEST(Desk::refusal(desk.get("/utilities/ls?targetPath=" + kHome + "&followLinks=1")) ==
             "400 " + kInvalid + "Error on ls operation | ls: cannot access '" + kHome +
                 "/dangling': No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_recursive_listing_keeps_two_quirks) {
  Desk desk;
  HPC_MUST(desk.files().make_directories(desk.who(), desk.at("t/a/b")));
  HPC_MUST(desk.files().make_directories(desk.who(), desk.at("t/empty")));
  HPC_MUST(desk.files().make_directories(desk.who(), desk.at("t/last")));
  desk.put("t/a/b/deep.txt", "x");
  const auto names = [&](const std::string& path) {
    std::string text;
    const Json listing = FirecrestBench::json(desk.get("/utilities/ls?recursive=True&targetPath=" + path));
    for (const Json& entry : listing.at("output"))
      text += (entry.is_string() ? "'" + entry.get<std::string>() + "'" : entry["name"].get<std::string>()) + ' ';
    return text;
  };
  BOOST_TEST(names("t") == "a empty last a/b a/b/deep.txt '' ");
  BOOST_TEST(names("t/") == "/a /empty /last a/b a/b/deep.txt '' ");
}

BOOST_AUTO_TEST_CASE(stat_gives_ten_numbers) {
  Desk desk;
  const Json output = FirecrestBench::json(desk.get("/utilities/stat?targetPath=hello.txt"))["output"];
  BOOST_TEST(output.size() == 10u);
  BOOST_TEST(output["mode"] == 0100644);
  BOOST_TEST(output["size"] == 24);
  BOOST_TEST(output["uid"] == 1001);
  BOOST_TEST(FirecrestBench::json(desk.get("/utilities/stat?targetPath=link"))["output"]["mode"] == 0120777);
  BOOST_TEST(FirecrestBench::json(desk.get("/utilities/stat?targetPath=link&dereference=true"))["output"]["mode"] ==
             0100644);
}

BOOST_AUTO_TEST_CASE(a_file_comes_down_whole_or_in_part) {
  Desk desk;
  const auto whole = desk.get("/utilities/download?sourcePath=hello.txt");
  BOOST_TEST(text_of(whole) == "200 application/octet-stream hello\nworld\nhello again\n");
  BOOST_TEST(whole.headers.get("Content-Disposition") == "attachment; filename=hello.txt");
  BOOST_TEST(whole.headers.get("Cache-Control") == "no-cache");
  hpc::http::Headers headers = desk.headers();
  headers.add("Range", "bytes=0-4");
  const auto part = desk.bench.call("GET", "/firecrest/utilities/download?sourcePath=hello.txt", headers);
  BOOST_TEST(text_of(part) == "206 application/octet-stream hello");
  BOOST_TEST(part.headers.get("Content-Range") == "bytes 0-4/24");
  desk.put("two words.txt", "");
  const auto quoted = desk.get("/utilities/download?sourcePath=two+words.txt");
  BOOST_TEST(quoted.status == 200);
  BOOST_TEST(quoted.headers.get("Content-Disposition") == "attachment; filename=\"two words.txt\"");
  BOOST_TEST(desk.get("/utilities/download?targetPath=hello.txt").status == 500);
}

BOOST_AUTO_TEST_CASE(downloads_end_at_what_fits_base64_into_the_buffer) {
  Desk desk;
  desk.put("most", std::string(3'932'157, 'x'));
  desk.put("more", std::string(3'932'158, 'x'));
  desk.put("huge", std::string(5'242'881, 'x'));
  BOOST_TEST(desk.get("/utilities/download?sourcePath=most").body.size() == 3'932'157u);
  BOOST_TEST(Desk::refusal(desk.get("/utilities/download?sourcePath=more")) ==
             "400 X-Error: Command output exceeded buffer limit (5242880) | Error on base64 operation | Command output "
             "exceeded buffer limit (5242880)");
  BOOST_TEST(Desk::refusal(desk.get("/utilities/download?sourcePath=huge")) ==
             "400 X-Size-Limit: File exceeds size limit | Failed to download file | -");
  BOOST_TEST(Desk::refusal(desk.get("/utilities/view?targetPath=huge")) ==
             "400 X-Size-Limit: File exceeds size limit | Failed to view file content | -");
  BOOST_TEST(desk.get("/utilities/head?targetPath=huge&bytes=5242879").status == 200);
  BOOST_TEST(desk.get("/utilities/head?targetPath=huge&bytes=5242880").status == 400);
  Desk exact(hpc::tests::with("apis.firecrest.download_limit_exact", "true"));
  exact.put("more", std::string(3'932'158, 'x'));
  BOOST_TEST(exact.get("/utilities/download?sourcePath=more").status == 200);
}

BOOST_AUTO_TEST_CASE(a_file_goes_up_by_a_shells_redirection) {
  Desk desk;
  const auto upload = [&](const std::string& target, const std::vector<FilePart>& files) {
    return desk.upload("/utilities/upload", {{"targetPath", target}}, files);
  };
  BOOST_TEST(Desk::output(upload(kHome + "/d", {{"file", "up.bin", "content"}})) == "201 File upload successful | ");
  BOOST_TEST(desk.content("d/up.bin") == "content");
  const std::string shell = "/ssh_command_wrapper.sh: line 70: ";
  BOOST_TEST(Desk::refusal(upload("no", {{"file", "f", "x"}})) ==
             "400 " + kInvalid + on("upload") + shell + "no/f: No such file or directory");
  BOOST_TEST(Desk::refusal(upload("/srv", {{"file", "f", "x"}})) ==
             "400 " + kDenied + on("upload") + shell + "/srv/f: Permission denied");
  BOOST_TEST(Desk::refusal(upload("hello.txt", {{"file", "f", "x"}})) ==
             "400 X-Not-A-Directory: targetPath is not a directory | " + on("upload") + shell +
                 "hello.txt/f: Not a directory");
  BOOST_TEST(Desk::refusal(upload("d", {})) == "400 Failed to upload file | No file in query");
  BOOST_TEST(Desk::refusal(upload("d", {{"file", "", "x"}})) == "400 Failed to upload file | Filename is empty");
  BOOST_TEST(Desk::refusal(upload("d", {{"file", "a'b.txt", "x"}})) ==
             "400 Failed to upload file | Filename has invalid char");
  BOOST_TEST(text_of(upload("d", {{"file", "f", std::string(5'242'881, 'x')}})) ==
             "413 application/json {\"description\":\"Failed to upload file. The file is over 5242880 bytes\"}\n");
}

BOOST_AUTO_TEST_CASE(groups_are_told_with_the_primary_one_first) {
  Desk desk;
  const Json output = FirecrestBench::json(desk.get("/utilities/whoami?groups=True"))["output"];
  BOOST_TEST(output["user"] == Json({{"id", "1001"}, {"name", kSampleUser}}));
  BOOST_TEST(output["group"] == output["groups"][0]);
  BOOST_TEST(output["groups"].size() == 2u);
  BOOST_TEST(output["groups"][1]["name"] == "staff");
}

BOOST_AUTO_TEST_CASE(machines_that_are_not_there_or_do_not_answer_are_told_apart) {
  using hpc::site::Reachability;
  Desk desk;
  auto* daint = HPC_MUST(desk.bench.site().cluster("daint"));
  const auto refusal = [&](Reachability reachability) {
    daint->set_reachability(reachability);
    return Desk::refusal(desk.get("/utilities/ls?targetPath=/"));
  };
  const std::string unavailable =
      "400 X-Machine-Not-Available: Machine is not available | Error on ls operation | Machine is not available";
  BOOST_TEST(refusal(Reachability::unresolvable) == unavailable);
  BOOST_TEST(refusal(Reachability::no_route) == unavailable);
  BOOST_TEST(refusal(Reachability::refused) ==
             "400 X-Error: Connection refused | Error on ls operation | Connection refused");
  BOOST_TEST(refusal(Reachability::timed_out) ==
             "400 X-Timeout: Command has finished with timeout signal | Error on ls operation | Command has finished "
             "with timeout signal");
  desk.machine = "nope";
  BOOST_TEST(
      Desk::refusal(desk.get("/utilities/view?targetPath=/")) ==
      "400 X-Machine-Does-Not-Exist: Machine does not exist | Error on fsize operation | Machine does not exist");
  desk.machine.clear();
  BOOST_TEST(desk.get("/utilities/ls").body.str() == "{\"description\":\"No machine name given\"}\n");
}

BOOST_AUTO_TEST_CASE(names_that_need_it_are_quoted_as_gnu_tools_do) {
  Desk desk;
  desk.put("dir \xc3\xa9", "x");
  const Json output = FirecrestBench::json(desk.get("/utilities/ls?targetPath=" + kHome))["output"];
  bool found = false;
  for (const Json& entry : output) found = found || entry["name"] == "dir \\303\\251";
  BOOST_TEST(found);
  BOOST_TEST(Desk::refusal(desk.get("/utilities/ls?targetPath=P%7F")) ==
             "400 " + kInvalid + "Error on ls operation | ls: cannot access 'P'$'\\177': No such file or directory");
}

BOOST_AUTO_TEST_SUITE_END()
