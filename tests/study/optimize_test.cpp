// The search over strategies against sums by hand, against every combination tried, and against
// itself after an end in the middle.
#include "study/optimize/optimize.h"

#include <filesystem>
#include <map>

#include <gmock/gmock.h>

#include "study/optimize/bounds.h"
#include "study/optimize/search_problem.h"
#include "tests/study/searched_scenario.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

Objective least(const char* metric) {
  Diagnostics told;
  return *parse_objective(metric, false, told);
}

class Optimize : public RunsOfOneTest {
 protected:
  std::optional<Optimization> sought(const std::string& text,
                                     OptimizeRequest request,
                                     int threads = 1) {
    if (request.objectives.empty()) {
      request.objectives = {least("tco")};
    }
    request.has_baselines = false;
    return optimize(inputs_, written(text, {{"simulation.error_range", "false"}}), request,
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
};

// 2 x 10 x 12 = 240, without support.
TEST_F(Optimize, ABudgetsOptimumIsTheSumByHand) {
  const Optimization result = found(kSeats);
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
  const Optimization result = found(kSeats);
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
  const auto result = optimize(inputs_, written(kSeats), request,
                               {.threads = 1, .remembered = &cache_}, diagnostics_);
  ASSERT_TRUE(result) << diagnostics_.text();
  std::map<std::string, double> costs;
  for (const Baseline& baseline : result->baselines) {
    ASSERT_TRUE(baseline.best) << baseline.name;
    costs[baseline.name] = value(*baseline.best, "tco");
  }
  EXPECT_EQ(costs.at("best single strategy"), 360);
  EXPECT_EQ(costs.at("greedy"), 240);
}

// 30 and 29.40 USD, of which nothing is in doubt, though it is less than 1 USD.
TEST_F(Optimize, WhatIsCheaperBySureCentsIsBetterForSure) {
  const Optimization result = found(R"(name: seats
start: 2027-01
horizon: 1 month
software: {tool: {per: seat, units: 3, price: 10 USD}}
strategies: {price: {vary: software.tool.price, choices: [10 USD, 9.80 USD]}}
)");
  ASSERT_TRUE(result.best && result.runner_up);
  EXPECT_EQ(value(*result.best, "tco"), 29.4);
  EXPECT_EQ(value(*result.runner_up, "tco"), 30);
  EXPECT_EQ(result.probability, 1);
}

// With a dearer seat they do: 2 seats at 20 USD cost 480, 5 at 10 USD 600.
TEST_F(Optimize, ALimitIsKept) {
  OptimizeRequest request{.objectives = {least("tco")}};
  request.subject_to = {"expense_total >= 500 USD"};
  const Optimization result = found(kSeats, request);
  ASSERT_TRUE(result.best);
  EXPECT_EQ(value(*result.best, "tco"),
            600);  // 5 x 10 x 12, or 3 x 10 x 12 + ... = 960 with support
}

TEST_F(Optimize, NothingKeepsWhatCannotBeKept) {
  OptimizeRequest request{.objectives = {least("tco")}};
  request.subject_to = {"tco <= 100 USD"};
  const Optimization result = found(kSeats, request);
  EXPECT_FALSE(result.best);
  EXPECT_EQ(result.summary.status, solve::Status::kInfeasible);
}

TEST_F(Optimize, BranchAndBoundFindsWhatTryingAllFinds) {
  OptimizeRequest all{.objectives = {least("tco")}, .solver = "exhaustive"};
  const Optimization exhaustive = found(kSearched, all);
  const Optimization bounded = found(kSearched);
  ASSERT_TRUE(exhaustive.best);
  ASSERT_TRUE(bounded.best);
  EXPECT_EQ(bounded.best->choice, exhaustive.best->choice);
  EXPECT_EQ(value(*bounded.best, "tco"), value(*exhaustive.best, "tco"));
  EXPECT_LT(bounded.summary.works.standard, 8U);  // of 12 plans
}

TEST_F(Optimize, NoBoundIsAboveWhatItBounds) {
  const auto choices = Choices::read(
      inputs_, written(kSearched, {{"simulation.error_range", "false"}}), diagnostics_);
  ASSERT_TRUE(choices) << diagnostics_.text();
  const MetricName tco = least("tco").metric;
  const Bounds bounds(inputs_, *choices, {tco}, 1);
  EXPECT_THAT(bounds.axes_of_money(), ::testing::ElementsAre(false, false, true));
  Evaluator evaluator(inputs_, *choices, bounds.axes_of_money(), {.threads = 1});
  for (int servers = 0; servers < 4; ++servers) {
    for (int clock = 0; clock < 3; ++clock) {
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

// Effort quick promises percentiles within 8 % and means within 3 % (docs/scenario.md, `effort`): a
// search trusts them within twice that, of a limit that is half of the figure twice as much again.
TEST_F(Optimize, QuickFiguresAreTrustedWithinTwiceWhatIsPromised) {
  const auto choices = Choices::read(
      inputs_, written(kSearched, {{"simulation.error_range", "false"}}), diagnostics_);
  ASSERT_TRUE(choices) << diagnostics_.text();
  const Objective tco = least("tco");
  const Bounds bounds(inputs_, *choices, {tco.metric}, 1);
  Evaluator evaluator(inputs_, *choices, bounds.axes_of_money(), {.threads = 1});
  const Tried& tried = *evaluator.evaluate({{0, 0, 0}}, Trial::kQuick).front();
  Aim aim{.objectives = {tco}, .limits = {}, .keeps_slo = false};
  for (const auto& [metric, doubt] : {std::pair{"e2e_p99", 0.16}, {"tokens_per_joule", 0.06}}) {
    const MetricName name = least(metric).metric;
    const study::Figure* const figure = find_figure(tried, name);
    ASSERT_TRUE(figure) << metric;
    aim.limits = {{name, true, figure->value / 2}};
    const SearchProblem search(*choices, bounds, evaluator, aim);
    const solve::Problem problem = search.problem(Trial::kStandard);
    const solve::Point point = search.point_of({0, 0, 0});
    const auto answers = problem.evaluate({&point, 1}, solve::Fidelity::kQuick);
    const solve::Range& excess = answers.front().excess.back();  // the first is of the SLO
    EXPECT_NEAR(excess.value, 1, 1e-9) << metric;
    EXPECT_NEAR(excess.high, 1 + 2 * doubt, 1e-9) << metric;
    EXPECT_NEAR(excess.low, 1 - 2 * doubt, 1e-9) << metric;
  }
}

// Plans are made once and priced for each tariff, on threads, a batch at a time or one by one: the
// figures are those of each scenario by itself.
TEST_F(Optimize, BoundsFoundTogetherAreThoseFoundAlone) {
  const auto choices = Choices::read(
      inputs_, written(kSearched, {{"simulation.error_range", "false"}}), diagnostics_);
  ASSERT_TRUE(choices) << diagnostics_.text();
  EXPECT_TRUE(choices->is_planned(0));
  EXPECT_TRUE(choices->is_planned(1));
  EXPECT_FALSE(choices->is_planned(2));  // a tariff
  const MetricName tco = least("tco").metric;
  const Bounds together(inputs_, *choices, {tco}, 2);
  const Bounds alone(inputs_, *choices, {tco}, 1);
  std::vector<Choice> all;
  for (int i = 0; i < 24; ++i) {
    all.push_back({i / 6, i / 2 % 3, i % 2});
  }
  all.push_back({1, 1, kOpenAxis});
  together.foresee(all);
  for (const Choice& choice : all) {
    EXPECT_EQ(together.of(tco, choice), alone.of(tco, choice));
    EXPECT_EQ(together.excess(choice), alone.excess(choice));
    if (choice.back() != kOpenAxis) {
      std::string why;
      auto scenario = choices->scenario(choice, why);
      const auto by_itself =
          study::least(inputs_, std::move(*scenario), LeastWork::kAtBestRate, diagnostics_);
      EXPECT_EQ(together.of(tco, choice), *value_of(*by_itself, tco));
    }
  }
}

TEST_F(Optimize, ThreadsChangeNothing) {
  const Optimization one = found(kSearched, {}, 1);
  const Optimization two = found(kSearched, {}, 2);
  EXPECT_EQ(optimization_json(one).substr(0, 200), optimization_json(two).substr(0, 200));
  EXPECT_EQ(one.best->tried, two.best->tried);
  EXPECT_EQ(one.summary.evaluations.standard, two.summary.evaluations.standard);
}

// The second search evaluates nothing; one whose scenario changed begins anew.
TEST_F(Optimize, AJournalGoesOnWhereItEnded) {
  OptimizeRequest request{.objectives = {least("tco")}};
  request.journal = folder_.path() + "/journal.sqlite";
  const Optimization first = found(kSearched, request);
  const Optimization again = found(kSearched, request);
  EXPECT_EQ(again.taken.evaluated, 0);
  EXPECT_EQ(again.taken.cut_short, 0);
  EXPECT_GT(again.taken.from_journal, 0);
  EXPECT_EQ(first.best->tried, again.best->tried);
  const std::string other = std::string(kSearched) + "finance: {discount_rate: 5 %/year}\n";
  EXPECT_EQ(found(other, request).taken.from_journal, 0);
}

// Of money and latency, so that there are several points: each is a file that runs to what it says.
TEST_F(Optimize, EveryPointOfTheFrontRunsToTheSameFigures) {
  const Optimization result = found(kSearched, {.objectives = {least("tco"), least("e2e_p95")}});
  ASSERT_GE(result.front.size(), 2U);
  const std::string folder = folder_.path() + "/found";
  ASSERT_TRUE(write_optimization(result, folder, diagnostics_)) << diagnostics_.text();
  for (std::size_t i = 0; i < result.front.size(); ++i) {
    const auto again =
        evaluated(fmt::format("{}/front-{}.yaml", folder, i + 1), HowToRun{}, diagnostics_);
    ASSERT_TRUE(again) << diagnostics_.text();
    EXPECT_EQ(tried(*again), result.front[i].tried) << i;
  }
  EXPECT_TRUE(std::filesystem::exists(folder + "/front.svg"));
}

// Laws of a real scenario: without one of its options the optimum is no cheaper, without one that
// it takes dearer; with the latency of a point of the front as the limit that point is the optimum,
// so that a looser limit is never dearer.
TEST_F(Optimize, AnOptionMoreOrALooserLimitNeverWorsensTheOptimum) {
  const auto least_tco = [&](const std::string& text, std::vector<std::string> limits) {
    const Optimization result =
        found(text, {.objectives = {least("tco")}, .subject_to = std::move(limits)});
    EXPECT_TRUE(result.best);
    return value(*result.best, "tco");
  };
  const double all = least_tco(kSearched, {});
  for (const char* option : {"2, 1, 3, 4", "100 %, 80 %, 60 %"}) {
    const std::string choices = option;
    std::size_t dearer = 0;
    for (const auto at : {choices.find(", "), choices.rfind(", ")}) {  // without one of the others
      std::string text = kSearched;
      const std::size_t end = std::min(choices.find(", ", at + 2), choices.size());
      text.replace(text.find(choices), choices.size(), choices.substr(0, at) + choices.substr(end));
      const double fewer = least_tco(text, {});
      EXPECT_GE(fewer, all) << text;
      dearer += fewer > all ? 1 : 0;
    }
    EXPECT_GT(dearer, 0U) << option;
  }
  const Optimization front = found(kSearched, {.objectives = {least("tco"), least("e2e_p95")}});
  for (const Candidate& point : front.front) {
    const double limit = value(point, "e2e_p95[chat]") * (1 + 1e-9);
    EXPECT_EQ(least_tco(kSearched, {fmt::format("e2e_p95 <= {} s", limit)}), value(point, "tco"));
  }
}

TEST(OptimizeProgress, SaysBestGapAndTimeLeft) {
  solve::Summary so_far;
  so_far.evaluations = {.quick = 200, .standard = 16};
  EXPECT_EQ(progress_text(so_far, {least("tco")}), "216 evaluated");
  so_far.best = solve::Candidate{{}, {{{1'123'688, 1'123'688, 1'123'688}}, {}}, {}};
  so_far.gap = 0.0012;
  so_far.left = 108;
  so_far.seconds = 54;
  EXPECT_EQ(progress_text(so_far, {least("tco")}),
            "216 evaluated, best 1,123,688.00, gap 0.12 %, at most 27 s left");
  so_far.seconds = 540;
  so_far.front.resize(3);
  EXPECT_EQ(progress_text(so_far, {least("tco"), least("e2e_p95")}),
            "216 evaluated, front of 3, gap 0.12 %, at most 4 min left");
}

TEST_F(Optimize, WhatIsWrongIsTold) {
  EXPECT_FALSE(sought("name: none\nstart: 2027-01\nhorizon: 1 month\n", {}));
  EXPECT_THAT(diagnostics_.text(), ::testing::HasSubstr("has no `strategies`"));
  EXPECT_FALSE(parse_limit("tco = 3", "USD", diagnostics_));
  EXPECT_FALSE(parse_limit("tco <= three", "USD", diagnostics_));
}

// 4 x 3 x 201 combinations, and no bound of a latency.
TEST_F(Optimize, WithoutABoundOfEveryAimItIsAHeuristicWithABudget) {
  std::string text = kSearched;
  const std::string choices = "choices: [0.1 USD/kWh, 0.2 USD/kWh]";
  ASSERT_NE(text.find(choices), std::string::npos);
  text.replace(text.find(choices), choices.size(),
               "from: 0.1 USD/kWh, to: 0.3 USD/kWh, step: 0.001 USD/kWh");
  const Optimization sought =
      found(text, {.objectives = {least("tco"), least("e2e_p95")}, .most_evaluations = 12});
  EXPECT_EQ(sought.solver, "nsga2");
  EXPECT_EQ(sought.summary.status, solve::Status::kBest);
  EXPECT_LE(sought.summary.evaluations.quick, 12U);
  ASSERT_TRUE(sought.best);
  for (const Candidate& one : sought.front) {
    EXPECT_LE(value(sought.front.front(), "tco"), value(one, "tco"));
    EXPECT_TRUE(one.tried.why.empty());
  }
}

TEST_F(Optimize, AStopLeavesAUsableResult) {
  std::stop_source stop;
  OptimizeRequest request;
  request.objectives = {least("tco")};
  const auto stopped =
      optimize(inputs_, written(kSearched, {{"simulation.error_range", "false"}}), request,
               {.threads = 1,
                .remembered = &cache_,
                .stop = stop.get_token(),
                .progress =
                    [&](const solve::Summary&) {
                      stop.request_stop();
                    }},
               diagnostics_);
  ASSERT_TRUE(stopped) << diagnostics_.text();
  EXPECT_EQ(stopped->summary.status, solve::Status::kStopped);
  EXPECT_GT(value(stopped->today, "tco"), 0);
  ASSERT_TRUE(stopped->best);  // at least what there is today
  EXPECT_LE(value(*stopped->best, "tco"), value(stopped->today, "tco"));
  ASSERT_TRUE(write_optimization(*stopped, folder_.path() + "/front", diagnostics_));
  EXPECT_TRUE(std::filesystem::exists(folder_.path() + "/front/front-1.yaml"));
}

TEST_F(Optimize, AnAxisThatIsSetToNullIsLeftOut) {
  const auto choices =
      Choices::read(inputs_, written(kSeats, {{"strategies.price", "null"}}), diagnostics_);
  ASSERT_TRUE(choices) << diagnostics_.text();
  EXPECT_EQ(choices->count(), 6);
}

TEST_F(Optimize, AnUnknownSolverIsTold) {
  OptimizeRequest request{.objectives = {least("tco")}, .solver = "magic"};
  EXPECT_FALSE(sought(kSeats, request));
  EXPECT_THAT(diagnostics_.text(), ::testing::HasSubstr("there is no solver 'magic'"));
}

// As one is whose part in a difference is sought: several sets of strategies make the same choice.
TEST_F(Optimize, AChoiceAskedForTwiceIsEvaluatedOnce) {
  const auto choices = Choices::read(inputs_, written(kSeats), diagnostics_);
  ASSERT_TRUE(choices) << diagnostics_.text();
  const auto journal = Journal::open(folder_.path() + "/twice.sqlite", 1, diagnostics_);
  Evaluator evaluator(inputs_, *choices, {true, true, true},
                      {.threads = 1, .journal = journal.get()});
  const auto answers = evaluator.evaluate({{0, 0, 0}, {1, 0, 0}, {0, 0, 0}}, Trial::kStandard);
  EXPECT_EQ(answers[0], answers[2]);
  EXPECT_EQ(evaluator.taken().evaluated, 2);
  EXPECT_EQ(journal->cut_short(), 0U);
}

// Begun three times, kept once: the other two were cut short.
TEST_F(Optimize, AJournalCountsWhatWasBegunAndNotKept) {
  const std::string path = folder_.path() + "/counted.sqlite";
  {
    const auto journal = Journal::open(path, 1, diagnostics_);
    ASSERT_TRUE(journal) << diagnostics_.text();
    journal->begin(Choice{0, 1}, Trial::kQuick);
    journal->begin(Choice{0, 1}, Trial::kStandard);
    EXPECT_EQ(journal->cut_short(), 2U);
  }
  const auto journal = Journal::open(path, 1, diagnostics_);
  journal->begin(Choice{0, 1}, Trial::kQuick);
  journal->add(Choice{0, 1}, Trial::kQuick, {});
  EXPECT_EQ(journal->cut_short(), 2U);
  EXPECT_EQ(Journal::open(path, 2, diagnostics_)->cut_short(), 0U);
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
