#include "apis/spack_monitor/value.h"

#include <algorithm>
#include <cassert>

namespace hpc::apis::spack_monitor {
namespace {

constexpr char kHex[] = "0123456789abcdef";

// Python's repr() of a string: single quotes, unless there are some inside and no double ones.
std::string quoted_by_python(std::string_view text) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  std::string result(1, quote);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || c == '\\')
      (result += '\\') += c;
    else if (c == '\n')
      result += "\\n";
    else if (c == '\r')
      result += "\\r";
    else if (c == '\t')
      result += "\\t";
    else if (byte < 0x20 || byte == 0x7f)
      ((result += "\\x") += kHex[byte >> 4]) += kHex[byte & 15];
    else
      result += c;
  }
  return result += quote;
}

std::string shown_by_python(const Value& value) {
  if (const std::string* text = value.string()) return quoted_by_python(*text);
  return value.python_text();
}

bool is_zero(std::string_view number) {
  const std::string_view mantissa = number.substr(0, number.find_first_of("eE"));
  return std::all_of(mantissa.begin(), mantissa.end(), [](char c) { return c == '0' || c == '.' || c == '-'; });
}

std::string python_number(const Value::Number& number) {
  if (number.text == "NaN") return "nan";
  if (number.text == "Infinity") return "inf";
  if (number.text == "-Infinity") return "-inf";
  return number.text == "-0" ? "0" : number.text;
}

class Printer {
 public:
  explicit Printer(int indent) : indent_(indent) {}

  void print(const Value& value) {
    if (const std::string* text = value.string()) return string(*text);
    if (const Value::Number* number = value.number()) {
      out_ += number->text;
    } else if (const bool* truth = value.boolean()) {
      out_ += *truth ? "true" : "false";
    } else if (const Value::List* elements = value.elements()) {
      sequence('[', ']', *elements, [this](const Value& element) { print(element); });
    } else if (const Value::Object* members = value.members()) {
      sequence('{', '}', *members, [this](const Member& member) {
        string(member.key);
        out_ += indent_ ? ": " : ":";
        print(member.value);
      });
    } else {
      out_ += "null";
    }
  }
  std::string take() { return std::move(out_); }

 private:
  template <class Sequence, class Each>
  void sequence(char open, char close, const Sequence& parts, Each each) {
    out_ += open;
    ++depth_;
    bool is_first = true;
    for (const auto& part : parts) {
      if (!is_first) out_ += ',';
      is_first = false;
      new_line();
      each(part);
    }
    --depth_;
    if (!is_first) new_line();
    out_ += close;
  }

  void new_line() {
    if (indent_) (out_ += '\n').append(static_cast<std::size_t>(indent_ * depth_), ' ');
  }

  void string(std::string_view text) {
    out_ += '"';
    std::size_t plain = 0;  // where the part that needs no escape starts
    for (std::size_t at = 0; at < text.size(); ++at) {
      const std::string_view escape = escape_of(text, at);
      if (escape.empty()) continue;
      (out_ += text.substr(plain, at - plain)) += escape;
      if (is_line_separator(text, at)) at += 2;
      plain = at + 1;
    }
    (out_ += text.substr(plain)) += '"';
  }

  // U+2028 and U+2029, which JavaScript takes for ends of lines and the framework therefore escapes.
  static bool is_line_separator(std::string_view text, std::size_t at) {
    return text[at] == '\xe2' && at + 2 < text.size() && text[at + 1] == '\x80' &&
           (text[at + 2] == '\xa8' || text[at + 2] == '\xa9');
  }

  std::string_view escape_of(std::string_view text, std::size_t at) {
    const char c = text[at];
    switch (c) {
      case '"':
        return "\\\"";
      case '\\':
        return "\\\\";
      case '\n':
        return "\\n";
      case '\r':
        return "\\r";
      case '\t':
        return "\\t";
      case '\b':
        return "\\b";
      case '\f':
        return "\\f";
      default:
        break;
    }
    if (is_line_separator(text, at)) return text[at + 2] == '\xa8' ? "\\u2028" : "\\u2029";
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20) return {};
    control_ = {'\\', 'u', '0', '0', kHex[byte >> 4], kHex[byte & 15]};
    return control_;
  }

  int indent_;
  int depth_ = 0;
  std::string out_;
  std::string control_;
};

}  // namespace

Value::Value(Object members) : held_(std::move(members)) {}

Value Value::object(std::initializer_list<Member> members) {
  return Value(Object(members));
}

const Value* Value::find(std::string_view key) const {
  const Object* all = members();
  if (!all) return nullptr;
  const auto found = std::find_if(all->begin(), all->end(), [key](const Member& member) { return member.key == key; });
  return found == all->end() ? nullptr : &found->value;
}

void Value::add(std::string key, Value value) {
  assert(!find(key) && "the key must be new");
  std::get<Object>(held_).push_back({std::move(key), std::move(value)});
}

bool Value::is_true() const {
  if (const bool* truth = boolean()) return *truth;
  if (const Number* one = number()) return !is_zero(one->text);
  if (const std::string* text = string()) return !text->empty();
  if (const List* all = elements()) return !all->empty();
  if (const Object* all = members()) return !all->empty();
  return false;
}

std::string Value::python_text() const {
  if (const std::string* text = string()) return *text;
  if (const bool* truth = boolean()) return *truth ? "True" : "False";
  if (const Number* one = number()) return python_number(*one);
  std::string result;
  if (const List* all = elements()) {
    for (const Value& element : *all) (result += result.empty() ? "" : ", ") += shown_by_python(element);
    return "[" + result + "]";
  }
  if (const Object* all = members()) {
    for (const Member& member : *all)
      ((result += result.empty() ? "" : ", ") += quoted_by_python(member.key) + ": ") += shown_by_python(member.value);
    return "{" + result + "}";
  }
  return "None";
}

std::string print(const Value& value, int indent) {
  Printer printer(indent);
  printer.print(value);
  return printer.take();
}

}  // namespace hpc::apis::spack_monitor
