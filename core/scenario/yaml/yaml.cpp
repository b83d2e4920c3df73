#include "core/scenario/yaml/yaml.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "core/files.h"
#include "core/printable.h"
#include "core/scenario/yaml/strict.h"

namespace costwright {
namespace {

using Kind = YamlNode::Kind;

struct Stop {  // thrown through yaml-cpp to end the parse; never leaves this file
  int line{}, column{};
  std::string message, hint;
};

Stop stop_at(const YAML::Mark& mark, std::string message, std::string hint = {}) {
  return {mark.line + 1, mark.column + 1, std::move(message), std::move(hint)};
}

// Turns events into a tree. Children are finished before their parents, so an anchor that is not
// yet in `anchors_` when its alias arrives belongs to a node that contains the alias: a cycle.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text,
              const std::string& file,
              int source,
              const YamlLimits& limits,
              Diagnostics& diagnostics)
      : text_(text), file_(file), source_(source), limits_(limits), diagnostics_(diagnostics) {}

  YamlNode take_root() { return std::move(root_); }

  // The innermost '[' or '{' that is open; null when none is.
  const YamlNode* open_bracket() const {
    return !stack_.empty() && stack_.back().is_flow ? &stack_.back().node : nullptr;
  }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlNode node = make(mark, Kind::kNull);
    // yaml-cpp marks an empty value where the next token starts; the place that helps is the key.
    if (!stack_.empty() && stack_.back().node.kind == Kind::kMap && stack_.back().has_key) {
      node.line = stack_.back().key.line;
      node.column = stack_.back().key.column;
    } else if (!stack_.empty() && stack_.back().node.kind == Kind::kList) {
      node.line = stack_.back().node.line;
      node.column = stack_.back().node.column;
    }
    finish(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      throw stop_at(mark, "the alias refers to a value that contains it");
    }
    check_room(mark, found->second);
    YamlNode node = found->second;
    node.line = mark.line + 1;
    node.column = mark.column + 1;
    attach(std::move(node));
  }

  void OnScalar(const YAML::Mark& mark,
                const std::string& tag,
                YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_tag(mark, tag);
    refuse_open_quote(mark, tag == "!");
    if (const auto hidden = first_unprintable(value, "\n\t"); !hidden.empty()) {
      throw stop_at(mark,
                    fmt::format("the text contains the control character {}", escaped(hidden)));
    }
    YamlNode node = make(mark, Kind::kScalar);
    node.text = value;
    node.quoted = tag == "!";
    finish(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark,
                       const std::string& tag,
                       YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(mark, tag, anchor, Kind::kList);
    set_style(mark, style);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark,
                  const std::string& tag,
                  YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(mark, tag, anchor, Kind::kMap);
    set_style(mark, style);
  }
  void OnMapEnd() override {
    refuse_duplicates(stack_.back().node);
    merge(stack_.back().node);
    close();
  }

 private:
  struct Open {
    YamlNode node;
    YAML::anchor_t anchor{};
    bool has_key = false;
    YamlNode key;
    bool is_flow = false;  // [...] or {...}
    int dash = -1;         // column of the dashes of a list, from 0; -1: not known
  };

  void set_style(const YAML::Mark& mark, YAML::EmitterStyle::value style) {
    const auto at = static_cast<std::size_t>(mark.pos);
    stack_.back().is_flow = style == YAML::EmitterStyle::Flow;
    stack_.back().dash = at < text_.size() && text_[at] == '-' ? mark.column : -1;
  }

  // Of the block that the next value belongs to, from 0; -1 outside of all.
  int parent_indent() const {
    for (auto open = stack_.rbegin(); open != stack_.rend(); ++open) {
      if (!open->is_flow && open->node.kind == Kind::kMap) {
        return (open->has_key ? open->key.column : open->node.column) - 1;
      }
      if (!open->is_flow && open->dash >= 0) {
        return open->dash;
      }
    }
    return -1;
  }

  void refuse_open_quote(const YAML::Mark& mark, bool is_quoted) {
    if (!is_quoted) {
      return;
    }
    const bool is_key =
        !stack_.empty() && stack_.back().node.kind == Kind::kMap && !stack_.back().has_key;
    const auto quote = quoted_at(text_, {static_cast<std::size_t>(mark.pos), mark.line + 1,
                                         mark.column + 1, parent_indent(), is_key});
    const std::string fault = quote ? quote_fault(text_, *quote) : "";
    if (!fault.empty()) {
      throw Stop{quote->line, quote->column, fault,
                 "close it, and indent the lines of a longer text below its key"};
    }
  }

  YamlNode make(const YAML::Mark& mark, Kind kind) {
    YamlNode node;
    node.kind = kind;
    node.source = source_;
    node.line = mark.line + 1;
    node.column = mark.column + 1;
    count(node.line, node.column, 1, 0);
    return node;
  }

  void count(int line, int column, std::size_t nodes, std::size_t bytes) {
    nodes_ += nodes;
    bytes_ += bytes;
    if (nodes_ > limits_.nodes || bytes_ > limits_.expanded_bytes) {
      throw Stop{line, column,
                 fmt::format("more than {} values after expanding aliases", limits_.nodes),
                 "bulk data belongs in CSV files"};
    }
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag != "?" && tag != "!" && !tag.empty()) {
      throw stop_at(mark, fmt::format("the YAML tag '{}' is not supported", tag), "remove it");
    }
  }

  void check_depth(int line, int column, std::size_t depth) {
    if (depth > static_cast<std::size_t>(limits_.depth)) {
      throw Stop{line, column, fmt::format("nested deeper than {} levels", limits_.depth), ""};
    }
  }

  // Counts a copy before it is made.
  void check_room(const YAML::Mark& mark, const YamlNode& copied) {
    std::size_t nodes = 0;
    std::size_t bytes = 0;
    const std::size_t height = measure(copied, nodes, bytes);
    check_depth(mark.line + 1, mark.column + 1, stack_.size() + height);
    count(mark.line + 1, mark.column + 1, nodes, bytes);
  }

  static std::size_t measure(const YamlNode& node, std::size_t& nodes, std::size_t& bytes) {
    std::size_t height = 0;
    ++nodes;
    bytes += node.text.size() + node.key.size();
    for (const auto& item : node.items) {
      height = std::max(height, measure(item, nodes, bytes));
    }
    return height + (node.kind == Kind::kList || node.kind == Kind::kMap ? 1 : 0);
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Kind kind) {
    refuse_tag(mark, tag);
    check_depth(mark.line + 1, mark.column + 1, stack_.size() + 1);
    stack_.push_back({make(mark, kind), anchor, false, {}});
  }

  void close() {
    Open done = std::move(stack_.back());
    stack_.pop_back();
    finish(std::move(done.node), done.anchor);
  }

  void finish(YamlNode&& node, YAML::anchor_t anchor) {
    if (node.kind == Kind::kScalar) {
      count(node.line, node.column, 0, node.text.size());
    }
    if (anchor != YAML::NullAnchor) {
      std::size_t nodes = 0;
      std::size_t bytes = 0;
      measure(node, nodes, bytes);
      count(node.line, node.column, nodes, bytes);  // the copy kept for aliases
      anchors_[anchor] = node;
    }
    attach(std::move(node));
  }

  void attach(YamlNode&& node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = stack_.back();
    if (parent.node.kind == Kind::kList) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.has_key) {
      refuse_odd_key(node);
      parent.key = std::move(node);
      parent.has_key = true;
    } else {
      node.key = parent.key.quoted && parent.key.text == "<<" ? "'<<'" : std::move(parent.key.text);
      node.key_line = parent.key.line;
      node.key_column = parent.key.column;
      parent.node.items.push_back(std::move(node));
      parent.has_key = false;
    }
  }

  static void refuse_odd_key(const YamlNode& key) {
    if (key.kind != Kind::kScalar) {
      throw Stop{key.line, key.column, "a key must be plain text", ""};
    }
  }

  void refuse_duplicates(YamlNode& map) {
    std::map<std::string, int> first;  // key -> line
    std::vector<YamlNode> kept;
    kept.reserve(map.items.size());
    for (auto& item : map.items) {
      const auto [at, inserted] = first.emplace(item.key, item.key_line);
      if (inserted) {
        kept.push_back(std::move(item));
        continue;
      }
      diagnostics_.error(
          {file_, item.key_line, item.key_column},
          fmt::format("duplicate key '{}': already written in line {}", item.key, at->second));
    }
    map.items = std::move(kept);
  }

  void merge(YamlNode& map) {
    const auto at = std::find_if(map.items.begin(), map.items.end(), [](const YamlNode& item) {
      return item.key == "<<";
    });
    if (at == map.items.end()) {
      return;
    }
    const YamlNode merged = std::move(*at);
    map.items.erase(at);
    std::set<std::string, std::less<>> taken;
    for (const auto& item : map.items) {
      taken.insert(item.key);
    }
    if (merged.kind == Kind::kList) {
      for (const auto& from : merged.items) {
        merge_from(from, map, taken);
      }
    } else {
      merge_from(merged, map, taken);
    }
  }

  static void merge_from(const YamlNode& from,
                         YamlNode& map,
                         std::set<std::string, std::less<>>& taken) {
    if (from.kind != Kind::kMap) {
      throw Stop{from.line, from.column, "'<<' merges a map or a list of maps",
                 "write '<<: *anchor' of a map"};
    }
    for (const auto& item : from.items) {
      if (taken.insert(item.key).second) {
        map.items.push_back(item);
      }
    }
  }

  std::string_view text_;
  const std::string& file_;
  int source_;
  const YamlLimits& limits_;
  Diagnostics& diagnostics_;
  YamlNode root_;
  std::vector<Open> stack_;
  std::map<YAML::anchor_t, YamlNode> anchors_;
  std::size_t nodes_ = 0, bytes_ = 0;
};

// Any content after the first document is an error: yaml-cpp would hand it out as one more
// document.
class NothingMore final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override { refuse(mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override { refuse(mark); }
  void OnScalar(const YAML::Mark& mark,
                const std::string& /*tag*/,
                YAML::anchor_t /*anchor*/,
                const std::string& /*value*/) override {
    refuse(mark);
  }
  void OnSequenceStart(const YAML::Mark& mark,
                       const std::string& /*tag*/,
                       YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {
    refuse(mark);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark,
                  const std::string& /*tag*/,
                  YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {
    refuse(mark);
  }
  void OnMapEnd() override {}

 private:
  [[noreturn]] static void refuse(const YAML::Mark& mark) {
    throw stop_at(mark, "the document has ended before this text",
                  "a file holds one document: look for a stray '---', ',' or a wrong indentation");
  }
};

std::size_t utf8_length(unsigned char lead) {
  if (lead < 0x80) {
    return 1;
  }
  return lead >= 0xc2 && lead < 0xe0   ? 2
         : lead >= 0xe0 && lead < 0xf0 ? 3
         : lead >= 0xf0 && lead < 0xf5 ? 4
                                       : 0;
}

// Bytes of the well-formed character at the start of `text`; 0 when it is not well-formed.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const std::size_t length = utf8_length(byte(0));
  if (length == 0 || length > text.size()) {
    return 0;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) {
      return 0;
    }
  }
  const bool overlong = (byte(0) == 0xe0 && byte(1) < 0xa0) || (byte(0) == 0xf0 && byte(1) < 0x90);
  const bool surrogate = byte(0) == 0xed && byte(1) >= 0xa0;
  const bool beyond = byte(0) == 0xf4 && byte(1) >= 0x90;
  return overlong || surrogate || beyond ? 0 : length;
}

std::string problem_with(std::string_view character, bool indenting) {
  const auto c = static_cast<unsigned char>(character[0]);
  if (character_length(character) == 0) {
    return fmt::format("byte 0x{:02x} is not valid UTF-8", c);
  }
  if (c == '\r' && !character.substr(1).starts_with('\n')) {
    return "a carriage return without a line feed; lines end with LF or CRLF";
  }
  if (c == '\t' && indenting) {
    return "a tab in the indentation; YAML wants spaces";
  }
  const std::size_t hidden = unprintable_length(character);
  if (hidden == 0 || c == '\t' || c == '\n' || c == '\r') {
    return "";
  }
  return c == 0 ? "a NUL byte; this is not a text file"
         : hidden > 1
             ? fmt::format("the control character {}", escaped(character.substr(0, hidden)))
             : fmt::format("control character 0x{:02x}", c);
}

constexpr int kMostOpen = 1000;  // brackets

// Brackets are counted before yaml-cpp sees any, wherever they stand: it queues a token for each
// open one before it hands out the first, which took seconds and hundreds of megabytes for a file
// full of '['.
class BracketCounter {
 public:
  explicit BracketCounter(const YamlLimits& limits) : limits_(limits) {}

  std::string problem_with(char c) {
    const bool opens = c == '[' || c == '{';
    open_ += opens ? 1 : (c == ']' || c == '}') && open_ > 0 ? -1 : 0;
    total_ += opens ? 1 : 0;
    if (open_ > kMostOpen) {
      return fmt::format("more than {} brackets are open", kMostOpen);
    }
    return total_ > limits_.nodes ? fmt::format("more than {} brackets", limits_.nodes) : "";
  }

 private:
  const YamlLimits& limits_;
  int open_ = 0;
  std::size_t total_ = 0;
};

// The first character that may not stand in a scenario, before yaml-cpp sees anything.
std::optional<Stop> bad_character(std::string_view text, const YamlLimits& limits) {
  int line = 1;
  int column = 1;
  bool indenting = true;
  BracketCounter brackets(limits);
  while (!text.empty()) {
    auto problem = problem_with(text, indenting);
    if (problem.empty()) {
      problem = brackets.problem_with(text[0]);
    }
    if (!problem.empty()) {
      return Stop{line, column, problem, ""};
    }
    const char c = text[0];
    indenting = c == '\n' || (indenting && c == ' ');
    column = c == '\n' ? 1 : column + 1;
    line += c == '\n' ? 1 : 0;
    text.remove_prefix(character_length(text));
  }
  return std::nullopt;
}

std::string hint_for(std::string_view message) {
  static const std::pair<std::string_view, std::string_view> hints[] = {
      {"illegal map value", "check the indentation, and quote a text that contains ': '"},
      {"end of map not found", "check the indentation and the quotes of the line above"},
      {"end of sequence not found", "check the indentation; list items start with '- '"},
      {"end of sequence flow not found", "a list that starts with '[' ends with ']'"},
      {"end of map flow not found", "a map that starts with '{' ends with '}'"},
      {"illegal block entry", "a list starts on the line below its key"},
      {"unknown token", "quote a text that starts with @, ` or %"},
      {"the referenced anchor is not defined", "an anchor (&name) stands before its alias (*name)"},
  };
  for (const auto& [known, hint] : hints) {
    if (message == known) {
      return std::string(hint);
    }
  }
  return "";
}

// yaml-cpp notices an open bracket where the next key makes no sense in it.
std::optional<Stop> open_bracket_fault(const YAML::Exception& e, const TreeBuilder& builder) {
  const YamlNode* open = builder.open_bracket();
  const bool is_flow = e.msg.ends_with("flow not found");
  if (open == nullptr || !is_flow ||
      (e.mark.line + 1 == open->line && e.mark.column + 1 > open->column)) {
    return std::nullopt;
  }
  return Stop{open->line, open->column,
              fmt::format("not valid YAML: the '{}' that opens here is not closed, or a ',' is "
                          "missing up to line {}",
                          open->kind == Kind::kMap ? '{' : '[', e.mark.line + 1),
              hint_for(e.msg)};
}

Stop explained(const YAML::Exception& e, std::string_view text, const TreeBuilder& builder) {
  if (auto fault = open_bracket_fault(e, builder)) {
    return *fault;
  }
  if (e.mark.pos > 0 && follows_a_closed_value(text, static_cast<std::size_t>(e.mark.pos))) {
    return stop_at(e.mark, "not valid YAML: text after a closed quote or bracket",
                   "remove it, or quote the whole value; within '...' a quote is written twice");
  }
  return stop_at(e.mark, "not valid YAML: " + e.msg, hint_for(e.msg));
}

YamlNode build(std::string_view text, TreeBuilder& builder) {
  std::istringstream stream{std::string(text)};
  YAML::Parser parser(stream);
  if (parser.HandleNextDocument(builder)) {
    NothingMore nothing_more;
    parser.HandleNextDocument(nothing_more);
  }
  return builder.take_root();
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view name) const {
  const auto at = std::find_if(items.begin(), items.end(), [&](const YamlNode& item) {
    return item.key == name;
  });
  return kind == Kind::kMap && at != items.end() ? &*at : nullptr;
}

YamlNode* YamlNode::find(std::string_view name) {
  return const_cast<YamlNode*>(std::as_const(*this).find(name));
}

std::optional<YamlNode> parse_yaml(std::string_view text,
                                   const std::string& file,
                                   int source,
                                   Diagnostics& diagnostics,
                                   const YamlLimits& limits) {
  if (text.size() > limits.bytes) {
    diagnostics.error({file}, fmt::format("larger than {} bytes", limits.bytes),
                      "bulk data belongs in CSV files");
    return std::nullopt;
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  const int errors_before = diagnostics.error_count();
  const auto report = [&](const Stop& stop) {
    // Only a file has lines that the analyst can go to.
    const bool has_lines = source == 0;
    diagnostics.error(
        {file, has_lines ? std::max(stop.line, 0) : 0, has_lines ? std::max(stop.column, 0) : 0},
        stop.message, stop.hint);
  };
  if (const auto bad = bad_character(text, limits)) {
    report(*bad);
    return std::nullopt;
  }
  std::optional<YamlNode> root;
  TreeBuilder builder(text, file, source, limits, diagnostics);
  try {
    root = build(text, builder);
  } catch (const Stop& stop) {
    report(stop);
  } catch (const YAML::Exception& e) {
    if (e.msg == "illegal EOF in scalar" && !text.ends_with('\n')) {
      // yaml-cpp hands out an open quote only where a line follows.
      return parse_yaml(std::string(text) + '\n', file, source, diagnostics, limits);
    }
    report(source == 0 ? explained(e, text, builder)
                       : stop_at(e.mark, "not valid YAML: " + e.msg, hint_for(e.msg)));
  }
  return diagnostics.error_count() > errors_before ? std::nullopt : std::move(root);
}

std::optional<std::string> read_yaml_file(const std::string& path,
                                          Diagnostics& diagnostics,
                                          const YamlLimits& limits) {
  namespace fs = std::filesystem;
  std::error_code code;
  const auto status = fs::status(path, code);
  if (!fs::exists(status)) {
    diagnostics.error({path}, "no such file", "give the path of a scenario.yaml");
    return std::nullopt;
  }
  if (!fs::is_regular_file(status)) {
    diagnostics.error({path}, "not a regular file", "give the path of a scenario.yaml");
    return std::nullopt;
  }
  const auto size = fs::file_size(path, code);
  if (code || size > limits.bytes) {
    diagnostics.error({path}, fmt::format("larger than {} bytes", limits.bytes),
                      "bulk data belongs in CSV files");
    return std::nullopt;
  }
  return read_file(path, diagnostics, limits.bytes);
}

std::optional<std::size_t> offset_of(std::string_view text, int line, int column) {
  std::size_t at = 0;
  for (int l = 1; l < line; ++l) {
    at = text.find('\n', at);
    if (at == std::string_view::npos) {
      return std::nullopt;
    }
    ++at;
  }
  return std::min(at + static_cast<std::size_t>(std::max(0, column - 1)), text.size());
}

}  // namespace costwright
