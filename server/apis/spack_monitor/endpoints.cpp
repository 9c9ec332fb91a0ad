// Where everything is, and what the framework tells of it.
#include "apis/spack_monitor/endpoint.h"
#include "apis/spack_monitor/views.h"

namespace hpc::apis::spack_monitor {
namespace {

using Access = Endpoint::Access;
using Freshness = Endpoint::Freshness;

// A view of the service itself.
Endpoint view(const char* operation, const char* method, const char* pattern, View view) {
  Endpoint endpoint;
  endpoint.operation = std::string("spack_monitor.") + operation;
  endpoint.method = method;
  endpoint.pattern = pattern;
  endpoint.allow = method;
  endpoint.view = view;
  return endpoint;
}

Endpoint described(Endpoint endpoint, const char* name, const char* description) {
  endpoint.name = name;
  endpoint.description = description;
  return endpoint;
}

Endpoint for_owners(Endpoint endpoint) {
  endpoint.access = Access::owner;
  return endpoint;
}

// What may be kept for a day, in JSON only.
Endpoint for_a_day(Endpoint endpoint) {
  endpoint.json_only = true;
  endpoint.freshness = Freshness::day;
  endpoint.allow = "GET, HEAD, OPTIONS";
  return endpoint;
}

Endpoint bearer_endpoint() {
  Endpoint endpoint = view("token", "GET", "/auth/token/", views::exchange_token);
  endpoint.access = Access::open;
  return described(endpoint, "Get Auth Token", "Given a GET request for a token, validate and return it.");
}

Endpoint api_token_endpoint() {
  Endpoint endpoint = view("api_token", "POST", "/api-token-auth/{rest...}", views::api_token);
  endpoint.json_only = true;
  endpoint.freshness = Freshness::none;
  endpoint.allow = "POST, OPTIONS";
  endpoint.is_throttled = false;
  return described(endpoint, "Obtain Auth Token", "");
}

void add_uploads(std::vector<Endpoint>& all) {
  all.push_back(described(for_owners(view("specs.new", "POST", "/ms1/specs/new/", views::new_spec)), "New Spec",
                          "Given a loaded config (spec) file as data, add to database if the user has\n"
                          "the correct permissions. We return the top level parent package."));
  all.push_back(described(for_owners(view("builds.new", "POST", "/ms1/builds/new/", views::new_build)), "New Build",
                          "Given a spec and environment information, create a new Build.\n"
                          "If the build already exists, we return the build_id with it."));
  all.push_back(described(for_owners(view("builds.update", "POST", "/ms1/builds/update/", views::update_status)),
                          "Update Build Status", "Given a spec, update the status of the BuildTask."));
  all.push_back(
      described(for_owners(view("builds.phases.update", "POST", "/ms1/builds/phases/update/", views::update_phase)),
                "Update Phase Status", "Given a phase for a spec, update the BuildPhase."));
  all.push_back(described(view("analyze.builds", "POST", "/ms1/analyze/builds/", views::update_metadata),
                          "Update Build Metadata",
                          "Given a finished build for a spec, receive content from the metadata\n"
                          "folder. Any metadata that is missing will expect a None response. This\n"
                          "endpoint works with results produced from spack analyze.\n\n"
                          "We don't include output files, as they are included with build phases."));
}

void add_results(std::vector<Endpoint>& all) {
  constexpr const char* kAttributes = "Get a list of attribute (install analyses) for a spec.";
  all.push_back(described(view("specs.by_name", "GET", "/ms1/specs/name/{name}/", views::specs_by_name), "Spec By Name",
                          "Get a list of specs based on a package name."));
  all.push_back(described(view("specs.attributes", "GET", "/ms1/specs/{id}/attributes/", views::spec_attributes),
                          "Spec Attributes", kAttributes));
  all.push_back(described(view("specs.attributes.by_analyzer", "GET", "/ms1/specs/{id}/attributes/{analyzer}/",
                               views::spec_attributes_of_analyzer),
                          "Spec Attributes", kAttributes));
  all.push_back(
      described(view("specs.splices.contenders", "GET", "/ms1/specs/{id}/splices/contenders/", views::spec_contenders),
                "Spec Splice Contenders", "Return a list of contenders (analyzer results) for a spec for splicing."));
  all.push_back(
      described(view("attributes.download", "GET", "/ms1/attributes/{id}/download/", views::download_attribute),
                "Download Attribute", "Download an attribute and it's value."));
  all.push_back(described(view("attributes.splice.contenders", "GET", "/ms1/attributes/{id}/splice/contenders/",
                               views::attribute_contenders),
                          "Attribute Splice Contenders",
                          "Get a list of contender libraries to splice for an attribute."));
  all.push_back(
      described(view("analysis.splices", "GET", "/ms1/analysis/splices/attribute/{attribute_id}/spec/{spec_id}/",
                     views::splice_predictions),
                "Attribute Splice Predictions",
                "Given a spec id and attribute (analyer result), make predictions for splicing."));
}

Endpoint of_table(const char* table, const char* operation, std::string pattern, View of) {
  Endpoint endpoint = view((std::string("data.") + table + operation).c_str(), "GET", pattern.c_str(), of);
  endpoint.freshness = Freshness::day;
  endpoint.allow = "GET, HEAD";
  endpoint.has_options = false;
  endpoint.name = table;
  return endpoint;
}

void add_data(std::vector<Endpoint>& all) {
  Endpoint root = view("data.root", "GET", "/api/", views::data_root);
  root.freshness = Freshness::day;
  root.allow = "GET, HEAD, OPTIONS";
  all.push_back(described(root, "Api Root", "The default basic root view for DefaultRouter"));
  for (const views::DataTable& table : views::data_tables()) {
    const std::string path = std::string("/api/") + table.name + "/";
    all.push_back(of_table(table.name, ".list", path, table.list));
    all.push_back(of_table(table.name, ".get", path + "{key}/", table.record));
  }
}

void add_pages(std::vector<Endpoint>& all) {
  const auto add = [&all](const char* operation, const char* pattern, PageView page) {
    Endpoint endpoint = view(operation, "GET", pattern, nullptr);
    endpoint.page = page;
    all.push_back(std::move(endpoint));
  };
  add("pages.dashboard", "/", views::dashboard);
  add("pages.build", "/builds/{id}/", views::build_page);
  add("pages.tag", "/builds/tag/{tag}/", views::tag_page);
  add("pages.owner", "/builds/owner/{name}/", views::owner_page);
  add("pages.spec", "/specs/detail/{id}", views::spec_page);
  add("pages.docs", "/api/docs/{rest...}", views::docs_page);
  add("pages.robots", "/robots.txt/", views::robots);
}

std::vector<Endpoint> all_endpoints() {
  std::vector<Endpoint> all;
  all.push_back(described(for_a_day(view("service_info", "GET", "/ms1/", views::service_info)), "Service Info",
                          "Return a 200 response to indicate a running service, along with\n"
                          "metadata about the service. This is similar to https://ga4gh.github.io/,\n"
                          "but not for a workflow so only a subset of fields."));
  all.push_back(bearer_endpoint());
  all.push_back(api_token_endpoint());
  add_uploads(all);
  add_results(all);
  all.push_back(described(for_a_day(view("tables.build", "GET", "/tables/build/", views::builds_table)), "Builds Table",
                          "server side render main index table"));
  add_data(all);
  add_pages(all);
  return all;
}

}  // namespace

const std::vector<Endpoint>& endpoints() {
  static const std::vector<Endpoint> all = all_endpoints();
  return all;
}

}  // namespace hpc::apis::spack_monitor
