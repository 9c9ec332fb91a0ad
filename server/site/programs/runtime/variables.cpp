#include "site/programs/runtime/variables.h"

#include "site/programs/runtime/kernel.h"

namespace hpc::site::programs {

Variables::Variables(const Variables& other) : kernel_(other.kernel_), ambient_(other.ambient_), own_(other.own_) {
  count(other.bytes_);
}

Variables::~Variables() {
  count(-bytes_);
}

void Variables::count(std::int64_t bytes) {
  bytes_ += bytes;
  kernel_.use_memory(bytes);
}

std::int64_t Variables::size_of(std::string_view name, const Variable& variable) {
  std::size_t size = 100 + name.size() + variable.value.size();
  for (const auto& [index, element] : variable.elements) size += 64 + element.size();
  return static_cast<std::int64_t>(size);
}

Variables Variables::exported() const {
  Variables copy(kernel_, ambient_);
  for (const auto& [name, variable] : own_) {
    if (variable.is_exported && !variable.is_array && variable.is_set) {
      Variable inherited;
      inherited.value = variable.value;
      inherited.is_set = inherited.is_exported = true;
      copy.replace(name, std::move(inherited));
    } else if (ambient_ && ambient_->get(name)) {
      copy.replace(name, Variable{});  // hidden here, hidden there
    }
  }
  return copy;
}

std::optional<Variable> Variables::find(std::string_view name) const {
  if (const auto found = own_.find(name); found != own_.end()) return found->second;
  std::optional<std::string> inherited = ambient_ ? ambient_->get(name) : std::nullopt;
  if (!inherited) return std::nullopt;
  Variable variable;
  variable.value = std::move(*inherited);
  variable.is_set = variable.is_exported = true;
  return variable;
}

std::optional<std::string> Variables::get(std::string_view name) const {
  if (const auto found = own_.find(name); found != own_.end()) {
    const Variable& variable = found->second;
    if (!variable.is_set) return std::nullopt;
    if (!variable.is_array) return variable.value;
    const auto first = variable.elements.find(0);
    return first == variable.elements.end() ? std::nullopt : std::optional(first->second);
  }
  return ambient_ ? ambient_->get(name) : std::nullopt;
}

std::optional<std::string> Variables::get_exported(std::string_view name) const {
  if (const auto found = own_.find(name); found != own_.end() && !found->second.is_exported) return std::nullopt;
  return get(name);
}

std::vector<std::pair<std::string, std::string>> Variables::all_exported() const {
  std::map<std::string, std::string> all;
  if (ambient_) {
    for (auto& [name, value] : ambient_->all()) all.insert_or_assign(std::move(name), std::move(value));
  }
  for (const auto& [name, variable] : own_) {
    all.erase(name);
    if (variable.is_exported && variable.is_set && !variable.is_array) all.emplace(name, variable.value);
  }
  return {std::make_move_iterator(all.begin()), std::make_move_iterator(all.end())};
}

std::vector<std::string> Variables::names() const {
  std::map<std::string, bool> names;
  if (ambient_) {
    for (const auto& [name, value] : ambient_->all()) names[name] = true;
  }
  for (const auto& [name, variable] : own_) names[name] = variable.is_set;
  std::vector<std::string> set;
  for (const auto& [name, is_set] : names) {
    if (is_set) set.push_back(name);
  }
  return set;
}

void Variables::replace(std::string_view name, Variable variable) {
  const auto [at, is_new] = own_.try_emplace(std::string(name));
  const std::int64_t before = is_new ? 0 : size_of(name, at->second);
  count(size_of(name, variable) - before);
  at->second = std::move(variable);
}

void Variables::restore(std::string_view name, std::optional<Variable> before) {
  replace(name, before ? std::move(*before) : Variable{});
  if (before || (ambient_ && ambient_->get(name))) return;
  const auto found = own_.find(name);
  count(-size_of(name, found->second));
  own_.erase(found);
}

// The variable as an own one, to be changed; its size is taken back and must be counted again.
Variable& Variables::own(std::string_view name) {
  auto found = own_.find(name);
  if (found == own_.end()) {
    std::optional<Variable> inherited = find(name);
    found = own_.emplace(std::string(name), inherited ? std::move(*inherited) : Variable{}).first;
  } else {
    count(-size_of(name, found->second));
  }
  return found->second;
}

void Variables::set(std::string_view name, std::string value) {
  Variable& variable = own(name);
  if (variable.is_array) {
    variable.elements[0] = std::move(value);
  } else {
    variable.value = std::move(value);
  }
  variable.is_set = true;
  count(size_of(name, variable));
}

void Variables::set_exported(std::string_view name, std::string value) {
  set(name, std::move(value));
  own_.find(name)->second.is_exported = true;
}

void Variables::set_element(std::string_view name, std::int64_t index, std::string value) {
  auto found = own_.find(name);
  if (found != own_.end() && found->second.is_array) {
    // The common case of a long array filled one by one: its size is not added up again.
    auto [element, is_new] = found->second.elements.try_emplace(index);
    count(static_cast<std::int64_t>(value.size()) - static_cast<std::int64_t>(element->second.size()) +
          (is_new ? 64 : 0));
    element->second = std::move(value);
    found->second.is_set = true;
    return;
  }
  Variable& variable = own(name);
  if (variable.is_set) variable.elements[0] = std::move(variable.value);
  variable.value.clear();
  variable.is_array = variable.is_set = true;
  variable.elements[index] = std::move(value);
  count(size_of(name, variable));
}

void Variables::unset(std::string_view name) {
  restore(name, std::nullopt);
}

bool Variables::is_readonly(std::string_view name) const {
  const auto found = own_.find(name);
  return found != own_.end() && found->second.is_readonly;
}

}  // namespace hpc::site::programs
