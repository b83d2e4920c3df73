#include "sim/meters/meters.h"

#include <algorithm>

#include "core/diagnostics.h"

namespace costwright::sim {

Meters::Meters(const MeterPlan& window, Ps front_end, const std::vector<ClassPlan>& limits)
    : start_(window.start), bucket_length_(window.bucket), front_end_(front_end), limits_(limits) {
  constexpr Ps kLongest = Ps{1} << 62;
  const std::int32_t buckets = window.buckets;
  const std::int32_t per_day = window.buckets_per_day;
  require(bucket_length_ >= 1, "buckets of {} ps", bucket_length_);
  require(buckets >= 0 && buckets <= kLongest / bucket_length_ && per_day >= 1,
          "a window of {} buckets, {} a day; at most {} fit the clock", buckets, per_day,
          kLongest / bucket_length_);
  require(start_ > -kLongest && start_ < kLongest, "the window starts at {} ps, beyond +-2^62",
          start_);
  end_ = window.end();
  usage_.buckets.resize(static_cast<std::size_t>(buckets));
  for (std::int32_t i = 0; i < buckets; ++i) {
    day_of_bucket_.push_back(i / per_day);
  }
  usage_.classes.resize(limits_.size());
  for (ClassUsage& usage : usage_.classes) {
    usage.days.resize(static_cast<std::size_t>((buckets + per_day - 1) / per_day));
    class_days_.push_back(usage.days.data());
  }
}

ClassDay* Meters::taken_over(const Request& request, const Origin& origin) {
  usage_.backlog_end -= request.arrival >= end_ ? 1 : 0;  // not there yet, but will leave
  ++bucket(bucket_index(request.arrival)).arrived;
  return day_of(request.klass, origin.arrival);
}

void Meters::passed_on(ClassDay* day, std::int64_t tokens, Ps at) {
  count_backlog(at);
  ++bucket(bucket_index(at)).passed_on;
  if (day != nullptr) {
    ++day->passed_on;
    day->passed_on_tokens += tokens;
  }
}

void Meters::dropped(ClassDay* day, Ps at) {
  count_backlog(at);  // one that was offered again: arrivals come before the window's end
  ++bucket(bucket_index(at)).dropped;
  if (day != nullptr) {
    ++day->dropped;
  }
}

void Meters::timed_out(ClassDay* day, Ps at) {
  count_backlog(at);
  ++bucket(bucket_index(at)).timed_out;
  if (day != nullptr) {
    ++day->timed_out;
  }
}

void Meters::answered_from_cache(const Request& request) {
  ClassDay* const day = arrived(request);
  ++bucket(bucket_index(request.arrival)).from_cache;
  if (day != nullptr) {
    ++day->from_cache;
  }
  completed({.arrival = request.arrival,
             .first_token = request.arrival,
             .finish = request.arrival,
             .input = request.input,
             .output = request.output,
             .klass = request.klass,
             .gaps = request.output - 1,
             .day = day});
}

void Meters::on(Ps from, Ps until) {
  until = std::min(until, end_);
  for (Ps t = std::max(from, start_); t < until;) {
    const std::int64_t index = bucket_index(t);
    const Ps edge = std::min(until, start_ + (index + 1) * bucket_length_);
    bucket(index).on_ps += edge - t;
    t = edge;
  }
}

void Meters::all_on(std::int32_t replicas) {
  for (UsageBucket& b : usage_.buckets) {
    b.on_ps = Int128{replicas} * bucket_length_;
  }
}

void Meters::token_gap(std::int32_t klass, Ps gap, Ps at) {
  const std::int32_t day = day_of_bucket(bucket_index(at));
  if (day >= 0) {
    class_day(static_cast<std::size_t>(klass), day).latency.itl.add(gap);
  }
}

void IterationMeter::seek(Ps t) {
  const std::int64_t index = meters_->bucket_index(t);
  bucket_ = &meters_->bucket(index);
  day_ = meters_->day_of_bucket(index);
  if (index >= 0) {
    from_ = meters_->window_start() + index * meters_->bucket_length();
    to_ = from_ + meters_->bucket_length();
  } else if (t < meters_->window_start()) {
    from_ = INT64_MIN;
    to_ = meters_->window_start();
  } else {
    from_ = meters_->window_end();
    to_ = kNever;
  }
}

// Whole iterations that end before the bucket's edge enter it together; the one on the edge by
// itself.
void IterationMeter::add_across(Stretch stretch, std::span<const std::int64_t> class_decodes) {
  seek(stretch.start);
  while (stretch.count > 0) {
    Stretch inside = stretch;
    if (to_ != kNever) {
      const std::int64_t reaching = iterations_to_reach(stretch.run, to_ - stretch.start);
      inside.count = std::min(stretch.count, reaching - 1);
    }
    if (inside.count > 0) {
      add_inside(inside, inside.end(), class_decodes);
      stretch.skip(inside.count);
    }
    if (stretch.count > 0) {
      Stretch edge = stretch;
      edge.count = 1;
      add_straddling(edge, class_decodes);
      stretch.skip(1);
    }
  }
}

void IterationMeter::add_time(Ps from, Ps until, std::int64_t resident) {
  for (Ps t = from; t < until;) {
    const Ps edge = std::min(until, to_);
    bucket_->busy_ps += edge - t;
    bucket_->kv_token_ps += static_cast<Int128>(edge - t) * resident;
    t = edge;
    if (t == to_) {
      seek(t);
    }
  }
}

// One iteration that ends at or after the edge of its first bucket: time by parts, counts where it
// ends.
void IterationMeter::add_straddling(const Stretch& stretch,
                                    std::span<const std::int64_t> class_decodes) {
  add_time(stretch.start, stretch.end(), stretch.contexts + stretch.other_resident);
  add_counts(stretch, sums_of(stretch.run, 1, stretch.decodes, stretch.contexts));
  add_gaps(stretch, class_decodes);
}

void IterationMeter::add_unfinished(const Stretch& stretch, Ps until) {
  seek(stretch.start);
  add_time(stretch.start, until, stretch.contexts + stretch.other_resident);
}

}  // namespace costwright::sim
