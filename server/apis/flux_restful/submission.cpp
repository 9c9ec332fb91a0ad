#include "apis/flux_restful/submission.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/flux_restful/parameters.h"
#include "apis/flux_restful/submission_wire.h"
#include "apis/flux_restful/wire.h"
#include "base/encoding.h"

namespace hpc::apis::flux_restful {
namespace {

// Python's idea of what is nothing.
bool is_falsy(const OrderedJson& value) {
  if (value.is_string()) return value.get_ref<const std::string&>().empty();
  if (value.is_number()) return value == 0;
  if (value.is_boolean()) return !value.get<bool>();
  return value.empty();
}

std::optional<double> early_runtime(const OrderedJson& body) {
  const auto given = body.find("runtime");
  if (given == body.end() || is_falsy(*given)) return 0.0;
  if (given->is_boolean()) return 1.0;
  if (given->is_string()) return parse_flux_duration(given->get<std::string>());
  if (!given->is_number() || given->get<double>() < 0) return std::nullopt;
  return given->get<double>();
}

bool mentions_command(const OrderedJson& body) {
  if (body.is_string()) return body.get_ref<const std::string&>().find("command") != std::string::npos;
  return std::find(body.begin(), body.end(), "command") != body.end();
}

Checked<Order> order_of(const OrderedJson& body) {
  const auto command = body.find("command");
  if (command == body.end() || is_falsy(*command)) return refuse(wire::early_command_missing());
  if (!command->is_string()) return refuse(wire::internal_error());
  std::optional<std::vector<std::string>> words = split_words(command->get<std::string>());
  const std::optional<double> runtime = early_runtime(body);
  if (!words || words->empty() || !runtime) return refuse(wire::internal_error());
  Order order;
  order.command = std::move(*words);
  order.limit_seconds = *runtime;
  return order;
}

}  // namespace

std::optional<double> parse_flux_duration(std::string_view text) {
  static constexpr std::pair<std::string_view, double> kUnits[] = {
      {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
  for (const auto& [unit, seconds] : kUnits) {
    if (!text.ends_with(unit)) continue;
    const std::optional<double> number = parse_float(text.substr(0, text.size() - unit.size()));
    return number && *number >= 0 ? std::optional(*number * seconds) : std::nullopt;
  }
  const std::optional<double> number = parse_float(text);
  return number && *number >= 0 ? number : std::nullopt;
}

Checked<Order> read_early_order(const http::Request& request) {
  const std::string text = request.body.str();
  const OrderedJson body =
      is_utf8(text) ? OrderedJson::parse(text, nullptr, false) : OrderedJson(OrderedJson::value_t::discarded);
  if (body.is_object()) return order_of(body);
  if (body.is_discarded() || !(body.is_array() || body.is_string()) || mentions_command(body))
    return refuse(wire::internal_error());
  return refuse(wire::early_command_missing());
}

namespace {

// "application/json; charset=utf-8" and "application/problem+json" are JSON, and so is what has no type.
bool is_json_type(std::string_view type) {
  if (type.empty()) return true;
  std::string name = to_lower(type.substr(0, type.find(';')));
  name.erase(name.find_last_not_of(' ') + 1);
  return name == "application/json" || (name.starts_with("application/") && name.ends_with("+json"));
}

SubmittedBody submitted(OrderedJson value) {
  SubmittedBody body;
  body.is_absent = value.is_null();
  body.is_object = value.is_object();
  body.value = std::make_shared<const OrderedJson>(std::move(value));
  return body;
}

}  // namespace

Checked<SubmittedBody> read_body(const http::Request& request, const Options& options) {
  if (request.body.empty()) return SubmittedBody{};
  const std::string text = request.body.str();
  if (!is_json_type(request.headers.get("Content-Type"))) return submitted(to_valid_utf8(text));
  if (!is_utf8(text)) return refuse(wire::unreadable_body());
  if (const std::optional<JsonFault> fault = find_json_fault(text)) {
    wire::Faults faults(options.validation_dialect);
    faults.bad_json(*fault, text);
    return refuse(faults.response());
  }
  OrderedJson value = OrderedJson::parse(text, nullptr, false);
  return submitted(value.is_discarded() ? OrderedJson::object()
                                        : std::move(value));  // NaN and the like are JSON to Python alone
}

namespace {

std::string parameter_text(const OrderedJson& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::string words;
  for (const OrderedJson& word : value) words += (words.empty() ? "" : " ") + parameter_text(word);
  return words;
}

// Before 0.2 the body had the parameters, and the environment under a key.
http::Fields fields_of(const http::Request& request, const SubmittedBody& body, const Options& options) {
  if (!options.submit_json_body || !body.is_object) return request.query_fields();
  http::Fields fields;
  for (const auto& [name, value] : body.value->items())
    if (!value.is_null()) fields.add(name, parameter_text(value));
  return fields;
}

std::vector<std::pair<std::string, std::string>> environment_of(const SubmittedBody& body, const Options& options) {
  std::vector<std::pair<std::string, std::string>> variables;
  if (!body.is_object) return variables;
  const OrderedJson& source =
      options.submit_json_body ? body.value->value("envars", OrderedJson::object()) : *body.value;
  if (!source.is_object()) return variables;
  for (const auto& [name, value] : source.items()) variables.emplace_back(name, wire::environment_value(value));
  return variables;
}

// The parameters after their types have been checked.
struct Asked {
  std::string command;
  std::optional<Integer> tasks, cores, gpus, nodes, runtime;
  bool exclusive = false;
  bool is_launcher = false;
  std::optional<std::string> workdir;
  std::vector<std::pair<std::string, std::string>> shell_options;
};

std::vector<std::pair<std::string, std::string>> shell_options(const std::string* flags) {
  std::vector<std::pair<std::string, std::string>> pairs;
  std::string_view rest = flags ? std::string_view(*flags) : std::string_view();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string_view flag = rest.substr(0, end);
    if (const std::size_t equals = flag.find('='); equals != std::string_view::npos)
      pairs.emplace_back(flag.substr(0, equals), flag.substr(equals + 1));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return pairs;
}

Asked read_parameters(Parameters& parameters) {
  Asked asked;
  if (const std::string* command = parameters.text("command")) asked.command = *command;
  asked.tasks = parameters.integer("num_tasks");
  asked.cores = parameters.integer("cores_per_task");
  asked.gpus = parameters.integer("gpus_per_task");
  asked.nodes = parameters.integer("num_nodes");
  asked.exclusive = parameters.boolean("exclusive");
  asked.shell_options = shell_options(parameters.text("option_flags"));
  if (const std::string* workdir = parameters.text("workdir")) asked.workdir = *workdir;
  asked.runtime = parameters.integer("runtime");
  asked.is_launcher = parameters.boolean("is_launcher");
  return asked;
}

std::vector<std::string> objections(const Asked& asked, const Options& options, std::uint32_t node_limit) {
  std::vector<std::string> errors;
  if (asked.nodes && asked.nodes->value > static_cast<std::int64_t>(node_limit))
    errors.push_back(wire::too_many_nodes(node_limit, asked.nodes->text));
  for (const auto& [name, value] : asked.shell_options)
    if (name.find("-o") != std::string::npos) errors.push_back(wire::bad_option_name(name));
  if (asked.gpus && !options.has_gpus) errors.push_back(wire::gpus_not_supported());
  if (asked.runtime && asked.runtime->is_negative()) errors.push_back(wire::negative_runtime(asked.runtime->text));
  if (asked.gpus && asked.gpus->value < 1) errors.push_back(wire::too_few_gpus());
  return errors;
}

// What the instance's own library says when it makes a job of it; the first counts.
std::optional<wire::Refusal> refusal_of(const Asked& asked, const std::optional<std::vector<std::string>>& words) {
  using wire::Refusal;
  const std::int64_t tasks = asked.tasks ? asked.tasks->value : 1;
  if (!words) return Refusal::open_quote;
  if (tasks < 1) return Refusal::few_tasks;
  if (asked.cores && asked.cores->value < 1) return Refusal::few_cores;
  if (asked.nodes && asked.nodes->value < 1) return Refusal::few_nodes;
  if (asked.nodes && asked.nodes->value > tasks) return Refusal::more_nodes_than_tasks;
  if (asked.exclusive && !asked.nodes) return Refusal::exclusive_without_nodes;
  if (words->empty()) return Refusal::no_words;
  return std::nullopt;
}

bool is_number(std::string_view text) {
  return parse_int(text).has_value();
}

Checked<Order> build_order(const Asked& asked) {
  std::optional<std::vector<std::string>> words = split_words(asked.command);
  if (const auto refusal = refusal_of(asked, words))
    return refuse(wire::submission_failed(wire::sentence_of(*refusal)));
  for (const auto& number : {asked.tasks, asked.cores, asked.gpus})
    if (number && number->is_cut) return refuse(wire::internal_error());
  Order order;
  order.command = std::move(*words);
  if (asked.tasks) order.tasks = asked.tasks->value;
  if (asked.cores) order.cores_per_task = asked.cores->value;
  if (asked.nodes) order.nodes = asked.nodes->value;
  if (asked.gpus) order.gpus_per_task = asked.gpus->value;
  order.exclusive = asked.exclusive;
  order.workdir = asked.workdir;
  if (asked.runtime) order.limit_seconds = parse_float(asked.runtime->text).value_or(0);
  for (const auto& [name, value] : asked.shell_options)
    if (name == "verbose" && !is_number(value)) order.bad_shell_option = name;
  return order;
}

}  // namespace

namespace {

Checked<Submission> submission_of(Parameters& parameters, const Options& options, std::uint32_t node_limit,
                                  const SubmittedBody& body) {
  const Asked asked = read_parameters(parameters);
  if (!body.is_absent && !body.is_object) parameters.faults().bad_body(*body.value);
  if (!parameters.faults().empty()) return refuse(parameters.faults().response());
  if (asked.command.empty()) return refuse(wire::command_missing());
  if (const std::vector<std::string> errors = objections(asked, options, node_limit); !errors.empty())
    return refuse(wire::invalid_submission(errors));
  Submission submission;
  submission.is_launcher = asked.is_launcher;
  if (asked.is_launcher) {
    std::optional<std::vector<std::string>> words = split_words(asked.command);
    if (!words || words->empty()) return refuse(wire::internal_error());
    submission.order.command = std::move(*words);
    submission.order.workdir = asked.workdir;
  } else {
    Checked<Order> order = build_order(asked);
    if (!order) return refuse(std::move(order.error()));
    submission.order = std::move(*order);
  }
  submission.order.environment = environment_of(body, options);
  return submission;
}

}  // namespace

Checked<Submission> read_submission(const http::Request& request, const SubmittedBody& body, const Options& options,
                                    std::uint32_t node_limit) {
  Parameters parameters(fields_of(request, body, options), options.validation_dialect);
  return submission_of(parameters, options, node_limit, body);
}

Checked<Submission> read_submission(http::Fields form, const Options& options, std::uint32_t node_limit) {
  Parameters parameters(std::move(form), options.validation_dialect);
  return submission_of(parameters, options, node_limit, SubmittedBody{});
}

}  // namespace hpc::apis::flux_restful
