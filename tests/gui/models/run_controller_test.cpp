#include "gui/jobs/run_controller.h"

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>

#include <QElapsedTimer>
#include <QSignalSpy>
#include <gtest/gtest.h>

#include "core/policies.h"
#include "core/scenario/loaded.h"
#include "gui/models/headlines.h"
#include "study/inputs/scenario_edit.h"
#include "study/inputs/scenario_text.h"
#include "study/outcome/metrics.h"
#include "study/reports/report.h"

namespace costwright::testing {
using namespace gui;
namespace {

constexpr int kPatienceMs = 60'000;

class Controller : public ::testing::Test {
 protected:
  Controller() : text_(vision("200 k", "100 k") + kQuick) {}

  // Half a year of vision-edge with a part of its images and notes: seconds become a fraction of
  // one.
  std::string vision(const std::string& images, const std::string& notes) const {
    std::stringstream file;
    file << std::ifstream(path_.toStdString()).rdbuf();
    std::string text = file.str();
    for (const auto& [field, value] :
         {std::pair{"horizon", std::string("6 months")},
          {"workloads.images on CPU.demand.requests", images + " requests/month"},
          {"workloads.notes on CPU.demand.requests", notes + " requests/month"}}) {
      text = study::with_shared_field(text, field, value).value();
    }
    return text;
  }
  static constexpr const char* kQuick = "\nsimulation: {effort: quick}\n";

  static RunSettings settings() {
    RunSettings settings;
    settings.data_folder = SOURCE_DIR "/data";
    settings.check_after_ms = 1;
    return settings;
  }

  void set(const std::string& text) { controller_.set_text(path_, QString::fromStdString(text)); }

  void run() {
    QSignalSpy answered(&controller_, &RunController::answered);
    controller_.run();
    ASSERT_TRUE(answered.wait(kPatienceMs));
  }

  // Enough traffic that the answer at quick effort comes first.
  std::string much() const { return vision("3 M", "1 M"); }

  void run_to_first_look() {
    QSignalSpy results(&controller_, &RunController::results_changed);
    controller_.run();
    ASSERT_TRUE(results.wait(kPatienceMs));
    ASSERT_TRUE(controller_.is_first_look());
  }

  std::string json() const { return study::report_json(*controller_.results()); }

  QString path_ = SOURCE_DIR "/scenarios/vision-edge/scenario.yaml";
  std::string text_;  // soon done
  RunController controller_{settings()};
};

TEST_F(Controller, ReportsMistakesWhileOneTypes) {
  QSignalSpy checked(&controller_, &RunController::checked);
  set("name: A\nnonsense: 1\n");
  set(study::with_field(text_, "sites.plant.pue", "13").value());
  ASSERT_TRUE(checked.wait(kPatienceMs));
  const auto found = checked.back()[0].value<std::vector<Diagnostic>>();
  ASSERT_EQ(found.size(), 1u) << "the older text's answer is dropped";
  EXPECT_NE(found[0].message.find("out of range"), std::string::npos);
  EXPECT_GT(found[0].place.line, 0);
  EXPECT_EQ(checked.size(), 1);
}

TEST_F(Controller, AMoneyEditPricesAgainAndEqualsAWholeRun) {
  set(text_);
  run();
  const std::string changed =
      study::with_field(text_, "sites.plant.electricity", "0.31 USD/kWh").value();
  QSignalSpy results(&controller_, &RunController::results_changed);
  QSignalSpy running(&controller_, &RunController::running_changed);
  set(changed);
  ASSERT_TRUE(results.wait(kPatienceMs));
  EXPECT_TRUE(running.isEmpty()) << "nothing was simulated";
  const std::string repriced = json();
  run();
  EXPECT_EQ(repriced, json());
}

TEST_F(Controller, ASliderPricesInTheSameCall) {
  set(text_);
  run();
  EXPECT_FALSE(controller_.set_levers({{"sites.plant.electricity", "0.31 USD/kWh"}}))
      << "not yet known to be money";
  controller_.set_levers({});
  QSignalSpy classified(&controller_, &RunController::classified);
  controller_.classify({{"sites.plant.electricity", "0.2 USD/kWh"}});
  ASSERT_TRUE(classified.wait(kPatienceMs));
  EXPECT_EQ(classified[0][1].value<LeverKind>(), LeverKind::kPrice);
  const std::string before = json();
  EXPECT_TRUE(controller_.set_levers({{"sites.plant.electricity", "0.31 USD/kWh"}}));
  EXPECT_NE(json(), before);
  EXPECT_FALSE(controller_.set_levers({{"sites.plant.electricity", "0.31"}}));
  controller_.classify({{"serving.images-cpu.max_batch", "8"}});
  ASSERT_TRUE(classified.wait(kPatienceMs));
  EXPECT_EQ(classified[1][1].value<LeverKind>(), LeverKind::kPhysics);
}

TEST_F(Controller, APhysicalLeverGivesWhatTheTextWithItGives) {
  set(much());
  run();
  std::vector<bool> is_first;
  QObject::connect(&controller_, &RunController::results_changed, &controller_, [&] {
    is_first.push_back(controller_.is_first_look());
  });
  QSignalSpy answered(&controller_, &RunController::answered);
  EXPECT_FALSE(controller_.set_levers({{"serving.images-cpu.max_batch", "4"}}));
  ASSERT_TRUE(answered.wait(kPatienceMs));
  EXPECT_EQ(is_first, (std::vector{true, false})) << "at quick effort first, which is replaced";
  const auto row_texts = [&] {
    std::vector<std::string> texts;
    for (const auto& row : study::metric_rows(*controller_.results())) {
      texts.push_back(fmt::format("{} {} {}", row.metric->name, row.key, cell_json(row.value)));
    }
    return texts;
  };
  const auto previewed = row_texts();
  QSignalSpy running(&controller_, &RunController::running_changed);
  QSignalSpy checked(&controller_, &RunController::checked);
  set(study::with_field(much(), "serving.images-cpu.max_batch", "4").value());
  controller_.set_levers({});
  ASSERT_TRUE(checked.wait(kPatienceMs));
  EXPECT_EQ(controller_.fit(), RunController::Fit::kCurrent);
  EXPECT_TRUE(running.isEmpty()) << "nothing is simulated again";
  EXPECT_EQ(row_texts(), previewed);
}

TEST_F(Controller, APhysicalEditSimulatesAgain) {
  set(text_);
  run();
  QSignalSpy answered(&controller_, &RunController::answered);
  QSignalSpy running(&controller_, &RunController::running_changed);
  set(study::with_field(text_, "serving.images-cpu.max_batch", "4").value());
  ASSERT_TRUE(answered.wait(kPatienceMs));
  EXPECT_EQ(running.size(), 2) << "began and ended";
  EXPECT_EQ(controller_.fit(), RunController::Fit::kCurrent);
}

std::optional<study::Evaluation> evaluated(const QString& path,
                                           const std::string& text,
                                           const std::vector<Override>& overrides = {}) {
  Diagnostics diagnostics;
  auto loaded = study::read_scenario({path.toStdString(), text, overrides}, diagnostics);
  return evaluate(study::Inputs(SOURCE_DIR "/data"), std::move(*loaded), {}, diagnostics);
}

TEST_F(Controller, TheAnswerAtQuickEffortComesFirstAndIsReplaced) {
  set(much());
  std::vector<double> seen;  // what tells them apart
  std::vector<bool> is_first;
  QObject::connect(&controller_, &RunController::results_changed, &controller_, [&] {
    seen.push_back(controller_.results()->simulated_requests);
    is_first.push_back(controller_.is_first_look());
  });
  run();
  EXPECT_EQ(is_first, (std::vector{true, false}));
  const auto quick = evaluated(path_, much(), {{"simulation.effort", "quick"}});
  const auto standard = evaluated(path_, much());
  ASSERT_LT(quick->simulated_requests, standard->simulated_requests);
  EXPECT_EQ(seen, (std::vector{quick->simulated_requests, standard->simulated_requests}));
  EXPECT_EQ(json(), study::report_json(*standard));
  run();
  EXPECT_EQ(is_first.size(), 3u) << "what is remembered needs no first look";
}

TEST_F(Controller, WhatIsSoonDoneOrAskedForAtQuickEffortIsEvaluatedOnce) {
  QSignalSpy results(&controller_, &RunController::results_changed);
  set(vision("200 k", "100 k"));
  run();
  EXPECT_EQ(results.size(), 1);
  set(much() + kQuick);
  run();
  EXPECT_EQ(results.size(), 2);
  EXPECT_FALSE(controller_.is_first_look());
}

TEST_F(Controller, ANewerRequestEndsTheRefinementOfAnOlder) {
  controller_.set_reruns(false);
  set(much());
  run_to_first_look();
  set(study::with_field(much(), "horizon", "4 months").value());
  std::vector<int> horizons;
  QObject::connect(&controller_, &RunController::results_changed, &controller_, [&] {
    horizons.push_back(controller_.results()->scenario().horizon.count);
  });
  run();
  EXPECT_EQ(horizons, (std::vector{4, 4}));
  EXPECT_FALSE(controller_.is_first_look());
}

TEST_F(Controller, ACancelledRefinementLeavesTheFirstLookAndSaysSo) {
  set(much());
  run_to_first_look();
  EXPECT_TRUE(controller_.is_running());
  controller_.cancel();
  EXPECT_FALSE(controller_.is_running());
  EXPECT_TRUE(controller_.is_first_look());
  run();
  EXPECT_FALSE(controller_.is_first_look());
}

TEST_F(Controller, ASliderPricesAFirstLookWithoutSimulating) {
  set(much());
  QSignalSpy classified(&controller_, &RunController::classified);
  controller_.classify({{"sites.plant.electricity", "0.2 USD/kWh"}});
  ASSERT_TRUE(classified.wait(kPatienceMs));
  run_to_first_look();
  controller_.cancel();
  const Minor before = controller_.results()->finance.tco;
  const int simulated = controller_.results()->simulated;
  EXPECT_TRUE(controller_.set_levers({{"sites.plant.electricity", "0.31 USD/kWh"}}));
  EXPECT_GT(controller_.results()->finance.tco, before);
  EXPECT_EQ(controller_.results()->simulated, simulated);
  EXPECT_EQ(controller_.results()->scenario().simulation.effort, Effort::kQuick);
}

TEST_F(Controller, OnlyTheNewestRunAnswers) {
  controller_.set_reruns(false);
  set(text_);
  QSignalSpy results(&controller_, &RunController::answered);
  controller_.run();
  set(study::with_field(text_, "horizon", "4 months").value());
  controller_.run();
  ASSERT_TRUE(results.wait(kPatienceMs));
  EXPECT_EQ(controller_.results()->scenario().horizon.count, 4);
  EXPECT_EQ(results.size(), 1) << "the older answer is dropped";
}

TEST_F(Controller, ProgressesAndCancelAnswersNothing) {
  set(much());
  QElapsedTimer clock;
  clock.start();
  run();
  const auto whole_ms = static_cast<int>(clock.elapsed());
  ASSERT_GT(whole_ms, 100) << "too short to be cancelled on the way";
  QSignalSpy results(&controller_, &RunController::answered);
  QSignalSpy progress(&controller_, &RunController::progressed);
  controller_.set_reruns(false);
  set(study::with_field(much(), "seed", "7").value());  // nothing of it is remembered
  controller_.run();
  while (progress.empty() || progress.back()[0].toDouble() == 0) {
    ASSERT_TRUE(progress.wait(kPatienceMs));
  }
  controller_.cancel();
  EXPECT_FALSE(controller_.is_running());
  EXPECT_FALSE(results.wait(2 * whole_ms));
  EXPECT_NE(controller_.results(), nullptr) << "the results of before stay";
}

TEST_F(Controller, APriceThatOnlyTheCatalogueStatesIsPricedInTheSameCall) {
  const std::string silent = std::regex_replace(text_, std::regex("\n    electricity: [^\n]*"),
                                                "\n    location: Virginia");
  ASSERT_NE(silent, text_);
  set(silent);
  run();
  const auto& prices = controller_.catalogue_prices();
  const auto found = std::find_if(prices.begin(), prices.end(), [](const CataloguePrice& price) {
    return price.path == "sites.plant.electricity";
  });
  ASSERT_NE(found, prices.end());
  QSignalSpy classified(&controller_, &RunController::classified);
  controller_.classify({{"sites.plant.electricity", "0.2 USD/kWh"}});
  ASSERT_TRUE(classified.wait(kPatienceMs));
  ASSERT_EQ(classified[0][1].value<LeverKind>(), LeverKind::kPrice);
  const Minor before = controller_.results()->finance.tco;
  const QString same = QString("%1 USD/kWh").arg(found->value, 0, 'g', 10);
  EXPECT_TRUE(controller_.set_levers({{"sites.plant.electricity", same.toStdString()}}));
  EXPECT_EQ(controller_.results()->finance.tco, before);
  EXPECT_TRUE(controller_.set_levers({{"sites.plant.electricity", "0.31 USD/kWh"}}));
  EXPECT_GT(controller_.results()->finance.tco, before);
}

TEST_F(Controller, ASliderDoesNotPriceATextThatWasNotChecked) {
  set(text_);
  run();
  QSignalSpy classified(&controller_, &RunController::classified);
  controller_.classify({{"sites.plant.electricity", "0.2 USD/kWh"}});
  ASSERT_TRUE(classified.wait(kPatienceMs));
  set(study::with_field(text_, "horizon", "4 months").value());
  EXPECT_FALSE(controller_.set_levers({{"sites.plant.electricity", "0.31 USD/kWh"}}));
}

TEST_F(Controller, AFaultyScenarioSaysWhyAndKeepsTheResults) {
  set(text_);
  run();
  QSignalSpy failed(&controller_, &RunController::failed);
  set(study::with_field(text_, "sites.plant.pue", "13").value());
  controller_.run();
  ASSERT_TRUE(failed.wait(kPatienceMs));
  EXPECT_NE(controller_.results(), nullptr);
}

TEST_F(Controller, HeadlinesAreTheSummarysFigures) {
  set(text_);
  run();
  const auto cards = headlines(*controller_.results(), metric_rows(*controller_.results()));
  ASSERT_GE(cards.size(), 5u);
  EXPECT_EQ(cards[0].metric, "tco");
  EXPECT_EQ(cards[0].value.toStdString(),
            cell_text(Amount{controller_.results()->finance.tco}) + " USD");
}

TEST(Headlines, SayRangeMarkAndWhatIsWithheldAsTheCommandLineDoes) {
  study::Evaluation evaluation;
  evaluation.finance.tco = 294'000'000;
  evaluation.finance.pv_benefit = 100;
  evaluation.finance.saturated = true;
  evaluation.finance.cost_per_request = 0.0125;
  evaluation.outcome.mark = study::Mark::kExtrapolated;
  evaluation.ends = {evaluation, evaluation};
  evaluation.ends[0].finance.tco = 291'000'000;
  evaluation.ends[1].finance.tco = 301'000'000;
  const auto cards = headlines(evaluation, metric_rows(evaluation));
  const auto card = [&](const char* metric) {
    const auto found = std::find_if(cards.begin(), cards.end(), [&](const Headline& headline) {
      return headline.metric == metric;
    });
    require(found != cards.end(), "no card {}", metric);
    return *found;
  };
  EXPECT_EQ(cards[0].metric, "tco");
  EXPECT_EQ(card("tco").value, "2,940,000.00 USD");
  EXPECT_EQ(card("tco").range, "(2.91-3.01 M, 90%)");
  EXPECT_EQ(card("tco").mark, "extrapolated");
  EXPECT_EQ(card("payback_month").value, "saturated");
  EXPECT_EQ(card("cost_per_request").value, "0.012500 USD");
  EXPECT_EQ(card("cost_per_request").range, "");
}

}  // namespace
}  // namespace costwright::testing
