#pragma once
// A decoder LLM's parameters by how an iteration meets them, and its bytes of KV cache. What
// core/perf/serving/llm_serving.h and its parts share; the formulas are in that header.
#include "core/perf/serving/llm_serving.h"

namespace costwright::perf {

bool is_mla(const ModelShape& model);
bool is_moe(const ModelShape& model);

inline constexpr int kMostDevices = 64;  // of one replica's stage
inline constexpr double kGib = 1073741824.0;
inline constexpr double kActivationBytes = 2;  // of what devices send each other, 16 bits
inline constexpr double kVocabularyBytes = 2;  // engines keep these matrices in 16 bits

// The vocabulary matrices: looked up at the input, multiplied at the output.
struct Vocabulary {
  double embedding{}, head{};  // parameters; embedding 0 when one matrix serves both (tied)
};

struct WeightClasses {
  double body{};                     // multiplied with every token
  double experts{};                  // routed: the touched ones are read, k of E multiplied
  double share_missed_by_token = 1;  // 1 - k/E; of a dense model there are none to miss
  Vocabulary vocabulary;
};
WeightClasses weight_classes(const ModelShape& model);

// Share of the routed experts that none of n tokens chose, from that of n - 1; `by_token` is what
// one token misses, 1 - k/E. Experts are not equally popular: that a token chooses one is Beta
// distributed over the experts with mean k/E and shape a, so that the share is the product of
// (b + i) / (a + b + i) over i < n, b = a (E/k - 1). Worked, 8 of 128: one token touches 6.25 %, 16
// touch 44 %, 64 touch 68 %; equally popular ones (a large a) 64 % and 98 %.
double missed_with_one_more(double missed, double by_token, int n);

// Of everything but routed experts: 16 bits where only these are quantised.
Precision body_precision(const LlmReplica& replica);

// Share of the layers that read no more than window_tokens of a sequence: those with a sliding
// window, unless contexts are known to be shorter.
double windowed_share(const LlmReplica& replica);

// Of the KV of all layers, what sequences of the mean context keep: a window's worth in windowed
// layers. 1 where the mean context is not known.
double kept_share(const LlmReplica& replica);
// Share of a prefill's token pairs that windowed layers compute, in the mean over all layers: with
// a window w in a prompt of L tokens, the mean context, w (2 L - w) / L^2. L not known: none of
// them.
double prefill_share(const LlmReplica& replica);

// Servers that the devices of a stage stand in.
int servers_of_stage(const LlmReplica& replica);

// Bytes of what is multiplied with every token, one copy of it.
double body_bytes(const LlmReplica& replica);

// How many copies of what is no routed expert the devices of a stage hold.
int copies(const LlmReplica& replica);
double stored_bytes(const LlmReplica& replica);
// Over `devices` devices of a stage, had it all layers, each reading the token.
double kv_bytes_per_token(const LlmReplica& replica, int devices);

// Of one decode against one token of its context, all devices together.
double decode_attention_flops(const ModelShape& model);
double prefill_pair_flops(const ModelShape& model);

}  // namespace costwright::perf
