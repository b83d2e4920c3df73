#pragma once
// The limits that trtllm-bench gives an engine when its user states none, from the model's size,
// the memory and the lengths [TensorRT-LLM, tensorrt_llm/bench/build/tuning.py]:
//   requests  KV bytes that weights leave, times 0.95, / bytes of a whole request, whose KV heads
//             are at least one a device; MLA counts as if every head kept both
//   batch     min(requests, 4096) / stages, rounded up to a multiple of 32 below 256, of 128 below
//             1024, else of 256; at least 64
//   tokens    min(batch before rounding * (1 + input / output), 32768), rounded up likewise; at
//             least 2048, and a whole prompt beside a full batch: prompts are not chunked
// Weights of which only the experts are quantised (MXFP4) are none of its formats: then 2048 and
// 8192. One scheduler's limits; with data-parallel attention every device has one.
#include "core/perf/serving/llm_serving.h"

namespace costwright::study {

struct BenchLimits {
  int max_batch{}, token_budget{};
};
BenchLimits trtllm_bench_limits(const perf::LlmReplica& replica, double input, double output);

}  // namespace costwright::study
