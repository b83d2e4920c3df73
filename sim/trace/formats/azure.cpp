// Azure LLM inference traces of 2023 and 2024 [Patel 2024; Azure/AzurePublicDataset]:
// TIMESTAMP,ContextTokens,GeneratedTokens.
#include <algorithm>

#include "core/policies.h"
#include "sim/trace/formats.h"

namespace costwright::sim {
namespace {

constexpr std::string_view kHeader = "TIMESTAMP,ContextTokens,GeneratedTokens";

class AzureReader final : public LineReader {
 public:
  AzureReader(TraceFile file, Diagnostics& sink)
      : LineReader(
            std::move(file.path), std::move(file.file), file.behind_first, file.options, sink) {}
  TraceFormat format() const override { return TraceFormat::kAzure; }

 protected:
  bool parse(std::string_view line, TraceRow& row, Instant& when) override {
    const auto first = line.find(',');
    const auto second = first == line.npos ? line.npos : line.find(',', first + 1);
    if (second == line.npos || line.find(',', second + 1) != line.npos) {
      const auto fields = 1 + std::count(line.begin(), line.end(), ',');
      return problem(fmt::format("{} fields where 3 are expected ({})", fields, kHeader));
    }
    const auto time_text = line.substr(0, first);
    const auto input_text = line.substr(first + 1, second - first - 1);
    const auto output_text = line.substr(second + 1);
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
};

bool recognises(std::string_view first_line) {
  return first_line == kHeader;
}

std::unique_ptr<TraceReader> reader_of(TraceFile file, Diagnostics& diagnostics) {
  return std::make_unique<AzureReader>(std::move(file), diagnostics);
}

}  // namespace

TraceFormatRules trace_formats::make_azure() {
  return {.looks_like = kHeader,
          .example =
              "TIMESTAMP,ContextTokens,GeneratedTokens\n"
              "2023-11-16 18:15:46.6805900,374,44\n"
              "2023-11-16 18:15:50.9951690,396,109\n",
          .recognises = recognises,
          .reader_of = reader_of};
}

}  // namespace costwright::sim
