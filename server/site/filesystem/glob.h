// Shell patterns: `*`, `?`, `[a-z]`, `[!a]`, `[[:digit:]]`, and a backslash before what is meant as it stands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "site/filesystem/filesystem.h"

namespace hpc::site {

/// By bytes. `/` and a leading dot are bytes like others here; a bracket without its end stands for itself. No pattern
/// takes exponential time.
bool glob_match(std::string_view pattern, std::string_view text);
/// Whether it has a wildcard that is not quoted.
bool is_glob(std::string_view text);

/// What exists and matches, in byte order; none when nothing does. A leading dot must be matched by a dot, wildcards do
/// not reach across a slash, and what `who` may not list matches nothing. Failures are those of Path::parse.
Result<std::vector<Path>> expand_glob(const FileSystem& files, const Credentials& who, std::string_view pattern,
                                      const Path& working_directory);
/// The same as a shell's words: a relative pattern gives relative texts.
std::vector<std::string> expand_glob_words(const FileSystem& files, const Credentials& who, std::string_view pattern,
                                           const Path& working_directory);

}  // namespace hpc::site
