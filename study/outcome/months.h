#pragma once
// Simulated windows + the calendar -> the physical result of every month of the horizon. A typical
// day's counters are weighted by how often the calendar month has that day; histograms are merged
// with the same whole-number weights. The hours of a fixed fleet come from the calendar and never
// scale with the traffic.
#include <vector>

#include "core/physical.h"
#include "study/plan/plan.h"
#include "study/simulate/simulate.h"

namespace costwright::study {

// One deployment in one month, for utilisation.csv.
struct PoolMonth {
  YearMonth month;
  int run = -1;              // index into StudyPlan::runs; -1: not in service
  int replicas = 0;          // 0: not in service; with autoscaling the most there are
  double replicas_on{};      // mean of those that are there
  double busy_share{};       // replica-time inside iterations / replica-time on
  double peak_busy_share{};  // highest 15-minute bucket
  double kv_occupancy{};     // mean resident KV tokens / capacity; 0 for batch services
  double preemptions{};
  double prefix_hit_share{};  // of the prompt tokens, found in the prefix cache
  double lost{};              // requests at a replica that went down, started again elsewhere
  double iterations{};
  double tokens_per_s{};  // processed output tokens per second, mean over the month
  double it_kwh{};        // of the pool's own devices
  double peak_kw{};       // highest 15-minute mean of the pool's own devices
  double max_queue{};     // longest queue of one replica in the window
  double backlog_end{};
};

struct MonthlyResult {
  Physical physical;
  std::vector<std::vector<PoolMonth>> pools;  // [pool][month]
};

// `run_of`: plan.run_of or one of plan.ends. `known`: empty, or an earlier result of the same plan,
// run_of and usages, whose latencies, most of the work, are taken over: money cannot change them.
MonthlyResult monthly_result(const LoadedScenario& loaded,
                             const StudyPlan& plan,
                             const RunTable& run_of,
                             const std::vector<sim::PoolUsage>& usages,
                             MonthlyResult known = {});

}  // namespace costwright::study
