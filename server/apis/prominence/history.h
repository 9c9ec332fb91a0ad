// What has left the queue, in that order, found by name and label without going through all of it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hpc::apis::prominence {

class History final {
 public:
  using Label = std::pair<std::string, std::string>;

  void add(std::uint64_t id, const std::string& name, const std::vector<Label>& labels) {
    all_.push_back(id);
    by_name_[name].push_back(id);
    for (const Label& label : labels) by_label_[label].push_back(id);
  }

  /// The shortest list that has all with this name and this label (nullptr: whatever), oldest first. Of others, too.
  const std::vector<std::uint64_t>& among(const std::string* name, const Label* label) const {
    static const std::vector<std::uint64_t> none;
    const std::vector<std::uint64_t>* shortest = &all_;
    const auto take = [&shortest](const auto& lists, const auto& key) {
      const auto found = lists.find(key);
      const std::vector<std::uint64_t>* list = found == lists.end() ? &none : &found->second;
      if (list->size() < shortest->size()) shortest = list;
    };
    if (name) take(by_name_, *name);
    if (label) take(by_label_, *label);
    return *shortest;
  }

 private:
  std::vector<std::uint64_t> all_;
  std::map<std::string, std::vector<std::uint64_t>> by_name_;
  std::map<Label, std::vector<std::uint64_t>> by_label_;
};

}  // namespace hpc::apis::prominence
