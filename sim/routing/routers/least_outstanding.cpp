// The one with the fewest requests; ties: the lowest index.
#include "sim/routing/router.h"

namespace costwright::sim {
namespace {

class LeastOutstanding final : public RoutingPolicy {
  std::size_t choose_one(const Request&, const PoolView& pool) override {
    return pool.least_outstanding();
  }
};

}  // namespace

std::unique_ptr<RoutingPolicy> routers::make_least_outstanding(const RouterSettings&) {
  return std::make_unique<LeastOutstanding>();
}

}  // namespace costwright::sim
