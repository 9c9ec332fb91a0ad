#include "apis/spack_monitor/spec_import.h"

#include <algorithm>

#include "apis/spack_monitor/fields.h"
#include "apis/spack_monitor/wire.h"

namespace hpc::apis::spack_monitor {
namespace {

enum class Form { nodes, list };

struct Graph {
  Form form = Form::nodes;
  const Value* nodes = nullptr;
};

// `{"nodes": []}`, `{"spec": {"nodes": []}}`, `[]`, `{"spec": []}`.
Result<Graph> graph_of(const Value& spec, const ImportRules& rules) {
  const Value* inner = spec.find("nodes") ? nullptr : spec.find("spec");
  const Value& one = inner ? *inner : spec;
  if (one.elements()) {
    if (rules.list_form) return Graph{Form::list, &one};
    return failure(wire::crash("a list has no nodes"));
  }
  if (const Value* nodes = one.find("nodes")) return Graph{Form::nodes, nodes};
  return failure(rules.missing_nodes_crash ? wire::crash("there are no nodes") : wire::spec_key_missing());
}

// A node's name and the rest of it.
struct Node {
  const Value* name = nullptr;
  const Value* content = nullptr;
  Value key;  // holds the name of a node in list form
};

class Import {
 public:
  Import(Catalogue& catalogue, std::string spack_version, Form form)
      : catalogue_(catalogue), spack_version_(std::move(spack_version)), form_(form) {}

  Result<std::pair<Id, bool>> node(const Value& sent) {
    Node node;
    if (form_ == Form::list) {
      const Value::Object* members = sent.members();
      if (!members || members->size() != 1) return failure(wire::crash("a node has one name"));
      node.key = members->front().key;
      node.name = &node.key;
      node.content = &members->front().value;
    } else {
      node.name = HPC_TRY(member(sent, "name"));
      node.content = &sent;
    }
    return store(node);
  }

 private:
  Result<std::pair<Id, bool>> store(const Node& node) {
    const Value& content = *node.content;
    if (!content.members()) return failure(wire::crash("a node is no object"));
    const std::optional<Id> architecture = HPC_TRY(this->architecture(content.find("arch")));
    const std::optional<Id> compiler = HPC_TRY(this->compiler(content.find("compiler")));
    const Text full_hash = HPC_TRY(stored_text_or_null(HPC_TRY(member(content, "full_hash"))));
    const auto stored = catalogue_.spec({HPC_TRY(stored_text(*node.name)), full_hash, spack_version_});
    HPC_TRY(overwrite(stored.first, content, architecture, compiler));
    if (catalogue_.specs().at(stored.first).dependencies.empty()) HPC_TRY(link_dependencies(stored.first, content));
    return stored;
  }

  Result<void> overwrite(Id id, const Value& content, std::optional<Id> architecture, std::optional<Id> compiler) {
    const std::string hash = HPC_TRY(stored_text(*HPC_TRY(member(content, "hash"))));
    const Text version = HPC_TRY(stored_text_or_null(content.find("version")));
    const Text name_space = HPC_TRY(stored_text_or_null(content.find("namespace")));
    const Text build_hash = HPC_TRY(stored_text_or_null(content.find("build_hash")));
    const Text package_hash = HPC_TRY(stored_text_or_null(content.find("package_hash")));
    const Value* parameters = content.find("parameters");
    if (parameters) HPC_TRY(stored_text(Value(print(*parameters))));
    Spec& spec = catalogue_.change_spec(id);
    spec.hash = hash;
    spec.version = version;
    spec.name_space = name_space;
    spec.build_hash = build_hash;
    spec.package_hash = package_hash;
    spec.architecture = architecture;
    spec.compiler = compiler;
    spec.parameters = parameters ? *parameters : Value::object({});
    return {};
  }

  Result<std::optional<Id>> architecture(const Value* arch) {
    if (!arch) return std::optional<Id>();
    const std::string platform = HPC_TRY(stored_text(*HPC_TRY(member(*arch, "platform"))));
    const std::string platform_os = HPC_TRY(stored_text(*HPC_TRY(member(*arch, "platform_os"))));
    const Id target = HPC_TRY(this->target(*HPC_TRY(member(*arch, "target"))));
    return std::optional<Id>(catalogue_.architecture(platform, platform_os, target));
  }

  // A name, or an object that also says what the processor can do.
  Result<Id> target(const Value& sent) {
    if (!sent.members()) return catalogue_.target(HPC_TRY(stored_text(sent)));
    const Id id = catalogue_.target(HPC_TRY(stored_text(*HPC_TRY(member(sent, "name")))));
    const std::vector<std::string> features = HPC_TRY(names(sent.find("features")));
    const std::vector<std::string> parents = HPC_TRY(names(sent.find("parents")));
    const Text vendor = HPC_TRY(stored_text_or_null(sent.find("vendor")));
    const Value* generation = sent.find("generation");
    std::vector<Id> feature_ids, parent_ids;
    for (const std::string& name : features) feature_ids.push_back(catalogue_.feature(name));
    for (const std::string& name : parents) parent_ids.push_back(catalogue_.target(name));
    Target& row = catalogue_.change_target(id);
    row.vendor = vendor;
    row.generation = generation ? *generation : Value();
    add(row.features, feature_ids);
    add(row.parents, parent_ids);
    return id;
  }

  static void add(std::vector<Id>& all, const std::vector<Id>& more) {
    for (const Id id : more)
      if (std::find(all.begin(), all.end(), id) == all.end()) all.push_back(id);
  }

  static Result<std::vector<std::string>> names(const Value* sent) {
    std::vector<std::string> result;
    if (!sent) return result;
    if (!sent->elements()) return failure(wire::crash("this is no list of names"));
    for (const Value& name : *sent->elements()) result.push_back(HPC_TRY(stored_text(name)));
    return result;
  }

  Result<std::optional<Id>> compiler(const Value* sent) {
    if (!sent) return std::optional<Id>();
    const std::string name = HPC_TRY(stored_text(*HPC_TRY(member(*sent, "name"))));
    const std::string version = HPC_TRY(stored_text(*HPC_TRY(member(*sent, "version"))));
    return std::optional<Id>(catalogue_.compiler(name, version));
  }

  Result<void> link_dependencies(Id spec, const Value& content) {
    const Value* all = content.find("dependencies");
    if (!all || all->is_true() == false) {
      if (!all || all->elements() || all->members()) return {};
      return failure(wire::crash("dependencies cannot be gone through"));
    }
    if (form_ == Form::list) {
      if (!all->members()) return failure(wire::crash("dependencies are no object"));
      for (const Member& one : *all->members()) HPC_TRY(link(spec, Value(one.key), one.value, {"hash"}));
      return {};
    }
    if (!all->elements()) return failure(wire::crash("dependencies are no list"));
    for (const Value& one : *all->elements())
      HPC_TRY(link(spec, *HPC_TRY(member(one, "name")), one, {"full_hash", "build_hash"}));
    return {};
  }

  // The first key that has a hash decides.
  Result<void> link(Id spec, const Value& name, const Value& sent, std::initializer_list<const char*> hash_keys) {
    const Value* type = HPC_TRY(member(sent, "type"));
    HPC_TRY(stored_text(Value(print(*type))));
    const Value* hash = nullptr;
    for (const char* key : hash_keys)
      if (!hash && is_given(sent, key)) hash = sent.find(key);
    const auto stub_name = HPC_TRY(stored_text(name));
    const auto stub_hash = HPC_TRY(stored_text_or_null(hash));
    const auto stub = catalogue_.spec({stub_name, stub_hash, spack_version_});
    catalogue_.link(spec, catalogue_.dependency(stub.first, *type));
    return {};
  }

  Catalogue& catalogue_;
  std::string spack_version_;
  Form form_;
};

}  // namespace

Result<Imported> import_graph(Catalogue& catalogue, const Value& spec, const Value& spack_version,
                              const ImportRules& rules) {
  const Graph graph = HPC_TRY(graph_of(spec, rules));
  Import import(catalogue, HPC_TRY(stored_text(spack_version)), graph.form);
  Imported imported;
  if (!graph.nodes->is_true() && (graph.nodes->elements() || graph.nodes->members())) return imported;
  if (!graph.nodes->elements()) return failure(wire::crash("nodes are no list"));
  imported.is_list_form = graph.form == Form::list;
  for (const Value& sent : *graph.nodes->elements()) {
    const auto stored = HPC_TRY(import.node(sent));
    if (imported.spec) continue;
    imported.spec = stored.first;
    imported.is_created = stored.second;
  }
  return imported;
}

}  // namespace hpc::apis::spack_monitor
