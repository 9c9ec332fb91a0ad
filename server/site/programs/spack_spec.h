// What a `spack install` line asks for, and what Spack makes of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hpc::site {

/// `zlib@1.2.11%gcc@9.3.0+shared`, as far as a build is named by it.
struct SpackSpec {
  std::string name, version;               ///< "": not said
  std::string compiler, compiler_version;  ///< "": not said
  bool operator==(const SpackSpec&) const = default;
};

/// Of one word; without a name it is none.
SpackSpec read_spack_spec(std::string_view word);
/// The words of a command that are specs, after `spack install`.
std::vector<SpackSpec> specs_to_install(const std::vector<std::string>& words);
/// The specs of every line of a script (or command) that has the words `spack install`, in order.
std::vector<SpackSpec> installed_specs(std::string_view script);

/// With a version and a compiler, as the site's Spack would choose them.
SpackSpec concretized(SpackSpec spec);
/// 32 characters, as Spack's hashes have them; the same for the same concretized spec. `kind`: "dag", "full".
std::string spack_hash(const SpackSpec& spec, std::string_view kind);

/// Of the site's Spack.
inline constexpr const char* kSpackVersion = "0.16.0";
inline constexpr const char* kSpackPlatform = "linux";
inline constexpr const char* kSpackOperatingSystem = "debian12";
inline constexpr const char* kSpackTarget = "x86_64";

}  // namespace hpc::site
