#pragma once
// The observers of one pool: they are told what happened and sort it into 15-minute buckets, days,
// classes and histograms (docs/serving-engine.md, "Meters"). They steer nothing.
#include <span>
#include <vector>

#include "sim/clock/event.h"
#include "sim/meters/jump.h"
#include "sim/meters/meter_plan.h"
#include "sim/meters/usage.h"
#include "sim/requests/request.h"

namespace costwright::sim {

// `count` iterations of one composition, one after another from `start`. More than one: decodes
// only, each adding one token to each of the contexts.
struct Stretch {
  Ps start{};
  IterationRun run{};
  std::int64_t count = 1;
  std::int64_t decodes{};
  std::int64_t contexts{};        // summed over the decodes, in the first iteration
  std::int64_t other_resident{};  // KV tokens beside the contexts: of prefilling requests, less
                                  // what the prefix cache holds once instead of several times
  std::int64_t prefill_tokens{};
  std::int64_t prefill_pairs{};

  Ps end() const { return start + static_cast<Ps>(run.length(count)); }
  void skip(std::int64_t iterations) {
    start += static_cast<Ps>(run.length(iterations));
    run.first += run.growth * iterations;
    contexts += decodes * iterations;
    count -= iterations;
  }
};

// What the classes want to know of a completed request.
struct Completion {
  Ps arrival{}, first_token{}, finish{};
  std::int32_t input{}, output{}, klass{};
  std::int32_t gaps{};  // between its tokens, for TPOT; 0: it has none
  ClassDay* day{};      // day of arrival; null outside the window
};

// All replicas of the pool tell the same one.
class Meters {
 public:
  // The window lasts 53 days at most (std::logic_error).
  Meters(const MeterPlan& window, Ps front_end, const std::vector<ClassPlan>& limits);

  Ps window_start() const { return start_; }
  Ps window_end() const { return end_; }
  Ps bucket_length() const { return bucket_length_; }
  // -1 before the window and after it.
  std::int64_t bucket_index(Ps t) const {
    if (t >= near_from_ && t < near_to_) [[likely]] {
      return near_;
    }
    return t < start_ || t >= end_ ? -1 : seek_bucket(t);
  }
  UsageBucket& bucket(std::int64_t index) {
    return index < 0 ? outside_ : usage_.buckets[static_cast<std::size_t>(index)];
  }
  std::int32_t day_of_bucket(std::int64_t index) const {
    return index < 0 ? -1 : day_of_bucket_[static_cast<std::size_t>(index)];
  }
  SamplePart& part_of(std::int32_t klass, std::int64_t index) {
    return index < 0 ? outside_part_
                     : usage_.classes[static_cast<std::size_t>(klass)]
                           .parts[part_of_bucket(static_cast<std::size_t>(index))];
  }
  ClassDay& class_day(std::size_t klass, std::int32_t day) { return class_days_[klass][day]; }

  // Returns the request's day, null outside the window.
  ClassDay* arrived(const Request& request);
  // The same of one that another pool has passed on: it counts as arrived there.
  ClassDay* taken_over(const Request& request, const Origin& origin);
  ClassDay* day_of(std::int32_t klass, Ps arrival);
  void queued(std::int64_t waiting, Ps at) {
    if (at >= start_ && at < end_ && waiting > usage_.max_queue) {
      usage_.max_queue = waiting;
    }
  }
  void dropped(ClassDay* day, Ps at);
  void timed_out(ClassDay* day, Ps at);
  void completed(const Completion& done);
  void passed_on(ClassDay* day, std::int64_t tokens, Ps at);
  void answered_from_cache(const Request& request);
  void lost(Ps at) { ++bucket(bucket_index(at)).lost; }
  // A replica is on for [from, until).
  void on(Ps from, Ps until);
  void all_on(std::int32_t replicas);  // for the whole window
  // A token other than its request's first, `gap` after the one before.
  void token_gap(std::int32_t klass, Ps gap, Ps at);

  PoolUsage take() { return std::move(usage_); }

 private:
  // The bucket asked for last is asked for again, nearly always: no division.
  std::int64_t seek_bucket(Ps t) const {
    near_ = (t - start_) / bucket_length_;
    near_from_ = start_ + near_ * bucket_length_;
    near_to_ = near_from_ + bucket_length_;
    return near_;
  }
  void count_backlog(Ps left_at) { usage_.backlog_end += left_at >= end_ ? 1 : 0; }

  Ps start_, end_{}, bucket_length_, front_end_;
  mutable std::int64_t near_ = 0;
  mutable Ps near_from_ = kNever, near_to_ = kNever;  // of that bucket; none yet
  std::vector<ClassPlan> limits_;
  PoolUsage usage_;
  SamplePart outside_part_;
  UsageBucket outside_;  // takes what lies outside the window; nobody reads it
  std::vector<std::int32_t> day_of_bucket_;
  std::vector<ClassDay*> class_days_;  // first day of each class
};

// The iterations of one replica, which come in order of time: the bucket at hand is kept.
class IterationMeter {
 public:
  explicit IterationMeter(Meters& meters) : meters_(&meters) {}

  // `class_decodes` = decodes by class. `end` = stretch.end().
  void add(const Stretch& stretch, Ps end, std::span<const std::int64_t> class_decodes) {
    if (stretch.start >= from_ && end < to_) [[likely]] {
      add_inside(stretch, end, class_decodes);
    } else {
      add_across(stretch, class_decodes);
    }
  }
  // A stretch that is given up at `until`, in its first iteration: that was busy, nothing else.
  void add_unfinished(const Stretch& stretch, Ps until);
  void cached(std::int64_t tokens, Ps at) {
    meters_->bucket(meters_->bucket_index(at)).cached_tokens += tokens;
  }
  void preempted(Ps at) { ++meters_->bucket(meters_->bucket_index(at)).preemptions; }

 private:
  void add_inside(const Stretch& stretch, Ps end, std::span<const std::int64_t> class_decodes);
  void add_counts(const Stretch& stretch, const RunSums& sums);
  void add_gaps(const Stretch& stretch, std::span<const std::int64_t> class_decodes);
  void add_across(Stretch stretch, std::span<const std::int64_t> class_decodes);
  void add_time(Ps from, Ps until, std::int64_t resident);
  void add_straddling(const Stretch& stretch, std::span<const std::int64_t> class_decodes);
  void seek(Ps t);

  Meters* meters_;
  UsageBucket* bucket_ = nullptr;
  std::int32_t day_ = -1;
  Ps from_ = kNever, to_ = kNever;  // instants of the bucket at hand; none yet
};

inline ClassDay* Meters::day_of(std::int32_t klass, Ps arrival) {
  const std::int32_t day = day_of_bucket(bucket_index(arrival));
  return day < 0 ? nullptr : &class_day(static_cast<std::size_t>(klass), day);
}

inline ClassDay* Meters::arrived(const Request& request) {
  ++bucket(bucket_index(request.arrival)).arrived;
  ClassDay* const day = day_of(request.klass, request.arrival);
  if (day != nullptr) {
    ++day->arrived;
    day->offered_input_tokens += request.input;
    day->offered_output_tokens += request.output;
  }
  return day;
}

inline void Meters::completed(const Completion& done) {
  count_backlog(done.finish);
  const std::int64_t index = bucket_index(done.finish);
  ++bucket(index).completed;
  if (done.day == nullptr) {
    return;
  }
  ClassDay& day = *done.day;
  const ClassPlan& limits = limits_[static_cast<std::size_t>(done.klass)];
  const Ps ttft = done.first_token - done.arrival + front_end_;
  const Ps e2e = done.finish - done.arrival + front_end_;
  ++day.completed;
  day.input_tokens += done.input;
  day.output_tokens += done.output;
  day.latency.ttft.add(ttft);
  day.latency.e2e.add(e2e);
  SamplePart& part = part_of(done.klass, index);
  ++part.completed;
  part.ttft_ps += ttft;
  part.e2e_ps += e2e;
  bool met = (limits.slo_ttft == 0 || ttft <= limits.slo_ttft) &&
             (limits.slo_e2e == 0 || e2e <= limits.slo_e2e);
  if (done.gaps > 0) {
    const Ps tpot = (done.finish - done.first_token) / done.gaps;
    day.latency.tpot.add(tpot);
    ++part.spaced;
    part.tpot_ps += tpot;
    met = met && (limits.slo_tpot == 0 || tpot <= limits.slo_tpot);
  }
  day.slo_met += met ? 1 : 0;
  part.slo_met += met ? 1 : 0;
  day.slo_input_tokens += met ? done.input : 0;
  day.slo_output_tokens += met ? done.output : 0;
}

inline void IterationMeter::add_inside(const Stretch& stretch,
                                       Ps end,
                                       std::span<const std::int64_t> class_decodes) {
  const RunSums sums = sums_of(stretch.run, stretch.count, stretch.decodes, stretch.contexts);
  const Ps length = end - stretch.start;
  bucket_->busy_ps += length;
  bucket_->kv_token_ps += sums.token_time + static_cast<Int128>(length) * stretch.other_resident;
  add_counts(stretch, sums);
  add_gaps(stretch, class_decodes);
}

inline void IterationMeter::add_counts(const Stretch& stretch, const RunSums& sums) {
  bucket_->iterations += stretch.count;
  bucket_->decode_tokens += stretch.decodes * stretch.count;
  bucket_->kv_read_tokens += sums.tokens_read;
  bucket_->prefill_tokens += stretch.prefill_tokens;
  bucket_->prefill_pairs += stretch.prefill_pairs;
}

inline void IterationMeter::add_gaps(const Stretch& stretch,
                                     std::span<const std::int64_t> class_decodes) {
  if (day_ < 0 || stretch.decodes == 0) {
    return;
  }
  for_each_bucket(stretch.run, stretch.count, [&](Ps gap, std::int64_t iterations) {
    for (std::size_t c = 0; c < class_decodes.size(); ++c) {
      if (class_decodes[c] > 0) {
        meters_->class_day(c, day_).latency.itl.add(
            gap, static_cast<std::uint64_t>(iterations * class_decodes[c]));
      }
    }
  });
}

}  // namespace costwright::sim
