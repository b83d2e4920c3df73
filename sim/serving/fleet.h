#pragma once
// Which replicas of a pool are there, and since when: outages take them away, the autoscaler adds
// and drains them (docs/serving-engine.md, "Changes of the fleet"). It knows states and instants;
// requests are the pool's business. A change costs what changes, not what is there.
#include <algorithm>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "sim/clock/event.h"
#include "sim/clock/tournament.h"
#include "sim/meters/meters.h"
#include "sim/requests/request.h"
#include "sim/routing/pool_view.h"
#include "sim/serving/plan.h"

namespace costwright::sim {

// Draining: answers those it has and takes nobody. Off and down ones are not paid for.
enum class ReplicaState : std::uint8_t { kOff, kStarting, kAccepting, kDraining, kDown };

// Whether a plan's fleet ever changes.
inline bool changes_fleet(const ServingPlan& plan) {
  return plan.autoscaler.has_value() || !plan.outages.empty();
}

// One state a replica; made only where something changes.
class Fleet {
 public:
  Fleet(const ServingPlan& plan, Meters& meters);

  // The next instant at which something changes by itself; kNever.
  Ps next() const { return std::min(next_tick_, changes_.smallest()); }

  // What happens at instant t, in this order.
  std::vector<std::size_t> make_ready(Ps t);     // who accepts after a fresh start
  void give_notice(Ps t, const PoolView& pool);  // of outages: those drain until they go down
  std::vector<std::size_t> take_down(Ps t);      // who goes down
  bool ticks_at(Ps t) const { return t == next_tick_; }
  void tick(Ps t, const PoolView& pool);  // the autoscaler looks and starts or stops some

  // Its last request has left.
  void emptied(std::size_t replica, Ps at);
  // The time on until the window's end enters the meters.
  void close();

  bool accepts(std::size_t replica) const {
    return members_[replica].state == ReplicaState::kAccepting;
  }
  // Those that accept or do not any longer since the last call; at first those that do not, from
  // the highest index down.
  std::vector<std::size_t> take_changed() { return std::exchange(changed_, {}); }

 private:
  struct Member {
    ReplicaState state = ReplicaState::kAccepting;
    Ps on_since{};                // of those that are on
    Ps ready = kNever;            // starting: when it accepts
    std::vector<Outage> outages;  // not over yet, the next one last
    bool notice_given = false;    // of the next outage
  };
  static bool is_on(ReplicaState state) {
    return state != ReplicaState::kOff && state != ReplicaState::kDown;
  }
  static bool is_present(ReplicaState state) {
    return state == ReplicaState::kStarting || state == ReplicaState::kAccepting;
  }
  Ps next_of(const Member& member) const;
  void change(std::size_t replica, ReplicaState state, Ps at);
  std::int64_t most_wanted(Ps t, std::int64_t wanted);
  void drain(std::size_t replica, Ps t, const PoolView& pool);
  void start(std::int64_t more, Ps t);
  void stop(std::int64_t fewer, Ps t, const PoolView& pool);

  const Autoscaler* scaler_ = nullptr;  // null: none
  Meters* meters_;
  std::vector<Member> members_;
  Tournament<Ps> changes_;            // by member, its next one but the ticks
  std::vector<std::size_t> due_;      // members that change at the instant at hand, by index
  std::vector<std::size_t> changed_;  // see take_changed()
  std::int64_t present_ = 0, off_ = 0;
  Ps next_tick_ = kNever;
  // By the ticks of the down window, without those that a later one exceeded: falling.
  std::deque<std::pair<Ps, std::int64_t>> wanted_;
};

}  // namespace costwright::sim
