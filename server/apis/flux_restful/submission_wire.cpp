#include "apis/flux_restful/submission_wire.h"

namespace hpc::apis::flux_restful::wire {

std::string too_many_nodes(std::uint32_t limit, std::string_view asked) {
  return "The server only has " + std::to_string(limit) + " nodes, you requested " + std::string(asked);
}
std::string bad_option_name(std::string_view name) {
  return "Please provide keys without -o, " + std::string(name) + " is invalid.";
}
std::string gpus_not_supported() {
  return "This server does not support gpus: gpus_per_task cannot be set.";
}
std::string negative_runtime(std::string_view asked) {
  return "Runtime must be >= 0, found " + std::string(asked);
}
std::string too_few_gpus() {
  return "Parameter gpus_per_task must be >= 1";
}

std::string sentence_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::open_quote:
      return "No closing quotation";
    case Refusal::few_tasks:
      return "task count must be a integer >= 1";
    case Refusal::few_cores:
      return "cores per task must be an integer >= 1";
    case Refusal::few_nodes:
      return "node count must be an integer >= 1 (if set)";
    case Refusal::more_nodes_than_tasks:
      return "node count must not be greater than task count";
    case Refusal::exclusive_without_nodes:
      return "exclusive can only be set with a node count";
    case Refusal::no_words:
      return "command array cannot have length of zero";
  }
  return "";
}

}  // namespace hpc::apis::flux_restful::wire
