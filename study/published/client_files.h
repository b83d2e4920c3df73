#pragma once
// What benchmark clients of serving engines write, as published rows:
//   vllm        `vllm bench serve --save-result`: one JSON object a file
//   sglang      `sglang.bench_serving --output-file`: JSON Lines, one object a run
//   aiperf      AIPerf's and GenAI-Perf's profile_export_*.csv: sections of metrics
//   inferencex  results of InferenceX (InferenceMAX): one JSON object or an array of them
// Medians of TTFT, TPOT and E2E, and the throughput. Lengths are the means of the run; InferenceX's
// are nominal, its requests 0.8 to 1 of them long and ten a client.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "study/published/published.h"

namespace costwright::study {

enum class ClientFormat { kVllm, kSglang, kAiperf, kInferenceX };

// What the file's content looks like; nothing when no client writes such (a CSV of our columns).
std::optional<ClientFormat> client_format(std::string_view text);

// What was measured: stands in for, and overrules, what the file says.
struct MeasuredSystem {
  std::string model, accelerator, engine, precision;
  int tensor_parallel{}, devices{};      // 0: not given; devices: as tensor_parallel
  double concurrency{}, request_rate{};  // 0: not given
  friend bool operator==(const MeasuredSystem&, const MeasuredSystem&) = default;
};

// One row a figure. Errors, with line and column or the key: no JSON or CSV, a figure that is none,
// and what neither the file nor `given` says, with the option that does. Runs with speculative
// decoding or on separate prefill devices are left out with a warning.
std::vector<PublishedServing> read_client_file(std::string_view text,
                                               const std::string& path,
                                               ClientFormat format,
                                               const MeasuredSystem& given,
                                               Diagnostics& diagnostics);

}  // namespace costwright::study
