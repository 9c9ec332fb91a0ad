// The head of a response, and what it promises of the body.
#pragma once

#include <string>

#include "http/message.h"

namespace hpc::http {

/// What of a request decides how its response is written.
struct Asked {
  bool is_head = false;
  int minor_version = 1;
  bool keep_alive = true;
};

enum class Framing {
  none,     ///< no body follows, whatever the response has
  plain,    ///< the body as it is: its length stands in the head, or it ends with the connection
  chunked,  ///< in chunks
};

struct Head {
  std::string text;  ///< up to and with the empty line
  Framing framing = Framing::none;
  bool close = false;  ///< the connection ends after this response
};

/// The response's own headers come first and are left as they are, but for `Connection` where it would promise what is
/// not kept. `closing`: the connection ends in any case.
Head write_head(const Response& response, const Asked& asked, bool closing);

}  // namespace hpc::http
