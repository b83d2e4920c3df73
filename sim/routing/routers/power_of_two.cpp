// The less busy of two drawn ones [Mitzenmacher 2001]: two looks instead of all, nearly as short a
// queue.
#include <algorithm>

#include "sim/clock/random.h"
#include "sim/routing/router.h"

namespace costwright::sim {
namespace {

class PowerOfTwo final : public RoutingPolicy {
 public:
  explicit PowerOfTwo(std::uint64_t seed) : seed_(seed) {}

 private:
  std::size_t choose_one(const Request& request, const PoolView& pool) override {
    const std::vector<std::size_t>& accepting = pool.accepting();
    const std::size_t count = accepting.size();
    if (count == 1) {
      return accepting.front();
    }
    const std::size_t first = draw(request, 0, count);
    std::size_t second = draw(request, 1, count - 1);
    second += second >= first ? 1 : 0;
    const std::size_t low = accepting[std::min(first, second)];
    const std::size_t high = accepting[std::max(first, second)];
    return pool.outstanding(high) < pool.outstanding(low) ? high : low;
  }
  std::size_t draw(const Request& request, std::uint64_t index, std::size_t below) const {
    const auto id = static_cast<std::uint64_t>(request.id);
    return static_cast<std::size_t>(draw_uniform(seed_, Purpose::kRouter, id, index) *
                                    static_cast<double>(below));
  }
  std::uint64_t seed_;
};

}  // namespace

std::unique_ptr<RoutingPolicy> routers::make_power_of_two(const RouterSettings& settings) {
  return std::make_unique<PowerOfTwo>(settings.seed);
}

}  // namespace costwright::sim
