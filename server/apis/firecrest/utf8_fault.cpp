#include "apis/firecrest/utf8_fault.h"

#include "base/encoding.h"

namespace hpc::apis::firecrest {
namespace {

// What a first byte promises: how long its sequence is, and between what its second byte lies (RFC 3629, 4).
struct Lead {
  std::size_t length = 0;
  unsigned char low = 0x80, high = 0xbf;
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {1};
  if (byte < 0xc2) return {0};
  if (byte < 0xe0) return {2};
  if (byte == 0xe0) return {3, 0xa0, 0xbf};
  if (byte == 0xed) return {3, 0x80, 0x9f};
  if (byte < 0xf0) return {3};
  if (byte == 0xf0) return {4, 0x90, 0xbf};
  if (byte < 0xf4) return {4};
  if (byte == 0xf4) return {4, 0x80, 0x8f};
  return {0};
}

// How many bytes of the sequence are as they should be, the first one included.
std::size_t good_bytes(std::string_view bytes, const Lead& lead) {
  std::size_t good = 1;
  for (; good < lead.length && good < bytes.size(); ++good) {
    const auto byte = static_cast<unsigned char>(bytes[good]);
    const bool fits = good == 1 ? byte >= lead.low && byte <= lead.high : byte >= 0x80 && byte <= 0xbf;
    if (!fits) break;
  }
  return good;
}

std::string sentence(std::string_view bytes, std::size_t at, std::size_t count, const char* reason) {
  const std::string codec = "'utf-8' codec can't decode byte";
  const std::string position = std::to_string(at);
  if (count == 1) return codec + " 0x" + hex(bytes.substr(at, 1)) + " in position " + position + ": " + reason;
  return codec + "s in position " + position + "-" + std::to_string(at + count - 1) + ": " + reason;
}

}  // namespace

std::optional<std::string> utf8_fault(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const Lead lead = lead_of(static_cast<unsigned char>(bytes[at]));
    if (lead.length == 0) return sentence(bytes, at, 1, "invalid start byte");
    const std::size_t good = good_bytes(bytes.substr(at), lead);
    if (good < lead.length)
      return sentence(bytes, at, good,
                      at + good == bytes.size() ? "unexpected end of data" : "invalid continuation byte");
    at += good;
  }
  return std::nullopt;
}

}  // namespace hpc::apis::firecrest
