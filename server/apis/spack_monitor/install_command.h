// What a `spack install` line asks for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hpc::apis::spack_monitor {

/// `zlib@1.2.11%gcc@9.3.0+shared`, as far as a build is named by it.
struct WantedSpec {
  std::string name, version;               ///< "": not said
  std::string compiler, compiler_version;  ///< "": not said
  bool operator==(const WantedSpec&) const = default;
};

/// The specs of every line of a script (or command) that has the words `spack install`, in order.
std::vector<WantedSpec> installed_specs(std::string_view script);

}  // namespace hpc::apis::spack_monitor
