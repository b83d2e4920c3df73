// Mooncake traces [Qin 2025]: one JSON object a line, {"timestamp": ms, "input_length",
// "output_length", "hash_ids"}, with a hash for every 512 tokens of the prompt and all before them.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/policies.h"
#include "sim/trace/formats.h"

namespace costwright::sim {
namespace {

enum Key { kTimestamp, kInputLength, kOutputLength, kHashIds, kKeys, kOther };
constexpr std::array<std::string_view, kKeys> kNames{"timestamp", "input_length", "output_length",
                                                     "hash_ids"};

// Receives the parser's events of one line; holds no document, so a deep or long line costs no
// memory.
class LineEvents {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  explicit LineEvents(std::vector<std::int64_t>& blocks) : blocks_(&blocks) { blocks_->clear(); }

  bool number_integer(number_integer_t value) { return number(static_cast<double>(value), value); }
  bool number_unsigned(number_unsigned_t value) {
    return number(static_cast<double>(value), static_cast<std::int64_t>(value));
  }
  bool number_float(number_float_t value, const string_t&) { return number(value, -1); }
  bool null() { return other("null"); }
  bool boolean(bool) { return other("a truth value"); }
  bool string(string_t&) { return other("a text"); }
  bool binary(binary_t&) { return other("binary data"); }
  bool start_object(std::size_t) { return ++depth_ == 1 || other("an object"); }
  bool end_object() { return depth_-- > 0; }
  bool start_array(std::size_t) {
    if (depth_ == 0) {
      return other("an array");
    }
    ++depth_;
    return (depth_ == 2 && key_ == kHashIds) || other("an array");
  }
  bool end_array() { return depth_-- > 0; }
  bool key(string_t& name) {
    if (depth_ == 1) {
      const auto found = std::find(kNames.begin(), kNames.end(), name);
      key_ = found == kNames.end() ? kOther : static_cast<Key>(found - kNames.begin());
      if (key_ == kOther) {
        unknown_ = name;
      } else if (seen_[key_]) {
        return fail(fmt::format("key '{}' occurs twice", name));
      } else {
        seen_[key_] = true;
      }
    }
    return true;
  }
  bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception&) {
    return fail(fmt::format("not JSON at character {}", at));
  }

  const std::string& failure() const { return failure_; }
  const std::string& unknown() const { return unknown_; }
  bool seen(Key wanted) const { return seen_[wanted]; }
  double value(Key wanted) const { return values_[wanted]; }

 private:
  bool fail(std::string what) {
    if (failure_.empty()) {
      failure_ = std::move(what);
    }
    return false;
  }
  bool other(std::string_view what) {
    if (depth_ >= 1 && key_ == kOther) {
      return true;
    }
    return fail(depth_ == 0 ? fmt::format("the line is {}, not an object", what)
                            : fmt::format("{} is {}", kNames[key_], what));
  }
  bool number(double value, std::int64_t whole) {
    if (depth_ == 0) {
      return fail("the line is a number, not an object");
    }
    if (key_ == kOther) {
      return true;
    }
    if (key_ == kHashIds && depth_ == 2) {
      blocks_->push_back(whole);
      return whole >= 0 || fail("hash_ids holds a number that is negative or not whole");
    }
    values_[key_] = value;
    return key_ != kHashIds || fail("hash_ids is a number, not an array");
  }

  std::vector<std::int64_t>* blocks_;
  std::array<bool, kKeys> seen_{};
  std::array<double, kKeys> values_{};
  Key key_ = kOther;
  int depth_ = 0;
  std::string failure_, unknown_;
};

class MooncakeReader final : public LineReader {
 public:
  MooncakeReader(TraceFile file, Diagnostics& sink)
      : LineReader(std::move(file.path), std::move(file.file), file.at_start, file.options, sink) {}
  TraceFormat format() const override { return TraceFormat::kMooncake; }
  std::span<const std::int64_t> prefix_blocks() const override { return blocks_; }
  std::int32_t prefix_block_tokens() const override { return 512; }

 protected:
  bool parse(std::string_view line, TraceRow& row, Instant& when) override {
    LineEvents events(blocks_);
    const bool parsed = nlohmann::json::sax_parse(line.begin(), line.end(), &events);
    if (!parsed || !events.failure().empty()) {
      return problem(events.failure().empty() ? "not a JSON object" : events.failure());
    }
    warn_of_unknown(events.unknown());
    for (const Key key : {kTimestamp, kInputLength, kOutputLength}) {
      if (!events.seen(key)) {
        return problem(fmt::format("{} is missing", kNames[key]));
      }
    }
    const auto time = instant_of_ms(events.value(kTimestamp));
    if (!time) {
      return problem(time_problem(kNames[kTimestamp], fmt::format("{}", events.value(kTimestamp))));
    }
    when = *time;
    return tokens(events, kInputLength, row.input) && tokens(events, kOutputLength, row.output);
  }

 private:
  bool tokens(const LineEvents& events, Key key, std::int32_t& value) {
    const auto parsed = tokens_from(events.value(key));
    if (!parsed) {
      return problem(token_problem(kNames[key], fmt::format("{}", events.value(key))));
    }
    value = *parsed;
    return true;
  }
  void warn_of_unknown(const std::string& key) {
    if (!key.empty() && !warned_) {
      warned_ = true;
      diagnostics().warning({path(), 0, 0}, fmt::format("key '{}' is not used", printable(key)),
                            fmt::format("used are {}", fmt::join(kNames, ", ")));
    }
  }

  std::vector<std::int64_t> blocks_;
  bool warned_ = false;
};

bool recognises(std::string_view first_line) {
  return first_line.starts_with('{');
}

std::unique_ptr<TraceReader> reader_of(TraceFile file, Diagnostics& diagnostics) {
  return std::make_unique<MooncakeReader>(std::move(file), diagnostics);
}

}  // namespace

TraceFormatRules trace_formats::make_mooncake() {
  return {.looks_like =
              R"({"timestamp": ms, "input_length": n, "output_length": n, "hash_ids": [...]})",
          .example =
              R"({"timestamp": 0, "input_length": 600, "output_length": 44, "hash_ids": [0, 1]}
{"timestamp": 3000, "input_length": 512, "output_length": 9, "hash_ids": [0]}
)",
          .recognises = recognises,
          .reader_of = reader_of};
}

}  // namespace costwright::sim
