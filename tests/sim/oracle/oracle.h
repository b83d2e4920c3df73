#pragma once
// The step-by-step oracle: the rules of docs/serving-engine.md carried out in the most literal way.
// Every iteration is stepped, every context re-summed, every KV block is a number in a list, every
// pin of a cached node is found again among the running requests, every token adds to its histogram
// on its own, every duration is cut at every bucket edge, and all replicas share one clock. It
// shares the plan, the request stream, keyed draws and LatencyHistogram with the jump engine, and
// nothing else. Cost: O(iterations * (running + waiting)). Not modelled: whatever the rules do not
// state.
#include <cstdint>
#include <vector>

#include "sim/meters/usage.h"
#include "sim/requests/request.h"
#include "sim/serving/plan.h"
#include "tests/sim/oracle/mutation.h"

namespace costwright::testing {
using namespace sim;

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
  // order of the queue, cost
  std::int64_t overtakings{};       // requests that join ahead of somebody who waits
  std::int64_t new_heads{};         // of which ahead of a head whose blocks are not free
  std::int64_t spared{};            // victims chosen by priority, not the last admitted
  std::int64_t decode_only_runs{};  // iterations at decode_only costs
  // prefix cache
  std::int64_t whole_hits{}, partial_hits{};  // admissions that found all, some of their chain
  std::int64_t short_chains{};                // admissions whose prompt cut their chain
  std::int64_t evictions{}, pinned_again{};   // nodes: evicted; idle and then pinned again
  std::int64_t shared_pins{};                 // admissions with a node that others have pinned
  std::int64_t unreached{};                   // nodes that left with a preempted prefill
  // routers, response cache
  std::int64_t two_drawn{}, two_equal{};             // choices between two, between equals
  std::int64_t at_home{}, driven_away{}, no_node{};  // prefix affinity: where the request went
  std::int64_t packed{}, overflowed{};               // pack: below max_batch, beyond
  std::int64_t answered{};                           // by the response cache
  std::int64_t nobody{};                             // requests that no replica accepts
  // changes of the fleet
  std::int64_t started{}, stopped{};  // replicas by the autoscaler
  std::int64_t held_back{};           // looks that down_window forbids to scale down
  std::int64_t start_cut{};           // starting replicas that are off or down before they accept
  std::int64_t at_once{};             // starts without delay
  std::int64_t drained{};             // replicas off some time after they were told to drain
  std::int64_t lost_waiting{}, lost_prefilling{}, lost_decoding{}, lost_preempted{};
  std::int64_t cut_iterations{};                    // iterations that a failure cut off
  std::int64_t fleet_ties{};                        // changes at an instant with an iteration's end
  std::int64_t offered_again{}, offered_dropped{};  // lost requests; of which dropped at once
  std::int64_t all_down{};                          // instants after which every replica is down
  // relays
  std::int64_t prefilled{}, cascaded{}, overflowed_elsewhere{}, compressed{};  // passed on
  std::int64_t resumed{};            // admissions with a first token from elsewhere
  std::int64_t resumed_preempted{};  // of which preempted later
  std::int64_t resumed_lost{};       // and lost
  std::int64_t resumed_beside{};     // admitted to an iteration that also prefills
  std::int64_t after_end{};          // arrivals from elsewhere after the window's end
};

struct OracleResult {
  PoolUsage usage;
  std::vector<RequestRecord> records;  // in order of id
  std::vector<PassedOn> passed_on;     // in order of (arrival, id)
  OracleCoverage coverage;
};

OracleResult simulate_stepwise(const ServingPlan& plan,
                               ArrivalSource& arrivals,
                               Mutation mutation = Mutation::kNone);

}  // namespace costwright::testing
