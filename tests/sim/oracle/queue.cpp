// Who is admitted next, and who is preempted.
#include <algorithm>
#include <tuple>

#include "core/diagnostics.h"
#include "tests/sim/oracle/state.h"

namespace costwright::testing::oracle {
using namespace sim;

std::int32_t Oracle::priority_of(const Job& job) const {
  return plan_.classes.at(static_cast<std::size_t>(job.request.klass)).priority;
}

// Fair queueing: what the request pays advances F of its class.
std::int64_t Oracle::tag_of(Replica& r, const Job& job) {
  const auto tokens = std::int64_t{job.request.input} + job.request.output;
  switch (plan_.replica.queue_order) {
    case QueueOrder::kArrival:
      return 0;
    case QueueOrder::kShortest:
      return is(Mutation::kShortestPrompt) ? job.request.input : tokens;
    case QueueOrder::kFair:
      break;
  }
  const auto& klass = plan_.classes.at(static_cast<std::size_t>(job.request.klass));
  std::int64_t& finish = r.paid[job.request.klass];
  const auto start = std::max(r.admitted_tag, finish);
  finish = start + tokens * klass.fair_cost;
  return start;
}

bool Oracle::before(const Job& a, const Job& b) const {
  const bool blind = is(Mutation::kQueueIgnoresPriority);
  return std::tuple(blind ? 0 : priority_of(a), a.tag, a.joining) <
         std::tuple(blind ? 0 : priority_of(b), b.tag, b.joining);
}

std::vector<Job*> Oracle::in_order(const Replica& r) const {
  std::vector<Job*> order = r.fresh;
  std::sort(order.begin(), order.end(), [this](const Job* a, const Job* b) {
    return before(*a, *b);
  });
  return order;
}

void Oracle::join(Replica& r, Job& job) {
  const bool goes_on = is(Mutation::kPatienceGoesOn) && job.lost &&
                       job.deadline(plan_.replica.client_timeout) > now_;
  job.joined = goes_on ? job.joined : now_;
  job.joining = joined_++;
  job.tag = tag_of(r, job);
  bool overtakes = false;
  for (const Job* other : r.fresh) {
    overtakes = overtakes || before(job, *other);
    seen().new_heads += other->request.id == r.blocked_head && before(job, *other) ? 1 : 0;
  }
  seen().overtakings += overtakes ? 1 : 0;
  r.fresh.push_back(&job);
  meter_queue(r);
}

// ---------------------------------------------------------------- admission

Job* Oracle::head(const Replica& r, std::size_t rank) const {
  if (!r.preempted.empty() && rank == 0) {
    return r.preempted.front();
  }
  const auto order = in_order(r);
  return rank < order.size() ? order[rank] : nullptr;
}

void Oracle::admit(Replica& r, std::int64_t budget) {
  while (budget > 0 && static_cast<std::int32_t>(r.running.size()) < plan_.replica.max_batch) {
    Job* next = head(r, 0);
    if (next == nullptr) {
      return;
    }
    if (!admit(r, *next)) {
      seen().blocked_heads += 1;
      r.blocked_head = r.preempted.empty() ? next->request.id : -1;
      next = is(Mutation::kOvertake) ? head(r, 1) : nullptr;
      if (next == nullptr || !admit(r, *next)) {
        return;
      }
    }
    if (next->decoding) {
      budget -= is(Mutation::kResumedTakesTwo) ? 2 : 1;
    } else {
      budget -= schedule_chunk(*next, budget);
    }
  }
}

bool Oracle::admit(Replica& r, Job& job) {
  const bool waits = std::find(r.fresh.begin(), r.fresh.end(), &job) != r.fresh.end();
  const bool resumes_now = waits && resumes(job);
  if (resumes_now) {
    job.generated = 1;  // so much context it needs blocks for
  }
  auto free = free_blocks(r);
  free -= is(Mutation::kFreeBlock) && !r.running.empty() ? 1 : 0;
  if (is(Mutation::kIdleHoldMemory) && !r.running.empty()) {
    free = std::ssize(r.free_blocks);
  }
  if (needed_blocks(r, job) > free) {
    job.generated = resumes_now ? 0 : job.generated;
    return false;
  }
  const auto waiting = std::find(r.preempted.begin(), r.preempted.end(), &job);
  if (waiting != r.preempted.end()) {
    r.preempted.erase(waiting);
  } else {
    r.fresh.erase(std::find(r.fresh.begin(), r.fresh.end(), &job));
    r.admitted_tag = is(Mutation::kFairClockStands) ? 0 : job.tag;
  }
  if (resumes_now) {
    resume(job);
  }
  job.hit = hit_tokens(r, job);
  job.prefilled = job.hit;
  note_hit(r, job);
  for (UsageBucket* bucket : work_at(r, now_)) {
    bucket->cached_tokens += job.hit;
  }
  enter(r, job);
  return true;
}

// ---------------------------------------------------------------- preemption

std::int64_t Oracle::missing_blocks(const Replica& r) const {
  std::int64_t missing = 0;
  for (const Job* job : r.running) {
    if (job->decoding) {
      missing += own_blocks(*job) - std::ssize(job->blocks);
    }
  }
  return missing;
}

// Step 1: preempts until the blocks that the decodes lack are free, then hands them out.
bool Oracle::grow_decodes(Replica& r) {
  int victims = 0;
  while (missing_blocks(r) > free_blocks(r)) {
    preempt(r);
    ++victims;
  }
  seen().cascades += std::max(0, victims - 1);
  for (Job* job : r.running) {
    if (job->decoding) {
      take_blocks(r, job->blocks, own_blocks(*job) - std::ssize(job->blocks));
    }
  }
  return victims > 0;
}

Job* Oracle::victim_of(const Replica& r) {
  require(!r.running.empty(), "nobody is left to preempt at {}", now_);
  if (is(Mutation::kVictimOrder)) {
    return r.running.front();
  }
  Job* victim = r.running.back();
  if (is(Mutation::kVictimIgnoresPriority)) {
    return victim;
  }
  for (auto job = r.running.rbegin(); job != r.running.rend(); ++job) {
    victim = priority_of(**job) > priority_of(*victim) ? *job : victim;
  }
  seen().spared += victim != r.running.back() ? 1 : 0;
  return victim;
}

void Oracle::preempt(Replica& r) {
  Job* job = victim_of(r);
  r.running.erase(std::find(r.running.begin(), r.running.end(), job));
  release(r, *job);
  seen().preemptions += 1;
  seen().prefill_preemptions += job->decoding ? 0 : 1;
  seen().resumed_preempted += job->resumed ? 1 : 0;
  job->preemptions += 1;
  job->decoding = false;
  job->prefilled = 0;
  job->chunks = 0;
  r.preempted.insert(is(Mutation::kPreemptedToBack) ? r.preempted.end() : r.preempted.begin(), job);
  for (UsageBucket* bucket : work_at(r, now_)) {
    bucket->preemptions += 1;
  }
}

}  // namespace costwright::testing::oracle
