// Spack Monitor's state in one sandbox.
#pragma once

#include "apis/spack_monitor/authentication.h"
#include "apis/spack_monitor/build_table.h"
#include "apis/spack_monitor/results.h"
#include "apis/spack_monitor/throttle.h"
#include "apis/spack_monitor/wire.h"
#include "site/site.h"

namespace hpc::apis::spack_monitor {

/// It is made in place and never moves: its parts refer to each other.
struct Service {
  /// `its_site` outlives it.
  Service(site::Site& its_site, Options says)
      : site(its_site),
        options(std::move(says)),
        users(options),
        bearers(its_site, options, users),
        throttle(options.throttle_count, options.throttle_period),
        times{options.created_at.empty() ? wire::date_seconds(now()) : options.created_at,
              options.updated_at.empty() ? wire::date_seconds(now()) : options.updated_at},
        catalogue(its_site.clock()),
        log(its_site.clock(), catalogue),
        results(its_site.clock(), log),
        table(log, catalogue) {}
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  Instant now() const { return site.clock().now(); }
  const Spec& spec_of(const Build& build) const { return catalogue.specs().at(build.spec); }

  site::Site& site;
  const Options options;
  Users users;
  Bearers bearers;
  Throttle throttle;
  wire::ServiceTimes times;
  Catalogue catalogue;
  BuildLog log;
  Results results;
  BuildTable table;
};

}  // namespace hpc::apis::spack_monitor
