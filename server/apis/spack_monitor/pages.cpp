// Pages for people: recent builds, a build with its phases and what they printed, a spec.
#include <algorithm>

#include "apis/spack_monitor/fields.h"
#include "apis/spack_monitor/framework.h"
#include "apis/spack_monitor/html.h"
#include "apis/spack_monitor/views.h"
#include "base/encoding.h"

namespace hpc::apis::spack_monitor::views {
namespace {

constexpr std::size_t kRows = 50;

http::Response html_page(std::string_view title, const Call& call, const std::string& content) {
  http::Response response;
  response.headers.add("Content-Type", "text/html; charset=utf-8");
  response.body = html::framed(title, call.request.base_path, content);
  return response;
}

http::Response missing() {
  http::Response response;
  response.status = 404;
  response.headers.add("Content-Type", "text/html; charset=utf-8");
  response.body = html::not_found();
  return response;
}

std::string link(const Call& call, const std::string& path, const std::string& text) {
  return "<a href=\"" + html::escape(call.request.base_path + path) + "\">" + html::escape(text) + "</a>";
}

std::string tag_links(const Service& service, const Call& call, const Build& build) {
  std::string links;
  for (const Id id : build.tags) {
    const std::string& name = service.log.tags().at(id).name;
    links += "<a class=\"tag\" href=\"" + html::escape(call.request.base_path + "/builds/tag/" + percent_encode(name)) +
             "/\">" + html::escape(name) + "</a>";
  }
  return links;
}

std::string status_text(std::string_view status) {
  return "<span class=\"" + html::escape(status) + "\">" + html::escape(status) + "</span>";
}

std::string machine_text(const Service& service, const Build& build) {
  const BuildEnvironment& machine = service.log.environments().at(build.environment);
  return html::escape(machine.platform + " " + machine.host_os + " " + machine.host_target + " on " + machine.hostname);
}

std::string build_row(const Service& service, const Call& call, Id id) {
  const Build& build = service.log.builds().at(id);
  const Spec& spec = service.spec_of(build);
  return "<tr><td>" + link(call, "/builds/" + std::to_string(id) + "/", "Build " + std::to_string(id)) + "</td><td>" +
         link(call, "/specs/detail/" + std::to_string(spec.id), wire::label(spec)) + "</td><td>" +
         status_text(wire::name_of(build.status)) + "</td><td>" + machine_text(service, build) + "</td><td>" +
         link(call, "/builds/owner/" + percent_encode(build.owner) + "/", build.owner) + "</td><td>" +
         tag_links(service, call, build) + "</td><td>" + html::escape(wire::date(build.modified)) + "</td></tr>\n";
}

std::string build_rows(const Service& service, const Call& call, const std::vector<Id>& builds, std::size_t count) {
  if (builds.empty()) return "<p>No builds.</p>";
  std::string content = "<p>" + std::to_string(builds.size()) + " of " + std::to_string(count) +
                        " builds</p>\n<table><thead><tr><th>Build</th><th>Spec</th><th>Status</th><th>Machine</th>"
                        "<th>Owner</th><th>Tags</th><th>Changed</th></tr></thead><tbody>\n";
  for (const Id id : builds) content += build_row(service, call, id);
  return content + "</tbody></table>\n";
}

// The latest of a list that is in order of ids.
std::vector<Id> latest(const std::vector<Id>& all) {
  const std::size_t count = std::min(all.size(), kRows);
  return {all.rbegin(), all.rbegin() + static_cast<std::ptrdiff_t>(count)};
}

std::string term(const char* name, const std::string& content) {
  return std::string("<dt>") + name + "</dt><dd>" + content + "</dd>\n";
}

std::string phases(const Service& service, const Build& build) {
  std::string content;
  for (const Id id : build.phases) {
    const Phase& phase = service.log.phases().at(id);
    content += "<section class=\"phase\"><h3>" + html::escape(phase.name) + " " +
               status_text(phase.status.value_or("")) + "</h3>";
    if (phase.output) content += "<pre>\n" + html::escape(*phase.output) + "</pre>";
    content += "</section>\n";
  }
  return content.empty() ? "<p>No phases yet.</p>" : content;
}

std::string events(const char* title, const Table<BuildEvent>& table, const std::vector<Id>& ids) {
  if (ids.empty()) return {};
  std::string content = std::string("<h2>") + title + "</h2>\n<ul>";
  for (const Id id : ids) {
    const LogEvent& seen = table.at(id).seen;
    content += "<li>line " + std::to_string(seen.line) + ": <code>" + html::escape(seen.text) + "</code></li>\n";
  }
  return content + "</ul>\n";
}

const Build* build_of(const Service& service, const Call& call) {
  const Result<Id> id = path_id(call, "id");
  return id ? service.log.builds().find(*id) : nullptr;
}

}  // namespace

http::Response dashboard(Service& service, const Call& call) {
  const std::vector<Id> recent =
      service.table_order.rows({BuildColumn::changed, true}, {0, kRows}, service.log, service.catalogue);
  return html_page("Spack Monitor", call, build_rows(service, call, recent, service.log.builds().size()));
}

http::Response build_page(Service& service, const Call& call) {
  const Build* build = build_of(service, call);
  if (!build) return missing();
  service.log.find_events(build->id);
  const Spec& spec = service.spec_of(*build);
  std::string content =
      "<dl>" + term("Spec", link(call, "/specs/detail/" + std::to_string(spec.id), wire::label(spec))) +
      term("Status", status_text(wire::name_of(build->status))) + term("Machine", machine_text(service, *build)) +
      term("Owner", link(call, "/builds/owner/" + percent_encode(build->owner) + "/", build->owner)) +
      term("Changed", html::escape(wire::date(build->modified)));
  if (!build->tags.empty()) content += term("Tags", tag_links(service, call, *build));
  if (build->config_args) content += term("Arguments of the configuration", html::escape(*build->config_args));
  content += "</dl>\n" + events("Errors", service.log.errors(), build->errors) +
             events("Warnings", service.log.warnings(), build->warnings) + "<h2>Phases</h2>\n" +
             phases(service, *build);
  return html_page("Build " + std::to_string(build->id) + ": " + wire::label(spec), call, content);
}

http::Response tag_page(Service& service, const Call& call) {
  const Tag* tag = service.log.tag(call.parameter("tag"));
  const std::vector<Id> none;
  const std::vector<Id>& builds = tag ? tag->builds : none;
  return html_page("Builds tagged " + call.parameter("tag"), call,
                   build_rows(service, call, latest(builds), builds.size()));
}

http::Response owner_page(Service& service, const Call& call) {
  const std::vector<Id>& builds = service.log.builds_of(call.parameter("name"));
  return html_page("Builds of " + call.parameter("name"), call,
                   build_rows(service, call, latest(builds), builds.size()));
}

http::Response spec_page(Service& service, const Call& call) {
  const Result<Id> id = path_id(call, "id");
  const Spec* spec = id ? service.catalogue.specs().find(*id) : nullptr;
  if (!spec) return missing();
  std::string content = "<dl>" + term("Spack", html::escape(spec->spack_version)) +
                        term("Full hash", html::escape(spec->full_hash.value_or("none"))) +
                        term("Parameters", "<pre>" + html::escape(print(spec->parameters, 2)) + "</pre>") + "</dl>\n";
  if (!spec->dependencies.empty()) content += "<h2>Depends on</h2><ul>";
  for (const Id dependency : spec->dependencies) {
    const Spec& other = service.catalogue.specs().at(service.catalogue.dependencies().at(dependency).spec);
    content += "<li>" + link(call, "/specs/detail/" + std::to_string(other.id), wire::label(other)) + "</li>\n";
  }
  if (!spec->dependencies.empty()) content += "</ul>\n";
  const std::vector<Id>& builds = service.log.builds_of(spec->id);
  return html_page(wire::label(*spec), call,
                   content + "<h2>Builds</h2>\n" + build_rows(service, call, latest(builds), builds.size()));
}

http::Response docs_page(Service&, const Call& call) {
  return html_page("Spack Monitor API", call,
                   "<p>The description of this API in OpenAPI is schemas/spack_monitor/openapi.yaml of hpcmock.</p>");
}

http::Response robots(Service&, const Call&) {
  http::Response response;
  response.headers.add("Content-Type", "text/plain");
  response.body = "User-agent: *\nDisallow: /\n";
  return response;
}

}  // namespace hpc::apis::spack_monitor::views
