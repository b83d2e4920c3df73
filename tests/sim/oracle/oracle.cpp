#include "tests/sim/oracle/oracle.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <map>
#include <utility>

#include "core/diagnostics.h"

namespace costwright {
namespace {

constexpr Ps kNever = std::numeric_limits<Ps>::max();

struct Job {
  Request request;
  std::int64_t generated = 0;
  std::int64_t prefilled = 0;  // tokens of the current prefill done so far
  std::int64_t chunk = 0;      // tokens of it in the current iteration
  int chunks = 0;              // iterations in which the current prefill took part
  bool decoding = false;
  bool has_token = false;
  Ps first_token = 0;
  Ps last_token = 0;
  std::int32_t preemptions = 0;
  std::vector<std::int32_t> blocks;

  std::int64_t context() const { return request.input + generated; }
  Ps deadline(Ps timeout) const { return request.arrival + timeout; }
};

struct Iteration {
  Ps start = 0, end = 0;
  std::int64_t tokens = 0, decodes = 0, sequences = 0, contexts = 0, prefill_tokens = 0, pairs = 0;
  std::int64_t resident = 0;  // contexts of everything that runs, decoding or prefilling
};

// The batch that only decodes, as it was in the iteration before: to see crossovers and stretches.
struct Stretch {
  std::vector<std::int64_t> ids;
  bool memory_bound = false;
  bool began_memory_bound = false;
  std::int64_t length = 0;
};

struct Replica {
  std::int32_t index = 0;
  std::vector<std::int32_t> free_blocks;
  std::deque<Job*> fresh, preempted;
  std::vector<Job*> running;  // in order of admission
  bool iterating = false;
  bool ended_now = false;  // an iteration of it ended at the current instant
  Iteration iteration;
  Stretch stretch;

  std::size_t outstanding() const { return fresh.size() + preempted.size() + running.size(); }
};

class Oracle {
 public:
  Oracle(const ServingPlan& plan, ArrivalSource& source, Mutation mutation);
  OracleResult run();

 private:
  bool is(Mutation m) const { return mutation_ == m; }
  void load_stream();
  Ps next_instant() const;
  void play_instant();

  void end_iterations();
  void end_iteration(Replica& r);
  void emit_token(Job& job);
  void time_out_waiting();
  void time_out_waiting(Replica& r);
  void arrivals();
  void arrive(const Request& request);
  Replica& route();
  void start_iterations();
  void start_iteration(Replica& r);
  bool grow_decodes(Replica& r);
  std::int64_t missing_blocks(const Replica& r) const;
  void preempt(Replica& r);
  std::int64_t schedule_chunk(Job& job, std::int64_t budget);
  void admit(Replica& r, std::int64_t budget);
  bool admit_from(Replica& r, std::deque<Job*>& queue, std::size_t position);
  void sum_up(Replica& r);
  Ps duration(Replica& r) const;
  void watch_stretch(Replica& r);
  bool memory_bound(const Iteration& it) const;

  std::int64_t blocks_for(std::int64_t tokens) const;
  void take_blocks(Replica& r, Job& job, std::int64_t count);
  void free_all_blocks(Replica& r, Job& job);
  void leave(Job& job, RequestFate fate);

  std::int64_t bucket_of(Ps t) const;
  UsageBucket* bucket_at(Ps t);
  ClassDay* day_at(const Job& job, Ps t);
  void meter_arrival(const Job& job);
  void meter_time(const Iteration& it);
  void meter_end(const Iteration& it);
  void meter_token(const Job& job);
  void meter_fate(const Job& job, RequestFate fate);
  bool meets_limits(const Job& job, Ps ttft, Ps tpot, Ps e2e) const;
  void meter_backlog();

  const ServingPlan& plan_;
  ArrivalSource& source_;
  Mutation mutation_;
  Ps window_end_ = 0;
  Ps now_ = std::numeric_limits<Ps>::min();
  std::map<std::pair<Ps, std::int64_t>, Request>
      pending_;                       // arrivals to come, in (arrival, id) order
  std::map<std::int64_t, Job> jobs_;  // everybody in the system
  std::vector<Replica> replicas_;
  std::int64_t routed_ = 0;
  bool backlog_taken_ = false;
  OracleResult result_;
};

Oracle::Oracle(const ServingPlan& plan, ArrivalSource& source, Mutation mutation)
    : plan_(plan), source_(source), mutation_(mutation) {
  window_end_ = plan.meter.start + plan.meter.buckets * kPsPerBucket;
  replicas_.resize(static_cast<std::size_t>(plan.replicas));
  for (std::size_t i = 0; i < replicas_.size(); ++i) {
    replicas_[i].index = static_cast<std::int32_t>(i);
    for (std::int64_t b = 0; b < plan.replica.kv_blocks; ++b) {
      replicas_[i].free_blocks.push_back(static_cast<std::int32_t>(b));
    }
  }
  const auto per_day = plan.meter.buckets_per_day;
  const auto days = (plan.meter.buckets + per_day - 1) / per_day;
  result_.usage.buckets.resize(static_cast<std::size_t>(plan.meter.buckets));
  result_.usage.classes.resize(plan.classes.size());
  for (auto& klass : result_.usage.classes) {
    klass.days.resize(static_cast<std::size_t>(days));
  }
}

// The stream is ordered, so the first arrival at or after the window's end closes it.
void Oracle::load_stream() {
  Request request;
  while (source_.next({&request, 1}) == 1 && request.arrival < window_end_) {
    pending_.emplace(std::pair(request.arrival, request.id), request);
  }
}

OracleResult Oracle::run() {
  load_stream();
  for (Ps t = next_instant(); t != kNever; t = next_instant()) {
    require(t >= now_, "the clock went back from {} to {}", now_, t);
    const bool after_ends = is(Mutation::kBacklogIncludesEnd) && t == window_end_;
    if (t >= window_end_ && !backlog_taken_ && !after_ends) {
      meter_backlog();
    }
    now_ = t;
    play_instant();
  }
  require(jobs_.empty(), "{} requests were left behind", jobs_.size());
  std::sort(result_.records.begin(), result_.records.end(), [](const auto& a, const auto& b) {
    return a.id < b.id;
  });
  return std::move(result_);
}

Ps Oracle::next_instant() const {
  Ps t = pending_.empty() ? kNever : pending_.begin()->first.first;
  for (const auto& r : replicas_) {
    if (r.iterating) {
      t = std::min(t, r.iteration.end);
    }
    for (const Job* job : r.fresh) {
      t = std::min(t, job->deadline(plan_.replica.client_timeout));
    }
  }
  return t;
}

void Oracle::play_instant() {
  end_iterations();
  if (now_ >= window_end_ && !backlog_taken_) {  // only reached by a mutant
    meter_backlog();
  }
  if (is(Mutation::kTieOrder)) {
    time_out_waiting();
    start_iterations();
    arrivals();
    start_iterations();
  } else if (is(Mutation::kTimeoutTie)) {
    arrivals();
    start_iterations();
    time_out_waiting();
  } else {
    time_out_waiting();
    arrivals();
    start_iterations();
  }
}

// ---------------------------------------------------------------- ends, time-outs, arrivals

void Oracle::end_iterations() {
  for (auto& r : replicas_) {
    r.ended_now = r.iterating && r.iteration.end == now_;
    if (r.ended_now) {
      end_iteration(r);
    }
  }
}

void Oracle::end_iteration(Replica& r) {
  r.iterating = false;
  meter_end(r.iteration);
  std::vector<Job*> by_id = r.running;
  std::sort(by_id.begin(), by_id.end(), [](const Job* a, const Job* b) {
    return a->request.id < b->request.id;
  });
  for (Job* job : by_id) {
    if (!job->decoding) {
      job->prefilled += job->chunk;
      if (job->prefilled < job->context() - (is(Mutation::kForgetsTokens) ? job->generated : 0)) {
        continue;
      }
    }
    emit_token(*job);
    if (job->generated == job->request.output) {
      free_all_blocks(r, *job);
      r.running.erase(std::find(r.running.begin(), r.running.end(), job));
      leave(*job, RequestFate::kCompleted);
    }
  }
}

void Oracle::emit_token(Job& job) {
  if (job.has_token) {
    meter_token(job);
  } else {
    job.has_token = true;
    job.first_token = now_;
  }
  job.last_token = now_;
  job.generated += 1;
  job.decoding = true;
}

void Oracle::time_out_waiting() {
  for (auto& r : replicas_) {
    time_out_waiting(r);
  }
}

void Oracle::time_out_waiting(Replica& r) {
  std::vector<Job*> late;
  for (Job* job : r.fresh) {
    if (job->deadline(plan_.replica.client_timeout) == now_) {
      late.push_back(job);
    }
  }
  std::sort(late.begin(), late.end(), [](const Job* a, const Job* b) {
    return a->request.id < b->request.id;
  });
  for (Job* job : late) {
    r.fresh.erase(std::find(r.fresh.begin(), r.fresh.end(), job));
    result_.coverage.timeout_ties += r.ended_now ? 1 : 0;
    leave(*job, RequestFate::kTimedOut);
  }
}

void Oracle::arrivals() {
  while (!pending_.empty() && pending_.begin()->first.first == now_) {
    const Request request = pending_.begin()->second;
    pending_.erase(pending_.begin());
    arrive(request);
  }
}

void Oracle::arrive(const Request& request) {
  Replica& r = route();
  require(!jobs_.contains(request.id), "request id {} is in the system twice", request.id);
  Job& job = jobs_[request.id];
  job.request = request;
  job.request.replica = r.index;
  meter_arrival(job);
  result_.coverage.arrival_ties += r.ended_now ? 1 : 0;
  const bool too_long =
      blocks_for(std::int64_t{request.input} + request.output) > plan_.replica.kv_blocks;
  const auto limit = plan_.replica.queue_limit + (is(Mutation::kQueueLimit) ? 1 : 0);
  const bool full = static_cast<std::int64_t>(r.fresh.size()) >= limit;
  if (too_long || full) {
    result_.coverage.too_long += too_long ? 1 : 0;
    routed_ -= is(Mutation::kRoundRobinSkipsDropped) ? 1 : 0;
    leave(job, RequestFate::kDropped);
    return;
  }
  r.fresh.push_back(&job);
  if (bucket_at(now_) != nullptr) {
    const auto waiting = static_cast<std::int64_t>(r.fresh.size());
    result_.usage.max_queue = std::max(result_.usage.max_queue, waiting);
  }
}

Replica& Oracle::route() {
  if (plan_.router == Router::kRoundRobin) {
    return replicas_[static_cast<std::size_t>(routed_++ % plan_.replicas)];
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < replicas_.size(); ++i) {
    const auto count = replicas_[i].outstanding();
    const auto least = replicas_[best].outstanding();
    if (count < least || (is(Mutation::kRouterTie) && count == least)) {
      best = i;
    }
  }
  return replicas_[best];
}

// ---------------------------------------------------------------- starts

void Oracle::start_iterations() {
  for (auto& r : replicas_) {
    if (!r.iterating && r.outstanding() > 0) {
      start_iteration(r);
    }
  }
}

void Oracle::start_iteration(Replica& r) {
  for (Job* job : r.running) {
    job->chunk = 0;
  }
  const bool preempted = grow_decodes(r);
  auto budget = std::int64_t{plan_.replica.token_budget};
  for (const Job* job : r.running) {
    budget -= job->decoding ? 1 : 0;
  }
  for (Job* job : r.running) {
    if (!job->decoding) {
      budget -= schedule_chunk(*job, budget);
    }
  }
  if (!preempted) {
    admit(r, budget);
  }
  sum_up(r);
  if (r.iteration.tokens == 0) {
    return;
  }
  watch_stretch(r);
  r.iteration.start = now_;
  r.iteration.end = now_ + duration(r);
  require(r.iteration.end > now_, "an iteration at {} does not end", now_);
  r.iterating = true;
  result_.coverage.iterations += 1;
  meter_time(r.iteration);
}

std::int64_t Oracle::missing_blocks(const Replica& r) const {
  std::int64_t missing = 0;
  for (const Job* job : r.running) {
    if (job->decoding) {
      missing += blocks_for(job->context()) - static_cast<std::int64_t>(job->blocks.size());
    }
  }
  return missing;
}

// Step 1: preempts until the blocks that the decodes lack are free, then hands them out.
bool Oracle::grow_decodes(Replica& r) {
  int victims = 0;
  while (missing_blocks(r) > static_cast<std::int64_t>(r.free_blocks.size())) {
    preempt(r);
    ++victims;
  }
  result_.coverage.cascades += std::max(0, victims - 1);
  for (Job* job : r.running) {
    if (job->decoding) {
      take_blocks(r, *job,
                  blocks_for(job->context()) - static_cast<std::int64_t>(job->blocks.size()));
    }
  }
  return victims > 0;
}

void Oracle::preempt(Replica& r) {
  require(!r.running.empty(), "nobody is left to preempt at {}", now_);
  const auto position = is(Mutation::kVictimOrder) ? r.running.begin() : r.running.end() - 1;
  Job* job = *position;
  r.running.erase(position);
  free_all_blocks(r, *job);
  result_.coverage.preemptions += 1;
  result_.coverage.prefill_preemptions += job->decoding ? 0 : 1;
  job->preemptions += 1;
  job->decoding = false;
  job->prefilled = 0;
  job->chunks = 0;
  if (is(Mutation::kPreemptedToBack)) {
    r.preempted.push_back(job);
  } else {
    r.preempted.push_front(job);
  }
  if (UsageBucket* bucket = bucket_at(now_)) {
    bucket->preemptions += 1;
  }
}

std::int64_t Oracle::schedule_chunk(Job& job, std::int64_t budget) {
  const auto whole = job.context() - (is(Mutation::kForgetsTokens) ? job.generated : 0);
  job.chunk = std::min(whole - job.prefilled, budget);
  if (job.chunk > 0) {
    job.chunks += 1;
    result_.coverage.chunked_prefills += job.chunks == 2 ? 1 : 0;
  }
  return job.chunk;
}

void Oracle::admit(Replica& r, std::int64_t budget) {
  while (budget > 0 && static_cast<std::int32_t>(r.running.size()) < plan_.replica.max_batch) {
    std::deque<Job*>& queue = r.preempted.empty() ? r.fresh : r.preempted;
    if (queue.empty()) {
      return;
    }
    bool admitted = admit_from(r, queue, 0);
    if (!admitted && is(Mutation::kOvertake) && r.fresh.size() > 1) {
      admitted = admit_from(r, r.fresh, 1);
    }
    if (!admitted) {
      result_.coverage.blocked_heads += 1;
      return;
    }
    budget -= schedule_chunk(*r.running.back(), budget);
  }
}

bool Oracle::admit_from(Replica& r, std::deque<Job*>& queue, std::size_t position) {
  Job* job = queue[position];
  const auto need = blocks_for(job->context());
  auto free = static_cast<std::int64_t>(r.free_blocks.size());
  free -= is(Mutation::kFreeBlock) && !r.running.empty() ? 1 : 0;
  if (need > free) {
    return false;
  }
  queue.erase(queue.begin() + static_cast<std::ptrdiff_t>(position));
  take_blocks(r, *job, need);
  r.running.push_back(job);
  return true;
}

void Oracle::sum_up(Replica& r) {
  Iteration it;
  for (const Job* job : r.running) {
    it.resident += job->decoding || !is(Mutation::kResidentDecodesOnly) ? job->context() : 0;
    if (job->decoding) {
      it.decodes += 1;
      it.contexts += job->context();
    } else if (job->chunk > 0) {
      const auto p = job->chunk;
      it.sequences += 1;
      it.prefill_tokens += p;
      it.pairs += (is(Mutation::kPairsOfChunk) ? 0 : p * job->prefilled) + p * (p + 1) / 2;
    }
  }
  it.sequences += it.decodes;
  it.tokens = it.decodes + it.prefill_tokens;
  r.iteration = it;
}

bool Oracle::memory_bound(const Iteration& it) const {
  const auto& cost = plan_.replica.cost;
  return cost.memory.per_sequence * it.decodes + cost.memory.per_token * it.contexts >=
         cost.compute.per_sequence * it.decodes + cost.compute.per_token * it.contexts;
}

Ps Oracle::duration(Replica& r) const {
  const auto& cost = plan_.replica.cost;
  const auto& it = r.iteration;
  const auto contexts = it.contexts + (is(Mutation::kOffByOneRun) ? 1 : 0);
  const Ps memory = cost.memory.per_sequence * it.decodes + cost.memory.per_token * contexts;
  const Ps compute = cost.compute.per_sequence * it.decodes + cost.compute.per_token * contexts;
  Ps decode = std::max(memory, compute);
  if (is(Mutation::kNoCrossover) && r.stretch.length > 0) {
    decode = r.stretch.began_memory_bound ? memory : compute;
  }
  return cost.step[static_cast<std::size_t>(it.tokens)] + cost.per_sequence * it.sequences +
         (it.decodes > 0 ? decode : 0) +
         (it.sequences > it.decodes ? cost.prefill_step + cost.per_prefill_pair * it.pairs : 0);
}

void Oracle::watch_stretch(Replica& r) {
  std::vector<std::int64_t> ids;
  if (r.iteration.prefill_tokens == 0) {
    for (const Job* job : r.running) {
      ids.push_back(job->request.id);
    }
  }
  const bool bound = memory_bound(r.iteration);
  Stretch& s = r.stretch;
  if (ids.empty()) {
    s = {};
  } else if (ids != s.ids) {
    s = {std::move(ids), bound, bound, 1};
  } else {
    result_.coverage.crossovers += bound != s.memory_bound ? 1 : 0;
    s.memory_bound = bound;
    s.length += 1;
  }
  result_.coverage.longest_stretch = std::max(result_.coverage.longest_stretch, Ps{s.length});
}

// ---------------------------------------------------------------- blocks and leaving

std::int64_t Oracle::blocks_for(std::int64_t tokens) const {
  return (tokens + plan_.replica.block_tokens - 1) / plan_.replica.block_tokens;
}

void Oracle::take_blocks(Replica& r, Job& job, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    require(!r.free_blocks.empty(), "replica {} has no free block at {}", r.index, now_);
    job.blocks.push_back(r.free_blocks.back());
    r.free_blocks.pop_back();
  }
}

void Oracle::free_all_blocks(Replica& r, Job& job) {
  r.free_blocks.insert(r.free_blocks.end(), job.blocks.begin(), job.blocks.end());
  job.blocks.clear();
}

void Oracle::leave(Job& job, RequestFate fate) {
  meter_fate(job, fate);
  RequestRecord record;
  record.id = job.request.id;
  record.fate = fate;
  record.replica = job.request.replica;
  record.preemptions = job.preemptions;
  record.first_token = fate == RequestFate::kCompleted ? job.first_token : 0;
  record.finish = now_;
  result_.records.push_back(record);
  const Request done = job.request;
  jobs_.erase(done.id);
  if (!source_.reacts()) {
    return;
  }
  if (const auto next = source_.follow_up(done, now_)) {
    require(next->arrival >= now_, "a follow-up arrives at {}, before its cause at {}",
            next->arrival, now_);
    if (next->arrival < window_end_) {
      result_.coverage.follow_ups += 1;
      result_.coverage.zero_think += next->arrival == now_ ? 1 : 0;
      pending_.emplace(std::pair(next->arrival, next->id), *next);
    }
  }
}

// ---------------------------------------------------------------- meters

// -1 before the window, `buckets` or more after it.
std::int64_t Oracle::bucket_of(Ps t) const {
  const Ps since = t - plan_.meter.start - (is(Mutation::kEdgeEarlier) ? 1 : 0);
  return since < 0 ? -1 : since / kPsPerBucket;
}

UsageBucket* Oracle::bucket_at(Ps t) {
  const auto b = bucket_of(t);
  const bool inside = b >= 0 && b < plan_.meter.buckets;
  return inside ? &result_.usage.buckets[static_cast<std::size_t>(b)] : nullptr;
}

// The class's day that holds instant t; null outside the window.
ClassDay* Oracle::day_at(const Job& job, Ps t) {
  if (bucket_at(t) == nullptr) {
    return nullptr;
  }
  auto& klass = result_.usage.classes.at(static_cast<std::size_t>(job.request.klass));
  return &klass.days.at(static_cast<std::size_t>(bucket_of(t) / plan_.meter.buckets_per_day));
}

void Oracle::meter_arrival(const Job& job) {
  if (UsageBucket* bucket = bucket_at(now_)) {
    bucket->arrived += 1;
  }
  if (ClassDay* day = day_at(job, now_)) {
    day->arrived += 1;
    day->offered_input_tokens += job.request.input;
    day->offered_output_tokens += job.request.output;
  }
}

void Oracle::meter_time(const Iteration& it) {
  const Ps day_length = plan_.meter.buckets_per_day * kPsPerBucket;
  if (is(Mutation::kUnsplitBusy)) {
    if (UsageBucket* bucket = bucket_at(it.end)) {
      bucket->busy_ps += it.end - it.start;
      bucket->kv_token_ps += Int128{it.end - it.start} * it.resident;
    }
    return;
  }
  for (std::int64_t b = 0; b < plan_.meter.buckets; ++b) {
    const Ps from = plan_.meter.start + b * kPsPerBucket;
    const Ps part = std::min(it.end, from + kPsPerBucket) - std::max(it.start, from);
    if (part > 0) {
      UsageBucket& bucket = result_.usage.buckets[static_cast<std::size_t>(b)];
      bucket.busy_ps += part;
      bucket.kv_token_ps += Int128{part} * it.resident;
    }
    const bool straddles = it.start < from && from < it.end;
    result_.coverage.bucket_splits += straddles ? 1 : 0;
    result_.coverage.day_splits +=
        straddles && (from - plan_.meter.start) % day_length == 0 ? 1 : 0;
    result_.coverage.edge_ends += it.end == from ? 1 : 0;
  }
}

void Oracle::meter_end(const Iteration& it) {
  if (UsageBucket* bucket = bucket_at(now_)) {
    bucket->iterations += 1;
    bucket->decode_tokens += it.decodes;
    bucket->prefill_tokens += it.prefill_tokens;
    bucket->kv_read_tokens += it.contexts;
    bucket->prefill_pairs += it.pairs;
  }
}

void Oracle::meter_token(const Job& job) {
  const Ps instant = is(Mutation::kItlOnArrivalDay) ? job.request.arrival : now_;
  if (ClassDay* day = day_at(job, instant)) {
    day->latency.itl.add(now_ - job.last_token);
  }
}

void Oracle::meter_fate(const Job& job, RequestFate fate) {
  UsageBucket elsewhere;
  UsageBucket* found = bucket_at(now_);
  UsageBucket& bucket = found != nullptr ? *found : elsewhere;
  ClassDay no_day;
  ClassDay* arrival_day = day_at(job, job.request.arrival);
  ClassDay& day = arrival_day != nullptr ? *arrival_day : no_day;
  if (fate == RequestFate::kDropped) {
    result_.coverage.drops += 1;
    bucket.dropped += 1;
    day.dropped += 1;
    return;
  }
  if (fate == RequestFate::kTimedOut) {
    result_.coverage.timeouts += 1;
    bucket.timed_out += 1;
    day.timed_out += 1;
    return;
  }
  result_.coverage.completed += 1;
  bucket.completed += 1;
  day.completed += 1;
  day.input_tokens += job.request.input;
  day.output_tokens += job.request.output;
  const Ps ttft = job.first_token - job.request.arrival + plan_.replica.front_end;
  const Ps e2e = now_ - job.request.arrival + plan_.replica.front_end;
  const Ps gaps = job.request.output - 1;
  const Ps up = is(Mutation::kTpotRoundsUp) ? gaps - 1 : 0;
  const Ps tpot = gaps > 0 ? (now_ - job.first_token + up) / gaps : 0;
  day.latency.ttft.add(ttft);
  day.latency.e2e.add(e2e);
  if (gaps > 0) {
    day.latency.tpot.add(tpot);
  }
  day.slo_met += meets_limits(job, ttft, tpot, e2e) ? 1 : 0;
}

bool Oracle::meets_limits(const Job& job, Ps ttft, Ps tpot, Ps e2e) const {
  const auto& limits = plan_.classes.at(static_cast<std::size_t>(job.request.klass));
  const Ps strict = is(Mutation::kSloStrict) ? 1 : 0;
  const auto within = [strict](Ps value, Ps limit) {
    return limit == 0 || value + strict <= limit;
  };
  return within(ttft, limits.slo_ttft) && within(e2e, limits.slo_e2e) &&
         (job.request.output == 1 || within(tpot, limits.slo_tpot));
}

void Oracle::meter_backlog() {
  backlog_taken_ = true;
  for (const auto& r : replicas_) {
    result_.usage.backlog_end += static_cast<std::int64_t>(r.outstanding());
  }
}

}  // namespace

const char* name_of(Mutation mutation) {
  static constexpr const char* kNames[kMutations] = {"none",
                                                     "off by one run",
                                                     "no crossover",
                                                     "victim order",
                                                     "preempted to back",
                                                     "forgets tokens",
                                                     "free block",
                                                     "overtake",
                                                     "tie order",
                                                     "time-out tie",
                                                     "router tie",
                                                     "round robin skips dropped",
                                                     "queue limit",
                                                     "pairs of chunk",
                                                     "edge earlier",
                                                     "unsplit busy",
                                                     "resident decodes only",
                                                     "ITL on arrival day",
                                                     "TPOT rounds up",
                                                     "SLO strict",
                                                     "backlog includes end"};
  return kNames[static_cast<std::size_t>(mutation)];
}

OracleResult simulate_stepwise(const ServingPlan& plan,
                               ArrivalSource& arrivals,
                               Mutation mutation) {
  return Oracle(plan, arrivals, mutation).run();
}

}  // namespace costwright
