// The one error vocabulary inside the server. Each API pronounces it in its own words (Api::render).
#pragma once

#include <string>

namespace hpc {

/// What went wrong.
enum class Errc {
  invalid,          ///< the input cannot be understood or is not allowed
  missing,          ///< the thing named does not exist
  exists,           ///< it exists already
  denied,           ///< the caller is known and may not
  unauthenticated,  ///< the caller is not known
  conflict,         ///< the thing is in a state that forbids this
  unavailable,      ///< it exists and does not answer
  unsupported,      ///< understood, and not offered here
  too_large,        ///< beyond a limit in size or count
  timed_out,        ///< took longer than it may
  internal,         ///< our own fault
};

/// About what. An API's answer differs for a missing machine, path or job.
enum class About {
  request,
  site,
  sandbox,
  cluster,
  node,
  partition,
  account,
  user,
  job,
  path,
  program,
  reservation,
  token,
  object,
  document,
};

/// `sentence` is for people and is never parsed. `posix` is the errno value where a file operation failed, else 0.
struct Error {
  Errc what = Errc::internal;
  About about = About::request;
  std::string sentence;
  int posix = 0;

  bool operator==(const Error&) const = default;
};

}  // namespace hpc
