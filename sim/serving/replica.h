#pragma once
// One replica (docs/serving-engine.md, "One replica"). Its state is that of the last change of
// composition, plus a plan: the iterations under way, all of one composition, and when they end. A
// run of decode iterations is planned to its natural end and cut short when an arrival can be
// admitted sooner; nothing in between is visited.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/serving/completion_ring.h"
#include "sim/serving/event.h"
#include "sim/serving/fresh_queue.h"
#include "sim/serving/kv_blocks.h"
#include "sim/serving/listener.h"
#include "sim/serving/meters.h"
#include "sim/serving/plan.h"
#include "sim/serving/sequence_pool.h"

namespace costwright {

class Replica {
 public:
  struct Environment {
    const ServingPlan* plan{};
    Meters* meters{};
    Listener* listener{};        // may be null
    Ps shortest_step{};          // of all step times
    std::int64_t longest_run{};  // iterations planned at once: 1 = step by step
  };
  Replica(const Environment& environment, std::int32_t index);

  // Everything that comes before an arrival at `t`: ends and time-outs up to t, starts before t.
  // Time-outs may be left for later while nothing depends on them.
  void advance_to(Ps t);
  // An arrival, after advance_to(request.arrival).
  void arrive(const Request& request);
  // Time-outs up to and including t.
  void expire(Ps t) {
    if (!fresh_.empty() && head_expiry() <= t) {
      expire_heads(t);
    }
  }
  void drain() { advance_to(kNever - 1); }

  // The same one event at a time.
  Event next_event() const;
  void handle(const Event& event);

  // For pools whose clients do not react: unless one arrives here, no request leaves before this
  // instant (a lower bound). After advance_to(t) and expire(t) it lies beyond t.
  Ps no_departure_before() const;

  // Requests waiting or running; time-outs up to now must have been handled.
  std::int64_t outstanding() const { return pool_.live() + fresh_.size(); }

 private:
  void expire_heads(Ps t);
  std::int64_t iterations_before_departure() const;
  std::int64_t iterations_of_the_running(std::int64_t most) const;
  bool idle() const { return !starting_ && end_ == kNever; }
  void start();
  void finish();

  bool make_room();
  void preempt_newest();
  bool fits(std::int64_t more_blocks) const;

  void admit();
  bool admit_preempted();
  bool admit_fresh();
  SlotIndex create(const Waiting& waiting);
  void begin_prefill(SlotIndex slot);
  void schedule_chunk(SlotIndex slot);

  Ps base_duration() const;
  void plan_mixed();
  void plan_run(bool alone);
  std::int64_t memory_limit(std::int64_t iterations) const;
  void cut_run(Ps t);
  Ps head_expiry() const;

  void end_prefills();
  void end_decodes();
  void start_decoding(SlotIndex slot);
  void complete(SlotIndex slot);
  void report_unserved(const Request& request, RequestFate fate, Ps at);
  void tell_listener();
  Request request_of(SlotIndex slot);

  // What the plan says.
  const IterationCost* cost_;
  Meters* meters_;
  Listener* listener_;
  std::int64_t longest_run_;
  std::int64_t max_batch_, token_budget_, kv_blocks_, kv_tokens_, queue_limit_;
  Ps client_timeout_;
  Ps shortest_step_;
  BlockSize block_;
  std::int32_t index_;

  // The iterations under way, or none.
  bool starting_ = false;  // at a boundary at now_, the next iteration not begun
  Ps end_ = kNever;        // of the iterations under way
  Stretch plan_;           // they; plan_.start is when they began
  Ps now_ = 0;             // the last boundary
  std::int64_t chunks_ = 0;
  std::int64_t budget_ = 0;
  bool fresh_blocked_ = false;  // the head of the fresh queue waits for KV memory

  // Decodes.
  std::int64_t decodes_ = 0;
  std::int64_t contexts_ =
      0;  // summed over the decodes, in the iteration under way or about to start
  std::int64_t iteration_ = 0;  // number of that iteration
  std::int64_t phase_ = 0;      // the same modulo the block size
  std::vector<std::int64_t> class_decodes_;
  DecodeBlocks decode_blocks_;
  CompletionRing ring_;

  // Prefills. At a boundary at most one is under way: a second one gets a chunk only when the first
  // is done, and the budget is never below one, because decodes < max_batch <= token_budget.
  SlotIndex partial_ = kNoSlot;
  std::int64_t partial_done_ = 0;
  std::vector<SlotIndex> finishing_;  // prefills that end with the iteration under way
  std::int64_t prefill_blocks_ = 0;   // held by all prefilling sequences

  SequencePool pool_;
  SlotIndex preempted_ = kNoSlot;  // front of the preempted queue, a stack linked by `older`
  FreshQueue fresh_;
  std::vector<Outcome> outcomes_;  // of the event at hand
  IterationMeter meter_;
};

inline Ps Replica::head_expiry() const {
  const Ps arrival = fresh_.front().request.arrival;
  return client_timeout_ < kNever - std::max<Ps>(arrival, 0) ? arrival + client_timeout_ : kNever;
}

inline void Replica::advance_to(Ps t) {
  for (;;) {
    if (starting_) {
      if (now_ >= t) {
        return;
      }
      start();
    }
    if (end_ > t) {
      return;
    }
    finish();
  }
}

}  // namespace costwright
