// Mooncake traces [Qin 2025]: one JSON object a line, {"timestamp": ms, "input_length",
// "output_length", "hash_ids"}, with a hash for every block of the prompt and all before it. The
// published traces hash blocks of 512 tokens; others write 16, 64, ... into the same layout and no
// row says which, so it is found: a prompt of n tokens has ceil(n / block) hashes.
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

constexpr std::int64_t kPublishedBlock = 512;
constexpr std::int64_t kLeastBlock = 16, kMostBlock = 65536;

// The sizes of block that the rows so far allow.
class BlockSizes {
 public:
  void add(std::int64_t input, std::int64_t hashes) {
    if (hashes >= 1) {
      known_ = true;
      least_ = std::max(least_, (input + hashes - 1) / hashes);
    }
    if (hashes >= 2) {
      most_ = std::min(most_, (input - 1) / (hashes - 1));
    }
  }
  bool known() const { return known_; }  // from some row
  std::int64_t least() const { return least_; }
  std::int64_t most() const { return most_; }
  // The powers of two among them.
  std::vector<std::int64_t> powers() const {
    std::vector<std::int64_t> all;
    for (std::int64_t size = kLeastBlock; size <= std::min(most_, kMostBlock); size *= 2) {
      if (size >= least_) {
        all.push_back(size);
      }
    }
    return all;
  }

 private:
  bool known_ = false;
  std::int64_t least_ = 1, most_ = INT64_MAX;
};

// Rows that cannot be read are left to the reader.
void add_row(std::string_view line, std::vector<std::int64_t>& blocks, BlockSizes& sizes) {
  LineEvents events(blocks);
  if (nlohmann::json::sax_parse(line.begin(), line.end(), &events) && events.failure().empty()) {
    if (const auto input = tokens_from(events.value(kInputLength))) {
      sizes.add(*input, std::ssize(blocks));
    }
  }
}

// Tokens of a block; nullopt after an error. Looks no further than until one power of two is left.
std::optional<std::int32_t> block_size(const TraceFile& file, Diagnostics& diagnostics) {
  if (file.options.block_tokens > 0) {
    return file.options.block_tokens;
  }
  BlockSizes sizes;
  std::vector<std::int64_t> blocks;
  std::vector<std::int64_t> fit = sizes.powers();
  LineScanner lines = file.at_start;
  for (std::string_view line; fit.size() > 1 && lines.next(line);) {
    add_row(line, blocks, sizes);
    fit = sizes.powers();
  }
  if (fit.size() == 1 || !sizes.known()) {
    return static_cast<std::int32_t>(sizes.known() ? fit.front() : kPublishedBlock);
  }
  if (fit.empty()) {
    diagnostics.error(
        {file.path, lines.line(), 0},
        sizes.least() > sizes.most()
            ? fmt::format("this row has hashes for blocks of {} tokens at least or {} at most, the "
                          "rows before it for others",
                          sizes.least(), sizes.most())
            : fmt::format("hash_ids are for blocks of {} to {} tokens, which is no power of two",
                          sizes.least(), sizes.most()),
        "every row needs ceil(input_length / block) hashes; `block_tokens` states the block");
  } else {
    diagnostics.error({file.path, 0, 0},
                      fmt::format("hash_ids fit blocks of {} tokens", fmt::join(fit, ", ")),
                      fmt::format("write which: `block_tokens: {} tokens`", fit.front()));
  }
  return std::nullopt;
}

class MooncakeReader final : public LineReader {
 public:
  MooncakeReader(TraceFile file, std::int32_t block_tokens, Diagnostics& sink)
      : LineReader(std::move(file.path), std::move(file.file), file.at_start, file.options, sink),
        block_tokens_(block_tokens),
        unit_stated_(file.options.timestamp_unit > 0),
        unit_ms_(unit_stated_ ? static_cast<double>(file.options.timestamp_unit) * 1e-9 : 1) {}
  TraceFormat format() const override { return TraceFormat::kMooncake; }
  std::span<const std::int64_t> prefix_blocks() const override { return blocks_; }
  std::int32_t prefix_block_tokens() const override { return block_tokens_; }
  std::int32_t prefix_tokens() const override { return shared_tokens_; }

 protected:
  double slower_reading() const override { return unit_stated_ ? 0 : 1000; }
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
    const auto time = instant_of_ms(events.value(kTimestamp) * unit_ms_);
    if (!time) {
      return problem(time_problem(kNames[kTimestamp], fmt::format("{}", events.value(kTimestamp))));
    }
    when = *time;
    return tokens(events, kInputLength, row.input) && tokens(events, kOutputLength, row.output) &&
           count_blocks(row.input);
  }

 private:
  // The last block is hashed though the prompt may end inside it: it is shared by nobody then.
  bool count_blocks(std::int32_t input) {
    const std::int64_t wanted = (std::int64_t{input} + block_tokens_ - 1) / block_tokens_;
    if (!blocks_.empty() && std::ssize(blocks_) != wanted) {
      return problem(fmt::format("hash_ids has {} hashes; {} tokens in blocks of {} have {}",
                                 blocks_.size(), input, block_tokens_, wanted));
    }
    const std::int32_t whole = input / block_tokens_ * block_tokens_;
    shared_tokens_ = blocks_.empty() ? 0 : whole;
    return true;
  }
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

  std::int32_t block_tokens_;
  bool unit_stated_;
  double unit_ms_;
  std::vector<std::int64_t> blocks_;
  std::int32_t shared_tokens_ = 0;
  bool warned_ = false;
};

bool recognises(std::string_view first_line) {
  return first_line.starts_with('{');
}

std::unique_ptr<TraceReader> reader_of(TraceFile file, Diagnostics& diagnostics) {
  const auto block_tokens = block_size(file, diagnostics);
  return block_tokens
             ? std::make_unique<MooncakeReader>(std::move(file), *block_tokens, diagnostics)
             : nullptr;
}

}  // namespace

TraceFormatRules trace_formats::make_mooncake() {
  return {.looks_like =
              R"({"timestamp": ms, "input_length": n, "output_length": n, "hash_ids": [...]})",
          .is_hashed = true,
          .example =
              R"({"timestamp": 0, "input_length": 600, "output_length": 44, "hash_ids": [0, 1]}
{"timestamp": 3000, "input_length": 512, "output_length": 9, "hash_ids": [0]}
)",
          .recognises = recognises,
          .reader_of = reader_of};
}

}  // namespace costwright::sim
