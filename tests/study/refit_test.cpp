// The fits behind `costwright validate --leave-one-out` find constants that made the data.
#include <cmath>

#include <gtest/gtest.h>

#include "study/calibrate/least_squares.h"
#include "study/calibrate/power_fit.h"
#include "study/calibrate/training_fit.h"
#include "tests/core/perf_samples.h"

namespace costwright::testing {
using namespace study;
namespace {

// Misfits x0 - 2 and x0 x1 - 6, of logarithms: least at (2, 3).
void coupled(const std::vector<double>& x, std::vector<double>& out) {
  out = {std::log(x[0] / 2), std::log(x[0] * x[1] / 6)};
}

TEST(LeastSquares, FindsTheMinimumOfCoupledMisfits) {
  const LeastSquaresFit fit = least_squares({1, 1}, {{0.1, 10}, {0.1, 10}}, coupled);
  EXPECT_NEAR(fit.factors[0], 2, 1e-3);
  EXPECT_NEAR(fit.factors[1], 3, 1e-3);
  EXPECT_NEAR(fit.loss, 0, 1e-6);
}

// x0 held at 1.5: the rest of the misfit is shared, min over x1 alone gives x1 = 6 / 1.5 = 4.
TEST(LeastSquares, StaysWithinBounds) {
  const LeastSquaresFit fit = least_squares({1, 1}, {{0.1, 1.5}, {0.1, 10}}, coupled);
  EXPECT_LE(fit.factors[0], 1.5);
  EXPECT_NEAR(fit.factors[0], 1.5, 0.02);
  EXPECT_NEAR(fit.factors[1], 4, 0.06);
}

// One misfit, two factors: any pair of product 6 will do.
TEST(LeastSquares, FewerMisfitsThanFactorsAreMet) {
  const LeastSquaresFit fit = least_squares(
      {1, 1}, {{0.1, 10}, {0.1, 10}}, [](const std::vector<double>& x, std::vector<double>& out) {
        out = {std::log(x[0] * x[1] / 6)};
      });
  EXPECT_NEAR(fit.factors[0] * fit.factors[1], 6, 1e-3);
}

// Within 1.5: x; beyond, the root of 1.5 (2 x - 1.5).
TEST(Robust, ItsSquareGrowsLinearlyFarOut) {
  EXPECT_DOUBLE_EQ(robust(1), 1);
  EXPECT_DOUBLE_EQ(robust(-3), -std::sqrt(1.5 * (6 - 1.5)));
}

AcceleratorSpec capped_v100() {
  AcceleratorSpec a = samples::v100_sxm2();
  a.tdp_w = 250;
  return a;
}

TEST(FitPowerCaps, RunsUnderOtherCapsAreMet) {
  std::vector<CappedJob> jobs;
  for (const double watts : {110.0, 150.0, 190.0, 225.0}) {
    CappedJob job{"net", capped_v100(), 250, watts, {}};
    for (const double cap : {100.0, 125.0, 150.0, 175.0, 200.0}) {
      const CappedRun run = capped_run(job, cap);
      job.points.push_back({cap, run.time_ratio, run.energy_ratio});
    }
    jobs.push_back(std::move(job));
  }
  const PowerFactors found = fit_power_caps(jobs);
  for (CappedJob job : jobs) {
    const CappedRun wanted = capped_run(job, 140);
    job.accelerator.power = found;
    const CappedRun run = capped_run(job, 140);
    EXPECT_NEAR(run.time_ratio / wanted.time_ratio, 1, 0.05) << job.power_w;
    EXPECT_NEAR(run.energy_ratio / wanted.energy_ratio, 1, 0.05) << job.power_w;
  }
}

// Decodes of three models at three batch sizes each, at speeds of the default factors' order. The
// prior holds the fit a little short of the truth.
TEST(FitServingPower, DrawsOfTheSameConstantsAreMet) {
  std::vector<ServedPower> loads;
  const auto add = [&](ModelShape model, Precision weights, int tp) {
    for (const double batch : {2.0, 16.0, 100.0}) {
      ServedPower load;
      load.model = model.key;
      load.replica = {model, samples::h100_sxm(), weights, Precision::kBf16, tp};
      load.busy = 1;
      load.iterations = 40;
      load.decode_tokens = 40 * batch;
      load.prefill_tokens = 10 * batch;
      load.kv_read_tokens = 40 * batch * 1000;
      load.prefill_pairs = 10 * batch * 200;
      load.watts = served_watts(load, llm_energy(load.replica));
      loads.push_back(load);
    }
  };
  add(samples::llama_8b(), Precision::kBf16, 1);
  add(samples::llama_70b(), Precision::kFp8, 2);
  add(samples::mixtral_8x7b(), Precision::kBf16, 2);
  const PowerFactors found = fit_serving_power(loads);
  for (ServedPower load : loads) {
    load.replica.accelerator.power = found;
    const double watts = served_watts(load, llm_energy(load.replica));
    EXPECT_NEAR(watts / load.watts, 1, 0.08) << load.model << " " << load.decode_tokens;
  }
}

}  // namespace
}  // namespace costwright::testing
