// Goal seek and sizing against roots in closed form and against trying every count.
#include <gmock/gmock.h>

#include "study/seek/goal_seek.h"
#include "study/seek/size.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

// 3 seats x 10 USD x 12 months: TCO = 36 x price = 120 x seats.
constexpr const char* kBudget = R"(
name: budget
start: 2027-01
horizon: 12 months
finance: {discount_rate: 12 %/year}
software:
  tool: {per: seat, units: 3, price: 10 USD}
  dated: {per: seat, units: 1, price: {2027-01: 0 USD, 2027-06: 0 USD}}
staff:
  nobody: {role: MLOps / SRE/United States/senior, fte: 0 FTE}
)";

class Seek : public RunsOfOneTest {
 protected:
  std::optional<GoalSeek> sought(const std::string& text, const SeekRequest& request) {
    return goal_seek(inputs_, written(text), request, {.remembered = &cache_, .threads = 1},
                     diagnostics_);
  }
  GoalSeek found(const std::string& text, const SeekRequest& request) {
    auto result = sought(text, request);
    EXPECT_TRUE(result) << diagnostics_.text();
    return std::move(result.value());
  }
  std::string refused(const SeekRequest& request) {
    EXPECT_FALSE(sought(kBudget, request));
    return diagnostics_.text();
  }
};

// 900 / 36 = 25 USD.
TEST_F(Seek, ABudgetThatIsLinearInAPriceHasItsRootInClosedForm) {
  const auto result = found(kBudget, {"software.tool.price", "tco = 0.9 k USD"});
  ASSERT_EQ(result.solutions.size(), 1U);
  EXPECT_FALSE(result.solutions[0].second);
  EXPECT_NEAR(result.solutions[0].first.at, 25, 1e-9);
  EXPECT_EQ(result.solutions[0].first.metric, 900);
  EXPECT_EQ(result.grid.size(), 25U);
  EXPECT_EQ(result.grid.front().at, 2.5);
  EXPECT_EQ(result.grid.back().at, 40);
}

// At 10 USD, a point of the grid: told once, not once by either side.
TEST_F(Seek, AGoalThatAPointOfTheGridMeetsIsToldOnce) {
  const auto result = found(kBudget, {"software.tool.price", "tco = 90 USD"});
  ASSERT_EQ(result.solutions.size(), 1U);
  EXPECT_EQ(result.solutions[0].first.at, 2.5);
}

// A machine at 1 USD/h costs 8,760 USD in 2027, the seats 360. Half a machine above each count: the
// two counts that the goal lies between, whatever the distance of the grid's points.
TEST_F(Seek, AGoalBetweenTwoCountsHasBoth) {
  const std::string text = std::string(kBudget) +
                           "fleet: {pool: {cloud: {instance: AWS/us-east-1/p5.48xlarge, price: 1 "
                           "USD/h, count: 3}}}\n";
  for (int count = 1; count < 60; count += 3) {
    const auto result =
        found(text, {"fleet.pool.cloud.count",
                     fmt::format("tco = {} USD", 360 + 8760 * count + 4380), "1", "60"});
    ASSERT_EQ(result.solutions.size(), 1U) << count;
    EXPECT_EQ(result.solutions[0].first.at, count);
    ASSERT_TRUE(result.solutions[0].second) << count;
    EXPECT_EQ(result.solutions[0].second->at, count + 1);
  }
}

// PV of cost = P - R v + C v^2 with v = 1 / (1 + rate), as P is paid at the start, R received after
// 12 months and C paid after 24. It is g + C (v - 1/1.1) (v - 1/1.2) for C = 132,000,
// R = C (1/1.1 + 1/1.2) = 230,000 and P - g = C / 1.32 = 100,000: the goal g = 200,000 is met at
// 10 % and at 20 % a year.
TEST_F(Seek, BothRootsOfACurveAreFound) {
  const auto result = found(R"(
name: curve
start: 2027-01
horizon: 25 months
finance: {discount_rate: 15 %/year, terminal_value: zero}
sites:
  dc: {electricity: 0 USD/kWh, pue: 1.2, carbon: 300 g/kWh}
fleet:
  h100:
    owned:
      server: hgx-h100-8
      site: dc
      price: 300_000 USD
      disposal: {month: 2027-12, proceeds: 230_000 USD}
software:
  late: {per: fixed, price: 132_000 USD, term: perpetual, from: 2029-01}
)",
                            {"finance.discount_rate", "pv_cost = 200000 USD"});
  ASSERT_EQ(result.solutions.size(), 2U) << goal_seek_text(result);
  EXPECT_NEAR(result.solutions[0].first.at, 10, 1e-4);
  EXPECT_NEAR(result.solutions[1].first.at, 20, 1e-4);
}

// A year of 8,760 hours for 1 USD each, beside 360 USD of licences.
TEST_F(Seek, AWholeFieldIsAnsweredByAnInterval) {
  const auto result = found(std::string(kBudget) +
                                "fleet: {web: {cloud: {instance: AWS/us-east-1/g5.xlarge, count: "
                                "2, price: 1 USD/h}}}\n",
                            {"fleet.web.cloud.count", "tco = 30000 USD", "1", "100"});
  // 3 x 8,760 + 360 and 4 x 8,760 + 360
  ASSERT_EQ(result.solutions.size(), 1U);
  const auto& [first, second] = result.solutions[0];
  ASSERT_TRUE(second);
  EXPECT_EQ(first.at, 3);
  EXPECT_EQ(second->at, 4);
  EXPECT_EQ(first.metric, 26640);
  EXPECT_EQ(second->metric, 35400);
  EXPECT_THAT(goal_seek_text(result), ::testing::HasSubstr("passed without being met between 3"));
}

// A licence of P at the start earns 100 USD a month: it is paid back in month P / 100, rounded up.
// 5.5 lies in the jump from 5 to 6, at 500 USD.
TEST_F(Seek, AJumpOfAMetricIsAnInterval) {
  const auto result = found(R"(
name: jump
start: 2027-01
horizon: 36 months
finance: {discount_rate: 0 %/year}
software:
  tool: {per: fixed, price: 470 USD, term: perpetual}
workloads:
  sales:
    declared: {input_tokens: 1 Mtok/month, output_tokens: 1 Mtok/month, requests: 100 requests/month}
    value: 1 USD/request
)",
                            {"software.tool.price", "payback_month = 5.5 month"});
  ASSERT_EQ(result.solutions.size(), 1U) << goal_seek_text(result);
  const auto& [first, second] = result.solutions[0];
  ASSERT_TRUE(second);
  EXPECT_EQ(first.metric, 5);
  EXPECT_EQ(second->metric, 6);
  EXPECT_NEAR(first.at, 500, 0.01);
  EXPECT_NEAR(second->at, 500, 0.01);
  EXPECT_LE(first.at, second->at);
}

TEST_F(Seek, WithoutARootTheRangeAndTheValuesAtItsEndsAreTold) {
  const auto result = found(kBudget, {"software.tool.price", "tco = 2000 USD"});
  EXPECT_TRUE(result.solutions.empty());
  const std::string text = goal_seek_text(result);
  EXPECT_THAT(text, ::testing::HasSubstr("from 2.5 USD to 40 USD"));
  EXPECT_THAT(text, ::testing::HasSubstr("not met: 90.00 USD at 2.5 USD, 1,440.00 USD at 40 USD"));
}

// A variant without the field is not asked for it.
TEST_F(Seek, OtherVariantsOfTheFileDoNotMatter) {
  const auto result = found(std::string(kBudget) +
                                "variants: {open: {set: {software.tool: {price: 5 USD, term: "
                                "perpetual}}}}\n",
                            {"software.tool.units", "tco = 600 USD"});
  ASSERT_EQ(result.solutions.size(), 1U);
  EXPECT_NEAR(result.solutions[0].first.at, 5, 1e-9);
}

// 36 x price against 5 x 12 x 8 = 480 USD: 13.3333..., and against 5 x 12 x price, which is more at
// any price.
TEST_F(Seek, BreakEvenIsWhereTheDifferenceToAVariantIsNone) {
  const std::string text = std::string(kBudget) +
                           "variants:\n"
                           "  other: {set: {software.tool: null, software.rent: {per: seat, units: "
                           "5, price: 8 USD}}}\n"
                           "  more: {set: {software.tool.units: 5}}\n";
  SeekRequest request{"software.tool.price", "tco"};
  request.against = "other";
  const auto result = found(text, request);
  ASSERT_EQ(result.solutions.size(), 1U) << goal_seek_text(result);
  // A month's line of 3 x price is rounded to a cent.
  EXPECT_NEAR(result.solutions[0].first.at, 40.0 / 3, 0.005 / 3);
  EXPECT_EQ(result.solutions[0].first.metric, 0);
  request.against = "more";
  const auto never = found(text, request);
  EXPECT_TRUE(never.solutions.empty());
  EXPECT_EQ(never.grid.back().metric, (36 - 60) * 40);
  request.against = "nobody";
  EXPECT_FALSE(sought(text, request));
  EXPECT_THAT(diagnostics_.text(), ::testing::HasSubstr("nobody"));
}

TEST_F(Seek, AFieldThatDoesNotExistIsADiagnostic) {
  EXPECT_THAT(refused({"software.tool.prize", "tco = 900 USD"}),
              ::testing::HasSubstr("--vary software.tool.prize: error: unknown key 'prize' in "
                                   "software.tool; did you mean 'price'?"));
}

TEST_F(Seek, WhatIsNoNumberIsADiagnostic) {
  EXPECT_THAT(refused({"software.tool.term", "tco = 900 USD"}), ::testing::HasSubstr("error"));
  diagnostics_ = {};
  EXPECT_THAT(refused({"software", "tco = 900 USD"}), ::testing::HasSubstr("error"));
}

TEST_F(Seek, AFieldWithoutAValueNeedsARange) {
  EXPECT_THAT(refused({"staff.nobody.fte", "tco = 900 USD"}),
              ::testing::HasSubstr("add --from and --to"));
  diagnostics_ = {};
  EXPECT_THAT(refused({"software.dated.price", "tco = 900 USD"}),
              ::testing::HasSubstr("add --from and --to"));
}

TEST_F(Seek, AnUpturnedOrForeignRangeIsADiagnostic) {
  EXPECT_THAT(refused({"software.tool.price", "tco = 900 USD", "5 USD", "4 USD"}),
              ::testing::HasSubstr("nothing lies between 5 USD and 4 USD"));
  diagnostics_ = {};
  EXPECT_THAT(refused({"software.tool.price", "tco = 900 USD", "5 kWh"}),
              ::testing::HasSubstr("--from: error"));
}

TEST_F(Seek, AMetricWithoutAFigureIsADiagnostic) {
  EXPECT_THAT(refused({"software.tool.price", "e2e_p95[chat] = 1 s"}),
              ::testing::HasSubstr("e2e_p95[chat] has no figure anywhere"));
}

struct Written {
  const char* text;
  std::optional<double> value;  // in the metric's unit
};
TEST(Goal, IsWrittenInTheUnitOfTheMetricOrOneLikeIt) {
  for (const auto& [text, value] :
       std::vector<Written>{{"tco = 3 M USD", 3e6},
                            {"tco=1_000 USD", 1000},
                            {"tco = 5", std::nullopt},
                            {"tco = 5 EUR", std::nullopt},
                            {"tco = 5 kWh", std::nullopt},
                            {"tco", std::nullopt},
                            {"toc = 5 USD", std::nullopt},
                            {"ttft_p99[chat] = 250 ms", 0.25},
                            {"roi = 15 %", 0.15},
                            {"roi = 0.15", 0.15},
                            {"cost_per_1m_tokens = 0.3 USD/1M tokens", 0.3},
                            {"it_energy = 2 MWh", 2000}}) {
    Diagnostics diagnostics;
    const auto goal = parse_goal(text, "USD", diagnostics);
    EXPECT_EQ(goal ? std::optional(goal->value) : std::nullopt, value)
        << text << ": " << diagnostics.text();
    EXPECT_EQ(diagnostics.has_errors(), !value) << text;
  }
}

// Demand that grows by half each month on machines of one kind.
constexpr const char* kGrowing = R"(
name: growing
start: 2027-01
horizon: 5 months
seed: 5
simulation: {warm_up: 1 min, error_range: false}
fleet:
  rented: {cloud: {instance: AWS/us-east-1/g5.xlarge, count: 2}}
models: {tiny: {model: Llama-3.2-1B}}
serving:
  draft: {model: tiny, fleet: rented, max_batch: 4}
workloads:
  draft:
    served_by: draft
    arrivals: {synthetic: {input_tokens: {fixed: 500 tokens}, output_tokens: {fixed: 200 tokens}}}
    demand: {requests: 4 M requests/month, growth: 50 %/month}
    slo: {e2e: 10 s, target: 95 %}
)";

class Sizing : public Seek {
 protected:
  std::optional<Size> sized(const std::string& text, const SizeRequest& request) {
    return size_of(inputs_, {folder_.write("scenario.yaml", text)}, request,
                   {.remembered = &cache_, .threads = 1}, diagnostics_);
  }

  // With so many machines. What the search has simulated is not simulated again.
  std::optional<Evaluation> run(const std::string& count) {
    auto loaded =
        read_scenario(written(kGrowing, {{"fleet.rented.cloud.count", count}}), diagnostics_);
    return loaded ? evaluate(inputs_, std::move(*loaded), {.remembered = &cache_, .threads = 1},
                             diagnostics_)
                  : std::nullopt;
  }

  // Whether so many do, month by month.
  std::vector<bool> tried(int count) {
    const auto result = run(std::to_string(count));
    EXPECT_TRUE(result) << diagnostics_.text();
    std::vector<bool> does(5, true);
    const WorkloadOutcome& workload = result->outcome.workloads[0];
    for (const auto& missed : {workload.saturated, workload.below_slo}) {
      for (const YearMonth month : missed) {
        does[static_cast<std::size_t>(month - YearMonth{2027, 1})] = false;
      }
    }
    return does;
  }
};

TEST_F(Sizing, IsWhatTryingEachCountFinds) {
  const auto size = sized(kGrowing, {"fleet.rented.cloud.count"});
  ASSERT_TRUE(size) << diagnostics_.text();
  ASSERT_TRUE(size->fewest) << size_text(*size);
  std::vector<int> needed(5, 0);
  for (int count = *size->fewest; count >= 1; --count) {
    const auto does = tried(count);
    for (std::size_t m = 0; m < does.size(); ++m) {
      needed[m] = does[m] ? count : needed[m];
    }
    EXPECT_EQ(std::count(does.begin(), does.end(), true) == 5, count == *size->fewest);
  }
  ASSERT_EQ(size->months.size(), 5U);
  EXPECT_LT(needed.front(), needed.back()) << "the case is to need purchases";
  int there = 0;
  for (std::size_t m = 0; m < needed.size(); ++m) {
    there = std::max(there, needed[m]);
    EXPECT_EQ(size->months[m].needed, needed[m]) << m;
    EXPECT_EQ(size->months[m].machines, there) << m;
    EXPECT_LE(size->months[m].load.value_or(0), 1) << m;
  }
  ASSERT_EQ(size->deployments.size(), 1U);
  EXPECT_GE(size->deployments[0].headroom.value_or(0), 0);
}

// The machines that meet the SLO over all months together, and what ends with them.
TEST_F(Sizing, AGoalThatIsSimulatedIsConfirmedAndSaysWhatFlips) {
  const auto result =
      found(kGrowing, {"fleet.rented.cloud.count", "slo_attainment[draft] = 95 %", "1", "8"});
  EXPECT_TRUE(result.is_searched_quick);
  ASSERT_EQ(result.solutions.size(), 1U) << goal_seek_text(result);
  const auto& [first, second] = result.solutions[0];
  ASSERT_TRUE(second);
  EXPECT_EQ(second->at, first.at + 1);
  EXPECT_LT(first.metric, 0.95);
  EXPECT_GE(second->metric, 0.95);
  const auto own = run(fmt::format("{:.0f}", first.at));
  ASSERT_TRUE(own);
  EXPECT_EQ(first.metric, own->outcome.workloads[0].slo_share);
  EXPECT_TRUE(std::any_of(result.flips.begin(), result.flips.end(), [](const Flip& flip) {
    return flip.condition == "draft: below its SLO" && !flip.begins;
  })) << goal_seek_text(result);
}

TEST_F(Sizing, TooFewIsTold) {
  const auto size = sized(kGrowing, {"fleet.rented.cloud.count", "", "1"});
  ASSERT_TRUE(size) << diagnostics_.text();
  EXPECT_FALSE(size->fewest);
  EXPECT_THAT(size_text(*size), ::testing::HasSubstr("not even 1: draft: "));
  EXPECT_THAT(size_text(*size), ::testing::HasSubstr("2027-05"));
}

TEST_F(Sizing, AScenarioWithAMistakeIsADiagnosticWithItsLine) {
  std::string text = kGrowing;
  text.replace(text.find("Llama-3.2-1B"), 12, "Llama-3.2-1C");
  EXPECT_FALSE(sized(text, {"fleet.rented.cloud.count"}));
  EXPECT_THAT(diagnostics_.text(), ::testing::HasSubstr("scenario.yaml:9:"));
  EXPECT_FALSE(sought(text, {"fleet.rented.cloud.count", "tco = 5 USD"}));
}

TEST_F(Sizing, WhatIsNoCountIsADiagnostic) {
  EXPECT_FALSE(sized(kBudget, {"software.tool.price"}));
  EXPECT_THAT(diagnostics_.text(), ::testing::HasSubstr("it is no whole number"));
  diagnostics_ = {};
  EXPECT_FALSE(sized(kGrowing, {"fleet.rented.cloud.count", "5", "4"}));
  EXPECT_THAT(diagnostics_.text(), ::testing::HasSubstr("5 is more than 4"));
}

}  // namespace
}  // namespace costwright::testing
