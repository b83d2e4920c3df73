#include "core/table/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace costwright {
namespace {

constexpr int kDeepest = 64;

class JsonReader {
 public:
  JsonReader(std::string_view text, const std::string& file, Diagnostics& diagnostics)
      : text_(text), file_(file), diagnostics_(diagnostics) {}

  std::vector<JsonValue> all() {
    std::vector<JsonValue> values;
    skip_blanks();
    while (at_ < text_.size()) {
      auto value = read(0);
      if (!value) {
        break;
      }
      values.push_back(std::move(*value));
      skip_blanks();
    }
    return values;
  }

 private:
  using Read = std::optional<JsonValue>;

  Place place() const { return {file_, line_, static_cast<int>(at_ - line_start_) + 1}; }

  Read fault(const std::string& message) {
    diagnostics_.error(place(), message);
    return std::nullopt;
  }

  void skip_blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) {
      if (text_[at_++] == '\n') {
        ++line_;
        line_start_ = at_;
      }
    }
  }

  bool take(char c) {
    skip_blanks();
    const bool there = at_ < text_.size() && text_[at_] == c;
    at_ += there ? 1 : 0;
    return there;
  }

  bool take_word(std::string_view word) {
    const bool there = text_.substr(at_).starts_with(word);
    at_ += there ? word.size() : 0;
    return there;
  }

  Read read(int depth) {
    skip_blanks();
    JsonValue value;
    value.place = place();
    if (depth > kDeepest) {
      return fault(fmt::format("more than {} levels", kDeepest));
    }
    if (take('{')) {
      return read_members(std::move(value), depth);
    }
    if (take('[')) {
      return read_items(std::move(value), depth);
    }
    if (at_ < text_.size() && text_[at_] == '"') {
      value.kind = JsonValue::Kind::kText;
      return read_text(value.text) ? Read(std::move(value)) : std::nullopt;
    }
    return read_word(std::move(value));
  }

  Read read_word(JsonValue value) {
    using enum JsonValue::Kind;
    if (take_word("null") || take_word("NaN") || take_word("Infinity") || take_word("-Infinity")) {
      return value;
    }
    if (take_word("true")) {
      value.kind = kBool;
      value.number = 1;
      return value;
    }
    if (take_word("false")) {
      value.kind = kBool;
      return value;
    }
    const char* first = text_.data() + at_;
    const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), value.number);
    if (error != std::errc() || !std::isfinite(value.number)) {
      return fault("no JSON value");
    }
    at_ += static_cast<std::size_t>(end - first);
    value.kind = kNumber;
    return value;
  }

  Read read_items(JsonValue value, int depth) {
    value.kind = JsonValue::Kind::kArray;
    if (take(']')) {
      return value;
    }
    do {
      auto item = read(depth + 1);
      if (!item) {
        return std::nullopt;
      }
      value.items.push_back(std::move(*item));
    } while (take(','));
    return take(']') ? Read(std::move(value)) : fault("',' or ']' is missing");
  }

  Read read_members(JsonValue value, int depth) {
    value.kind = JsonValue::Kind::kObject;
    if (take('}')) {
      return value;
    }
    do {
      std::string name;
      skip_blanks();
      if (!read_text(name)) {
        return std::nullopt;
      }
      if (!take(':')) {
        return fault("':' is missing");
      }
      auto member = read(depth + 1);
      if (!member) {
        return std::nullopt;
      }
      value.members.push_back({std::move(name), std::move(*member)});
    } while (take(','));
    return take('}') ? Read(std::move(value)) : fault("',' or '}' is missing");
  }

  bool read_text(std::string& into) {
    if (at_ >= text_.size() || text_[at_] != '"') {
      fault("'\"' is missing");
      return false;
    }
    for (++at_; at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\n'; ++at_) {
      if (text_[at_] != '\\') {
        into += text_[at_];
      } else if (!read_escape(into)) {
        fault("bad escape");
        return false;
      }
    }
    if (at_ >= text_.size() || text_[at_] != '"') {
      fault("a text without end");
      return false;
    }
    ++at_;
    return true;
  }

  // At the backslash; ends at the last character of the escape. Half of a pair of surrogates is
  // kept as '?': no name or figure needs one.
  bool read_escape(std::string& into) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
    if (++at_ >= text_.size()) {
      return false;
    }
    const auto known = kLetters.find(text_[at_]);
    if (known != kLetters.npos) {
      into += kMeant[known];
      return true;
    }
    unsigned code = 0;
    const std::string_view digits = text_.substr(at_).substr(0, 5).substr(1);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (text_[at_] != 'u' || digits.size() != 4 || end != digits.data() + 4) {
      return false;
    }
    at_ += 4;
    append_utf8(code, into);
    return true;
  }

  static void append_utf8(unsigned code, std::string& into) {
    if (code >= 0xD800 && code < 0xE000) {
      into += '?';
    } else if (code < 0x80) {
      into += static_cast<char>(code);
    } else if (code < 0x800) {
      into += static_cast<char>(0xC0 | code >> 6);
      into += static_cast<char>(0x80 | (code & 0x3F));
    } else {
      into += static_cast<char>(0xE0 | code >> 12);
      into += static_cast<char>(0x80 | (code >> 6 & 0x3F));
      into += static_cast<char>(0x80 | (code & 0x3F));
    }
  }

  std::string_view text_;
  const std::string& file_;
  Diagnostics& diagnostics_;
  std::size_t at_ = 0, line_start_ = 0;
  int line_ = 1;
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  const auto found = std::find_if(members.rbegin(), members.rend(), [&](const JsonMember& member) {
    return member.name == name;
  });
  return found == members.rend() ? nullptr : &found->value;
}

std::vector<JsonValue> parse_json(std::string_view text,
                                  const std::string& file,
                                  Diagnostics& diagnostics) {
  return JsonReader(text, file, diagnostics).all();
}

}  // namespace costwright
