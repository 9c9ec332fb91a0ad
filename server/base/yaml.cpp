#include "base/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/encoding.h"
#include "base/yaml_scalar.h"

namespace hpc {

namespace {

constexpr std::size_t kMostNodes = 1'000'000;
constexpr std::size_t kMostDepth = 100;

struct Place {
  Position value;
  Position key;
};
using Places = std::unordered_map<std::string, Place>;

std::string position_text(const std::string& file, Position at) {
  return file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

/// Turns yaml-cpp's marks (bytes, from 0) into positions (characters, from 1) and looks at the text behind them.
class Source {
 public:
  explicit Source(std::string_view text) : text_(text) {
    if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
    line_starts_.push_back(0);
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] == '\n') line_starts_.push_back(i + 1);
    }
  }

  Position position(const YAML::Mark& mark) const {
    if (mark.line < 0) return {};
    const std::string_view before = text_.substr(line_start(mark), std::max(mark.column, 0));
    const auto characters = std::count_if(before.begin(), before.end(), [](char c) { return (c & 0xc0) != 0x80; });
    return {mark.line + 1, static_cast<int>(characters) + 1};
  }

  /// yaml-cpp takes a quoted scalar that the end of the text cuts off as if the quote were there.
  bool quote_is_closed(const YAML::Mark& mark) const {
    std::string_view rest = text_.substr(std::min(text_.size(), line_start(mark) + std::max(mark.column, 0)));
    skip_properties(rest);
    if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) return true;
    const char quote = rest[0];
    for (std::size_t i = 1; i < rest.size(); ++i) {
      if (quote == '"' && rest[i] == '\\') {
        ++i;
      } else if (rest[i] == quote) {
        if (quote == '"' || i + 1 >= rest.size() || rest[i + 1] != '\'') return true;
        ++i;
      }
    }
    return false;
  }

 private:
  std::size_t line_start(const YAML::Mark& mark) const {
    return line_starts_[std::min<std::size_t>(std::max(mark.line, 0), line_starts_.size() - 1)];
  }

  /// A node's mark is that of its tag or anchor when it has one.
  static void skip_properties(std::string_view& rest) {
    while (!rest.empty() && (rest[0] == '&' || rest[0] == '!' || rest[0] == '#')) {
      const std::size_t end = rest.find_first_of(rest[0] == '#' ? "\n" : " \t\r\n");
      rest.remove_prefix(std::min(end, rest.size()));
      rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
    }
  }

  std::string_view text_;
  std::vector<std::size_t> line_starts_;
};

std::string escaped_for_pointer(std::string_view key) {
  std::string escaped;
  for (char c : key) {
    if (c == '~') {
      escaped += "~0";
    } else if (c == '/') {
      escaped += "~1";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::size_t count_nodes(const OrderedJson& value) {
  std::size_t count = 1;
  for (const OrderedJson& child : value) {
    if (value.is_structured()) count += count_nodes(child);
  }
  return count;
}

std::string kind_name(const OrderedJson& value) {
  return value.is_null() ? "null" : value.type_name();
}

/// Builds the value from the parser's events. After the first fault it ignores the rest: the parser cannot be stopped
/// but by an exception.
class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(const Source& source) : source_(source) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add_leaf(mark, anchor, nullptr); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (fault_) return;
    const auto found = anchored_.find(anchor);
    if (found == anchored_.end()) return fail(mark, "an alias inside the node that it names");
    if (!count(mark, found->second.nodes)) return;
    add(mark, found->second.value);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    if (fault_) return;
    if (tag != "?" && !source_.quote_is_closed(mark)) return fail(mark, "the quote that starts here is not closed");
    std::optional<OrderedJson> value = yaml_scalar(tag, text);
    if (!value) return fail(mark, "\"" + text + "\" cannot have the tag " + tag);
    add_leaf(mark, anchor, std::move(*value));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    if (tag != "?" && tag != "!" && !tag.empty() && tag != "tag:yaml.org,2002:seq") {
      fail(mark, "a sequence cannot have the tag " + tag);
    }
    open(mark, anchor, OrderedJson::array());
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    if (tag != "?" && tag != "!" && !tag.empty() && tag != "tag:yaml.org,2002:map") {
      fail(mark, "a mapping cannot have the tag " + tag);
    }
    open(mark, anchor, OrderedJson::object());
  }
  void OnMapEnd() override { close(); }

  struct Fault {
    Position at;
    std::string sentence;
  };
  const std::optional<Fault>& fault() const { return fault_; }
  OrderedJson take_root() { return std::move(root_); }
  Places take_places() { return std::move(places_); }

 private:
  struct Frame {
    OrderedJson value;
    std::string pointer;
    YAML::anchor_t anchor = 0;
    YAML::Mark mark;
    std::optional<std::string> key;  ///< of a mapping: read, its value not yet
    Position key_position;
    std::unordered_set<std::string> keys;
  };
  struct Anchored {
    OrderedJson value;
    std::size_t nodes = 0;
  };

  void fail(const YAML::Mark& mark, std::string sentence) {
    if (!fault_) fault_ = Fault{source_.position(mark), std::move(sentence)};
  }

  bool count(const YAML::Mark& mark, std::size_t nodes) {
    nodes_ += nodes;
    if (nodes_ > kMostNodes) fail(mark, "more than " + std::to_string(kMostNodes) + " nodes");
    return !fault_;
  }

  void add_leaf(const YAML::Mark& mark, YAML::anchor_t anchor, OrderedJson value) {
    if (fault_ || !count(mark, 1)) return;
    if (anchor != 0) anchored_[anchor] = Anchored{value, 1};
    add(mark, std::move(value));
  }

  bool expects_key() const { return !open_.empty() && open_.back().value.is_object() && !open_.back().key; }

  void take_key(const YAML::Mark& mark, OrderedJson value) {
    if (!value.is_string()) {
      const std::string text = value.is_structured() ? "" : " " + value.dump();
      return fail(mark, "the key" + text + " is of type " + kind_name(value) + ": write it in quotes");
    }
    Frame& frame = open_.back();
    std::string key = value.get<std::string>();
    if (!frame.keys.insert(key).second) return fail(mark, "the key \"" + key + "\" is here twice");
    frame.key = std::move(key);
    frame.key_position = source_.position(mark);
  }

  /// The pointer of the value that comes next.
  std::string next_pointer() const {
    if (open_.empty()) return "";
    const Frame& frame = open_.back();
    if (frame.value.is_array()) return frame.pointer + "/" + std::to_string(frame.value.size());
    return frame.pointer + "/" + escaped_for_pointer(*frame.key);
  }

  void remember_place(const YAML::Mark& mark, const std::string& pointer) {
    Place place{source_.position(mark), {}};
    if (!open_.empty() && open_.back().value.is_object()) place.key = open_.back().key_position;
    places_.emplace(pointer, place);
  }

  void add(const YAML::Mark& mark, OrderedJson value) {
    if (expects_key()) return take_key(mark, std::move(value));
    remember_place(mark, next_pointer());
    attach(std::move(value));
  }

  void attach(OrderedJson value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return;
    }
    Frame& frame = open_.back();
    if (frame.value.is_array()) {
      frame.value.push_back(std::move(value));
      return;
    }
    // Past ordered_map's own emplace, which compares the key with all there are: `keys` has done that.
    using Entries = std::vector<OrderedJson::object_t::value_type>;
    static_cast<Entries&>(*frame.value.get_ptr<OrderedJson::object_t*>())
        .emplace_back(std::move(*frame.key), std::move(value));
    frame.key.reset();
  }

  void open(const YAML::Mark& mark, YAML::anchor_t anchor, OrderedJson empty) {
    if (fault_ || !count(mark, 1)) return;
    if (expects_key()) return take_key(mark, std::move(empty));
    if (open_.size() >= kMostDepth) return fail(mark, "nested deeper than " + std::to_string(kMostDepth));
    Frame frame;
    frame.pointer = next_pointer();
    frame.value = std::move(empty);
    frame.anchor = anchor;
    frame.mark = mark;
    remember_place(mark, frame.pointer);
    open_.push_back(std::move(frame));
  }

  void close() {
    if (fault_) return;
    Frame frame = std::move(open_.back());
    open_.pop_back();
    if (frame.anchor != 0) anchored_[frame.anchor] = Anchored{frame.value, count_nodes(frame.value)};
    attach(std::move(frame.value));
  }

  const Source& source_;
  std::vector<Frame> open_;
  std::map<YAML::anchor_t, Anchored> anchored_;
  std::size_t nodes_ = 0;
  std::optional<Fault> fault_;
  OrderedJson root_;
  Places places_;
};

/// Refuses what yaml-cpp would silently take for the end of the text or for a letter (YAML 1.2.2, 5.1).
std::optional<std::string> unreadable(std::string_view text, const std::string& file_name) {
  if (!is_utf8(text)) return file_name + ":1:1: not UTF-8";
  int line = 1;
  for (char c : text) {
    if (c == '\n') ++line;
    const bool is_control = (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
    if (is_control) return file_name + ":" + std::to_string(line) + ":1: a control character in the text";
  }
  return {};
}

}  // namespace

struct YamlDocument::Content {
  OrderedJson root;
  std::string file_name;
  Places places;
};

Result<YamlDocument> YamlDocument::parse(std::string_view text, std::string file_name) {
  if (auto sentence = unreadable(text, file_name)) return failure(Errc::invalid, About::document, *sentence);
  const Source source(text);
  Builder builder(source);
  const auto fail_at = [&file_name](Position at, const std::string& sentence) {
    return failure(Errc::invalid, About::document, position_text(file_name, at) + ": " + sentence);
  };
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    if (builder.fault()) return fail_at(builder.fault()->at, builder.fault()->sentence);
    Builder second(source);
    if (parser.HandleNextDocument(second)) {
      return failure(Errc::invalid, About::document, file_name + ": more than one YAML document");
    }
  } catch (const YAML::Exception& error) {
    if (builder.fault()) return fail_at(builder.fault()->at, builder.fault()->sentence);
    return fail_at(source.position(error.mark), error.msg);
  }
  auto content = std::make_unique<Content>();
  content->root = builder.take_root();
  content->places = builder.take_places();
  content->file_name = std::move(file_name);
  return YamlDocument(std::move(content));
}

Result<YamlDocument> YamlDocument::read(const std::string& file_name) {
  std::ifstream file(file_name, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file || file.bad()) return failure(Errc::missing, About::document, file_name + ": cannot be read");
  return parse(text.str(), file_name);
}

YamlDocument::YamlDocument(std::unique_ptr<Content> content) : content_(std::move(content)) {}
YamlDocument::YamlDocument(YamlDocument&&) noexcept = default;
YamlDocument& YamlDocument::operator=(YamlDocument&&) noexcept = default;
YamlDocument::~YamlDocument() = default;

const OrderedJson& YamlDocument::root() const {
  return content_->root;
}
const std::string& YamlDocument::file_name() const {
  return content_->file_name;
}

Position YamlDocument::position(std::string_view pointer, bool key) const {
  std::string name(pointer);
  while (true) {
    const auto found = content_->places.find(name);
    if (found != content_->places.end()) {
      return key && found->second.key.line > 0 ? found->second.key : found->second.value;
    }
    const std::size_t slash = name.rfind('/');
    if (slash == std::string::npos) return {};
    name.resize(slash);
  }
}

std::string YamlDocument::where(std::string_view pointer, bool key) const {
  return position_text(content_->file_name, position(pointer, key));
}

}  // namespace hpc
