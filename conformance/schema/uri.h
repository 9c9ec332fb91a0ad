// URI references (RFC 3986): taking apart, resolving against a base, and checking their spelling.
#pragma once

#include <string>
#include <string_view>

namespace hpc::conformance {

/// The five parts as they are spelled. `has_*` tells an empty part from an absent one.
struct Uri {
  std::string scheme;
  std::string authority;
  std::string path;
  std::string query;
  std::string fragment;
  bool has_authority = false;
  bool has_query = false;
  bool has_fragment = false;

  static Uri parse(std::string_view text);
  std::string text() const;
  std::string text_without_fragment() const;
};

/// `reference` as seen from `base` (RFC 3986, 5.2); the base may itself be relative.
Uri resolve(const Uri& base, const Uri& reference);

/// Every character and part is one that the grammar allows.
bool is_uri_reference(std::string_view text);
/// The same, with a scheme.
bool is_uri(std::string_view text);

}  // namespace hpc::conformance
