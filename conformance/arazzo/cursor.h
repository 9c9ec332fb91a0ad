// A place in a YAML document under validation: what is there, and the faults found so far.
#pragma once

#include <functional>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/yaml.h"

namespace hpc::conformance::arazzo {

/// Collects faults, each "file:line:column: sentence", each once (a component is read wherever it is used).
class Faults {
 public:
  explicit Faults(const YamlDocument& document) : document_(document) {}
  void add(std::string_view pointer, bool key, std::string_view sentence);
  bool empty() const { return lines_.empty(); }
  /// All of them as one error, in the order of the file.
  Error error() const;
  const YamlDocument& document() const { return document_; }

 private:
  struct Line {
    Position position;
    std::string text;
  };
  const YamlDocument& document_;
  std::vector<Line> lines_;
};

/// One value. Asking for what is not there, or is of another type, records a fault and gives an empty value.
class Cursor {
 public:
  Cursor(Faults& faults, const OrderedJson& value, std::string pointer) : faults_(&faults), value_(&value), pointer_(std::move(pointer)) {}

  const OrderedJson& value() const { return *value_; }
  const std::string& pointer() const { return pointer_; }
  std::string where(bool key = false) const { return faults_->document().where(pointer_, key); }
  bool has(std::string_view key) const;
  Cursor at(std::string_view key) const;

  /// Another value of the same document.
  Cursor elsewhere(const OrderedJson& value, std::string pointer) const { return {*faults_, value, std::move(pointer)}; }

  void fault(std::string_view sentence, bool key = false) const { faults_->add(pointer_, key, sentence); }
  /// "found 3 (a number); allowed is ...".
  void found_instead_of(std::string_view allowed) const;

  /// False, with a fault, when it is not an object.
  bool is_object() const;
  /// Records every member that is not listed. Other people's "x-" members may stand anywhere, ours only where listed.
  void allow_only(std::initializer_list<std::string_view> keys, std::initializer_list<std::string_view> extensions = {}) const;

  std::string required_text(std::string_view key) const;
  std::string text(std::string_view key) const;
  /// The member's place in the list of allowed words, or -1.
  int word(std::string_view key, std::initializer_list<std::string_view> allowed) const;
  bool flag(std::string_view key) const;
  std::vector<std::string> texts(std::string_view key) const;
  void each(std::string_view key, const std::function<void(const Cursor&)>& visit) const;
  void each_member(std::string_view key, const std::function<void(const std::string&, const Cursor&)>& visit) const;

  /// The value, or a fault with the error's sentence here and `otherwise`.
  template <class T>
  std::optional<T> take(Result<T> result) const {
    if (result) return std::move(*result);
    fault(result.error().sentence);
    return std::nullopt;
  }

 private:
  Faults* faults_;
  const OrderedJson* value_;
  std::string pointer_;
};

/// "a, b and c".
std::string listed(const std::vector<std::string>& words);

}  // namespace hpc::conformance::arazzo
