// head, tail, grep, sha256sum, base64, and what the tools share.
#include <algorithm>
#include <cerrno>
#include <charconv>

#include "apis/firecrest/file_type.h"
#include "apis/firecrest/gnu_quoting.h"
#include "apis/firecrest/gnu_tools.h"
#include "base/digest.h"
#include "base/encoding.h"

namespace hpc::apis::firecrest::gnu {
namespace {

Result<Bytes> content_of(const Login& who, const std::string& path) {
  return who.machine.files().read(who.credentials, HPC_TRY(path_of(who, path)));
}

// "b" is 512, "kB" 1000, "K" and "KiB" 1024, and so on; absent for anything else.
std::optional<std::uint64_t> multiplier(std::string_view suffix) {
  if (suffix.empty()) return 1;
  if (suffix == "b") return 512;
  constexpr std::string_view kPrefixes = "KMGTPE";
  const char letter = suffix.front() == 'k' ? 'K' : suffix.front();
  const auto power = kPrefixes.find(letter);
  const std::string_view rest = suffix.substr(1);
  if (power == std::string_view::npos || !(rest.empty() || rest == "B" || rest == "iB")) return std::nullopt;
  const std::uint64_t unit = rest == "B" ? 1000 : 1024;
  std::uint64_t value = 1;
  for (std::size_t i = 0; i <= power; ++i) value *= unit;
  return value;
}

struct Count {
  std::uint64_t value = 0;
  bool inverted = false;
};

// A sign of the text's own has the same meaning as the switch.
std::optional<Count> parse_count(std::string_view text, const Part& part) {
  Count count{0, part.inverted};
  const char sign = part.is_tail ? '+' : '-';
  if (!text.empty() && text.front() == sign) {
    count.inverted = true;
    text.remove_prefix(1);
  } else if (part.is_tail && !text.empty() && text.front() == '-') {
    text.remove_prefix(1);
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count.value);
  if (error != std::errc()) return std::nullopt;
  const auto times = multiplier(text.substr(static_cast<std::size_t>(end - text.data())));
  if (!times) return std::nullopt;
  count.value = count.value > UINT64_MAX / *times ? UINT64_MAX : count.value * *times;
  return count;
}

// Where each line ends, one past its newline; a last line without one counts too.
std::vector<std::uint64_t> line_ends(std::string_view text) {
  std::vector<std::uint64_t> ends;
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    ends.push_back(at + 1);
  if (!text.empty() && text.back() != '\n') ends.push_back(text.size());
  return ends;
}

// How many bytes the first `count` units have.
std::uint64_t prefix_length(const std::vector<std::uint64_t>& ends, std::uint64_t count) {
  if (count == 0 || ends.empty()) return 0;
  return ends[static_cast<std::size_t>(std::min<std::uint64_t>(count, ends.size()) - 1)];
}

Bytes cut(const Bytes& content, const Part& part, const Count& count) {
  const std::vector<std::uint64_t> ends = part.by_bytes ? std::vector<std::uint64_t>() : line_ends(content.str());
  const std::uint64_t units = part.by_bytes ? content.size() : ends.size();
  const auto length = [&](std::uint64_t wanted) {
    return part.by_bytes ? std::min(wanted, units) : prefix_length(ends, wanted);
  };
  const std::uint64_t all_but = units > count.value ? units - count.value : 0;
  if (!part.is_tail) return content.slice(0, length(count.inverted ? all_but : count.value));
  if (!count.inverted) return content.slice(length(all_but));
  return content.slice(length(count.value > 0 ? count.value - 1 : 0));
}

}  // namespace

Result<site::Path> path_of(const Login& who, const std::string& text) {
  return site::Path::parse(text, who.home);
}

std::string base_name(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  const auto slash = path.rfind('/');
  return std::string(slash == std::string_view::npos || path.size() == 1 ? path : path.substr(slash + 1));
}

std::string directory_name(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return slash == 0 ? "/" : std::string(path.substr(0, slash));
}

std::string Ran::glued_error() const {
  std::string text = err;
  text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
  return text;
}

Ran failed(std::string message) {
  return {Bytes(), std::move(message)};
}

Ran file(const Login& who, const std::string& path) {
  const site::FileSystem& files = who.machine.files();
  const auto wanted = path_of(who, path);
  const auto stat = wanted ? files.lstat(who.credentials, *wanted) : Result<site::Stat>(tl::unexpected(wanted.error()));
  if (!stat) return failed("cannot open `" + path + "' (" + stat.error().sentence + ')');
  if (stat->type == site::FileType::directory)
    return {Bytes(stat->mode & 01000 ? "sticky, directory" : "directory"), ""};
  if (stat->type == site::FileType::symlink) {
    const std::string target = files.read_link(who.credentials, *wanted).value_or(std::string());
    const bool leads = files.stat(who.credentials, *wanted).has_value();
    return {Bytes((leads ? "symbolic link to " : "broken symbolic link to ") + target), ""};
  }
  const auto content = files.read(who.credentials, *wanted);
  return content ? Ran{Bytes(describe_content(*content)), ""} : failed("regular file, no read permission");
}

Ran sha256sum(const Login& who, const std::string& path) {
  const auto content = content_of(who, path);
  if (!content) return failed("sha256sum: " + quoted_if_needed(path) + ": " + content.error().sentence);
  return {Bytes(hex(sha256(*content))), ""};
}

Ran base64(const Login& who, const std::string& path) {
  auto content = content_of(who, path);
  if (content) return {*std::move(content), ""};
  if (content.error().posix == EISDIR) return failed("base64: read error: " + content.error().sentence);
  return failed("base64: " + quoted_if_needed(path) + ": " + content.error().sentence);
}

Ran part_of_file(const Login& who, const std::string& path, const Part& part) {
  const std::string tool = part.is_tail ? "tail" : "head";
  const auto count = parse_count(part.count, part);
  if (!count)
    return failed(tool + ": invalid number of " + (part.by_bytes ? "bytes" : "lines") + ": " + quoted(part.count));
  const auto content = content_of(who, path);
  if (content) return {cut(*content, part, *count), ""};
  const Error& error = content.error();
  if (error.posix == EISDIR) return failed(tool + ": error reading " + quoted(path) + ": " + error.sentence);
  return failed(tool + ": cannot open " + quoted(path) + " for reading: " + error.sentence);
}

Bytes matching_lines(const Bytes& text, std::string_view pattern) {
  const std::string all = text.str();
  std::string matching;
  std::uint64_t start = 0;
  for (const std::uint64_t end : line_ends(all)) {
    std::string_view line = std::string_view(all).substr(start, end - start);
    start = end;
    if (line.back() == '\n') line.remove_suffix(1);
    if (line.find(pattern) != std::string_view::npos) matching += std::string(line) + '\n';
  }
  return Bytes(std::move(matching));
}

}  // namespace hpc::apis::firecrest::gnu
