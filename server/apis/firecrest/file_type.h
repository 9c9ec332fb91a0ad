// What `file -b` says of a file's content.
#pragma once

#include <string>

#include "base/bytes.h"

namespace hpc::apis::firecrest {

/// "ASCII text", "Bourne-Again shell script, ASCII text executable", "data"...: the kinds that a user of FirecREST is
/// likely to ask for, in the words of file 5.44.
std::string describe_content(const Bytes& content);

}  // namespace hpc::apis::firecrest
