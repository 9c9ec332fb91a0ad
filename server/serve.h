// `hpcmock serve`: a site behind listeners until a signal comes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "http/listener/listener.h"

namespace hpc {

struct ServeOptions {
  std::string site = "demo";          ///< a file, or the name of a built-in site
  std::vector<std::string> listen;    ///< HOST:PORT, or API=HOST:PORT, or MOUNT=HOST:PORT
  std::string clock;                  ///< "": the site file's
  std::optional<std::uint64_t> seed;
  std::vector<std::string> set;       ///< KEY=VALUE
  std::string ready_file;
  std::string log_format = "text";    ///< text or json
  bool quiet = false;
  int threads = 2;
  http::Limits limits{.body_bytes = (std::uint64_t{1} << 30) + (1 << 20)};  ///< a file of 1 GiB, and the form around it
};

/// Returns the exit code: 0 after SIGTERM or SIGINT, 2 for a usage error (said on stderr), 3 when it cannot listen.
int serve(const ServeOptions& options);

/// `hpcmock routes`: method, path and operation of every route, from the tables that serve.
int print_routes(const std::string& api);

}  // namespace hpc
