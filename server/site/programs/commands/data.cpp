// dd, md5sum and its kin, base64, od is not.
#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "base/encoding.h"
#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

constexpr std::uint64_t kMostZeros = 4ULL << 30;

struct Transfer {
  std::string from = "-", to = "-";
  std::uint64_t block = 512, skip = 0;
  std::optional<std::uint64_t> count;
  bool quiet = false, truncates = true, appends = false;
};

bool read_transfer(Invocation& call, Transfer& transfer) {
  for (std::size_t i = 1; i < call.arguments.size(); ++i) {
    const std::string& word = call.arguments[i];
    const std::size_t equals = word.find('=');
    const std::string key = word.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
    const std::optional<std::uint64_t> number = parse_size(value);
    const bool is_number =
        key == "bs" || key == "count" || key == "skip" || key == "seek" || key == "ibs" || key == "obs";
    if (equals == std::string::npos || (!is_number && key != "if" && key != "of" && key != "status" && key != "conv" &&
                                        key != "iflag" && key != "oflag")) {
      call.error("unrecognized operand '" + word + "'");
      call.error_line("Try 'dd --help' for more information.");
      return false;
    }
    if (is_number && (!number || ((key == "bs" || key == "ibs") && *number == 0))) {
      call.error("invalid number: '" + value + "'");
      return false;
    }
    if (key == "if") transfer.from = value;
    if (key == "of") transfer.to = value;
    if (key == "bs" || key == "ibs") transfer.block = *number;
    if (key == "count") transfer.count = *number;
    if (key == "skip") transfer.skip = *number;
    if (key == "status") transfer.quiet = value == "none";
    if (key == "conv") transfer.truncates = value.find("notrunc") == std::string::npos;
    if (key == "oflag") transfer.appends = value.find("append") != std::string::npos;
  }
  return true;
}

// All zero files share their pages.
Bytes zeros(std::uint64_t size) {
  static const Bytes kPage{std::string(1 << 20, '\0')};
  Bytes all;
  for (; size >= kPage.size(); size -= kPage.size()) all.append(kPage);
  if (size > 0) all.append(kPage.slice(0, size));
  return all;
}

std::string in_units(std::uint64_t bytes) {
  std::string text = fmt::format("{} byte{}", bytes, bytes == 1 ? "" : "s");
  const auto scaled = [](double value, double base, const char* units) {
    std::size_t unit = 0;
    for (; value >= base && units[unit + 1] != '\0'; ++unit) value /= base;
    return value < 10 ? fmt::format("{:.1f} {}", value, units[unit]) : fmt::format("{:.0f} {}", value, units[unit]);
  };
  const auto size = static_cast<double>(bytes);
  if (bytes >= 1024)
    return text + " (" + scaled(size / 1000, 1000, "kMGTPE") + "B, " + scaled(size / 1024, 1024, "KMGTPE") + "iB)";
  if (bytes >= 1000) return text + " (" + scaled(size / 1000, 1000, "kMGTPE") + "B)";
  return text;
}

Task<bool> read_all(Invocation& call, const Transfer& transfer, Bytes& content) {
  const std::uint64_t wanted =
      transfer.count ? (*transfer.count > UINT64_MAX / transfer.block ? UINT64_MAX : *transfer.count * transfer.block)
                     : UINT64_MAX;
  const Result<Path> path = transfer.from == "-" ? Result<Path>(Path()) : call.path(transfer.from);
  if (path && path->str() == "/dev/zero") {
    if (wanted > kMostZeros) call.kernel().overrun("more than 4 GiB of zeros");
    if (wanted <= kMostZeros) content = zeros(wanted);
    co_return wanted <= kMostZeros;
  }
  if (path && (path->str() == "/dev/urandom" || path->str() == "/dev/random")) {
    if (!call.kernel().count_output(std::min(wanted, Limits::kOutputBytes + 1))) co_return true;
    std::string random;
    while (random.size() < wanted) {
      const std::uint64_t next = call.kernel().random().next();
      random.append(reinterpret_cast<const char*>(&next), sizeof next);
    }
    random.resize(static_cast<std::size_t>(wanted));
    content = Bytes(std::move(random));
    co_return true;
  }
  if (transfer.from != "-" && path->str() != "/dev/null") {
    Result<Bytes> read = path ? call.files().read(call.who(), *path) : failure(path.error());
    if (!read) {
      call.error("failed to open '" + transfer.from + "': " + read.error().sentence);
      co_return false;
    }
    content =
        read->slice(transfer.skip > UINT64_MAX / transfer.block ? UINT64_MAX : transfer.skip * transfer.block, wanted);
    co_return true;
  }
  const std::unique_ptr<Input> input = Input::open(call, transfer.from == "-" ? "-" : "/dev/null");
  std::string text, block;
  while (input && text.size() < wanted && text.size() < Limits::kMemoryBytes / 4) {
    const bool more = co_await input->block(block);
    if (!more) break;
    text += block;
  }
  content = Bytes(std::move(text)).slice(transfer.skip * transfer.block, wanted);
  co_return true;
}

Task<int> convert(Invocation& call) {
  Transfer transfer;
  if (!read_transfer(call, transfer)) co_return 1;
  Bytes content;
  const bool read = co_await read_all(call, transfer, content);
  if (!read) co_return 1;
  const std::uint64_t size = content.size();
  if (transfer.to == "-") {
    for (const Bytes::Piece& piece : content.pieces()) call.out(piece.view());
  } else {
    const Result<Path> path = call.path(transfer.to);
    Result<void> written = path ? Result<void>() : failure(path.error());
    FileSystem::Write how;
    how.mode = 0666 & ~call.process.umask;
    how.append = transfer.appends;
    const bool is_device = path && path->str() == "/dev/null";
    if (written && !is_device && !transfer.truncates && !transfer.appends) {
      // conv=notrunc keeps what is behind the written part.
      if (const Result<Bytes> old = call.files().read(call.who(), *path); old && old->size() > size)
        content.append(old->slice(size));
    }
    if (written && !is_device) written = call.files().write(call.who(), *path, content, how);
    if (!written) co_return call.error("failed to open '" + transfer.to + "': " + written.error().sentence);
  }
  if (transfer.quiet) co_return 0;
  const std::string records = fmt::format("{}+{} records", size / transfer.block, size % transfer.block == 0 ? 0 : 1);
  call.error_line(records + " in");
  call.error_line(records + " out");
  // The copy takes no virtual time, so its speed cannot be said.
  call.error_line(in_units(size) + " copied, 0 s, Infinity B/s");
  co_return 0;
}

Task<int> digest(Invocation& call) {
  const Parsed parsed = parse_options(call, "bctwz", {{"check", 'c'}, {"binary", 'b'}, {"text", 't'}});
  if (!parsed.is_valid) co_return 1;
  const EVP_MD* kind = call.name() == "md5sum"      ? EVP_md5()
                       : call.name() == "sha1sum"   ? EVP_sha1()
                       : call.name() == "sha512sum" ? EVP_sha512()
                                                    : EVP_sha256();
  const std::vector<std::string> operands = parsed.operands.empty() ? std::vector<std::string>{"-"} : parsed.operands;
  int status = 0;
  std::vector<std::pair<std::string, std::string>> wanted;  // file, expected digest with -c
  for (const std::string& operand : operands) {
    if (!parsed.has('c')) {
      wanted.emplace_back(operand, "");
      continue;
    }
    const std::unique_ptr<Input> list = Input::open(call, operand);
    std::string line;
    while (list) {
      const bool more = co_await list->line(line);
      if (!more) break;
      const std::size_t blank = line.find(' ');
      if (blank != std::string::npos && blank + 2 < line.size())
        wanted.emplace_back(line.substr(blank + 2), line.substr(0, blank));
    }
    if (!list) status = 1;
  }
  std::size_t failed = 0;
  for (const auto& [file, expected] : wanted) {
    const std::unique_ptr<Input> input = Input::open(call, file);
    if (!input) {
      status = 1;
      continue;
    }
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_DigestInit_ex(context.get(), kind, nullptr);
    std::string block;
    while (true) {
      const bool more = co_await input->block(block);
      if (!more) break;
      EVP_DigestUpdate(context.get(), block.data(), block.size());
    }
    unsigned char raw[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_DigestFinal_ex(context.get(), raw, &length);
    const std::string text = hex(std::string_view(reinterpret_cast<const char*>(raw), length));
    if (expected.empty()) {
      call.out(text + "  " + file + "\n");
    } else {
      call.out(file + (text == expected ? ": OK\n" : ": FAILED\n"));
      if (text != expected) ++failed;
    }
  }
  if (failed > 0)
    status = call.error(fmt::format("WARNING: {} computed checksum{} did NOT match", failed, failed == 1 ? "" : "s"));
  co_return status;
}

Task<int> encode(Invocation& call) {
  const Parsed parsed = parse_options(call, "dw:i", {{"decode", 'd'}, {"wrap", 'w'}});
  if (!parsed.is_valid) co_return 1;
  const std::unique_ptr<Input> input = Input::open(call, parsed.operands.empty() ? "-" : parsed.operands[0]);
  if (!input) co_return 1;
  std::string text;
  const bool fits = co_await input->all(text);
  if (!fits) co_return 1;
  if (parsed.has('d')) {
    std::erase(text, '\n');
    const std::optional<std::string> decoded = base64_decode(text);
    if (!decoded) co_return call.error("invalid input");
    call.out(*decoded);
    co_return 0;
  }
  const std::string encoded = base64(text);
  const auto width = static_cast<std::size_t>(
      std::max<std::int64_t>(parsed.value('w') ? parse_integer(*parsed.value('w')).value_or(76) : 76, 0));
  if (width == 0) {
    call.out(encoded);
    co_return 0;
  }
  for (std::size_t at = 0; at < encoded.size(); at += width) call.out(encoded.substr(at, width) + "\n");
  co_return 0;
}

}  // namespace

std::span<const Command> data_commands() {
  static constexpr Command kCommands[] = {
      {"dd", nullptr, convert},       {"md5sum", nullptr, digest},    {"sha1sum", nullptr, digest},
      {"sha256sum", nullptr, digest}, {"sha512sum", nullptr, digest}, {"base64", nullptr, encode},
  };
  return kCommands;
}

}  // namespace hpc::site::programs
