// Who may what: the rules of Linux's VFS, all of them here.
#pragma once

#include "site/filesystem/node.h"

namespace hpc::site {

/// `wanted` is a set of Access bits; 0 is always granted.
bool may(const FileNode& node, const Credentials& who, unsigned wanted);
/// What only the owner and root may do.
bool acts_as_owner(const FileNode& node, const Credentials& who);

/// Making a name in a directory: EACCES.
Result<void> may_create_in(const FileNode& directory, const Credentials& who);
/// Taking a name away from a directory: EACCES, and EPERM by a sticky bit. Types are looked at after permissions:
/// ENOTDIR, EISDIR.
Result<void> may_remove(const FileNode& directory, const FileNode& victim, const Credentials& who, bool as_directory);
/// Giving a node that one does not own another name (fs.protected_hardlinks, which every distribution sets): EPERM.
Result<void> may_link(const FileNode& node, const Credentials& who);

/// Owner, group and mode of something new: a setgid directory gives its group, and to directories its setgid bit.
FileNode new_node(const FileNode& directory, const Credentials& who, std::uint32_t mode, bool is_directory);
/// What is left of a file's mode when its content or owner changes: no setuid, and no setgid where it gives rights.
std::uint32_t without_privileges(const FileNode& node, const Credentials& who);

}  // namespace hpc::site
