// Requests with the same beginning meet at one replica, as long as it is not much busier than the
// others: hashing with bounded loads [Mirrokni 2018].
#include <algorithm>

#include "sim/clock/random.h"
#include "sim/routing/router.h"

namespace costwright::sim {
namespace {

class PrefixAffinity final : public RoutingPolicy {
 public:
  explicit PrefixAffinity(PrefixTree tree) {
    std::vector<std::int32_t> depth;
    for (const PrefixNode& node : tree) {
      const auto parent = static_cast<std::size_t>(std::max(node.parent, 0));
      const auto index = static_cast<std::int32_t>(depth.size());
      depth.push_back(node.parent < 0 ? 0 : depth[parent] + 1);
      group_.push_back(depth.back() <= 1 ? index : group_[parent]);
    }
  }

 private:
  std::size_t choose_one(const Request& request, const PoolView& pool) override {
    if (request.prefix.node < 0) {
      return pool.least_outstanding();
    }
    const auto group =
        static_cast<std::uint32_t>(group_[static_cast<std::size_t>(request.prefix.node)]);
    const std::uint64_t key = std::uint64_t{request.prefix.space} << 32U | group;
    const auto count = static_cast<std::int64_t>(pool.accepting().size());
    const std::int64_t limit =
        (5 * (pool.outstanding_of_accepting() + 1) + 4 * count - 1) / (4 * count);
    std::size_t place = mix64(key) % pool.accepting().size();
    while (pool.outstanding(pool.accepting()[place]) >= limit) {
      place = (place + 1) % pool.accepting().size();
    }
    return pool.accepting()[place];
  }
  std::vector<std::int32_t> group_;  // by node: the second of its ancestry from the root
};

}  // namespace

std::unique_ptr<RoutingPolicy> routers::make_prefix_affinity(const RouterSettings& settings) {
  return std::make_unique<PrefixAffinity>(settings.prefixes);
}

}  // namespace costwright::sim
