#include "core/table/json.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

namespace costwright {
namespace {

constexpr int kDeepest = 64;

// How far the library has read, which its events do not tell.
struct Reached {
  const char* at{};
  const char* line_start{};
  int line = 1;
  // Of the value that is being read; none between two values.
  bool is_within = false;
  int value_line = 1, value_column = 1;

  bool is_blank() const {
    return *at == ' ' || *at == '\t' || *at == '\r' || *at == '\n' || *at == ',' || *at == ':';
  }
  int column() const { return static_cast<int>(at - line_start) + 1; }
  void advance() {
    if (!is_within && !is_blank()) {
      is_within = true;
      value_line = line;
      value_column = column();
    }
    const bool ends_line = *at++ == '\n';
    line += ends_line ? 1 : 0;
    line_start = ends_line ? at : line_start;
  }
};

class Characters {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  Characters() = default;
  Characters(Reached* reached, const char* end) : reached_(reached), end_(end) {}
  char operator*() const { return *reached_->at; }
  Characters& operator++() {
    reached_->advance();
    return *this;
  }
  friend bool operator==(const Characters& a, const Characters& b) {
    return a.is_at_end() == b.is_at_end();
  }

 private:
  bool is_at_end() const { return reached_ == nullptr || reached_->at == end_; }
  Reached* reached_ = nullptr;
  const char* end_ = nullptr;
};

// Makes values of the library's events.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  Builder(Reached& reached, const std::string& file, Diagnostics& diagnostics)
      : reached_(reached), file_(file), diagnostics_(diagnostics) {}

  JsonValue take() { return std::move(root_); }

  bool null() override { return plain(JsonValue::Kind::kNull, 0); }
  bool boolean(bool value) override { return plain(JsonValue::Kind::kBool, value ? 1 : 0); }
  bool number_integer(number_integer_t value) override {
    return plain(JsonValue::Kind::kNumber, static_cast<double>(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return plain(JsonValue::Kind::kNumber, static_cast<double>(value));
  }
  bool number_float(number_float_t value, const string_t& /*text*/) override {
    return plain(JsonValue::Kind::kNumber, value);
  }
  bool string(string_t& text) override {
    add(JsonValue::Kind::kText).text = std::move(text);
    return true;
  }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return open(JsonValue::Kind::kObject); }
  bool start_array(std::size_t /*size*/) override { return open(JsonValue::Kind::kArray); }
  bool key(string_t& name) override {
    reached_.is_within = false;
    name_ = std::move(name);
    return true;
  }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t /*at*/,
                   const std::string& /*token*/,
                   const nlohmann::detail::exception& /*why*/) override {
    const Place here = reached_.is_within
                           ? Place{file_, reached_.value_line, reached_.value_column}
                           : Place{file_, reached_.line, std::max(1, reached_.column() - 1)};
    diagnostics_.error(here, "this is no JSON",
                       "was the file cut off? a run that was stopped leaves half a result");
    return false;
  }

 private:
  JsonValue& add(JsonValue::Kind kind) {
    reached_.is_within = false;
    JsonValue value;
    value.kind = kind;
    value.place = {file_, reached_.value_line, reached_.value_column};
    if (open_.empty()) {
      root_ = std::move(value);
      return root_;
    }
    JsonValue& parent = *open_.back();
    if (parent.kind == JsonValue::Kind::kArray) {
      return parent.items.emplace_back(std::move(value));
    }
    return parent.members.emplace_back(JsonMember{std::move(name_), std::move(value)}).value;
  }

  bool plain(JsonValue::Kind kind, double number) {
    add(kind).number = number;
    return true;
  }

  // A value that is open grows at its end only, so that those above it stay where they are.
  bool open(JsonValue::Kind kind) {
    open_.push_back(&add(kind));
    if (open_.size() > kDeepest) {
      diagnostics_.error(open_.back()->place, fmt::format("more than {} levels", kDeepest));
      return false;
    }
    return true;
  }

  bool close() {
    reached_.is_within = false;
    open_.pop_back();
    return true;
  }

  Reached& reached_;
  const std::string& file_;
  Diagnostics& diagnostics_;
  JsonValue root_;
  std::vector<JsonValue*> open_;
  std::string name_;
};

// Python's words for figures that do not exist, which no JSON has.
std::string without_nan(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool is_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    const auto word = [&](std::string_view name) {
      return !is_text && rest.starts_with(name) ? name.size() : 0;
    };
    if (const std::size_t size = std::max({word("NaN"), word("Infinity"), word("-Infinity")})) {
      out += "null";
      i += size - 1;
    } else if (is_text && text[i] == '\\' && rest.size() > 1) {
      out += rest.substr(0, 2);  // whatever is escaped, it ends no text
      ++i;
    } else {
      is_text = is_text != (text[i] == '"');
      out += text[i];
    }
  }
  return out;
}

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
  const std::string clean = without_nan(text);
  const char* const end = clean.data() + clean.size();
  Reached reached{.at = clean.data(), .line_start = clean.data()};
  std::vector<JsonValue> values;
  const auto skip_blanks = [&] {
    while (reached.at != end && reached.is_blank() && *reached.at != ',' && *reached.at != ':') {
      reached.advance();
    }
    return reached.at != end;
  };
  while (skip_blanks()) {
    Builder builder(reached, file, diagnostics);
    constexpr bool kAlone = false;  // another value may follow
    if (!nlohmann::json::sax_parse(Characters(&reached, end), Characters(), &builder,
                                   nlohmann::json::input_format_t::json, kAlone)) {
      break;
    }
    values.push_back(builder.take());
  }
  return values;
}

}  // namespace costwright
