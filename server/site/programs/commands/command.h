// The commands that a simulated node has, as bash's builtins and GNU's coreutils have them: what they print, what they
// complain of.
#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "site/programs/runtime/kernel.h"
#include "site/programs/runtime/variables.h"

namespace hpc::site::programs {

/// One call of a command.
class Invocation final {
 public:
  Invocation(Process& in, const std::vector<std::string>& words, const Variables& variables,
             std::string_view before_errors)
      : process(in),
        arguments(words),
        environment(variables),
        prefix_(before_errors),
        name_(words[0].substr(words[0].rfind('/') + 1)) {}

  Process& process;
  const std::vector<std::string>& arguments;  ///< the first is the name
  const Variables& environment;

  Kernel& kernel() const { return process.kernel; }
  FileSystem& files() const { return process.kernel.files(); }
  const Credentials& who() const { return process.kernel.credentials(); }
  const std::string& name() const { return name_; }
  Result<Path> path(std::string_view text) const { return Path::parse(text, process.directory); }

  /// To stdout, in blocks as programs do when it is no terminal.
  void out(std::string_view text);
  void flush();
  /// True when nobody reads what is written, or it cannot be: time to stop.
  bool is_broken() const { return write_error_ != 0; }
  /// To stderr: `name: message` with the name as it was called, after what is waiting for stdout. Returns `status`.
  int error(std::string_view message, int status = 1);
  /// The same without the name.
  void error_line(std::string_view text);
  int finish(int status);

 private:
  std::string prefix_;
  std::string name_;
  std::string buffer_;
  int write_error_ = 0;
};

struct Command {
  std::string_view name;
  int (*plain)(Invocation&) = nullptr;          ///< one that needs no time and no input, or
  Task<int> (*waiting)(Invocation&) = nullptr;  ///< one that does
  bool is_in_shells = false;  ///< a builtin of shells: found before rules, complains as the shell does
};

const Command* find_command(std::string_view name);
/// `prefix` stands before errors: "script: line 3: " for builtins.
Task<int> run_known(Process& process, const Command& command, const std::vector<std::string>& words,
                    const Variables& environment, const std::string& prefix);

/// getopt, with the messages that GNU programs have.
struct Parsed {
  std::vector<std::pair<char, std::string>> options;  ///< in order; "" without a value
  std::vector<std::string> operands;
  bool is_valid = true;
  bool has(char letter) const;
  /// The last one given; null when absent.
  const std::string* value(char letter) const;
};
/// `letters`: "nre:" as for getopt; long names are given with the letters they stand for, those that take a value have
/// a colon in `letters`. A leading '+' stops at the first operand. Complains of unknown ones.
Parsed parse_options(Invocation& call, std::string_view letters,
                     std::initializer_list<std::pair<std::string_view, char>> long_names = {});

/// What a filter reads: a file or the standard input, by lines or blocks.
class Input final {
 public:
  Input(Process& process, std::shared_ptr<Stream> stream) : process_(process), stream_(std::move(stream)) {}
  /// "-" is the standard input; null (and complained about) when it cannot be read.
  static std::unique_ptr<Input> open(Invocation& call, const std::string& operand);

  /// The next line without its newline; false at the end. The last one may have had none: `had_newline()`.
  Task<bool> line(std::string& line);
  bool had_newline() const { return had_newline_; }
  /// The next block of at most 64 KiB, as it comes; false at the end.
  Task<bool> block(std::string& block);
  /// Everything, counted as memory; false when that is too much.
  Task<bool> all(std::string& text);
  /// What is left, when the whole of it is known (a file): shared, not copied.
  const Bytes* content() const { return stream_->content(); }

 private:
  Task<bool> fill();

  Process& process_;
  std::shared_ptr<Stream> stream_;
  std::string buffer_;
  std::size_t at_ = 0;
  bool had_newline_ = true;
};

/// Non-negative, "12", "4k", "1M"... as head -c, dd and truncate take sizes; absent when it is none.
std::optional<std::uint64_t> parse_size(std::string_view text);
/// "5", "0.5s", "2m", "1h", "1d"; absent when it is none. Not beyond a thousand years.
std::optional<Duration> parse_interval(std::string_view text);
std::optional<std::int64_t> parse_integer(std::string_view text);
/// printf's format with its arguments; sets `failed` for bad numbers, which are complained about.
std::string print_formatted(Invocation& call, std::string_view format, const std::vector<std::string>& arguments,
                            std::size_t first, bool& failed);
/// echo -e, printf %b. `stops`: \c was seen.
std::string unescape(std::string_view text, bool& stops, bool octal_needs_zero);

/// test and [: 0, 1 or 2 with `error`.
int test_expression(Process& process, const std::vector<std::string>& words, std::string& error);
bool unary_test(Process& process, char operation, const std::string& operand);
/// Absent: not a number; `error` says which.
std::optional<bool> binary_test(Process& process, const std::string& left, const std::string& operation,
                                const std::string& right, std::string& error);
bool is_unary_operator(std::string_view text);
bool is_binary_operator(std::string_view text);

/// Names of owners, or their numbers.
std::string user_of(Invocation& call, Uid uid);
std::string group_of(Invocation& call, Gid gid);
/// 1.5K, 12M: as ls -h, rounded up.
std::string human_size(std::uint64_t size);
/// "-rwxr-x---" with the type's letter.
std::string mode_letters(const Stat& stat);
/// What date -d takes: @SECONDS, ISO dates, "now", "2 hours ago"...
std::optional<Instant> parse_date(const std::string& text, Instant now);
/// date's format letters; UTC.
std::string format_date(Instant instant, std::string_view format);

}  // namespace hpc::site::programs
