// Published rows of models that had no part in the constants: the targets of docs/accuracy.md.
#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "study/calibrate/training_fit.h"
#include "study/validate/energy_rows.h"
#include "study/validate/score.h"
#include "tests/study/shipped_data.h"

namespace costwright {
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
  EXPECT_EQ(errors["Megatron-Bridge"].size(), 22U);
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
  EXPECT_EQ(errors["time_per_epoch"].size(), 633U);
  EXPECT_LT(quantile(errors["time_per_epoch"], 0.5), 0.05);
  EXPECT_LT(quantile(errors["energy_per_epoch"], 0.5), 0.07);
}

}  // namespace
}  // namespace costwright
