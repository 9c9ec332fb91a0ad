#include "apis/spack_monitor/fields.h"
#include "apis/spack_monitor/spec_import.h"
#include "apis/spack_monitor/views.h"
#include "base/encoding.h"

namespace hpc::apis::spack_monitor::views {
namespace {

constexpr const char* kRequired[] = {"host_os",        "platform",      "host_target", "hostname",
                                     "kernel_version", "spack_version", "full_hash"};

// Pieces keep their blanks.
Result<std::vector<std::string>> tags_of(const Value& tags) {
  if (!tags.string()) return failure(wire::crash("tags are no text"));
  std::vector<std::string> names;
  const std::string text = HPC_TRY(stored_text(tags));
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t comma = std::min(text.find(',', start), text.size());
    names.push_back(text.substr(start, comma - start));
    start = comma + 1;
  }
  return names;
}

class NewBuild {
 public:
  NewBuild(Service& service, const User& user, const Value& body) : service_(service), user_(user), body_(body) {}

  // Gets or creates once, as far as the specs that are there allow.
  Result<Answer> attempt() {
    const std::string full_hash = HPC_TRY(text("full_hash")), spack_version = HPC_TRY(text("spack_version"));
    const std::vector<Id>& specs = service_.catalogue.specs_with(full_hash, spack_version);
    if (specs.empty()) return wire::spec_does_not_exist(full_hash, spack_version);
    if (specs.size() > 1) return failure(wire::crash("the hash is not of one spec"));
    auto hostname = HPC_TRY(text("hostname")), platform = HPC_TRY(text("platform"));
    auto kernel = HPC_TRY(text("kernel_version")), system = HPC_TRY(text("host_os")), target = HPC_TRY(text("host_target"));
    const auto environment = service_.log.environment(
        {std::move(hostname), std::move(platform), std::move(kernel), std::move(system), std::move(target)});
    const Build* build = service_.log.find(specs.front(), environment.first);
    const bool is_new = !build;
    if (is_new && has_no_owner()) return failure(wire::crash("a build needs an owner"));
    if (!is_new && build->owner != user_.name) return failure(wire::crash("the build is another user's"));
    if (is_new) build = &service_.log.create(specs.front(), environment.first, user_.name);
    if (is_given(body_, "tags")) service_.log.tag(build->id, HPC_TRY(tags_of(*body_.find("tags"))));
    return wire::build_ready(*build, service_.spec_of(*build), is_new, environment.second);
  }

 private:
  Result<std::string> text(const char* key) const { return stored_text(*body_.find(key)); }
  bool has_no_owner() const {
    return user_.is_anonymous && service_.options.authentication == Options::Authentication::off_strictly;
  }

  Service& service_;
  const User& user_;
  const Value& body_;
};

// The build that a request names, in the order in which its id is looked at.
Result<const Build*> named_build(const Service& service, const Value& body) {
  const Build* build = service.log.builds().find(HPC_TRY(body_id(*body.find("build_id"))));
  if (!build) return failure(wire::not_found());
  return build;
}

Result<const Build*> own_build(const Service& service, const Call& call, const Value& body) {
  const Build* build = HPC_TRY(named_build(service, body));
  if (!call.user->is_anonymous && build->owner != call.user->name) return failure(wire::not_the_owner());
  return build;
}

}  // namespace

Result<Answer> new_build(Service& service, const Call& call) {
  const Value body = HPC_TRY(body_object(call.request));
  for (const char* key : kRequired)
    if (!is_given(body, key)) return failure(wire::build_environment_required());
  NewBuild build(service, *call.user, body);
  Answer answer = HPC_TRY(build.attempt());
  const Value* graph = body.find("spec");
  if (!graph) return answer;
  // With a graph the real server does everything twice, and answers as the second time has it; a build made by the
  // first time has therefore existed.
  HPC_TRY(import_graph(service.catalogue, *graph, *body.find("spack_version"),
                       {service.options.list_form, service.options.missing_nodes_crash}));
  return build.attempt();
}

Result<Answer> update_status(Service& service, const Call& call) {
  const Value body = HPC_TRY(body_object(call.request));
  if (!is_given(body, "build_id")) return failure(wire::build_id_required_for_status());
  const Value* sent = body.find("status");
  const std::optional<BuildStatus> status = sent ? wire::status_of(*sent) : std::nullopt;
  if (!status) return failure(wire::invalid_status());
  const Build* build = HPC_TRY(own_build(service, call, body));
  service.log.set_status(build->id, *status);
  return wire::status_updated(*build, service.spec_of(*build));
}

Result<Answer> update_phase(Service& service, const Call& call) {
  const Value body = HPC_TRY(body_object(call.request));
  if (!is_given(body, "build_id")) return failure(wire::build_id_required());
  if (!is_given(body, "phase_name") || !is_given(body, "status")) return failure(wire::phase_fields_required());
  const Build* build = HPC_TRY(own_build(service, call, body));
  const Result<std::string> name = stored_text(*body.find("phase_name"));
  if (!name) return wire::phase_not_updated();
  Phase& phase = service.log.phase(build->id, *name);
  Result<std::string> status = stored_text(*body.find("status"));
  Result<Text> output = stored_text_or_null(body.find("output"));
  if (!status || !output) return wire::phase_not_updated();
  service.log.set_phase(phase, std::move(*status), std::move(*output));
  return wire::phase_updated(phase, *body.find("phase_name"), *body.find("status"));
}

}  // namespace hpc::apis::spack_monitor::views
