#include "apis/flux_restful/expression_tree.h"

#include "apis/flux_restful/expression_reader.h"

namespace hpc::apis::flux_restful::expression {
namespace {

std::pair<std::uint64_t, std::uint64_t> sum_of(const std::vector<Node>& nodes) {
  std::pair<std::uint64_t, std::uint64_t> sum{0, 0};
  for (const Node& node : nodes) {
    const auto [least, most] = width_of(node);
    sum = {sum.first + least, std::min<std::uint64_t>(sum.second + most, kUnbounded)};
  }
  return sum;
}

}  // namespace

std::pair<std::uint64_t, std::uint64_t> width_of(const Node& node) {
  switch (node.kind) {
    case Node::Kind::sequence:
    case Node::Kind::group:
      return sum_of(node.children);
    case Node::Kind::choice:
    case Node::Kind::condition: {
      auto all = width_of(node.children.front());
      for (const Node& child : node.children) {
        const auto [least, most] = width_of(child);
        all = {std::min(all.first, least), std::max(all.second, most)};
      }
      return all;
    }
    case Node::Kind::character:
    case Node::Kind::any:
    case Node::Kind::set:
      return {1, 1};
    case Node::Kind::anchor:
    case Node::Kind::look:
      return {0, 0};
    case Node::Kind::reference:
      return {0, kUnbounded};
    case Node::Kind::repeat: {
      const auto [least, most] = width_of(node.children.front());
      const bool endless = node.most == kUnbounded && most != 0;
      return {std::min<std::uint64_t>(least * node.least, kUnbounded),
              endless ? kUnbounded : std::min<std::uint64_t>(most * (most == 0 ? 0 : node.most), kUnbounded)};
    }
  }
  return {0, 0};
}

Node leaf(Node::Kind kind) {
  Node node;
  node.kind = kind;
  return node;
}

Node anchor(Anchor which) {
  Node node = leaf(Node::Kind::anchor);
  node.anchor = which;
  return node;
}

std::optional<Tree> parse(const std::vector<char32_t>& pattern) {
  return Reader(pattern).read();
}

std::vector<char32_t> code_points(std::string_view text) {
  std::vector<char32_t> points;
  points.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t length = byte < 0x80 ? 1 : byte >> 5 == 6 ? 2 : byte >> 4 == 14 ? 3 : byte >> 3 == 30 ? 4 : 1;
    char32_t point = length == 1 ? byte : byte & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
      point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
    points.push_back(point);
    i += length;
  }
  return points;
}

}  // namespace hpc::apis::flux_restful::expression
