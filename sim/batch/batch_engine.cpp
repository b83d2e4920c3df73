#include "sim/batch/batch_engine.h"

#include <algorithm>

#include "core/diagnostics.h"
#include "sim/clock/event.h"
#include "sim/clock/tournament.h"
#include "sim/meters/meters.h"
#include "sim/requests/outcome_forwarder.h"
#include "sim/routing/router.h"
#include "sim/serving/waiting_queue.h"

namespace costwright::sim {
namespace {

constexpr Ps kLongest = Ps{1} << 61;  // keeps arrival + delay far from overflow

// A machine and its queue.
struct BatchReplica {
  WaitingQueue waiting;
  std::vector<Waiting> running;  // empty = free
  Ps started{}, ends{};
  IterationMeter meter;
};

void check(const BatchPlan& plan) {
  require(plan.max_batch >= 1, "max_batch = {}, must be at least 1", plan.max_batch);
  require(plan.batch.size() == static_cast<std::size_t>(plan.max_batch) + 1,
          "batch has {} durations, must have max_batch + 1 = {}", plan.batch.size(),
          plan.max_batch + 1);
  for (std::size_t b = 1; b < plan.batch.size(); ++b) {
    require(plan.batch[b] >= 1 && plan.batch[b] <= kLongest,
            "batch[{}] = {} ps, must lie in 1..2^61", b, plan.batch[b]);
  }
  require(plan.batch_delay >= 0 && plan.batch_delay <= kLongest,
          "batch_delay = {} ps, must lie in 0..2^61", plan.batch_delay);
  require(plan.queue_limit >= 1, "queue_limit = {}, must be at least 1", plan.queue_limit);
  require(plan.client_timeout > 0 && plan.client_timeout <= kLongest,
          "client_timeout = {} ps, must lie in 1..2^61", plan.client_timeout);
  require(plan.front_end >= 0, "front_end = {} ps, must not be negative", plan.front_end);
  require(plan.replicas >= 1, "replicas = {}, must be at least 1", plan.replicas);
  require(!plan.classes.empty(), "the plan has no class");
}

RequestOutcome outcome_of(const Request& request, RequestFate fate, Ps at) {
  return {request,
          {.id = request.id,
           .fate = fate,
           .replica = request.replica,
           .first_token = fate == RequestFate::kCompleted ? at : 0,
           .finish = at}};
}

class BatchPool {
 public:
  BatchPool(const BatchPlan& plan, ArrivalSource& arrivals, const RunControl& options)
      : plan_(plan),
        meters_(plan.meter, plan.front_end, plan.classes),
        feed_(arrivals, plan.classes.size(), meters_.window_end(), options),
        outcome_forwarder_(options.records, arrivals, feed_),
        events_(static_cast<std::size_t>(plan.replicas), Event{}, Event{}),
        view_(static_cast<std::size_t>(plan.replicas)),
        router_(make_router(
            {.router = plan.router, .seed = 0, .prefixes = {}, .pack_limit = plan.max_batch})) {
    for (std::int32_t r = 0; r < plan.replicas; ++r) {
      replicas_.push_back({.waiting = {}, .running = {}, .meter = IterationMeter(meters_)});
    }
  }

  PoolUsage run() {
    while (step()) {
    }
    outcome_forwarder_.sort_records();
    meters_.all_on(plan_.replicas);
    return meters_.take();
  }

 private:
  // Handles the next event in (time, kind, replica) order; false when nothing is left.
  bool step() {
    const Event event = events_.smallest();
    const Request* const next = feed_.peek();
    if (next != nullptr && Event{next->arrival, EventKind::kArrival} < event) {
      const Request request = *next;
      feed_.take();
      now_ = request.arrival;
      arrive(request);
      return true;
    }
    if (event.at == kNever) {
      return false;
    }
    now_ = event.at;
    const std::size_t r = events_.winner();
    if (event.kind == EventKind::kEnd) {
      end_batch(replicas_[r]);
    } else if (event.kind == EventKind::kTimeOut) {
      time_out(replicas_[r]);
    } else {
      start_batch(replicas_[r]);
    }
    schedule(r);
    return true;
  }

  void arrive(Request request) {
    const std::size_t r = router_->choose(request, view_).value();
    request.replica = static_cast<std::int32_t>(r);
    ClassDay* const day = meters_.arrived(request);
    BatchReplica& replica = replicas_[r];
    if (replica.waiting.size() >= plan_.queue_limit) {
      meters_.dropped(day, now_);
      outcomes_ = {outcome_of(request, RequestFate::kDropped, now_)};
      outcome_forwarder_.on_outcomes(outcomes_);
      return;
    }
    replica.waiting.push({request, day, now_});
    meters_.queued(replica.waiting.size(), now_);
    schedule(r);
  }

  void time_out(BatchReplica& replica) {
    const Waiting gone = replica.waiting.oldest();
    replica.waiting.pop_oldest();
    meters_.timed_out(gone.day, now_);
    outcomes_ = {outcome_of(gone.request, RequestFate::kTimedOut, now_)};
    outcome_forwarder_.on_outcomes(outcomes_);
  }

  void start_batch(BatchReplica& replica) {
    while (!replica.waiting.empty() && std::ssize(replica.running) < plan_.max_batch) {
      replica.running.push_back(replica.waiting.front());
      replica.waiting.pop_front();
    }
    replica.started = now_;
    replica.ends = now_ + plan_.batch[replica.running.size()];
  }

  void end_batch(BatchReplica& replica) {
    const Stretch stretch{.start = replica.started,
                          .run = {.first = now_ - replica.started},
                          .decodes = std::ssize(replica.running)};
    replica.meter.add(stretch, now_, {});  // no class has gaps between tokens
    outcomes_.clear();
    for (const auto& [request, day, since] : replica.running) {
      meters_.completed({.arrival = request.arrival,
                         .first_token = now_,
                         .finish = now_,
                         .input = request.input,
                         .output = request.output,
                         .klass = request.klass,
                         .day = day});
      outcomes_.push_back(outcome_of(request, RequestFate::kCompleted, now_));
    }
    replica.running.clear();
    std::sort(outcomes_.begin(), outcomes_.end(),
              [](const RequestOutcome& a, const RequestOutcome& b) {
                return a.record.id < b.record.id;
              });
    outcome_forwarder_.on_outcomes(outcomes_);
  }

  void schedule(std::size_t r) {
    const BatchReplica& replica = replicas_[r];
    Event next;
    if (!replica.running.empty()) {
      next = {replica.ends, EventKind::kEnd};
    }
    if (!replica.waiting.empty()) {
      const Ps oldest = replica.waiting.front().request.arrival;
      next = std::min(next, Event{oldest + plan_.client_timeout, EventKind::kTimeOut});
      if (replica.running.empty()) {
        next = std::min(next, Event{start_time(replica, oldest), EventKind::kStart});
      }
    }
    events_.set(r, next);
    view_.set_outstanding(r, replica.waiting.size() + std::ssize(replica.running));
  }

  Ps start_time(const BatchReplica& replica, Ps oldest) const {
    const bool full = replica.waiting.size() >= plan_.max_batch;
    return full ? now_ : std::max(now_, oldest + plan_.batch_delay);
  }

  const BatchPlan& plan_;
  Meters meters_;
  ArrivalFeed feed_;
  OutcomeForwarder outcome_forwarder_;
  std::vector<BatchReplica> replicas_;
  Tournament<Event> events_;
  PoolView view_;
  std::unique_ptr<RoutingPolicy> router_;
  std::vector<RequestOutcome> outcomes_;  // of the event at hand
  Ps now_ = 0;
};

}  // namespace

PoolUsage simulate_batches(const BatchPlan& plan,
                           ArrivalSource& arrivals,
                           const RunControl& options) {
  check(plan);
  return BatchPool(plan, arrivals, options).run();
}

}  // namespace costwright::sim
