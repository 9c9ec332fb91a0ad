// tar, gzip, bzip2 and zip over the virtual filesystem, by libarchive.
#pragma once

#include "site/filesystem/filesystem.h"

namespace hpc::site {

enum class ArchiveKind { tar, tar_gz, tar_bz2, zip };

/// `tar -c`: the member names start with the source's base name. Reproducible: sorted, times from the inodes. Fails at
/// the first file that `who` cannot read.
Result<Bytes> make_archive(const FileSystem& files, const Credentials& who, const Path& source, ArchiveKind kind,
                           bool dereference);
/// Unpacks into an existing directory. Fails with Errc::invalid (EINVAL) when it is not such an archive, or cut, and
/// then writes nothing. The same for members that would leave `directory`, by their names or by a link; what stands
/// before a member that would leave by a link may have been written. Files are replaced, directories merge. As tar
/// does, root restores owners and whole modes; others own what they unpack, and get modes by a umask of 022.
Result<void> extract_archive(FileSystem& files, const Credentials& who, const Bytes& archive, ArchiveKind kind,
                             const Path& directory);

}  // namespace hpc::site
