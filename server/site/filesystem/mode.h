// Modes as people write and read them: chmod's argument, ls's letters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "site/filesystem/filesystem.h"

namespace hpc::site {

/// What chmod makes of `current`: octal (`755`, `02750`), or symbolic (`u=rwx,go-w`, `+x`, `a+X`, `g=u`, `u+s,+t`). As
/// with GNU's chmod, a directory keeps its setuid and setgid bits unless they are named (`g-s`, `00755`). `umask`
/// counts where a symbolic mode says for nobody in particular (`+w`). Errc::invalid when it is not a mode.
Result<std::uint32_t> parse_mode_change(std::string_view text, std::uint32_t current, bool is_directory,
                                        std::uint32_t umask = 022);

/// Nine letters, `rwxr-xr-x`; with s, S, t and T where those bits are set.
std::string permission_letters(std::uint32_t mode);
/// ls's first letter: `-`, `d`, `l`.
char type_letter(FileType type);

}  // namespace hpc::site
