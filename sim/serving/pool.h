#pragma once
// The replicas of a pool and the two orders in which they are simulated:
//  * one after another, block of arrivals by block, where no replica's fate depends on another's
//    (round robin with clients that do not react, or a single replica): cost per request does not
//    grow with replicas;
//  * all together in global order of time, where the router looks at them, clients react or the
//    fleet changes.
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/clock/tournament.h"
#include "sim/requests/arrival_feed.h"
#include "sim/routing/router.h"
#include "sim/serving/fleet.h"
#include "sim/serving/pool_context.h"
#include "sim/serving/replica.h"
#include "sim/serving/response_cache.h"

namespace costwright::sim {

// What both orders work on.
struct Pool {
  PoolContext context;
  std::vector<Replica>& replicas;
  ArrivalFeed& feed;
  ResponseCache& response_cache;

  // Whether the application answers the request itself; those that another pool has passed on
  // bypass its cache.
  bool answers(const Request& request) const {
    return response_cache.in_use() && context.origins.find(request.id) == nullptr &&
           response_cache.answers(request);
  }
  // Counts the arrival; returns the request's day, null outside the window.
  ClassDay* arrived(const Request& request) const {
    const Origin* const origin = context.origins.find(request.id);
    return origin == nullptr ? context.meters->arrived(request)
                             : context.meters->taken_over(request, *origin);
  }
};

// Round robin over replicas that do not see each other.
void simulate_separately(const Pool& pool);

// All replicas together, event by event.
class GlobalOrder {
 public:
  // `reacts`: finished requests may lead to arrivals. Then, and when the fleet changes, events are
  // handled one by one. Otherwise a replica is looked after only when a request arrives there or
  // may leave: until then its count cannot change.
  GlobalOrder(const Pool& pool, bool reacts);
  void run();

 private:
  using Key = std::uint64_t;  // (time since the beginning, kind of event)
  static constexpr Key kNoEvent = UINT64_MAX;

  Key key(const Event& event) const;
  Ps next_change() const;
  void handle_next_event();
  void catch_up_to(Ps arrival);
  void arrive(const Request& request);
  void offer(const Request& request, ClassDay* day, Ps at);
  void drop(Request request, ClassDay* day, Ps at);
  void change_fleet(Ps at);
  void show_who_accepts();
  void offer_again(const std::vector<Request>& lost, Ps at);
  void update(std::size_t index);

  Pool pool_;
  std::unique_ptr<RoutingPolicy> router_;
  PoolView view_;
  std::optional<Fleet> fleet_;  // none: it never changes
  bool one_by_one_;
  Ps origin_ = 0;
  Tournament<Key> events_;
};

}  // namespace costwright::sim
