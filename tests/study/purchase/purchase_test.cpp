// Purchase plans against closed forms, published figures and every plan there is.
#include "study/purchase/purchase.h"

#include <algorithm>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "study/purchase/composition.h"
#include "study/purchase/online.h"

namespace costwright::testing {

namespace {

using namespace study;

int random_below(std::mt19937_64& generator, int count) {
  return static_cast<int>(generator() % static_cast<unsigned>(count));
}

std::vector<double> random_demand(std::mt19937_64& generator, int hours, int most) {
  std::vector<double> demand;
  for (int hour = 0; hour < hours; ++hour) {
    demand.push_back(random_below(generator, most + 1));
  }
  return demand;
}

// The example of Mélange's repository (melange/config/example.json of 2024): 30 requests a second
// in four buckets.
std::vector<MachineType> melange_types() {
  return {{.name = "A10G", .cost = 1.01, .throughputs = {2, 1, 5, 2}},
          {.name = "A100-80GB", .cost = 3.67, .throughputs = {20, 20, 40, 20}}};
}
const std::vector<double> kMelangeRates = {6, 3, 15, 6};

PurchaseProblem on_demand_only() {
  PurchaseProblem problem;
  problem.demand = {{{.hours = 500, .demand = 2}, {.hours = 230, .demand = 5}},
                    {{.hours = 730, .demand = 3}}};
  problem.rented = {{.name = "on demand", .price_an_hour = 2}};
  return problem;
}

}  // namespace

// Slice 1: 3 A10G + 1 A100 [its README]; 2 and 4: 2 A10G + 1 A100.
TEST(Composition, IsTheExampleOfMelange) {
  const auto one = cheapest_composition(melange_types(), kMelangeRates, 1);
  ASSERT_TRUE(one);
  EXPECT_NEAR(one->cost, 6.70, 1e-9);
  EXPECT_EQ(one->machines, (std::vector<int>{3, 1}));
  for (const int slices : {2, 4}) {
    const auto more = cheapest_composition(melange_types(), kMelangeRates, slices);
    ASSERT_TRUE(more);
    EXPECT_NEAR(more->cost, 5.69, 1e-9);
    EXPECT_EQ(more->machines, (std::vector<int>{2, 1}));
  }
}

TEST(Composition, ServesEveryBucketWithinItsMachines) {
  const auto found = cheapest_composition(melange_types(), kMelangeRates, 4);
  ASSERT_TRUE(found);
  for (std::size_t type = 0; type < 2; ++type) {
    double load = 0;
    for (std::size_t bucket = 0; bucket < 4; ++bucket) {
      load += found->shares[type][bucket] * kMelangeRates[bucket] /
              melange_types()[type].throughputs[bucket];
    }
    EXPECT_LE(load, found->machines[type] + 1e-9);
  }
  for (std::size_t bucket = 0; bucket < 4; ++bucket) {
    EXPECT_NEAR(found->shares[0][bucket] + found->shares[1][bucket], 1, 1e-12);
  }
}

TEST(Composition, WhatNoMachineServesHasNone) {
  std::vector<MachineType> types = melange_types();
  types[0].throughputs[3] = types[1].throughputs[3] = 0;
  EXPECT_FALSE(cheapest_composition(types, kMelangeRates, 1));
  types = melange_types();
  types[0].most = 1;
  types[1].most = 0;
  EXPECT_FALSE(cheapest_composition(types, kMelangeRates, 1));
}

// By hand: 2 x (500 x 2 + 230 x 5 + 730 x 3) = 8,680.
TEST(Purchases, OnDemandAloneByHand) {
  const PurchasePlan plan = cheapest_purchases(on_demand_only());
  EXPECT_EQ(plan.status, solve::MilpStatus::kOptimal);
  EXPECT_NEAR(plan.cost, 8680, 1e-6);
  EXPECT_TRUE(plan.purchases.empty());
  EXPECT_NEAR(plan.paid[0], 4300, 1e-6);
  EXPECT_NEAR(plan.hours[1].at("on demand"), 2190, 1e-6);
}

// One type, reserved at r an hour whether used or not, on demand at p: the best count is the
// smallest n for which the share of hours with a demand above n is at most r / p.
TEST(Purchases, FollowTheQuantileLawOfReservations) {
  std::mt19937_64 generator(1);
  for (int trial = 0; trial < 40; ++trial) {
    const std::vector<double> demand = random_demand(generator, 97, 12);
    const double on_demand = 1, reserved = 0.2 + 0.017 * trial;
    PurchaseProblem problem;
    problem.demand = {blocks_of(demand)};
    problem.holdings = {{.name = "reserved", .fee_a_period = reserved * 97, .is_committed = true}};
    problem.rented = {{.name = "on demand", .price_an_hour = on_demand}};
    int least = 0;
    while (static_cast<double>(std::count_if(demand.begin(), demand.end(), [&](double d) {
             return d > least;
           })) > reserved / on_demand * 97) {
      ++least;
    }
    const PurchasePlan plan = cheapest_purchases(problem);
    double count = 0;
    for (const Purchase& purchase : plan.purchases) {
      count += purchase.amount;
    }
    EXPECT_EQ(count, least) << "trial " << trial;
  }
}

// By hand: a machine for 6,000 that lives 3 periods, bought when the demand is there, in period 1
// of 0..2, so that a third of its price is left at the end; on demand 2 x 730 x 5 = 7,300.
TEST(Purchases, AreMadeWhenTheyPay) {
  PurchaseProblem problem;
  problem.demand = {
      {{.hours = 730, .demand = 0}}, {{.hours = 730, .demand = 1}}, {{.hours = 730, .demand = 1}}};
  problem.holdings = {
      {.name = "owned", .price = 6'000, .cost_an_hour = 0.5, .term = 3, .worth_of_rest = 1}};
  problem.rented = {{.name = "on demand", .price_an_hour = 5}};
  const PurchasePlan plan = cheapest_purchases(problem);
  ASSERT_EQ(plan.purchases.size(), 1U);
  EXPECT_EQ(plan.purchases[0].period, 1);
  // 6,000 - 2,000 + 0.5 x 1,460, below 7,300.
  EXPECT_NEAR(plan.cost, 4'730, 1e-6);
  EXPECT_NEAR(plan.paid[1], 6'365, 1e-6);
  // 6,600 + 730 is more than 7,300 where what is left is worth nothing.
  problem.holdings[0].price = 6'600;
  problem.holdings[0].worth_of_rest = 0;
  EXPECT_NEAR(cheapest_purchases(problem).cost, 7'300, 1e-6);
}

TEST(Purchases, KeepPowerBudgetAndTheMostThereIs) {
  PurchaseProblem problem = on_demand_only();
  problem.holdings = {{.name = "owned", .price = 100, .term = 2, .site = "ashburn", .power = 10}};
  const auto owned = [&] {
    double count = 0;
    for (const Purchase& purchase : cheapest_purchases(problem).purchases) {
      count += purchase.amount;
    }
    return count;
  };
  EXPECT_EQ(owned(), 5);
  problem.power_limits = {{"ashburn", 35}};
  EXPECT_EQ(owned(), 3);
  problem.holdings[0].most = 2;
  EXPECT_EQ(owned(), 2);
  // 100 an owned machine leaves 4,200 for what is rented.
  problem.budget_a_period = 100;
  EXPECT_EQ(cheapest_purchases(problem).status, solve::MilpStatus::kInfeasible);
  problem.budget_a_period = 1'580;
  EXPECT_EQ(cheapest_purchases(problem).status, solve::MilpStatus::kOptimal);
}

// By hand: a commitment of c an hour covers c / 1.2 machines for 730 hours. Of the demands 2 and 5
// the first two machines pay (1.2 < 2), those of 230 hours do not (730 x 1.2 > 230 x 2).
TEST(Purchases, ASavingsPlanCoversWhatIsAlwaysUsed) {
  PurchaseProblem problem = on_demand_only();
  problem.demand.pop_back();
  problem.plans = {{.name = "plan", .term = 1}};
  problem.rented[0].plan_prices = {{"plan", 1.2}};
  const PurchasePlan plan = cheapest_purchases(problem);
  ASSERT_EQ(plan.purchases.size(), 1U);
  EXPECT_NEAR(plan.purchases[0].amount, 2.4, 1e-9);
  EXPECT_NEAR(plan.cost, 2.4 * 730 + 3 * 230 * 2, 1e-6);
}

// By hand: a spot machine at 0.6 that is there 80 % of the time bears 0.8, for 0.48 an hour: 0.6 a
// unit. Demand 4 takes 5 of them; with at most 2 the rest, 2.4, takes 3 whole ones on demand.
TEST(Purchases, SpotIsAsGoodAsItIsThere) {
  PurchaseProblem problem;
  problem.demand = {{{.hours = 100, .demand = 4}}};
  problem.rented = {{.name = "on demand", .price_an_hour = 2},
                    {.name = "spot", .price_an_hour = 0.6, .availability = 0.8}};
  EXPECT_NEAR(cheapest_purchases(problem).cost, 5 * 0.48 * 100, 1e-6);
  problem.rented[1].most = 2;
  EXPECT_NEAR(cheapest_purchases(problem).cost, (2 * 0.48 + 3 * 2) * 100, 1e-6);
  problem.rented[0].is_whole = false;
  EXPECT_NEAR(cheapest_purchases(problem).cost, (2 * 0.48 + 2.4 * 2) * 100, 1e-6);
}

// Every number of machines of two holdings in two periods, the rest on demand.
TEST(Purchases, AreTheLeastOfAllPlans) {
  std::mt19937_64 generator(7);
  for (int trial = 0; trial < 20; ++trial) {
    PurchaseProblem problem;
    std::vector<std::vector<double>> demand;
    for (int period = 0; period < 2; ++period) {
      demand.push_back(random_demand(generator, 10, 4));
      problem.demand.push_back(blocks_of(demand.back()));
    }
    const double long_price = 5 + random_below(generator, 15);
    const double short_fee = 2 + random_below(generator, 8);
    problem.holdings = {{.name = "two periods", .price = long_price, .term = 2},
                        {.name = "one period", .capacity = 2, .fee_a_period = short_fee}};
    problem.rented = {{.name = "on demand", .price_an_hour = 1}};
    double least = 1e9;
    for (int code = 0; code < 4 * 4 * 4 * 4 * 4; ++code) {
      const int first = code % 5, second = code / 5 % 5, short_1 = code / 25 % 4,
                short_2 = code / 100 % 4;
      double cost = (first + second) * long_price + (short_1 + short_2) * short_fee;
      for (int period = 0; period < 2; ++period) {
        const int held = first + (period == 1 ? second : 0) + 2 * (period == 0 ? short_1 : short_2);
        for (const double d : demand[static_cast<std::size_t>(period)]) {
          cost += std::max(0.0, d - held);
        }
      }
      least = std::min(least, cost);
    }
    EXPECT_NEAR(cheapest_purchases(problem).cost, least, 1e-6) << "trial " << trial;
  }
}

TEST(Purchases, AnOptionMoreOrALooserLimitIsNeverDearer) {
  std::mt19937_64 generator(3);
  for (int trial = 0; trial < 10; ++trial) {
    PurchaseProblem problem = on_demand_only();
    problem.demand = {blocks_of(random_demand(generator, 30, 6)),
                      blocks_of(random_demand(generator, 30, 6))};
    const double before = cheapest_purchases(problem).cost;
    problem.holdings = {{.name = "owned", .price = 20.0 + trial * 4, .term = 2, .most = 2}};
    const double more = cheapest_purchases(problem).cost;
    problem.holdings[0].most = 3;
    const double looser = cheapest_purchases(problem).cost;
    EXPECT_LE(more, before + 1e-9);
    EXPECT_LE(looser, more + 1e-9);
  }
}

// By hand: fee 3, on demand 1, reserved use free: the fourth hour of demand exceeds 3 and reserves.
TEST(BreakEvenRule, ByHand) {
  const Reservation reservation = {.fee = 3, .on_demand_price = 1, .term = 10};
  const OnlineCost online = break_even_rule(std::vector<int>(10, 1), reservation);
  EXPECT_EQ(online.reserved, 1);
  EXPECT_EQ(online.cost, 6);  // three hours on demand, then the fee
  EXPECT_NEAR(offline_cost(std::vector<int>(10, 1), reservation), 3, 1e-9);
}

// Twice the optimum above is the bound itself (alpha = 0); no demand costs more.
TEST(BreakEvenRule, CostsAtMostTwoLessAlphaTimesTheOptimum) {
  std::mt19937_64 generator(5);
  double worst = 0;
  for (int trial = 0; trial < 60; ++trial) {
    const double alpha = 0.1 * (trial % 6);
    const Reservation reservation = {.fee = 4.0 + trial % 5,
                                     .price_an_hour = alpha,
                                     .on_demand_price = 1,
                                     .term = 12 + trial % 9};
    std::vector<int> demand;
    const int busy = 3 + random_below(generator, 12);
    for (int hour = 0; hour < 40; ++hour) {
      demand.push_back(hour % 20 < busy ? random_below(generator, 4) : random_below(generator, 2));
    }
    const double ratio =
        break_even_rule(demand, reservation).cost / offline_cost(demand, reservation);
    EXPECT_LE(ratio, 2 - alpha + 1e-9) << "trial " << trial;
    EXPECT_GE(ratio, 1 - 1e-9);
    worst = std::max(worst, ratio);
  }
  EXPECT_GT(worst, 1.2);
}

}  // namespace costwright::testing
