// Finding the options among the words, as getopt_long does: -n4, -n 4, --ntasks=4, --ntasks 4, unambiguous beginnings.
#include <fmt/format.h>

#include "site/sbatch_options.h"

namespace hpc::site {
namespace {

tl::unexpected<Error> usage(std::string sentence) {
  return failure(Errc::unsupported, About::program, std::move(sentence));
}

/// The words not yet read.
class Words {
 public:
  explicit Words(const std::vector<std::string>& words) : words_(words) {}
  bool empty() const { return next_ == words_.size(); }
  std::string_view take() { return words_[next_++]; }

 private:
  const std::vector<std::string>& words_;
  std::size_t next_ = 0;
};

Result<const SbatchOption*> find_long(std::string_view name, std::string_view word) {
  std::vector<const SbatchOption*> matches;
  for (const SbatchOption& option : sbatch_options()) {
    if (option.name == name) return &option;
    if (option.name.starts_with(name)) matches.push_back(&option);
  }
  if (matches.size() == 1) return matches.front();
  if (matches.empty()) return usage(fmt::format("unrecognized option '{}'", word));
  std::string possible;
  for (const SbatchOption* match : matches) possible += fmt::format(" '--{}'", match->name);
  return usage(fmt::format("option '{}' is ambiguous; possibilities:{}", word, possible));
}

Result<void> apply(const SbatchOption& option, std::string_view value, SbatchDraft& draft) {
  return option.apply != nullptr ? option.apply(value, draft) : Result<void>();
}

Result<void> read_long(std::string_view word, Words& words, SbatchDraft& draft) {
  const std::size_t equals = word.find('=');
  const SbatchOption& option =
      *HPC_TRY(find_long(word.substr(2, equals == std::string_view::npos ? equals : equals - 2), word));
  if (equals != std::string_view::npos) {
    if (option.takes == SbatchOption::Takes::nothing)
      return usage(fmt::format("option '--{}' doesn't allow an argument", option.name));
    return apply(option, word.substr(equals + 1), draft);
  }
  if (option.takes != SbatchOption::Takes::a_value) return apply(option, "", draft);
  if (words.empty()) return usage(fmt::format("option '--{}' requires an argument", option.name));
  return apply(option, words.take(), draft);
}

// One word may hold several letters: -Hn4.
Result<void> read_letters(std::string_view letters, Words& words, SbatchDraft& draft) {
  while (!letters.empty()) {
    const char letter = letters.front();
    letters.remove_prefix(1);
    const SbatchOption* option = nullptr;
    for (const SbatchOption& candidate : sbatch_options())
      if (candidate.letter == letter) option = &candidate;
    if (option == nullptr) return usage(fmt::format("invalid option -- '{}'", letter));
    if (option->takes == SbatchOption::Takes::nothing) {
      if (auto applied = apply(*option, "", draft); !applied) return applied;
      continue;
    }
    if (letters.empty() && option->takes == SbatchOption::Takes::a_value) {
      if (words.empty()) return usage(fmt::format("option requires an argument -- '{}'", letter));
      letters = words.take();
    }
    return apply(*option, letters, draft);
  }
  return {};
}

// A million gpus and an exbibyte are as good as infinite, and do not overflow.
constexpr std::uint64_t kMostGpus = 1'000'000;
constexpr std::uint64_t kMostMemory = std::uint64_t{1} << 40;

void finish(SbatchDraft& draft) {
  JobSpec& spec = draft.spec;
  const std::uint64_t nodes = std::max(spec.min_nodes, 1U);
  const auto set_gpus = [&spec](std::uint64_t gpus) {
    spec.gpus_per_node = static_cast<std::uint32_t>(std::min(gpus, kMostGpus));
  };
  const auto on_each_node = [nodes](std::uint64_t total) { return (total + nodes - 1) / nodes; };
  if (draft.gpus) set_gpus(on_each_node(*draft.gpus));
  if (draft.gpus_per_task && spec.tasks_per_node > 0)
    set_gpus(std::uint64_t{*draft.gpus_per_task} * spec.tasks_per_node);
  else if (draft.gpus_per_task)
    set_gpus(on_each_node(std::uint64_t{*draft.gpus_per_task} * spec.tasks));
  if (draft.memory_per_gpu) spec.memory_per_node = std::min(*draft.memory_per_gpu, kMostMemory) * spec.gpus_per_node;
  // sbatch's own default for arrays.
  if (!spec.array.empty() && spec.stdout_pattern == JobSpec().stdout_pattern) spec.stdout_pattern = "slurm-%A_%a.out";
}

}  // namespace

Result<void> apply_sbatch_words(const std::vector<std::string>& all, bool from_script, JobSpec& spec) {
  SbatchDraft draft{spec, {}, {}, {}};
  for (Words words(all); !words.empty();) {
    const std::string_view word = words.take();
    if (word == "--") break;
    Result<void> read;
    if (word.starts_with("--"))
      read = read_long(word, words, draft);
    else if (word.size() > 1 && word.front() == '-')
      read = read_letters(word.substr(1), words, draft);
    else
      read = from_script ? failure(Errc::invalid, About::program,
                                   fmt::format("Invalid directive found in batch script: {}", word))
                         : failure(Errc::invalid, About::program, fmt::format("Unable to open file {}", word));
    if (!read) return read;
  }
  finish(draft);
  return {};
}

}  // namespace hpc::site
