#include "study/calibrate/power_fit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "study/calibrate/least_squares.h"

namespace costwright::study {
namespace {

constexpr double kSpread = 0.05;
// Of a factor's logarithm. Weights, KV cache and FLOPs all grow with load: without a hold on the
// start, a fit puts everything into one of them.
constexpr double kPriorSpread = 0.3;

double misfit(double predicted, double published) {
  return robust(std::log(predicted / published) / kSpread);
}

void add_misfits(const CappedJob& job, std::vector<double>& out) {
  const auto add = [&](double predicted, double published) {
    if (published > 0) {
      out.push_back(misfit(predicted, published));
    }
  };
  for (const CappedJob::Point& p : job.points) {
    const CappedRun run = capped_run(job, p.cap_w);
    add(run.time_ratio, p.time_ratio);
    add(run.energy_ratio, p.energy_ratio);
  }
}

}  // namespace

PowerFactors fit_power_caps(const std::vector<CappedJob>& jobs) {
  require(!jobs.empty(), "no jobs to fit to");
  const std::vector<double> start{0.13, 0.1, 0.6, 0.25, 0.75, 1.0, 0.95};
  const std::vector<FactorBounds> bounds{{0.05, 0.4}, {0.01, 0.4}, {0.2, 1.2}, {0.05, 0.8},
                                         {0.5, 0.95}, {0.3, 2},    {0.8, 1}};
  const auto factors_of = [&](const std::vector<double>& x) {
    PowerFactors power = jobs.front().accelerator.power;
    power.fixed = x[0];
    power.clock = x[1];
    power.compute = x[2];
    power.memory = x[3];
    power.voltage_floor = x[4];
    power.voltage_slope = x[5];
    power.held_share = x[6];
    return power;
  };
  std::vector<CappedJob> tried = jobs;
  const auto misfits = [&](const std::vector<double>& x, std::vector<double>& out) {
    out.clear();
    for (CappedJob& job : tried) {
      job.accelerator.power = factors_of(x);
      add_misfits(job, out);
    }
  };
  return factors_of(least_squares(start, bounds, misfits).factors);
}

PowerFactors fit_serving_power(const std::vector<ServedPower>& loads) {
  require(!loads.empty(), "no loads to fit to");
  const std::vector<double> start{0.4, 1, 0.7, 1, 1};
  const std::vector<FactorBounds> bounds{{0.05, 1.5}, {0.2, 5}, {0.3, 1}, {0.5, 10}, {0.3, 5}};
  const auto factors_of = [&](const std::vector<double>& x) {
    PowerFactors power = loads.front().replica.accelerator.power;
    power.memory = x[0];
    power.llm_flop = x[1];
    power.narrow_flop = x[2];
    power.expert_flop = x[3];
    power.kv_byte = x[4];
    return power;
  };
  std::map<std::string, double> rows;
  for (const ServedPower& load : loads) {
    rows[load.model] += 1;
  }
  const double even = static_cast<double>(loads.size()) / static_cast<double>(rows.size());
  std::vector<ServedPower> tried = loads;
  const auto misfits = [&](const std::vector<double>& x, std::vector<double>& out) {
    out.clear();
    for (ServedPower& load : tried) {
      load.replica.accelerator.power = factors_of(x);
      const double log_ratio = std::log(served_watts(load, llm_energy(load.replica)) / load.watts);
      out.push_back(robust(log_ratio / kSpread * std::sqrt(even / rows.at(load.model))));
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
      out.push_back(std::log(x[i] / start[i]) / kPriorSpread);
    }
  };
  return factors_of(least_squares(start, bounds, misfits).factors);
}

}  // namespace costwright::study
