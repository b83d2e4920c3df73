// Published rows of models that had no part in the constants: the targets of docs/accuracy.md.
#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "study/calibrate/calibrate_file.h"
#include "study/calibrate/training_fit.h"
#include "study/published/energy_rows.h"
#include "study/published/statistics.h"
#include "study/validate/score.h"
#include "study/validate/unseen_energy.h"
#include "tests/study/shipped_data.h"

namespace costwright::testing {
using namespace study;
namespace {

const std::string kReference = SOURCE_DIR "/data/reference/";

TEST(UnseenTraining, ModelsLeftOutAreMet) {
  Diagnostics diagnostics;
  std::vector<TrainingCase> cases;
  for (const char* file : {"training_cost.csv", "training_cost_h100.csv"}) {
    for (auto& c :
         training_cases(kReference + file, shipped_book(), shipped_catalog(), diagnostics)) {
      cases.push_back(std::move(c));
    }
  }
  const auto unseen = training_without_own_model(cases);
  std::map<std::string, std::vector<double>> errors;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (unseen[i]) {
      errors[cases[i].row.engine].push_back(std::abs(*unseen[i] / cases[i].row.published - 1));
    }
  }
  EXPECT_EQ(errors["llm-foundry"].size(), 201U);
  EXPECT_LT(quantile(errors["llm-foundry"], 0.5), 0.04);
  EXPECT_EQ(errors["Megatron-Bridge"].size(), 82U);
  EXPECT_LT(quantile(errors["Megatron-Bridge"], 0.5), 0.08);
}

TEST(UnseenPowerCaps, NetworksLeftOutAreMet) {
  Diagnostics diagnostics;
  std::map<std::string, std::vector<double>> errors;
  for (const ScoredRow& row : predict_power_caps_unseen(kReference + "energy.csv", shipped_book(),
                                                        shipped_catalog(), 0, diagnostics)) {
    if (row.predicted) {
      errors[row.metric].push_back(std::abs(*row.predicted / row.published - 1));
    }
  }
  EXPECT_EQ(errors["time_per_epoch"].size(), 1033U);
  EXPECT_LT(quantile(errors["time_per_epoch"], 0.5), 0.05);
  EXPECT_LT(quantile(errors["energy_per_epoch"], 0.5), 0.07);
}

// Key -> column of the table of factors.
std::map<std::string, double> fitted(const CalibrationTables& tables, std::string_view column) {
  std::size_t at = 0;
  while (tables.factors.columns[at].name != column) {
    ++at;
  }
  std::map<std::string, double> found;
  for (const auto& row : tables.factors.rows) {
    found[std::get<std::string>(row[1])] = std::get<Figure>(row[at]).value;
  }
  return found;
}

// Hopper's shares must come out near the shipped ones, which the same rows made.
TEST(CalibrateFile, EnergyGivesPowerFactors) {
  Diagnostics diagnostics;
  const auto tables = calibrate_file(kReference + "energy.csv", SOURCE_DIR "/data", "2026-11-24",
                                     {false, 0, nullptr}, diagnostics);
  ASSERT_TRUE(tables) << diagnostics.text();
  EXPECT_EQ(tables->factors.name, "power");
  auto compute = fitted(*tables, "compute_share");
  auto flop = fitted(*tables, "llm_flop");
  ASSERT_EQ(compute.size(), 5U);  // of Ampere and Blackwell too
  EXPECT_NEAR(compute["volta"], 0.67, 0.1);
  EXPECT_NEAR(compute["pascal"], 0.53, 0.1);
  EXPECT_NEAR(flop["hopper"], 1.575, 0.02);
}

TEST(CalibrateFile, TrainingRowsGiveTrainingFactors) {
  Diagnostics diagnostics;
  const auto tables = calibrate_file(kReference + "training_cost_h100.csv", SOURCE_DIR "/data",
                                     "2026-11-24", {false, 0, nullptr}, diagnostics);
  ASSERT_TRUE(tables) << diagnostics.text();
  EXPECT_EQ(tables->factors.name, "training");
  auto gemm = fitted(*tables, "gemm");
  EXPECT_NEAR(gemm["hopper/bf16"], 0.69, 0.03);
  EXPECT_NEAR(gemm["hopper/fp8"], 0.655, 0.05);
  EXPECT_EQ(fitted(*tables, "per_expert_us")["hopper/bf16"], 270);  // no mixture among them: kept
}

}  // namespace
}  // namespace costwright::testing
