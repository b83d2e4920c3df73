#pragma once
// The factors of data/calibration/power.csv, again from published rows. Both starts know no row:
// plain shares.
#include <string>
#include <vector>

#include "core/perf/llm_serving.h"

namespace costwright {

// A training job under power caps, as times and energies of its own run at the highest cap.
struct CappedJob {
  std::string model;
  AcceleratorSpec accelerator;
  double cap_w{}, power_w{};  // of that run
  struct Point {
    double cap_w{}, time_ratio{}, energy_ratio{};  // a ratio of 0: not published
  };
  std::vector<Point> points;
};
struct CappedRun {
  double time_ratio{}, energy_ratio{}, power_ratio{};
};
CappedRun capped_run(const CappedJob& job, double cap_w);  // with its accelerator's factors
// The first seven factors, to jobs on accelerators of one architecture; the others are kept.
PowerFactors fit_power_caps(const std::vector<CappedJob>& jobs);

// What an LLM engine did, per second of a replica, and what the replica drew.
struct ServedPower {
  std::string model;
  LlmReplica replica;
  double busy{};  // share of the time
  double iterations{}, decode_tokens{}, prefill_tokens{}, kv_read_tokens{}, prefill_pairs{};
  double watts{};  // published
};
double served_watts(const ServedPower& load, const LlmEnergy& energy);
// Memory share and the four factors of LLM engines, to loads on accelerators of one architecture.
// The others are kept; so is the clock's share, which these loads cannot tell from what does not
// fall with the clock. Every model weighs the same; the start is also a prior.
PowerFactors fit_serving_power(const std::vector<ServedPower>& loads);

}  // namespace costwright
