#include "sim/serving/fleet.h"

#include <algorithm>

namespace costwright {

Fleet::Fleet(const ServingPlan& plan, Meters& meters)
    : scaler_(plan.autoscaler ? &*plan.autoscaler : nullptr),
      meters_(&meters),
      members_(static_cast<std::size_t>(plan.replicas)) {
  for (Member& member : members_) {
    member.on_since = meters.window_start();
  }
  if (scaler_ != nullptr) {
    for (std::size_t i = static_cast<std::size_t>(scaler_->initial); i < members_.size(); ++i) {
      members_[i].state = ReplicaState::kOff;
    }
    next_tick_ = scaler_->first_tick < meters.window_end() ? scaler_->first_tick : kNever;
  }
  for (const Outage& outage : plan.outages) {
    members_[static_cast<std::size_t>(outage.replica)].outages.push_back(outage);
  }
  for (Member& member : members_) {
    std::sort(member.outages.begin(), member.outages.end(), [](const Outage& a, const Outage& b) {
      return a.down > b.down;
    });
  }
}

Ps Fleet::next_of(const Member& member) const {
  Ps next = member.ready;
  if (!member.outages.empty()) {
    const Outage& outage = member.outages.back();
    next = std::min(next, member.state == ReplicaState::kDown ? outage.up
                          : member.notice_given               ? outage.down
                                                              : outage.notice);
  }
  return next;
}

Ps Fleet::next() const {
  Ps next = next_tick_;
  for (const Member& member : members_) {
    next = std::min(next, next_of(member));
  }
  return next;
}

void Fleet::change(Member& member, ReplicaState state, Ps at) {
  if (is_on(member.state) && !is_on(state)) {
    meters_->on(member.on_since, at);
  } else if (!is_on(member.state) && is_on(state)) {
    member.on_since = at;
  }
  member.state = state;
  member.ready = kNever;
}

std::vector<std::size_t> Fleet::make_ready(Ps t) {
  std::vector<std::size_t> fresh;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    Member& member = members_[i];
    if (member.ready <= t) {
      change(member, ReplicaState::kAccepting, t);
      fresh.push_back(i);
    } else if (member.state == ReplicaState::kDown && member.outages.back().up <= t) {
      member.outages.pop_back();
      member.notice_given = false;
      change(member, scaler_ != nullptr ? ReplicaState::kOff : ReplicaState::kAccepting, t);
    }
  }
  return fresh;
}

void Fleet::give_notice(Ps t, const PoolView& pool) {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    Member& member = members_[i];
    if (member.notice_given || member.outages.empty() || member.outages.back().notice > t) {
      continue;
    }
    member.notice_given = true;
    if (member.state == ReplicaState::kStarting) {
      change(member, ReplicaState::kOff, t);
    } else if (member.state == ReplicaState::kAccepting) {
      drain(i, t, pool);
    }
  }
}

void Fleet::drain(std::size_t replica, Ps t, const PoolView& pool) {
  change(members_[replica], ReplicaState::kDraining, t);
  if (pool.outstanding(replica) == 0) {
    emptied(replica, t);
  }
}

std::vector<std::size_t> Fleet::take_down(Ps t) {
  std::vector<std::size_t> gone;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    Member& member = members_[i];
    if (member.notice_given && member.state != ReplicaState::kDown &&
        member.outages.back().down <= t) {
      change(member, ReplicaState::kDown, t);
      gone.push_back(i);
    }
  }
  return gone;
}

void Fleet::tick(Ps t, const PoolView& pool) {
  const std::int64_t asked = (pool.outstanding_of_all() + scaler_->target - 1) / scaler_->target;
  const std::int64_t wanted =
      std::clamp<std::int64_t>(asked, scaler_->minimum, std::ssize(members_));
  while (!wanted_.empty() && wanted_.front().first <= t - scaler_->down_window) {
    wanted_.pop_front();
  }
  wanted_.emplace_back(t, wanted);
  const std::int64_t present =
      std::count_if(members_.begin(), members_.end(), [](const Member& member) {
        return member.state == ReplicaState::kStarting || member.state == ReplicaState::kAccepting;
      });
  const std::int64_t most = std::max_element(wanted_.begin(), wanted_.end(), [](auto& a, auto& b) {
                              return a.second < b.second;
                            })->second;
  if (wanted > present) {
    start(wanted - present, t);
  } else if (most < present) {
    stop(present - most, t, pool);
  }
  next_tick_ = scaler_->interval < meters_->window_end() - t ? t + scaler_->interval : kNever;
}

void Fleet::start(std::int64_t more, Ps t) {
  for (Member& member : members_) {
    if (more > 0 && member.state == ReplicaState::kOff) {
      change(member, ReplicaState::kStarting, t);
      member.ready = t + scaler_->start_delay;
      --more;
    }
  }
}

void Fleet::stop(std::int64_t fewer, Ps t, const PoolView& pool) {
  for (std::size_t i = members_.size(); i-- > 0 && fewer > 0;) {
    Member& member = members_[i];
    if (member.state == ReplicaState::kStarting) {
      change(member, ReplicaState::kOff, t);
      --fewer;
    } else if (member.state == ReplicaState::kAccepting) {
      drain(i, t, pool);
      --fewer;
    }
  }
}

void Fleet::emptied(std::size_t replica, Ps at) {
  if (scaler_ != nullptr && members_[replica].state == ReplicaState::kDraining) {
    change(members_[replica], ReplicaState::kOff, at);
  }
}

void Fleet::close() {
  for (Member& member : members_) {
    if (is_on(member.state)) {
      meters_->on(member.on_since, meters_->window_end());
    }
  }
}

std::vector<bool> Fleet::accepting() const {
  std::vector<bool> accepts;
  for (const Member& member : members_) {
    accepts.push_back(member.state == ReplicaState::kAccepting);
  }
  return accepts;
}

}  // namespace costwright
