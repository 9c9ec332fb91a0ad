#include "conformance/schema/schema.h"

#include <nlohmann/json.hpp>

#include "conformance/schema/compile.h"
#include "conformance/schema/evaluation.h"

namespace hpc::conformance {

struct Schema::Program {
  std::unique_ptr<const Graph> graph;
};

Schema::Schema(std::unique_ptr<Program> program) : program_(std::move(program)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Result<Schema> Schema::compile(const Json& document, Options options) {
  auto graph = HPC_TRY(compile_graph(document, options));
  auto program = std::make_unique<Program>();
  program->graph = std::move(graph);
  return Schema(std::move(program));
}

std::vector<Fault> Schema::validate(const Json& instance, std::size_t most) const {
  // Nearly all documents are valid: look first without collecting.
  Evaluation first(*program_->graph, instance);
  if (first.run(nullptr)) return {};
  if (first.has_given_up()) return {first.why().fault};
  Report report(std::max<std::size_t>(most, 1));
  Evaluation(*program_->graph, instance).run(&report);
  return report.take_faults();
}

bool Schema::is_valid(const Json& instance) const {
  return Evaluation(*program_->graph, instance).run(nullptr);
}

}  // namespace hpc::conformance
