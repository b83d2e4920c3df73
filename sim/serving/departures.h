#pragma once
// Which requests of a pool go on to another one, and the list of those that did
// (docs/serving-engine.md, "Relays"). Where the list leads is not the engine's business.
#include <optional>
#include <vector>

#include "sim/meters/meters.h"
#include "sim/requests/request.h"
#include "sim/serving/plan.h"

namespace costwright::sim {

// What of a pool's plan says who goes on; the plan lives longer.
struct WaysOn {
  const std::vector<ClassPlan>& classes;
  std::optional<Handover> handover;
  Ps front_end{};  // until a finished answer is there
  std::uint64_t seed{};
};
inline WaysOn ways_on(const ServingPlan& plan) {
  return {plan.classes, plan.handover, plan.replica.front_end, plan.seed};
}

// Asked when a request has been answered or would be dropped.
class Departures {
 public:
  // `list` may be null when the plan passes nobody on (std::logic_error otherwise).
  Departures(const WaysOn& ways, Origins origins, Meters& meters, std::vector<PassedOn>* list);

  // Whether the plan passes anybody on.
  bool any() const { return any_; }

  // A request that has got all its tokens here, or that is dropped. True: it has been passed on.
  bool takes_completed(const Request& request, ClassDay* day, Ps at);
  bool takes_dropped(const Request& request, ClassDay* day, Ps at);

  void sort();  // by (arrival, id)

 private:
  void hand_over(const Request& request, ClassDay* day, Ps at);
  Ps first_arrival(const Request& request) const;
  void add(RelayKind kind, const Request& request, Ps arrival, Ps left_at);

  WaysOn ways_;
  Origins origins_;
  Meters& meters_;
  std::vector<PassedOn>* list_;
  bool any_;
};

}  // namespace costwright::sim
