// Reads the values of keywords that are no schemas. Errors name the schema pointer and what it must be.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "conformance/schema/index.h"

namespace hpc::conformance {

/// `path` is the keyword, or a pointer below the schema without its first slash.
tl::unexpected<Error> wrong(const SchemaPlace& place, const std::string& path, const std::string& sentence);

// The keyword is there.
Result<std::size_t> read_count(const SchemaPlace& place, const char* keyword);
Result<bool> read_flag(const SchemaPlace& place, const char* keyword);
Result<std::string> read_text(const SchemaPlace& place, const char* keyword);
Result<std::vector<std::string>> read_names(const SchemaPlace& place, const char* keyword);
Result<std::vector<std::string>> names_of(const SchemaPlace& place, const std::string& path, const Json& value);
/// A mask of TypeBit.
Result<std::uint8_t> read_types(const SchemaPlace& place, const Json& value);

}  // namespace hpc::conformance
