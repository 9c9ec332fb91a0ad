#include "apis/flux_restful/page_text.h"

#include <nlohmann/json.hpp>
#include "base/markup.h"

namespace hpc::apis::flux_restful::pages {
namespace {

constexpr const char* kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "nav a{margin-right:1rem}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;"
    "border-bottom:1px solid #ddd}pre{background:#f4f4f4;padding:1rem;overflow:auto}label{display:block;margin:.5rem 0}"
    ".message{background:#eef;padding:.5rem 1rem}";

std::string document(std::string_view base, const std::string& heading, const std::string& content) {
  const std::string root(base);
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<title>Flux RESTFul Interface FastAPI Flux Interace</title>\n<style>" +
         std::string(kStyle) + "</style>\n</head>\n<body>\n<nav><a href=\"" + root + "/\">Home</a><a href=\"" + root +
         "/jobs\">Jobs</a><a href=\"" + root + "/jobs/submit\">Submit</a><a href=\"" + root +
         "/docs\">API</a><a href=\"" + root + "/page/about\">About</a></nav>\n<h1>" + heading + "</h1>\n" + content +
         "</body>\n</html>\n";
}

constexpr const char* kTable = R"(<table><thead><tr><th>Job</th><th>Name</th><th>State</th><th>Result</th><th>Nodes</th>
<th>Tasks</th><th>Seconds</th></tr></thead><tbody id="jobs"></tbody></table>
<p id="note"></p>
<script>
const base = document.currentScript.dataset.base || BASE;
function cell(row, value) { row.insertCell().textContent = value; }
async function refresh() {
  try {
    const answer = await fetch(base + "/v1/jobs/search");
    if (!answer.ok) throw new Error("The search answers " + answer.status);
    const body = document.getElementById("jobs");
    const rows = (await answer.json()).data;
    body.replaceChildren();
    for (const job of rows) {
      const row = body.insertRow();
      const link = document.createElement("a");
      link.href = base + "/job/" + job.id;
      link.textContent = job.id;
      row.insertCell().append(link);
      for (const key of ["name", "state", "result", "nodelist", "ntasks"]) cell(row, job[key]);
      cell(row, job.runtime.toFixed(1));
    }
    document.getElementById("note").textContent = rows.length ? "" : "No jobs yet.";
  } catch (fault) { document.getElementById("note").textContent = fault.message; }
}
refresh();
setInterval(refresh, 1000);
</script>
)";

std::string field(const char* name, const char* label, const char* type, const char* value = "") {
  return std::string("<label>") + label + " <input name=\"" + name + "\" type=\"" + type + "\" value=\"" + value +
         "\"></label>\n";
}

std::string box(const char* name, const char* label) {
  return std::string("<label><input type=\"checkbox\" name=\"") + name + "\"> " + label + "</label>\n";
}

}  // namespace

std::string home(std::string_view base, Options::Generation generation) {
  const std::string jobs = generation == Options::Generation::early
                               ? "/jobs lists the jobs as JSON, and /nodes the nodes."
                               : "/v1/jobs lists the jobs as JSON, and /v1/nodes the nodes.";
  return document(base, "Flux RESTful", "<p>Submit jobs to a Flux instance and follow them.</p>\n<p>" + jobs + "</p>\n");
}

std::string about(std::string_view base) {
  return document(base, "About", "<p>A simulated Flux instance behind its RESTful interface. Its jobs run in virtual "
                                 "time, and nothing of this machine is executed.</p>\n");
}

std::string logged_out(std::string_view base) { return document(base, "Logged out", "<p>Good bye.</p>\n"); }

std::string job_table(std::string_view base) {
  std::string table = kTable;
  const std::string mark = "document.currentScript.dataset.base || BASE";
  table.replace(table.find(mark), mark.size(), OrderedJson(base).dump());
  return document(base, "Jobs", table);
}

std::string submit_form(std::string_view base, const std::vector<std::string>& messages) {
  std::string content;
  for (const std::string& message : messages) content += "<p class=\"message\">" + escape_markup(message) + "</p>\n";
  content += "<form method=\"post\" action=\"" + std::string(base) + "/jobs/submit\">\n";
  content += field("command", "Command", "text") + field("workdir", "Working directory", "text");
  content += field("num_tasks", "Tasks", "number", "1") + field("cores_per_task", "Cores per task", "number", "1");
  content += field("num_nodes", "Nodes", "number") + field("gpus_per_task", "GPUs per task", "number");
  content += field("option_flags", "Option flags", "text");
  content += box("exclusive", "Whole nodes") + box("is_launcher", "A launcher");
  return document(base, "Submit a job", content + "<button>Submit</button>\n</form>\n");
}

std::string job(std::string_view base, const OrderedJson& job, std::string_view output, std::string_view message) {
  std::string content = message.empty() ? "" : "<p class=\"message\">" + escape_markup(message) + "</p>\n";
  content += "<table>\n";
  for (const auto& [name, value] : job.items())
    content += "<tr><th>" + name + "</th><td>" +
               escape_markup(value.is_string() ? value.get<std::string>() : value.dump()) + "</td></tr>\n";
  content += "</table>\n<h2>Output</h2>\n<pre id=\"output\">" + escape_markup(output) + "</pre>\n";
  if (job.at("state") != "INACTIVE")
    content += "<script>setTimeout(() => location.reload(), 2000)</script>\n";
  return document(base, "Job " + job.at("id").dump(), content);
}

std::string docs(std::string_view base, std::string_view kind) {
  return "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>FastAPI - " + std::string(kind) +
         "</title>\n</head>\n<body>\n<h1>API</h1>\n<ul id=\"paths\"></ul>\n<script>\nfetch(" +
         OrderedJson(std::string(base) + "/openapi.json").dump() +
         ").then(answer => answer.json()).then(description => {\n"
         "  for (const [path, operations] of Object.entries(description.paths))\n"
         "    for (const [method, operation] of Object.entries(operations)) {\n"
         "      const item = document.createElement(\"li\");\n"
         "      item.textContent = method.toUpperCase() + \" \" + path + \": \" + operation.summary;\n"
         "      document.getElementById(\"paths\").append(item);\n    }\n});\n</script>\n</body>\n</html>\n";
}

std::string oauth_redirect() {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>OAuth2 redirect</title></head>\n"
         "<body><script>window.close()</script></body>\n</html>\n";
}

namespace {

struct Described {
  const char* method;
  const char* path;
  const char* summary;
};

constexpr Described kEarly[] = {
    {"post", "/service/stop", "Stop Service"},          {"get", "/jobs", "List Jobs"},
    {"get", "/nodes", "List Nodes"},                    {"post", "/jobs/{jobid}/cancel", "Cancel Job"},
    {"post", "/jobs/submit", "Submit Job"},             {"get", "/jobs/{jobid}", "Get Job"},
};
constexpr Described kCurrent[] = {
    {"post", "/v1/login/access-token", "Login Access Token"},
    {"post", "/v1/token", "Get Token"},
    {"post", "/v1/service/stop", "Stop Service"},
    {"get", "/v1/jobs", "List Jobs"},
    {"get", "/v1/jobs/search", "Search Jobs"},
    {"get", "/v1/nodes", "List Nodes"},
    {"post", "/v1/jobs/{jobid}/cancel", "Cancel Job"},
    {"post", "/v1/jobs/submit", "Submit Job"},
    {"get", "/v1/jobs/{jobid}", "Get Job"},
    {"get", "/v1/jobs/{jobid}/output", "Get Job Output"},
    {"get", "/v1/jobs/{jobid}/output/stream", "Stream Job Output"},
};
constexpr Described kPages[] = {{"get", "/", "Home"}, {"get", "/page/{page_name}", "Show Page"}};

template <std::size_t count>
void add(OrderedJson& paths, const Described (&rows)[count]) {
  for (const Described& row : rows) {
    OrderedJson operation = {{"summary", row.summary}};
    const std::string_view path = row.path;
    if (const std::size_t open = path.find('{'); open != std::string_view::npos) {
      const std::string_view name = path.substr(open + 1, path.find('}') - open - 1);
      operation["parameters"] = OrderedJson::array(
          {{{"required", true}, {"schema", {{"title", name}}}, {"name", name}, {"in", "path"}}});
    }
    operation["responses"] = {{"200", {{"description", "Successful Response"}}}};
    paths[row.path][row.method] = std::move(operation);
  }
}

}  // namespace

OrderedJson openapi(Options::Generation generation, Options::Dialect dialect) {
  using Generation = Options::Generation;
  const bool is_old = generation == Generation::early || dialect == Options::Dialect::v1;
  OrderedJson paths = OrderedJson::object();
  if (generation != Generation::current) add(paths, kEarly);
  if (generation != Generation::early) add(paths, kCurrent);
  add(paths, kPages);
  return {{"openapi", is_old ? "3.0.2" : "3.1.0"},
          {"info", {{"title", "FastAPI"}, {"version", "0.1.0"}}},
          {"paths", std::move(paths)}};
}

}  // namespace hpc::apis::flux_restful::pages
