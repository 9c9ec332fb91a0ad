// test and [: files, strings, numbers, and their combinations.
#include <algorithm>
#include <array>

#include "site/programs/commands/command.h"

namespace hpc::site::programs {
namespace {

constexpr std::string_view kUnary = "abcdefghknoprstuvwxzLNOGS";

// The general form: -a, -o, !, parentheses.
class Expression {
 public:
  Expression(Process& process, const std::vector<std::string>& words, std::string& error)
      : process_(process), words_(words), error_(error) {}

  int whole() {
    const bool result = either(0);
    if (error_.empty() && at_ < words_.size()) error_ = "too many arguments";
    return error_.empty() ? (result ? 0 : 1) : 2;
  }

 private:
  bool is(std::string_view text) const { return at_ < words_.size() && words_[at_] == text; }

  bool either(int depth) {
    bool result = both(depth);
    while (error_.empty() && is("-o")) {
      ++at_;
      const bool right = both(depth);
      result = result || right;
    }
    return result;
  }

  bool both(int depth) {
    bool result = one(depth);
    while (error_.empty() && is("-a")) {
      ++at_;
      const bool right = one(depth);
      result = result && right;
    }
    return result;
  }

  bool one(int depth) {
    if (at_ >= words_.size() || depth > 200) {
      error_ = depth > 200 ? "too many arguments" : "argument expected";
      return false;
    }
    const std::size_t left = words_.size() - at_;
    if (left >= 3 && is_binary_operator(words_[at_ + 1])) {
      at_ += 3;
      return binary_test(process_, words_[at_ - 3], words_[at_ - 2], words_[at_ - 1], error_).value_or(false);
    }
    if (is("!") && left > 1) {
      ++at_;
      return !one(depth + 1);
    }
    if (is("(") && left > 1) {
      ++at_;
      const bool result = either(depth + 1);
      if (error_.empty() && !is(")")) error_ = "`)' expected";
      ++at_;
      return result;
    }
    if (left >= 2 && is_unary_operator(words_[at_])) {
      at_ += 2;
      return unary_test(process_, words_[at_ - 2][1], words_[at_ - 1]);
    }
    return !words_[at_++].empty();
  }

  Process& process_;
  const std::vector<std::string>& words_;
  std::string& error_;
  std::size_t at_ = 0;
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<Stat> stat_of(Process& process, const std::string& name) {
  const Result<Path> path = Path::parse(name, process.directory);
  if (!path) return std::nullopt;
  Result<Stat> stat = process.kernel.files().stat(process.kernel.credentials(), *path);
  if (!stat) return std::nullopt;
  return *stat;
}

}  // namespace

bool is_unary_operator(std::string_view text) {
  return text.size() == 2 && text[0] == '-' && kUnary.find(text[1]) != std::string_view::npos;
}

bool is_binary_operator(std::string_view text) {
  static constexpr std::array<std::string_view, 14> kBinary = {"=",   "==",  "!=",  "<",   ">",   "-eq", "-ne",
                                                               "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"};
  return std::find(kBinary.begin(), kBinary.end(), text) != kBinary.end();
}

bool unary_test(Process& process, char operation, const std::string& operand) {
  Kernel& kernel = process.kernel;
  if (operation == 'n') return !operand.empty();
  if (operation == 'z') return operand.empty();
  if (operation == 't' || operation == 'o' || operation == 'v') return false;
  const Result<Path> path = Path::parse(operand, process.directory);
  if (!path) return false;
  if (operation == 'h' || operation == 'L') {
    const Result<Stat> stat = kernel.files().lstat(kernel.credentials(), *path);
    return stat && stat->type == FileType::symlink;
  }
  if (path->str() == "/dev/null" || path->str() == "/dev/zero")
    return std::string_view("eacrwR").find(operation) != std::string_view::npos;
  const std::optional<Stat> stat = stat_of(process, operand);
  if (!stat) return false;
  switch (operation) {
    case 'e':
    case 'a':
      return true;
    case 'f':
      return stat->type == FileType::regular;
    case 'd':
      return stat->type == FileType::directory;
    case 's':
      return stat->size > 0;
    case 'r':
      return kernel.files().access(kernel.credentials(), *path, can_read).has_value();
    case 'w':
      return kernel.files().access(kernel.credentials(), *path, can_write).has_value();
    case 'x':
      return kernel.files().access(kernel.credentials(), *path, can_execute).has_value();
    case 'u':
      return (stat->mode & 04000) != 0;
    case 'g':
      return (stat->mode & 02000) != 0;
    case 'k':
      return (stat->mode & 01000) != 0;
    case 'O':
      return stat->uid == kernel.credentials().uid;
    case 'G':
      return stat->gid == kernel.credentials().gid;
    case 'N':
      return stat->modified > stat->accessed;
    default:
      return false;
  }
}

std::optional<bool> binary_test(Process& process, const std::string& left, const std::string& operation,
                                const std::string& right, std::string& error) {
  if (operation == "=" || operation == "==") return left == right;
  if (operation == "!=") return left != right;
  if (operation == "<") return left < right;
  if (operation == ">") return left > right;
  if (operation == "-nt" || operation == "-ot" || operation == "-ef") {
    const std::optional<Stat> a = stat_of(process, left), b = stat_of(process, right);
    if (operation == "-ef") return a && b && a->inode == b->inode && a->device == b->device;
    if (operation == "-nt") return a && (!b || a->modified > b->modified);
    return b && (!a || a->modified < b->modified);
  }
  const std::optional<std::int64_t> a = parse_integer(trimmed(left)), b = parse_integer(trimmed(right));
  if (!a || !b) {
    error = (a ? right : left) + ": integer expression expected";
    return std::nullopt;
  }
  if (operation == "-eq") return *a == *b;
  if (operation == "-ne") return *a != *b;
  if (operation == "-lt") return *a < *b;
  if (operation == "-le") return *a <= *b;
  if (operation == "-gt") return *a > *b;
  return *a >= *b;
}

// POSIX decides by the number of arguments; beyond four, by the grammar.
int test_expression(Process& process, const std::vector<std::string>& words, std::string& error) {
  const auto answer = [](bool holds) { return holds ? 0 : 1; };
  if (words.empty()) return 1;
  if (words.size() == 1) return answer(!words[0].empty());
  if (words.size() == 2) {
    if (words[0] == "!") return answer(words[1].empty());
    if (is_unary_operator(words[0])) return answer(unary_test(process, words[0][1], words[1]));
    error = words[0] + ": unary operator expected";
    return 2;
  }
  if (words.size() == 3) {
    if (is_binary_operator(words[1])) {
      const std::optional<bool> result = binary_test(process, words[0], words[1], words[2], error);
      return result ? answer(*result) : 2;
    }
    if (words[0] == "!") {
      const int status = test_expression(process, {words[1], words[2]}, error);
      return status == 2 ? 2 : 1 - status;
    }
    if (words[0] == "(" && words[2] == ")") return answer(!words[1].empty());
    if (words[1] != "-a" && words[1] != "-o") {
      error = words[1] + ": binary operator expected";
      return 2;
    }
  }
  return Expression(process, words, error).whole();
}

}  // namespace hpc::site::programs
