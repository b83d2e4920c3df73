#pragma once
// Simulated windows + the calendar -> the physical result of every month of the horizon. A typical
// day's counters are weighted by how often the calendar month has that day; histograms are merged
// with the same whole-number weights. Counts and tokens are brought to the volume that the month
// declares (volumes.h). The hours of a fixed fleet come from the calendar and never scale with the
// traffic.
#include <memory>
#include <optional>
#include <vector>

#include "core/physical.h"
#include "study/plan/simulation_table.h"

namespace costwright {
struct Scenario;
}

namespace costwright::sim {
struct LatencyDay;
struct PoolUsage;
struct UsageBucket;
}  // namespace costwright::sim

namespace costwright::study {

struct PoolSpec;
struct ScenarioPlan;

// What the months depend on beside the plan and its usages: calendar, machines that are there
// without work, volumes that are declared.
struct MonthBasis {
  struct Fleet {
    std::vector<double> servers;     // by month
    std::vector<double> running;     // share of the month's hours in which they run
    std::optional<double> server_w;  // stated constant draw of one
    friend bool operator==(const Fleet&, const Fleet&) = default;
  };
  struct Service {                    // a workload
    std::optional<std::size_t> home;  // the fleet entry of the deployment that it names
    bool simulated = false;           // some deployment answers its requests
    bool declared = false;            // with these volumes in the first month,
    double input_tokens{}, output_tokens{}, requests{};
    std::vector<double> growth;      // times these, by month,
    std::optional<std::size_t> api;  // answered by this deployment, where one is stated
    bool overflows = false;          // what its deployment refuses goes to another
    // What answers second, and the share of what was answered first that it gets. None where others
    // are passed on too, which are not told apart.
    std::optional<std::size_t> cascade_to;
    double cascade_share{};
    std::optional<double> calls_per_action;
    std::vector<double> demand;  // requests by month; empty: the volume is a result
    friend bool operator==(const Service&, const Service&) = default;
  };
  YearMonth start;
  int months{};
  std::vector<Fleet> fleet;
  std::vector<Service> workloads;
  friend bool operator==(const MonthBasis&, const MonthBasis&) = default;
};
MonthBasis month_basis(const Scenario& scenario);

// A deployment's replicas on one kind of machines in one month.
struct KindMonth {
  std::size_t kind{};  // index into PoolSpec::kinds
  int replicas{};
  double replicas_on{};  // mean
  double busy_share{};   // as PoolMonth's
  double it_kwh{};
};

// One deployment in one month, for utilisation.csv.
struct PoolMonth {
  YearMonth month;
  int run = -1;              // index into ScenarioPlan::simulations; -1: not in service
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
  std::vector<KindMonth> kinds;  // those in service; none: an API
};

// What the replicas of the month's kind number `k` did, of a usage of its simulation.
const std::vector<sim::UsageBucket>& work_of_kind(const sim::PoolUsage& usage, std::size_t k);

// Latencies of a workload: of requests (ITL: tokens), weighted by the calendar.
using Latency = sim::LatencyDay;
struct Latencies {
  std::vector<std::vector<Latency>> months;  // [month][workload]
  std::vector<Latency> horizon;              // [workload]; merged, percentiles are never averaged
};

struct MonthlyResult {
  Physical physical;
  std::vector<std::vector<PoolMonth>> pools;  // [pool][month]
  std::shared_ptr<const Latencies> latencies;
};

using Usages = std::vector<std::shared_ptr<const sim::PoolUsage>>;  // by run of the plan

// `simulation_of`: plan.simulation_of or an end of plan.speed_range.
Latencies merged_latencies(const MonthBasis& basis,
                           const ScenarioPlan& plan,
                           const SimulationTable& simulation_of,
                           const Usages& usages);
// `latencies`: merged_latencies() of the same; most of the work, and money cannot change them.
MonthlyResult monthly_result(const MonthBasis& basis,
                             const ScenarioPlan& plan,
                             const SimulationTable& simulation_of,
                             const Usages& usages,
                             std::shared_ptr<const Latencies> latencies);

}  // namespace costwright::study
