// Style and scripts of the pages. Nothing is loaded from elsewhere.
#pragma once

namespace hpc::apis::flux_restful::pages {

extern const char* const kStyle;
/// Fills #jobs now and every second. Expects `page` with base, token ("" without one) and early.
extern const char* const kTableScript;
/// Follows one job: its state each second, its output as it is written. Expects `page` with base, token, id and over.
extern const char* const kJobScript;
/// Lists the operations of the description at `page.base`.
extern const char* const kDocsScript;

}  // namespace hpc::apis::flux_restful::pages
