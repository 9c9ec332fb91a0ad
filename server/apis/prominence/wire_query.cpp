#include "apis/prominence/query.h"

#include "apis/prominence/wire.h"
#include "base/encoding.h"

namespace hpc::apis::prominence {
namespace {

Result<void> read_constraint(const std::string& text, Query& query) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || text.find('=', equals + 1) != std::string::npos)
    return failure(wire::bad("Invalid constraint"));
  if (text.find('"') != std::string::npos) return failure(wire::crash());
  query.label.emplace(to_lower(text.substr(0, equals)), text.substr(equals + 1));
  return {};
}

Result<void> read_status(const std::string& status, Query& query) {
  if (status != "idle" && status != "running")
    return failure(Errc::unsupported, About::request, "a status that is neither idle nor running");
  query.is_running = status == "running";
  return {};
}

// Which of queue and history, and how many of the history.
Result<void> read_extent(const http::Fields& fields, Query& query) {
  const std::string* completed = fields.first("completed");
  query.wants_finished = completed && *completed == "true";
  query.wants_active = !query.wants_finished;
  query.limit = 1;
  const std::string* num = fields.first("num");
  const bool looks_at_history = query.wants_finished || fields.has("all") || query.ids;
  if (completed && num && looks_at_history) {
    const std::optional<std::int64_t> number = read_integer(*num);
    if (!number) return failure(wire::crash());
    query.limit.reset();
    if (*number > 0) query.limit = static_cast<std::size_t>(*number);
  }
  if (fields.has("all")) {
    query.wants_finished = query.wants_active = true;
    query.limit.reset();
  }
  if (query.ids && !query.of_workflow) query.wants_finished = query.wants_active = true;
  if (query.ids) query.limit.reset();
  return {};
}

}  // namespace

std::optional<std::int64_t> read_integer(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n\r\f\v";
  const std::size_t start = text.find_first_not_of(kBlanks);
  if (start == std::string_view::npos) return std::nullopt;
  text = text.substr(start, text.find_last_not_of(kBlanks) - start + 1);
  const bool is_negative = text.front() == '-';
  if (is_negative || text.front() == '+') text.remove_prefix(1);
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const std::int64_t value = text.size() > 18 ? INT64_MAX : std::stoll(std::string(text));
  return is_negative ? -value : value;
}

Result<std::vector<std::uint64_t>> read_ids(std::string_view text) {
  std::vector<std::uint64_t> ids;
  for (bool more = true; more;) {
    const std::size_t comma = text.find(',');
    const std::optional<std::int64_t> id = read_integer(text.substr(0, comma));
    if (!id) return failure(wire::crash());
    ids.push_back(*id > 0 ? static_cast<std::uint64_t>(*id) : 0);
    more = comma != std::string_view::npos;
    if (more) text.remove_prefix(comma + 1);
  }
  return ids;
}

Result<Query> read_query(const http::Request& request, bool of_jobs) {
  const http::Fields fields = request.query_fields();
  Query query;
  if (const std::string* constraint = fields.first("constraint")) HPC_TRY(read_constraint(*constraint, query));
  if (const std::string* status = fields.first("status")) HPC_TRY(read_status(*status, query));
  if (const std::string* name = fields.first("name")) {
    if (name->find('"') != std::string::npos) return failure(wire::crash());
    query.name = *name;
  }
  query.detail = fields.has("detail");
  if (const std::string* ids = fields.first("id")) query.ids = HPC_TRY(read_ids(*ids));
  const std::string* workflow = fields.first("workflow");
  query.of_workflow = of_jobs && workflow && *workflow == "true" && query.ids;
  HPC_TRY(read_extent(fields, query));
  return query;
}

}  // namespace hpc::apis::prominence
