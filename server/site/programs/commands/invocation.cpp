#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>

#include "site/programs/commands/command.h"

namespace hpc::site::programs {
namespace {

// As stdio's buffers of files and pipes.
constexpr std::size_t kBlock = 4096;

}  // namespace

void Invocation::out(std::string_view text) {
  if (is_broken()) return;
  buffer_ += text;
  if (buffer_.size() >= kBlock) flush();
}

void Invocation::flush() {
  if (is_broken() || buffer_.empty()) return;
  const auto& stream = process.descriptors.get(1);
  write_error_ = stream ? stream->write(buffer_) : EBADF;
  buffer_.clear();
}

int Invocation::error(std::string_view message, int status) {
  error_line(prefix_ + arguments[0] + ": " + std::string(message));
  return status;
}

void Invocation::error_line(std::string_view text) {
  flush();
  if (const auto& stream = process.descriptors.get(2)) stream->write(std::string(text) + "\n");
}

int Invocation::finish(int status) {
  flush();
  if (write_error_ == 0) return status;
  if (write_error_ == EPIPE) return 128 + SIGPIPE;
  const int failed = std::exchange(write_error_, 0);
  return error(std::string("write error: ") + std::strerror(failed));
}

Task<int> run_known(Process& process, const Command& command, const std::vector<std::string>& words,
                    const Variables& environment, const std::string& prefix) {
  Invocation call(process, words, environment, prefix);
  int status = 0;
  if (command.plain != nullptr) {
    status = command.plain(call);
  } else {
    status = co_await command.waiting(call);
  }
  co_return call.finish(status);
}

bool Parsed::has(char letter) const {
  return std::any_of(options.begin(), options.end(), [letter](const auto& option) { return option.first == letter; });
}

const std::string* Parsed::value(char letter) const {
  const auto found =
      std::find_if(options.rbegin(), options.rend(), [letter](const auto& option) { return option.first == letter; });
  return found == options.rend() ? nullptr : &found->second;
}

namespace {

using LongNames = std::initializer_list<std::pair<std::string_view, char>>;

void refuse(Invocation& call, Parsed& parsed, const std::string& message) {
  call.error(message);
  call.error_line("Try '" + call.arguments[0] + " --help' for more information.");
  parsed.is_valid = false;
}

bool takes_value(std::string_view letters, char letter) {
  const std::size_t at = letters.find(letter);
  return at != std::string_view::npos && at + 1 < letters.size() && letters[at + 1] == ':';
}

void parse_long(Invocation& call, Parsed& parsed, std::size_t& i, std::string_view letters, LongNames names) {
  const std::string& word = call.arguments[i];
  const std::size_t equals = word.find('=');
  const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
  const auto known = std::find_if(names.begin(), names.end(), [&name](const auto& each) { return each.first == name; });
  if (known == names.end()) return refuse(call, parsed, "unrecognized option '--" + name + "'");
  std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
  if (takes_value(letters, known->second) && equals == std::string::npos) {
    if (i + 1 >= call.arguments.size()) return refuse(call, parsed, "option '--" + name + "' requires an argument");
    value = call.arguments[++i];
  }
  parsed.options.emplace_back(known->second, std::move(value));
}

void parse_cluster(Invocation& call, Parsed& parsed, std::size_t& i, std::string_view letters) {
  const std::string& word = call.arguments[i];
  for (std::size_t k = 1; k < word.size(); ++k) {
    const char letter = word[k];
    if (letter == ':' || letters.find(letter) == std::string_view::npos)
      return refuse(call, parsed, std::string("invalid option -- '") + letter + "'");
    if (!takes_value(letters, letter)) {
      parsed.options.emplace_back(letter, "");
      continue;
    }
    if (k + 1 < word.size()) {
      parsed.options.emplace_back(letter, word.substr(k + 1));
    } else if (i + 1 < call.arguments.size()) {
      parsed.options.emplace_back(letter, call.arguments[++i]);
    } else {
      refuse(call, parsed, std::string("option requires an argument -- '") + letter + "'");
    }
    return;
  }
}

}  // namespace

Parsed parse_options(Invocation& call, std::string_view letters, LongNames long_names) {
  Parsed parsed;
  const bool stops = !letters.empty() && letters[0] == '+';
  if (stops) letters.remove_prefix(1);
  bool only_operands = false;
  for (std::size_t i = 1; i < call.arguments.size() && parsed.is_valid; ++i) {
    const std::string& word = call.arguments[i];
    if (only_operands || word.size() < 2 || word[0] != '-') {
      parsed.operands.push_back(word);
      only_operands = only_operands || stops;
    } else if (word == "--") {
      only_operands = true;
    } else if (word[1] == '-') {
      parse_long(call, parsed, i, letters, long_names);
    } else {
      parse_cluster(call, parsed, i, letters);
    }
  }
  return parsed;
}

std::unique_ptr<Input> Input::open(Invocation& call, const std::string& operand) {
  if (operand == "-" || operand == "/dev/stdin") {
    const std::shared_ptr<Stream>& input = call.process.descriptors.get(0);
    if (input) return std::make_unique<Input>(call.process, input);
    call.error("-: Bad file descriptor");
    return nullptr;
  }
  const Result<Path> path = call.path(operand);
  if (path && path->str() == "/dev/null") return std::make_unique<Input>(call.process, null_stream());
  if (path && path->str() == "/dev/zero") return std::make_unique<Input>(call.process, zero_stream());
  Result<Bytes> content = path ? call.files().read(call.who(), *path) : failure(path.error());
  if (content) return std::make_unique<Input>(call.process, content_stream(std::move(*content)));
  call.error(operand + ": " + content.error().sentence);
  return nullptr;
}

// More into the buffer, waiting for it; false at the end.
Task<bool> Input::fill() {
  Kernel& kernel = process_.kernel;
  while (true) {
    if (kernel.must_settle(process_)) co_await kernel.settle(process_);
    const std::size_t before = buffer_.size();
    const Stream::Reading reading = stream_->read(buffer_, Limits::kPipeBytes, false);
    if (reading == Stream::Reading::data) {
      kernel.count_bytes(buffer_.size() - before);
      co_return true;
    }
    if (reading != Stream::Reading::wait) co_return false;
    stream_->watch(process_.pid);
    co_await Pause{};
  }
}

Task<bool> Input::line(std::string& line) {
  std::size_t searched = at_;
  while (true) {
    const std::size_t newline = buffer_.find('\n', searched);
    if (newline != std::string::npos) {
      process_.kernel.count_bytes(64);
      line.assign(buffer_, at_, newline - at_);
      at_ = newline + 1;
      had_newline_ = true;
      co_return true;
    }
    buffer_.erase(0, at_);
    at_ = 0;
    searched = buffer_.size();
    bool more = false;
    if (buffer_.size() <= Limits::kWordBytes) more = co_await fill();
    if (more) continue;
    if (buffer_.empty()) co_return false;
    if (buffer_.size() > Limits::kWordBytes) process_.kernel.overrun("more than 16 MiB in one line");
    line = std::exchange(buffer_, {});
    had_newline_ = false;
    co_return true;
  }
}

Task<bool> Input::block(std::string& block) {
  if (buffer_.size() == at_) {
    buffer_.clear();
    at_ = 0;
    const bool more = co_await fill();
    if (!more) co_return false;
  }
  block.assign(buffer_, at_);
  buffer_.clear();
  at_ = 0;
  co_return true;
}

Task<bool> Input::all(std::string& text) {
  std::string piece;
  while (true) {
    const bool more = co_await block(piece);
    if (!more) co_return true;
    text += piece;
    if (text.size() <= Limits::kMemoryBytes / 8) continue;
    process_.kernel.overrun("more than 32 MiB to be held");
    co_return false;
  }
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end == text.data()) return std::nullopt;
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  std::uint64_t scale = 1;
  if (!unit.empty()) {
    if (unit == "b") {
      scale = 512;
    } else if (unit == "c") {
      scale = 1;
    } else {
      const std::size_t power = std::string_view("KMGT").find(static_cast<char>(unit[0] == 'k' ? 'K' : unit[0]));
      if (power == std::string_view::npos || (unit.size() > 1 && unit.substr(1) != "B" && unit.substr(1) != "iB"))
        return std::nullopt;
      for (std::size_t i = 0; i <= power; ++i) scale *= unit.size() == 2 ? 1000 : 1024;
    }
  }
  if (value > UINT64_MAX / scale) return std::nullopt;
  return value * scale;
}

std::optional<Duration> parse_interval(std::string_view text) {
  static constexpr double kMost = 1000.0 * 366 * 86400;
  double scale = 1;
  if (!text.empty()) {
    const char unit = text.back();
    if (unit == 'm') scale = 60;
    if (unit == 'h') scale = 3600;
    if (unit == 'd') scale = 86400;
    if (unit == 's' || scale != 1) text.remove_suffix(1);
  }
  if (text == "infinity" || text == "inf") return Duration(static_cast<std::int64_t>(kMost * 1e6));
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || !(value >= 0)) return std::nullopt;
  return Duration(static_cast<std::int64_t>(std::min(value * scale, kMost) * 1e6 + 0.5));
}

}  // namespace hpc::site::programs
