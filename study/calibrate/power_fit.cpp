#include "study/calibrate/power_fit.h"

#include <algorithm>
#include <cmath>

#include "study/calibrate/least_squares.h"

namespace costwright {
namespace {

constexpr double kSpread = 0.05;

double misfit(double predicted, double published) {
  return robust(std::log(predicted / published) / kSpread);
}

PowerShares shares_of(const std::vector<double>& x) {
  return {x[0], x[1], x[2], x[3], x[4], x[5], x[6]};
}

// What a job is without a lower cap, found once for all its points.
class CappedDevice {
 public:
  CappedDevice(const CappedJob& job, const PowerShares& shares)
      : device_(device_power(job.accelerator, shares)),
        activity_(activity_of(device_, job.power_w, job.cap_w)),
        from_(run_under_cap(device_, activity_, job.cap_w)) {}
  CappedRun at(double cap_w) const {
    const OperatingPoint to = run_under_cap(device_, activity_, cap_w);
    return {to.seconds / from_.seconds, to.joules / from_.joules, to.power_w / from_.power_w};
  }

 private:
  DevicePower device_;
  Activity activity_;
  OperatingPoint from_;
};

void add_misfits(const CappedJob& job, const PowerShares& shares, std::vector<double>& out) {
  const CappedDevice device(job, shares);
  const auto add = [&](double predicted, double published) {
    if (published > 0) {
      out.push_back(misfit(predicted, published));
    }
  };
  for (const CappedJob::Point& p : job.points) {
    const CappedRun run = device.at(p.cap_w);
    add(run.time_ratio, p.time_ratio);
    add(run.energy_ratio, p.energy_ratio);
  }
}

}  // namespace

CappedRun capped_run(const CappedJob& job, double cap_w, const PowerShares& shares) {
  return CappedDevice(job, shares).at(cap_w);
}

PowerShares fit_power_shares(const std::vector<CappedJob>& jobs) {
  const std::vector<double> start{0.13, 0.1, 0.6, 0.25, 0.75, 1.0, 0.95};
  const std::vector<FactorBounds> bounds{{0.05, 0.4}, {0.01, 0.4}, {0.2, 1.2}, {0.05, 0.8},
                                         {0.5, 0.95}, {0.3, 2},    {0.8, 1}};
  const auto misfits = [&](const std::vector<double>& x, std::vector<double>& out) {
    out.clear();
    for (const CappedJob& job : jobs) {
      add_misfits(job, shares_of(x), out);
    }
  };
  return shares_of(least_squares(start, bounds, misfits).factors);
}

double served_watts(const ServedPower& load, const LlmEnergy& energy) {
  const double joules = energy.busy_w * load.busy + energy.per_iteration_j * load.iterations +
                        energy.per_token_j * (load.decode_tokens + load.prefill_tokens) +
                        energy.prefill_token_more_j * load.prefill_tokens +
                        energy.per_kv_token_j * load.kv_read_tokens +
                        energy.per_prefill_pair_j * load.prefill_pairs;
  return std::min(energy.maximum_w, energy.idle_w + joules);
}

ServingPower fit_serving_power(const std::vector<ServedPower>& loads) {
  require(!loads.empty(), "no loads to fit to");
  const PowerShares kept = power_shares(loads.front().replica.accelerator);
  const auto power_of = [&](const std::vector<double>& x) {
    ServingPower power{kept, {x[2], x[3], x[4], x[5]}};
    power.shares.clock = x[0];
    power.shares.memory = x[1];
    return power;
  };
  const std::vector<double> start{0.1, 0.4, 1, 1, 1, 1};
  const std::vector<FactorBounds> bounds{{0.01, 0.4}, {0.05, 1.5}, {0.2, 5},
                                         {0.3, 1.5},  {0.5, 10},   {0.3, 5}};
  const auto misfits = [&](const std::vector<double>& x, std::vector<double>& out) {
    out.clear();
    const ServingPower power = power_of(x);
    for (const ServedPower& load : loads) {
      const LlmEnergy energy = llm_energy(load.replica, power.shares, power.factors);
      out.push_back(misfit(served_watts(load, energy), load.watts));
    }
  };
  return power_of(least_squares(start, bounds, misfits).factors);
}

}  // namespace costwright
