#pragma once
// What physically happened on one pool of replicas during one simulated window. Integers only, so
// that merging is exact and two engines can be compared bit for bit. No money.
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/histogram.h"

namespace costwright::sim {

__extension__ typedef __int128 Int128;

// Counters of one 15-minute bucket, summed over the replicas of the pool. Counts belong to the
// bucket in which their instant lies (an iteration: its end; an arrival: the arrival; a completion:
// the finish); an instant on an edge belongs to the later bucket. Times are split at the edges.
struct UsageBucket {
  // 10,249 replicas' time of one bucket exceeds 64 bits.
  Int128 busy_ps{};      // replica-time inside iterations, split at edges
  Int128 on_ps{};        // replica-time on (paid for), split at edges
  Int128 kv_token_ps{};  // integral of resident KV tokens over time, split at edges
  std::int64_t iterations{};
  std::int64_t decode_tokens{};   // tokens produced by decode iterations
  std::int64_t prefill_tokens{};  // prompt tokens processed, recomputation included
  std::int64_t kv_read_tokens{};  // sum over iterations of the decode contexts read (K)
  std::int64_t prefill_pairs{};   // sum over chunks of p*c + p(p+1)/2
  std::int64_t preemptions{};
  std::int64_t arrived{};
  std::int64_t completed{};
  std::int64_t dropped{};  // queue full or too long for the KV memory
  std::int64_t timed_out{};
  std::int64_t cached_tokens{};  // prompt tokens not computed, thanks to the prefix cache
  std::int64_t lost{};           // requests at a replica that went down, offered again elsewhere
  std::int64_t from_cache{};     // answered by the response cache: arrived and completed too
  std::int64_t passed_on{};      // left for another pool
  friend bool operator==(const UsageBucket&, const UsageBucket&) = default;
};

// Latencies of the requests that arrived on one day of the window.
struct LatencyDay {
  LatencyHistogram ttft, tpot, itl, e2e;
  friend bool operator==(const LatencyDay&, const LatencyDay&) = default;
};

// One class (a workload, or one class of its trace). Per day of the window: index 0 is its first
// day. Requests count on the day they arrive (whatever day they finish), so arrived = completed +
// dropped + timed_out + in_flight for each day; ITL samples count on the day the token appears.
// Where pools pass requests on, that holds for all of them together: a request counts as arrived
// in its first pool and as completed, dropped or timed out in its last.
struct ClassDay {
  std::int64_t arrived{}, completed{}, dropped{}, timed_out{};
  std::int64_t in_flight{};  // not finished when the simulation ended (0: it drains)
  std::int64_t input_tokens{}, output_tokens{};  // of completed requests
  std::int64_t offered_input_tokens{}, offered_output_tokens{};
  std::int64_t slo_met{};  // completed within every stated limit of the class
  std::int64_t slo_input_tokens{}, slo_output_tokens{};  // theirs
  std::int64_t from_cache{};        // of the completed: answered by the response cache
  std::int64_t passed_on{};         // left for another pool
  std::int64_t passed_on_tokens{};  // theirs, prompts and answers, that this pool has processed
  // Of an API: requests that it answered, whether they ended there or went on, their prompts'
  // tokens, what of these was read from its cache and written into it, and their answers' tokens.
  std::int64_t answered{}, prompt_tokens{}, read_tokens{}, written_tokens{}, answer_tokens{};
  LatencyDay latency;
  friend bool operator==(const ClassDay&, const ClassDay&) = default;
};

// Completions of the window in one part of its quarter hours, for the error of sampling: sums that
// would agree if the window were long. A completion is in the part of the bucket in which it
// finishes.
struct SamplePart {
  std::int64_t completed{}, slo_met{};
  std::int64_t spaced{};  // those with a TPOT
  Int128 ttft_ps{}, tpot_ps{}, e2e_ps{};
  friend bool operator==(const SamplePart&, const SamplePart&) = default;
};
inline constexpr std::size_t kSampleParts = 8;
// The four buckets of an hour belong to four parts; which four alternates as the Thue-Morse
// sequence does, in which the course of a day cancels to the third order: what is left between the
// parts is chance.
inline constexpr std::size_t part_of_bucket(std::size_t bucket) {
  const auto hour = static_cast<unsigned>(bucket / 4);
  return bucket % 4 + (__builtin_popcount(hour) % 2 == 0 ? 0 : 4);
}

// One class over all days of the window.
struct ClassUsage {
  std::vector<ClassDay> days;
  std::array<SamplePart, kSampleParts> parts{};
  friend bool operator==(const ClassUsage&, const ClassUsage&) = default;
};

// All that a simulation returns.
struct PoolUsage {
  std::vector<UsageBucket> buckets;  // window / bucket length of them
  // Where the pool has replicas of several kinds: what of the buckets each kind's have done. Their
  // sums are the buckets', but for counts of requests, which are not told apart and 0 here.
  std::vector<std::vector<UsageBucket>> kinds;
  std::vector<ClassUsage> classes;  // in the plan's order
  std::int64_t backlog_end{};       // requests waiting or running when the window ended
  std::int64_t
      max_queue{};  // longest queue of fresh requests seen at one replica inside the window
  // Each request that was simulated stands for so many of the days', buckets' and histograms'
  // counts. More than 1: hours were simulated shorter, or it lies between two simulations; parts
  // count what was simulated.
  double stands_for = 1;
  friend bool operator==(const PoolUsage&, const PoolUsage&) = default;
};

}  // namespace costwright::sim
