#pragma once
// The replicas of a pool and the two orders in which they are simulated:
//  * one after another, block of arrivals by block, where no replica's fate depends on another's
//    (round robin with clients that do not react, or a single replica): cost per request does not
//    grow with replicas;
//  * all together in global order of time, where the router looks at them or clients react.
#include <cstdint>
#include <vector>

#include "sim/serving/arrival_feed.h"
#include "sim/serving/listener.h"
#include "sim/serving/replica.h"
#include "sim/serving/tournament.h"

namespace costwright {

// Round robin over replicas that do not see each other.
void simulate_separately(std::vector<Replica>& replicas, ArrivalFeed& feed);

class GlobalOrder {
 public:
  // `reacts`: finished requests may lead to arrivals, so events are handled one by one. Otherwise a
  // replica is looked after only when a request arrives there or may leave: until then its count
  // cannot change.
  GlobalOrder(std::vector<Replica>& replicas, ArrivalFeed& feed, Router router, bool reacts);
  void run();

 private:
  using Key = std::uint64_t;  // (time since the first arrival, kind of event)
  static constexpr Key kNoEvent = UINT64_MAX;

  Key key(const Event& event) const;
  void handle_next_event();
  void catch_up_to(Ps arrival);
  void arrive(const Request& request);
  std::size_t route();
  void update(std::size_t index);

  std::vector<Replica>& replicas_;
  ArrivalFeed& feed_;
  Router router_;
  bool reacts_;
  Ps origin_ = 0;
  std::size_t round_ = 0;
  Tournament<Key> events_;
  Tournament<std::int64_t> outstanding_;
};

}  // namespace costwright
