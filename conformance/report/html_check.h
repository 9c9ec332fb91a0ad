// One check as HTML: verdict, failures, exchanges.
#pragma once

#include <string>
#include <string_view>

#include "conformance/report/verdict.h"

namespace hpc::conformance {

std::string escaped(const std::string& text);
/// The CSS class of a verdict; failures that do not count have their own.
std::string mark(const CheckResult& check);
/// "3 ms", "1.25 s".
std::string took_text(Duration took);
/// Whether a reader has to do something about it.
bool needs_attention(const CheckResult& check);
/// `open`: with its inside shown from the start.
std::string check_html(const CheckResult& check, bool open);

}  // namespace hpc::conformance
