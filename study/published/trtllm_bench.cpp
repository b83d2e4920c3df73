#include "study/published/trtllm_bench.h"

#include <algorithm>
#include <cmath>

#include "core/perf/compute_path.h"

namespace costwright::study {
namespace {

constexpr double kFreeMemoryShare = 0.95;
constexpr BenchLimits kUnknownFormat{2048, 8192};

// Without the scales, which the tool does not count.
double tool_bytes(Precision weights) {
  return weights == Precision::kFp4 ? 0.5 : perf::bytes_per_element(weights);
}

double requests_that_fit(const perf::LlmReplica& replica, double tokens) {
  const ModelShape& m = replica.model;
  const double heads = std::max(replica.tensor_parallel, m.kv_heads);
  const double kv_token =
      2 * m.layers * heads * m.head_dim * perf::bytes_per_element(replica.kv_cache);
  const double free = replica.accelerator.memory_bytes * replica.devices() -
                      m.parameters * tool_bytes(replica.weights);
  return kFreeMemoryShare * free / (kv_token * tokens);
}

double round_up(double value, double step) {
  return step * std::ceil(value / step);
}

double rounded_batch(double batch) {
  return batch < 256    ? std::max(64.0, round_up(batch, 32))
         : batch < 1024 ? round_up(batch, 128)
                        : round_up(batch, 256);
}

double rounded_tokens(double tokens) {
  return tokens < 4096   ? std::max(2048.0, round_up(tokens, 256))
         : tokens < 8192 ? round_up(tokens, 512)
                         : round_up(tokens, 1024);
}

}  // namespace

BenchLimits trtllm_bench_limits(const perf::LlmReplica& replica, double input, double output) {
  require(input >= 1 && output >= 1, "input = {}, output = {} tokens", input, output);
  BenchLimits limits = kUnknownFormat;
  if (!replica.model.experts_quantised_only) {
    const double requests = std::max(1.0, requests_that_fit(replica, input + output));
    const double batch = std::min(requests, 4096.0) / replica.pipeline_parallel;
    const double tokens = std::min(batch * (1 + input / output), 32768.0);
    limits = {static_cast<int>(rounded_batch(batch)), static_cast<int>(rounded_tokens(tokens))};
  }
  const int whole_prompt = static_cast<int>(std::ceil(input)) + limits.max_batch;
  limits.token_budget = std::max(limits.token_budget, whole_prompt);
  return limits;
}

}  // namespace costwright::study
