#pragma once
// One replica (docs/serving-engine.md, "One replica"). Its state is that of the last change of
// composition, plus a plan: the iterations under way, all of one composition, and when they end. A
// run of decode iterations is planned to its natural end and cut short when an arrival can be
// admitted sooner; nothing in between is visited.
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/clock/event.h"
#include "sim/serving/decode_batch.h"
#include "sim/serving/kv_memory.h"
#include "sim/serving/pool_context.h"
#include "sim/serving/sequence_pool.h"
#include "sim/serving/waiting_queue.h"

namespace costwright::sim {

// Moved on by its pool, by whole stretches of time or one event at a time.
class Replica {
 public:
  Replica(const PoolContext& context, std::int32_t index);

  // Everything that comes before an arrival at `t`: ends and time-outs up to t, starts before t.
  // Time-outs may be left for later while nothing depends on them.
  void advance_to(Ps t);
  // A request that the router sends here, after advance_to(waiting.since).
  void offer(const Waiting& waiting);
  // Time-outs up to and including t.
  void expire(Ps t) {
    if (!fresh_.empty() && expiry(fresh_.oldest()) <= t) {
      expire_oldest(t);
    }
  }
  // It goes down, after advance_to(t) and expire(t): everybody who is here, in no order, and an
  // empty replica.
  std::vector<Request> fail(Ps t);
  void restart();  // nobody is here; nothing is remembered of those who were
  // No more requests come: until the last one has left.
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
  struct DecodeRates {  // what an iteration without prefill chunks costs
    std::span<const Ps> step;
    Ps per_sequence{};
    AttentionCost memory, compute;
  };
  static DecodeRates rates_of(const IterationCost& cost);

  void expire_oldest(Ps t);
  Ps expiry(const Waiting& waiting) const;
  std::int32_t output_here(const Request& request) const;
  std::int64_t iterations_before_departure() const;
  std::int64_t iterations_of_the_running(std::int64_t most) const;
  // Has nothing to do: no iteration is under way or about to start.
  bool idle() const { return !starting_ && end_ == kNever; }
  void start();
  void finish();

  bool make_room();
  SlotIndex victim() const;
  void preempt(SlotIndex slot);

  void admit();
  bool admit_preempted();
  bool admit_fresh();
  SlotIndex create(const Waiting& waiting);
  bool resumes(const Waiting& waiting) const;
  bool admit_resumed();
  void begin_prefill(SlotIndex slot, const KvMemory::Share& share);
  void schedule_chunk(SlotIndex slot);

  void plan_mixed();
  void plan_run(bool alone);
  void cut_run(Ps t);
  void meter_until(Ps t);

  void meter_resumed();
  void end_decodes();
  void end_prefills();
  void complete(SlotIndex slot);
  void unpin_the_completed();
  void report_unserved(const Request& request, RequestFate fate, Ps at);
  void tell_listener();
  Request request_of(SlotIndex slot);

  PoolContext context_;
  const ReplicaPlan* plan_;
  const IterationCost* cost_;
  DecodeRates decode_rates_;
  bool priorities_differ_;
  std::int32_t index_;

  // The iterations under way, or none.
  bool starting_ = false;  // at a boundary at now_, the next iteration not begun
  Ps end_ = kNever;        // of the iterations under way
  Stretch stretch_;        // they; stretch_.start is when they began
  Ps now_ = 0;             // the last boundary
  std::int64_t chunks_ = 0;
  std::int64_t budget_ = 0;
  bool fresh_blocked_ = false;  // the front of the fresh queue waits for KV memory

  DecodeBatch batch_;
  // Prefills. At a boundary at most one is under way: a second one gets a chunk only when the first
  // is done, and the budget is never below one, because decodes < max_batch <= token_budget.
  SlotIndex partial_ = kNoSlot;
  std::int64_t partial_done_ = 0;
  std::vector<SlotIndex> finishing_;  // prefills that end with the iteration under way
  std::vector<SlotIndex> resumed_;    // decodes that came with their first token, in the first one

  KvMemory memory_;
  SequencePool pool_;
  SlotIndex preempted_ = kNoSlot;  // front of the preempted queue, a stack linked by `older`
  WaitingQueue fresh_;
  std::vector<RequestOutcome> outcomes_;  // of the event at hand
  std::vector<SlotIndex> completed_;      // with the iteration at hand; their pins are still there
  IterationMeter meter_;
};

inline Ps Replica::expiry(const Waiting& waiting) const {
  const Ps since = waiting.since;
  return plan_->client_timeout < kNever - std::max<Ps>(since, 0) ? since + plan_->client_timeout
                                                                 : kNever;
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

}  // namespace costwright::sim
