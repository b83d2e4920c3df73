#pragma once
// The step-by-step oracle: the rules of docs/serving-engine.md carried out in the most literal way.
// Every iteration is stepped, every context re-summed, every KV block is a number in a list, every
// token adds to its histogram on its own, every duration is cut at every bucket edge, and all
// replicas share one clock. It shares the plan, the request stream and LatencyHistogram with the
// jump engine, and nothing else. Cost: O(iterations * (running + waiting)). Not modelled: whatever
// the rules do not state.
#include <cstdint>
#include <vector>

#include "core/usage.h"
#include "sim/serving/plan.h"

namespace costwright {

// One seeded mistake each: a differential test that cannot tell these from the rules proves
// nothing.
enum class Mutation {
  kNone,
  kOffByOneRun,             // the duration reads one token of context too many
  kNoCrossover,             // a decode stretch keeps the side of the roofline on which it began
  kVictimOrder,             // the running request admitted first is preempted
  kPreemptedToBack,         // a preempted request queues behind those preempted before it
  kForgetsTokens,           // a preempted request recomputes its prompt only
  kFreeBlock,               // admission believes that one block fewer is free (unless nothing runs)
  kOvertake,                // a fresh request overtakes a head that does not fit
  kTieOrder,                // an arrival at a boundary joins only the iteration after
  kTimeoutTie,              // a time-out at a boundary comes after the admission there
  kRouterTie,               // least outstanding: the highest index among equals
  kRoundRobinSkipsDropped,  // a dropped request does not advance the round robin
  kQueueLimit,              // the queue holds one more than its limit
  kPairsOfChunk,            // prefill attention forgets the tokens done by earlier chunks
  kEdgeEarlier,             // an instant on a bucket edge belongs to the earlier bucket
  kUnsplitBusy,             // an iteration's duration goes whole to the bucket of its end
  kResidentDecodesOnly,     // the KV integral forgets the prefilling requests
  kItlOnArrivalDay,         // a token's latency counts on the day its request arrived
  kTpotRoundsUp,            // time per output token is rounded up
  kSloStrict,               // a latency equal to its limit misses it
  kBacklogIncludesEnd,      // completions at the window's very end no longer count as backlog
};
inline constexpr int kMutations = static_cast<int>(Mutation::kBacklogIncludesEnd) + 1;
const char* name_of(Mutation mutation);

// How often the awkward cases were met.
struct OracleCoverage {
  std::int64_t iterations{}, completed{}, drops{}, timeouts{}, follow_ups{};
  std::int64_t preemptions{};          // of which
  std::int64_t prefill_preemptions{};  //   the victim was still prefilling
  std::int64_t cascades{};             //   second and later victims of one iteration
  std::int64_t arrival_ties{};  // arrivals at the instant an iteration of their replica ended
  std::int64_t timeout_ties{};  // time-outs at such an instant
  std::int64_t crossovers{};    // changes of roofline side while the same batch only decodes
  std::int64_t bucket_splits{},
      day_splits{};          // iterations that straddle an edge of the window's buckets, days
  std::int64_t edge_ends{};  // iterations that end exactly on an edge
  std::int64_t chunked_prefills{};  // prefills that needed more than one iteration
  std::int64_t blocked_heads{};     // admissions stopped because the head's blocks were not free
  std::int64_t too_long{};          // dropped because the KV memory can never hold them
  std::int64_t zero_think{};        // follow-ups at the instant of their cause
  Ps longest_stretch{};             // iterations in a row with one and the same decoding batch
};

struct OracleResult {
  PoolUsage usage;
  std::vector<RequestRecord> records;  // in order of id
  OracleCoverage coverage;
};

OracleResult simulate_stepwise(const ServingPlan& plan,
                               ArrivalSource& arrivals,
                               Mutation mutation = Mutation::kNone);

}  // namespace costwright
