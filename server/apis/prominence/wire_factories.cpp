#include "apis/prominence/factories.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>

#include "apis/prominence/wire.h"

namespace hpc::apis::prominence {
namespace {

constexpr std::size_t kMost = 1'000'000;

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : wire::print(value);
}

bool is_reported(char c) {
  const bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  return is_letter || c == '_' || c == '.' || c == '/' || static_cast<unsigned char>(c) >= 0x80;
}

// Decimal, as the imitated language reads it: ".5" and "1." are numbers, "inf" is not meant to be one.
std::optional<double> number_in(const std::string& text) {
  if (text.find_first_not_of("0123456789.eE") != std::string::npos) return std::nullopt;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (*end != '\0' || !std::isfinite(value)) return std::nullopt;
  return value;
}

// Whole numbers without a fraction, other numbers as they are; of a text, what the reader of the environment takes.
void show(Json& parameters, const std::string& name, const std::string& text) {
  const std::string head(text.begin(), std::find_if_not(text.begin(), text.end(), is_reported));
  if (head.empty()) return;
  const std::optional<double> value = number_in(head);
  if (!value) {
    parameters[name] = head;
  } else if (std::fabs(*value) < 9e15 && *value == std::floor(*value)) {
    parameters[name] = static_cast<std::int64_t>(*value);
  } else {
    parameters[name] = *value;
  }
}

Instance instance_of(std::vector<std::pair<std::string, std::string>> values) {
  Json parameters = Json::object();
  for (const auto& [name, text] : values) show(parameters, name, text);
  return {std::make_shared<const Json>(std::move(parameters)), std::move(values)};
}

Result<std::vector<std::string>> steps_of(const Json& parameter) {
  for (const char* key : {"start", "end", "step"})
    if (!parameter.contains(key) || !parameter.at(key).is_number()) return failure(wire::crash());
  const double start = parameter.at("start").get<double>(), end = parameter.at("end").get<double>();
  const double step = parameter.at("step").get<double>();
  const bool is_whole = parameter.at("start").is_number_integer() && parameter.at("step").is_number_integer();
  if (step <= 0) return failure(wire::crash());
  std::vector<std::string> values;
  for (double reached = start; reached <= end && values.size() < kMost; reached += step) {
    const double value = start + static_cast<double>(values.size()) * step;
    values.push_back(is_whole ? std::to_string(static_cast<std::int64_t>(value)) : wire::print(Json(value)));
  }
  return values;
}

Result<std::vector<Instance>> sweep(const Json& parameters) {
  if (parameters.size() > 4) return failure(wire::bad("Currently only parameter sweeps up to 4D are supported"));
  std::vector<std::vector<std::pair<std::string, std::string>>> rows;
  if (!parameters.empty()) rows.emplace_back();
  for (const Json& parameter : parameters) {  // the last one varies fastest
    const std::vector<std::string> values = HPC_TRY(steps_of(parameter));
    std::vector<std::vector<std::pair<std::string, std::string>>> longer;
    if (rows.size() * values.size() > kMost) return failure(wire::crash());
    for (const auto& row : rows)
      for (const std::string& value : values) {
        longer.push_back(row);
        longer.back().emplace_back(text_of(parameter.at("name")), value);
      }
    rows = std::move(longer);
  }
  std::vector<Instance> instances;
  for (auto& row : rows) instances.push_back(instance_of(std::move(row)));
  return instances;
}

std::vector<Instance> zip(const Json& parameters) {
  std::vector<Instance> instances;
  for (std::size_t i = 0; i < parameters.at(0).at("values").size(); ++i) {
    std::vector<std::pair<std::string, std::string>> row;
    for (const Json& parameter : parameters)
      row.emplace_back(text_of(parameter.at("name")), text_of(parameter.at("values").at(i)));
    instances.push_back(instance_of(std::move(row)));
  }
  return instances;
}

}  // namespace

Result<std::vector<Instance>> instances_of(const Json& factory) {
  const Json& type = factory.at("type");
  if (type == "parameterSweep") return sweep(factory.at("parameters"));
  if (type == "zip") return zip(factory.at("parameters"));
  const std::uint64_t number = factory.at("number").get<std::uint64_t>();
  if (number > kMost) return failure(wire::crash());
  return std::vector<Instance>(number, instance_of({}));
}

}  // namespace hpc::apis::prominence
