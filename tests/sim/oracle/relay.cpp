// What comes from and goes to other pools.
#include <algorithm>

#include "sim/clock/random.h"
#include "tests/sim/oracle/state.h"

namespace costwright::testing::oracle {
using namespace sim;

bool Oracle::resumes(const Job& job) const {
  const bool anew = job.lost && !is(Mutation::kLostResumes);
  return job.relayed && job.origin.resumes && !anew && !is(Mutation::kResumedPrefills);
}

// It brings its first token, and everything of its context in the KV memory.
void Oracle::resume(Job& job) {
  seen().resumed += 1;
  job.resumed = true;
  job.decoding = true;
  job.has_token = true;
  job.first_token = job.origin.first_token;
  job.last_token = is(Mutation::kResumedGapFromHere) ? now_ : job.origin.first_token;
}

PassedOn Oracle::passed_on(const Job& job, RelayKind kind, Ps arrival) const {
  PassedOn passed;
  passed.request = job.request;
  passed.request.arrival = arrival;
  passed.request.replica = -1;
  passed.origin.arrival = is(Mutation::kForgetsOrigin) ? job.request.arrival : job.first_arrival();
  passed.kind = kind;
  return passed;
}

// Of the prompt the share kept / 2^32 is left, to the nearest token: by long division, not by
// shifting.
PassedOn Oracle::compressed(const Job& job) {
  constexpr std::int64_t kWhole = 4'294'967'296;
  const std::int64_t scaled = plan_.handover->kept * job.request.input;
  const std::int64_t rest = scaled % kWhole;
  std::int64_t left = scaled / kWhole;
  if (!is(Mutation::kCutsOffTokens) && 2 * rest >= kWhole) {
    left += 1;
  }
  const Ps way = plan_.handover->latency + plan_.handover->per_token * job.request.input;
  PassedOn passed = passed_on(job, RelayKind::kCompressed, now_ + way);
  passed.request.input = static_cast<std::int32_t>(std::max<std::int64_t>(left, 1));
  if (!is(Mutation::kKeepsPrefix)) {
    passed.request.prefix = {};
  }
  seen().compressed += 1;
  return passed;
}

// Whether the request goes on instead.
bool Oracle::pass_on(const Job& job, RequestFate fate) {
  const Request& request = job.request;
  const auto& klass = plan_.classes.at(static_cast<std::size_t>(request.klass));
  if (fate == RequestFate::kDropped && klass.overflows) {
    seen().overflowed_elsewhere += 1;
    result_.passed_on.push_back(passed_on(job, RelayKind::kOverflowed, now_));
    return true;
  }
  if (fate != RequestFate::kCompleted || (job.answered && !is(Mutation::kCascadesAnswered))) {
    return false;
  }
  if (plan_.handover && plan_.handover->kept > 0) {
    result_.passed_on.push_back(compressed(job));
    return true;
  }
  if (plan_.handover && request.output > 1) {
    const auto tokens = request.input + (is(Mutation::kTransfersOneMore) ? 1 : 0);
    const Ps arrival = now_ + plan_.handover->latency + plan_.handover->per_token * tokens;
    PassedOn passed = passed_on(job, RelayKind::kPrefilled, arrival);
    passed.request.prefix = {};
    passed.origin.first_token = now_;
    passed.origin.resumes = true;
    seen().prefilled += 1;
    result_.passed_on.push_back(passed);
    return true;
  }
  const auto bits =
      draw_bits(plan_.seed, Purpose::kCascade, static_cast<std::uint64_t>(request.id));
  if (bits >> 32 >= klass.cascade_share) {
    return false;
  }
  const Ps delay = is(Mutation::kCascadesAtOnce) ? 0 : plan_.replica.front_end;
  seen().cascaded += 1;
  result_.passed_on.push_back(passed_on(job, RelayKind::kCascaded, now_ + delay));
  return true;
}

}  // namespace costwright::testing::oracle
