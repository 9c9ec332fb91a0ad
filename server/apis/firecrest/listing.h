// What GET /utilities/ls lists, by the rules of GNU ls and FirecREST's way of reading its output.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "apis/firecrest/gnu_tools.h"

namespace hpc::apis::firecrest {

struct ListOptions {
  bool hidden = false;
  bool recursive = false;
  bool numeric = false;
  bool follow = false;
  bool unsorted = false;
  bool names_only = false;
};

struct ListedFile {
  std::string name;  ///< C-escaped
  char type = '-';
  std::string permissions, user, group, size, last_modified, link_target;
};

/// An entry is a file, or a text where the listing has one: a quoted name, or the empty line that a recursive listing
/// has for an empty directory.
using ListEntry = std::variant<ListedFile, std::string>;

struct Listing {
  gnu::Ran ran;
  std::vector<ListEntry> entries;
};

Listing list_files(const Login& who, const site::Accounts& accounts, const std::string& path,
                   const ListOptions& options);

}  // namespace hpc::apis::firecrest
