#pragma once
// Speculative decoding: a draft model proposes K tokens, one pass of the target verifies them. Each
// proposal is accepted with probability a, independently, so that a step yields on average
//   m = 1 + a + ... + a^K = (1 - a^(K+1)) / (1 - a)   tokens of a sequence    [Leviathan 2023, (1)]
// A step of B sequences whose summed context is K_ctx takes
//   target.step(B (K+1)) + K draft.step(B) + sequences and attention:
//   verify    decode compute and KV reads of K+1 tokens a sequence; weights, collectives' latency
//             and constants once [inference-sim, pull request 1538]. Kernels that read a context
//             once for all K+1 tokens pay less: for long contexts this is an upper bound
//   drafts    K iterations of the draft model, on the target's devices at the same
//             tensor_parallel, without scheduling and per-sequence handling of their own
// The engine's clock is per token: a decode-only iteration of the plan is 1/m of a step, energy
// likewise. Iterations with a prefill chunk do not speculate: they give each decode one token and
// pass everything through both models, as the draft's KV cache needs it.
// a is a property of the workload and of the pair of models: measure it. Published pairs: 0.5 to
// 0.9 [Leviathan 2023, table 3].
//
// Multi-token-prediction heads (DeepSeek-V3, mtp_draft) are drafts of one layer, which is what they
// are: a decoder layer with its own KV cache on the target's vocabulary matrices.
//
// Not modelled: acceptance that differs between positions or requests, trees of proposals, drafts
// without a model (n-grams), pipeline stages. The plan takes the larger of memory and
// arithmetic time over both models' attention together. Joules of the weights read in iterations
// with a prefill chunk are charged as in those without.
//
// How accurate? InferenceX's runs with MTP heads: docs/accuracy.md. Worked, a = 0.8, K = 4: m = (1
// - 0.32768) / 0.2 = 3.3616 tokens a step.
#include "core/perf/serving/llm_serving.h"

namespace costwright::perf {

struct Speculation {
  int draft_tokens = 1;  // K, 1 to 16
  double acceptance{};   // a, 0 to 1
};

double expected_tokens(const Speculation& speculation);

// The head that predicts one more token: a layer like the target's, with the projection of the two
// states that it starts from (2 h x h); vocabulary matrices as the target's.
LlmReplica mtp_draft(const LlmReplica& target);

// `target` reaches max_batch * (K+1) tokens, `draft` max_batch.
LlmDecodeTimes speculative_decode(const LlmIterationTimes& target,
                                  const LlmIterationTimes& draft,
                                  const Speculation& speculation,
                                  int max_batch);

// Both models pass over the same tokens; as many as `target` reaches and `draft` too.
LlmIterationTimes both_models(const LlmIterationTimes& target,
                              const LlmIterationTimes& draft,
                              int token_budget);

LlmEnergy speculative_energy(const LlmEnergy& target,
                             const LlmEnergy& draft,
                             const Speculation& speculation);

bool check_speculation(const LlmReplica& target,
                       const LlmReplica& draft,
                       const Speculation& speculation,
                       Diagnostics& diagnostics,
                       const Place& place);

}  // namespace costwright::perf
