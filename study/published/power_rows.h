#pragma once
// What published rows say of the draw of devices, and what the models say of the same runs.
#include <string>
#include <vector>

#include "core/perf/serving/llm_serving.h"

namespace costwright::study {

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

// What an LLM engine did, per second of a replica, and what the replica drew.
struct ServedPower {
  std::string model;
  perf::LlmReplica replica;
  double busy{};  // share of the time
  double iterations{}, decode_tokens{}, prefill_tokens{}, kv_read_tokens{}, prefill_pairs{};
  double watts{};  // published
};
double served_watts(const ServedPower& load, const perf::LlmEnergy& energy);

}  // namespace costwright::study
