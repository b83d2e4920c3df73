#include "sim/trace/formats.h"

#include <array>

namespace costwright::sim {
namespace {

constexpr std::array<TraceFormatEntry, 3> kFormats{{
    {TraceFormat::kAzure, "azure", "TIMESTAMP,ContextTokens,GeneratedTokens", recognises_azure,
     make_azure},
    {TraceFormat::kGeneric, "generic",
     "arrival_s,input_tokens,output_tokens[,class][,session][,prefix]", recognises_generic,
     make_generic},
    {TraceFormat::kMooncake, "mooncake",
     R"({"timestamp": ms, "input_length": n, "output_length": n, "hash_ids": [...]})",
     recognises_mooncake, make_mooncake},
}};

std::string accepted_formats() {
  std::string text = "accepted are";
  for (const auto& entry : kFormats) {
    text += fmt::format("{} {} ({})", &entry == kFormats.data() ? "" : ",", entry.name,
                        entry.looks_like);
  }
  return text;
}

const TraceFormatEntry* entry_for(TraceFormat wanted, std::string_view first_line) {
  for (const auto& entry : kFormats) {
    if (wanted == entry.format || (wanted == TraceFormat::kAuto && entry.recognises(first_line))) {
      return &entry;
    }
  }
  return nullptr;
}

}  // namespace

std::span<const TraceFormatEntry> trace_formats() {
  return kFormats;
}

std::unique_ptr<TraceReader> open_trace(const std::string& path,
                                        const TraceOptions& options,
                                        Diagnostics& diagnostics) {
  auto mapped = MappedFile::open(path, diagnostics);
  if (!mapped) {
    return nullptr;
  }
  const LineScanner start(mapped->text());
  LineScanner behind = start;
  std::string_view first;
  if (!behind.next(first) || (first.empty() && behind.only_blank_left())) {
    diagnostics.error({path, 0, 0}, "the trace is empty", accepted_formats());
    return nullptr;
  }
  const auto* const entry = entry_for(options.format, first);
  if (entry == nullptr) {
    diagnostics.error({path, 1, 0},
                      fmt::format("no trace format begins with '{}'", printable(first)),
                      accepted_formats());
    return nullptr;
  }
  if (!entry->recognises(first)) {
    diagnostics.error(
        {path, 1, 0},
        fmt::format("'{}' is not how a trace in {} format begins", printable(first), entry->name),
        fmt::format("it begins with {}", entry->looks_like));
    return nullptr;
  }
  return entry->make({path, std::move(*mapped), first, start, behind, options}, diagnostics);
}

}  // namespace costwright::sim
