// A JSON value as Spack Monitor keeps it: members in the order in which they came, numbers as the text that they were.
// The library's own type would lose integers beyond 64 bits and the difference between 1.50 and 1.5.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace hpc::apis::spack_monitor {

struct Member;

class Value {
 public:
  using List = std::vector<Value>;
  using Object = std::vector<Member>;
  /// `12`, `1.50`, `NaN`, `-Infinity`; an integer has neither fraction nor exponent.
  struct Number {
    std::string text;
    bool is_integer = true;
    bool operator==(const Number&) const = default;
  };

  Value();
  Value(bool truth);                                  // NOLINT: a bool is a value
  Value(std::int64_t number);                         // NOLINT
  Value(std::uint64_t number);                        // NOLINT
  Value(int number);                                  // NOLINT
  Value(Number number);                               // NOLINT
  Value(std::string text);                            // NOLINT
  Value(std::string_view text);                       // NOLINT
  Value(const char* text);                            // NOLINT
  Value(List elements);                               // NOLINT
  Value(Object members);                              // NOLINT
  static Value object(std::initializer_list<Member> members);
  static Value list();

  bool is_null() const { return std::holds_alternative<std::monostate>(held_); }
  const bool* boolean() const { return std::get_if<bool>(&held_); }
  const Number* number() const { return std::get_if<Number>(&held_); }
  const std::string* string() const { return std::get_if<std::string>(&held_); }
  const List* elements() const { return std::get_if<List>(&held_); }
  const Object* members() const { return std::get_if<Object>(&held_); }

  /// A member of an object; nullptr when it is not there, or when this is no object.
  const Value* find(std::string_view key) const;
  /// Adds an element to a list.
  void append(Value element);
  /// Adds a member to an object, at its end; the key must be new.
  void add(std::string key, Value value);

  /// As Python has it: null, false, 0, "", [] and {} are not true.
  bool is_true() const;
  /// What Python's str() makes of it: `None`, `['a', 1]`; a string is itself.
  std::string python_text() const;

  bool operator==(const Value& other) const;

 private:
  std::variant<std::monostate, bool, Number, std::string, List, Object> held_;
};

struct Member {
  std::string key;
  Value value;
  bool operator==(const Member&) const = default;
};

// Here, where a member is complete.
inline Value::Value() = default;
inline Value::Value(bool truth) : held_(truth) {}
inline Value::Value(std::int64_t number) : held_(Number{std::to_string(number), true}) {}
inline Value::Value(std::uint64_t number) : held_(Number{std::to_string(number), true}) {}
inline Value::Value(int number) : Value(std::int64_t{number}) {}
inline Value::Value(Number number) : held_(std::move(number)) {}
inline Value::Value(std::string text) : held_(std::move(text)) {}
inline Value::Value(std::string_view text) : held_(std::string(text)) {}
inline Value::Value(const char* text) : held_(std::string(text)) {}
inline Value::Value(List elements) : held_(std::move(elements)) {}
inline bool Value::operator==(const Value& other) const { return held_ == other.held_; }
inline Value Value::list() { return Value(List{}); }
inline void Value::append(Value element) { std::get<List>(held_).push_back(std::move(element)); }

/// As JSON text. Indented by `indent` blanks per level; 0: on one line without blanks.
std::string print(const Value& value, int indent = 0);

}  // namespace hpc::apis::spack_monitor
