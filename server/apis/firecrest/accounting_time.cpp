#include "apis/firecrest/accounting_time.h"

#include <string>

namespace hpc::apis::firecrest {
namespace {

// A form with N for each digit: "NN:NN". The digits' values two by two.
bool fits(std::string_view text, std::string_view form) {
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == 'N' ? !is_digit : text[i] != form[i]) return false;
  }
  return true;
}

std::string two(std::string_view text, std::size_t at) {
  return std::string(text.substr(at, 2));
}

std::string year_of(Instant now) {
  return iso_seconds(now).substr(0, 4);
}

// The instant in the form that parse_iso reads; "" for what is none of the documented ones.
std::string in_full(std::string_view text, Instant now) {
  const std::string today = iso_seconds(now).substr(0, 10);
  if (fits(text, "NN:NN")) return today + 'T' + std::string(text) + ":00";
  if (fits(text, "NN:NN:NN")) return today + 'T' + std::string(text);
  if (fits(text, "NNNN-NN-NNTNN:NN")) return std::string(text) + ":00";
  if (fits(text, "NNNN-NN-NNTNN:NN:NN")) return std::string(text);
  if (fits(text, "NNNN")) return year_of(now) + '-' + two(text, 0) + '-' + two(text, 2);
  if (fits(text, "NN/NN") || fits(text, "NN.NN")) return year_of(now) + '-' + two(text, 0) + '-' + two(text, 3);
  if (fits(text, "NN/NN/NN") || fits(text, "NN.NN.NN"))
    return "20" + two(text, 6) + '-' + two(text, 0) + '-' + two(text, 3);
  return {};
}

}  // namespace

std::optional<Instant> accounting_time(std::string_view text, Instant now, bool all_formats) {
  if (fits(text, "NNNN-NN-NN")) return parse_iso(text);
  if (!all_formats) return std::nullopt;
  const std::string full = in_full(text, now);
  return full.empty() ? std::nullopt : parse_iso(full);
}

}  // namespace hpc::apis::firecrest
