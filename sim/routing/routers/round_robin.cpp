// Each in turn.
#include "sim/routing/router.h"

namespace costwright::sim {
namespace {

class RoundRobin final : public RoutingPolicy {
  std::size_t choose_one(const Request&, const PoolView& pool) override {
    return pool.accepting()[(asked_ - 1) % pool.accepting().size()];
  }
};

}  // namespace

std::unique_ptr<RoutingPolicy> routers::make_round_robin(const RouterSettings&) {
  return std::make_unique<RoundRobin>();
}

}  // namespace costwright::sim
