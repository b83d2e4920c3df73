// The shipped rows of training throughput against the models. Limits are what was measured when the
// factors were set (docs/accuracy.md, Training) and a margin.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "study/published/training_rows.h"
#include "tests/study/shipped_data.h"

namespace costwright::testing {
using namespace study;
namespace {

std::vector<ScoredRow> rows_of(const std::string& file) {
  Diagnostics diagnostics;
  auto rows = predict_training(SOURCE_DIR "/data/reference/" + file, shipped_book(),
                               shipped_catalog(), diagnostics);
  EXPECT_FALSE(diagnostics.has_errors()) << diagnostics.text();
  return rows;
}

// Absolute errors, sorted, of the rows that were not extrapolated.
std::map<std::string, std::vector<double>> errors_by_engine(const std::vector<ScoredRow>& rows) {
  std::map<std::string, std::vector<double>> errors;
  for (const ScoredRow& row : rows) {
    if (row.predicted && !row.extrapolated) {
      errors[row.engine].push_back(std::abs(*row.predicted / row.published - 1));
    }
  }
  for (auto& [engine, values] : errors) {
    std::sort(values.begin(), values.end());
  }
  return errors;
}
double median(const std::vector<double>& sorted) {
  return sorted.at(sorted.size() / 2);
}

TEST(ValidateTraining, EveryRowIsPredictedOrSaysWhyNot) {
  const auto rows = rows_of("training_cost.csv");
  EXPECT_EQ(rows.size(), 452U);
  int predicted = 0;
  for (const ScoredRow& row : rows) {
    EXPECT_EQ(row.table, "training_cost");
    EXPECT_TRUE(row.predicted || !row.reason.empty()) << "line " << row.line;
    EXPECT_TRUE(!row.extrapolated || !row.reason.empty()) << "line " << row.line;
    if (row.predicted) {
      ++predicted;
      EXPECT_GT(*row.predicted, 0) << "line " << row.line;
      EXPECT_GT(row.published, 0) << "line " << row.line;
      EXPECT_FALSE(row.engine.empty()) << "line " << row.line;
    }
  }
  EXPECT_EQ(predicted, 237);
}

TEST(ValidateTraining, MedianErrorsStayWhereTheyWereMeasured) {
  auto errors = errors_by_engine(rows_of("training_cost.csv"));
  ASSERT_EQ(errors["llm-foundry"].size(), 139U);
  EXPECT_LT(median(errors["llm-foundry"]), 0.035);
  ASSERT_EQ(errors["Megatron-Bridge"].size(), 82U);
  EXPECT_LT(median(errors["Megatron-Bridge"]), 0.05);
  ASSERT_EQ(errors["Megatron-LM"].size(), 9U);
  EXPECT_LT(median(errors["Megatron-LM"]), 0.08);
  const auto hopper = errors_by_engine(rows_of("training_cost_h100.csv"));
  ASSERT_EQ(hopper.at("llm-foundry").size(), 62U);
  EXPECT_LT(median(hopper.at("llm-foundry")), 0.025);
}

// The worked number of core/perf/training/training_step.h.
TEST(ValidateTraining, Gpt3OnSixtyFourA100IsTheWorkedNumber) {
  for (const ScoredRow& row : rows_of("training_cost.csv")) {
    if (row.model == "gpt3-175B sequence parallel + selective recompute") {
      EXPECT_EQ(row.published, 148.95);
      EXPECT_NEAR(*row.predicted, 144.9, 0.1);
      return;
    }
  }
  FAIL() << "the row is missing";
}

TEST(ValidateTraining, TheRunsWordsAreNoPartOfTheModelsName) {
  Diagnostics diagnostics;
  std::map<std::string, std::string> keys;
  for (const TrainingCase& c : training_cases(SOURCE_DIR "/data/reference/training_cost.csv",
                                              shipped_book(), shipped_catalog(), diagnostics)) {
    if (c.job) {
      keys[c.row.model] = c.job->model.key;
    }
  }
  EXPECT_EQ(keys["LLAMA3_70B Pre-Training"], "Llama-3-70B");
  EXPECT_EQ(keys["gpt3-175B sequence parallel + selective recompute"], "GPT-3-175B");
  EXPECT_EQ(keys["turing-530B full recompute"], "Megatron-530B");
  EXPECT_FALSE(keys.contains("MLPerf dlrm_dcnv2"));
}

TEST(ValidateTraining, BadFilesAreErrors) {
  Diagnostics missing;
  EXPECT_TRUE(
      predict_training("no/such/file.csv", shipped_book(), shipped_catalog(), missing).empty());
  EXPECT_TRUE(missing.has_errors());
  Diagnostics columns;
  EXPECT_TRUE(
      predict_training(SOURCE_DIR "/data/models.csv", shipped_book(), shipped_catalog(), columns)
          .empty());
  EXPECT_NE(columns.text().find("no column 'tokens_per_s_per_gpu'"), std::string::npos);
}

}  // namespace
}  // namespace costwright::testing
