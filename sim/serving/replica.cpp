#include "sim/serving/replica.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace costwright::sim {

Replica::Replica(const PoolContext& context, std::int32_t index)
    : context_(context),
      plan_(context.replica),
      cost_(&plan_->cost),
      decode_rates_(rates_of(*cost_)),
      priorities_differ_(std::any_of(context.plan->classes.begin(),
                                     context.plan->classes.end(),
                                     [&](const ClassPlan& klass) {
                                       return klass.priority !=
                                              context.plan->classes.front().priority;
                                     })),
      index_(index),
      batch_(BlockSize(plan_->block_tokens), context.plan->classes.size()),
      memory_(*plan_, context.cached_prefixes),
      fresh_(plan_->queue_order, context.plan->classes),
      meter_(*context.meters) {}

Replica::DecodeRates Replica::rates_of(const IterationCost& cost) {
  if (cost.decode_only) {
    const DecodeCost& own = *cost.decode_only;
    return {own.step, own.per_sequence, own.memory, own.compute};
  }
  return {cost.step, cost.per_sequence, cost.memory, cost.compute};
}

// --- arrivals and time-outs

void Replica::offer(const Waiting& waiting) {
  const Ps at = waiting.since;
  expire(at);
  const Request& request = waiting.request;
  if (!memory_.can_hold(std::int64_t{request.input} + output_here(request)) ||
      std::int64_t{request.input} + request.output > plan_->max_context ||
      fresh_.size() >= plan_->queue_limit) {
    const bool goes_on = context_.departures != nullptr &&
                         context_.departures->takes_dropped(request, waiting.day, at);
    if (!goes_on) {
      context_.meters->dropped(waiting.day, at);
    }
    if (context_.listener != nullptr) {
      report_unserved(request, goes_on ? RequestFate::kPassedOn : RequestFate::kDropped, at);
      tell_listener();
    }
    return;
  }
  const bool is_front = fresh_.push(waiting);
  context_.meters->queued(fresh_.size(), at);
  if (idle()) {
    now_ = at;
    starting_ = true;
  } else if (is_front && preempted_ == kNoSlot && pool_.running() < plan_->max_batch &&
             !starting_ && chunks_ == 0) {
    cut_run(at);
  }
}

void Replica::expire_oldest(Ps t) {
  while (!fresh_.empty() && expiry(fresh_.oldest()) <= t) {
    const Ps instant = expiry(fresh_.oldest());
    context_.meters->timed_out(fresh_.oldest().day, instant);
    if (context_.listener != nullptr) {
      report_unserved(fresh_.oldest().request, RequestFate::kTimedOut, instant);
    }
    fresh_.pop_oldest();
    if (context_.listener != nullptr && (fresh_.empty() || expiry(fresh_.oldest()) != instant)) {
      tell_listener();
    }
  }
}

// --- one event at a time

Event Replica::next_event() const {
  const Event event = starting_ ? Event{now_, EventKind::kStart} : Event{end_, EventKind::kEnd};
  return fresh_.empty() ? event
                        : std::min(event, Event{expiry(fresh_.oldest()), EventKind::kTimeOut});
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
  const Ps completion = boundary + iterations_before_departure() * context_.shortest_step;
  return fresh_.empty() ? completion : std::min(completion, expiry(fresh_.oldest()));
}

std::int32_t Replica::output_here(const Request& request) const {
  return context_.plan->handover ? 1 : request.output;
}

// At least so many iterations from the next boundary on; whoever waits needs as many as its output,
// or one less with a first token from elsewhere.
std::int64_t Replica::iterations_before_departure() const {
  if (preempted_ != kNoSlot || fresh_.size() > 1) {
    return iterations_of_the_running(1);
  }
  const std::int64_t longest = CompletionRing::kSize;  // farther it need not look
  if (fresh_.empty()) {
    return iterations_of_the_running(longest);
  }
  const std::int64_t output = output_here(fresh_.front().request);
  const std::int64_t own = context_.origins.of.empty() ? output : std::max<Ps>(1, output - 1);
  return iterations_of_the_running(std::min(longest, own));
}

// The same of those that run, `most` if that is less.
std::int64_t Replica::iterations_of_the_running(std::int64_t most) const {
  std::int64_t least = most;
  if (batch_.count() > 0) {
    const std::int64_t upcoming =
        starting_ ? batch_.iteration() : batch_.iteration() + stretch_.count;
    least = std::min(least, batch_.next_completion() - upcoming + 1);
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
  memory_.make_room(batch_);
  stretch_ = Stretch{.start = now_, .decodes = batch_.count(), .contexts = batch_.contexts()};
  budget_ = plan_->token_budget - batch_.count();
  chunks_ = 0;
  fresh_blocked_ = false;
  if (partial_ != kNoSlot) {
    schedule_chunk(partial_);
  }
  if (!preempted) {
    admit();
  }
  stretch_.other_resident -= memory_.saved_tokens(batch_);
  if (chunks_ > 0) {
    plan_mixed();
  } else if (batch_.count() > 0) {
    plan_run(preempted || !resumed_.empty());
  }
}

// Returns whether somebody had to go.
bool Replica::make_room() {
  if (batch_.count() == 0 || memory_.fits(batch_, 0)) {
    return false;
  }
  do {
    preempt(victim());
  } while (!memory_.fits(batch_, 0));
  return true;
}

SlotIndex Replica::victim() const {
  SlotIndex worst = pool_.newest();
  if (priorities_differ_) {
    const auto priority = [&](SlotIndex slot) {
      return context_.plan->classes[pool_[slot].klass].priority;
    };
    for (SlotIndex slot = worst; slot != kNoSlot; slot = pool_[slot].older) {
      worst = priority(slot) > priority(worst) ? slot : worst;
    }
  }
  return worst;
}

void Replica::preempt(SlotIndex slot) {
  Sequence& sequence = pool_[slot];
  SequenceNote& note = pool_.note(slot);
  std::int64_t reached = sequence.context();
  if (slot == partial_) {
    reached = partial_done_;
    memory_.no_prefill();
    partial_ = kNoSlot;
  } else {
    batch_.remove(pool_, slot);
    note.last_token = now_;
  }
  if (sequence.shared > 0) {
    memory_.unpin(note.pin, reached);
  }
  pool_.stop_running(slot);
  sequence.older = preempted_;
  preempted_ = slot;
  ++note.preemptions;
  meter_.preempted(now_);
}

void Replica::admit() {
  while (budget_ > 0 && pool_.running() < plan_->max_batch) {
    if (preempted_ != kNoSlot ? !admit_preempted() : !admit_fresh()) {
      return;
    }
  }
}

bool Replica::admit_preempted() {
  const SlotIndex slot = preempted_;
  const Sequence& sequence = pool_[slot];
  const KvMemory::Share share =
      memory_.share_of(pool_.note(slot).prefix, sequence.input, sequence.context());
  if (!memory_.fits(batch_, share.blocks())) {
    return false;
  }
  preempted_ = sequence.older;
  begin_prefill(slot, share);
  return true;
}

bool Replica::admit_fresh() {
  if (fresh_.empty()) {
    return false;
  }
  if (resumes(fresh_.front())) {
    return admit_resumed();
  }
  const Request& request = fresh_.front().request;
  const KvMemory::Share share = memory_.share_of(request.prefix, request.input, request.input);
  if (!memory_.fits(batch_, share.blocks())) {
    fresh_blocked_ = true;
    return false;
  }
  const SlotIndex slot = create(fresh_.front());
  fresh_.pop_front();
  begin_prefill(slot, share);
  return true;
}

// Lost requests, offered again after they had arrived, begin anew.
bool Replica::resumes(const Waiting& waiting) const {
  const Origin* const origin = context_.origins.find(waiting.request.id);
  return origin != nullptr && origin->resumes && waiting.since == waiting.request.arrival;
}

// It decodes at once. The iteration about to start makes its second token.
bool Replica::admit_resumed() {
  const Request& request = fresh_.front().request;
  if (!memory_.fits(batch_, memory_.block().blocks(std::int64_t{request.input} + 1))) {
    fresh_blocked_ = true;
    return false;
  }
  const SlotIndex slot = create(fresh_.front());
  fresh_.pop_front();
  Sequence& sequence = pool_[slot];
  sequence.generated = 1;
  sequence.first_token = context_.origins.find(pool_.note(slot).id)->first_token;
  pool_.start_running(slot);
  batch_.add(pool_, slot);
  batch_.count_gap(sequence.klass, -1);
  memory_.make_room(batch_);
  resumed_.push_back(slot);
  --budget_;
  stretch_.decodes = batch_.count();
  stretch_.contexts = batch_.contexts();
  return true;
}

SlotIndex Replica::create(const Waiting& waiting) {
  const SlotIndex slot = pool_.take();
  const Request& request = waiting.request;
  Sequence& sequence = pool_[slot];
  const Origin* const origin = context_.origins.find(request.id);
  sequence.arrival = origin != nullptr ? origin->arrival : request.arrival;
  sequence.day = waiting.day;
  sequence.input = request.input;
  sequence.output = output_here(request);
  sequence.generated = 0;
  sequence.shared = 0;
  sequence.klass = static_cast<std::uint16_t>(request.klass);
  pool_.note(slot) = {.id = request.id, .whole_output = request.output, .prefix = request.prefix};
  return slot;
}

void Replica::begin_prefill(SlotIndex slot, const KvMemory::Share& share) {
  Sequence& sequence = pool_[slot];
  sequence.shared = static_cast<std::int32_t>(share.shared);
  SequenceNote& note = pool_.note(slot);
  note.pin = memory_.admit(share, note.prefix, sequence.input);
  memory_.make_room(batch_);
  if (share.hit > 0) {
    meter_.cached(share.hit, now_);
  }
  pool_.start_running(slot);
  partial_done_ = share.hit;
  schedule_chunk(slot);
}

// Gives the prefill of `slot`, partial_done_ tokens of which are done, its chunk of this iteration.
void Replica::schedule_chunk(SlotIndex slot) {
  const std::int64_t context = pool_[slot].context();
  const std::int64_t chunk = std::min(context - partial_done_, budget_);
  budget_ -= chunk;
  ++chunks_;
  stretch_.other_resident += context;
  stretch_.prefill_tokens += chunk;
  stretch_.prefill_pairs += chunk * partial_done_ + chunk * (chunk + 1) / 2;
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

Ps side(const AttentionCost& cost, const DecodeBatch& batch) {
  return cost.per_sequence * batch.count() + cost.per_token * batch.contexts();
}

Attention attention(const AttentionCost& memory_cost,
                    const AttentionCost& compute_cost,
                    const DecodeBatch& batch) {
  const Ps memory = side(memory_cost, batch);
  const Ps compute = side(compute_cost, batch);
  const bool memory_higher =
      memory != compute ? memory > compute : memory_cost.per_token >= compute_cost.per_token;
  const Ps high = memory_higher ? memory_cost.per_token : compute_cost.per_token;
  const Ps low = memory_higher ? compute_cost.per_token : memory_cost.per_token;
  Attention result{std::max(memory, compute), high * batch.count(), INT64_MAX};
  if (low > high) {  // the lower side catches up
    result.iterations = std::abs(memory - compute) / ((low - high) * batch.count()) + 1;
  }
  return result;
}

}  // namespace

void Replica::plan_mixed() {
  const std::int64_t tokens = batch_.count() + stretch_.prefill_tokens;
  stretch_.run.first = cost_->step[static_cast<std::size_t>(tokens)] +
                       cost_->per_sequence * (batch_.count() + chunks_) + cost_->prefill_step +
                       cost_->per_prefill_pair * stretch_.prefill_pairs;
  if (batch_.count() > 0) {
    stretch_.run.first += std::max(side(cost_->memory, batch_), side(cost_->compute, batch_));
  }
  end_ = later(now_, stretch_.run.first);
}

// `alone`: the boundary after this iteration may admit somebody, whatever else happens.
void Replica::plan_run(bool alone) {
  const DecodeRates& rates = decode_rates_;
  const Attention part = attention(rates.memory, rates.compute, batch_);
  stretch_.run = {rates.step[static_cast<std::size_t>(batch_.count())] +
                      rates.per_sequence * batch_.count() + part.first,
                  part.growth};
  const std::int64_t longest = alone ? 1 : std::min(context_.longest_run, part.iterations);
  const std::int64_t completing = batch_.next_completion() - batch_.iteration() + 1;
  stretch_.count = memory_.iterations_that_fit(batch_, std::min(longest, completing));
  if (stretch_.run.length(stretch_.count) > kLongestPlan) [[unlikely]] {
    stretch_.count = std::max<std::int64_t>(1, iterations_to_reach(stretch_.run, kLongestPlan) - 1);
  }
  end_ = later(now_, stretch_.run.length(stretch_.count));
  if (fresh_blocked_) {
    cut_run(expiry(fresh_.front()));
  }
}

// The run under way is to end at its first boundary at or after t > now_.
void Replica::cut_run(Ps t) {
  if (end_ > t) {
    stretch_.count = iterations_to_reach(stretch_.run, t - now_);
    end_ = stretch_.end();
  }
}

// --- end of an iteration

void Replica::finish() {
  meter_.add(stretch_, end_, batch_.by_class());
  if (!resumed_.empty()) {
    meter_resumed();
  }
  if (memory_.shares()) {  // the last iteration needed the most
    batch_.advance(stretch_.count - 1);
    memory_.make_room(batch_);
    batch_.advance(1);
  } else {
    batch_.advance(stretch_.count);
  }
  now_ = end_;
  end_ = kNever;
  end_decodes();
  if (chunks_ > 0) {
    end_prefills();
  }
  if (memory_.shares()) {
    unpin_the_completed();
  }
  starting_ = pool_.live() > 0 || !fresh_.empty();
  if (context_.listener != nullptr) {
    tell_listener();
  }
}

// Their gap began with the first token, in another pool.
void Replica::meter_resumed() {
  for (const SlotIndex slot : resumed_) {
    const Sequence& sequence = pool_[slot];
    batch_.count_gap(sequence.klass, 1);
    context_.meters->token_gap(sequence.klass, end_ - sequence.first_token, end_);
  }
  resumed_.clear();
}

void Replica::end_decodes() {
  batch_.end_iteration(pool_, [this](SlotIndex slot) {
    complete(slot);
  });
}

void Replica::end_prefills() {
  for (const SlotIndex slot : finishing_) {
    Sequence& sequence = pool_[slot];
    if (++sequence.generated == 1) {
      sequence.first_token = now_;
    } else {
      context_.meters->token_gap(sequence.klass, now_ - pool_.note(slot).last_token, now_);
    }
    if (sequence.generated == sequence.output) {
      complete(slot);
    } else {
      batch_.add(pool_, slot);
    }
  }
  finishing_.clear();
  if (partial_ == kNoSlot) {
    memory_.no_prefill();
  } else {
    memory_.only_prefill(pool_[partial_].context(), pool_[partial_].shared);
  }
}

void Replica::complete(SlotIndex slot) {
  const Sequence& sequence = pool_[slot];
  const bool goes_on = context_.departures != nullptr &&
                       context_.departures->takes_completed(request_of(slot), sequence.day, now_);
  if (!goes_on) {
    context_.meters->completed({.arrival = sequence.arrival,
                                .first_token = sequence.first_token,
                                .finish = now_,
                                .input = sequence.input,
                                .output = sequence.output,
                                .klass = sequence.klass,
                                .gaps = sequence.output - 1,
                                .day = sequence.day});
  }
  if (context_.listener != nullptr) {
    const SequenceNote& note = pool_.note(slot);
    outcomes_.push_back({request_of(slot),
                         {.id = note.id,
                          .fate = goes_on ? RequestFate::kPassedOn : RequestFate::kCompleted,
                          .replica = index_,
                          .preemptions = note.preemptions,
                          .first_token = goes_on ? 0 : sequence.first_token,
                          .finish = now_}});
  }
  if (sequence.shared > 0) {
    completed_.push_back(slot);
  }
  pool_.stop_running(slot);
  pool_.give_back(slot);
}

// In order of id: the nodes become idle in that order.
void Replica::unpin_the_completed() {
  std::sort(completed_.begin(), completed_.end(), [this](SlotIndex a, SlotIndex b) {
    return pool_.note(a).id < pool_.note(b).id;
  });
  for (const SlotIndex slot : completed_) {
    memory_.unpin(pool_.note(slot).pin, pool_[slot].full_context());
  }
  completed_.clear();
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
          .output = pool_.note(slot).whole_output,
          .klass = sequence.klass,
          .replica = index_,
          .prefix = pool_.note(slot).prefix};
}

void Replica::tell_listener() {
  if (outcomes_.size() > 1) {
    std::sort(outcomes_.begin(), outcomes_.end(),
              [](const RequestOutcome& a, const RequestOutcome& b) {
                return a.record.id < b.record.id;
              });
  }
  if (!outcomes_.empty()) {
    context_.listener->on_outcomes(outcomes_);
    outcomes_.clear();
  }
}

// --- failure

// What the iterations under way have done by t: those that have ended whole, of the next one the
// time only.
void Replica::meter_until(Ps t) {
  const std::int64_t ended =
      std::min(stretch_.count, iterations_to_reach(stretch_.run, t - stretch_.start + 1) - 1);
  Stretch rest = stretch_;
  if (ended > 0) {
    Stretch whole = stretch_;
    whole.count = ended;
    meter_.add(whole, whole.end(), batch_.by_class());
    rest.skip(ended);
  }
  if (rest.start < t) {
    meter_.add_unfinished(rest, t);
  }
}

std::vector<Request> Replica::fail(Ps t) {
  if (end_ != kNever) {
    meter_until(t);
  }
  std::vector<Request> lost;
  for (SlotIndex slot = pool_.newest(); slot != kNoSlot; slot = pool_[slot].older) {
    lost.push_back(request_of(slot));
  }
  for (SlotIndex slot = preempted_; slot != kNoSlot; slot = pool_[slot].older) {
    lost.push_back(request_of(slot));
  }
  for (; !fresh_.empty(); fresh_.pop_oldest()) {
    lost.push_back(fresh_.oldest().request);
  }
  restart();
  return lost;
}

void Replica::restart() {
  const IterationMeter meter = meter_;
  *this = Replica(context_, index_);
  meter_ = meter;
}

}  // namespace costwright::sim
