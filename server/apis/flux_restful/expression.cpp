#include "apis/flux_restful/expression.h"

#include <algorithm>

#include "apis/flux_restful/expression_characters.h"

namespace hpc::apis::flux_restful {
namespace expression {

struct Instruction {
  enum class Op {
    character,  ///< a: code point, flag: ignores case
    any,        ///< flag: newlines too
    set,        ///< a: which
    anchor,     ///< a: which
    split,      ///< goes on at a, and at b when that does not match
    jump,       ///< a
    save,       ///< the position in register a
    progress,   ///< goes on at b when nothing was taken since register a
    reference,  ///< a: group, flag: ignores case
    look,       ///< what follows until accept; goes on at a; b: how
    condition,  ///< goes on at b when group a has not matched
    accept,
  } op = Op::accept;
  std::uint32_t a = 0, b = 0;
  bool flag = false;
};

/// What a `look` does with what it has found.
enum Look : std::uint32_t { ahead = 0, negated = 1, atomic = 2, behind = 4 };  // `behind` << width

struct Program {
  std::vector<Instruction> code;
  std::vector<Set> sets;
  std::uint32_t registers = 0;
};

namespace {

using Op = Instruction::Op;

constexpr std::size_t kLongest = 20'000;
constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
constexpr std::uint32_t kWidthShift = 3;

class Writer final {
 public:
  std::optional<Program> write(const Tree& tree) {
    program_.registers = 2 * (tree.groups + 1);
    emit(tree.root);
    add({Op::accept});
    if (program_.code.size() > kLongest) return std::nullopt;
    return std::move(program_);
  }

 private:
  std::uint32_t here() const { return static_cast<std::uint32_t>(program_.code.size()); }
  std::uint32_t add(Instruction instruction) {
    program_.code.push_back(instruction);
    return here() - 1;
  }
  Instruction& at(std::uint32_t index) { return program_.code[index]; }
  bool is_full() const { return program_.code.size() > kLongest; }

  void emit_all(const std::vector<Node>& nodes) {
    for (const Node& node : nodes) emit(node);
  }

  void emit_choice(const std::vector<Node>& nodes) {
    std::vector<std::uint32_t> exits;
    for (std::size_t i = 0; i + 1 < nodes.size(); ++i) {
      const std::uint32_t split = add({Op::split});
      at(split).a = here();
      emit(nodes[i]);
      exits.push_back(add({Op::jump}));
      at(split).b = here();
    }
    emit(nodes.back());
    for (const std::uint32_t exit : exits) at(exit).a = here();
  }

  // A split of which the wanted way goes on right behind it; the other is filled in by `leave`.
  std::uint32_t enter(bool lazy) {
    const std::uint32_t split = add({Op::split});
    (lazy ? at(split).b : at(split).a) = here();
    return split;
  }
  void leave(std::uint32_t split, bool lazy) { (lazy ? at(split).a : at(split).b) = here(); }

  void emit_repeat(const Node& node) {
    const Node& body = node.children.front();
    const bool lazy = node.manner == Node::Manner::lazy;
    for (std::uint32_t i = 0; i < node.least && !is_full(); ++i) emit(body);
    if (node.most == kUnbounded) {
      const std::uint32_t mark = program_.registers++;
      const std::uint32_t loop = enter(lazy);
      add({Op::save, mark});
      emit(body);
      const std::uint32_t progress = add({Op::progress, mark});
      add({Op::jump, loop});
      leave(loop, lazy);
      at(progress).b = here();
      return;
    }
    std::vector<std::uint32_t> splits;
    for (std::uint32_t i = node.least; i < node.most && !is_full(); ++i) {
      splits.push_back(enter(lazy));
      emit(body);
    }
    for (const std::uint32_t split : splits) leave(split, lazy);
  }

  template <class Body>
  void emit_look(std::uint32_t how, Body body) {
    const std::uint32_t look = add({Op::look, 0, how});
    body();
    add({Op::accept});
    at(look).a = here();
  }

  void emit_group(const Node& node) {
    if (node.number != 0) add({Op::save, 2 * node.number});
    emit_all(node.children);
    if (node.number != 0) add({Op::save, 2 * node.number + 1});
  }

  void emit_condition(const Node& node) {
    const std::uint32_t condition = add({Op::condition, node.number});
    emit(node.children[0]);
    const std::uint32_t exit = add({Op::jump});
    at(condition).b = here();
    emit(node.children[1]);
    at(exit).a = here();
  }

  void emit(const Node& node) {
    if (is_full()) return;
    switch (node.kind) {
      case Node::Kind::sequence:
        return emit_all(node.children);
      case Node::Kind::choice:
        return emit_choice(node.children);
      case Node::Kind::character:
        add({Op::character, node.ignores_case ? lower(node.character) : node.character, 0, node.ignores_case});
        return;
      case Node::Kind::any:
        add({Op::any, 0, 0, node.all_lines});
        return;
      case Node::Kind::set:
        add({Op::set, static_cast<std::uint32_t>(program_.sets.size())});
        program_.sets.push_back(node.set);
        return;
      case Node::Kind::anchor:
        add({Op::anchor, static_cast<std::uint32_t>(node.anchor)});
        return;
      case Node::Kind::group:
        return node.atomic ? emit_look(Look::atomic, [&] { emit_group(node); }) : emit_group(node);
      case Node::Kind::reference:
        add({Op::reference, node.number, 0, node.ignores_case});
        return;
      case Node::Kind::repeat:
        return node.manner == Node::Manner::possessive ? emit_look(Look::atomic, [&] { emit_repeat(node); })
                                                       : emit_repeat(node);
      case Node::Kind::look:
        return emit_look(
            (node.negated ? Look::negated : 0U) | (node.behind ? Look::behind : 0U) | node.width << kWidthShift,
            [&] { emit_all(node.children); });
      case Node::Kind::condition:
        return emit_condition(node);
    }
  }

  Program program_;
};

class Matcher final {
 public:
  Matcher(const Program& program, const std::vector<char32_t>& text, std::uint64_t& steps)
      : program_(program), text_(text), steps_(steps), registers_(program.registers, kNowhere) {}

  bool matches_at(std::size_t start) { return run(0, start).has_value(); }

 private:
  struct Entry {
    bool is_branch;
    std::uint32_t place;  ///< instruction, or register
    std::size_t value;    ///< position, or what the register held
  };

  void set(std::uint32_t which, std::size_t value) {
    undo_.push_back({false, which, registers_[which]});
    registers_[which] = value;
  }

  // Back to the last branch above `base`; false when there is none.
  bool retreat(std::size_t base, std::uint32_t& at, std::size_t& position) {
    while (undo_.size() > base) {
      const Entry entry = undo_.back();
      undo_.pop_back();
      if (entry.is_branch) {
        at = entry.place;
        position = entry.value;
        return true;
      }
      registers_[entry.place] = entry.value;
    }
    return false;
  }

  void undo_all(std::size_t base) {
    std::uint32_t at = 0;
    std::size_t position = 0;
    while (retreat(base, at, position)) {
    }
  }

  // Where it ends. What it has set stays set, and its branches are forgotten.
  std::optional<std::size_t> run(std::uint32_t at, std::size_t position) {
    const std::size_t base = undo_.size();
    while (steps_ > 0) {
      --steps_;
      if (program_.code[at].op == Op::accept) {
        const auto above = undo_.begin() + static_cast<std::ptrdiff_t>(base);
        undo_.erase(std::remove_if(above, undo_.end(), [](const Entry& entry) { return entry.is_branch; }),
                    undo_.end());
        return position;
      }
      if (!step(at, position) && !retreat(base, at, position)) return std::nullopt;
    }
    undo_all(base);
    return std::nullopt;
  }

  bool takes(const Instruction& instruction, std::size_t position) const {
    if (position >= text_.size()) return false;
    const char32_t c = text_[position];
    if (instruction.op == Op::any) return instruction.flag || c != U'\n';
    if (instruction.op == Op::set) return has(program_.sets[instruction.a], c);
    return (instruction.flag ? lower(c) : c) == instruction.a;
  }

  bool holds(Anchor anchor, std::size_t position) const {
    const bool is_end = position == text_.size();
    const auto is_word_at = [this](std::size_t i) { return i < text_.size() && is_word(text_[i]); };
    switch (anchor) {
      case Anchor::text_start:
        return position == 0;
      case Anchor::text_end:
        return is_end;
      case Anchor::line_start:
        return position == 0 || text_[position - 1] == U'\n';
      case Anchor::line_end:
        return is_end || text_[position] == U'\n';
      case Anchor::end_or_last_newline:
        return is_end || (position + 1 == text_.size() && text_[position] == U'\n');
      case Anchor::boundary:
        return (position > 0 && is_word_at(position - 1)) != is_word_at(position);
      case Anchor::no_boundary:
        return !text_.empty() && (position > 0 && is_word_at(position - 1)) == is_word_at(position);
    }
    return false;
  }

  bool repeats(const Instruction& instruction, std::size_t& position) const {
    const std::size_t from = registers_[2 * instruction.a], to = registers_[2 * instruction.a + 1];
    if (from == kNowhere || to == kNowhere || to - from > text_.size() - position) return false;
    for (std::size_t i = from; i < to; ++i, ++position) {
      const char32_t a = text_[i], b = text_[position];
      if (a != b && !(instruction.flag && lower(a) == lower(b))) return false;
    }
    return true;
  }

  bool look(const Instruction& instruction, std::uint32_t& at, std::size_t& position) {
    const std::size_t width = instruction.b >> kWidthShift;
    if ((instruction.b & Look::behind) != 0 && width > position) {
      at = instruction.a;
      return (instruction.b & Look::negated) != 0;
    }
    const std::size_t base = undo_.size();
    const auto end = run(at + 1, (instruction.b & Look::behind) != 0 ? position - width : position);
    at = instruction.a;
    if ((instruction.b & Look::negated) != 0) {
      undo_all(base);
      return !end;
    }
    if (end && (instruction.b & Look::atomic) != 0) position = *end;
    return end.has_value();
  }

  // One instruction; false: it does not match.
  bool step(std::uint32_t& at, std::size_t& position) {
    const Instruction& instruction = program_.code[at];
    switch (instruction.op) {
      case Op::character:
      case Op::any:
      case Op::set:
        if (!takes(instruction, position)) return false;
        ++position;
        break;
      case Op::anchor:
        if (!holds(static_cast<Anchor>(instruction.a), position)) return false;
        break;
      case Op::split:
        undo_.push_back({true, instruction.b, position});
        at = instruction.a;
        return true;
      case Op::jump:
        at = instruction.a;
        return true;
      case Op::save:
        set(instruction.a, position);
        break;
      case Op::progress:
        at = registers_[instruction.a] == position ? instruction.b : at + 1;
        return true;
      case Op::reference:
        if (!repeats(instruction, position)) return false;
        break;
      case Op::look:
        return look(instruction, at, position);
      case Op::condition:
        at = registers_[2 * instruction.a + 1] == kNowhere ? instruction.b : at + 1;
        return true;
      case Op::accept:
        break;
    }
    ++at;
    return true;
  }

  const Program& program_;
  const std::vector<char32_t>& text_;
  std::uint64_t& steps_;
  std::vector<std::size_t> registers_;
  std::vector<Entry> undo_;
};

}  // namespace
}  // namespace expression

std::optional<Expression> Expression::compile(std::string_view pattern) {
  const auto tree = expression::parse(expression::code_points(pattern));
  if (!tree) return std::nullopt;
  auto program = expression::Writer().write(*tree);
  if (!program) return std::nullopt;
  return Expression(std::make_shared<const expression::Program>(std::move(*program)));
}

std::optional<bool> Expression::search(std::string_view text, std::uint64_t& steps) const {
  const std::vector<char32_t> points = expression::code_points(text);
  expression::Matcher matcher(*program_, points, steps);
  for (std::size_t start = 0; start <= points.size() && steps > 0; ++start)
    if (matcher.matches_at(start)) return true;
  if (steps == 0) return std::nullopt;
  return false;
}

}  // namespace hpc::apis::flux_restful
