// Mooncake traces [Qin 2025]: one JSON object a line, {"timestamp": ms, "input_length",
// "output_length", "hash_ids"}, with a hash for every block of the prompt and all before it. The
// published traces hash blocks of 512 tokens; others write 16, 64, ... into the same layout and no
// row says which, so it is found: a prompt of n tokens has ceil(n / block) hashes. A turn of a
// conversation (`session_id`) may have a `delay` after the one before instead of a timestamp.
#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "core/hash.h"
#include "core/policies.h"
#include "sim/trace/formats.h"

namespace costwright::sim {
namespace {

enum Key { kTimestamp, kInputLength, kOutputLength, kHashIds, kSessionId, kDelay, kKeys, kOther };
constexpr std::array<std::string_view, kKeys> kNames{"timestamp", "input_length", "output_length",
                                                     "hash_ids",  "session_id",   "delay"};

// Receives the parser's events of one line; holds no document, so a deep or long line costs no
// memory.
class LineEvents final : public nlohmann::json::json_sax_t {
 public:
  explicit LineEvents(std::vector<std::int64_t>& blocks) : blocks_(&blocks) { blocks_->clear(); }

  bool number_integer(number_integer_t value) override {
    return number(static_cast<double>(value), value);
  }
  bool number_unsigned(number_unsigned_t value) override {
    return number(static_cast<double>(value), static_cast<std::int64_t>(value));
  }
  bool number_float(number_float_t value, const string_t&) override { return number(value, -1); }
  bool null() override { return other("null"); }
  bool boolean(bool) override { return other("a truth value"); }
  bool string(string_t& text) override {
    if (depth_ == 1 && key_ == kSessionId) {
      session_ = label_of(text);
      return true;
    }
    return other("a text");
  }
  bool binary(binary_t&) override { return other("binary data"); }
  bool start_object(std::size_t) override { return ++depth_ == 1 || other("an object"); }
  bool end_object() override { return depth_-- > 0; }
  bool start_array(std::size_t) override {
    if (depth_ == 0) {
      return other("an array");
    }
    ++depth_;
    return (depth_ == 2 && key_ == kHashIds) || other("an array");
  }
  bool end_array() override { return depth_-- > 0; }
  bool key(string_t& name) override {
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
  bool parse_error(std::size_t at,
                   const std::string&,
                   const nlohmann::detail::exception&) override {
    return fail(fmt::format("not JSON at character {}", at));
  }

  const std::string& failure() const { return failure_; }
  const std::string& unknown() const { return unknown_; }
  bool seen(Key wanted) const { return seen_[wanted]; }
  double value(Key wanted) const { return values_[wanted]; }
  std::optional<std::int64_t> session() const { return session_; }

 private:
  static std::int64_t label_of(std::string_view text) {
    return static_cast<std::int64_t>(Hasher().add(text).value() >> 1);
  }
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
    if (key_ == kSessionId) {
      session_ = label_of(fmt::format("{}", value));
    }
    return key_ != kHashIds || fail("hash_ids is a number, not an array");
  }

  std::vector<std::int64_t>* blocks_;
  std::array<bool, kKeys> seen_{};
  std::array<double, kKeys> values_{};
  std::optional<std::int64_t> session_;
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
  auto lines = TextLines::open(file.path, diagnostics);
  if (!lines) {
    return std::nullopt;
  }
  for (std::string_view line; fit.size() > 1 && lines->next(line);) {
    add_row(line, blocks, sizes);
    fit = sizes.powers();
  }
  if (fit.size() == 1 || !sizes.known()) {
    return static_cast<std::int32_t>(sizes.known() ? fit.front() : kPublishedBlock);
  }
  if (fit.empty()) {
    diagnostics.error(
        {file.path, lines->line(), 0},
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

// A file whose turns wait for those before them: its lines in the order of their times.
struct TimedLine {
  Instant when;
  int line{};
  std::string text;
};

Instant later(const Instant& time, const Instant& delay) {
  const Ps ps = time.ps + delay.ps;
  return {time.seconds + delay.seconds + ps / kPsPerSecond, ps % kPsPerSecond};
}

// The instant of each line: its own timestamp, else `delay` after that of its session's turn
// before. What has neither stays where it is, for the reader to complain of.
class DelayClock {
 public:
  explicit DelayClock(double unit_ms) : unit_ms_(unit_ms) {}

  Instant time_of(std::string_view line) {
    LineEvents events(blocks_);
    const bool parsed = nlohmann::json::sax_parse(line.begin(), line.end(), &events);
    const auto session = events.session();
    const auto turn = session ? last_turn_.find(*session) : last_turn_.end();
    if (parsed && events.seen(kTimestamp)) {
      last_ = instant_of_ms(events.value(kTimestamp) * unit_ms_).value_or(last_);
    } else if (parsed && turn != last_turn_.end()) {
      last_ = later(turn->second, instant_of_ms(events.value(kDelay)).value_or(Instant{}));
    }
    if (session) {
      last_turn_[*session] = last_;
    }
    return last_;
  }

 private:
  double unit_ms_;
  Instant last_;
  std::vector<std::int64_t> blocks_;
  std::map<std::int64_t, Instant> last_turn_;
};

// Empty where no row has a `delay`.
std::vector<TimedLine> timed_lines(const TraceFile& file, double unit_ms, Diagnostics& sink) {
  const auto delayed = [](std::string_view line) {
    return line.find("\"delay\"") != std::string_view::npos;
  };
  auto lines = TextLines::open(file.path, sink);
  bool found = false;
  for (std::string_view line; lines && !found && lines->next(line);) {
    found = delayed(line);
  }
  std::vector<TimedLine> timed;
  if (!found) {
    return timed;
  }
  lines = TextLines::open(file.path, sink);
  DelayClock clock(unit_ms);
  for (std::string_view line; lines && lines->next(line);) {
    timed.push_back({clock.time_of(line), lines->line(), std::string(line)});
  }
  std::ranges::stable_sort(timed, {}, &TimedLine::when);
  return timed;
}

double unit_in_ms(const TraceFile& file) {
  return file.options.timestamp_unit > 0 ? static_cast<double>(file.options.timestamp_unit) * 1e-9
                                         : 1;
}

class MooncakeReader final : public LineReader {
 public:
  // `file.lines` stands at the start.
  MooncakeReader(TraceFile file, std::int32_t block_tokens, Diagnostics& sink)
      : LineReader(file.path, std::move(file.lines), file.options, sink),
        block_tokens_(block_tokens),
        unit_stated_(file.options.timestamp_unit > 0),
        unit_ms_(unit_in_ms(file)),
        timed_(timed_lines(file, unit_ms_, sink)) {
    if (!timed_.empty()) {
      sink.warning({file.path, 0, 0},
                   "`delay` is counted from the arrival of the turn before: how long its answer "
                   "took is in no trace");
    }
  }
  TraceFormat format() const override { return TraceFormat::kMooncake; }
  std::span<const std::int64_t> prefix_blocks() const override { return blocks_; }
  std::int32_t prefix_block_tokens() const override { return block_tokens_; }
  std::int32_t prefix_tokens() const override { return shared_tokens_; }

 protected:
  std::optional<TimeReading> reading() const override {
    return unit_stated_ ? std::nullopt : std::optional(kReadAsMilliseconds);
  }
  bool next_text(std::string_view& line, int& number) override {
    if (timed_.empty()) {
      return LineReader::next_text(line, number);
    }
    if (next_timed_ == timed_.size()) {
      return false;
    }
    line = timed_[next_timed_].text;
    number = timed_[next_timed_++].line;
    return true;
  }
  bool parse(std::string_view line, TraceRow& row, Instant& when) override {
    LineEvents events(blocks_);
    const bool parsed = nlohmann::json::sax_parse(line.begin(), line.end(), &events);
    if (!parsed || !events.failure().empty()) {
      return problem(events.failure().empty() ? "not a JSON object" : events.failure());
    }
    warn_of_unknown(events.unknown());
    for (const Key key : {kTimestamp, kInputLength, kOutputLength}) {
      const bool waits = key == kTimestamp && !timed_.empty() && events.seen(kDelay);
      if (!events.seen(key) && !waits) {
        return problem(fmt::format("{} is missing", kNames[key]));
      }
    }
    const auto time = events.seen(kTimestamp) ? instant_of_ms(events.value(kTimestamp) * unit_ms_)
                                              : std::optional(timed_[next_timed_ - 1].when);
    if (!time) {
      return problem(time_problem(kNames[kTimestamp], fmt::format("{}", events.value(kTimestamp))));
    }
    when = *time;
    row.session = events.session().value_or(row.session);
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
  std::vector<TimedLine> timed_;
  std::size_t next_timed_ = 0;
  bool warned_ = false;
};

bool recognises(std::string_view first_line) {
  return first_line.starts_with('{');
}

std::unique_ptr<TraceReader> reader_of(TraceFile file, Diagnostics& diagnostics) {
  const auto block_tokens = block_size(file, diagnostics);
  auto lines = block_tokens ? TextLines::open(file.path, diagnostics) : std::nullopt;
  if (!lines) {
    return nullptr;
  }
  file.lines = std::move(*lines);
  return std::make_unique<MooncakeReader>(std::move(file), *block_tokens, diagnostics);
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
