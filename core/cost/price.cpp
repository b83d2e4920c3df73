#include "core/cost/price.h"

#include <array>

#include "core/cost/rules.h"
#include "core/scenario/loaded.h"

namespace costwright::cost {
namespace {

constexpr std::array<CostRule, 11> kRules{{
    {"owned servers", Category::kHardware,
     "purchase at its month's start; straight-line depreciation; support = price x rate / 12; "
     "disposal",
     "IAS 16",
     [](CostRun& run, const Scenario& s) {
       price_owned_servers(run, s.fleet);
     }},
    {"electricity", Category::kEnergy, "IT kWh x PUE x tariff", "ISO/IEC 30134-2",
     [](CostRun& run, const Scenario& s) {
       price_electricity(run, s.sites, s.fleet);
     }},
    {"colocation", Category::kHardware,
     "kW reserved x price per kW and month; energy when power is included", "Barroso 2018",
     [](CostRun& run, const Scenario& s) {
       price_colocation(run, s.sites, s.fleet);
     }},
    {"cloud instances", Category::kCloud, "instances x hours of the calendar month x hourly price",
     "FOCUS",
     [](CostRun& run, const Scenario& s) {
       price_cloud_instances(run, s.fleet);
     }},
    {"training", Category::kCloud, "GPU-hours x price; GPU-hours = 6 N D / (peak x MFU)",
     "Kaplan 2020; Chowdhery 2022",
     [](CostRun& run, const Scenario& s) {
       price_training(run, s.training, s.models);
     }},
    {"application", Category::kCloud, "instance hours, requests served and API tokens x list price",
     "FOCUS",
     [](CostRun& run, const Scenario& s) {
       price_application(run, s.application);
     }},
    {"egress", Category::kCloud, "volume moved x marginal tiers", "FOCUS",
     [](CostRun& run, const Scenario& s) {
       price_egress(run, s.egress);
     }},
    {"software", Category::kSoftware,
     "units x price a term; prepaid terms are spread, perpetual ones amortised", "IAS 38",
     [](CostRun& run, const Scenario& s) {
       price_software(run, s.software, s.fleet);
     }},
    {"staff", Category::kStaffing, "FTE x salary x overhead", "BLS ECEC",
     [](CostRun& run, const Scenario& s) {
       price_staff(run, s.staff);
     }},
    {"data activities", Category::kData, "items x price + volume x price + one-off", "FOCUS",
     [](CostRun& run, const Scenario& s) {
       price_data_activities(run, s.data_pipeline);
     }},
    {"storage", Category::kData, "mean of opening and closing volume x marginal tiers", "FOCUS",
     [](CostRun& run, const Scenario& s) {
       price_storage(run, s.storage);
     }},
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
