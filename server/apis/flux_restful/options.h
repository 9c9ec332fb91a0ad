// What `apis.flux_restful:` of a site file may say, decoded. schemas/flux_restful/options.schema.json is its
// description, the README of this folder tells what each switch is for.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace hpc::apis::flux_restful {

/// A row of the server's own user database; they are numbered from 1.
struct User {
  std::string name;
  std::string password;
  bool is_active = true;
  bool is_superuser = false;
};

struct Options {
  // Where it runs.
  std::string cluster = "flux";
  std::string job_user = "fluxuser";  ///< the login that all jobs of a single-user server belong to
  Duration uptime =
      std::chrono::seconds(120);  ///< of the Flux instance when the first request comes; ids count from it

  // Which API.
  enum class Generation { early, current, both } generation = Generation::both;
  enum class Dialect { v1, v2 } validation_dialect = Dialect::v2;
  enum class Style { simple, fluxion } scheduler_style = Style::simple;
  bool pages = true;

  // Who may use it.
  bool requires_auth = false;
  std::string user = "fluxuser";  ///< of Basic; "": the server has none configured
  std::string token = "12345";
  std::vector<User> users{{"fluxuser", "12345", true, true}, {"peenut", "peenut"}};
  std::string secret_key = "notsecrethoo";
  std::chrono::seconds token_lifetime{36000};
  bool tokens_on_virtual_clock = false;
  bool is_multi_user = false;

  // Jobs.
  std::optional<std::uint32_t> node_limit;  ///< for num_nodes; absent: the number of the cluster's nodes
  bool has_gpus = false;
  std::vector<std::string> launchers;  ///< those of nextflow and snakemake that are installed on the server
  bool submit_json_body = false;       ///< the body's keys are the parameters, as before 0.2
  bool search_query_alias = false;     ///< `query` is a filter too
  bool unknown_job_404 = false;
  enum class ListAttributes { id, all };
  ListAttributes early_list = ListAttributes::id;
  ListAttributes current_list = ListAttributes::all;
  enum class NodesFilter { free, up };
  NodesFilter early_nodes = NodesFilter::free;
  NodesFilter current_nodes = NodesFilter::up;

  enum class Stop { respond, drop, ignore } stop = Stop::respond;
};

/// `json` has passed the schema; what it does not say keeps its default.
Options read_options(const Json& json);

}  // namespace hpc::apis::flux_restful
