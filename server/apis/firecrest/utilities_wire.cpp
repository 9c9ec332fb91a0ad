#include "apis/firecrest/utilities_wire.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "apis/firecrest/byte_range.h"
#include "apis/firecrest/wire.h"
#include "base/encoding.h"

namespace hpc::apis::firecrest::wire {
namespace {

// One of these texts and all of those must be in an error for a rule to fit. src/utilities/utilities.py, in its order.
struct Rule {
  std::array<std::string_view, 2> any;  // "" fits nothing
  std::string_view also;                // "" fits everything
  const char* header;
  const char* value;
};

constexpr const char* kPaths = "sourcePath and/or targetPath are invalid paths";
constexpr const char* kPath = "path is an invalid path";
constexpr const char* kDenied = "User does not have permissions to access path";

constexpr std::array<Rule, 17> kRules = {{
    {{"cannot access"}, "", "X-Invalid-Path", kPath},
    {{"cannot stat"}, "No such file", "X-Not-Found", "sourcePath not found"},
    {{"cannot create", "cannot move"}, "No such file", "X-Invalid-Path", kPaths},
    {{"cannot remove"}, "No such file", "X-Invalid-Path", "path is an invalid path."},
    {{"No such file"}, "", "X-Invalid-Path", kPath},
    {{"cannot open", "Permission denied"}, "", "X-Permission-Denied", kDenied},
    {{"File exists"}, "", "X-Exists", "targetPath already exists"},
    {{"Not a directory"}, "", "X-Not-A-Directory", "targetPath is not a directory"},
    {{"directory"}, "", "X-A-Directory", "path is a directory, can't checksum directories"},
    {{"overwrite"}, "", "X-Exists", "targetPath already exists"},
    {{"not permitted"}, "", "X-Permission-Denied", kDenied},
    {{"invalid group"}, "", "X-Invalid-Group", "group is an invalid group"},
    {{"invalid user"}, "", "X-Invalid-Owner", "owner is an invalid user"},
    {{"invalid mode"}, "", "X-Invalid-Mode", "mode is an invalid mode"},
    {{"read permission"}, "", "X-Permission-Denied", kDenied},
    {{"Command has finished with timeout signal"}, "", "X-Timeout", "Command has finished with timeout signal"},
    {{"Machine is not available"}, "", "X-Machine-Not-Available", "Machine is not available"},
}};

bool holds(const std::string& error, std::string_view text) {
  return !text.empty() && error.find(text) != std::string::npos;
}

bool fits(const Rule& rule, const std::string& error) {
  return (holds(error, rule.any[0]) || holds(error, rule.any[1])) && (rule.also.empty() || holds(error, rule.also));
}

std::string failure_of(std::string_view command, bool with_grep = false) {
  return "Error on " + std::string(command) + " operation" + (with_grep ? " with grep" : "");
}

Json entry_json(const ListEntry& entry) {
  if (const auto* text = std::get_if<std::string>(&entry)) return *text;
  const ListedFile& file = std::get<ListedFile>(entry);
  return Json{{"group", file.group},
              {"last_modified", file.last_modified},
              {"link_target", file.link_target},
              {"name", file.name},
              {"permissions", file.permissions},
              {"size", file.size},
              {"type", std::string(1, file.type)},
              {"user", file.user}};
}

// Werkzeug quotes what is no token (RFC 9110, 5.6.2) and adds RFC 5987's form for what is not ASCII.
std::string disposition(const std::string& name) {
  const bool is_ascii = std::none_of(name.begin(), name.end(), [](char c) { return static_cast<signed char>(c) < 0; });
  if (!is_ascii) return "attachment; filename*=UTF-8''" + percent_encode(name);
  const bool is_token = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) || std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
  });
  return "attachment; filename=" + (is_token ? name : '"' + name + '"');
}

http::Response unsatisfiable_range(std::uint64_t size) {
  http::Response response;
  response.status = 416;
  response.headers = {{"Content-Type", "text/html; charset=utf-8"},
                      {"Content-Range", "bytes */" + std::to_string(size)}};
  response.body =
      "<!doctype html>\n<html lang=en>\n<title>416 Requested Range Not Satisfiable</title>\n<h1>Requested Range Not "
      "Satisfiable</h1>\n<p>The server cannot provide the requested range.</p>\n";
  return response;
}

}  // namespace

http::Response done(int status, std::string_view sentence, std::string_view output) {
  return json(status, Json{{"description", sentence}, {"output", output}});
}

http::Response file_listing(const std::vector<ListEntry>& entries) {
  Json output = Json::array();
  for (const ListEntry& entry : entries) output.push_back(entry_json(entry));
  return json(200, Json{{"description", "List of contents"}, {"output", output}});
}

http::Response file_stat(const site::Stat& stat) {
  const Json output{{"atime", unix_seconds(stat.accessed)},
                    {"ctime", unix_seconds(stat.changed)},
                    {"dev", stat.device},
                    {"gid", stat.gid},
                    {"ino", stat.inode},
                    {"mode", stat.full_mode()},
                    {"mtime", unix_seconds(stat.modified)},
                    {"nlink", stat.links},
                    {"size", stat.size},
                    {"uid", stat.uid}};
  return json(200, Json{{"description", "Success to stat file."}, {"output", output}});
}

http::Response user_name(const std::string& user) {
  return done(200, "User information", user);
}

http::Response user_groups(const site::Accounts& accounts, const Login& who) {
  const auto group = [&accounts](site::Gid gid) {
    return Json{{"id", std::to_string(gid)}, {"name", accounts.group_name(gid)}};
  };
  Json groups = Json::array({group(who.credentials.gid)});
  for (const site::Gid gid : who.credentials.groups)
    if (gid != who.credentials.gid) groups.push_back(group(gid));
  const Json output{{"group", group(who.credentials.gid)},
                    {"groups", groups},
                    {"user", {{"id", std::to_string(who.credentials.uid)}, {"name", who.user}}}};
  return json(200, Json{{"description", "User information"}, {"output", output}});
}

http::Response removed() {
  http::Response response;
  response.status = 204;
  response.headers.add("Content-Type", "application/json");
  return response;
}

http::Response download(const std::string& name, const Bytes& content, std::string_view range) {
  const RangeAsked asked = range_asked(range, content.size());
  if (asked.kind == RangeAsked::Kind::unsatisfiable) return unsatisfiable_range(content.size());
  http::Response response;
  response.headers = {{"Content-Disposition", header_text(disposition(name))},
                      {"Content-Type", "application/octet-stream"},
                      {"Cache-Control", "no-cache"}};
  response.body = content;
  if (asked.kind == RangeAsked::Kind::none) return response;
  response.status = 206;
  response.headers.add("Content-Range", content_range(asked.range, content.size()));
  response.headers.add("Accept-Ranges", "bytes");
  response.body = content.slice(asked.range.first, asked.range.length());
  return response;
}

http::Response utility_unknown_machine(std::string_view command) {
  return failed(400, failure_of(command), "Machine does not exist",
                {{"X-Machine-Does-Not-Exist", "Machine does not exist"}});
}

http::Response utility_unreachable(std::string_view command, Contact contact, const std::string& user,
                                   const std::string& system) {
  switch (contact) {
    case Contact::denied:
      return failed(400, failure_of(command), permission_denied(user, system), {{"X-Permission-Denied", kDenied}});
    case Contact::timed_out:
      return utility_failed(command, "Command has finished with timeout signal");
    case Contact::refused:
      return utility_failed(command, "Connection refused");
    default:
      return utility_failed(command, "Machine is not available");
  }
}

http::Response bad_utility_parameter(std::string_view command, std::string_view name, std::string_view objection) {
  return failed(400, failure_of(command), "'" + std::string(name) + "' " + std::string(objection));
}

http::Response utility_body_too_large(std::uint64_t limit) {
  return described(413, "Failed to upload file. The file is over " + std::to_string(limit) + " bytes");
}

http::Response no_owner_or_group() {
  return failed(400, "Error in chown operation", "group or owner must be set");
}
http::Response bad_owner_or_group() {
  return failed(400, "Error in chown operation", "group or owner has invalid char");
}
http::Response bad_link_path(std::string_view objection) {
  return failed(400, "Failed to create symlink", "'linkPath' value " + std::string(objection));
}
http::Response both_bytes_and_lines(std::string_view command) {
  return failed(400, failure_of(command), "Can not specify both 'bytes' and 'lines'");
}
http::Response unsupported_archive(const std::string& source) {
  return failed(400, failure_of("extract"), "Unsupported file format in " + source + ".");
}
http::Response no_file_in_query() {
  return failed(400, "Failed to upload file", "No file in query");
}
http::Response empty_upload_name() {
  return failed(400, "Failed to upload file", "Filename is empty");
}
http::Response bad_upload_name() {
  return failed(400, "Failed to upload file", "Filename has invalid char");
}

http::Response download_too_large() {
  return described(400, "Failed to download file", {{"X-Size-Limit", "File exceeds size limit"}});
}
http::Response view_too_large() {
  return described(400, "Failed to view file content", {{"X-Size-Limit", "File exceeds size limit"}});
}

http::Response pattern_not_found(std::string_view command) {
  return failed(404, failure_of(command, true), "pattern not found", {{"X-Not-Found", "pattern not found"}});
}

http::Response output_too_large(std::string_view command, bool with_grep, std::uint64_t limit) {
  const std::string error = "Command output exceeded buffer limit (" + std::to_string(limit) + ")";
  return failed(400, failure_of(command, with_grep), error, {{"X-Error", error}});
}

http::Response utility_failed(std::string_view command, const std::string& error, bool with_grep) {
  const auto rule = std::find_if(kRules.begin(), kRules.end(), [&error](const Rule& one) { return fits(one, error); });
  const http::Header header = rule == kRules.end() ? http::Header{"X-Error", header_text(to_valid_utf8(error))}
                                                   : http::Header{rule->header, rule->value};
  return failed(400, failure_of(command, with_grep), error, {header});
}

}  // namespace hpc::apis::firecrest::wire
