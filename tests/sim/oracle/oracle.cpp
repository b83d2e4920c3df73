#include "tests/sim/oracle/oracle.h"

#include <algorithm>

#include "core/diagnostics.h"
#include "tests/sim/oracle/state.h"

namespace costwright::testing {
using namespace sim;
namespace oracle {

Oracle::Oracle(const ServingPlan& plan, ArrivalSource& source, Mutation mutation)
    : plan_(plan), source_(source), mutation_(mutation), tree_(source.prefixes()) {
  window_end_ = plan.meter.start + plan.meter.buckets * plan.meter.bucket;
  replicas_.resize(static_cast<std::size_t>(plan.replicas));
  for (std::size_t i = 0; i < replicas_.size(); ++i) {
    Replica& r = replicas_[i];
    r.index = static_cast<std::int32_t>(i);
    const bool off = plan.autoscaler && r.index >= plan.autoscaler->initial;
    r.state = off ? State::kOff : State::kAccepting;
    r.plan = &plan.replica;
    std::int32_t last = plan.replicas;
    for (std::size_t k = plan.others.size(); k-- > 0;) {
      last -= plan.others[k].replicas;
      if (r.kind == 0 && r.index >= last) {
        r.kind = k + 1;
        r.plan = &plan.others[k].replica;
      }
    }
    for (std::int64_t b = 0; b < r.plan->kv_blocks; ++b) {
      r.free_blocks.push_back(static_cast<std::int32_t>(b));
    }
  }
  const auto per_day = plan.meter.buckets_per_day;
  const auto days = (plan.meter.buckets + per_day - 1) / per_day;
  result_.usage.buckets.resize(static_cast<std::size_t>(plan.meter.buckets));
  if (!plan.others.empty()) {
    result_.usage.kinds.assign(plan.others.size() + 1, result_.usage.buckets);
  }
  result_.usage.classes.resize(plan.classes.size());
  for (auto& klass : result_.usage.classes) {
    klass.days.resize(static_cast<std::size_t>(days));
  }
}

// The stream is ordered, so the first arrival at or after the window's end closes it.
void Oracle::load_stream() {
  Request request;
  bool clients = true;
  while (source_.next({&request, 1}) == 1) {
    const bool relayed = source_.origins().find(request.id) != nullptr;
    const bool late = request.arrival >= window_end_;
    clients = clients && (relayed || !late);
    if (relayed ? !late || !is(Mutation::kLateRelayedRefused) : clients) {
      seen().after_end += late ? 1 : 0;
      pending_.emplace(std::pair(request.arrival, request.id), request);
    } else if (source_.origins().of.empty()) {
      return;
    }
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
  for (const Replica& r : replicas_) {
    if (counts_as_on(r.state)) {
      meter_on(r, kNever);
    }
  }
  std::sort(result_.passed_on.begin(), result_.passed_on.end(), [](const auto& a, const auto& b) {
    return std::pair(a.request.arrival, a.request.id) < std::pair(b.request.arrival, b.request.id);
  });
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
  return std::min(t, next_change());
}

void Oracle::play_instant() {
  end_iterations();
  if (now_ >= window_end_ && !backlog_taken_) {  // only reached by a mutant
    meter_backlog();
  }
  if (is(Mutation::kTieOrder)) {
    time_out_waiting();
    change_fleet();
    start_iterations();
    arrivals();
    start_iterations();
  } else if (is(Mutation::kTimeoutTie)) {
    change_fleet();
    arrivals();
    start_iterations();
    time_out_waiting();
  } else if (is(Mutation::kFleetTie)) {
    time_out_waiting();
    arrivals();
    change_fleet();
    start_iterations();
  } else {
    time_out_waiting();
    change_fleet();
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
  meter_time(r);
  meter_end(r);
  std::vector<Job*> by_id = r.running;
  if (!is(Mutation::kLeavesByAdmission)) {
    std::sort(by_id.begin(), by_id.end(), [](const Job* a, const Job* b) {
      return a->request.id < b->request.id;
    });
  }
  for (Job* job : by_id) {
    if (!job->decoding) {
      job->prefilled += job->chunk;
      if (job->prefilled < job->context() - (is(Mutation::kForgetsTokens) ? job->generated : 0)) {
        continue;
      }
    }
    emit_token(*job);
    if (job->generated == output_here(job->request)) {
      r.running.erase(std::find(r.running.begin(), r.running.end(), job));
      release(r, *job);
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
    seen().timeout_ties += r.ended_now ? 1 : 0;
    if (is(Mutation::kTimedOutGetBack)) {
      const auto& klass = plan_.classes.at(static_cast<std::size_t>(job->request.klass));
      r.paid[job->request.klass] -= (job->request.input + job->request.output) * klass.fair_cost;
    }
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
  r.blocked_head = -1;
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
  seen().iterations += 1;
}

std::int64_t Oracle::schedule_chunk(Job& job, std::int64_t budget) {
  const auto whole = job.context() - (is(Mutation::kForgetsTokens) ? job.generated : 0);
  job.chunk = std::min(whole - job.prefilled, budget);
  if (job.chunk > 0) {
    job.chunks += 1;
    seen().chunked_prefills += job.chunks == 2 ? 1 : 0;
  }
  return job.chunk;
}

void Oracle::sum_up(Replica& r) {
  Iteration it;
  it.resident = resident_tokens(r);
  std::int64_t newly_resumed = 0;
  for (const Job* job : r.running) {
    if (job->decoding) {
      it.decodes += 1;
      it.contexts += job->context();
      newly_resumed += job->resumed && job->generated == 1 ? 1 : 0;
    } else if (job->chunk > 0) {
      const auto p = job->chunk;
      const auto c = job->prefilled - (is(Mutation::kPairsIgnoreHit) ? job->hit : 0);
      it.sequences += 1;
      it.prefill_tokens += p;
      it.pairs += (is(Mutation::kPairsOfChunk) ? 0 : p * c) + p * (p + 1) / 2;
    }
  }
  seen().resumed_beside += it.prefill_tokens > 0 ? newly_resumed : 0;
  it.sequences += it.decodes;
  it.tokens = it.decodes + it.prefill_tokens;
  r.iteration = it;
}

bool Oracle::only_decodes(const Iteration& it) const {
  return it.sequences == it.decodes;
}

bool Oracle::memory_bound(const Replica& r) const {
  const Iteration& it = r.iteration;
  const auto& cost = r.plan->cost;
  const bool special = cost.decode_only && only_decodes(it);
  const auto& memory = special ? cost.decode_only->memory : cost.memory;
  const auto& compute = special ? cost.decode_only->compute : cost.compute;
  return memory.per_sequence * it.decodes + memory.per_token * it.contexts >=
         compute.per_sequence * it.decodes + compute.per_token * it.contexts;
}

Ps Oracle::duration(Replica& r) const {
  const auto& cost = r.plan->cost;
  const auto& it = r.iteration;
  const bool chunks = !only_decodes(it);
  const bool special = cost.decode_only && (!chunks || is(Mutation::kDecodeCostWithChunk));
  const AttentionCost& m = special ? cost.decode_only->memory : cost.memory;
  const AttentionCost& c = special ? cost.decode_only->compute : cost.compute;
  const auto contexts = it.contexts + (is(Mutation::kOffByOneRun) ? 1 : 0);
  const Ps memory = m.per_sequence * it.decodes + m.per_token * contexts;
  const Ps compute = c.per_sequence * it.decodes + c.per_token * contexts;
  Ps decode = std::max(memory, compute);
  if (is(Mutation::kNoCrossover) && r.stretch.length > 0) {
    decode = r.stretch.began_memory_bound ? memory : compute;
  }
  if (cost.decode_only && !chunks) {
    return cost.decode_only->step[static_cast<std::size_t>(it.decodes)] +
           cost.decode_only->per_sequence * it.decodes + decode;
  }
  return cost.step[static_cast<std::size_t>(it.tokens)] + cost.per_sequence * it.sequences +
         (it.decodes > 0 ? decode : 0) +
         (chunks ? cost.prefill_step + cost.per_prefill_pair * it.pairs : 0);
}

void Oracle::watch_stretch(Replica& r) {
  std::vector<std::int64_t> ids;
  if (only_decodes(r.iteration)) {
    seen().decode_only_runs += r.plan->cost.decode_only ? 1 : 0;
    for (const Job* job : r.running) {
      ids.push_back(job->request.id);
    }
  }
  const bool bound = memory_bound(r);
  Stretch& s = r.stretch;
  if (ids.empty()) {
    s = {};
  } else if (ids != s.ids) {
    s = {std::move(ids), bound, bound, 1};
  } else {
    seen().crossovers += bound != s.memory_bound ? 1 : 0;
    s.memory_bound = bound;
    s.length += 1;
  }
  seen().longest_stretch = std::max(seen().longest_stretch, Ps{s.length});
}

// ---------------------------------------------------------------- leaving

// A pool that hands over gives one token to each.
std::int64_t Oracle::output_here(const Request& request) const {
  return plan_.handover ? 1 : request.output;
}

void Oracle::leave(Job& job, RequestFate fate) {
  if (pass_on(job, fate)) {
    fate = RequestFate::kPassedOn;
  }
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
  if (done.replica >= 0) {
    switch_off_if_drained(replicas_[static_cast<std::size_t>(done.replica)]);
  }
  if (source_.reacts()) {
    follow(done);
  }
}

void Oracle::follow(const Request& done) {
  const auto next = source_.follow_up(done, now_);
  if (!next) {
    return;
  }
  require(next->arrival >= now_, "a follow-up arrives at {}, before its cause at {}", next->arrival,
          now_);
  if (next->arrival < window_end_) {
    seen().follow_ups += 1;
    seen().zero_think += next->arrival == now_ ? 1 : 0;
    pending_.emplace(std::pair(next->arrival, next->id), *next);
  }
}

}  // namespace oracle

OracleResult simulate_stepwise(const ServingPlan& plan,
                               ArrivalSource& arrivals,
                               Mutation mutation) {
  return oracle::Oracle(plan, arrivals, mutation).run();
}

}  // namespace costwright::testing
