// tar, gzip, bzip2 and zip over the virtual filesystem, by libarchive.
#pragma once

#include "site/filesystem/filesystem.h"

namespace hpc::site {

enum class ArchiveKind { tar, tar_gz, tar_bz2, zip };

/// `tar -c`: the member names start with the source's base name. Reproducible: sorted, times from the inodes.
Result<Bytes> make_archive(const FileSystem& files, const Credentials& who, const Path& source, ArchiveKind kind,
                           bool dereference);
/// Unpacks into an existing directory. Fails with Errc::invalid when it is not such an archive. Members that would
/// leave `directory` are refused.
Result<void> extract_archive(FileSystem& files, const Credentials& who, const Bytes& archive, ArchiveKind kind,
                             const Path& directory);

}  // namespace hpc::site
