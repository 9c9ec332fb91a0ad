#include "site/batch_script.h"

#include "site/sbatch_options.h"

namespace hpc::site {
namespace {

tl::unexpected<Error> not_a_script(std::string sentence) {
  return failure(Errc::invalid, About::program, std::move(sentence));
}

// In this order, as sbatch looks (sbatch.c, 22.05).
Result<void> check_script(std::string_view script) {
  if (script.empty()) return not_a_script("Batch script is empty!");
  if (script.find_first_not_of(" \t\n\v\f\r") == std::string_view::npos)
    return not_a_script("Batch script contains only whitespace!");
  if (!script.starts_with("#!"))
    return not_a_script(
        "This does not look like a batch script.  The first\n"
        "line must start with #! followed by the path to an interpreter.\n"
        "For instance: #!/bin/sh");
  if (script.find('\0') != std::string_view::npos)
    return not_a_script("The Slurm controller does not allow scripts that\ncontain a NULL character '\\0'.");
  if (script.find("\r\n") != std::string_view::npos)
    return not_a_script("Batch script contains DOS line breaks (\\r\\n)\ninstead of expected UNIX line breaks (\\n).");
  return {};
}

/// What stands behind "#SBATCH", word by word, as a shell would split it; an unquoted # starts a comment.
void split_words(std::string_view text, std::vector<std::string>& words) {
  std::string word;
  bool is_word = false, is_escaped = false;
  char quote = '\0';
  for (const char c : text) {
    if (is_escaped) {
      word += c;
      is_escaped = false;
    } else if (c == '\\' && quote != '\'') {
      is_escaped = is_word = true;
    } else if (quote != '\0') {
      if (c == quote)
        quote = '\0';
      else
        word += c;
    } else if (c == '"' || c == '\'') {
      quote = c;
      is_word = true;
    } else if (c == '#') {
      break;
    } else if (c == ' ' || c == '\t') {
      if (is_word) words.push_back(std::move(word));
      word.clear();
      is_word = false;
    } else {
      word += c;
      is_word = true;
    }
  }
  if (is_word) words.push_back(std::move(word));
}

std::vector<std::string> directives(std::string_view script) {
  constexpr std::string_view kMagic = "#SBATCH";
  std::vector<std::string> words;
  while (!script.empty()) {
    const std::size_t end = script.find('\n');
    const std::string_view line = script.substr(0, end);
    script.remove_prefix(end == std::string_view::npos ? script.size() : end + 1);
    if (line.starts_with(kMagic)) {
      split_words(line.substr(kMagic.size()), words);
      continue;
    }
    const std::size_t first = line.find_first_not_of(" \t\r\v\f");
    if (first != std::string_view::npos && line[first] != '#') break;  // the first command
  }
  return words;
}

}  // namespace

Result<void> read_batch_script(std::string_view script, JobSpec& spec) {
  if (auto checked = check_script(script); !checked) return checked;
  spec.script = std::string(script);
  return apply_sbatch_words(directives(script), true, spec);
}

Result<void> apply_sbatch_options(const std::vector<std::string>& arguments, JobSpec& spec) {
  return apply_sbatch_words(arguments, false, spec);
}

}  // namespace hpc::site
