// The cells of the dashboard's table, which are HTML.
#include "apis/spack_monitor/wire.h"
#include "base/encoding.h"

namespace hpc::apis::spack_monitor::wire {
namespace {

std::string spec_cell(const Build& build, const Spec& spec, const std::string& base_path) {
  return "<a href=\"" + base_path + "/specs/detail/" + std::to_string(spec.id) + "\">" + label(spec) +
         "</a><a href=\"" + base_path + "/builds/" + std::to_string(build.id) +
         "/\"><span style=\"float:right\" class=\"badge badge-primary\">build details</span></a>";
}

std::string left(const std::string& text) {
  return "<div style=\"float: left; margin: 0px 4px;\">" + text + "</div>";
}

// The text of a tag is not escaped, as on the real server.
Result<std::string> tag_cell(const std::string& name, const std::string& base_path) {
  if (name.empty() || name.find('/') != std::string::npos) return failure(crash("a tag's page has no address"));
  return "<a style=\"color:white\" href=\"" + base_path + "/builds/tag/" + percent_encode(name, "!$&'()*+,;=:@") +
         "/\"><span class=\"badge badge-info\">" + name + "</span></a>";
}

}  // namespace

Result<Value> build_cells(const Build& build, const BuildLog& log, const Catalogue& catalogue,
                          std::string_view base_path) {
  const std::string base(base_path);
  const Spec& spec = catalogue.specs().at(build.spec);
  const BuildEnvironment& machine = log.environments().at(build.environment);
  std::string compiler = "None";
  if (spec.compiler) {
    const Compiler& row = catalogue.compilers().at(*spec.compiler);
    compiler = row.name + " " + row.version;
  }
  std::string tags;
  for (const Id tag : build.tags) tags += HPC_TRY(tag_cell(log.tags().at(tag).name, base));
  Value cells = Value::list();
  cells.append(spec_cell(build, spec, base));
  cells.append(left(machine.platform + " " + machine.host_os + " " + machine.host_target));
  cells.append(left(compiler));
  cells.append(name_of(build.status));
  cells.append(build.phases_succeeded);
  cells.append(build.phases_failed);
  cells.append(tags);
  cells.append(date(build.modified));
  return cells;
}

Answer build_table(std::int64_t draw, std::size_t count, Value rows) {
  return ok(
      Value::object({{"draw", draw}, {"recordsTotal", count}, {"recordsFiltered", count}, {"data", std::move(rows)}}));
}

}  // namespace hpc::apis::spack_monitor::wire
