#pragma once
// A deliberately naive batch pool: looks at every request and replica at every instant, and meters
// afterwards from a log, bucket by bucket. Shares only the plan, the request type and the result
// type with the engine. `fault` plants one error, to show that the differential test would notice
// it.
#include <algorithm>
#include <limits>
#include <map>
#include <vector>

#include "sim/arrivals/arrivals.h"
#include "sim/batch/batch_engine.h"
#include "sim/requests/request.h"
#include "tests/sim/oracle/parts.h"

namespace costwright::testing::oracle {
using namespace sim;

enum class Fault {
  kNone,
  kStartBeforeArrival,
  kTimeOutAfterArrival,
  kNewestFirst,
  kHighestIndex,
  kNoEdgeSplit
};

struct Entry {
  Request request;
  bool waiting = false, running = false;
  RequestFate fate = RequestFate::kCompleted;
  Ps left = -1;
};

struct Batch {
  int replica = 0;
  Ps start = 0, end = 0;
  std::vector<std::size_t> entries;
  bool over = false;
};

class BatchOracle {
 public:
  BatchOracle(const BatchPlan& plan, ArrivalSource& source, Fault fault)
      : plan_(plan), source_(source), fault_(fault) {
    end_ = plan.meter.start + plan.meter.buckets * plan_.meter.bucket;
    sim::Request one;
    while (source.next({&one, 1}) == 1) {
      pending_.push_back(one);
    }
  }

  PoolUsage run() {
    for (Ps t = next_instant(); t != kNever; t = next_instant()) {
      now_ = t;
      ends();
      if (fault_ == Fault::kStartBeforeArrival) {
        starts();
      }
      if (fault_ != Fault::kTimeOutAfterArrival) {
        time_outs();
      }
      while (take_arrival()) {
      }
      time_outs();
      starts();
    }
    return meter();
  }

  std::vector<sim::RequestRecord> records() const {
    std::map<std::int64_t, RequestRecord> by_id;
    for (const Entry& e : entries_) {
      const bool completed = e.fate == RequestFate::kCompleted;
      by_id[e.request.id] = {e.request.id,           e.fate, e.request.replica, 0,
                             completed ? e.left : 0, e.left};
    }
    std::vector<RequestRecord> all;
    for (const auto& [id, record] : by_id) {
      all.push_back(record);
    }
    return all;
  }

  // What the workload met, so that a test can insist on it.
  int ties = 0, delayed_starts = 0, split_batches = 0;

 private:
  static constexpr Ps kNever = std::numeric_limits<Ps>::max();

  std::vector<std::size_t> waiting_at(int replica) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (entries_[i].waiting && entries_[i].request.replica == replica) {
        found.push_back(i);
      }
    }
    return found;
  }
  bool busy(int replica) const {
    return std::any_of(batches_.begin(), batches_.end(), [&](const Batch& b) {
      return !b.over && b.replica == replica;
    });
  }
  bool may_start(int replica, Ps at) const {
    const auto waiting = waiting_at(replica);
    return !busy(replica) && !waiting.empty() &&
           (waiting.size() >= static_cast<std::size_t>(plan_.max_batch) ||
            entries_[waiting.front()].request.arrival + plan_.batch_delay <= at);
  }

  Ps next_instant() const {
    Ps next = kNever;
    for (const Request& r : pending_) {
      next = r.arrival < end_ ? std::min(next, r.arrival) : next;
    }
    for (const Batch& b : batches_) {
      next = b.over ? next : std::min(next, b.end);
    }
    for (int r = 0; r < plan_.replicas; ++r) {
      for (const std::size_t i : waiting_at(r)) {
        next = std::min(next, entries_[i].request.arrival + plan_.client_timeout);
        if (!busy(r)) {
          next =
              std::min(next, std::max(now_ + 1, entries_[i].request.arrival + plan_.batch_delay));
        }
      }
    }
    return next;
  }

  void leave(std::size_t i, RequestFate fate) {
    entries_[i].waiting = entries_[i].running = false;
    entries_[i].fate = fate;
    entries_[i].left = now_;
    if (source_.reacts()) {
      if (const auto next = source_.follow_up(entries_[i].request, now_)) {
        pending_.push_back(*next);
      }
    }
  }

  void ends() {
    for (int r = 0; r < plan_.replicas; ++r) {
      for (Batch& b : batches_) {
        if (!b.over && b.replica == r && b.end == now_) {
          b.over = true;
          for (const std::size_t i : b.entries) {
            leave(i, RequestFate::kCompleted);
          }
        }
      }
    }
  }

  void time_outs() {
    for (int r = 0; r < plan_.replicas; ++r) {
      for (const std::size_t i : waiting_at(r)) {
        if (entries_[i].request.arrival + plan_.client_timeout == now_) {
          leave(i, RequestFate::kTimedOut);
        }
      }
    }
  }

  bool take_arrival() {
    std::size_t best = pending_.size();
    for (std::size_t i = 0; i < pending_.size(); ++i) {
      if (pending_[i].arrival == now_ && now_ < end_ &&
          (best == pending_.size() || pending_[i].id < pending_[best].id)) {
        best = i;
      }
    }
    if (best == pending_.size()) {
      return false;
    }
    Entry entry{.request = pending_[best]};
    pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(best));
    ties += std::any_of(batches_.begin(), batches_.end(),
                        [&](const Batch& b) {
                          return b.end == now_;
                        })
                ? 1
                : 0;
    entry.request.replica = route();
    const auto queue = waiting_at(entry.request.replica).size();
    entry.waiting = queue < static_cast<std::size_t>(plan_.queue_limit);
    entries_.push_back(entry);
    if (!entry.waiting) {
      leave(entries_.size() - 1, RequestFate::kDropped);
    } else if (now_ >= plan_.meter.start) {
      max_queue_ = std::max(max_queue_, static_cast<std::int64_t>(queue) + 1);
    }
    return true;
  }

  int route() {
    if (plan_.router == Router::kRoundRobin) {
      return routed_++ % plan_.replicas;
    }
    int best = 0;
    for (int r = 1; r < plan_.replicas; ++r) {
      const auto fewer = outstanding(r) < outstanding(best);
      best = fewer || (fault_ == Fault::kHighestIndex && outstanding(r) == outstanding(best))
                 ? r
                 : best;
    }
    return best;
  }
  std::int64_t outstanding(int replica) const {
    return std::count_if(entries_.begin(), entries_.end(), [&](const Entry& e) {
      return e.request.replica == replica && (e.waiting || e.running);
    });
  }

  void starts() {
    for (int r = 0; r < plan_.replicas; ++r) {
      if (!may_start(r, now_)) {
        continue;
      }
      auto waiting = waiting_at(r);
      delayed_starts += waiting.size() < static_cast<std::size_t>(plan_.max_batch) ? 1 : 0;
      if (fault_ == Fault::kNewestFirst) {
        std::reverse(waiting.begin(), waiting.end());
      }
      waiting.resize(std::min(waiting.size(), static_cast<std::size_t>(plan_.max_batch)));
      for (const std::size_t i : waiting) {
        entries_[i].waiting = false;
        entries_[i].running = true;
      }
      batches_.push_back({r, now_, now_ + plan_.batch[waiting.size()], waiting});
    }
  }

  PoolUsage meter() {
    PoolUsage usage;
    usage.max_queue = max_queue_;
    for (int b = 0; b < plan_.meter.buckets; ++b) {
      usage.buckets.push_back(bucket(plan_.meter.start + b * plan_.meter.bucket));
      usage.buckets.back().on_ps = Int128{plan_.replicas} * plan_.meter.bucket;
    }
    const int days =
        (plan_.meter.buckets + plan_.meter.buckets_per_day - 1) / plan_.meter.buckets_per_day;
    for (std::size_t c = 0; c < plan_.classes.size(); ++c) {
      ClassUsage& of_class = usage.classes.emplace_back();
      for (int d = 0; d < days; ++d) {
        const Ps from = plan_.meter.start + d * plan_.meter.buckets_per_day * plan_.meter.bucket;
        of_class.days.push_back(
            day(c, from, std::min(end_, from + plan_.meter.buckets_per_day * plan_.meter.bucket)));
      }
      add_parts(c, of_class);
    }
    for (const Entry& e : entries_) {
      usage.backlog_end += e.fate != RequestFate::kDropped && e.left >= end_ ? 1 : 0;
    }
    return usage;
  }

  UsageBucket bucket(Ps from) {
    const Ps to = from + plan_.meter.bucket;
    const auto inside = [&](Ps at) {
      return at >= from && at < to;
    };
    UsageBucket sum;
    for (const Entry& e : entries_) {
      sum.arrived += inside(e.request.arrival);
      sum.completed += e.fate == RequestFate::kCompleted && inside(e.left);
      sum.dropped += e.fate == RequestFate::kDropped && inside(e.left);
      sum.timed_out += e.fate == RequestFate::kTimedOut && inside(e.left);
    }
    for (const Batch& b : batches_) {
      sum.iterations += inside(b.end);
      sum.decode_tokens += inside(b.end) ? static_cast<std::int64_t>(b.entries.size()) : 0;
      split_batches += inside(b.end) && b.start < from ? 1 : 0;
      if (fault_ == Fault::kNoEdgeSplit) {
        sum.busy_ps += inside(b.end) ? b.end - b.start : 0;
      } else {
        sum.busy_ps += std::max<Ps>(0, std::min(b.end, to) - std::max(b.start, from));
      }
    }
    return sum;
  }

  void add_parts(std::size_t klass, ClassUsage& usage) const {
    const auto inside = [&](Ps t) {
      return t >= plan_.meter.start && t < end_;
    };
    for (const Entry& e : entries_) {
      if (static_cast<std::size_t>(e.request.klass) != klass || e.fate != RequestFate::kCompleted ||
          !inside(e.request.arrival) || !inside(e.left)) {
        continue;
      }
      const Ps latency = e.left + plan_.front_end - e.request.arrival;
      const ClassPlan& limit = plan_.classes[klass];
      const bool late = (limit.slo_ttft > 0 && latency > limit.slo_ttft) ||
                        (limit.slo_e2e > 0 && latency > limit.slo_e2e);
      SamplePart& part =
          usage.parts[interleaved_part((e.left - plan_.meter.start) / plan_.meter.bucket)];
      part.completed += 1;
      part.slo_met += late ? 0 : 1;
      part.ttft_ps += latency;
      part.e2e_ps += latency;
    }
  }

  ClassDay day(std::size_t klass, Ps from, Ps to) const {
    ClassDay sum;
    for (const Entry& e : entries_) {
      const Request& r = e.request;
      if (static_cast<std::size_t>(r.klass) != klass || r.arrival < from || r.arrival >= to) {
        continue;
      }
      ++sum.arrived;
      sum.offered_input_tokens += r.input;
      sum.offered_output_tokens += r.output;
      sum.dropped += e.fate == RequestFate::kDropped;
      sum.timed_out += e.fate == RequestFate::kTimedOut;
      if (e.fate == RequestFate::kCompleted) {
        ++sum.completed;
        sum.input_tokens += r.input;
        sum.output_tokens += r.output;
        const Ps latency = e.left + plan_.front_end - r.arrival;
        sum.latency.ttft.add(latency);
        sum.latency.e2e.add(latency);
        const ClassPlan& limit = plan_.classes[klass];
        const bool late = (limit.slo_ttft > 0 && latency > limit.slo_ttft) ||
                          (limit.slo_e2e > 0 && latency > limit.slo_e2e);
        sum.slo_met += late ? 0 : 1;
        sum.slo_input_tokens += late ? 0 : r.input;
        sum.slo_output_tokens += late ? 0 : r.output;
      }
    }
    return sum;
  }

  const BatchPlan& plan_;
  ArrivalSource& source_;
  Fault fault_;
  Ps end_ = 0, now_ = -1;
  std::vector<sim::Request> pending_;
  std::vector<Entry> entries_;
  std::vector<Batch> batches_;
  std::int64_t max_queue_ = 0;
  int routed_ = 0;
};

}  // namespace costwright::testing::oracle
