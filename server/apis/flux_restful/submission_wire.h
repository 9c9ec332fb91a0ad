// Why a submission is refused, in the server's words and in those of the instance's own library.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hpc::apis::flux_restful::wire {

// The server's own rules.
std::string too_many_nodes(std::uint32_t limit, std::string_view asked);
std::string bad_option_name(std::string_view name);
std::string gpus_not_supported();
std::string negative_runtime(std::string_view asked);
std::string too_few_gpus();

// The library's, when it makes a job of it.
enum class Refusal {
  open_quote,
  few_tasks,
  few_cores,
  few_nodes,
  more_nodes_than_tasks,
  exclusive_without_nodes,
  no_words
};
std::string sentence_of(Refusal refusal);

}  // namespace hpc::apis::flux_restful::wire
