#include "core/cost/tiers.h"

#include "core/diagnostics.h"

namespace costwright::cost {

std::optional<double> tiered_cost(const std::vector<Tier>& tiers, double volume) {
  require(!tiers.empty() && volume >= 0, "{} tiers, volume = {}", tiers.size(), volume);
  double cost = 0;
  double covered = tiers.front().from;
  for (const auto& tier : tiers) {
    if (volume <= covered) {
      return cost;
    }
    if (tier.from > covered) {
      return std::nullopt;
    }
    const double end = std::min(volume, tier.to);
    cost += (end - tier.from) * tier.price;
    covered = tier.to;
  }
  return volume <= covered ? std::optional(cost) : std::nullopt;
}

}  // namespace costwright::cost
