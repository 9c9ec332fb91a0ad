// Which characters are what to Python's re. Case is folded for Latin, Greek and Cyrillic letters; letters beyond ASCII
// are told by the blocks that hold little else.
#pragma once

#include "apis/flux_restful/expression_tree.h"

namespace hpc::apis::flux_restful::expression {

char32_t lower(char32_t c);
bool is_word(char32_t c);
bool has(const Set& set, char32_t c);

}  // namespace hpc::apis::flux_restful::expression
