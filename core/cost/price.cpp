#include "core/cost/price.h"

#include <array>

#include "core/cost/rules.h"
#include "core/scenario/loaded.h"

namespace costwright::cost {
namespace {

// A rule, given the sections that it reads.
template <auto rule, auto... sections>
void apply(CostRun& run, const Scenario& scenario) {
  rule(run, (scenario.*sections)...);
}

constexpr std::array<CostRule, 13> kRules{{
    {"owned servers", Category::kHardware,
     "purchase at its month's start; straight-line depreciation; support = price x rate / 12; "
     "disposal",
     "IAS 16", &apply<price_owned_servers, &Scenario::fleet>},
    {"electricity", Category::kEnergy, "IT kWh x PUE x tariff", "ISO/IEC 30134-2",
     &apply<price_electricity, &Scenario::sites, &Scenario::fleet>},
    {"colocation", Category::kHardware,
     "kW reserved x price per kW and month; energy when power is included", "Barroso 2018",
     &apply<price_colocation, &Scenario::sites, &Scenario::fleet>},
    {"cloud instances", Category::kCloud,
     "instances x hours of the calendar month x hourly price; commitments used and unused", "FOCUS",
     &apply<price_cloud_instances, &Scenario::fleet, &Scenario::savings_plans>},
    {"training", Category::kCloud, "GPU-hours x price; GPU-hours = 6 N D / (peak x MFU)",
     "Kaplan 2020; Chowdhery 2022", &apply<price_training, &Scenario::training, &Scenario::models>},
    {"application", Category::kCloud, "instance hours, requests served and API tokens x list price",
     "FOCUS", &apply<price_application, &Scenario::application>},
    {"APIs that serve", Category::kCloud,
     "tokens of the month (new, read from the cache, written into it, answered) x price", "FOCUS",
     &apply<price_apis, &Scenario::serving>},
    {"egress", Category::kCloud, "volume moved x marginal tiers", "FOCUS",
     &apply<price_egress, &Scenario::egress>},
    {"software", Category::kSoftware,
     "units x price a term; prepaid terms are spread, perpetual ones amortised", "IAS 38",
     &apply<price_software, &Scenario::software, &Scenario::fleet>},
    {"staff", Category::kStaffing, "FTE x salary x overhead", "BLS ECEC",
     &apply<price_staff, &Scenario::staff>},
    {"data activities", Category::kData, "items x price + volume x price + one-off", "FOCUS",
     &apply<price_data_activities, &Scenario::data_pipeline>},
    {"storage", Category::kData, "mean of opening and closing volume x marginal tiers", "FOCUS",
     &apply<price_storage, &Scenario::storage>},
    {"credits", Category::kCloud, "discount x bill of the month; an amount until it is used up",
     "FOCUS", &apply<price_credits, &Scenario::credits>},
}};

}  // namespace

std::span<const CostRule> cost_rules() {
  return kRules;
}

Ledger price(const LoadedScenario& loaded,
             const Catalog& catalog,
             const Physical& physical,
             FactLog& facts,
             Diagnostics& diagnostics) {
  const Scenario& scenario = loaded.scenario;
  require(physical.months.size() == static_cast<std::size_t>(scenario.horizon.count),
          "{} physical months for a horizon of {}", physical.months.size(), scenario.horizon.count);
  for (const auto& month : physical.months) {
    require(month.fleet.size() == scenario.fleet.size() &&
                month.workloads.size() == scenario.workloads.size(),
            "{}: {} fleet entries and {} workloads for {} and {} in the scenario",
            to_string(month.month), month.fleet.size(), month.workloads.size(),
            scenario.fleet.size(), scenario.workloads.size());
  }
  CostRun run(loaded, catalog, physical, facts, diagnostics);
  for (const auto& rule : kRules) {
    rule.apply(run, scenario);
  }
  return run.finish();
}

}  // namespace costwright::cost
