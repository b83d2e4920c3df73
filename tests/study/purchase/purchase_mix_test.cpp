// Purchase mixes against sums by hand: machines whose costs are known to the cent.
#include "study/purchase/purchase_mix.h"

#include <numeric>

#include <gmock/gmock.h>

#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

using ::testing::HasSubstr;

// A machine of four L40S: owned 40,000 USD and 2 kW x 1.25 x 0.10 = 0.25 USD/h, rented 10 USD/h,
// reserved for the year 6 USD/h. 2027 has 8,760 hours.
constexpr const char* kGrowing = R"(
name: growing
start: 2027-01
horizon: 12 months
seed: 5
simulation: {warm_up: 1 min, error_range: false, effort: quick}
finance: {terminal_value: zero}
sites:
  dc: {electricity: 0.1 USD/kWh, pue: 1.25, carbon: 300 g/kWh}
fleet:
  gpus: {cloud: &rented {instance: AWS/us-east-1/g6e.12xlarge, price: 10 USD/h}}
models: {tiny: {model: Llama-3.2-1B}}
serving:
  draft: {model: tiny, fleet: gpus, max_batch: 1}
workloads:
  draft:
    served_by: draft
    arrivals: {synthetic: {input_tokens: {fixed: 500 tokens}, output_tokens: {fixed: 200 tokens}}}
    demand: {requests: 8 M requests/month, growth: 12 %/month}
    slo: {e2e: 10 s, target: 95 %}
strategies:
  machines:
    strategy: buy-or-rent
    of: fleet.gpus
    choices:
      own: {owned: {server: l40s-4, site: dc, price: 40000 USD, book_life: 40 months, power: 2 kW}}
      reserve: {cloud: {<<: *rented, purchase: reserved_1y, price: 6 USD/h}}
)";

class Mixes : public RunsOfOneTest {
 protected:
  std::optional<PurchaseMix> mixed(const MixRequest& request = {},
                                   const std::vector<Override>& overrides = {}) {
    diagnostics_ = {};
    return purchase_mix(inputs_, written(kGrowing, overrides), request,
                        {.remembered = &simulations(), .threads = 1}, diagnostics_);
  }
  // Of all tests: they simulate the same machines.
  static const UsageCache& simulations() {
    static const Folder folder;
    static const UsageCache cache{folder.path() + "/cache"};
    return cache;
  }
};

double hours_from(YearMonth month) {
  double hours = 0;
  for (; month < YearMonth{2028, 1}; month = month + 1) {
    hours += hours_in(month);
  }
  return hours;
}

// The month from which each machine is needed: the needs never fall.
std::vector<YearMonth> begins(const PurchaseMix& mix) {
  std::vector<YearMonth> begins;
  for (const MixMonth& month : mix.months) {
    while (static_cast<int>(begins.size()) < month.needed) {
      begins.push_back(month.month);
    }
  }
  return begins;
}

// By hand, a machine at a time: 40,000 + 0.25 h, 10 h, or the year at 6 x 8,760.
double cheapest(const PurchaseMix& mix, bool may_own) {
  double cost = 0;
  for (const YearMonth month : begins(mix)) {
    const double hours = hours_from(month);
    const double rented = std::min(10 * hours, 6.0 * 8760);
    cost += may_own ? std::min(40'000 + 0.25 * hours, rented) : rented;
  }
  return cost;
}

// With one machine owned, the one for which that saves most.
double cheapest_with_one(const PurchaseMix& mix) {
  double saving = 0;
  for (const YearMonth month : begins(mix)) {
    const double hours = hours_from(month);
    saving = std::max(saving, std::min(10 * hours, 6.0 * 8760) - (40'000 + 0.25 * hours));
  }
  return cheapest(mix, false) - saving;
}

TEST_F(Mixes, AreTheSumsByHandAndWhatTheScenarioComesTo) {
  const auto mix = mixed();
  ASSERT_TRUE(mix) << diagnostics_.text();
  EXPECT_TRUE(mix->is_proven);
  ASSERT_GE(begins(*mix).size(), 3U) << "the case is to need purchases";
  EXPECT_NEAR(mix->machines_cost, cheapest(*mix, true), 0.05);
  // Nothing but the machines costs anything, and they draw the same whatever they do.
  EXPECT_NEAR(to_major(mix->answer->finance.tco), mix->machines_cost, 0.05);
  EXPECT_NEAR(mix->planned, mix->machines_cost, 0.05);
  for (const MixMonth& month : mix->months) {
    EXPECT_EQ(std::accumulate(month.machines.begin(), month.machines.end(), 0), month.needed);
  }
  EXPECT_TRUE(mix->answer->outcome.workloads[0].below_slo.empty());
  EXPECT_THAT(purchase_mix_text(*mix), HasSubstr("every SLO is met and every demand served"));
}

TEST_F(Mixes, KeepTheBudgetAndTheMostThereIs) {
  // 40,000 in a month is beyond the budget, the hours of some machines are not.
  const auto poor = mixed({.budget_a_month = "39000 USD"});
  ASSERT_TRUE(poor) << diagnostics_.text();
  EXPECT_NEAR(poor->machines_cost, cheapest(*poor, false), 0.05);
  EXPECT_FALSE(mixed({.budget_a_month = "100 USD"}));
  EXPECT_THAT(diagnostics_.text(), HasSubstr("a larger budget"));
  const auto one = mixed({.most = {{"own", 1}}});
  ASSERT_TRUE(one);
  EXPECT_NEAR(one->machines_cost, cheapest_with_one(*one), 0.05);
}

// A machine draws 2 kW: 3 kW bear one, 1 kW none.
TEST_F(Mixes, KeepThePowerOfTheSite) {
  const auto mixed_within = [&](const char* power) {
    return mixed({.power_limits = {{"dc", power}}});
  };
  const auto one = mixed_within("3 kW");
  ASSERT_TRUE(one) << diagnostics_.text();
  EXPECT_NEAR(one->machines_cost, cheapest_with_one(*one), 0.05);
  const auto none = mixed_within("1 kW");
  ASSERT_TRUE(none);
  EXPECT_NEAR(none->machines_cost, cheapest(*none, false), 0.05);
  const auto all = mixed_within("100 kW");
  ASSERT_TRUE(all);
  EXPECT_NEAR(all->machines_cost, cheapest(*all, true), 0.05);
}

// What is reserved in a colocation is a limit by itself.
TEST_F(Mixes, KeepThePowerThatIsReserved) {
  const auto mix = mixed({}, {{"sites.dc.colocation", "{price: 0 USD/kW/month, reserved: 1 kW}"}});
  ASSERT_TRUE(mix) << diagnostics_.text();
  EXPECT_NEAR(mix->machines_cost, cheapest(*mix, false), 0.05);
}

// The written scenario is one that runs to the same.
TEST_F(Mixes, AreScenarios) {
  const auto mix = mixed();
  ASSERT_TRUE(mix);
  ASSERT_TRUE(write_purchase_mix(*mix, folder_.path(), diagnostics_));
  const auto again =
      evaluated(folder_.path() + "/scenario.yaml", std::vector<Override>{}, diagnostics_);
  ASSERT_TRUE(again) << diagnostics_.text();
  EXPECT_EQ(again->finance.tco, mix->answer->finance.tco);
}

TEST_F(Mixes, SayWhatTheyCannotMix) {
  EXPECT_FALSE(mixed({.metric = "ttft_p99"}));
  EXPECT_THAT(diagnostics_.text(), HasSubstr("a purchase mix has no ttft_p99"));
  EXPECT_FALSE(mixed({.budget_a_month = "4 kWh"}));
  EXPECT_THAT(diagnostics_.text(), HasSubstr("--budget"));
  EXPECT_FALSE(mixed({.power_limits = {{"moon", "4 kW"}}}));
  EXPECT_THAT(diagnostics_.text(), HasSubstr("there is no site 'moon'"));
  EXPECT_FALSE(mixed({.power_limits = {{"dc", "4 kWh"}}}));
  EXPECT_THAT(diagnostics_.text(), HasSubstr("is no power"));
  EXPECT_FALSE(mixed({.most = {{"lease", 1}}}));
  EXPECT_THAT(diagnostics_.text(), HasSubstr("there is no option 'lease'"));
  EXPECT_FALSE(mixed({.axis = "machine"}));
  EXPECT_THAT(diagnostics_.text(), HasSubstr("there is no axis 'machine'"));
  EXPECT_FALSE(mixed({}, {{"strategies.machines.choices.own.owned.count", "2"}}));
  EXPECT_THAT(diagnostics_.text(), HasSubstr("leave `count` out"));
  EXPECT_FALSE(mixed({}, {{"strategies.machines.choices.own.owned.server", "l40s-8"}}));
  EXPECT_THAT(diagnostics_.text(), HasSubstr("another machine"));
}

}  // namespace
}  // namespace costwright::testing
