// Our own CSV: arrival_s,input_tokens,output_tokens[,class][,session][,prefix,prefix_tokens], any
// column order, header required, text columns may be quoted [RFC 4180], but on one line. An empty
// session is a session of its own. Prompts of rows with one `prefix` begin with the same tokens, as
// many as the smaller `prefix_tokens` of two rows, for the prefix cache (a conversation that grows
// keeps its label); an empty prefix is shared with nobody.
#include <algorithm>
#include <array>
#include <map>

#include "core/hash.h"
#include "core/policies.h"
#include "sim/clock/random.h"
#include "sim/trace/csv_line.h"
#include "sim/trace/formats.h"

namespace costwright::sim {
namespace {

enum Column { kArrival, kInput, kOutput, kClass, kSession, kPrefix, kPrefixTokens, kColumns };
constexpr std::array<std::string_view, kColumns> kNames{
    "arrival_s", "input_tokens", "output_tokens", "class", "session", "prefix", "prefix_tokens"};
constexpr int kRequired = 3;
constexpr std::size_t kMostClasses = 1000;

int column_of(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  return found == kNames.end() ? -1 : static_cast<int>(found - kNames.begin());
}

// Where each column stands, -1 = absent.
struct Layout {
  std::array<int, kColumns> position{-1, -1, -1, -1, -1, -1, -1};
  std::size_t columns{};
};

Layout read_header(const std::string& path, const CsvFields& names, Diagnostics& diagnostics) {
  Layout layout{.columns = names.size()};
  const std::vector<std::string> known(kNames.begin(), kNames.end());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const int column = column_of(names[i]);
    if (column < 0) {
      auto hint = did_you_mean(names[i], known);
      diagnostics.error({path, 1, 0}, fmt::format("unknown column '{}'", printable(names[i])),
                        hint.empty() ? fmt::format("known are {}", fmt::join(kNames, ", ")) : hint);
    } else if (layout.position[static_cast<std::size_t>(column)] >= 0) {
      diagnostics.error({path, 1, 0}, fmt::format("column '{}' occurs twice", names[i]));
    } else {
      layout.position[static_cast<std::size_t>(column)] = static_cast<int>(i);
    }
  }
  for (std::size_t i = 0; i < kRequired; ++i) {
    if (layout.position[i] < 0) {
      diagnostics.error({path, 1, 0}, fmt::format("column '{}' is missing", kNames[i]),
                        "a trace needs arrival_s, input_tokens and output_tokens");
    }
  }
  if ((layout.position[kPrefix] >= 0) != (layout.position[kPrefixTokens] >= 0)) {
    diagnostics.error(
        {path, 1, 0}, "only one of the columns 'prefix' and 'prefix_tokens' is there",
        "`prefix` names what prompts begin with, `prefix_tokens` says how long it is");
  }
  return layout;
}

class GenericReader final : public LineReader {
 public:
  GenericReader(TraceFile file, const Layout& layout, Diagnostics& sink)
      : LineReader(
            std::move(file.path), std::move(file.file), file.behind_first, file.options, sink),
        layout_(layout) {
    if (has(kClass)) {
      classes_.clear();
    }
  }
  TraceFormat format() const override { return TraceFormat::kGeneric; }
  std::span<const std::int64_t> prefix_blocks() const override { return prefix_; }
  std::int32_t prefix_block_tokens() const override { return INT32_MAX; }
  std::int32_t prefix_tokens() const override { return prefix_tokens_; }

 protected:
  bool parse(std::string_view line, TraceRow& row, Instant& when) override {
    if (const char* wrong = split_csv(line, fields_, scratch_); *wrong != '\0') {
      return problem(wrong);
    }
    if (fields_.size() != layout_.columns) {
      return problem(
          fmt::format("{} fields where the header has {}", fields_.size(), layout_.columns));
    }
    const auto time = parse_seconds(field(kArrival));
    if (!time) {
      return problem(time_problem(kNames[kArrival], field(kArrival)));
    }
    when = *time;
    return tokens(kInput, row.input) && tokens(kOutput, row.output) && read_class(row) &&
           read_session(row) && read_prefix(row);
  }

 private:
  bool has(Column column) const { return layout_.position[column] >= 0; }
  std::string_view field(Column column) const {
    return fields_[static_cast<std::size_t>(layout_.position[column])];
  }

  bool tokens(Column column, std::int32_t& value) {
    const auto parsed = parse_tokens(field(column));
    if (!parsed) {
      return problem(token_problem(kNames[column], field(column)));
    }
    value = *parsed;
    return true;
  }

  bool read_class(TraceRow& row) {
    if (!has(kClass)) {
      return true;
    }
    const auto label = field(kClass);
    auto found = class_ids_.find(label);
    if (found == class_ids_.end()) {
      if (classes_.size() >= kMostClasses) {
        return problem(fmt::format("class '{}' is one more than the {} allowed", printable(label),
                                   kMostClasses));
      }
      found = class_ids_.emplace(label, static_cast<std::int32_t>(classes_.size())).first;
      classes_.emplace_back(label);
    }
    row.klass = found->second;
    return true;
  }

  // A session is known by its label's hash, so that memory does not grow with the number of
  // sessions. A row without label is a session of its own.
  bool read_session(TraceRow& row) {
    if (has(kSession)) {
      const auto label = field(kSession);
      const auto key = label.empty()
                           ? mix64(static_cast<std::uint64_t>(good_rows()) ^ 0x5e551047ULL)
                           : Hasher().add(label).value();
      row.session = static_cast<std::int64_t>(key >> 1);
    }
    return true;
  }

  // Of a label that occurs with several lengths (a conversation that grows) the shorter ones are
  // the beginnings of the longer.
  bool read_prefix(const TraceRow& row) {
    prefix_.clear();
    prefix_tokens_ = 0;
    if (!has(kPrefix) || field(kPrefix).empty()) {
      return true;
    }
    if (!tokens(kPrefixTokens, prefix_tokens_)) {
      return false;
    }
    if (prefix_tokens_ > row.input) {
      return problem(fmt::format("prefix_tokens = {} is more than input_tokens = {}",
                                 prefix_tokens_, row.input));
    }
    prefix_ = {static_cast<std::int64_t>(Hasher().add(field(kPrefix)).value() >> 1)};
    return true;
  }

  Layout layout_;
  CsvFields fields_;
  CsvScratch scratch_;
  std::vector<std::int64_t> prefix_;  // of the row at hand: its label, or nothing
  std::int32_t prefix_tokens_ = 0;
  std::map<std::string, std::int32_t, std::less<>> class_ids_;
};

bool recognises(std::string_view first_line) {
  CsvFields names;
  CsvScratch scratch;
  split_csv(first_line.substr(0, 4096), names, scratch);
  return std::any_of(names.begin(), names.end(), [](std::string_view name) {
    return column_of(name) >= 0;
  });
}

std::unique_ptr<TraceReader> reader_of(TraceFile file, Diagnostics& diagnostics) {
  CsvFields names;
  CsvScratch scratch;
  const int before = diagnostics.error_count();
  if (const char* wrong = split_csv(file.first_line, names, scratch); *wrong != '\0') {
    diagnostics.error({file.path, 1, 0}, fmt::format("the header is not CSV: {}", wrong));
    return nullptr;
  }
  const Layout layout = read_header(file.path, names, diagnostics);
  if (diagnostics.error_count() > before) {
    return nullptr;
  }
  return std::make_unique<GenericReader>(std::move(file), layout, diagnostics);
}

}  // namespace

TraceFormatRules trace_formats::make_generic() {
  return {.looks_like = "arrival_s,input_tokens,output_tokens[,class][,session][,prefix]",
          .example =
              "arrival_s,input_tokens,output_tokens\n"
              "0,374,44\n"
              "4.5,396,109\n",
          .recognises = recognises,
          .reader_of = reader_of};
}

}  // namespace costwright::sim
