#include "site/filesystem/posix_error.h"

#include <cassert>
#include <cerrno>
#include <cstring>

namespace hpc::site {
namespace {

Errc kind_of(int number) {
  switch (number) {
    case ENOENT:
      return Errc::missing;
    case EEXIST:
      return Errc::exists;
    case EACCES:
    case EPERM:
      return Errc::denied;
    case ENOTDIR:
    case EISDIR:
    case ENOTEMPTY:
    case EXDEV:
    case EBUSY:
      return Errc::conflict;
    case EINVAL:
    case ELOOP:
    case ENAMETOOLONG:
      return Errc::invalid;
    case EDQUOT:
    case ENOSPC:
    case EFBIG:
    case EMLINK:
      return Errc::too_large;
    case ESTALE:
      return Errc::unavailable;
    default:
      return Errc::internal;
  }
}

}  // namespace

Error posix_error(int number) {
  assert(number > 0);
  // Unlike strerror, it is not translated and has no buffer that threads share.
  const char* text = strerrordesc_np(number);
  return Error{kind_of(number), About::path, text != nullptr ? text : "Unknown error", number};
}

}  // namespace hpc::site
