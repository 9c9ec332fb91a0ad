// Readers of the objects inside an Arazzo document; read_document.cpp puts them together.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "conformance/arazzo/cursor.h"
#include "conformance/arazzo/document.h"

namespace hpc::conformance::arazzo {

/// What `reference: $components...` may name, compiled where it is used.
struct Components {
  const OrderedJson* root = nullptr;  ///< the components object, or nullptr
};

enum class ActionKind { success, failure };

std::vector<Parameter> read_parameters(const Cursor& owner, const Components& components, bool in_required);
std::vector<Action> read_actions(const Cursor& owner, std::string_view key, ActionKind kind, const Components& components);
std::vector<Check> read_criteria(const Cursor& owner, std::string_view key);
std::optional<RequestBody> read_request_body(const Cursor& step);
std::vector<std::pair<std::string, Expression>> read_outputs(const Cursor& owner);
std::optional<Step> read_step(const Cursor& cursor, const Components& components);
std::optional<Level> read_level(const Cursor& owner);
std::vector<std::string> read_authority(const Cursor& owner);
/// A non-negative decimal of seconds.
std::optional<Duration> read_seconds(const Cursor& owner, std::string_view key);

}  // namespace hpc::conformance::arazzo
