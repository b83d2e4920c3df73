// What is counted, and where.
#include <algorithm>

#include "tests/sim/oracle/state.h"

namespace costwright::testing::oracle {
using namespace sim;

// -1 before the window, `buckets` or more after it.
std::int64_t Oracle::bucket_of(sim::Ps t) const {
  const Ps since = t - plan_.meter.start - (is(Mutation::kEdgeEarlier) ? 1 : 0);
  return since < 0 ? -1 : since / plan_.meter.bucket;
}

UsageBucket* Oracle::bucket_at(Ps t) {
  const auto b = bucket_of(t);
  const bool inside = b >= 0 && b < plan_.meter.buckets;
  return inside ? &result_.usage.buckets[static_cast<std::size_t>(b)] : nullptr;
}

// The pool's bucket and, where there are several kinds, the one of the replica's kind.
std::vector<UsageBucket*> Oracle::buckets_of(const Replica& r, std::int64_t b) {
  std::vector<UsageBucket*> buckets{&result_.usage.buckets.at(static_cast<std::size_t>(b))};
  if (!plan_.others.empty()) {
    buckets.push_back(&result_.usage.kinds.at(r.kind).at(static_cast<std::size_t>(b)));
  }
  return buckets;
}

// None outside the window.
std::vector<UsageBucket*> Oracle::work_at(const Replica& r, Ps t) {
  return bucket_at(t) == nullptr ? std::vector<UsageBucket*>{} : buckets_of(r, bucket_of(t));
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
  if (sim::UsageBucket* bucket = bucket_at(now_)) {
    bucket->arrived += 1;
  }
  if (is(Mutation::kBacklogOfTheLate) && now_ >= window_end_) {
    result_.usage.backlog_end += 1;
  }
  if (job.relayed && !is(Mutation::kRelayedCountsAgain)) {
    return;
  }
  if (sim::ClassDay* day = day_at(job, now_)) {
    day->arrived += 1;
    day->offered_input_tokens += job.request.input;
    day->offered_output_tokens += job.request.output;
  }
}

void Oracle::meter_queue(const Replica& r) {
  if (bucket_at(now_) != nullptr) {
    result_.usage.max_queue = std::max(result_.usage.max_queue, sim::Ps{std::ssize(r.fresh)});
  }
}

void Oracle::meter_time(const Replica& r) {
  const Iteration& it = r.iteration;
  const Ps day_length = plan_.meter.buckets_per_day * plan_.meter.bucket;
  if (is(Mutation::kUnsplitBusy)) {
    for (sim::UsageBucket* bucket : work_at(r, it.end)) {
      bucket->busy_ps += it.end - it.start;
      bucket->kv_token_ps += sim::Int128{it.end - it.start} * it.resident;
    }
    return;
  }
  for (std::int64_t b = 0; b < plan_.meter.buckets; ++b) {
    const Ps from = plan_.meter.start + b * plan_.meter.bucket;
    const Ps part = std::min(it.end, from + plan_.meter.bucket) - std::max(it.start, from);
    if (part > 0) {
      for (sim::UsageBucket* bucket : buckets_of(r, b)) {
        bucket->busy_ps += part;
        bucket->kv_token_ps += sim::Int128{part} * it.resident;
      }
    }
    const bool straddles = it.start < from && from < it.end;
    seen().bucket_splits += straddles ? 1 : 0;
    seen().day_splits += straddles && (from - plan_.meter.start) % day_length == 0 ? 1 : 0;
    seen().edge_ends += it.end == from ? 1 : 0;
  }
}

void Oracle::meter_on(const Replica& r, sim::Ps until) {
  for (std::int64_t b = 0; b < plan_.meter.buckets; ++b) {
    const Ps edge = plan_.meter.start + b * plan_.meter.bucket;
    const Ps part = std::min(until, edge + plan_.meter.bucket) - std::max(r.on_since, edge);
    for (sim::UsageBucket* bucket : buckets_of(r, b)) {
      bucket->on_ps += std::max<Ps>(0, part);
    }
  }
}

void Oracle::meter_end(const Replica& r) {
  const Iteration& it = r.iteration;
  for (sim::UsageBucket* bucket : work_at(r, now_)) {
    bucket->iterations += 1;
    bucket->decode_tokens += it.decodes;
    bucket->prefill_tokens += it.prefill_tokens;
    bucket->kv_read_tokens += it.contexts;
    bucket->prefill_pairs += it.pairs;
  }
}

void Oracle::meter_token(const Job& job) {
  const Ps instant = is(Mutation::kItlOnArrivalDay) ? job.first_arrival() : now_;
  if (sim::ClassDay* day = day_at(job, instant)) {
    day->latency.itl.add(now_ - job.last_token);
  }
}

void Oracle::meter_fate(const Job& job, RequestFate fate) {
  sim::UsageBucket elsewhere;
  UsageBucket* found = bucket_at(now_);
  UsageBucket& bucket = found != nullptr ? *found : elsewhere;
  sim::ClassDay no_day;
  const bool here = is(Mutation::kRelayedDayHere);
  ClassDay* arrival_day = day_at(job, here ? job.request.arrival : job.first_arrival());
  ClassDay& day = arrival_day != nullptr ? *arrival_day : no_day;
  switch (fate) {
    case RequestFate::kDropped:
      seen().drops += 1;
      bucket.dropped += 1;
      day.dropped += 1;
      break;
    case RequestFate::kTimedOut:
      seen().timeouts += 1;
      bucket.timed_out += 1;
      day.timed_out += 1;
      break;
    case RequestFate::kCompleted:
      seen().completed += 1;
      meter_completion(job, bucket, day);
      break;
    case RequestFate::kPassedOn:
      bucket.passed_on += 1;
      day.passed_on += 1;
      if (job.generated > 0) {
        const bool is_answered = !plan_.handover || plan_.handover->kept == 0;
        day.passed_on_tokens += job.request.input + (is_answered ? job.generated : 0);
      }
      break;
  }
}

// Of an answer from the response cache that of the plan's own kind.
Ps Oracle::front_end_of(const Job& job) const {
  const bool served = job.request.replica >= 0;
  return served ? replicas_.at(static_cast<std::size_t>(job.request.replica)).plan->front_end
                : plan_.replica.front_end;
}

void Oracle::meter_completion(const Job& job, UsageBucket& bucket, ClassDay& day) {
  bucket.completed += 1;
  bucket.from_cache += job.answered ? 1 : 0;
  day.completed += 1;
  day.from_cache += job.answered ? 1 : 0;
  if (!job.answered || !is(Mutation::kAnswersWithoutTokens)) {
    day.input_tokens += job.request.input;
    day.output_tokens += job.request.output;
  }
  const Ps since = is(Mutation::kLatencyFromHere) ? job.request.arrival : job.first_arrival();
  const Ps ttft = job.first_token - since + front_end_of(job);
  const Ps e2e = now_ - since + front_end_of(job);
  const Ps gaps = job.request.output - 1;
  const Ps up = is(Mutation::kTpotRoundsUp) ? gaps - 1 : 0;
  const Ps tpot = gaps > 0 ? (now_ - job.first_token + up) / gaps : 0;
  day.latency.ttft.add(ttft);
  day.latency.e2e.add(e2e);
  if (gaps > 0) {
    day.latency.tpot.add(tpot);
  }
  const bool arrived_inside = day_at(job, job.first_arrival()) != nullptr;
  if (arrived_inside && bucket_at(now_) != nullptr) {
    SamplePart& part = result_.usage.classes.at(static_cast<std::size_t>(job.request.klass))
                           .parts.at(static_cast<std::size_t>(interleaved_part(bucket_of(now_))));
    part.completed += 1;
    part.slo_met += meets_limits(job, ttft, tpot, e2e) ? 1 : 0;
    part.spaced += gaps > 0 ? 1 : 0;
    part.ttft_ps += ttft;
    part.tpot_ps += tpot;
    part.e2e_ps += e2e;
  }
  if (meets_limits(job, ttft, tpot, e2e)) {
    day.slo_met += 1;
    day.slo_input_tokens += job.request.input;
    day.slo_output_tokens += job.request.output;
  }
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

}  // namespace costwright::testing::oracle
