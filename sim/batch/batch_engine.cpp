#include "sim/batch/batch_engine.h"

#include <algorithm>
#include <array>
#include <deque>
#include <limits>
#include <tuple>

#include <queue>

#include "core/diagnostics.h"
#include "sim/batch/batch_meter.h"
#include "sim/batch/min_tree.h"

namespace costwright {
namespace {

// The order of kinds at equal times. Arrivals come from the stream, not from a replica.
enum class EventKind : std::uint8_t { kEnd = 1, kTimeOut = 2, kArrival = 3, kStart = 4 };

struct Event {
  Ps at = std::numeric_limits<Ps>::max();
  EventKind kind = EventKind::kStart;
  friend bool operator<(const Event& a, const Event& b) {
    return std::tie(a.at, a.kind) < std::tie(b.at, b.kind);
  }
};

constexpr Ps kLongest = Ps{1} << 61;  // keeps arrival + delay far from overflow

struct Replica {
  std::deque<Request> waiting;
  std::vector<Request> running;  // empty = free
  Ps started{}, ends{};
};

void check(const BatchPlan& plan) {
  require(plan.max_batch >= 1, "max_batch = {}, must be at least 1", plan.max_batch);
  require(plan.batch.size() == static_cast<std::size_t>(plan.max_batch) + 1,
          "batch has {} durations, must have max_batch + 1 = {}", plan.batch.size(),
          plan.max_batch + 1);
  for (std::size_t b = 1; b < plan.batch.size(); ++b) {
    require(plan.batch[b] >= 1, "batch[{}] = {} ps, must be at least 1", b, plan.batch[b]);
  }
  require(plan.batch_delay >= 0 && plan.batch_delay <= kLongest,
          "batch_delay = {} ps, must lie in 0..2^61", plan.batch_delay);
  require(plan.queue_limit >= 1, "queue_limit = {}, must be at least 1", plan.queue_limit);
  require(plan.client_timeout > 0 && plan.client_timeout <= kLongest,
          "client_timeout = {} ps, must lie in 1..2^61", plan.client_timeout);
  require(plan.front_end >= 0, "front_end = {} ps, must not be negative", plan.front_end);
  require(plan.replicas >= 1, "replicas = {}, must be at least 1", plan.replicas);
  require(!plan.classes.empty(), "the plan has no class");
  require(plan.meter.buckets >= 0 && plan.meter.buckets_per_day >= 1,
          "meter of {} buckets, {} a day", plan.meter.buckets, plan.meter.buckets_per_day);
}

// The stream and the follow-ups of reacting clients, merged by (arrival, id).
class Stream {
 public:
  explicit Stream(ArrivalSource& source) : source_(source) {}

  const Request* front() {
    if (next_ == filled_ && !ended_) {
      filled_ = source_.next(buffer_);
      next_ = 0;
      ended_ = filled_ == 0;
    }
    const Request* open = next_ < filled_ ? &buffer_[next_] : nullptr;
    const Request* follow = follow_ups_.empty() ? nullptr : &follow_ups_.top();
    from_follow_ups_ = open == nullptr || (follow != nullptr && later(*open, *follow));
    return from_follow_ups_ ? follow : open;
  }

  // Takes what front() last showed.
  Request pop() {
    if (!from_follow_ups_) {
      return buffer_[next_++];
    }
    const Request request = follow_ups_.top();
    follow_ups_.pop();
    return request;
  }

  void done(const Request& request, Ps at) {
    if (!source_.reacts()) {
      return;
    }
    if (const auto next = source_.follow_up(request, at)) {
      require(next->arrival >= at, "a follow-up arrives at {} ps, before its cause at {} ps",
              next->arrival, at);
      follow_ups_.push(*next);
    }
  }

 private:
  static bool later(const Request& a, const Request& b) {
    return std::tie(a.arrival, a.id) > std::tie(b.arrival, b.id);
  }
  struct Later {
    bool operator()(const Request& a, const Request& b) const { return later(a, b); }
  };

  ArrivalSource& source_;
  std::array<Request, 512> buffer_{};
  std::size_t next_ = 0, filled_ = 0;
  bool ended_ = false, from_follow_ups_ = false;
  std::priority_queue<Request, std::vector<Request>, Later> follow_ups_;
};

class Pool {
 public:
  Pool(const BatchPlan& plan, ArrivalSource& arrivals, const ServingOptions& options)
      : plan_(plan),
        options_(options),
        stream_(arrivals),
        meter_(plan, options.records),
        replicas_(static_cast<std::size_t>(plan.replicas)),
        events_(replicas_.size(), Event{}),
        outstanding_(replicas_.size(), 0) {}

  PoolUsage run() {
    while (step()) {
      if ((++steps_ & 4095) == 0) {
        poll();
      }
    }
    return meter_.finish();
  }

 private:
  // Handles the next event in (time, kind, replica) order; false when nothing is left.
  bool step() {
    const std::size_t r = events_.best();
    const Event event = events_.key(r);
    const Request* next = stream_.front();
    if (next != nullptr && next->arrival < meter_.window_end() &&
        Event{next->arrival, EventKind::kArrival} < event) {
      now_ = next->arrival;
      arrive(stream_.pop());
      return true;
    }
    if (event.at == std::numeric_limits<Ps>::max()) {
      return false;
    }
    now_ = event.at;
    switch (event.kind) {
      case EventKind::kEnd:
        end_batch(r);
        break;
      case EventKind::kTimeOut:
        time_out(r);
        break;
      default:
        start_batch(r);
    }
    schedule(r);
    return true;
  }

  void arrive(Request request) {
    require(request.arrival >= last_arrival_, "arrivals out of order at {} ps", request.arrival);
    require(request.klass >= 0 && static_cast<std::size_t>(request.klass) < plan_.classes.size(),
            "request {} has class {}, the plan has {}", request.id, request.klass,
            plan_.classes.size());
    last_arrival_ = request.arrival;
    const std::size_t r = route();
    request.replica = static_cast<std::int32_t>(r);
    meter_.arrived(request);
    Replica& replica = replicas_[r];
    if (replica.waiting.size() >= static_cast<std::size_t>(plan_.queue_limit)) {
      meter_.dropped(request, now_);
      stream_.done(request, now_);
      return;
    }
    replica.waiting.push_back(request);
    meter_.queued(now_, static_cast<std::int64_t>(replica.waiting.size()));
    add_outstanding(r, 1);
    schedule(r);
  }

  std::size_t route() {
    if (plan_.router == Router::kRoundRobin) {
      return static_cast<std::size_t>(routed_++ % static_cast<std::uint64_t>(plan_.replicas));
    }
    return outstanding_.best();
  }

  void time_out(std::size_t r) {
    const Request request = replicas_[r].waiting.front();
    replicas_[r].waiting.pop_front();
    add_outstanding(r, -1);
    meter_.timed_out(request, now_);
    stream_.done(request, now_);
  }

  void start_batch(std::size_t r) {
    Replica& replica = replicas_[r];
    const std::size_t items =
        std::min(replica.waiting.size(), static_cast<std::size_t>(plan_.max_batch));
    const auto last = replica.waiting.begin() + static_cast<std::ptrdiff_t>(items);
    replica.running.assign(replica.waiting.begin(), last);
    replica.waiting.erase(replica.waiting.begin(), last);
    replica.started = now_;
    replica.ends = now_ + plan_.batch[items];
  }

  void end_batch(std::size_t r) {
    finished_.swap(replicas_[r].running);
    replicas_[r].running.clear();
    std::sort(finished_.begin(), finished_.end(), [](const Request& a, const Request& b) {
      return a.id < b.id;
    });
    const auto items = static_cast<std::int64_t>(finished_.size());
    meter_.batch_ended(replicas_[r].started, now_, items);
    add_outstanding(r, -items);
    for (const Request& request : finished_) {
      meter_.completed(request, now_);
      stream_.done(request, now_);
    }
  }

  void schedule(std::size_t r) {
    const Replica& replica = replicas_[r];
    Event next;
    if (!replica.running.empty()) {
      next = {replica.ends, EventKind::kEnd};
    }
    if (!replica.waiting.empty()) {
      const Ps oldest = replica.waiting.front().arrival;
      next = std::min(next, Event{oldest + plan_.client_timeout, EventKind::kTimeOut});
      if (replica.running.empty()) {
        next = std::min(next, Event{start_time(replica), EventKind::kStart});
      }
    }
    events_.update(r, next);
  }

  Ps start_time(const Replica& replica) const {
    const bool full = replica.waiting.size() >= static_cast<std::size_t>(plan_.max_batch);
    return full ? now_ : std::max(now_, replica.waiting.front().arrival + plan_.batch_delay);
  }

  void add_outstanding(std::size_t r, std::int64_t change) {
    if (plan_.router == Router::kLeastOutstanding) {
      outstanding_.update(r, outstanding_.key(r) + change);
    }
  }

  void poll() const {
    if (options_.stop.stop_requested()) {
      throw Cancelled{};
    }
    if (options_.progress) {
      options_.progress(now_);
    }
  }

  const BatchPlan& plan_;
  const ServingOptions& options_;
  Stream stream_;
  BatchMeter meter_;
  std::vector<Replica> replicas_;
  MinTree<Event> events_;
  MinTree<std::int64_t> outstanding_;
  std::vector<Request> finished_;
  Ps now_ = 0;
  Ps last_arrival_ = std::numeric_limits<Ps>::min();
  std::uint64_t routed_ = 0, steps_ = 0;
};

}  // namespace

PoolUsage simulate_batches(const BatchPlan& plan,
                           ArrivalSource& arrivals,
                           const ServingOptions& options) {
  check(plan);
  return Pool(plan, arrivals, options).run();
}

}  // namespace costwright
