// The architecture as a test: who may include whom, who may read the host's clock, who may advance time, how long a
// file may be. It reads the sources and takes milliseconds.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Source {
  std::string path;  // from the project's root
  std::vector<std::string> lines;
};

std::vector<Source> sources(std::initializer_list<const char*> folders) {
  std::vector<Source> all;
  for (const char* folder : folders)
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(HPCMOCK_SOURCE_DIR) / folder)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".h" && extension != ".cpp") continue;
      Source source{fs::relative(entry.path(), HPCMOCK_SOURCE_DIR).string(), {}};
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);) source.lines.push_back(line);
      all.push_back(std::move(source));
    }
  std::sort(all.begin(), all.end(), [](const Source& a, const Source& b) { return a.path < b.path; });
  return all;
}

// The layer of a file: its folder, for an API or a part of conformance with its name.
std::string layer_of(const std::string& path) {
  static const char* const layers[] = {"server/base",          "server/http/listener", "server/http",
                                       "server/site",          "server/centre",        "conformance/schema",
                                       "server/apis/registry.h"};
  for (const char* layer : layers)
    if (path.rfind(layer, 0) == 0) return layer;
  std::smatch match;
  if (std::regex_search(path, match, std::regex("^server/apis/[^/]+"))) return match.str();
  if (path.rfind("conformance/", 0) == 0) return "conformance";
  return "main";
}

// Which layers a layer may include besides itself.
bool may_include(const std::string& from, const std::string& to) {
  static const std::map<std::string, std::set<std::string>> allowed = {
      {"server/base", {}},
      {"conformance/schema", {"server/base"}},
      {"server/http", {"server/base", "conformance/schema"}},
      {"server/http/listener", {"server/http", "server/base"}},
      {"server/site", {"server/base"}},
      {"server/centre", {"server/http", "server/site", "server/base", "conformance/schema"}},
      {"server/apis/registry.h", {"server/http"}},
  };
  if (from == to || from == "main") return true;
  if (from.rfind("server/apis/", 0) == 0 && from != "server/apis/registry.h")
    return to == "server/centre" || to == "server/http" || to == "server/site" || to == "server/base";
  if (from == "conformance") return to == "conformance/schema" || to == "server/base";
  const auto found = allowed.find(from);
  return found != allowed.end() && found->second.count(to) != 0;
}

// Of http, conformance sees the messages alone.
bool is_message_header(const std::string& from, const std::string& header) {
  return from == "conformance" && (header == "http/message.h" || header == "http/multipart.h");
}

std::string resolve(const std::string& header) {
  if (fs::exists(fs::path(HPCMOCK_SOURCE_DIR) / "server" / header)) return "server/" + header;
  if (fs::exists(fs::path(HPCMOCK_SOURCE_DIR) / header)) return header;
  return "";
}

std::string where(const Source& source, std::size_t line) { return source.path + ":" + std::to_string(line + 1); }

bool is_any_of(const std::string& path, std::initializer_list<const char*> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](const char* one) { return path.rfind(one, 0) == 0; });
}

// std::regex is slow: most lines are told by a plain search not to be worth one.
bool has_any_of(const std::string& line, std::initializer_list<const char*> words) {
  return std::any_of(words.begin(), words.end(), [&](const char* one) { return line.find(one) != std::string::npos; });
}

BOOST_AUTO_TEST_SUITE(layers)

BOOST_AUTO_TEST_CASE(every_include_points_downwards) {
  const std::regex ours("^\\s*#include \"([^\"]+)\"");
  std::size_t seen = 0;
  for (const Source& source : sources({"server", "conformance"}))
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      std::smatch match;
      if (!has_any_of(source.lines[i], {"#include \""}) || !std::regex_search(source.lines[i], match, ours)) continue;
      const std::string header = match[1], path = resolve(header);
      if (path.empty()) continue;  // generated
      ++seen;
      const std::string from = layer_of(source.path), to = layer_of(path);
      BOOST_TEST((may_include(from, to) || is_message_header(from, header)),
                 where(source, i) << ": " << from << " must not include " << header);
    }
  BOOST_TEST(seen > 50U);
}

BOOST_AUTO_TEST_CASE(only_the_listener_includes_pistache_and_beast) {
  const std::regex foreign("#include [<\"](pistache|boost/(beast|asio))/");
  for (const Source& source : sources({"server", "conformance"})) {
    if (is_any_of(source.path, {"server/http/listener/"})) continue;
    for (std::size_t i = 0; i < source.lines.size(); ++i)
      if (has_any_of(source.lines[i], {"#include"}))
        BOOST_TEST(!std::regex_search(source.lines[i], foreign), where(source, i) << ": " << source.lines[i]);
  }
}

BOOST_AUTO_TEST_CASE(only_the_host_clock_and_the_listener_read_the_hosts_time_and_nobody_sleeps) {
  const std::regex time(
      "system_clock|steady_clock|high_resolution_clock|clock_gettime|gettimeofday|\\btime\\((nullptr|NULL|0)\\)");
  const std::regex sleep("\\b(sleep_for|sleep_until|usleep|nanosleep)\\b|[^_a-z]sleep\\([0-9]");
  for (const Source& source : sources({"server"}))
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      if (!has_any_of(source.lines[i], {"clock", "time", "sleep"})) continue;
      const std::string code = source.lines[i].substr(0, source.lines[i].find("//"));
      if (!is_any_of(source.path, {"server/base/host_clock.cpp", "server/http/listener/"}))
        BOOST_TEST(!std::regex_search(code, time), where(source, i) << ": " << code);
      BOOST_TEST(!std::regex_search(code, sleep), where(source, i) << ": " << code);
    }
}

BOOST_AUTO_TEST_CASE(only_clock_modes_and_control_advance_time) {
  const std::regex advance("\\b(advance_to|advance_to_next|virtual_timeline)\\(");
  for (const Source& source : sources({"server"})) {
    if (is_any_of(source.path, {"server/site/timeline.", "server/site/clock.", "server/site/site.h", "server/centre/sandbox.cpp",
                                "server/apis/control/"}))
      continue;
    for (std::size_t i = 0; i < source.lines.size(); ++i)
      if (has_any_of(source.lines[i], {"advance_to", "virtual_timeline"}))
        BOOST_TEST(!std::regex_search(source.lines[i], advance), where(source, i) << ": " << source.lines[i]);
  }
}

BOOST_AUTO_TEST_CASE(code_below_the_door_has_no_mutex_and_no_thread) {
  const std::regex thread("std::(mutex|thread|atomic|condition_variable|lock_guard)");
  for (const Source& source : sources({"server/site", "server/apis"})) {
    for (std::size_t i = 0; i < source.lines.size(); ++i)
      if (has_any_of(source.lines[i], {"std::"}))
        BOOST_TEST(!std::regex_search(source.lines[i], thread), where(source, i) << ": " << source.lines[i]);
  }
}

// Two classes of one name in one namespace are one to the linker, which picks the members of either.
BOOST_AUTO_TEST_CASE(a_name_means_one_thing_in_its_namespace) {
  const std::regex opens("^namespace ([a-z_:0-9]+) \\{"), anonymous("^namespace \\{"), closes("^\\}  // namespace");
  const std::regex defines("^(struct|class|enum class) (\\w+)( final)?( : .*)? ?\\{");
  std::map<std::string, std::string> seen;
  for (const Source& source : sources({"server", "conformance"})) {
    std::vector<std::string> scopes;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      std::smatch match;
      const std::string& line = source.lines[i];
      if (!has_any_of(line, {"namespace", "struct", "class"})) continue;
      if (std::regex_search(line, match, opens)) scopes.push_back(match[1]);
      if (std::regex_search(line, anonymous)) scopes.push_back("");
      if (std::regex_search(line, closes) && !scopes.empty()) scopes.pop_back();
      if (scopes.empty() || scopes.back().empty() || !std::regex_search(line, match, defines)) continue;
      const std::string name = scopes.back() + "::" + match[2].str();
      const auto [other, is_new] = seen.emplace(name, where(source, i));
      BOOST_TEST(is_new, where(source, i) << ": " << name << " is defined at " << other->second << " too");
    }
  }
  BOOST_TEST(seen.size() > 50U);
}

// The limit is 400 lines. A file that is longer stands here with its length; it may shrink, not grow.
BOOST_AUTO_TEST_CASE(files_are_short_and_old_offenders_only_shrink) {
  const std::map<std::string, std::size_t> offenders = {
      {"conformance/expression/json_path_parser.cpp", 442},
      {"conformance/schema/evaluation.cpp", 417},
      {"server/apis/refissh/wire.cpp", 434},
      {"server/base/yaml.cpp", 475},
      {"server/site/programs/commands/lines.cpp", 486},
      {"server/site/programs/commands/values.cpp", 446},
      {"server/site/programs/interpreter/run.cpp", 417},
      {"server/site/programs/interpreter/variable_builtins.cpp", 462},
  };
  for (const Source& source : sources({"server", "conformance"})) {
    const auto known = offenders.find(source.path);
    const std::size_t limit = known == offenders.end() ? 400 : known->second;
    BOOST_TEST(source.lines.size() <= limit, source.path << " has " << source.lines.size() << " lines, allowed " << limit);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
