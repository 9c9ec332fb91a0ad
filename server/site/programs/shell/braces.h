// Brace expansion: a{b,c}d and {1..5}.
#pragma once

#include <vector>

#include "site/programs/shell/syntax.h"

namespace hpc::site::shell {

bool may_have_braces(const Word& word);
/// The words that `word` stands for; itself when there is nothing to expand, or more than `most` would come out.
std::vector<Word> expand_braces(const Word& word, std::size_t most);

}  // namespace hpc::site::shell
