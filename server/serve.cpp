#include "serve.h"

#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "apis/registry.h"
#include "centre/load_site.h"
#include "centre/sandboxes.h"
#include "http/door.h"

namespace hpc {
namespace {

constexpr int kUsage = 2;
constexpr int kCannotListen = 3;

int complain(int code, const std::string& sentence) {
  fmt::print(stderr, "hpcmock serve: {}\n", sentence);
  return code;
}

Result<centre::Override> parse_override(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    return failure(Errc::invalid, About::request,
                   "--set " + text + ": expected KEY=VALUE, as in apis.flux_restful.auth=required");
  return centre::Override{text.substr(0, equals), text.substr(equals + 1)};
}

Result<std::shared_ptr<const site::SiteSpec>> site_of(const ServeOptions& options) {
  std::vector<centre::Override> overrides;
  for (const std::string& text : options.set) overrides.push_back(HPC_TRY(parse_override(text)));
  if (!options.clock.empty()) {
    HPC_TRY(site::parse_clock_setting(options.clock));
    overrides.push_back({"clock", options.clock});
  }
  if (options.seed) overrides.push_back({"seed", std::to_string(*options.seed)});
  const auto built_in = centre::embedded_site_names();
  if (std::find(built_in.begin(), built_in.end(), options.site) != built_in.end())
    return centre::embedded_site(options.site, overrides);
  return centre::read_site(options.site, overrides);
}

// What can have a listener of its own: an API, or one of its mounts that stands for a path, by its name.
std::vector<std::string> listener_names(const std::vector<http::ApiType>& types) {
  std::vector<std::string> names;
  for (const http::ApiType& type : types) names.push_back(type.name);
  for (const http::ApiType& type : types)
    for (const http::Mount& mount : type.mounts)
      if (!mount.own_prefix.empty()) names.push_back(mount.shared_prefix.substr(1));
  return names;
}

// --listen values: at most one main address, at most one of each name.
Result<std::vector<http::Address>> addresses_of(const ServeOptions& options, const std::vector<http::ApiType>& types) {
  std::vector<http::Address> addresses;
  const std::vector<std::string> known = listener_names(types);
  for (const std::string& text : options.listen) {
    const std::size_t equals = text.find('=');
    http::Address address =
        HPC_TRY(http::parse_address(equals == std::string::npos ? text : text.substr(equals + 1)));
    if (equals != std::string::npos) address.api = text.substr(0, equals);
    if (!address.api.empty() && std::find(known.begin(), known.end(), address.api) == known.end()) {
      std::string names;
      for (const std::string& name : known) names += ' ' + name;
      return failure(Errc::invalid, About::request,
                     "--listen " + text + ": there is no API \"" + address.api + "\"; there are:" + names);
    }
    for (const http::Address& other : addresses)
      if (other.api == address.api)
        return failure(Errc::invalid, About::request,
                       "--listen " + text + ": one address too many for " +
                           (address.api.empty() ? "the main listener" : address.api));
    addresses.push_back(std::move(address));
  }
  const auto is_main = [](const http::Address& address) { return address.api.empty(); };
  if (std::none_of(addresses.begin(), addresses.end(), is_main)) addresses.insert(addresses.begin(), {"127.0.0.1", 8080, ""});
  return addresses;
}

// The address that a client on this machine can use: a wildcard is not one.
std::string client_address(const http::Address& address) {
  http::Address shown = address;
  if (shown.host == "0.0.0.0") shown.host = "127.0.0.1";
  if (shown.host == "::") shown.host = "::1";
  return to_string(shown);
}

struct Ready {
  std::string url;
  std::string control;
  OrderedJson apis = OrderedJson::object();
};

Ready describe(const std::vector<http::ApiType>& types, centre::Sandboxes& sandboxes,
               const std::vector<http::Address>& addresses) {
  Ready ready;
  std::map<std::string, std::string> own;
  for (const http::Address& address : addresses) {
    if (address.api.empty())
      ready.url = "http://" + client_address(address);
    else
      own[address.api] = client_address(address);
  }
  sandboxes.set_own_addresses(own);
  for (const http::ApiType& type : types) {
    const std::string url = sandboxes.url_of(type, centre::Sandboxes::kDefault, ready.url);
    if (type.is_control)
      ready.control = url;
    else
      ready.apis[type.name] = url;
  }
  for (const auto& [name, address] : own) {
    const auto is_it = [&name = name](const http::ApiType& type) { return type.name == name; };
    if (std::none_of(types.begin(), types.end(), is_it)) ready.apis[name] = "http://" + address;  // a mount
  }
  return ready;
}

// What the servers themselves say, of those that have an address as theirs have.
void print_greetings(const std::vector<http::ApiType>& types, const Ready& ready, const site::SiteSpec& site) {
  for (const http::ApiType& type : types) {
    if (!type.greeting || type.is_control) continue;
    const auto url = ready.apis[type.name].get<std::string>();
    if (url.starts_with(ready.url + "/")) continue;
    const auto options = site.apis.find(type.name);
    fmt::print("\n");
    for (const std::string& line : type.greeting(options == site.apis.end() ? Json::object() : *options->second, url, getpid()))
      fmt::print("{}\n", line);
  }
}

void print_ready(const ServeOptions& options, const std::vector<http::ApiType>& types, const Ready& ready,
                 const site::SiteSpec& site) {
  if (options.quiet) return;
  if (options.log_format == "json") {
    const OrderedJson line = {{"event", "ready"},     {"url", ready.url},   {"pid", getpid()},
                              {"control", ready.control}, {"apis", ready.apis}, {"site", site.name}};
    fmt::print("{}\n", line.dump());
  } else {
    fmt::print("hpcmock {} serves site {} at {}\n\n", HPCMOCK_VERSION, site.name, ready.url);
    for (const http::ApiType& type : types) {
      const std::string url = type.is_control ? ready.control : ready.apis[type.name].get<std::string>();
      std::string example = type.example;
      for (std::size_t at; (at = example.find("{url}")) != std::string::npos;) example.replace(at, 5, url);
      fmt::print("  {:<28} {}\n  {:<28} {}\n", type.title, url, "", example);
    }
    print_greetings(types, ready, site);
    fmt::print("\nStop with Ctrl-C.\n");
  }
  std::fflush(stdout);
}

// Written beside and renamed, so that a reader sees all of it or nothing.
Result<void> write_ready_file(const std::string& name, const Ready& ready) {
  const OrderedJson content = {{"url", ready.url}, {"pid", getpid()}, {"control", ready.control}, {"apis", ready.apis}};
  const std::string temporary = name + ".new";
  std::ofstream file(temporary);
  file << content.dump() << '\n';
  file.close();
  if (!file || std::rename(temporary.c_str(), name.c_str()) != 0)
    return failure(Errc::unavailable, About::path, "cannot write the ready file " + name);
  return {};
}

// A route's pattern as it stands on the main port: by the mount that names most of it.
std::string shared_path(const http::ApiType& type, const std::string& pattern) {
  const http::Mount* best = nullptr;
  for (const http::Mount& mount : type.mounts) {
    if (pattern.compare(0, mount.own_prefix.size(), mount.own_prefix) != 0) continue;
    if (!best || mount.own_prefix.size() > best->own_prefix.size()) best = &mount;
  }
  return best ? best->shared_prefix + pattern.substr(best->own_prefix.size()) : pattern;
}

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

int serve(const ServeOptions& options) {
  signal(SIGPIPE, SIG_IGN);
  const sigset_t stops = stop_signals();
  pthread_sigmask(SIG_BLOCK, &stops, nullptr);  // before any thread is made, so that all inherit it

  const auto spec = site_of(options);
  if (!spec) return complain(kUsage, spec.error().sentence);
  std::vector<http::ApiType> types = apis::all();
  centre::add_optional_mounts(types, **spec);
  const auto addresses = addresses_of(options, types);
  if (!addresses) return complain(kUsage, addresses.error().sentence);

  centre::Sandboxes sandboxes(*spec, types, host_clock());
  http::Door door(types, sandboxes);
  auto listener = http::Listener::open(door, *addresses, {options.limits, options.threads});
  if (!listener) return complain(kCannotListen, listener.error().sentence);
  http::Listener& serving = **listener;
  serving.set_timer([&door] { return door.until_wake(); }, [&door] { door.wake(); });
  door.on_held = [&serving] { serving.rearm(); };
  sandboxes.listener_switch = [&serving](std::string_view api, bool open) {
    return open ? serving.reopen_api(api) : serving.close_api(api);
  };

  const Ready ready = describe(types, sandboxes, serving.addresses());
  print_ready(options, types, ready, **spec);
  if (!options.ready_file.empty()) {
    const auto written = write_ready_file(options.ready_file, ready);
    if (!written) return complain(kUsage, written.error().sentence);
  }
  int signal_number = 0;
  sigwait(&stops, &signal_number);
  serving.stop(std::chrono::seconds(5));
  return 0;
}

int print_routes(const std::string& api) {
  const std::vector<http::ApiType> types = apis::all();
  bool known = api.empty();
  for (const http::ApiType& type : types) {
    if (!api.empty() && type.name != api) continue;
    known = true;
    for (const auto& route : type.router.routes()) {
      const std::string path = shared_path(type, route->pattern);
      fmt::print("{:<8} {:<60} {}\n", route->method, path, route->operation);
    }
  }
  if (!known) return complain(kUsage, "there is no API " + api);
  return 0;
}

}  // namespace hpc
