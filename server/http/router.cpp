#include "http/router.h"

#include <algorithm>
#include <cassert>
#include <optional>

#include "base/encoding.h"

namespace hpc::http {
namespace {

// "/a//b/" is "a", "", "b", "". The empty path has no segments; a path that does not begin with '/' has none either and
// is told apart by the caller.
std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  segments.reserve(8);
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}
bool is_rest(std::string_view segment) {
  return is_parameter(segment) && segment.ends_with("...}");
}

}  // namespace

struct Router::Node {
  // A route that ends here, with the names that it gives to the segments taken by parameters.
  struct Leaf {
    std::size_t index;
    std::vector<std::string> names;
  };
  using Leaves = std::vector<Leaf>;

  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> parameter;
  Leaves leaves;
  Leaves rest;  // routes whose pattern ends with {name...} below this node
};

namespace {

// One look-up: walks down in order of preference, and goes on where a path matches and its method does not, so that
// `GET /jobs/all` does not hide `DELETE /jobs/{id}`.
template <class Node>
class Lookup {
 public:
  Lookup(const std::vector<std::unique_ptr<Route>>& routes, std::string_view method, std::string_view path)
      : routes_(routes), method_(method), path_(path), segments_(segments_of(path)) {}

  const typename Node::Leaf* find(const Node& node, std::size_t depth = 0) {
    if (depth == segments_.size()) return choose(node.leaves);
    const std::string_view segment = segments_[depth];
    const auto literal = segment.find('%') == std::string_view::npos ? node.literals.find(segment)
                                                                     : node.literals.find(percent_decode(segment));
    if (literal != node.literals.end())
      if (const auto* leaf = find(*literal->second, depth + 1)) return leaf;
    if (node.parameter && !segment.empty()) {
      taken_.push_back(segment);
      if (const auto* leaf = find(*node.parameter, depth + 1)) return leaf;
      taken_.pop_back();
    }
    if (node.rest.empty()) return nullptr;
    taken_.push_back(path_.substr(static_cast<std::size_t>(segment.data() - path_.data())));
    if (const auto* leaf = choose(node.rest)) return leaf;
    taken_.pop_back();
    return nullptr;
  }

  Fields parameters(const typename Node::Leaf& leaf) const {
    Fields fields;
    for (std::size_t i = 0; i < leaf.names.size(); ++i) fields.add(leaf.names[i], percent_decode(taken_[i]));
    return fields;
  }

  Unrouted why() {
    std::sort(refused_.begin(), refused_.end());
    Unrouted why;
    why.path_known = !refused_.empty();
    for (std::size_t index : refused_) {
      const std::string& other = routes_[index]->method;
      if (std::find(why.allowed.begin(), why.allowed.end(), other) == why.allowed.end()) why.allowed.push_back(other);
    }
    return why;
  }

 private:
  const typename Node::Leaf* choose(const typename Node::Leaves& leaves) {
    const typename Node::Leaf* any = nullptr;
    for (const auto& leaf : leaves) {
      const std::string& method = routes_[leaf.index]->method;
      if (method == method_) return &leaf;
      if (method == "*")
        any = any ? any : &leaf;
      else
        refused_.push_back(leaf.index);
    }
    return any;
  }

  const std::vector<std::unique_ptr<Route>>& routes_;
  std::string_view method_;
  std::string_view path_;
  std::vector<std::string_view> segments_;
  std::vector<std::string_view> taken_;
  std::vector<std::size_t> refused_;
};

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

Router::Router(std::vector<Route> routes) : Router() {
  for (Route& route : routes) {
    assert((route.pattern.empty() || route.pattern.front() == '/') && "a pattern begins with a slash");
    Node* node = root_.get();
    Node::Leaf leaf{routes_.size(), {}};
    Node::Leaves* end = nullptr;
    for (std::string_view segment : segments_of(route.pattern)) {
      assert(!end && "{name...} stands at the end");
      if (is_rest(segment)) {
        leaf.names.emplace_back(segment.substr(1, segment.size() - 5));
        end = &node->rest;
      } else if (is_parameter(segment)) {
        leaf.names.emplace_back(segment.substr(1, segment.size() - 2));
        if (!node->parameter) node->parameter = std::make_unique<Node>();
        node = node->parameter.get();
      } else {
        assert(segment.find_first_of("{}") == std::string_view::npos && "a parameter takes a whole segment");
        auto& child = node->literals[std::string(segment)];
        if (!child) child = std::make_unique<Node>();
        node = child.get();
      }
    }
    if (!end) end = &node->leaves;
    for (const Node::Leaf& other : *end)
      assert(routes_[other.index]->method != route.method && "two routes with one method and pattern");
    end->push_back(std::move(leaf));
    routes_.push_back(std::make_unique<Route>(std::move(route)));
  }
}

Router::Match Router::match(std::string_view method, std::string_view raw_path) const {
  Match match;
  if (!raw_path.empty() && raw_path.front() != '/') return match;  // "*" of OPTIONS, a CONNECT target
  Lookup<Node> lookup(routes_, method, raw_path);
  if (const Node::Leaf* leaf = lookup.find(*root_)) {
    match.route = routes_[leaf->index].get();
    match.parameters = lookup.parameters(*leaf);
  } else {
    match.why = lookup.why();
  }
  return match;
}

}  // namespace hpc::http
