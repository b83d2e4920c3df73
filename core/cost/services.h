#pragma once
// Prices of metered services (storage, egress): a flat price that the scenario states, or a
// catalogue service with its marginal tiers, in the service's own unit: GB = 1e9 bytes, GiB = 2^30,
// TB = 1e12.
#include "core/cost/rules.h"
#include "core/cost/tiers.h"

namespace costwright::cost {

struct ServicePrice {
  std::vector<Tier> tiers;  // in `unit_bytes`
  double unit_bytes = 1e9;
  std::string unit;  // "GB-month", "GiB"
  std::string source;
  std::string path;  // the scenario's field, for errors
};

// `stated_per_byte` wins; else `service`, a row of cloud_services whose unit is a volume ("GB"),
// followed by "-month" when `per_month`. Rows of the same tier_group are its tiers. One of the two
// is given; nullopt, with an error, when the service has no such price.
std::optional<ServicePrice> service_price(CostRun& run,
                                          std::optional<double> stated_per_byte,
                                          const std::optional<std::string>& service,
                                          const std::string& path,
                                          bool per_month);

struct Volume {
  double bytes{};
  double escalation = 1;  // factor on every tier's price
};
// One month's volume, posted with its average unit price. False, with an error at `price.path`,
// when no tier covers it: callers stop there, as the months after it would only repeat the error.
[[nodiscard]] bool post_volume(CostRun& run,
                               int month,
                               const Posting& posting,
                               const ServicePrice& price,
                               const Volume& volume,
                               const Shares& shares = {});

}  // namespace costwright::cost
