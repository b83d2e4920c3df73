// Purchase mixes against sums by hand: machines whose costs are known to the cent.
#include "study/purchase/purchase_mix.h"

#include <algorithm>
#include <numeric>

#include <gmock/gmock.h>

#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

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
  static const Memory& simulations() {
    static const Folder folder;
    static const Memory cache{folder.path() + "/cache"};
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

bool is_found(const std::vector<MixAlone>& alone,
              const std::string& name,
              const std::vector<MixOption>& options) {
  return std::ranges::any_of(alone, [&](const MixAlone& one) {
    return options[one.option].name == name && one.cost;
  });
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

// Months that are alike are one row of the text, those that are not are not.
TEST_F(Mixes, AreToldByTheirChanges) {
  auto mix = mixed();
  ASSERT_TRUE(mix) << diagnostics_.text();
  ASSERT_EQ(mix->months.size(), 12U);
  for (MixMonth& month : mix->months) {
    month = {month.month, 3, 3, mix->months.front().machines};
  }
  mix->purchases.clear();
  EXPECT_THAT(purchase_mix_text(*mix), HasSubstr("2027-01  2027-12"));
  mix->months[1].needed = 2;
  const std::string changed = purchase_mix_text(*mix);
  EXPECT_THAT(changed, HasSubstr("2027-01  2027-01"));
  EXPECT_THAT(changed, HasSubstr("2027-02  2027-02"));
  EXPECT_THAT(changed, HasSubstr("2027-03  2027-12"));
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

// Money of 7 USD/h pays for a machine, above that 10 USD/h: what is needed from so late on that the
// plan's year costs more is rented by the hour.
constexpr const char* kPlan =
    "{set: {savings_plans.saver: {commitment: 1 USD/h, term: 12 months, covers: {gpus: {price: 7 "
    "USD/h}}}}}";
double cheapest_with_a_plan(const PurchaseMix& mix) {
  double cost = 0;
  for (const YearMonth month : begins(mix)) {
    cost += std::min(10 * hours_from(month), 7.0 * 8760);
  }
  return cost;
}

TEST_F(Mixes, CommitMoneyToASavingsPlan) {
  const auto mix =
      mixed({}, {{"strategies.machines", fmt::format("{{choices: {{plan: {}}}}}", kPlan)}});
  ASSERT_TRUE(mix) << diagnostics_.text();
  EXPECT_NEAR(mix->machines_cost, cheapest_with_a_plan(*mix), 0.05);
  EXPECT_NEAR(to_major(mix->answer->finance.tco), mix->machines_cost, 0.05);
  const auto bought = std::ranges::count_if(begins(*mix), [](YearMonth month) {
    return 10 * hours_from(month) > 7.0 * 8760;
  });
  const auto plan = std::ranges::find_if(mix->purchases, [](const MixPurchase& one) {
    return one.commitment > 0;
  });
  ASSERT_NE(plan, mix->purchases.end());
  EXPECT_NEAR(plan->commitment, 7.0 * static_cast<double>(bought), 1e-3);
  EXPECT_THAT(purchase_mix_text(*mix), HasSubstr("savings plan, 12 months"));
  EXPECT_TRUE(is_found(mix->alone, "plan", mix->options));
  // Alone the plan comes with what it pays for, and what is rented without the plan.
  double rented = 0;
  for (const YearMonth month : begins(*mix)) {
    rented += 10 * hours_from(month);
  }
  ASSERT_EQ(mix->alone.size(), 2U);
  for (const MixAlone& one : mix->alone) {
    const bool is_plan = mix->options[one.option].name == "plan";
    EXPECT_NEAR(one.cost.value_or(0), is_plan ? cheapest_with_a_plan(*mix) : rented, 0.05);
  }
}

// A fleet that breathes: four machines by day, one at night. Held machines are paid all year at 6
// USD/h, rented ones at 10 USD/h for the hours that the autoscaler has them on. With the year's
// hours of each hour of the week in `on`, n held cost n x 6 x 8,760 + 10 x the hours above n.
class BreathingMixes : public Mixes {
 protected:
  std::optional<PurchaseMix> breathing(const std::string& choices) {
    return mixed({}, {{"workloads.draft.demand", kByDay},
                      {"serving.draft.autoscaling", kScaled},
                      {"strategies.machines", fmt::format("{{choices: {}}}", choices)}});
  }

  // Machines on in each hour of the year, with all of them rented.
  std::vector<double> hours_of_the_year(const PurchaseMix& mix) {
    int most = 0;
    for (const MixMonth& month : mix.months) {
      most = std::max(most, month.needed);
    }
    const std::vector<Override> rented{{"workloads.draft.demand", kByDay},
                                       {"serving.draft.autoscaling", kScaled},
                                       {"fleet.gpus.cloud.count", std::to_string(most)}};
    const auto all = evaluated(written(kGrowing).path, rented, diagnostics_);
    std::vector<double> hours;
    for (const PhysicalMonth& month : all->monthly->physical.months) {
      const auto days = weekday_counts(month.month);
      for (std::size_t h = 0; h < kHoursAWeek; ++h) {
        hours.insert(hours.end(), static_cast<std::size_t>(days[h / 24]),
                     month.fleet[0].by_hour[h]);
      }
    }
    return hours;
  }

  static constexpr const char* kByDay =
      "{requests: 12 M requests/month, hour_of_day: [1, 1, 1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9, 9, "
      "9, 9, 9, 9, 9, 1, 1, 1, 1]}";
  static constexpr const char* kScaled = "{target: 1, start_delay: 1 min, down_window: 5 min}";
};

double with_held(const std::vector<double>& on, int held) {
  double cost = held * 6.0 * 8760;
  for (const double machines : on) {
    cost += 10 * std::max(0.0, machines - held);
  }
  return cost;
}

TEST_F(BreathingMixes, RentTheBusyHoursOnly) {
  const auto mix = breathing(
      "{reserve: {set: {fleet.gpus: {cloud: {instance: AWS/us-east-1/g6e.12xlarge, purchase: "
      "reserved_1y, price: 6 USD/h}}}}}");
  ASSERT_TRUE(mix) << diagnostics_.text();
  ASSERT_TRUE(mix->is_by_the_hour);
  const std::vector<double> on = hours_of_the_year(*mix);
  ASSERT_EQ(on.size(), 8760U);
  double least = with_held(on, 0);
  int held = 0;
  for (int n = 1; n <= mix->months.front().needed; ++n) {
    held = with_held(on, n) < least ? n : held;
    least = std::min(least, with_held(on, n));
  }
  ASSERT_GT(held, 0) << "the case is to hold some";
  ASSERT_LT(held, mix->months.front().needed) << "and to rent some";
  EXPECT_NEAR(mix->machines_cost, least, 1e-6 * least);
  // An hour's mean hides its quarters, in which the scaler brings one and gives it back again.
  EXPECT_NEAR(to_major(mix->answer->finance.tco), mix->planned, 0.03 * least);
  EXPECT_GE(to_major(mix->answer->finance.tco), mix->planned - 0.005);
  EXPECT_LT(least, mix->months.front().needed * 6.0 * 8760) << "cheaper than to hold all";
  EXPECT_THAT(purchase_mix_text(*mix), HasSubstr("mean on"));
  ASSERT_TRUE(mix->without_forecast);
  EXPECT_LE(mix->without_forecast->cost,
            mix->without_forecast->guarantee * mix->without_forecast->least);
}

// Money of 7 USD/h a machine in every hour, in any amount: the least lies at one of the demands.
TEST_F(BreathingMixes, CommitMoneyForTheHoursThatAreThere) {
  const auto mix = breathing(fmt::format("{{plan: {}}}", kPlan));
  ASSERT_TRUE(mix) << diagnostics_.text();
  const std::vector<double> on = hours_of_the_year(*mix);
  const auto with_money_for = [&](double machines) {
    double cost = machines * 7.0 * 8760;
    for (const double one : on) {
      cost += 10 * std::max(0.0, one - machines);
    }
    return cost;
  };
  double least = with_money_for(0);
  for (const double machines : on) {
    least = std::min(least, with_money_for(machines));
  }
  EXPECT_NEAR(mix->machines_cost, least, 1e-3 * least);  // blocks of a twentieth of a machine
  EXPECT_NEAR(to_major(mix->answer->finance.tco), mix->planned, 0.03 * least);
}

// Reserved machines are paid in any case: what the autoscaler gives back, it gives back of the
// others, quarter by quarter.
TEST_F(BreathingMixes, GiveBackWhatIsReservedLast) {
  const auto with_reserved = [&](const char* count, const char* rest) {
    const std::vector<Override> overrides{
        {"workloads.draft.demand", kByDay},
        {"serving.draft.autoscaling", kScaled},
        {"fleet.gpus.cloud.count", count},
        {"fleet.held", fmt::format("{{cloud: {{instance: AWS/us-east-1/g6e.12xlarge, purchase: "
                                   "reserved_1y, price: 6 USD/h, count: {}}}}}",
                                   rest)},
        {"serving.draft.also_on", "[held]"}};
    return evaluated(folder_.write("held.yaml", kGrowing), overrides, diagnostics_);
  };
  const auto all = with_reserved("3", "1");
  ASSERT_TRUE(all) << diagnostics_.text();
  const auto& bucket = all->usages.at(0)->buckets;
  const FleetMonth& rented = all->monthly->physical.months[0].fleet[0];
  const FleetMonth& held = all->monthly->physical.months[0].fleet[1];
  double rented_on = 0;
  double held_on = 0;
  for (std::size_t b = 0; b < 96; ++b) {  // one typical day, 31 of them
    const double replicas = static_cast<double>(bucket[b].on_ps) / sim::kPsPerBucket;
    held_on += 31.0 / 4 * std::min(4.0, replicas);
    rented_on += 31.0 / 4 * std::max(0.0, replicas - 4);
  }
  EXPECT_NEAR(held.device_hours_on, held_on, 1e-6 * held_on);
  EXPECT_NEAR(rented.device_hours_on, rented_on, 1e-6 * rented_on);
  EXPECT_GT(rented_on, 0);
  EXPECT_LT(rented_on, 0.9 * 12 * 744);
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
  EXPECT_THAT(diagnostics_.text(), Not(HasSubstr("counts the first entry of the mix only")));
}

// What is licensed by the machine sees the first of the entries that a mix makes of one.
TEST_F(Mixes, WarnOfWhatCountsTheirFirstEntryOnly) {
  ASSERT_TRUE(mixed({}, {{"software.tool", "{per: node, fleet: gpus, price: 1 USD}"}}))
      << diagnostics_.text();
  const std::string text = diagnostics_.text();
  constexpr std::string_view kSaid = "counts the first entry of the mix only, 'gpus'";
  EXPECT_NE(text.find("software.tool.fleet: warning: " + std::string(kSaid)), std::string::npos)
      << text;
  EXPECT_EQ(text.find(kSaid), text.rfind(kSaid)) << text;
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
  // A plan pays for what is rented on demand, and for nothing else.
  const std::string plan = fmt::format(
      "{{as_written: false, choices: {{own: {{set: {{fleet.gpus: {{owned: {{server: l40s-4, site: "
      "dc, "
      "price: 40000 USD}}}}}}}}, plan: {}}}}}",
      kPlan);
  EXPECT_FALSE(mixed({}, {{"strategies.machines", plan}}));
  EXPECT_THAT(diagnostics_.text(), HasSubstr("no option rents on demand what the plan covers"));
}

}  // namespace
}  // namespace costwright::testing
