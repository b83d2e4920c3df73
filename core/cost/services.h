#pragma once
// Prices of metered services (storage, egress): a flat price that the scenario states, or a
// catalogue service with its marginal tiers, in the service's own unit: GB = 1e9 bytes, GiB = 2^30,
// TB = 1e12. Items that name the same price (tier group) are one account's: their volumes of a
// month climb the tiers together, and the bill is shared by volume.
//
// Worked number: 200 and 200 GB of a store whose first 240 GB are free and the rest 0.024 USD: 160
// x 0.024 = 3.84, half for each; not modelled: allowances that several prices share (regions).
#include <functional>

#include "core/cost/rules.h"
#include "core/cost/tiers.h"
#include "core/scenario/sections/escalation.h"

namespace costwright::cost {

struct ServicePrice {
  std::vector<Tier> tiers;       // in `unit_bytes`; of a stated price: one of 1 a unit
  Dated<double> unit_price = 1;  // what every tier's price is multiplied by: a stated price, else 1
  double unit_bytes = 1e9;
  std::string unit;  // "GB-month", "GiB"
  std::string source;
  std::vector<LineOrigin> origins;
  std::string path;  // the scenario's field, for errors
  std::string pool;  // whose tiers it climbs together with others; "" = by itself
};

// `stated_per_byte` wins; else `service`, a row of cloud_services whose unit is a volume ("GB"),
// followed by "-month" when `per_month`. Rows of the same tier_group are its tiers. One of the two
// is given; nullopt, with an error, when the service has no such price.
std::optional<ServicePrice> service_price(CostRun& run,
                                          const std::optional<Dated<double>>& stated_per_byte,
                                          const std::optional<std::string>& service,
                                          const std::string& path,
                                          bool per_month);

// What one item moves or keeps in a month.
struct MeteredVolume {
  double bytes{};
  Shares shares;
};
struct MeteredItem {
  Posting posting;  // without unit and source, which are the price's
  ServicePrice price;
  Escalation escalation;
  std::function<MeteredVolume(int month)> volume;
};
// Posts every month of all items of one rule, with their average unit prices. Where no tier covers
// the volume of a pool: one error, at the first of its items, and no more lines of it.
void post_metered(CostRun& run, const std::vector<MeteredItem>& items);

}  // namespace costwright::cost
