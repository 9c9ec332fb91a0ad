#include "apis/firecrest/utilities.h"

#include "apis/firecrest/utf8_fault.h"
#include "apis/firecrest/utilities_wire.h"
#include "apis/firecrest/wire.h"

namespace hpc::apis::firecrest {
namespace {

// A page of a listing: the first is 1, and what is not a page of it is the whole.
std::vector<ListEntry> page_of_listing(std::vector<ListEntry> entries, const Parameters& fields) {
  const auto size = integer(fields.text("pageSize"));
  const auto number = integer(fields.text("pageNumber"));
  if (!size || !number || *size < 1 || *number < 1) return entries;
  const auto page_size = static_cast<std::size_t>(*size);
  const std::size_t pages = (entries.size() + page_size - 1) / page_size;
  if (static_cast<std::size_t>(*number) > pages) return entries;
  const std::size_t first = (static_cast<std::size_t>(*number) - 1) * page_size;
  const std::size_t last = std::min(first + page_size, entries.size());
  return {entries.begin() + static_cast<std::ptrdiff_t>(first), entries.begin() + static_cast<std::ptrdiff_t>(last)};
}

std::string suffix_of(const std::string& path) {
  const auto dot = path.rfind('.');
  return dot == std::string::npos ? std::string() : path.substr(dot);
}

}  // namespace

Checked<site::ArchiveKind> extraction_kind(const Parameters& fields, const std::string& source,
                                           const Options& options) {
  std::string type = fields.text("type");
  if (type.empty() && options.extract_accepts_extension) type = fields.text("extension");
  if (type.empty() || type == "auto") type = suffix_of(source);
  const auto kind = gnu::archive_kind(type);
  if (!kind) return refuse(wire::unsupported_archive(source));
  return *kind;
}

Checked<Utilities::Order> Utilities::order(const Call& call, std::string_view command) {
  const std::string* name = call.request.headers.find("X-Machine-Name");
  if (!name) return refuse(wire::no_machine_name());
  site::Cluster* machine = machines_.find(*name);
  if (!machine) return refuse(wire::utility_unknown_machine(command));
  const std::uint64_t limit = machines_.options().max_file_size_bytes();
  if (call.request.body.size() > limit) return refuse(wire::utility_body_too_large(limit));
  return Order{call, command, machine, Parameters::by_method(call.request)};
}

Checked<std::string> Utilities::Order::path(std::string_view name) const {
  const std::string* value = fields.find(name);
  if (const auto fault = objection(value)) return refuse(wire::bad_utility_parameter(command, name, *fault));
  return *value;
}

Checked<Login> Utilities::enter(const Order& order, std::string_view command) {
  const Contact contact = machines_.contact(*order.machine, order.call.user);
  if (contact == Contact::works) return login(machines_.site(), *order.machine, order.call.user);
  return refuse(wire::utility_unreachable(command, contact, order.call.user, order.machine->name()));
}

Answer Utilities::run(const Order& order, int status, std::string_view sentence,
                      const std::function<gnu::Ran(const Login&)>& tool) {
  const Login who = FIRECREST_TRY(enter(order, order.command));
  const gnu::Ran ran = tool(who);
  if (!ran.works()) return refuse(wire::utility_failed(order.command, ran.glued_error()));
  return wire::done(status, sentence, ran.out.str());
}

Answer Utilities::list(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "ls"));
  const std::string path = FIRECREST_TRY(order.path("targetPath"));
  const Login who = FIRECREST_TRY(enter(order, "ls"));
  const Parameters& fields = order.fields;
  const ListOptions options{.hidden = fields.is_true("showhidden"),
                            .recursive = fields.is_true("recursive"),
                            .numeric = fields.is_true("numericUid"),
                            .follow = fields.is_true("followLinks"),
                            .unsorted = fields.is_true("unsorted"),
                            .names_only = fields.is_true("notListing")};
  Listing listing = list_files(who, machines_.site().accounts(), path, options);
  if (!listing.ran.works()) return refuse(wire::utility_failed("ls", listing.ran.glued_error()));
  return wire::file_listing(page_of_listing(std::move(listing.entries), fields));
}

Answer Utilities::make_directory(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "mkdir"));
  const std::string path = FIRECREST_TRY(order.path("targetPath"));
  const bool parents = order.fields.has("p");  // whatever its value
  return run(order, 201, "Success to mkdir file.", [&](const Login& who) { return gnu::mkdir(who, path, parents); });
}

Answer Utilities::rename(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "rename"));
  const std::string target = FIRECREST_TRY(order.path("targetPath"));
  const std::string source = FIRECREST_TRY(order.path("sourcePath"));
  return run(order, 200, "Success to rename file.", [&](const Login& who) { return gnu::mv(who, source, target); });
}

Answer Utilities::copy(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "copy"));
  const std::string target = FIRECREST_TRY(order.path("targetPath"));
  const std::string source = FIRECREST_TRY(order.path("sourcePath"));
  return run(order, 201, "Success to copy file.", [&](const Login& who) { return gnu::cp(who, source, target); });
}

Answer Utilities::compress(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "compress"));
  const std::string target = FIRECREST_TRY(order.path("targetPath"));
  const std::string source = FIRECREST_TRY(order.path("sourcePath"));
  const bool dereference = order.fields.is_true("dereference");
  return run(order, 201, "Success to compress file.",
             [&](const Login& who) { return gnu::tar_create(who, target, source, dereference); });
}

Answer Utilities::extract(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "extract"));
  const std::string target = FIRECREST_TRY(order.path("targetPath"));
  const std::string source = FIRECREST_TRY(order.path("sourcePath"));
  const site::ArchiveKind kind = FIRECREST_TRY(extraction_kind(order.fields, source, machines_.options()));
  return run(order, 201, "Success to extract file.",
             [&](const Login& who) { return gnu::extract(who, kind, source, target); });
}

Answer Utilities::chmod(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "chmod"));
  const std::string path = FIRECREST_TRY(order.path("targetPath"));
  const std::string mode = FIRECREST_TRY(order.path("mode"));
  return run(order, 200, "Success to chmod file or directory.",
             [&](const Login& who) { return gnu::chmod(who, mode, path); });
}

Answer Utilities::chown(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "chown"));
  const std::string path = FIRECREST_TRY(order.path("targetPath"));
  const std::string owner = order.fields.text("owner");
  const std::string group = order.fields.text("group");
  if (owner.empty() && group.empty()) return refuse(wire::no_owner_or_group());
  if (has_invalid_char(owner) || has_invalid_char(group)) return refuse(wire::bad_owner_or_group());
  return run(order, 200, "Success to chown file or directory.",
             [&](const Login& who) { return gnu::chown(who, machines_.site().accounts(), owner, group, path); });
}

Answer Utilities::file_type(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "file"));
  const std::string path = FIRECREST_TRY(order.path("targetPath"));
  return run(order, 200, "Success to file file.", [&](const Login& who) { return gnu::file(who, path); });
}

Answer Utilities::stat(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "stat"));
  const std::string path = FIRECREST_TRY(order.path(order.fields.has("targetPath") ? "targetPath" : "sourcePath"));
  const Login who = FIRECREST_TRY(enter(order, "stat"));
  const gnu::Measured measured = gnu::stat(who, path, order.fields.is_true("dereference"));
  if (!measured.ran.works()) return refuse(wire::utility_failed("stat", measured.ran.glued_error()));
  return wire::file_stat(measured.stat);
}

Answer Utilities::symlink(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "symlink"));
  const std::string target = FIRECREST_TRY(order.path("targetPath"));
  const std::string* link = order.fields.find("linkPath");
  if (const auto fault = objection(link)) return refuse(wire::bad_link_path(*fault));
  return run(order, 201, "Success to symlink file.", [&](const Login& who) { return gnu::ln(who, target, *link); });
}

Answer Utilities::part_of_file(const Call& call, bool is_tail) {
  const Order order = FIRECREST_TRY(this->order(call, is_tail ? "tail" : "head"));
  const std::string path = FIRECREST_TRY(order.path("targetPath"));
  const std::string bytes = order.fields.text("bytes");
  const std::string lines = order.fields.text("lines");
  if (!bytes.empty() && !lines.empty()) return refuse(wire::both_bytes_and_lines(order.command));
  for (const char* name : {"bytes", "lines", "grep"})
    if (has_invalid_char(order.fields.text(name)))
      return refuse(wire::bad_utility_parameter(order.command, name, "has invalid char"));
  gnu::Part part{.is_tail = is_tail, .by_bytes = !bytes.empty()};
  if (!bytes.empty() || !lines.empty()) part.count = bytes.empty() ? lines : bytes;
  part.inverted = order.fields.is_true(is_tail ? "skip_beginning" : "skip_ending");

  const Login who = FIRECREST_TRY(enter(order, order.command));
  const std::string pattern = order.fields.text("grep");
  const bool with_grep = !pattern.empty();
  gnu::Ran ran = gnu::part_of_file(who, path, part);
  if (!ran.works()) return refuse(wire::utility_failed(order.command, ran.glued_error(), with_grep));
  if (with_grep) ran.out = gnu::matching_lines(ran.out, pattern);
  if (with_grep && ran.out.empty()) return refuse(wire::pattern_not_found(order.command));
  const std::uint64_t limit = machines_.options().max_file_size_bytes();
  if (ran.out.size() >= limit) return refuse(wire::output_too_large(order.command, with_grep, limit));
  const std::string text = ran.out.str();
  if (const auto fault = utf8_fault(text)) return refuse(wire::utility_failed(order.command, *fault, with_grep));
  return wire::done(200, is_tail ? "Success to tail file." : "Success to head file.", text);
}

Answer Utilities::head(const Call& call) {
  return part_of_file(call, false);
}
Answer Utilities::tail(const Call& call) {
  return part_of_file(call, true);
}

Checked<std::uint64_t> Utilities::size_of(const Order& order, const std::string& path) {
  const Login who = FIRECREST_TRY(enter(order, order.command));
  const gnu::Measured measured = gnu::stat(who, path, true);
  if (!measured.ran.works()) return refuse(wire::utility_failed(order.command, measured.ran.glued_error()));
  return measured.stat.size;
}

Answer Utilities::view(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "fsize"));
  const std::string path = FIRECREST_TRY(order.path(order.fields.has("targetPath") ? "targetPath" : "sourcePath"));
  const std::uint64_t size = FIRECREST_TRY(size_of(order, path));
  if (size > machines_.options().max_file_size_bytes()) return refuse(wire::view_too_large());
  const Login who = FIRECREST_TRY(enter(order, "head"));
  const gnu::Ran ran = gnu::part_of_file(who, path, {});
  if (!ran.works()) return refuse(wire::utility_failed("head", ran.glued_error()));
  const std::string text = ran.out.str();
  if (const auto fault = utf8_fault(text)) return refuse(wire::utility_failed("head", *fault));
  return wire::done(200, "Success to head file.", text);
}

Answer Utilities::checksum(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "checksum"));
  const std::string path = FIRECREST_TRY(order.path("targetPath"));
  return run(order, 200, "Success to checksum file.", [&](const Login& who) { return gnu::sha256sum(who, path); });
}

Answer Utilities::download(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "fsize"));
  // Upstream checks either path and then reads the name from sourcePath, which a targetPath does not give it.
  if (order.fields.has("targetPath") && !order.fields.has("sourcePath")) return refuse(wire::internal_error_page());
  const std::string path = FIRECREST_TRY(order.path("sourcePath"));
  const std::uint64_t size = FIRECREST_TRY(size_of(order, path));
  const std::uint64_t limit = machines_.options().max_file_size_bytes();
  if (size > limit) return refuse(wire::download_too_large());
  const Login who = FIRECREST_TRY(enter(order, "base64"));
  const gnu::Ran ran = gnu::base64(who, path);
  if (!ran.works()) return refuse(wire::utility_failed("base64", ran.glued_error()));
  // The file travels as base64 through a buffer of the same limit.
  const std::uint64_t encoded = (ran.out.size() + 2) / 3 * 4;
  if (!machines_.options().download_limit_exact && encoded >= limit)
    return refuse(wire::output_too_large("base64", false, limit));
  return wire::download(gnu::base_name(path), ran.out, call.request.headers.get("Range"));
}

Answer Utilities::upload(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "upload"));
  const std::string path = FIRECREST_TRY(order.path("targetPath"));
  const http::Part* file = order.fields.file("file");
  if (!file) return refuse(wire::no_file_in_query());
  if (file->filename.empty()) return refuse(wire::empty_upload_name());
  if (has_invalid_char(file->filename)) return refuse(wire::bad_upload_name());
  return run(order, 201, "File upload successful", [&](const Login& who) {
    return gnu::write(who, path + '/' + file->filename, file->content, machines_.options().upload_shell);
  });
}

Answer Utilities::remove(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "rm"));
  const std::string path = FIRECREST_TRY(order.path("targetPath"));
  const Login who = FIRECREST_TRY(enter(order, "rm"));
  const gnu::Ran ran = gnu::rm(who, path);
  if (!ran.works()) return refuse(wire::utility_failed("rm", ran.glued_error()));
  return wire::removed();
}

Answer Utilities::whoami(const Call& call) {
  const Order order = FIRECREST_TRY(this->order(call, "whoami"));
  const Login who = FIRECREST_TRY(enter(order, "whoami"));
  if (!order.fields.is_true("groups")) return wire::user_name(who.user);
  return wire::user_groups(machines_.site().accounts(), who);
}

}  // namespace hpc::apis::firecrest
