#include "site/programs/spack_spec.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"

namespace hpc::site {
namespace {

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  while (true) {
    const std::size_t start = line.find_first_not_of(" \t\r'\"");
    if (start == std::string_view::npos || line[start] == '#') return words;
    line.remove_prefix(start);
    const std::size_t end = std::min(line.find_first_of(" \t\r'\""), line.size());
    words.emplace_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

bool is_end_of_command(std::string_view word) {
  return word == "&&" || word == "||" || word == "|" || word == ";" || word == "&" || word.starts_with('>') ||
         word.starts_with("2>");
}

// Up to the next part of the spec.
std::string part(std::string_view text, std::size_t from) {
  const std::size_t end = std::min(text.find_first_of("@%+~^/=", from), text.size());
  return std::string(text.substr(from, end - from));
}

bool is_spec(std::string_view word) {
  return !word.empty() && ((word.front() >= 'a' && word.front() <= 'z') || (word.front() >= '0' && word.front() <= '9'));
}

// Those of one line; the words after the command's end are not its own.
std::vector<SpackSpec> installed_by(const std::vector<std::string>& line) {
  const auto is_spack = [](std::string_view one) { return one == "spack" || one.ends_with("/spack"); };
  for (auto word = line.begin(); word != line.end(); ++word) {
    if (!is_spack(*word) || word + 1 == line.end() || *(word + 1) != "install") continue;
    std::vector<std::string> command;
    for (; word != line.end() && !is_end_of_command(*word); ++word) {
      const bool is_last = word->ends_with(';');
      command.push_back(word->substr(0, word->find(';')));
      if (is_last) break;
    }
    return specs_to_install(command);
  }
  return {};
}

// The newest version that the site's Spack knows of some packages.
std::string preferred_version(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kVersions[] = {
      {"boost", "1.74.0"},  {"cmake", "3.18.4"},  {"curl", "7.72.0"},    {"fftw", "3.3.8"},
      {"gromacs", "2020.4"}, {"hdf5", "1.10.7"},   {"ncurses", "6.2"},    {"netcdf-c", "4.7.4"},
      {"openmpi", "4.0.5"}, {"openssl", "1.1.1h"}, {"pkgconf", "1.7.3"},  {"python", "3.8.6"},
      {"singularity", "3.6.4"}, {"xz", "5.2.5"},   {"zlib", "1.2.11"}};
  for (const auto& [known, version] : kVersions)
    if (known == name) return std::string(version);
  return "1.0";
}

}  // namespace

SpackSpec read_spack_spec(std::string_view word) {
  SpackSpec spec;
  spec.name = part(word, 0);
  const std::size_t percent = word.find('%');
  if (const std::size_t at = word.find('@'); at < percent && at != std::string_view::npos)
    spec.version = part(word, at + 1);
  if (percent == std::string_view::npos) return spec;
  spec.compiler = part(word, percent + 1);
  const std::size_t after = percent + 1 + spec.compiler.size();
  if (after < word.size() && word[after] == '@') spec.compiler_version = part(word, after + 1);
  return spec;
}

std::vector<SpackSpec> specs_to_install(const std::vector<std::string>& words) {
  std::vector<SpackSpec> specs;
  for (std::size_t i = 2; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "-j" || word == "--jobs" || word == "-f" || word == "--file")
      ++i;
    else if (is_spec(word))
      specs.push_back(read_spack_spec(word));
  }
  return specs;
}

std::vector<SpackSpec> installed_specs(std::string_view script) {
  std::vector<SpackSpec> specs;
  while (!script.empty()) {
    const std::size_t end = std::min(script.find('\n'), script.size());
    for (SpackSpec& spec : installed_by(words_of(script.substr(0, end)))) specs.push_back(std::move(spec));
    script.remove_prefix(std::min(end + 1, script.size()));
  }
  return specs;
}

SpackSpec concretized(SpackSpec spec) {
  if (spec.version.empty()) spec.version = preferred_version(spec.name);
  // A range of versions: its upper end.
  if (const std::size_t colon = spec.version.rfind(':'); colon != std::string::npos)
    spec.version = colon + 1 < spec.version.size() ? spec.version.substr(colon + 1) : spec.version.substr(0, colon);
  if (spec.compiler.empty()) spec.compiler = "gcc";
  if (spec.compiler_version.empty()) spec.compiler_version = spec.compiler == "gcc" ? "12.2.0" : "1.0";
  return spec;
}

std::string spack_hash(const SpackSpec& spec, std::string_view kind) {
  const std::string digest = sha256(std::string(kind) + " " + spec.name + "@" + spec.version + "%" + spec.compiler +
                                    "@" + spec.compiler_version);
  std::string hash;
  for (const char byte : digest) hash += "abcdefghijklmnopqrstuvwxyz234567"[static_cast<unsigned char>(byte) & 31];
  return hash;
}

}  // namespace hpc::site
