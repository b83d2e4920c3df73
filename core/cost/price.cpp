#include "core/cost/price.h"

#include <algorithm>
#include <array>

#include "core/cost/rules.h"
#include "core/scenario/loaded.h"

namespace costwright::cost {
namespace {

// A rule, given the sections that it reads.
template <auto function, auto... sections>
constexpr CostRule rule(std::string_view name,
                        Category category,
                        std::string_view doc,
                        std::string_view source) {
  return {name,
          category,
          doc,
          source,
          [](CostRun& run, const Scenario& scenario) {
            function(run, (scenario.*sections)...);
          },
          [](const Scenario& a, const Scenario& b) {
            return ((a.*sections == b.*sections) && ...);
          }};
}

// One that reads what the others have posted.
constexpr CostRule after_all(CostRule rule) {
  rule.reads_the_same = nullptr;
  return rule;
}

constexpr std::array<CostRule, 13> kRules{
    rule<price_owned_servers, &Scenario::fleet>(
        "owned servers",
        Category::kHardware,
        "purchase at its month's start; straight-line depreciation; support = price x rate / 12; "
        "disposal",
        "IAS 16"),
    rule<price_electricity, &Scenario::sites, &Scenario::fleet>(
        "electricity", Category::kEnergy, "IT kWh x PUE x tariff", "ISO/IEC 30134-2"),
    rule<price_colocation, &Scenario::sites, &Scenario::fleet>(
        "colocation",
        Category::kHardware,
        "kW reserved x price per kW and month; energy when power is included",
        "Barroso 2018"),
    rule<price_cloud_instances, &Scenario::fleet, &Scenario::savings_plans>(
        "cloud instances",
        Category::kCloud,
        "instances x hours of the calendar month x hourly price; commitments used and unused",
        "FOCUS"),
    rule<price_training, &Scenario::training, &Scenario::models>(
        "training",
        Category::kCloud,
        "GPU-hours x price; GPU-hours = 6 N D / (peak x MFU)",
        "Kaplan 2020; Chowdhery 2022"),
    rule<price_application, &Scenario::application>(
        "application",
        Category::kCloud,
        "instance hours, requests served and API tokens x list price",
        "FOCUS"),
    rule<price_apis, &Scenario::serving>(
        "APIs that serve",
        Category::kCloud,
        "tokens of the month (new, read from the cache, written into it, answered) x price",
        "FOCUS"),
    rule<price_egress, &Scenario::egress>(
        "egress", Category::kCloud, "volume moved x marginal tiers", "FOCUS"),
    rule<price_software, &Scenario::software, &Scenario::fleet>(
        "software",
        Category::kSoftware,
        "units x price a term; prepaid terms are spread, perpetual ones amortised",
        "IAS 38"),
    rule<price_staff, &Scenario::staff>(
        "staff", Category::kStaffing, "FTE x salary x overhead", "BLS ECEC"),
    rule<price_data_activities, &Scenario::data_pipeline>(
        "data activities", Category::kData, "items x price + volume x price + one-off", "FOCUS"),
    rule<price_storage, &Scenario::storage>(
        "storage", Category::kData, "mean of opening and closing volume x marginal tiers", "FOCUS"),
    after_all(rule<price_credits, &Scenario::credits>(
        "credits",
        Category::kCloud,
        "discount x bill of the month; an amount until it is used up",
        "FOCUS")),
};

void check_months(const Scenario& scenario, const Physical& physical) {
  require(physical.months.size() == static_cast<std::size_t>(scenario.horizon.count),
          "{} physical months for a horizon of {}", physical.months.size(), scenario.horizon.count);
  for (const auto& month : physical.months) {
    require(month.fleet.size() == scenario.fleet.size() &&
                month.workloads.size() == scenario.workloads.size(),
            "{}: {} fleet entries and {} workloads for {} and {} in the scenario",
            to_string(month.month), month.fleet.size(), month.workloads.size(),
            scenario.fleet.size(), scenario.workloads.size());
  }
}

// What every rule reads beside its sections: the months, and by whom a line is borne.
bool is_same_frame(const Scenario& a, const Scenario& b) {
  const auto same_name = [](const auto& x, const auto& y) {
    return x.first == y.first;
  };
  const auto same_bearer = [](const auto& x, const auto& y) {
    return x.first == y.first && x.second.team == y.second.team &&
           x.second.served_by == y.second.served_by;
  };
  return a.start == b.start && a.horizon.count == b.horizon.count && a.currency == b.currency &&
         a.serving == b.serving &&
         std::equal(a.workloads.begin(), a.workloads.end(), b.workloads.begin(), b.workloads.end(),
                    same_bearer) &&
         std::equal(a.fleet.begin(), a.fleet.end(), b.fleet.begin(), b.fleet.end(), same_name);
}

// What a rule had to say names a line of the scenario, which may be another one now.
bool still_holds(std::size_t rule, const EarlierPricing& earlier, const Scenario& scenario) {
  const auto reads_the_same = kRules[rule].reads_the_same;
  return !earlier.results.rules[rule]->spoke && reads_the_same != nullptr &&
         reads_the_same(scenario, earlier.scenario);
}

}  // namespace

std::span<const CostRule> cost_rules() {
  return kRules;
}

Pricing price_again(const LoadedScenario& loaded,
                    const Catalog& catalog,
                    const Physical& physical,
                    const EarlierPricing* earlier,
                    FactLog& facts,
                    Diagnostics& diagnostics) {
  check_months(loaded.scenario, physical);
  if (earlier != nullptr && !is_same_frame(loaded.scenario, earlier->scenario)) {
    earlier = nullptr;
  }
  CostRun run(loaded, catalog, physical, diagnostics);
  if (earlier != nullptr) {
    run.make_room(*earlier);
  }
  for (std::size_t r = 0; r < kRules.size(); ++r) {
    if (earlier != nullptr && still_holds(r, *earlier, loaded.scenario)) {
      run.take_over(r, *earlier);
    } else {
      run.apply(kRules[r]);
    }
  }
  return run.finish(facts);
}

Ledger price(const LoadedScenario& loaded,
             const Catalog& catalog,
             const Physical& physical,
             FactLog& facts,
             Diagnostics& diagnostics) {
  return price_again(loaded, catalog, physical, nullptr, facts, diagnostics).ledger;
}

}  // namespace costwright::cost
