// Shell variables; the exported ones are the environment of commands.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hpc::site::programs {

class Kernel;

/// The environment that a job starts with, worked out only when asked: many jobs never look.
class Ambient {
 public:
  virtual ~Ambient() = default;
  virtual std::optional<std::string> get(std::string_view name) const = 0;
  /// In any order, each once.
  virtual std::vector<std::pair<std::string, std::string>> all() const = 0;
};

struct Variable {
  std::string value;
  std::map<std::int64_t, std::string> elements;  ///< of an array
  bool is_set = false;                           ///< false: only its attributes are known, or it was unset
  bool is_array = false;
  bool is_exported = false;
  bool is_readonly = false;
};

class Variables final {
 public:
  /// `kernel` outlives it and counts its memory. `ambient` is shared by all processes of a job.
  Variables(Kernel& kernel, std::shared_ptr<const Ambient> ambient) : kernel_(kernel), ambient_(std::move(ambient)) {}
  Variables(const Variables& other);
  Variables& operator=(const Variables&) = delete;
  ~Variables();
  /// What a command that is started inherits.
  Variables exported() const;
  /// With nothing in it.
  Variables cleared() const { return Variables(kernel_, nullptr); }

  std::optional<std::string> get(std::string_view name) const;
  /// The exported ones only.
  std::optional<std::string> get_exported(std::string_view name) const;
  /// Exported and set, by name.
  std::vector<std::pair<std::string, std::string>> all_exported() const;
  std::vector<std::string> names() const;

  /// The variable with its attributes, if the shell has one of its own or inherits one.
  std::optional<Variable> find(std::string_view name) const;
  void replace(std::string_view name, Variable variable);
  /// Back to what find() gave before.
  void restore(std::string_view name, std::optional<Variable> before);

  void set(std::string_view name, std::string value);
  void set_exported(std::string_view name, std::string value);
  void set_element(std::string_view name, std::int64_t index, std::string value);
  void unset(std::string_view name);
  bool is_readonly(std::string_view name) const;

 private:
  void count(std::int64_t bytes);
  static std::int64_t size_of(std::string_view name, const Variable& variable);
  Variable& own(std::string_view name);

  Kernel& kernel_;
  std::shared_ptr<const Ambient> ambient_;
  std::map<std::string, Variable, std::less<>> own_;  // hides what is in ambient_
  std::int64_t bytes_ = 0;
};

}  // namespace hpc::site::programs
