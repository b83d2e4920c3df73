#pragma once
// How long a stream's requests are, before anything is simulated.
#include <functional>

#include "sim/arrivals/arrivals.h"

namespace costwright::study {

// Mean of `of(prompt, answer)` over the stream's requests: over the rows of a trace, else over a
// thousand equal shares of the lengths that are drawn, a length of each (of a share of the requests
// its error is a thousandth). ServeGen's clients count by their rates.
using OfLengths = std::function<double(std::int32_t input, std::int32_t output)>;
double mean_over_requests(const sim::StreamPlan& stream, const OfLengths& of);

// Of the requests of no more than `limit` tokens, where of each prompt the share `kept` is left:
// their share of all, and what they bring to the mean lengths of all. Drawn prompts in closed form
// (a tail of few requests has many of the tokens), answers in a thousand equal shares.
struct AcceptedPart {
  double share{}, input{}, output{};
};
AcceptedPart accepted_part(const sim::StreamPlan& stream, std::int64_t limit, double kept = 1);

// What LengthPlan::max takes away. Lognormal: E[min(X, max)] in closed form, rounding left out.
struct LengthCut {
  double share{};  // of the declared tokens
  double left{};   // the mean that is left, tokens
};
LengthCut cut_of(const sim::LengthPlan& plan);

}  // namespace costwright::study
