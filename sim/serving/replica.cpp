#include "sim/serving/replica.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace costwright {

Replica::Replica(const Environment& environment, std::int32_t index)
    : cost_(&environment.plan->replica.cost),
      meters_(environment.meters),
      listener_(environment.listener),
      longest_run_(environment.longest_run),
      max_batch_(environment.plan->replica.max_batch),
      token_budget_(environment.plan->replica.token_budget),
      kv_blocks_(environment.plan->replica.kv_blocks),
      kv_tokens_(std::min(kv_blocks_, (INT64_MAX >> 2) / environment.plan->replica.block_tokens) *
                 environment.plan->replica.block_tokens),
      queue_limit_(environment.plan->replica.queue_limit),
      client_timeout_(environment.plan->replica.client_timeout),
      shortest_step_(environment.shortest_step),
      block_(environment.plan->replica.block_tokens),
      index_(index),
      class_decodes_(environment.plan->classes.size()),
      decode_blocks_(block_),
      meter_(*environment.meters) {}

// --- arrivals and time-outs

void Replica::arrive(const Request& request) {
  const Ps at = request.arrival;
  expire(at);
  ClassDay* const day = meters_->arrived(request);
  const std::int64_t tokens = std::int64_t{request.input} + request.output;
  if (block_.blocks(tokens) > kv_blocks_ || fresh_.size() >= queue_limit_) {
    meters_->dropped(day, at);
    if (listener_ != nullptr) {
      report_unserved(request, RequestFate::kDropped, at);
      tell_listener();
    }
    return;
  }
  const bool next_in_line = fresh_.empty() && preempted_ == kNoSlot && pool_.running() < max_batch_;
  fresh_.push({request, day});
  meters_->queued(fresh_.size(), at);
  if (idle()) {
    now_ = at;
    starting_ = true;
  } else if (next_in_line && !starting_ && chunks_ == 0) {
    cut_run(at);
  }
}

void Replica::expire_heads(Ps t) {
  while (!fresh_.empty() && head_expiry() <= t) {
    const Ps instant = head_expiry();
    const Request& request = fresh_.front().request;
    meters_->timed_out(fresh_.front().day, instant);
    if (listener_ != nullptr) {
      report_unserved(request, RequestFate::kTimedOut, instant);
    }
    fresh_.pop();
    if (listener_ != nullptr && (fresh_.empty() || head_expiry() != instant)) {
      tell_listener();
    }
  }
}

// --- one event at a time

Event Replica::next_event() const {
  const Event event = starting_ ? Event{now_, EventKind::kStart} : Event{end_, EventKind::kEnd};
  return fresh_.empty() ? event : std::min(event, Event{head_expiry(), EventKind::kTimeOut});
}

void Replica::handle(const Event& event) {
  if (event.kind == EventKind::kTimeOut) {
    expire(event.at);
  } else if (event.kind == EventKind::kStart) {
    start();
  } else {
    finish();
  }
}

Ps Replica::no_departure_before() const {
  const Ps boundary = starting_ ? now_ : end_;
  if (boundary == kNever) {
    return kNever;
  }
  const Ps completion = boundary + iterations_before_departure() * shortest_step_;
  return fresh_.empty() ? completion : std::min(completion, head_expiry());
}

// At least so many iterations from the next boundary on; whoever waits needs as many as its output.
std::int64_t Replica::iterations_before_departure() const {
  if (preempted_ != kNoSlot || fresh_.size() > 1) {
    return iterations_of_the_running(1);
  }
  const std::int64_t longest = CompletionRing::kSize;  // farther it need not look
  const std::int64_t most =
      fresh_.empty() ? longest : std::min<std::int64_t>(longest, fresh_.front().request.output);
  return iterations_of_the_running(most);
}

// The same of those that run, `most` if that is less.
std::int64_t Replica::iterations_of_the_running(std::int64_t most) const {
  std::int64_t least = most;
  if (decodes_ > 0) {
    const std::int64_t upcoming = starting_ ? iteration_ : iteration_ + plan_.count;
    least = std::min(least, ring_.next(iteration_) - upcoming + 1);
  }
  for (const SlotIndex slot : finishing_) {
    least = std::min<std::int64_t>(least, pool_[slot].output - pool_[slot].generated - 1);
  }
  return partial_ == kNoSlot ? least : std::min<std::int64_t>(least, 1);
}

// --- start of an iteration

void Replica::start() {
  starting_ = false;
  expire(now_);
  const bool preempted = make_room();
  plan_ = Stretch{.start = now_, .decodes = decodes_, .contexts = contexts_};
  budget_ = token_budget_ - decodes_;
  chunks_ = 0;
  fresh_blocked_ = false;
  if (partial_ != kNoSlot) {
    schedule_chunk(partial_);
  }
  if (!preempted) {
    admit();
  }
  if (chunks_ > 0) {
    plan_mixed();
  } else if (decodes_ > 0) {
    plan_run(preempted);
  }
}

// Returns whether somebody had to go.
bool Replica::make_room() {
  if (decodes_ == 0 || fits(0)) {
    return false;
  }
  do {
    preempt_newest();
  } while (!fits(0));
  return true;
}

// Whether the decodes of this iteration, the prefills and `more_blocks` fit the KV memory together.
bool Replica::fits(std::int64_t more_blocks) const {
  const std::int64_t others = prefill_blocks_ + more_blocks;
  const std::int64_t most_padding = decodes_ * (block_.tokens() - 1);
  if (contexts_ + most_padding + others * block_.tokens() <= kv_tokens_) {
    return true;
  }
  return decode_blocks_.needed(contexts_, phase_) + others <= kv_blocks_;
}

void Replica::preempt_newest() {
  const SlotIndex slot = pool_.newest();
  Sequence& sequence = pool_[slot];
  if (slot == partial_) {
    prefill_blocks_ -= block_.blocks(sequence.context());
    partial_ = kNoSlot;
  } else {
    sequence.generated =
        static_cast<std::int32_t>(sequence.output - (sequence.completes_at - iteration_ + 1));
    pool_.note(slot).last_token = now_;
    ring_.remove(pool_, slot);
    contexts_ -= sequence.context();
    decode_blocks_.remove(sequence.context(), phase_);
    --decodes_;
    --class_decodes_[static_cast<std::size_t>(sequence.klass)];
  }
  pool_.stop_running(slot);
  sequence.older = preempted_;
  preempted_ = slot;
  ++pool_.note(slot).preemptions;
  meter_.preempted(now_);
}

void Replica::admit() {
  while (budget_ > 0 && pool_.running() < max_batch_) {
    if (preempted_ != kNoSlot ? !admit_preempted() : !admit_fresh()) {
      return;
    }
  }
}

bool Replica::admit_preempted() {
  const SlotIndex slot = preempted_;
  if (!fits(block_.blocks(pool_[slot].context()))) {
    return false;
  }
  preempted_ = pool_[slot].older;
  begin_prefill(slot);
  return true;
}

bool Replica::admit_fresh() {
  if (fresh_.empty()) {
    return false;
  }
  if (!fits(block_.blocks(fresh_.front().request.input))) {
    fresh_blocked_ = true;
    return false;
  }
  const SlotIndex slot = create(fresh_.front());
  fresh_.pop();
  begin_prefill(slot);
  return true;
}

SlotIndex Replica::create(const Waiting& waiting) {
  const SlotIndex slot = pool_.take();
  const Request& request = waiting.request;
  Sequence& sequence = pool_[slot];
  sequence.arrival = request.arrival;
  sequence.day = waiting.day;
  sequence.input = request.input;
  sequence.output = request.output;
  sequence.generated = 0;
  sequence.klass = request.klass;
  pool_.note(slot) = {.id = request.id};
  return slot;
}

void Replica::begin_prefill(SlotIndex slot) {
  prefill_blocks_ += block_.blocks(pool_[slot].context());
  pool_.start_running(slot);
  partial_done_ = 0;
  schedule_chunk(slot);
}

// Gives the prefill of `slot`, partial_done_ tokens of which are done, its chunk of this iteration.
void Replica::schedule_chunk(SlotIndex slot) {
  const std::int64_t context = pool_[slot].context();
  const std::int64_t chunk = std::min(context - partial_done_, budget_);
  budget_ -= chunk;
  ++chunks_;
  plan_.prefill_resident += context;
  plan_.prefill_tokens += chunk;
  plan_.prefill_pairs += chunk * partial_done_ + chunk * (chunk + 1) / 2;
  partial_done_ += chunk;
  if (partial_done_ == context) {
    finishing_.push_back(slot);
    partial_ = kNoSlot;
  } else {
    partial_ = slot;
  }
}

// --- the iterations under way

namespace {

constexpr Ps kLongestPlan = Ps{1} << 60;  // 13 days; a longer run is planned in parts

// The end of something that lasts `length` from t on.
Ps later(Ps t, Int128 length) {
  if (t + length >= kNever) [[unlikely]] {
    throw std::logic_error("the simulated clock has run out: it ends at 2^63 ps, 106 days");
  }
  return t + static_cast<Ps>(length);
}

struct Attention {
  Ps first{};                 // of the iteration about to start
  Ps growth{};                // per iteration
  std::int64_t iterations{};  // for which the same side of the roofline is the higher one
};

Ps side(const AttentionCost& cost, std::int64_t decodes, std::int64_t contexts) {
  return cost.per_sequence * decodes + cost.per_token * contexts;
}

Attention attention(const IterationCost& cost, std::int64_t decodes, std::int64_t contexts) {
  const Ps memory = side(cost.memory, decodes, contexts);
  const Ps compute = side(cost.compute, decodes, contexts);
  const bool memory_higher =
      memory != compute ? memory > compute : cost.memory.per_token >= cost.compute.per_token;
  const Ps high = memory_higher ? cost.memory.per_token : cost.compute.per_token;
  const Ps low = memory_higher ? cost.compute.per_token : cost.memory.per_token;
  Attention result{std::max(memory, compute), high * decodes, INT64_MAX};
  if (low > high) {  // the lower side catches up
    result.iterations = std::abs(memory - compute) / ((low - high) * decodes) + 1;
  }
  return result;
}

}  // namespace

Ps Replica::base_duration() const {
  const std::int64_t tokens = decodes_ + plan_.prefill_tokens;
  return cost_->step[static_cast<std::size_t>(tokens)] +
         cost_->per_sequence * (decodes_ + chunks_) + (chunks_ > 0 ? cost_->prefill_step : 0) +
         cost_->per_prefill_pair * plan_.prefill_pairs;
}

void Replica::plan_mixed() {
  plan_.run.first = base_duration();
  if (decodes_ > 0) {
    plan_.run.first += std::max(side(cost_->memory, decodes_, contexts_),
                                side(cost_->compute, decodes_, contexts_));
  }
  end_ = later(now_, plan_.run.first);
}

// `alone`: the boundary after this iteration may admit somebody, whatever else happens.
void Replica::plan_run(bool alone) {
  const Attention part = attention(*cost_, decodes_, contexts_);
  plan_.run = {base_duration() + part.first, part.growth};
  const std::int64_t longest = alone ? 1 : std::min(longest_run_, part.iterations);
  plan_.count = memory_limit(std::min(longest, ring_.next(iteration_) - iteration_ + 1));
  if (plan_.run.length(plan_.count) > kLongestPlan) [[unlikely]] {
    plan_.count = std::max<std::int64_t>(1, iterations_to_reach(plan_.run, kLongestPlan) - 1);
  }
  end_ = later(now_, plan_.run.length(plan_.count));
  if (fresh_blocked_) {
    cut_run(head_expiry());
  }
}

// The first of `iterations` that lacks a block ends the run before it begins.
std::int64_t Replica::memory_limit(std::int64_t iterations) const {
  const std::int64_t contexts_at_end = contexts_ + decodes_ * (iterations - 1);
  if (contexts_at_end + decodes_ * (block_.tokens() - 1) <= kv_tokens_) {
    return iterations;
  }
  const std::int64_t free = kv_blocks_ - decode_blocks_.needed(contexts_, phase_);
  return std::min(iterations, decode_blocks_.iterations_within(free, decodes_, phase_));
}

// The run under way is to end at its first boundary at or after t > now_.
void Replica::cut_run(Ps t) {
  if (end_ > t) {
    plan_.count = iterations_to_reach(plan_.run, t - now_);
    end_ = plan_.end();
  }
}

// --- end of an iteration

void Replica::finish() {
  meter_.add(plan_, end_, class_decodes_);
  contexts_ += decodes_ * plan_.count;
  iteration_ += plan_.count;
  phase_ = block_.mod(phase_ + plan_.count);
  now_ = end_;
  end_ = kNever;
  end_decodes();
  if (chunks_ > 0) {
    end_prefills();
  }
  starting_ = pool_.live() > 0 || !fresh_.empty();
  if (listener_ != nullptr) {
    tell_listener();
  }
}

void Replica::end_decodes() {
  for (SlotIndex slot = ring_.take(iteration_ - 1); slot != kNoSlot;) {
    const Sequence& sequence = pool_[slot];
    const SlotIndex next = sequence.ring_next;
    if (sequence.completes_at >= iteration_) {
      ring_.add(pool_, slot, iteration_);  // farther ahead than the ring reaches
    } else {
      contexts_ -= sequence.full_context();
      decode_blocks_.remove(sequence.full_context(), phase_);
      --decodes_;
      --class_decodes_[static_cast<std::size_t>(sequence.klass)];
      complete(slot);
    }
    slot = next;
  }
}

void Replica::end_prefills() {
  for (const SlotIndex slot : finishing_) {
    Sequence& sequence = pool_[slot];
    if (++sequence.generated == 1) {
      sequence.first_token = now_;
    } else {
      meters_->token_gap(sequence.klass, now_ - pool_.note(slot).last_token, now_);
    }
    if (sequence.generated == sequence.output) {
      complete(slot);
    } else {
      start_decoding(slot);
    }
  }
  finishing_.clear();
  prefill_blocks_ = partial_ == kNoSlot ? 0 : block_.blocks(pool_[partial_].context());
}

void Replica::start_decoding(SlotIndex slot) {
  Sequence& sequence = pool_[slot];
  sequence.completes_at = iteration_ + (sequence.output - sequence.generated) - 1;
  ring_.add(pool_, slot, iteration_);
  contexts_ += sequence.context();
  decode_blocks_.add(sequence.context(), phase_);
  ++decodes_;
  ++class_decodes_[static_cast<std::size_t>(sequence.klass)];
}

void Replica::complete(SlotIndex slot) {
  const Sequence& sequence = pool_[slot];
  meters_->completed({.arrival = sequence.arrival,
                      .first_token = sequence.first_token,
                      .finish = now_,
                      .input = sequence.input,
                      .output = sequence.output,
                      .klass = sequence.klass,
                      .gaps = sequence.output - 1,
                      .day = sequence.day});
  if (listener_ != nullptr) {
    const SequenceNote& note = pool_.note(slot);
    outcomes_.push_back({request_of(slot),
                         {.id = note.id,
                          .fate = RequestFate::kCompleted,
                          .replica = index_,
                          .preemptions = note.preemptions,
                          .first_token = sequence.first_token,
                          .finish = now_}});
  }
  pool_.stop_running(slot);
  pool_.give_back(slot);
}

void Replica::report_unserved(const Request& request, RequestFate fate, Ps at) {
  outcomes_.push_back({request, {.id = request.id, .fate = fate, .replica = index_, .finish = at}});
  outcomes_.back().request.replica = index_;
}

Request Replica::request_of(SlotIndex slot) {
  const Sequence& sequence = pool_[slot];
  return {.arrival = sequence.arrival,
          .id = pool_.note(slot).id,
          .input = sequence.input,
          .output = sequence.output,
          .klass = sequence.klass,
          .replica = index_};
}

void Replica::tell_listener() {
  if (outcomes_.size() > 1) {
    std::sort(outcomes_.begin(), outcomes_.end(), [](const Outcome& a, const Outcome& b) {
      return a.record.id < b.record.id;
    });
  }
  if (!outcomes_.empty()) {
    listener_->on_outcomes(outcomes_);
    outcomes_.clear();
  }
}

}  // namespace costwright
