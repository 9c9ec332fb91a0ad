#include "apis/spack_monitor/build_page.h"

#include <algorithm>
#include <map>

#include "apis/spack_monitor/html.h"
#include "base/encoding.h"

namespace hpc::apis::spack_monitor::html {
namespace {

constexpr std::ptrdiff_t kShownLines = 2000;  // a log may have many megabytes; errors are near its end

// Numbers of lines with what was found there.
using Marks = std::map<std::int64_t, const char*>;

Marks marks_in(const Service& service, const Build& build, Id phase) {
  Marks marks;
  const auto add = [&marks, phase](const Table<BuildEvent>& table, const std::vector<Id>& ids, const char* kind) {
    for (const Id id : ids)
      if (const BuildEvent& event = table.at(id); event.phase == phase) marks[event.seen.line] = kind;
  };
  add(service.log.warnings(), build.warnings, "warning");
  add(service.log.errors(), build.errors, "error");
  return marks;
}

std::string anchor(Id phase, std::int64_t line) {
  return "phase-" + std::to_string(phase) + "-line-" + std::to_string(line);
}

// Where the line after so many others begins.
std::size_t after_lines(std::string_view text, std::ptrdiff_t lines) {
  std::size_t at = 0;
  while (lines-- > 0) at = text.find('\n', at) + 1;
  return at;
}

std::string marked(std::string_view text, std::int64_t line, Id phase, const Marks& marks) {
  std::string result;
  for (bool more = !text.empty(); more; ++line) {
    const std::size_t end = text.find('\n');
    const auto mark = marks.find(line);
    if (mark != marks.end())
      result += std::string("<mark class=\"") + mark->second + "\" id=\"" + anchor(phase, line) + "\">";
    result += escape(text.substr(0, end));
    if (mark != marks.end()) result += "</mark>";
    more = end != std::string_view::npos;
    if (!more) break;
    result += '\n';
    text.remove_prefix(end + 1);
  }
  return result;
}

std::string output(const Service& service, const Links& links, const Build& build, const Phase& phase) {
  if (!phase.output || phase.output->empty()) return "<p>It printed nothing.</p>";
  const std::string& text = *phase.output;
  const std::ptrdiff_t left_out =
      std::max<std::ptrdiff_t>(std::count(text.begin(), text.end(), '\n') - kShownLines, 0);
  std::string content;
  if (left_out > 0)
    content = "<p>" + std::to_string(left_out) + " lines before these are in " +
              links.to("/api/buildphases/" + std::to_string(phase.id) + "/", "the phase's record") + ".</p>";
  const std::string_view shown = std::string_view(text).substr(after_lines(text, left_out));
  return content + "<pre>\n" + marked(shown, left_out + 1, phase.id, marks_in(service, build, phase.id)) + "</pre>";
}

std::string phase_block(const Service& service, const Links& links, const Build& build, const Phase& phase) {
  const auto lines = phase.output ? std::count(phase.output->begin(), phase.output->end(), '\n') : 0;
  return "<details open id=\"phase-" + std::to_string(phase.id) + "\"><summary><b>" + escape(phase.name) + "</b>" +
         status(phase.status.value_or("no status")) + "<small>" + std::to_string(lines) +
         (lines == 1 ? " line" : " lines") + ", " + date(phase.modified) + "</small></summary>" +
         output(service, links, build, phase) + "</details>\n";
}

std::string events(const Service& service, const char* title, const Table<BuildEvent>& table,
                   const std::vector<Id>& ids) {
  if (ids.empty()) return {};
  std::string content = std::string("<h2>") + title + "</h2>\n<ul class=\"events\">";
  for (const Id id : ids) {
    const BuildEvent& event = table.at(id);
    content += "<li><a href=\"#" + anchor(event.phase, event.seen.line) + "\">" +
               escape(service.log.phases().at(event.phase).name) + ", line " + std::to_string(event.seen.line) +
               "</a>: <code>" + escape(event.seen.text) + "</code></li>\n";
  }
  return content + "</ul>\n";
}

}  // namespace

std::string Links::to(const std::string& path, std::string_view text) const {
  return "<a href=\"" + escape(base + path) + "\">" + escape(text) + "</a>";
}

std::string term(std::string_view name, const std::string& content) {
  return "<dt>" + std::string(name) + "</dt><dd>" + content + "</dd>\n";
}

std::string status(std::string_view text) {
  return "<span class=\"status " + escape(text) + "\">" + escape(text) + "</span>";
}

std::string date(Instant instant) {
  return "<time datetime=\"" + wire::date(instant) + "\">" + wire::database_date(instant).substr(0, 19) + "</time>";
}

std::string machine(const Service& service, const Build& build) {
  const BuildEnvironment& machine = service.log.environments().at(build.environment);
  return escape(machine.platform + " " + machine.host_os + " " + machine.host_target + " on " + machine.hostname);
}

std::string owner(const Links& links, const Build& build) {
  return links.to("/builds/owner/" + percent_encode(build.owner) + "/", build.owner);
}

std::string tags(const Service& service, const Links& links, const Build& build) {
  std::string all;
  for (const Id id : build.tags) {
    const std::string& name = service.log.tags().at(id).name;
    all += "<a class=\"tag\" href=\"" + escape(links.base + "/builds/tag/" + percent_encode(name)) + "/\">" +
           escape(name) + "</a>";
  }
  return all;
}

std::string build(const Service& service, const Links& links, const Build& build) {
  const Spec& spec = service.spec_of(build);
  std::string content = "<h1>Build " + std::to_string(build.id) + ": " + escape(wire::label(spec)) + "</h1>\n<dl>" +
                        term("Status", status(wire::name_of(build.status))) +
                        term("Spec", links.to("/specs/detail/" + std::to_string(spec.id), wire::label(spec))) +
                        term("Machine", machine(service, build)) + term("Owner", owner(links, build)) +
                        term("Created", date(build.added)) + term("Changed", date(build.modified));
  if (!build.tags.empty()) content += term("Tags", tags(service, links, build));
  if (build.config_args) content += term("Arguments of the configuration", escape(*build.config_args));
  content += "</dl>\n" + events(service, "Errors", service.log.errors(), build.errors) +
             events(service, "Warnings", service.log.warnings(), build.warnings) + "<h2>Phases</h2>\n";
  if (build.phases.empty()) content += "<p>No phases yet.</p>\n";
  for (const Id id : build.phases) content += phase_block(service, links, build, service.log.phases().at(id));
  return content;
}

}  // namespace hpc::apis::spack_monitor::html
