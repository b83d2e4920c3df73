#pragma once
// Pipeline parallelism of a serving replica: pp stages of `tensor_parallel` devices, each with its
// share of the layers, and as many micro-batches under way as there are stages. One iteration of
// the plan gives every sequence its next token, so it is one round of all micro-batches: with n
// tokens, b = min(pp, n) micro-batches of m = ceil(n / b) tokens,
//   slot(m)  = max(largest * layers(m), last * layers(m) + head)      the slowest stage's work
//   trip(m)  = layers(m) + head + step + (pp-1) * (m * hidden * 2 / bandwidth) + pp * latency
//   round(n) = max(b * slot(m), trip(m))
// layers(m): seconds of all layers for m tokens on the devices of one stage; head: the vocabulary
// matrix, on the last stage only, while the others wait (a bubble); step: scheduling and launch, of
// one micro-batch while the others compute; largest = ceil(L / pp) / L, last = floor(L / pp) / L.
// A hop sends a micro-batch's activations in 16 bits over a device's link to the next stage in the
// server, over its share of the server's network to the next server; the last one sends the token
// ids back. Of attention every stage has 1/pp of the layers for every sequence: its seconds are
// those of one stage with all layers times `largest`.
// Structure: pipeline with as many micro-batches as stages [Narayanan 2021, 2.2.1, without
// flush], as vLLM and TensorRT-LLM run it. Latencies: core/perf/collectives.h.
//
// Not modelled: micro-batches of unequal work, fewer sequences than stages in attention (their
// contexts are then read by fewer devices than counted), sends that slow kernels down.
//
// How accurate? docs/accuracy.md, "Pipeline stages".
// Worked, 32 layers over 2 stages, layers(m) = 8 ms, head 0.5 ms, step 0.5 ms, hops 0.1 ms: slot =
// 4.5 ms, trip = 9.1 ms, round = max(9, 9.1) = 9.1 ms.
#include "core/perf/serving/llm_serving.h"

namespace costwright::perf {

struct PipelineStages {
  int stages = 1;
  double largest = 1, last = 1;  // shares of the layers
  double hops_s{}, hops_s_per_token{};
};
// The replica's stages must have a way to each other, see check_pipeline().
PipelineStages pipeline_stages(const LlmReplica& replica);

// Hops of one trip that leave a server.
int hops_between_servers(const LlmReplica& replica);

struct MicroBatches {
  int count = 1, tokens = 1;
};
MicroBatches micro_batches(const PipelineStages& pipeline, int tokens);

double round_seconds(const PipelineStages& pipeline,
                     MicroBatches work,
                     double layers_s,
                     double head_s,
                     double step_s);

void check_pipeline(const LlmReplica& replica, Diagnostics& diagnostics, const Place& place);

}  // namespace costwright::perf
