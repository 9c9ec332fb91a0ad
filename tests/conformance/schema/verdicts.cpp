// Reads lines of JSON, {"schema": ..., "draft7": true, "instances": [...]}, and answers each with the verdicts:
// [true, false, ...], or a string when the schema does not compile.
#include <iostream>
#include <nlohmann/json.hpp>

#include "conformance/schema/schema.h"

using hpc::Json;
using hpc::conformance::Dialect;
using hpc::conformance::Schema;

int main() {
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    const Json question = Json::parse(line);
    Schema::Options options;
    options.dialect = question.contains("draft7") ? Dialect::draft7 : Dialect::draft2020_12;
    const auto schema = Schema::compile(question.at("schema"), std::move(options));
    Json answer = Json::array();
    if (!schema) answer = schema.error().sentence;
    for (const Json& instance : question.at("instances")) {
      if (schema) answer.push_back(schema->is_valid(instance));
    }
    std::cout << answer << '\n';
  }
}
