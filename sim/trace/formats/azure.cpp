// Azure LLM inference traces of 2023 and 2024 [Patel 2024; Azure/AzurePublicDataset]:
// TIMESTAMP,ContextTokens,GeneratedTokens.

#include "core/policies.h"
#include "sim/trace/csv_line.h"
#include "sim/trace/formats.h"

namespace costwright::sim {
namespace {

constexpr std::string_view kHeader = "TIMESTAMP,ContextTokens,GeneratedTokens";

class AzureReader final : public LineReader {
 public:
  AzureReader(TraceFile file, Diagnostics& sink)
      : LineReader(std::move(file.path), std::move(file.lines), file.options, sink) {}
  TraceFormat format() const override { return TraceFormat::kAzure; }

 protected:
  bool parse(std::string_view line, TraceRow& row, Instant& when) override {
    if (const char* wrong = split_csv(line, fields_, scratch_); *wrong != '\0') {
      return problem(wrong);
    }
    if (fields_.size() != 3) {
      return problem(fmt::format("{} fields where 3 are expected ({})", fields_.size(), kHeader));
    }
    const auto time_text = fields_[0];
    const auto input_text = fields_[1];
    const auto output_text = fields_[2];
    const auto time = parse_timestamp(time_text);
    if (!time) {
      return problem(fmt::format("TIMESTAMP '{}' is not a time like 2023-11-16 18:15:46.6805900",
                                 printable(time_text)));
    }
    const auto input = parse_tokens(input_text);
    if (!input) {
      return problem(token_problem("ContextTokens", input_text));
    }
    const auto output = parse_tokens(output_text);
    if (!output) {
      return problem(token_problem("GeneratedTokens", output_text));
    }
    when = *time;
    row.input = *input;
    row.output = *output;
    return true;
  }

 private:
  CsvFields fields_;
  CsvScratch scratch_;
};

bool recognises(std::string_view first_line) {
  CsvFields names;
  CsvScratch scratch;
  split_csv(first_line.substr(0, 4096), names, scratch);
  return fmt::format("{}", fmt::join(names, ",")) == kHeader;
}

std::unique_ptr<TraceReader> reader_of(TraceFile file, Diagnostics& diagnostics) {
  return std::make_unique<AzureReader>(std::move(file), diagnostics);
}

}  // namespace

TraceFormatRules trace_formats::make_azure() {
  return {.looks_like = kHeader,
          .has_dates = true,
          .example =
              "TIMESTAMP,ContextTokens,GeneratedTokens\n"
              "2023-11-16 18:15:46.6805900,374,44\n"
              "2023-11-16 18:15:50.9951690,396,109\n",
          .recognises = recognises,
          .reader_of = reader_of};
}

}  // namespace costwright::sim
