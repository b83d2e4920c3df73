#include "sim/serving/fleet.h"

#include <algorithm>

namespace costwright::sim {

Fleet::Fleet(const ServingPlan& plan, Meters& meters)
    : scaler_(plan.autoscaler ? &*plan.autoscaler : nullptr),
      meters_(&meters),
      members_(static_cast<std::size_t>(plan.replicas)),
      changes_(members_.size(), kNever) {
  for (Member& member : members_) {
    member.on_since = meters.window_start();
  }
  present_ = std::ssize(members_);
  if (scaler_ != nullptr) {
    for (std::size_t i = members_.size(); i-- > static_cast<std::size_t>(scaler_->initial);) {
      members_[i].state = ReplicaState::kOff;
      changed_.push_back(i);
    }
    present_ = scaler_->initial;
    off_ = std::ssize(members_) - present_;
    next_tick_ = scaler_->first_tick < meters.window_end() ? scaler_->first_tick : kNever;
  }
  for (const Outage& outage : plan.outages) {
    members_[static_cast<std::size_t>(outage.replica)].outages.push_back(outage);
  }
  for (std::size_t i = 0; i < members_.size(); ++i) {
    std::vector<Outage>& outages = members_[i].outages;
    std::sort(outages.begin(), outages.end(), [](const Outage& a, const Outage& b) {
      return a.down > b.down;
    });
    changes_.set(i, next_of(members_[i]));
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

void Fleet::change(std::size_t replica, ReplicaState state, Ps at) {
  Member& member = members_[replica];
  if (is_on(member.state) && !is_on(state)) {
    meters_->on(member.on_since, at);
  } else if (!is_on(member.state) && is_on(state)) {
    member.on_since = at;
  }
  if (accepts(replica) != (state == ReplicaState::kAccepting)) {
    changed_.push_back(replica);
  }
  present_ += (is_present(state) ? 1 : 0) - (is_present(member.state) ? 1 : 0);
  off_ += (state == ReplicaState::kOff ? 1 : 0) - (member.state == ReplicaState::kOff ? 1 : 0);
  member.state = state;
  member.ready = kNever;
  changes_.set(replica, next_of(member));
}

std::vector<std::size_t> Fleet::make_ready(Ps t) {
  due_.clear();
  while (changes_.smallest() <= t) {
    due_.push_back(changes_.winner());
    changes_.set(due_.back(), kNever);
  }
  std::sort(due_.begin(), due_.end());
  std::vector<std::size_t> fresh;
  for (const std::size_t i : due_) {
    Member& member = members_[i];
    if (member.ready <= t) {
      change(i, ReplicaState::kAccepting, t);
      fresh.push_back(i);
    } else if (member.state == ReplicaState::kDown && member.outages.back().up <= t) {
      member.outages.pop_back();
      member.notice_given = false;
      change(i, scaler_ != nullptr ? ReplicaState::kOff : ReplicaState::kAccepting, t);
    }
  }
  return fresh;
}

void Fleet::give_notice(Ps t, const PoolView& pool) {
  for (const std::size_t i : due_) {
    Member& member = members_[i];
    if (member.notice_given || member.outages.empty() || member.outages.back().notice > t) {
      continue;
    }
    member.notice_given = true;
    if (member.state == ReplicaState::kStarting) {
      change(i, ReplicaState::kOff, t);
    } else if (member.state == ReplicaState::kAccepting) {
      drain(i, t, pool);
    }
  }
}

void Fleet::drain(std::size_t replica, Ps t, const PoolView& pool) {
  change(replica, ReplicaState::kDraining, t);
  if (pool.outstanding(replica) == 0) {
    emptied(replica, t);
  }
}

std::vector<std::size_t> Fleet::take_down(Ps t) {
  std::vector<std::size_t> gone;
  for (const std::size_t i : due_) {
    const Member& member = members_[i];
    if (member.notice_given && member.state != ReplicaState::kDown &&
        member.outages.back().down <= t) {
      change(i, ReplicaState::kDown, t);
      gone.push_back(i);
    }
    changes_.set(i, next_of(member));
  }
  return gone;
}

void Fleet::tick(Ps t, const PoolView& pool) {
  const std::int64_t asked = (pool.outstanding_of_all() + scaler_->target - 1) / scaler_->target;
  const std::int64_t wanted =
      std::clamp<std::int64_t>(asked, scaler_->minimum, std::ssize(members_));
  const std::int64_t most = most_wanted(t, wanted);
  if (wanted > present_) {
    start(wanted - present_, t);
  } else if (most < present_) {
    stop(present_ - most, t, pool);
  }
  next_tick_ = scaler_->interval < meters_->window_end() - t ? t + scaler_->interval : kNever;
}

// Of this tick and those in the down window before it.
std::int64_t Fleet::most_wanted(Ps t, std::int64_t wanted) {
  while (!wanted_.empty() && wanted_.front().first <= t - scaler_->down_window) {
    wanted_.pop_front();
  }
  while (!wanted_.empty() && wanted_.back().second <= wanted) {
    wanted_.pop_back();
  }
  wanted_.emplace_back(t, wanted);
  return wanted_.front().second;
}

void Fleet::start(std::int64_t more, Ps t) {
  for (std::size_t i = 0; more > 0 && off_ > 0; ++i) {
    if (members_[i].state == ReplicaState::kOff) {
      change(i, ReplicaState::kStarting, t);
      members_[i].ready = t + scaler_->start_delay;
      changes_.set(i, next_of(members_[i]));
      --more;
    }
  }
}

void Fleet::stop(std::int64_t fewer, Ps t, const PoolView& pool) {
  for (std::size_t i = members_.size(); i-- > 0 && fewer > 0;) {
    if (members_[i].state == ReplicaState::kStarting) {
      change(i, ReplicaState::kOff, t);
      --fewer;
    } else if (members_[i].state == ReplicaState::kAccepting) {
      drain(i, t, pool);
      --fewer;
    }
  }
}

void Fleet::emptied(std::size_t replica, Ps at) {
  if (scaler_ != nullptr && members_[replica].state == ReplicaState::kDraining) {
    change(replica, ReplicaState::kOff, at);
  }
}

void Fleet::close() {
  for (Member& member : members_) {
    if (is_on(member.state)) {
      meters_->on(member.on_since, meters_->window_end());
    }
  }
}

}  // namespace costwright::sim
