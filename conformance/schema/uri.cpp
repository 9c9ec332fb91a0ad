#include "conformance/schema/uri.h"

#include <algorithm>
#include <cctype>

#include "conformance/schema/formats.h"

namespace hpc::conformance {

namespace {

bool is_scheme(std::string_view text) {
  const auto fits = [](unsigned char c) { return std::isalnum(c) || c == '+' || c == '-' || c == '.'; };
  return !text.empty() && std::isalpha(static_cast<unsigned char>(text[0])) &&
         std::all_of(text.begin(), text.end(), fits);
}

/// RFC 3986, 5.2.4
std::string without_dot_segments(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    if (path.starts_with("../")) {
      path.remove_prefix(3);
    } else if (path.starts_with("./") || path.starts_with("/./")) {
      path.remove_prefix(2);
    } else if (path == "/.") {
      path = "/";
    } else if (path.starts_with("/../") || path == "/..") {
      path = path == "/.." ? std::string_view("/") : path.substr(3);
      const std::size_t slash = out.rfind('/');
      out.resize(slash == std::string::npos ? 0 : slash);
    } else if (path == "." || path == "..") {
      break;
    } else {
      const std::size_t end = std::min(path.find('/', 1), path.size());
      out += path.substr(0, end);
      path.remove_prefix(end);
    }
  }
  return out;
}

std::string merged_path(const Uri& base, const std::string& path) {
  if (base.has_authority && base.path.empty()) return "/" + path;
  const std::size_t slash = base.path.rfind('/');
  return slash == std::string::npos ? path : base.path.substr(0, slash + 1) + path;
}

/// Unreserved, sub-delims, escapes and the characters of `more`.
bool has_only(std::string_view text, std::string_view more) {
  constexpr std::string_view kOther = "-._~!$&'()*+,;=";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c == '%') {
      if (i + 2 >= text.size() || !std::isxdigit(static_cast<unsigned char>(text[i + 1])) ||
          !std::isxdigit(static_cast<unsigned char>(text[i + 2]))) {
        return false;
      }
      i += 2;
    } else if (c >= 0x80 ||
               (!std::isalnum(c) && kOther.find(text[i]) == kOther.npos && more.find(text[i]) == more.npos)) {
      return false;
    }
  }
  return true;
}

bool is_ip_future(std::string_view text) {
  const std::size_t dot = text.find('.');
  return (text.starts_with('v') || text.starts_with('V')) && dot != text.npos && dot > 1 && dot + 1 < text.size() &&
         std::all_of(text.begin() + 1, text.begin() + dot, [](unsigned char c) { return std::isxdigit(c); }) &&
         has_only(text.substr(dot + 1), ":");
}

bool is_authority(std::string_view text) {
  if (const std::size_t at = text.find('@'); at != text.npos) {
    if (!has_only(text.substr(0, at), ":")) return false;
    text.remove_prefix(at + 1);
  }
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == text.npos) return false;
    const std::string_view literal = text.substr(1, end - 1);
    if (!is_ipv6(literal) && !is_ip_future(literal)) return false;
    port = text.substr(end + 1);
    if (!port.empty() && port[0] != ':') return false;
  } else {
    const std::size_t colon = text.find(':');
    if (!has_only(text.substr(0, colon), "")) return false;
    port = colon == text.npos ? "" : text.substr(colon);
  }
  if (!port.empty()) port.remove_prefix(1);
  return std::all_of(port.begin(), port.end(), [](unsigned char c) { return std::isdigit(c); });
}

}  // namespace

Uri Uri::parse(std::string_view text) {
  Uri uri;
  if (const std::size_t hash = text.find('#'); hash != text.npos) {
    uri.fragment = text.substr(hash + 1);
    uri.has_fragment = true;
    text = text.substr(0, hash);
  }
  if (const std::size_t mark = text.find('?'); mark != text.npos) {
    uri.query = text.substr(mark + 1);
    uri.has_query = true;
    text = text.substr(0, mark);
  }
  const std::size_t colon = text.find(':');
  if (colon != text.npos && is_scheme(text.substr(0, colon))) {
    uri.scheme = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (text.starts_with("//")) {
    const std::size_t end = std::min(text.find('/', 2), text.size());
    uri.authority = text.substr(2, end - 2);
    uri.has_authority = true;
    text.remove_prefix(end);
  }
  uri.path = text;
  return uri;
}

std::string Uri::text_without_fragment() const {
  std::string out;
  if (!scheme.empty()) out += scheme + ":";
  if (has_authority) out += "//" + authority;
  out += path;
  if (has_query) out += "?" + query;
  return out;
}

std::string Uri::text() const {
  return text_without_fragment() + (has_fragment ? "#" + fragment : "");
}

Uri resolve(const Uri& base, const Uri& reference) {
  Uri out = reference;
  if (!reference.scheme.empty()) {
    out.path = without_dot_segments(reference.path);
    return out;
  }
  out.scheme = base.scheme;
  if (reference.has_authority) {
    out.path = without_dot_segments(reference.path);
    return out;
  }
  out.authority = base.authority;
  out.has_authority = base.has_authority;
  if (reference.path.empty()) {
    out.path = base.path;
    out.has_query = reference.has_query || base.has_query;
    out.query = reference.has_query ? reference.query : base.query;
  } else if (reference.path.starts_with('/')) {
    out.path = without_dot_segments(reference.path);
  } else {
    out.path = without_dot_segments(merged_path(base, reference.path));
  }
  return out;
}

bool is_uri_reference(std::string_view text) {
  const Uri uri = Uri::parse(text);
  if (uri.has_authority && !is_authority(uri.authority)) return false;
  // Without a scheme, a colon in the first segment would have been one.
  if (uri.scheme.empty() && !uri.has_authority &&
      uri.path.substr(0, uri.path.find('/')).find(':') != std::string::npos) {
    return false;
  }
  return has_only(uri.path, "/:@") && has_only(uri.query, "/?:@") && has_only(uri.fragment, "/?:@");
}

bool is_uri(std::string_view text) {
  return is_uri_reference(text) && !Uri::parse(text).scheme.empty();
}

}  // namespace hpc::conformance
