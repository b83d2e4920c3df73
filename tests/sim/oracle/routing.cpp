// Where a request goes: to the response cache, to a replica, or away.
#include <algorithm>

#include "core/diagnostics.h"
#include "sim/clock/random.h"
#include "tests/sim/oracle/state.h"

namespace costwright::testing::oracle {
using namespace sim;

void Oracle::arrive(const Request& request) {
  require(!jobs_.contains(request.id), "request id {} is in the system twice", request.id);
  Job& job = jobs_[request.id];
  job.request = request;
  job.request.replica = -1;
  job.chain = chain_of(request);
  if (const Origin* origin = source_.origins().find(request.id)) {
    job.relayed = true;
    job.origin = *origin;
  }
  meter_arrival(job);
  const bool asked = !job.relayed || is(Mutation::kCacheAnswersRelayed);
  if (asked && answered(request)) {
    routed_ += is(Mutation::kAnsweredTakesATurn) ? 1 : 0;
    seen().answered += 1;
    job.answered = true;
    job.first_token = now_;
    leave(job, RequestFate::kCompleted);
    return;
  }
  offer(job);
}

bool Oracle::answered(const Request& request) const {
  const auto share = plan_.classes.at(static_cast<std::size_t>(request.klass)).response_cache_share;
  const auto bits =
      draw_bits(plan_.seed, Purpose::kResponseCache, static_cast<std::uint64_t>(request.id));
  return (bits >> 32) < share;
}

void Oracle::offer(Job& job) {
  Replica* r = route(job.request);
  routed_ -= is(Mutation::kOfferedTakesNoTurn) && job.lost ? 1 : 0;
  job.request.replica = r != nullptr ? r->index : -1;
  if (r == nullptr) {
    seen().nobody += 1;
    routed_ -= is(Mutation::kNobodyTakesNoTurn) ? 1 : 0;
    leave(job, RequestFate::kDropped);
    return;
  }
  seen().arrival_ties += r->ended_now && !job.lost ? 1 : 0;
  const auto most = std::int64_t{job.request.input} + output_here(job.request);
  const auto whole = std::int64_t{job.request.input} + job.request.output;
  const bool too_long = blocks_for(most) > r->plan->kv_blocks || whole > plan_.replica.max_context;
  const auto limit = plan_.replica.queue_limit + (is(Mutation::kQueueLimit) ? 1 : 0);
  const bool full = std::ssize(r->fresh) >= limit;
  if (too_long || full) {
    seen().too_long += too_long ? 1 : 0;
    routed_ -= is(Mutation::kRoundRobinSkipsDropped) ? 1 : 0;
    if (is(Mutation::kDroppedPay)) {
      tag_of(*r, job);
    }
    leave(job, RequestFate::kDropped);
    return;
  }
  join(*r, job);
}

// ---------------------------------------------------------------- routers

std::vector<Replica*> Oracle::accepting() {
  std::vector<Replica*> open;
  for (Replica& r : replicas_) {
    if (r.state == State::kAccepting) {
      open.push_back(&r);
    }
  }
  return open;
}

// Null when nobody accepts.
Replica* Oracle::route(const Request& request) {
  const auto open = accepting();
  const auto turn = routed_++;
  if (open.empty()) {
    return nullptr;
  }
  switch (plan_.router) {
    case Router::kRoundRobin:
      return open[static_cast<std::size_t>(turn % std::ssize(open))];
    case Router::kLeastOutstanding:
      return least_outstanding(open);
    case Router::kPowerOfTwo:
      return power_of_two(open, request);
    case Router::kPrefixAffinity:
      return affinity(open, request);
    case Router::kPack:
      return pack(open);
  }
  return nullptr;
}

Replica* Oracle::least_outstanding(const std::vector<Replica*>& open) const {
  Replica* best = open.front();
  for (Replica* r : open) {
    const bool fewer = r->outstanding() < best->outstanding();
    const bool equal = r->outstanding() == best->outstanding();
    best = fewer || (equal && is(Mutation::kRouterTie)) ? r : best;
  }
  return best;
}

Replica* Oracle::power_of_two(const std::vector<Replica*>& open, const Request& request) {
  if (open.size() == 1) {
    return open.front();
  }
  const auto id = static_cast<std::uint64_t>(request.id);
  const auto count = static_cast<double>(open.size());
  const double u0 = draw_uniform(plan_.seed, Purpose::kRouter, id, 0);
  const double u1 = draw_uniform(plan_.seed, Purpose::kRouter, id, 1);
  const auto first = static_cast<std::size_t>(u0 * count);
  auto second = static_cast<std::size_t>(u1 * (count - 1));
  second += second >= first && !is(Mutation::kPowerOfTwoSame) ? 1 : 0;
  Replica* lower = open[std::min(first, second)];
  Replica* higher = open[std::max(first, second)];
  const bool equal = lower->outstanding() == higher->outstanding();
  seen().two_drawn += 1;
  seen().two_equal += equal ? 1 : 0;
  if (equal) {
    return is(Mutation::kPowerOfTwoTie) ? higher : lower;
  }
  return higher->outstanding() < lower->outstanding() ? higher : lower;
}

Replica* Oracle::affinity(const std::vector<Replica*>& open, const Request& request) {
  const auto path = ancestry(request.prefix);
  if (path.empty()) {
    seen().no_node += 1;
    return least_outstanding(open);
  }
  const bool root = path.size() == 1 || is(Mutation::kAffinityOfRoot);
  const NodeKey key = path[root ? 0 : 1];
  const auto place =
      std::uint64_t{key.space} * (std::uint64_t{1} << 32) + static_cast<std::uint64_t>(key.node);
  const auto home = static_cast<std::size_t>(mix64(place) % open.size());
  std::int64_t total = 0;
  for (const Replica* r : open) {
    total += static_cast<std::int64_t>(r->outstanding());
  }
  // ceil(1.25 * (total + 1) / A)
  const auto divisor = 4 * std::ssize(open);
  const auto bound =
      (5 * (total + 1) + divisor - 1) / divisor + (is(Mutation::kAffinityBound) ? 1 : 0);
  for (std::size_t i = 0; i < open.size(); ++i) {
    Replica* r = open[(home + i) % open.size()];
    if (static_cast<std::int64_t>(r->outstanding()) < bound) {
      (i == 0 ? seen().at_home : seen().driven_away) += 1;
      return r;
    }
  }
  require(false, "all {} replicas hold {} requests or more", open.size(), bound);
  return nullptr;
}

Replica* Oracle::pack(const std::vector<Replica*>& open) {
  const auto most = plan_.replica.max_batch + (is(Mutation::kPackOverfills) ? 1 : 0);
  for (Replica* r : open) {
    if (static_cast<std::int64_t>(r->outstanding()) < most) {
      seen().packed += 1;
      return r;
    }
  }
  seen().overflowed += 1;
  return least_outstanding(open);
}

}  // namespace costwright::testing::oracle
