// hostname, whoami, id, groups, uname, nproc, arch, env's listing.
#include <algorithm>

#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

std::string user_name(Invocation& call) {
  if (!call.kernel().user().empty()) return call.kernel().user();
  std::string name = call.kernel().world().user_name ? call.kernel().world().user_name(call.who().uid) : "";
  return name.empty() ? std::to_string(call.who().uid) : name;
}

std::string host_name(Invocation& call) {
  return call.kernel().setting().hosts[call.process.host];
}

std::vector<Gid> all_groups(Invocation& call) {
  std::vector<Gid> groups = {call.who().gid};
  for (Gid gid : call.who().groups) {
    if (std::find(groups.begin(), groups.end(), gid) == groups.end()) groups.push_back(gid);
  }
  return groups;
}

int hostname(Invocation& call) {
  const Parsed parsed = parse_options(call, "sfdiIA", {{"short", 's'}, {"fqdn", 'f'}, {"long", 'f'}});
  if (!parsed.is_valid) return 1;
  const std::string host = host_name(call);
  if (parsed.has('d')) {
    call.out(host.find('.') == std::string::npos ? "\n" : host.substr(host.find('.') + 1) + "\n");
  } else if (parsed.has('i') || parsed.has('I')) {
    call.out("10.0.0." + std::to_string(call.process.host % 250 + 1) + "\n");
  } else {
    call.out((parsed.has('s') ? host.substr(0, host.find('.')) : host) + "\n");
  }
  return 0;
}

int who_am_i(Invocation& call) {
  call.out(user_name(call) + "\n");
  return 0;
}

int identify(Invocation& call) {
  const Parsed parsed = parse_options(call, "ugGnr", {{"user", 'u'}, {"group", 'g'}, {"groups", 'G'}, {"name", 'n'}});
  if (!parsed.is_valid) return 1;
  if (!parsed.operands.empty() && parsed.operands[0] != user_name(call))
    return call.error("'" + parsed.operands[0] + "': no such user");
  const bool names = parsed.has('n');
  if (parsed.has('u')) {
    call.out((names ? user_name(call) : std::to_string(call.who().uid)) + "\n");
  } else if (parsed.has('g')) {
    call.out((names ? group_of(call, call.who().gid) : std::to_string(call.who().gid)) + "\n");
  } else if (parsed.has('G')) {
    std::string line;
    for (Gid gid : all_groups(call))
      line += (line.empty() ? "" : " ") + (names ? group_of(call, gid) : std::to_string(gid));
    call.out(line + "\n");
  } else {
    std::string line = "uid=" + std::to_string(call.who().uid) + "(" + user_name(call) +
                       ") gid=" + std::to_string(call.who().gid) + "(" + group_of(call, call.who().gid) + ") groups=";
    bool first = true;
    for (Gid gid : all_groups(call)) {
      line += (first ? "" : ",") + std::to_string(gid) + "(" + group_of(call, gid) + ")";
      first = false;
    }
    call.out(line + "\n");
  }
  return 0;
}

int groups(Invocation& call) {
  std::string line;
  for (Gid gid : all_groups(call)) line += (line.empty() ? "" : " ") + group_of(call, gid);
  call.out(line + "\n");
  return 0;
}

int system_name(Invocation& call) {
  const Parsed parsed = parse_options(call, "asnrvmpio", {{"all", 'a'}});
  if (!parsed.is_valid) return 1;
  const std::vector<std::pair<char, std::string>> fields = {{'s', "Linux"},
                                                            {'n', host_name(call)},
                                                            {'r', "5.14.0-362.el9.x86_64"},
                                                            {'v', "#1 SMP PREEMPT_DYNAMIC"},
                                                            {'m', "x86_64"},
                                                            {'p', "x86_64"},
                                                            {'i', "x86_64"},
                                                            {'o', "GNU/Linux"}};
  std::string line;
  for (const auto& [letter, text] : fields) {
    const bool wanted = parsed.has('a') || parsed.has(letter) || (parsed.options.empty() && letter == 's');
    if (wanted) line += (line.empty() ? "" : " ") + text;
  }
  call.out(line + "\n");
  return 0;
}

// The processors that the job may use on its node.
int processors(Invocation& call) {
  const Setting& setting = call.kernel().setting();
  const std::size_t nodes = setting.hosts.size();
  call.out(std::to_string(std::max<std::size_t>(1, setting.cpus / nodes)) + "\n");
  return 0;
}

int architecture(Invocation& call) {
  call.out("x86_64\n");
  return 0;
}

int print_environment(Invocation& call) {
  const Parsed parsed = parse_options(call, "0", {{"null", '0'}});
  if (!parsed.is_valid) return 2;
  const char* end = parsed.has('0') ? "\0" : "\n";
  int status = 0;
  for (const std::string& name : parsed.operands) {
    const std::optional<std::string> value = call.environment.get_exported(name);
    if (value) call.out(*value + std::string(end, 1));
    if (!value) status = 1;
  }
  if (!parsed.operands.empty()) return status;
  for (const auto& [name, value] : call.environment.all_exported()) call.out(name + "=" + value + std::string(end, 1));
  return 0;
}

}  // namespace

std::string user_of(Invocation& call, Uid uid) {
  std::string name = call.kernel().world().user_name ? call.kernel().world().user_name(uid) : "";
  return name.empty() ? std::to_string(uid) : name;
}

std::string group_of(Invocation& call, Gid gid) {
  std::string name = call.kernel().world().group_name ? call.kernel().world().group_name(gid) : "";
  return name.empty() ? std::to_string(gid) : name;
}

std::span<const Command> identity_commands() {
  static constexpr Command kCommands[] = {
      {"hostname", hostname}, {"whoami", who_am_i},   {"logname", who_am_i},
      {"id", identify},       {"groups", groups},     {"uname", system_name},
      {"nproc", processors},  {"arch", architecture}, {"printenv", print_environment},
  };
  return kCommands;
}

}  // namespace hpc::site::programs
