#pragma once
// A hosted model behind an API: no replicas and no queue of ours. Requests are counted exactly;
// their latencies are drawn from what is stated, for how a provider batches and queues is not
// known. Cost: O(log requests under way) per request, and the pieces of its prefix.
//
// Rules, with all times in integer picoseconds:
//  * Arrival: a request longer than max_context is dropped. Else it is sent when both allowances
//    have it. An allowance fills steadily, one unit per `interval`, up to what a minute fills, and
//    is full at first; a request takes one unit of the requests' and its prompt and answer tokens
//    of the tokens' allowance (one that needs more than a minute's waits for the full minute's, and
//    the rest is owed). Requests are sent in the order in which they arrive.
//  * Over a limit: refused (dropped), or it waits. One that would wait longer than client_timeout
//    leaves then and takes nothing.
//  * Answer: sent + TTFT is the first token, each of the others comes TPOT after the one before.
//    Both are lognormal, drawn by (seed, id), independent of each other and of the load.
//  * Cache: a prompt's beginning (Request::prefix) is kept piece by piece for cache_lifetime from
//    its last use. What is there from the front is read, the rest of the beginning is written; a
//    beginning below cache_minimum is neither, nor is less than that read.
//  * At equal times answers and time-outs come before arrivals, then by id.
// UsageBucket: prefill_tokens (not read) and cached_tokens when sent, decode_tokens and iterations
// (one a request) when the answer ends; busy, on and KV fields stay 0. max_queue: waiting to be
// sent. LatencyDay: as serving's; inter-token latencies all on the day on which the answer ends.
// Not modelled: outages, retries, a provider's own queue under load, correlation between TTFT and
// the length of the prompt.
// Worked: 60 requests a minute, 61 requests at t = 0: 60 are sent at 0, the last at 1 s.
#include <vector>

#include "sim/meters/meter_plan.h"
#include "sim/meters/usage.h"
#include "sim/requests/request.h"
#include "sim/requests/run_control.h"

namespace costwright::sim {

inline constexpr int kApiEngineVersion = 1;  // part of every cache key, as the serving engine's

// Lognormal: the logarithm has mean ln(median) and deviation sigma.
struct LatencyDraw {
  Ps median{};     // > 0
  double sigma{};  // >= 0
  friend bool operator==(const LatencyDraw&, const LatencyDraw&) = default;
};

struct ApiPlan {
  LatencyDraw ttft, tpot;
  Ps request_interval{};  // in which the allowance gains a request; 0: no limit
  Ps token_interval{};    // a token; 0: no limit
  bool refuses = false;   // what is over a limit, else it waits
  Ps client_timeout{};    // > 0
  Ps cache_lifetime{};
  std::int32_t cache_minimum{};  // tokens
  std::int64_t max_context{};    // of a request, prompt and answer; 0: no limit
  MeterPlan meter;
  std::vector<ClassPlan> classes;
  std::uint64_t seed{};
  friend bool operator==(const ApiPlan&, const ApiPlan&) = default;
};

// Preconditions (std::logic_error): the ranges above, no time beyond 2^61 ps, at least one class,
// every request's class within the plan's, arrivals in (arrival, id) order, none that resumes.
PoolUsage simulate_api(const ApiPlan& plan,
                       ArrivalSource& arrivals,
                       const RunControl& options = {});

}  // namespace costwright::sim
