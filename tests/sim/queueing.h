#pragma once
// Single- and multi-server queues as plans of the serving engine, and their textbook recursions on
// the same draws. A request of 1 prompt token and n output tokens takes n iterations of `tau`
// picoseconds each, whatever the batch: a service time of n * tau.
#include <algorithm>
#include <vector>

#include "sim/clock/random.h"
#include "sim/requests/request.h"
#include "sim/serving/plan.h"

namespace costwright::testing {
using namespace sim;

// `servers` slots on each of `replicas`; queues, memory and patience without practical bound. The
// window holds every arrival before `end`.
inline ServingPlan queue_plan(std::int32_t servers, std::int32_t replicas, Ps tau, Ps end) {
  ServingPlan plan;
  plan.replica.cost.step.assign(static_cast<std::size_t>(servers) + 1, tau);
  plan.replica.cost.step[0] = 0;
  plan.replica.max_batch = servers;
  plan.replica.token_budget = servers;
  plan.replica.kv_blocks = 1'000'000'000'000;
  plan.replica.queue_limit = 1'000'000'000;
  plan.replica.client_timeout = 4'000'000'000'000'000'000;
  plan.replicas = replicas;
  plan.meter = {0, static_cast<std::int32_t>(end / kPsPerBucket + 1), 96};
  plan.classes.resize(1);
  return plan;
}

struct Service {
  Ps start{};  // of its first iteration
  Ps finish{};
  friend bool operator==(const Service&, const Service&) = default;
};

// Lindley 1952 for one FIFO server: service begins when the request is there and the one before has
// left. Iterations end where services end, so the iteration grid never delays a start.
class LindleyQueue {
 public:
  explicit LindleyQueue(Ps tau) : tau_(tau) {}
  Service serve(const Request& r) {
    const Ps start = std::max(r.arrival, free_at_);
    free_at_ = start + r.output * tau_;
    return {start, free_at_};
  }

 private:
  Ps tau_;
  Ps free_at_ = 0;
};

// Kiefer and Wolfowitz 1955 for c FIFO servers, on the iteration grid: while anyone is served
// iterations follow one another every tau, and a request starts at the first boundary at or after
// both its arrival and the earliest free server. When everyone has left, the grid begins anew at
// the next arrival.
class KieferWolfowitzQueue {
 public:
  KieferWolfowitzQueue(std::size_t servers, Ps tau) : free_at_(servers, 0), tau_(tau) {}
  Service serve(const Request& r) {
    const Ps all_left = free_at_.back();
    Ps start = r.arrival;
    if (r.arrival < all_left) {
      const Ps boundary = phase_ + (r.arrival - phase_ + tau_ - 1) / tau_ * tau_;
      start = std::max(free_at_.front(), boundary);
    } else {
      phase_ = r.arrival;
    }
    const Ps finish = start + r.output * tau_;
    free_at_.erase(free_at_.begin());
    free_at_.insert(std::upper_bound(free_at_.begin(), free_at_.end(), finish), finish);
    return {start, finish};
  }

 private:
  std::vector<Ps> free_at_;  // ascending
  Ps tau_;
  Ps phase_ = 0;  // an iteration began here
};

}  // namespace costwright::testing
