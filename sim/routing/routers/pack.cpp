// Fills one replica after the other, so that the last ones may idle.
#include "sim/routing/router.h"

namespace costwright::sim {
namespace {

class Pack final : public RoutingPolicy {
 public:
  explicit Pack(std::int64_t limit) : limit_(limit) {}

 private:
  std::size_t choose_one(const Request&, const PoolView& pool) override {
    return pool.first_below(limit_);
  }
  std::int64_t limit_;
};

}  // namespace

std::unique_ptr<RoutingPolicy> routers::make_pack(const RouterSettings& settings) {
  return std::make_unique<Pack>(settings.pack_limit);
}

}  // namespace costwright::sim
