// Pages for people: recent builds, a build with its phases and what they printed, a spec.
#include <algorithm>

#include "apis/spack_monitor/build_page.h"
#include "apis/spack_monitor/fields.h"
#include "apis/spack_monitor/framework.h"
#include "apis/spack_monitor/html.h"
#include "apis/spack_monitor/views.h"

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

std::string heading(std::string_view text) {
  return "<h1>" + html::escape(text) + "</h1>\n";
}

std::string phase_names(const Service& service, const Build& build) {
  std::string names;
  for (const Id id : build.phases) {
    const Phase& phase = service.log.phases().at(id);
    names += "<span class=\"" + html::escape(phase.status.value_or("")) + "\" title=\"" +
             html::escape(phase.status.value_or("no status")) + "\">" + html::escape(phase.name) + "</span>";
  }
  return "<div class=\"phases\">" + names + "</div>";
}

std::string build_row(const Service& service, const html::Links& links, Id id) {
  const Build& build = service.log.builds().at(id);
  const Spec& spec = service.spec_of(build);
  const auto cell = [](const std::string& content) { return "<td>" + content + "</td>"; };
  return "<tr>" + cell(links.to("/builds/" + std::to_string(id) + "/", "Build " + std::to_string(id))) +
         cell(links.to("/specs/detail/" + std::to_string(spec.id), wire::label(spec))) +
         cell(html::status(wire::name_of(build.status))) + cell(phase_names(service, build)) +
         cell(html::machine(service, build)) + cell(html::owner(links, build)) +
         cell(html::tags(service, links, build)) + cell(html::date(build.modified)) + "</tr>\n";
}

std::string build_rows(const Service& service, const html::Links& links, const std::vector<Id>& builds,
                       std::size_t count) {
  if (builds.empty()) return "<p>No builds.</p>\n";
  std::string content = "<p>" + std::to_string(builds.size()) + " of " + std::to_string(count) +
                        " builds, the latest first</p>\n<div class=\"wide\"><table><thead><tr><th>Build</th><th>Spec</th>"
                        "<th>Status</th><th>Phases</th><th>Machine</th><th>Owner</th><th>Tags</th><th>Changed</th></tr>"
                        "</thead><tbody>\n";
  for (const Id id : builds) content += build_row(service, links, id);
  return content + "</tbody></table></div>\n";
}

// The latest of a list that is in order of ids.
std::vector<Id> latest(const std::vector<Id>& all) {
  const std::size_t count = std::min(all.size(), kRows);
  return {all.rbegin(), all.rbegin() + static_cast<std::ptrdiff_t>(count)};
}

std::string dependencies(const Service& service, const html::Links& links, const Spec& spec) {
  if (spec.dependencies.empty()) return {};
  std::string content = "<h2>Depends on</h2>\n<ul>";
  for (const Id dependency : spec.dependencies) {
    const Spec& other = service.catalogue.specs().at(service.catalogue.dependencies().at(dependency).spec);
    content += "<li>" + links.to("/specs/detail/" + std::to_string(other.id), wire::label(other)) + "</li>\n";
  }
  return content + "</ul>\n";
}

const Build* build_of(const Service& service, const Call& call) {
  const Result<Id> id = path_id(call, "id");
  return id ? service.log.builds().find(*id) : nullptr;
}

}  // namespace

http::Response dashboard(Service& service, const Call& call) {
  const std::vector<Id> recent = service.table.rows({}, {BuildColumn::changed, true}, 0, kRows);
  return html_page("Spack Monitor", call,
                   heading("Recent builds") +
                       build_rows(service, {call.request.base_path}, recent, service.log.builds().size()));
}

http::Response build_page(Service& service, const Call& call) {
  const Build* build = build_of(service, call);
  if (!build) return missing();
  service.log.find_events(build->id);
  return html_page("Build " + std::to_string(build->id) + ": " + wire::label(service.spec_of(*build)), call,
                   html::build(service, {call.request.base_path}, *build));
}

http::Response tag_page(Service& service, const Call& call) {
  const Tag* tag = service.log.tag(call.parameter("tag"));
  const std::vector<Id> none;
  const std::vector<Id>& builds = tag ? tag->builds : none;
  const std::string title = "Builds tagged " + call.parameter("tag");
  return html_page(
      title, call, heading(title) + build_rows(service, {call.request.base_path}, latest(builds), builds.size()));
}

http::Response owner_page(Service& service, const Call& call) {
  const std::vector<Id>& builds = service.log.builds_of(call.parameter("name"));
  const std::string title = "Builds of " + call.parameter("name");
  return html_page(
      title, call, heading(title) + build_rows(service, {call.request.base_path}, latest(builds), builds.size()));
}

http::Response spec_page(Service& service, const Call& call) {
  const Result<Id> id = path_id(call, "id");
  const Spec* spec = id ? service.catalogue.specs().find(*id) : nullptr;
  if (!spec) return missing();
  const html::Links links{call.request.base_path};
  const std::vector<Id>& builds = service.log.builds_of(spec->id);
  return html_page(wire::label(*spec), call,
                   heading(wire::label(*spec)) + "<dl>" + html::term("Spack", html::escape(spec->spack_version)) +
                       html::term("Full hash", "<code>" + html::escape(spec->full_hash.value_or("none")) + "</code>") +
                       html::term("Namespace", html::escape(spec->name_space.value_or("none"))) + "</dl>\n" +
                       "<h2>Builds</h2>\n" + build_rows(service, links, latest(builds), builds.size()) +
                       dependencies(service, links, *spec) + "<h2>Parameters</h2>\n<pre>" +
                       html::escape(print(spec->parameters, 2)) + "</pre>\n");
}

http::Response docs_page(Service&, const Call& call) {
  return html_page("Spack Monitor API", call,
                   "<p>The description of this API in OpenAPI is schemas/spack_monitor/openapi.yaml of hpcmock.</p>\n");
}

http::Response robots(Service&, const Call&) {
  http::Response response;
  response.headers.add("Content-Type", "text/plain");
  response.body = "User-agent: *\nDisallow: /\n";
  return response;
}

}  // namespace hpc::apis::spack_monitor::views
