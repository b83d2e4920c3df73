#pragma once
// Marginal tiers: each tier's price holds for the part of the volume that lies in it, never for all
// of it. What lies below the first listed tier is free: sources list "above 10 TB" where the first
// 10 TB are an allowance. What lies above the last listed tier has no price and is the caller's
// error.
#include <limits>
#include <optional>
#include <vector>

namespace costwright::cost {

struct Tier {
  double from{};                                        // volume at which it starts
  double to = std::numeric_limits<double>::infinity();  // and ends
  double price{};                                       // per unit of volume
};

// Cost of `volume` >= 0 over tiers in ascending order that do not overlap; nullopt when some of it
// lies in a gap or above them.
std::optional<double> tiered_cost(const std::vector<Tier>& tiers, double volume);

}  // namespace costwright::cost
