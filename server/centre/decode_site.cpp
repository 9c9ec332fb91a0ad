#include "centre/decode_site.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

namespace hpc::centre {
namespace {

using site::ClusterSpec;
using site::SiteSpec;

// Reads the members of one object of the document and remembers where it stands.
class Reader {
 public:
  Reader(const OrderedJson& value, std::string pointer, std::vector<SiteFault>& faults)
      : value_(value), pointer_(std::move(pointer)), faults_(faults) {}

  bool has(const char* key) const { return value_.contains(key); }
  std::string text(const char* key, std::string fallback = "") const { return value_.value(key, std::move(fallback)); }
  template <class Number>
  Number number(const char* key, Number fallback) const {
    return value_.value(key, fallback);
  }
  bool flag(const char* key, bool fallback) const { return value_.value(key, fallback); }

  std::optional<Duration> duration(const char* key) const {
    if (!has(key)) return std::nullopt;
    const OrderedJson& value = value_.at(key);
    const auto duration = parse_duration(value.is_string() ? value.get<std::string>() : value.dump());
    if (!duration) fault(key, "expected a duration such as 500ms, 90s or 1.5h, got " + value.dump());
    return duration;
  }

  std::vector<std::string> texts(const char* key) const {
    return value_.value(key, std::vector<std::string>());
  }

  template <class Each>
  void each(const char* key, Each use) const {
    if (!has(key)) return;
    const OrderedJson& list = value_.at(key);
    for (std::size_t i = 0; i < list.size(); ++i)
      use(Reader(list[i], pointer_ + '/' + key + '/' + std::to_string(i), faults_));
  }

  Reader object(const char* key) const {
    static const OrderedJson empty = OrderedJson::object();
    return Reader(has(key) ? value_.at(key) : empty, pointer_ + '/' + key, faults_);
  }

  const OrderedJson& value() const { return value_; }
  void fault(const char* key, std::string sentence) const {
    faults_.push_back({pointer_ + (*key ? std::string("/") + key : std::string()), std::move(sentence)});
  }

 private:
  const OrderedJson& value_;
  std::string pointer_;
  std::vector<SiteFault>& faults_;
};

void decode_users(const Reader& root, SiteSpec& site) {
  std::set<std::string> names{"root"};
  std::set<site::Uid> uids{0};
  std::set<std::string> groups{"root"};
  root.each("groups", [&](const Reader& group) {
    if (!groups.insert(group.text("name")).second) group.fault("name", "there is a group of this name already");
    site.groups.push_back({group.text("name"), group.number<site::Gid>("gid", 0)});
  });
  root.each("users", [&](const Reader& reader) {
    site::UserSpec user;
    user.name = reader.text("name");
    user.uid = reader.number<site::Uid>("uid", 0);
    if (!names.insert(user.name).second) reader.fault("name", "there is a user of this name already");
    if (!uids.insert(user.uid).second) reader.fault("uid", "another user has this number already");
    const std::string group = reader.text("group", user.name);
    if (!reader.has("group") && groups.insert(group).second) site.groups.push_back({group, user.uid});
    for (const site::GroupSpec& known : site.groups)
      if (known.name == group) user.gid = known.gid;
    user.groups = reader.texts("groups");
    for (const std::string& member : user.groups)
      if (!groups.count(member)) reader.fault("groups", "there is no group " + member);
    if (!groups.count(group)) reader.fault("group", "there is no group " + group);
    user.accounts = reader.texts("accounts");
    user.home = reader.text("home", "/home/" + user.name);
    user.full_name = reader.text("full_name", user.name);
    site.users.push_back(std::move(user));
  });
}

void decode_identity(const Reader& root, SiteSpec& site) {
  root.object("identity").each("realms", [&](const Reader& reader) {
    site::RealmSpec realm;
    realm.name = reader.text("name");
    if (const auto lifetime = reader.duration("token_lifetime"))
      realm.token_lifetime = std::chrono::duration_cast<std::chrono::seconds>(*lifetime);
    reader.each("clients", [&](const Reader& of) {
      site::ClientSpec client;
      client.id = of.text("id");
      client.secret = of.text("secret");
      client.user = of.text("user", "service-account-" + client.id);
      client.service_account_of = of.text("service_account_of");
      client.scope = of.text("scope", client.scope);
      realm.clients.push_back(std::move(client));
    });
    site.realms.push_back(std::move(realm));
  });
}

void decode_nodes(const Reader& reader, ClusterSpec& cluster) {
  std::set<std::string> names;
  reader.each("nodes", [&](const Reader& of) {
    for (const std::string& name : site::expand_host_list(of.text("name"))) {
      if (!names.insert(name).second) of.fault("name", "there is a node " + name + " already");
      cluster.nodes.push_back({name, of.number<std::uint32_t>("cpus", 1), of.number<std::uint64_t>("memory", 0),
                               of.number<std::uint32_t>("gpus", 0), of.texts("features")});
    }
  });
  reader.each("partitions", [&](const Reader& of) {
    site::PartitionSpec partition;
    partition.name = of.text("name");
    for (const std::string& list : of.texts("nodes"))
      for (const std::string& name : site::expand_host_list(list)) {
        if (!names.count(name)) of.fault("nodes", "there is no node " + name);
        partition.nodes.push_back(name);
      }
    if (!of.has("nodes"))
      for (const site::NodeSpec& node : cluster.nodes) partition.nodes.push_back(node.name);
    partition.is_default = of.flag("default", false);
    partition.up = of.flag("up", true);
    partition.max_time = of.duration("max_time");
    partition.default_time = of.duration("default_time");
    partition.priority = of.number<std::int64_t>("priority", 0);
    cluster.partitions.push_back(std::move(partition));
  });
}

void decode_scheduler(const Reader& of, site::SchedulerPolicy& policy) {
  policy.backfill = of.flag("backfill", policy.backfill);
  policy.spread = of.flag("spread", policy.spread);
  policy.start_delay = of.duration("start_delay").value_or(policy.start_delay);
  policy.remember = of.duration("remember").value_or(policy.remember);
  policy.enforce_accounts = of.flag("enforce_accounts", policy.enforce_accounts);
  policy.max_jobs = of.number("max_jobs", policy.max_jobs);
  policy.max_array = of.number("max_array", policy.max_array);
}

site::Path path_of(const Reader& of, const char* key) {
  const auto path = site::Path::parse(of.text(key));
  if (!path) of.fault(key, path.error().sentence);
  return path ? *path : site::Path();
}

site::FileSpec decode_file(const Reader& of, const SiteSpec& site) {
  site::FileSpec file;
  file.path = path_of(of, "path");
  const std::string type = of.text("type", of.has("target") ? "link" : "file");
  file.type = type == "directory" ? site::FileType::directory
              : type == "link"    ? site::FileType::symlink
                                  : site::FileType::regular;
  const char* usual = type == "directory" ? "0755" : type == "link" ? "0777" : "0644";
  file.mode = static_cast<std::uint32_t>(std::stoul(of.text("mode", usual), nullptr, 8));
  file.content = Bytes(of.text("content"));
  file.target = of.text("target");
  const std::string owner = of.text("owner", "root");
  const std::string group = of.text("group");
  bool owner_known = owner == "root", group_known = group.empty() || group == "root";
  for (const site::UserSpec& user : site.users)
    if (user.name == owner) file.uid = user.uid, file.gid = user.gid, owner_known = true;
  for (const site::GroupSpec& known : site.groups)
    if (known.name == group) file.gid = known.gid, group_known = true;
  if (!owner_known) of.fault("owner", "there is no user " + owner);
  if (!group_known) of.fault("group", "there is no group " + group);
  return file;
}

void decode_files(const Reader& reader, const SiteSpec& site, Instant stamp, ClusterSpec& cluster) {
  std::vector<site::FileSpec> files;
  reader.each("filesystems", [&](const Reader& of) {
    site::Mount mount{path_of(of, "path"), of.text("name"), of.text("description"), of.flag("available", true),
                      of.number<std::uint64_t>("quota", 0)};
    files.push_back({mount.path, site::FileType::directory, 0755, 0, 0, {}, {}});
    cluster.mounts.push_back(std::move(mount));
  });
  for (const std::string& directory : reader.texts("user_directories"))
    for (const site::UserSpec& user : site.users)
      files.push_back({site::Path::of(directory) / user.name, site::FileType::directory, 0755, user.uid, user.gid, {}, {}});
  reader.each("files", [&](const Reader& of) { files.push_back(decode_file(of, site)); });
  auto tree = site::make_tree(files, stamp);
  if (!tree) return reader.fault("files", tree.error().sentence);
  cluster.files = std::move(*tree);
}

site::OutcomeRule decode_program(const Reader& of) {
  site::OutcomeRule rule;
  const Reader when = of.object("when");
  rule.name = of.text("name");
  rule.script_contains = when.text("script_contains");
  rule.command_matches = when.text("command");
  rule.image_matches = when.text("image");
  rule.job_name_matches = when.text("job_name");
  rule.user = when.text("user");
  rule.runs_for = of.duration("runs_for").value_or(rule.runs_for);
  rule.exit.code = of.number("exit", 0);
  rule.stdout_text = of.text("stdout");
  rule.stderr_text = of.text("stderr");
  of.each("output", [&](const Reader& one) {
    const Duration after = one.duration("after").value_or(Duration(0));
    if (one.has("stdout")) rule.output.push_back({after, false, one.text("stdout")});
    if (one.has("stderr")) rule.output.push_back({after, true, one.text("stderr")});
  });
  const OrderedJson& writes = of.object("writes").value();
  for (const auto& [path, content] : writes.items()) rule.writes.push_back({path, content.get<std::string>()});
  rule.memory_used = of.number<std::uint64_t>("memory_used", 0);
  if (of.has("killed_by")) rule.killed_by = of.number("killed_by", 0);
  return rule;
}

site::Reachability reachability_of(const std::string& text) {
  if (text == "refused") return site::Reachability::refused;
  if (text == "no_route") return site::Reachability::no_route;
  if (text == "unresolvable") return site::Reachability::unresolvable;
  if (text == "timed_out") return site::Reachability::timed_out;
  return site::Reachability::up;
}

void decode_clusters(const Reader& root, SiteSpec& site) {
  std::set<std::string> names;
  const Instant stamp = site.start.value_or(site::kFixedStart);
  root.each("clusters", [&](const Reader& reader) {
    ClusterSpec cluster;
    cluster.name = reader.text("name");
    if (!names.insert(cluster.name).second) reader.fault("name", "there is a cluster of this name already");
    cluster.description = reader.text("description");
    cluster.reachability = reachability_of(reader.text("reachability"));
    cluster.denied_users = reader.texts("denied_users");
    decode_scheduler(reader.object("scheduler"), cluster.scheduler);
    decode_nodes(reader, cluster);
    decode_files(reader, site, stamp, cluster);
    reader.each("programs", [&](const Reader& of) { cluster.programs.push_back(decode_program(of)); });
    site.clusters.push_back(std::move(cluster));
  });
}

}  // namespace

std::shared_ptr<const SiteSpec> decode_site(const OrderedJson& document, std::vector<SiteFault>& faults) {
  const Reader root(document, "", faults);
  auto site = std::make_shared<SiteSpec>();  // shared by all sandboxes once it is complete
  site->name = root.text("name", "site");
  site->seed = root.number<std::uint64_t>("seed", 1);
  if (root.has("clock")) {
    const auto clock = site::parse_clock_setting(root.text("clock"));
    if (clock)
      site->clock = *clock;
    else
      root.fault("clock", clock.error().sentence);
  }
  if (root.has("start")) {
    site->start = parse_iso(root.text("start"));
    if (!site->start) root.fault("start", "expected a date such as 2026-01-05T08:00:00Z, got " + root.text("start"));
  }
  decode_users(root, *site);
  decode_identity(root, *site);
  decode_clusters(root, *site);
  const OrderedJson& apis = root.object("apis").value();
  for (const auto& [name, options] : apis.items())
    site->apis[name] = std::make_shared<const Json>(Json::parse(options.dump()));
  return site;
}

}  // namespace hpc::centre
