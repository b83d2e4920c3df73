#include "sim/batch/batch_meter.h"

#include <algorithm>

namespace costwright {

BatchMeter::BatchMeter(const BatchPlan& plan, std::vector<RequestRecord>* records)
    : plan_(plan), records_(records), end_(plan.meter.start + plan.meter.buckets * kPsPerBucket) {
  const auto buckets = static_cast<std::size_t>(plan.meter.buckets);
  const auto per_day = static_cast<std::size_t>(plan.meter.buckets_per_day);
  usage_.buckets.resize(buckets);
  usage_.classes.resize(plan.classes.size());
  for (ClassUsage& c : usage_.classes) {
    c.days.resize((buckets + per_day - 1) / per_day);
  }
}

UsageBucket* BatchMeter::bucket_at(Ps at) {
  if (at < plan_.meter.start || at >= end_) {
    return nullptr;
  }
  return &usage_.buckets[static_cast<std::size_t>((at - plan_.meter.start) / kPsPerBucket)];
}

ClassDay* BatchMeter::day_of(const Request& request) {
  if (request.arrival < plan_.meter.start || request.arrival >= end_) {
    return nullptr;
  }
  const Ps bucket = (request.arrival - plan_.meter.start) / kPsPerBucket;
  ClassUsage& c = usage_.classes[static_cast<std::size_t>(request.klass)];
  return &c.days[static_cast<std::size_t>(bucket / plan_.meter.buckets_per_day)];
}

void BatchMeter::arrived(const Request& request) {
  if (UsageBucket* bucket = bucket_at(request.arrival)) {
    ++bucket->arrived;
  }
  if (ClassDay* day = day_of(request)) {
    ++day->arrived;
    day->offered_input_tokens += request.input;
    day->offered_output_tokens += request.output;
  }
}

void BatchMeter::queued(Ps at, std::int64_t waiting) {
  if (at >= plan_.meter.start && at < end_) {
    usage_.max_queue = std::max(usage_.max_queue, waiting);
  }
}

// Everything that is admitted arrived before the window's end, so what leaves at or after it was
// inside then.
void BatchMeter::left(const Request& request, Ps at, RequestFate fate) {
  if (fate != RequestFate::kDropped && at >= end_) {
    ++usage_.backlog_end;
  }
  if (records_ != nullptr) {
    const Ps first_token = fate == RequestFate::kCompleted ? at : 0;
    records_->push_back({request.id, fate, request.replica, 0, first_token, at});
  }
}

void BatchMeter::completed(const Request& request, Ps at) {
  left(request, at, RequestFate::kCompleted);
  if (UsageBucket* bucket = bucket_at(at)) {
    ++bucket->completed;
  }
  ClassDay* day = day_of(request);
  if (day == nullptr) {
    return;
  }
  const Ps latency = at - request.arrival + plan_.front_end;
  ++day->completed;
  day->input_tokens += request.input;
  day->output_tokens += request.output;
  day->latency.ttft.add(latency);
  day->latency.e2e.add(latency);
  const ClassPlan& limits = plan_.classes[static_cast<std::size_t>(request.klass)];
  const auto within = [latency](Ps limit) {
    return limit == 0 || latency <= limit;
  };
  day->slo_met += within(limits.slo_ttft) && within(limits.slo_e2e) ? 1 : 0;
}

void BatchMeter::dropped(const Request& request, Ps at) {
  left(request, at, RequestFate::kDropped);
  if (UsageBucket* bucket = bucket_at(at)) {
    ++bucket->dropped;
  }
  if (ClassDay* day = day_of(request)) {
    ++day->dropped;
  }
}

void BatchMeter::timed_out(const Request& request, Ps at) {
  left(request, at, RequestFate::kTimedOut);
  if (UsageBucket* bucket = bucket_at(at)) {
    ++bucket->timed_out;
  }
  if (ClassDay* day = day_of(request)) {
    ++day->timed_out;
  }
}

void BatchMeter::batch_ended(Ps start, Ps end, std::int64_t items) {
  if (UsageBucket* bucket = bucket_at(end)) {
    ++bucket->iterations;
    bucket->decode_tokens += items;
  }
  split_busy(start, end);
}

void BatchMeter::split_busy(Ps start, Ps end) {
  Ps at = std::max(start, plan_.meter.start);
  const Ps last = std::min(end, end_);
  while (at < last) {
    const Ps index = (at - plan_.meter.start) / kPsPerBucket;
    const Ps edge = std::min(plan_.meter.start + (index + 1) * kPsPerBucket, last);
    usage_.buckets[static_cast<std::size_t>(index)].busy_ps += edge - at;
    at = edge;
  }
}

PoolUsage BatchMeter::finish() {
  if (records_ != nullptr) {
    std::sort(records_->begin(), records_->end(),
              [](const RequestRecord& a, const RequestRecord& b) {
                return a.id < b.id;
              });
  }
  return std::move(usage_);
}

}  // namespace costwright
