#include "http/door.h"

#include <algorithm>
#include <cassert>
#include <exception>
#include <list>

#include "base/encoding.h"

namespace hpc::http {

struct Door::Arrival {
  std::shared_ptr<Sandbox> sandbox;  // shared with the directory: a removed sandbox ends when its last request does
  std::size_t api = 0;
  Response refusal;
};

struct Door::Held {
  Arrival arrival;
  Request request;
  Reply reply;
};

// What one sandbox keeps waiting. It stands in the map while it has something.
struct Door::Waiting {
  const Sandbox* key = nullptr;
  std::weak_ptr<Sandbox> sandbox;
  std::list<Held> held;
  std::vector<std::weak_ptr<const bool>> streams;  // each the token of an open stream
  std::mutex waking;  // one wake of it at a time, so that none misses what another has taken out

  void drop_ended_streams() {
    streams.erase(std::remove_if(streams.begin(), streams.end(), [](const auto& one) { return one.expired(); }),
                  streams.end());
  }
};

namespace {

bool is_safe(std::string_view method) { return method == "GET" || method == "HEAD"; }

Response refuse(int status, std::string body) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  response.body = Bytes(std::move(body));
  return response;
}

// Splits the target into path and query; an absolute form loses its scheme and authority (RFC 9112, 3.2.2).
void split_target(Request& request) {
  std::string_view target = request.target;
  if (target.substr(0, 7) == "http://" || target.substr(0, 8) == "https://") {
    const std::size_t slash = target.find('/', target.find("//") + 2);
    target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  target = target.substr(0, target.find('#'));
  const std::size_t mark = target.find('?');
  request.has_query = mark != std::string_view::npos;
  request.query = request.has_query ? std::string(target.substr(mark + 1)) : std::string();
  request.path = std::string(target.substr(0, mark));
}

// Takes "/s/<name>" off the path. False when there is no such prefix.
bool take_sandbox(Request& request) {
  if (request.path.compare(0, 3, "/s/") != 0) return false;
  const std::size_t end = request.path.find('/', 3);
  request.sandbox = percent_decode(std::string_view(request.path).substr(3, end - 3));
  request.root_path = request.path.substr(0, end);
  request.path = end == std::string::npos ? "/" : request.path.substr(end);
  return true;
}

}  // namespace

Door::Door(const std::vector<ApiType>& types, SandboxDirectory& sandboxes) : types_(types), sandboxes_(sandboxes) {
  for (std::size_t i = 0; i < types.size(); ++i)
    for (const Mount& mount : types[i].mounts) {
      const bool is_new = mounts_.try_emplace(mount.shared_prefix, i, mount.own_prefix).second;
      assert(is_new && "two APIs have the same mount");
      (void)is_new;
    }
}

Door::~Door() = default;

bool Door::find_mount(Request& request, Arrival& arrival) const {
  const std::string_view path = request.path;
  const std::size_t end = path.find('/', 1);
  auto mount = mounts_.find(path.substr(0, end));
  if (mount == mounts_.end()) mount = mounts_.find("");
  if (mount == mounts_.end()) return false;
  const auto& [prefix, target] = *mount;
  request.base_path = request.root_path + (target.second.empty() ? prefix : std::string());
  std::string own = target.second + std::string(path.substr(prefix.size()));
  request.path = own.empty() ? "/" : std::move(own);
  arrival.api = target.first;
  return true;
}

// A listener of an API's own has its documented paths, and of its other mounts those that stand for them.
void Door::take_own_mount(Request& request, const Arrival& arrival) const {
  const std::string_view path = request.path;
  const auto mount = mounts_.find(path.substr(0, path.find('/', 1)));
  if (mount == mounts_.end() || mount->second.first != arrival.api || mount->second.second.empty()) return;
  request.path = mount->second.second + std::string(path.substr(mount->first.size()));
}

bool Door::arrive(Request& request, std::string_view listener, Arrival& arrival) const {
  split_target(request);
  request.sandbox = "default";
  take_sandbox(request);
  arrival.sandbox = sandboxes_.find(request.sandbox);
  if (!arrival.sandbox) {
    arrival.refusal = refuse(404, "{\"error\":\"there is no sandbox of this name\",\"hint\":\"make it with POST "
                                  "/_hpcmock/sandboxes, or leave the prefix /s/<name> away\"}\n");
    return false;
  }
  if (!listener.empty()) {
    for (arrival.api = 0; arrival.api < types_.size(); ++arrival.api)
      if (types_[arrival.api].name == listener) break;
    request.base_path = request.root_path;
    if (arrival.api < types_.size()) {
      take_own_mount(request, arrival);
      return true;
    }
    // Of one mount: what stands below it is at the root.
    const auto mount = mounts_.find('/' + std::string(listener));
    if (mount != mounts_.end()) {
      arrival.api = mount->second.first;
      request.path = mount->second.second + request.path;
      return true;
    }
  } else if (find_mount(request, arrival)) {
    return true;
  }
  arrival.refusal = refuse(404, "{\"error\":\"no API is mounted here\",\"hint\":\"GET /_hpcmock/apis lists them\"}\n");
  return false;
}

Response Door::route(const Arrival& arrival, Api& api, Request& request, std::string_view& operation) const {
  const ApiType& type = types_[arrival.api];
  if (std::optional<Response> early = api.before(request)) return std::move(*early);
  Router::Match match = type.router.match(request.method, request.path);
  if (!match.route && type.head_as_get && request.method == "HEAD") {
    Router::Match as_get = type.router.match("GET", request.path);
    if (as_get.route) match = std::move(as_get);
  }
  if (!match.route) return api.unrouted(request, match.why);
  operation = match.route->operation;
  request.path_parameters = std::move(match.parameters);
  Result<Response> result = match.route->handler(api, request);
  return result ? std::move(*result) : api.render(result.error(), request);
}

Response Door::answer(const Arrival& arrival, Request& request, std::string_view& operation) const {
  Api& api = arrival.sandbox->api(arrival.api);
  Response response;
  try {
    response = route(arrival, api, request, operation);
  } catch (const std::exception& fault) {  // of a library, or memory
    response = api.render(Error{Errc::internal, About::request, fault.what(), 0}, request);
  }
  if (!response.held) api.finish(request, response);
  return response;
}

std::optional<Response> Door::settle(const Arrival& arrival, Request& request, Coming coming) {
  Sandbox& sandbox = *arrival.sandbox;
  const std::lock_guard lock(sandbox.mutex());
  if (coming == Coming::request && is_safe(request.method) && sandbox.is_repeat(request)) coming = Coming::poll;
  sandbox.bring_up(coming);
  std::string_view operation;
  Response response = answer(arrival, request, operation);
  while (response.held && sandbox.step()) response = answer(arrival, request, operation);
  if (response.held) return std::nullopt;
  sandbox.record(request, response, operation);
  return response;
}

// Called with waiting_mutex_.
Door::Waiting& Door::waiting_of(const std::shared_ptr<Sandbox>& sandbox) {
  std::shared_ptr<Waiting>& waiting = waiting_[sandbox.get()];
  if (!waiting) waiting = std::make_shared<Waiting>();
  waiting->key = sandbox.get();
  waiting->sandbox = sandbox;
  is_any_waiting_ = true;
  return *waiting;
}

void Door::wrap_stream(const Arrival& arrival, Response& response) {
  auto alive = std::make_shared<const bool>(true);  // shared with nobody; its end tells that the stream has ended
  {
    const std::lock_guard lock(waiting_mutex_);
    Waiting& waiting = waiting_of(arrival.sandbox);
    waiting.drop_ended_streams();
    waiting.streams.push_back(alive);
  }
  response.stream = [sandbox = arrival.sandbox, source = std::move(response.stream),
                     alive = std::move(alive)]() -> std::optional<Piece> {
    const std::lock_guard lock(sandbox->mutex());
    sandbox->bring_up(Coming::held);
    std::optional<Piece> piece = source();
    while (!piece && sandbox->step()) piece = source();
    return piece;
  };
}

bool Door::hold(Arrival& arrival, Request& request, Reply& reply) {
  const std::lock_guard lock(waiting_mutex_);
  if (held_count_ >= most_held) return false;
  ++held_count_;
  waiting_of(arrival.sandbox).held.push_back({arrival, std::move(request), std::move(reply)});
  return true;
}

void Door::handle(Request request, std::string_view listener, Reply reply) {
  Arrival arrival;
  if (!arrive(request, listener, arrival)) return reply(std::move(arrival.refusal));
  const bool is_control = types_[arrival.api].is_control;
  std::optional<Response> response = settle(arrival, request, is_control ? Coming::inspection : Coming::request);
  if (response) {
    if (response->stream) wrap_stream(arrival, *response);
    reply(std::move(*response));
  } else if (!hold(arrival, request, reply)) {
    return reply(refuse(503, "{\"error\":\"too many requests are being held\"}\n"));
  }
  if (!is_any_waiting_) return;
  // The timeline may have moved since what is held was tried; the control API moves any sandbox's.
  if (is_control)
    wake();
  else
    wake(arrival.sandbox.get());
  if (on_held) on_held();  // what was asked may have brought the next event nearer
}

std::optional<Response> Door::refused(int status, std::string_view listener) {
  const auto type = std::find_if(types_.begin(), types_.end(), [&](const ApiType& one) { return one.name == listener; });
  if (listener.empty() || type == types_.end()) return std::nullopt;
  const std::shared_ptr<Sandbox> sandbox = sandboxes_.find("default");
  const std::lock_guard lock(sandbox->mutex());
  return sandbox->api(static_cast<std::size_t>(type - types_.begin())).refused(status);
}

Response Door::handle(Request request, std::string_view listener) {
  auto slot = std::make_shared<std::optional<Response>>();  // shared with a reply that may never come
  handle(std::move(request), listener, [slot](Response response) { *slot = std::move(response); });
  return *slot ? std::move(**slot) : Response::not_yet();
}

void Door::wake() {
  std::vector<std::shared_ptr<Waiting>> all;
  {
    const std::lock_guard lock(waiting_mutex_);
    for (const auto& [sandbox, waiting] : waiting_) all.push_back(waiting);
  }
  for (const auto& waiting : all) wake(*waiting);
}

void Door::wake(const Sandbox* sandbox) {
  std::shared_ptr<Waiting> waiting;
  {
    const std::lock_guard lock(waiting_mutex_);
    const auto found = waiting_.find(sandbox);
    if (found == waiting_.end()) return;
    waiting = found->second;
  }
  wake(*waiting);
}

void Door::wake(Waiting& waiting) {
  std::list<std::pair<Reply, Response>> ready;
  {
    const std::lock_guard only_one(waiting.waking);
    std::list<Held> tried;
    {
      const std::lock_guard lock(waiting_mutex_);
      tried.swap(waiting.held);
    }
    for (auto one = tried.begin(); one != tried.end();) {
      std::optional<Response> response = settle(one->arrival, one->request, Coming::held);
      if (!response) {
        ++one;
        continue;
      }
      if (response->stream) wrap_stream(one->arrival, *response);
      ready.emplace_back(std::move(one->reply), std::move(*response));
      one = tried.erase(one);
    }
    const std::lock_guard lock(waiting_mutex_);
    waiting.held.splice(waiting.held.begin(), tried);
    held_count_ -= ready.size();
    forget_if_empty(waiting);
  }
  for (auto& [reply, response] : ready) reply(std::move(response));
}

// Called with waiting_mutex_ and waiting.waking, so that nobody has anything of it in hand.
void Door::forget_if_empty(Waiting& waiting) {
  waiting.drop_ended_streams();
  if (!waiting.held.empty() || !waiting.streams.empty()) return;
  const auto mine = waiting_.find(waiting.key);
  if (mine != waiting_.end() && mine->second.get() == &waiting) waiting_.erase(mine);
  is_any_waiting_ = !waiting_.empty();
}

std::optional<std::chrono::nanoseconds> Door::until_wake() const {
  if (!is_any_waiting_) return std::nullopt;
  std::vector<std::shared_ptr<Sandbox>> concerned;  // shared for the time of this call
  {
    const std::lock_guard lock(waiting_mutex_);
    for (const auto& [key, waiting] : waiting_) {
      waiting->drop_ended_streams();
      auto sandbox = waiting->sandbox.lock();
      if (sandbox && (!waiting->held.empty() || !waiting->streams.empty())) concerned.push_back(std::move(sandbox));
    }
  }
  std::optional<std::chrono::nanoseconds> soonest;
  for (const auto& sandbox : concerned) {
    const std::lock_guard lock(sandbox->mutex());
    const auto wait = sandbox->wait();
    if (wait && (!soonest || *wait < *soonest)) soonest = wait;
  }
  return soonest;
}

}  // namespace hpc::http
