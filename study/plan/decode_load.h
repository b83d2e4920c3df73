#pragma once
// What the requests of a workload ask of decoding, before anything is simulated: how long a context
// a decode attends to on average, which tells whether sliding windows are shorter
// (LlmReplica::mean_context).
#include "sim/arrivals/arrivals.h"

namespace costwright::study {

struct DecodeLoad {
  double tokens{};          // decoded, of an average request
  double context_tokens{};  // attended to by them: output * (input + output / 2)
  double prompt_tokens{};   // of an average request, for comparison
  double prompt_reads{};    // of its prompt's tokens, by those of its answer: output * input
  double mean_context() const { return tokens > 0 ? context_tokens / tokens : 0; }
};

// Of an average request of the stream. Input and output are taken as independent where they are
// drawn, as recorded in a trace. Of lognormal lengths the clamp is left out of the means; the mean
// square is at most max * mean. ServeGen's clients count by their rates.
DecodeLoad decode_load(const sim::StreamPlan& stream);

}  // namespace costwright::study
