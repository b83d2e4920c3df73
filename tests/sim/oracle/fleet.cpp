// Changes of the fleet: outages and the autoscaler.
#include <algorithm>

#include "tests/sim/oracle/state.h"

namespace costwright::testing::oracle {
using namespace sim;

// ---------------------------------------------------------------- when

Ps Oracle::next_tick() const {
  if (!plan_.autoscaler) {
    return kNever;
  }
  const auto k = std::ssize(looks_);
  const Ps at = plan_.autoscaler->first_tick + k * plan_.autoscaler->interval;
  return at < window_end_ ? at : kNever;
}

// Later changes never come.
Ps Oracle::last_change() const {
  return window_end_ + (Ps{1} << 61);
}

Ps Oracle::next_change() const {
  Ps next = next_tick();
  for (const Outage& outage : plan_.outages) {
    for (const Ps at : {outage.notice, outage.down, outage.up}) {
      next = at > now_ ? std::min(next, at) : next;
    }
  }
  for (const Replica& r : replicas_) {
    next = r.state == State::kStarting ? std::min(next, r.ready_at) : next;
  }
  return next <= last_change() ? next : kNever;
}

bool Oracle::changes_now() const {
  bool changes = next_tick() == now_;
  for (const Outage& outage : plan_.outages) {
    changes = changes || outage.notice == now_ || outage.down == now_ || outage.up == now_;
  }
  for (const Replica& r : replicas_) {
    changes = changes || (r.state == State::kStarting && r.ready_at == now_);
  }
  return changes;
}

void Oracle::change_fleet() {
  if (now_ > last_change() || !changes_now()) {
    return;
  }
  for (const Replica& r : replicas_) {
    seen().fleet_ties += r.ended_now ? 1 : 0;
  }
  if (is(Mutation::kTickFirst)) {
    tick();
  }
  if (!is(Mutation::kReadyAfterTick)) {
    make_ready();
  }
  give_notice();
  go_down();
  tick();
  if (is(Mutation::kReadyAfterTick)) {
    make_ready();
  }
  start_accepting();  // those that the tick started, if there is no delay
}

// ---------------------------------------------------------------- ready, notice, down

void Oracle::make_ready() {
  start_accepting();
  for (Replica& r : replicas_) {
    for (const Outage& outage : plan_.outages) {
      if (outage.replica == r.index && outage.up == now_ && r.state == State::kDown) {
        set_state(r, plan_.autoscaler ? State::kOff : State::kAccepting);
      }
    }
  }
}

void Oracle::start_accepting() {
  for (Replica& r : replicas_) {
    if (r.state == State::kStarting && r.ready_at == now_) {
      set_state(r, State::kAccepting);
    }
  }
}

void Oracle::give_notice() {
  for (Replica& r : replicas_) {
    for (const Outage& outage : plan_.outages) {
      if (outage.replica != r.index || outage.notice != now_ || is(Mutation::kNoticeIgnored)) {
        continue;
      }
      if (r.state == State::kAccepting) {
        drain(r);
      } else if (r.state == State::kStarting) {
        seen().start_cut += 1;
        set_state(r, State::kOff);
      }
    }
  }
}

void Oracle::go_down() {
  std::vector<Job*> lost;
  bool somebody = false;
  bool everybody = true;
  for (Replica& r : replicas_) {
    for (const Outage& outage : plan_.outages) {
      if (outage.replica == r.index && outage.down == now_) {
        somebody = true;
        seen().start_cut += r.state == State::kStarting ? 1 : 0;
        for (Job* job : lose_requests(r)) {
          lost.push_back(job);
        }
        set_state(r, State::kDown);
      }
    }
    everybody = everybody && r.state == State::kDown;
  }
  seen().all_down += somebody && everybody ? 1 : 0;
  offer_again(std::move(lost));
}

std::vector<Job*> Oracle::lose_requests(Replica& r) {
  if (r.iterating) {
    r.iterating = false;
    r.iteration.end = now_;
    seen().cut_iterations += 1;
    meter_time(r);
    if (is(Mutation::kCutIterationTells)) {
      meter_end(r);
    }
  }
  std::vector<Job*> lost = r.fresh;
  seen().lost_waiting += std::ssize(r.fresh);
  seen().lost_preempted += std::ssize(r.preempted);
  lost.insert(lost.end(), r.preempted.begin(), r.preempted.end());
  for (Job* job : r.running) {
    (job->decoding ? seen().lost_decoding : seen().lost_prefilling) += 1;
    r.free_blocks.insert(r.free_blocks.end(), job->blocks.begin(), job->blocks.end());
    lost.push_back(job);
  }
  r.fresh.clear();
  r.preempted.clear();
  r.running.clear();
  r.blocked_head = -1;
  std::sort(lost.begin(), lost.end(), [](const Job* a, const Job* b) {
    return a->request.id < b->request.id;
  });
  return lost;
}

// As if it had never been admitted anywhere.
void Oracle::forget(Job& job) {
  const Job old = std::move(job);
  job = {};
  job.request = old.request;
  job.chain = old.chain;
  job.lost = true;
  job.relayed = old.relayed;
  job.origin = old.origin;
  seen().resumed_lost += old.resumed ? 1 : 0;
  job.joined = old.joined;  // only a mutant reads it again
  if (is(Mutation::kLostKeepToken)) {
    job.has_token = old.has_token;
    job.first_token = old.first_token;
    job.last_token = old.last_token;
  }
  job.preemptions = is(Mutation::kLostKeepCount) ? old.preemptions : 0;
}

void Oracle::offer_again(std::vector<Job*> lost) {
  if (!is(Mutation::kLostByReplica)) {
    std::sort(lost.begin(), lost.end(), [](const Job* a, const Job* b) {
      return a->request.id < b->request.id;
    });
  }
  for (Job* job : lost) {
    forget(*job);
    if (sim::UsageBucket* bucket = bucket_at(now_)) {
      bucket->lost += 1;
    }
  }
  for (Job* job : lost) {
    seen().offered_again += 1;
    const auto before = result_.records.size();
    offer(*job);
    seen().offered_dropped += result_.records.size() > before ? 1 : 0;
  }
}

// ---------------------------------------------------------------- autoscaler

std::int64_t Oracle::wanted() const {
  std::int64_t load = 0;
  for (const Replica& r : replicas_) {
    const bool counts = !is(Mutation::kLoadOfAccepting) || r.state == State::kAccepting;
    load += counts ? static_cast<std::int64_t>(r.outstanding()) : 0;
  }
  const auto target = std::int64_t{plan_.autoscaler->target};
  return std::clamp<std::int64_t>((load + target - 1) / target, plan_.autoscaler->minimum,
                                  plan_.replicas);
}

void Oracle::tick() {
  if (next_tick() != now_) {
    return;
  }
  looks_.emplace_back(now_, wanted());
  std::int64_t present = 0;
  for (const Replica& r : replicas_) {
    const bool starting = r.state == State::kStarting && !is(Mutation::kPresentAccepting);
    present += r.state == State::kAccepting || starting ? 1 : 0;
  }
  const auto now_wanted = looks_.back().second;
  if (now_wanted > present) {
    start_replicas(now_wanted - present);
    return;
  }
  const Ps since = now_ - plan_.autoscaler->down_window;
  std::int64_t largest = now_wanted;
  for (const auto& [at, want] : looks_) {
    const bool within = at > since || (at == since && is(Mutation::kWindowClosed));
    largest = within && !is(Mutation::kWindowIgnored) ? std::max(largest, want) : largest;
  }
  seen().held_back += now_wanted < present && largest > now_wanted ? 1 : 0;
  stop_replicas(present - largest);
}

void Oracle::start_replicas(std::int64_t count) {
  for (std::size_t i = 0; i < replicas_.size(); ++i) {
    Replica& r = replicas_[is(Mutation::kStartsHighest) ? replicas_.size() - 1 - i : i];
    if (count > 0 && r.state == State::kOff) {
      set_state(r, State::kStarting);
      r.ready_at = now_ + plan_.autoscaler->start_delay;
      seen().started += 1;
      seen().at_once += r.ready_at == now_ ? 1 : 0;
      --count;
    }
  }
}

void Oracle::stop_replicas(std::int64_t count) {
  for (std::size_t i = 0; i < replicas_.size(); ++i) {
    Replica& r = replicas_[is(Mutation::kDrainsLowest) ? i : replicas_.size() - 1 - i];
    if (count <= 0 || (r.state != State::kStarting && r.state != State::kAccepting)) {
      continue;
    }
    seen().stopped += 1;
    --count;
    if (r.state == State::kStarting) {
      seen().start_cut += 1;
      set_state(r, State::kOff);
    } else {
      drain(r);
    }
  }
}

// ---------------------------------------------------------------- states

void Oracle::drain(Replica& r) {
  set_state(r, State::kDraining);
  r.drained_late = r.outstanding() > 0;
  switch_off_if_drained(r);
}

void Oracle::switch_off_if_drained(Replica& r) {
  if (plan_.autoscaler && r.state == State::kDraining && r.outstanding() == 0 &&
      !is(Mutation::kDrainedStaysOn)) {
    seen().drained += r.drained_late ? 1 : 0;
    set_state(r, State::kOff);
  }
}

bool Oracle::counts_as_on(State state) const {
  switch (state) {
    case State::kOff:
      return false;
    case State::kStarting:
      return !is(Mutation::kStartingFree);
    case State::kAccepting:
    case State::kDraining:
      return true;
    case State::kDown:
      return is(Mutation::kOnWhileDown);
  }
  return false;
}

void Oracle::set_state(Replica& r, State state) {
  if (counts_as_on(r.state) && !counts_as_on(state)) {
    meter_on(r, now_);
  }
  if (!counts_as_on(r.state) && counts_as_on(state)) {
    r.on_since = now_;
  }
  r.state = state;
  const bool keeps = state == State::kDown && is(Mutation::kCacheOutlivesOutage);
  if ((state == State::kOff || state == State::kDown) && !keeps) {
    clear_cache(r);
    r.paid.clear();
    r.admitted_tag = 0;
  }
}

}  // namespace costwright::testing::oracle
