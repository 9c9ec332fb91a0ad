#include "apis/firecrest/file_type.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "base/encoding.h"

namespace hpc::apis::firecrest {
namespace {

// libmagic looks at the first megabyte.
constexpr std::uint64_t kLookedAt = 1024 * 1024;

using Magic = std::pair<std::string_view, std::string_view>;

constexpr std::array<Magic, 8> kBinary = {{
    {std::string_view("\x7f"
                      "ELF",
                      4),
     "ELF 64-bit LSB executable, x86-64, version 1 (SYSV)"},
    {std::string_view("PK\x03\x04", 4), "Zip archive data, at least v2.0 to extract, compression method=deflate"},
    {std::string_view("BZh", 3), "bzip2 compressed data, block size = 900k"},
    {std::string_view("\xfd"
                      "7zXZ",
                      5),
     "XZ compressed data, checksum CRC64"},
    {std::string_view("\x89PNG\r\n\x1a\n", 8), "PNG image data"},
    {std::string_view("%PDF-", 5), "PDF document"},
    {std::string_view("\x89HDF\r\n\x1a\n", 8), "Hierarchical Data Format (version 5) data"},
    {std::string_view("CDF\x01", 4), "NetCDF Data Format data"},
}};

constexpr std::array<Magic, 7> kInterpreters = {{
    {"bash", "Bourne-Again shell script"},
    {"sh", "POSIX shell script"},
    {"dash", "POSIX shell script"},
    {"zsh", "Paul Falstad's zsh script"},
    {"python", "Python script"},
    {"python3", "Python script"},
    {"perl", "Perl script"},
}};

std::string gzip(std::string_view head, std::uint64_t size) {
  const auto little_endian = [head](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4 && at + i < head.size(); ++i)
      value |= static_cast<std::uint32_t>(static_cast<unsigned char>(head[at + i])) << (8 * i);
    return value;
  };
  const bool is_whole = size == head.size() && size >= 18;
  std::string text = "gzip compressed data, from Unix";
  if (is_whole) text += ", original size modulo 2^32 " + std::to_string(little_endian(head.size() - 4));
  return text;
}

// "#!/bin/bash -l", "#!/usr/bin/env python3": "" when it is no script.
std::string interpreter(std::string_view head) {
  if (head.substr(0, 2) != "#!") return {};
  std::string line(head.substr(2, head.find('\n') - 2));
  line.erase(0, line.find_first_not_of(' '));
  const auto next_word = [&line] {
    std::string word = line.substr(0, line.find(' '));
    line.erase(0, word.size());
    line.erase(0, line.find_first_not_of(' '));
    return word.substr(word.rfind('/') + 1);
  };
  const std::string first = next_word();
  const std::string name = first == "env" ? next_word() : first;
  for (const auto& [known, description] : kInterpreters)
    if (known == name) return std::string(description);
  return "a " + name + " script";
}

bool is_text(std::string_view head) {
  return std::none_of(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && (byte < 0x07 || byte > 0x0d) && byte != 0x1b) || byte == 0x7f;
  });
}

std::string encoding_of(std::string_view head) {
  const bool is_ascii = std::none_of(head.begin(), head.end(), [](char c) { return static_cast<signed char>(c) < 0; });
  if (is_ascii) return "ASCII text";
  return is_utf8(head) ? "Unicode text, UTF-8 text" : "ISO-8859 text";
}

std::string line_remarks(std::string_view head) {
  std::string remarks;
  std::size_t longest = 0, start = 0;
  for (std::size_t at = head.find('\n'); at != std::string_view::npos; at = head.find('\n', start)) {
    longest = std::max(longest, at - start);
    start = at + 1;
  }
  longest = std::max(longest, head.size() - start);
  if (longest > 300) remarks += ", with very long lines (" + std::to_string(longest) + ")";
  if (head.find("\r\n") != std::string_view::npos) return remarks + ", with CRLF line terminators";
  return head.find('\n') == std::string_view::npos ? remarks + ", with no line terminators" : remarks;
}

}  // namespace

std::string describe_content(const Bytes& content) {
  if (content.empty()) return "empty";
  const std::string head = content.slice(0, kLookedAt).str();
  if (head.substr(0, 2) == "\x1f\x8b") return gzip(head, content.size());
  for (const auto& [magic, description] : kBinary)
    if (head.substr(0, magic.size()) == magic) return std::string(description);
  if (head.size() > 262 && head.substr(257, 5) == "ustar") return "POSIX tar archive (GNU)";
  if (!is_text(head)) return "data";
  const std::string script = interpreter(head);
  if (!script.empty()) return script + ", " + encoding_of(head) + " executable" + line_remarks(head);
  if (head.front() == '{' || head.front() == '[')
    if (nlohmann::json::accept(head)) return "JSON text data";
  return encoding_of(head) + line_remarks(head);
}

}  // namespace hpc::apis::firecrest
