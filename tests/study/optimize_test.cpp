// The search over strategies against sums by hand, against every combination tried, and against
// itself after an end in the middle.
#include "study/optimize/optimize.h"

#include <filesystem>
#include <map>

#include <gmock/gmock.h>

#include "study/optimize/bounds.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

// Nothing is simulated: 12 months x (units x price) + 12 x wage. With 3 seats at 10 USD 360, with 2
// at 20 USD 480; a year's support in place of one month's each costs 50 a month or 500.
constexpr const char* kBudget = R"(
name: budget
start: 2027-01
horizon: 12 months
software:
  tool: {per: seat, units: 3, price: 10 USD}
  support: {per: seat, units: 1, price: 50 USD}
strategies:
  seats: {vary: software.tool.units, choices: [3, 2, 5]}
  price: {vary: software.tool.price, choices: [10 USD, 20 USD]}
  support:
    choices:
      none: {set: {software.support: null}}
)";

// A request a second on one to four servers.
constexpr const char* kChat = R"(
name: chat
start: 2027-01
horizon: 2 months
simulation: {warm_up: 10 min, error_range: false}
sites: {dc: {electricity: 0.1 USD/kWh, pue: 1.3}}
fleet: {gpus: {owned: {server: l4-4, site: dc, count: 2}}}
models: {small: {model: Llama-3.2-1B}}
serving: {chat: {model: small, fleet: gpus}}
workloads:
  chat:
    served_by: chat
    arrivals: {synthetic: {input_tokens: {fixed: 400 tokens}, output_tokens: {fixed: 100 tokens}}}
    demand: {requests: 3 M requests/month}
    slo: {ttft: 2 s, target: 95 %}
strategies:
  servers: {vary: fleet.gpus.owned.count, choices: [2, 1, 3, 4]}
  clock: {vary: serving.chat.clock, choices: [100 %, 80 %]}
  tariff: {vary: sites.dc.electricity, choices: [0.1 USD/kWh, 0.2 USD/kWh]}
)";

Objective least(const char* metric) {
  Diagnostics told;
  return *parse_objective(metric, false, told);
}

class Optimize : public ::testing::Test {
 protected:
  std::optional<Optimization> sought(const std::string& text,
                                     OptimizeRequest request,
                                     int threads = 1) {
    if (request.objectives.empty()) {
      request.objectives = {least("tco")};
    }
    request.has_baselines = false;
    return optimize(inputs_, {folder_.write("scenario.yaml", text)}, request,
                    {.threads = threads, .remembered = &cache_}, diagnostics_);
  }
  Optimization found(const std::string& text, OptimizeRequest request = {}, int threads = 1) {
    auto result = sought(text, std::move(request), threads);
    EXPECT_TRUE(result) << diagnostics_.text();
    return std::move(result.value());
  }
  static double value(const Candidate& candidate, const char* metric) {
    return candidate.tried.figures.at(metric).value;
  }

  Folder folder_;
  Inputs inputs_{SOURCE_DIR "/data"};
  UsageCache cache_{""};
  Diagnostics diagnostics_;
};

// 2 x 10 x 12 = 240, without support.
TEST_F(Optimize, ABudgetsOptimumIsTheSumByHand) {
  const Optimization result = found(kBudget);
  ASSERT_TRUE(result.best);
  EXPECT_EQ(value(*result.best, "tco"), 240);
  EXPECT_EQ(result.best->label, "seats 2, support none");
  EXPECT_EQ(value(result.today, "tco"), 960);
  EXPECT_EQ(result.summary.status, solve::Status::kProven);
  EXPECT_EQ(result.summary.gap, 0);
  EXPECT_EQ(result.summary.bound, 240);
}

// Alone: seats -120, support -600. They do not overlap.
TEST_F(Optimize, ContributionsSumToTheDifference) {
  const Optimization result = found(kBudget);
  ASSERT_EQ(result.contributions.size(), 2U);
  EXPECT_NEAR(result.contributions[0].together, -120, 1e-9);
  EXPECT_NEAR(result.contributions[1].together, -600, 1e-9);
  EXPECT_NEAR(*result.contributions[1].alone, -600, 1e-9);
  ASSERT_EQ(result.interactions.size(), 1U);
  EXPECT_NEAR(result.interactions[0].more, 0, 1e-9);
}

// Alone the better of both is 960 - 600; one after the other they come to the optimum.
TEST_F(Optimize, BaselinesAreWhatTheSimplerWaysFind) {
  const OptimizeRequest request{.objectives = {least("tco")}};
  const auto result = optimize(inputs_, {folder_.write("scenario.yaml", kBudget)}, request,
                               {.threads = 1, .remembered = &cache_}, diagnostics_);
  ASSERT_TRUE(result) << diagnostics_.text();
  std::map<std::string, double> found;
  for (const Baseline& baseline : result->baselines) {
    ASSERT_TRUE(baseline.best) << baseline.name;
    found[baseline.name] = value(*baseline.best, "tco");
  }
  EXPECT_EQ(found.at("best single strategy"), 360);
  EXPECT_EQ(found.at("greedy"), 240);
}

// With a dearer seat they do: 2 seats at 20 USD cost 480, 5 at 10 USD 600.
TEST_F(Optimize, ALimitIsKept) {
  OptimizeRequest request{.objectives = {least("tco")}};
  request.subject_to = {"expense_total >= 500 USD"};
  const Optimization result = found(kBudget, request);
  ASSERT_TRUE(result.best);
  EXPECT_EQ(value(*result.best, "tco"),
            600);  // 5 x 10 x 12, or 3 x 10 x 12 + ... = 960 with support
}

TEST_F(Optimize, NothingKeepsWhatCannotBeKept) {
  OptimizeRequest request{.objectives = {least("tco")}};
  request.subject_to = {"tco <= 100 USD"};
  const Optimization result = found(kBudget, request);
  EXPECT_FALSE(result.best);
  EXPECT_EQ(result.summary.status, solve::Status::kInfeasible);
}

TEST_F(Optimize, BranchAndBoundFindsWhatTryingAllFinds) {
  OptimizeRequest all{.objectives = {least("tco")}, .solver = "exhaustive"};
  const Optimization exhaustive = found(kChat, all);
  const Optimization bounded = found(kChat);
  ASSERT_TRUE(exhaustive.best);
  ASSERT_TRUE(bounded.best);
  EXPECT_EQ(bounded.best->choice, exhaustive.best->choice);
  EXPECT_EQ(value(*bounded.best, "tco"), value(*exhaustive.best, "tco"));
  EXPECT_LT(bounded.summary.works.standard, 8U);  // of 8 plans
}

TEST_F(Optimize, NoBoundIsAboveWhatItBounds) {
  const auto path = folder_.write("scenario.yaml", kChat);
  const auto choices = Choices::read(inputs_, {path}, diagnostics_);
  ASSERT_TRUE(choices) << diagnostics_.text();
  const MetricName tco = least("tco").metric;
  const Bounds bounds(inputs_, *choices, {tco}, 1);
  EXPECT_THAT(bounds.axes_of_money(), ::testing::ElementsAre(false, false, true));
  Evaluator evaluator(inputs_, *choices, bounds.axes_of_money(), {.threads = 1});
  for (int servers = 0; servers < 4; ++servers) {
    for (int clock = 0; clock < 2; ++clock) {
      for (int tariff = 0; tariff < 2; ++tariff) {
        const Choice choice{servers, clock, tariff};
        const Tried& tried = *evaluator.evaluate({choice}, Trial::kStandard).front();
        const double objective = tried.figures.at("tco").value;
        if (tried.months_missed > 0) {
          continue;  // it serves less than its demand
        }
        EXPECT_LE(bounds.of(tco, choice), objective);
        EXPECT_GE(bounds.of(tco, choice), 0.9 * objective);
        EXPECT_LE(bounds.of(tco, {servers, kOpenAxis, kOpenAxis}), objective);
        EXPECT_LE(bounds.excess(choice), 0);
      }
    }
  }
}

TEST_F(Optimize, ThreadsChangeNothing) {
  const Optimization one = found(kChat, {}, 1);
  const Optimization two = found(kChat, {}, 2);
  EXPECT_EQ(optimization_json(one).substr(0, 200), optimization_json(two).substr(0, 200));
  EXPECT_EQ(one.best->tried, two.best->tried);
  EXPECT_EQ(one.summary.evaluations.standard, two.summary.evaluations.standard);
}

// The second search evaluates nothing; one whose scenario changed begins anew.
TEST_F(Optimize, AJournalGoesOnWhereItEnded) {
  OptimizeRequest request{.objectives = {least("tco")}};
  request.journal = folder_.path() + "/journal.sqlite";
  const Optimization first = found(kChat, request);
  const Optimization again = found(kChat, request);
  EXPECT_EQ(again.taken.evaluated, 0);
  EXPECT_GT(again.taken.from_journal, 0);
  EXPECT_EQ(first.best->tried, again.best->tried);
  const std::string other = std::string(kChat) + "finance: {discount_rate: 5 %/year}\n";
  EXPECT_EQ(found(other, request).taken.from_journal, 0);
}

TEST_F(Optimize, APointOfTheFrontRunsToTheSameFigures) {
  const Optimization result = found(kChat);
  const std::string folder = folder_.path() + "/found";
  ASSERT_TRUE(write_optimization(result, folder, diagnostics_)) << diagnostics_.text();
  const auto again = evaluated(folder + "/front-1.yaml", HowToRun{}, diagnostics_);
  ASSERT_TRUE(again) << diagnostics_.text();
  EXPECT_EQ(tried(*again), result.front.front().tried);
  EXPECT_TRUE(std::filesystem::exists(folder + "/front.svg"));
}

TEST_F(Optimize, WhatIsWrongIsTold) {
  EXPECT_FALSE(sought("name: none\nstart: 2027-01\nhorizon: 1 month\n", {}));
  EXPECT_THAT(diagnostics_.text(), ::testing::HasSubstr("has no `strategies`"));
  EXPECT_FALSE(parse_limit("tco = 3", "USD", diagnostics_));
  EXPECT_FALSE(parse_limit("tco <= three", "USD", diagnostics_));
}

TEST_F(Optimize, AnAxisThatIsSetToNullIsLeftOut) {
  const auto path = folder_.write("scenario.yaml", kBudget);
  const ScenarioSource source{path, {}, {{"strategies.price", "null"}}};
  const auto choices = Choices::read(inputs_, source, diagnostics_);
  ASSERT_TRUE(choices) << diagnostics_.text();
  EXPECT_EQ(choices->count(), 6);
}

TEST_F(Optimize, AnUnknownSolverIsTold) {
  OptimizeRequest request{.objectives = {least("tco")}, .solver = "magic"};
  EXPECT_FALSE(sought(kBudget, request));
  EXPECT_THAT(diagnostics_.text(), ::testing::HasSubstr("there is no solver 'magic'"));
}

TEST(Journal, ARowComesBackToTheBit) {
  Tried tried;
  tried.why = "";
  tried.months_missed = 1.0 / 3;
  tried.month_share = 1.0 / 24;
  tried.nearest_target = 0.1;
  tried.requests = 1e6 / 7;
  tried.work = 0xfedcba9876543210;
  tried.figures["tco"] = {-1.0 / 3, 0, 1e300, 5e-324, 2};
  tried.figures["accuracy[m]"] = {0.1, 0.1, 0.1, 0.1, 0.1};
  EXPECT_EQ(decode_tried(encode(tried)), tried);
  EXPECT_FALSE(decode_tried("half a ro"));
}

}  // namespace
}  // namespace costwright::testing
