#include "apis/flux_restful/page_text.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "apis/flux_restful/page_assets.h"
#include "base/markup.h"

namespace hpc::apis::flux_restful::pages {
namespace {

using Generation = Options::Generation;

std::string link(const Frame& frame, std::string_view path, std::string_view text) {
  return "<a href=\"" + escape_markup(frame.base) + std::string(path) + "\">" + std::string(text) + "</a>";
}

std::string navigation(const Frame& frame) {
  std::string links = link(frame, "/", "Flux RESTful");
  if (frame.generation == Generation::current) links += link(frame, "/jobs", "Jobs");
  if (frame.generation != Generation::early) links += link(frame, "/jobs/submit", "Submit");
  return "<nav>" + links + link(frame, "/docs", "API") + link(frame, "/page/about", "About") + "</nav>\n";
}

std::string document(const Frame& frame, const std::string& heading, const std::string& content) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<link rel=\"icon\" href=\"data:,\">\n"
         "<title>Flux RESTFul Interface FastAPI Flux Interace</title>\n<style>" +
         std::string(kStyle) + "</style>\n</head>\n<body>\n" + navigation(frame) + "<h1>" + heading + "</h1>\n" +
         content + "</body>\n</html>\n";
}

// What a script knows of the page that it is on. "</" would end it.
std::string script(const OrderedJson& page, const char* text) {
  std::string known = page.dump();
  for (std::size_t at = 0; (at = known.find("</", at)) != std::string::npos;) known.replace(at, 2, "<\\/");
  return "<script>\nconst page = " + known + ";" + text + "</script>\n";
}

std::string table(const Frame& frame) {
  std::string text =
      "<div class=\"wide\"><table>\n<thead><tr><th>Job</th><th>Name</th><th>State</th><th>Nodes</th>"
      "<th class=\"number\">Tasks</th><th class=\"number\">Cores</th><th class=\"number\">Ran</th>"
      "<th>Submitted (UTC)</th></tr></thead>\n<tbody id=\"jobs\"></tbody>\n</table></div>\n"
      "<p id=\"note\" class=\"note\"></p>\n";
  const bool is_early = frame.generation == Generation::early;
  return text + script({{"base", frame.base}, {"token", frame.token}, {"early", is_early}}, kTableScript);
}

std::string field(const char* name, const char* label, const char* more, const char* type = "text",
                  const char* value = "") {
  const std::string hint = *more ? std::string(" <small>") + more + "</small>" : "";
  return std::string("<label") + (std::string_view(name) == "command" ? " class=\"whole\"" : "") + ">" + label + hint +
         "<input name=\"" + name + "\" type=\"" + type + "\" value=\"" + value + "\"" +
         (std::string_view(type) == "number" ? " min=\"1\"" : "") +
         (std::string_view(name) == "command" ? " required autofocus autocomplete=\"off\"" : "") + "></label>\n";
}

std::string box(const char* name, const char* label) {
  return std::string("<label><input type=\"checkbox\" name=\"") + name + "\"> " + label + "</label>\n";
}

std::string fact(std::string_view name, const std::string& markup) {
  return "<dt>" + std::string(name) + "</dt><dd>" + markup + "</dd>\n";
}

std::string text_of(const OrderedJson& value) {
  return escape_markup(value.is_string() ? value.get<std::string>() : value.dump());
}

std::string moment(const OrderedJson& job, const char* key) {
  return job.contains(key) ? "<time data-seconds=\"" + job.at(key).dump() + "\"></time>" : "&ndash;";
}

}  // namespace

std::string home(const Frame& frame) {
  const bool is_early = frame.generation == Generation::early;
  std::string text = "<p>Submit commands to a Flux instance and follow them as jobs.</p>\n";
  if (!is_early && frame.is_closed)
    return document(frame, "Flux RESTful",
                    text + "<p>" + link(frame, "/jobs/submit", "Log in") + " to see its jobs.</p>\n");
  return document(frame, "Flux RESTful", text + "<h2>Jobs</h2>\n" + table(frame));
}

std::string about(const Frame& frame) {
  return document(frame, "About",
                  "<p>A simulated Flux instance behind its RESTful interface. Its jobs run in virtual "
                  "time, and nothing of this machine is executed.</p>\n");
}

std::string logged_out(const Frame& frame) {
  return document(frame, "Logged out", "<p>Good bye.</p>\n");
}

std::string job_table(const Frame& frame) {
  return document(frame, "Jobs", table(frame));
}

std::string submit_form(const Frame& frame, const Said& said) {
  std::string content;
  for (const std::string& message : said.messages)
    content += "<p class=\"message" + std::string(said.is_refusal ? " wrong" : "") + "\">" + escape_markup(message) +
               (said.job.empty() ? "" : " " + link(frame, "/job/" + said.job, said.job)) + "</p>\n";
  content += "<form method=\"post\" action=\"" + escape_markup(frame.base) + "/jobs/submit\">\n";
  content += field("command", "Command", "split as a shell line is");
  content +=
      field("num_tasks", "Tasks", "", "number", "1") + field("cores_per_task", "Cores per task", "", "number", "1");
  content += field("num_nodes", "Nodes", "as many as it takes, if empty", "number");
  content += field("gpus_per_task", "GPUs per task", "", "number");
  content += field("workdir", "Working directory", "") + field("option_flags", "Shell options", "key=value, ...");
  content += "<div class=\"whole boxes\">" + box("exclusive", "Whole nodes") + box("is_launcher", "A launcher") +
             "<button>Submit</button></div>\n</form>\n<h2>Jobs</h2>\n";
  return document(frame, "Submit a job", content + table(frame));
}

std::string job(const Frame& frame, const OrderedJson& job, std::string_view output, std::string_view message) {
  const std::string id = job.at("id").dump();
  const bool is_over = job.at("state") == "INACTIVE";
  const std::string shown = (is_over ? job.at("result") : job.at("state")).get<std::string>();
  std::string content = "<p id=\"said\" class=\"note\">" + escape_markup(message) + "</p>\n<dl>\n";
  content += fact("State", "<span id=\"state\" class=\"state " + shown + "\">" + shown + "</span>");
  if (is_over) content += fact("Exit code", text_of(job.at("returncode")));
  if (is_over && job.at("exception").at("occurred") == true)
    content +=
        fact("Exception", text_of(job.at("exception").at("type")) + ": " + text_of(job.at("exception").at("note")));
  content += fact("Tasks", text_of(job.at("ntasks")) + " on " + text_of(job.at("ncores")) + " cores");
  content += fact("Nodes", job.at("nodelist") == "" ? "&ndash;" : text_of(job.at("nodelist")));
  if (job.contains("cwd")) content += fact("Working directory", text_of(job.at("cwd")));
  content += fact("Submitted", moment(job, "t_submit")) + fact("Started", moment(job, "t_run"));
  content += fact("Ended", moment(job, "t_inactive"));
  char runtime[32];
  std::snprintf(runtime, sizeof runtime, "%.1f s", job.at("runtime").get<double>());
  content += fact("Ran", std::string("<span id=\"runtime\">") + runtime + "</span>") + "</dl>\n";
  if (!is_over) content += "<button id=\"cancel\" class=\"plain\">Cancel</button>\n";
  content += "<h2>Output</h2>\n<pre id=\"output\">" + escape_markup(output) + "</pre>\n";
  content += "<details><summary>All fields</summary>\n<div class=\"wide\"><table>\n";
  for (const auto& [name, value] : job.items())
    content += "<tr><th>" + name + "</th><td>" + text_of(value) + "</td></tr>\n";
  content += "</table></div></details>\n" +
             script({{"base", frame.base}, {"token", frame.token}, {"id", id}, {"over", is_over}}, kJobScript);
  return document(frame, escape_markup(job.at("name").get<std::string>()) + " <small>" + id + "</small>", content);
}

std::string docs(const Frame& frame, std::string_view kind) {
  return "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<link rel=\"icon\" "
         "href=\"data:,\">\n<title>FastAPI - " +
         std::string(kind) + "</title>\n<style>" + kStyle + "</style>\n</head>\n<body>\n" + navigation(frame) +
         "<h1>API</h1>\n<p>The description itself is at " + link(frame, "/openapi.json", "/openapi.json") +
         ".</p>\n<ul id=\"paths\" class=\"operations\"></ul>\n" + script({{"base", frame.base}}, kDocsScript) +
         "</body>\n</html>\n";
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
    {"post", "/service/stop", "Stop Service"}, {"get", "/jobs", "List Jobs"},
    {"get", "/nodes", "List Nodes"},           {"post", "/jobs/{jobid}/cancel", "Cancel Job"},
    {"post", "/jobs/submit", "Submit Job"},    {"get", "/jobs/{jobid}", "Get Job"},
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
      operation["parameters"] =
          OrderedJson::array({{{"required", true}, {"schema", {{"title", name}}}, {"name", name}, {"in", "path"}}});
    }
    operation["responses"] = {{"200", {{"description", "Successful Response"}}}};
    paths[row.path][row.method] = std::move(operation);
  }
}

}  // namespace

OrderedJson openapi(Options::Generation generation, Options::Dialect dialect) {
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
