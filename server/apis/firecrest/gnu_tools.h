// The commands that FirecREST's services run on a system, with the output and the errors of GNU coreutils 9.1, tar 1.34
// and file 5.44 in locale C. Paths are texts as the client sent them: relative ones are the home directory's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "apis/firecrest/machines.h"
#include "base/bytes.h"
#include "base/result.h"
#include "site/filesystem/archive.h"

namespace hpc::apis::firecrest::gnu {

/// What a command has written. It has failed when `err` is not empty.
struct Ran {
  Bytes out;
  std::string err;  ///< lines, the last one without its end
  bool works() const { return err.empty(); }
  /// `err` as the services pass it on: without line ends.
  std::string glued_error() const;
};

/// mkdir [-p]
Ran mkdir(const Login& who, const std::string& path, bool parents);
/// mv --force
Ran mv(const Login& who, const std::string& source, const std::string& target);
/// cp --force -dR --preserve=all
Ran cp(const Login& who, const std::string& source, const std::string& target);
/// rm -r --interactive=never; `force`: -f
Ran rm(const Login& who, const std::string& path, bool force = false);
/// ln -s
Ran ln(const Login& who, const std::string& target, const std::string& link);
/// cat > path, by a shell whose messages start with `shell`
Ran write(const Login& who, const std::string& path, const Bytes& content, const std::string& shell);
/// rsync -av (for transfers only: what it prints is short)
Ran rsync(const Login& who, const std::string& source, const std::string& target);

/// chmod -v
Ran chmod(const Login& who, const std::string& mode, const std::string& path);
/// chown -v owner:group
Ran chown(const Login& who, const site::Accounts& accounts, const std::string& owner, const std::string& group,
          const std::string& path);

struct Measured {
  Ran ran;
  site::Stat stat;
};
/// stat, stat --dereference
Measured stat(const Login& who, const std::string& path, bool dereference);

/// tar -czf target -C dirname basename
Ran tar_create(const Login& who, const std::string& target, const std::string& source, bool dereference);
/// By the last suffix; absent for one that FirecREST does not unpack.
std::optional<site::ArchiveKind> archive_kind(std::string_view suffix);
/// tar -x?f source -C target, unzip -o
Ran extract(const Login& who, site::ArchiveKind kind, const std::string& source, const std::string& target);

/// file -b
Ran file(const Login& who, const std::string& path);
Ran sha256sum(const Login& who, const std::string& path);
/// The bytes that base64 would print: `out` is the content itself.
Ran base64(const Login& who, const std::string& path);

/// head and tail.
struct Part {
  bool is_tail = false;
  bool by_bytes = false;
  std::string count = "10";  ///< as sent, with a suffix perhaps
  bool inverted = false;     ///< head: all but the last; tail: from there on
};
Ran part_of_file(const Login& who, const std::string& path, const Part& part);
/// grep -F: whole lines that hold `pattern`.
Bytes matching_lines(const Bytes& text, std::string_view pattern);

// For the tools themselves.
Result<site::Path> path_of(const Login& who, const std::string& text);
std::string base_name(std::string_view path);
std::string directory_name(std::string_view path);
Ran failed(std::string message);

}  // namespace hpc::apis::firecrest::gnu
