// Names as GNU tools print them in locale C.
#pragma once

#include <string>
#include <string_view>

namespace hpc::apis::firecrest::gnu {

/// In error messages (shell-escape-always): 'name', "it's", 'a'$'\177'.
std::string quoted(std::string_view name);
/// The same where quotes are needed only (shell-escape): sha256sum's and base64's messages.
std::string quoted_if_needed(std::string_view name);
/// As ls -Q has it between its double quotes: \" \\ \n \303.
std::string c_escaped(std::string_view name);

}  // namespace hpc::apis::firecrest::gnu
