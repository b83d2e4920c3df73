#pragma once
// Scenario -> what to simulate. Every deployment is one pool; every calendar month of it is one
// plan. Months whose physics is equal have equal plans (same hash) and are simulated once. No price
// enters.
//
// A month is simulated as its *typical days*: the distinct day profiles of the declared week (one
// when every day is alike, two for working days and weekends, up to seven), one after the other
// after a warm-up, each weighted by how often the calendar month has it. The monthly volume is
// declared; hour h of a typical day gets
//   rate(h) = volume x shape(h) / sum over the month's hours of shape      [requests per hour]
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/calibration/llm_calibration.h"
#include "core/specs/accelerator.h"
#include "sim/api/api_engine.h"
#include "sim/arrivals/arrivals.h"
#include "sim/batch/batch_engine.h"
#include "sim/power/pool_power.h"
#include "sim/serving/plan.h"
#include "study/plan/simulation_table.h"

namespace costwright {
class Catalog;
class Diagnostics;
class FactLog;
struct LoadedScenario;
}  // namespace costwright

namespace costwright::study {

class Inputs;

inline constexpr sim::Ps kPsPerDay = 24 * sim::kPsPerHour;

// The devices of a fleet entry, from the catalogue.
struct FleetSpec {
  AcceleratorSpec accelerator;
  int devices_per_server = 0;
  double host_power_w =
      0;  // per server outside the accelerators; 0 for cloud instances (not published)
  bool owned = false;
  friend bool operator==(const FleetSpec&, const FleetSpec&) = default;
};

// One kind of machines that a deployment runs on, and what a replica is there.
struct PoolKind {
  std::vector<std::size_t> entries;  // indices into Scenario::fleet
  std::int64_t kv_blocks{};          // of a replica; 0 for batch services
  sim::PoolPower power;
  std::optional<LlmCalibration> calibration;  // of LLMs: what its speed rests on

  // KV cache of one replica, tokens; 0 for batch services.
  std::int64_t kv_tokens() const { return kv_blocks * sim::ReplicaPlan{}.block_tokens; }
  friend bool operator==(const PoolKind&, const PoolKind&) = default;
};

// One deployment: what all its months share.
struct PoolSpec {
  std::string name;  // the deployment's
  // Where it runs: an index into Scenario::fleet; none: an API.
  std::optional<std::size_t> fleet;
  std::vector<std::size_t> also_on;  // further entries, for its use alone
  std::vector<PoolKind> kinds;       // their machines, the first entry's first; none: an API
  // [month][kind], replicas in service; a month without any may be missing.
  std::vector<std::vector<int>> replicas_in;
  int devices_per_replica = 1;
  int replicas = 1;
  std::int64_t max_context{};   // of a request, prompt and answer; 0: of any length
  double kv_bytes_per_token{};  // of one sequence, once; 0 for batch services
  // Share of the time that a replica is there, where interruptions alone decide it: known exactly,
  // so the windows' own share, which is chance, does not count.
  std::optional<double> on_share;
  // class index -> index into Scenario::workloads: of those whose requests come here, from their
  // clients or from another pool
  std::vector<std::size_t> workload_of_class;

  bool is_llm() const { return !kinds.empty() && kinds.front().kv_blocks > 0; }
  // KV cache of a replica of the kind that has the least, tokens; 0 for batch services.
  std::int64_t kv_tokens() const;
  // Prompt and answer of the longest request that every replica accepts; 0: of any length.
  std::int64_t longest_request() const {
    return is_llm() ? std::min(kv_tokens(), max_context) : max_context;
  }
  bool is_api() const { return !fleet; }
  std::vector<std::size_t> entries() const;  // all that it runs on
  // Batch services answer items, not tokens, and their first answer is the whole answer: no token
  // counts, no TTFT.
  bool answers_tokens() const { return is_llm() || is_api(); }
  friend bool operator==(const PoolSpec&, const PoolSpec&) = default;
};

// What of a pool's kind is on one of its fleet entries.
struct PoolPart {
  std::size_t fleet{};
  double share{};  // of its devices
};
// In a month in which so many `devices` of each fleet entry are in service: in proportion, where it
// runs on several. None where none are.
template <class DevicesOf>
std::vector<PoolPart> parts_in_service(const PoolKind& kind, const DevicesOf& devices) {
  double all = 0;
  for (const std::size_t f : kind.entries) {
    all += devices(f);
  }
  std::vector<PoolPart> parts;
  for (const std::size_t f : kind.entries) {
    if (devices(f) > 0) {
      parts.push_back({f, devices(f) / all});
    }
  }
  return parts;
}

// What a pool's replicas do and how many of them there are, or what an API does. Months that agree
// on it share it.
using PoolPlan = std::variant<sim::ServingPlan, sim::BatchPlan, sim::ApiPlan>;

// The distinct days of the declared week.
struct TypicalDays {
  std::array<int, 7> day_of_weekday{};  // weekday (0 = Monday) -> typical day
  int count = 1;
  int repeats = 1;  // how often the window holds each: a few requests a day are a small sample
  int in_window() const { return count * repeats; }
  friend bool operator==(const TypicalDays&, const TypicalDays&) = default;
};

// Requests that another simulation passes on to this one.
struct Inbound {
  int simulation{};  // index into ScenarioPlan::simulations, a smaller one than this simulation's
  std::uint64_t key{};  // that simulation's
  RelayKind kind{};
  std::vector<std::int32_t> class_of;  // class there -> class here, -1: not for this pool
  friend bool operator==(const Inbound&, const Inbound&) = default;
};

// One simulation: a pool in one month.
struct Simulation {
  std::size_t pool{};
  std::shared_ptr<const PoolPlan> plan;
  std::shared_ptr<const sim::ArrivalPlan> arrivals;  // of its own clients; shared by all speeds
  std::vector<Inbound> from;                         // it is simulated after these
  std::uint64_t key{};         // content hash: plan, arrivals, engine version, the same of `from`
  double requests_expected{};  // of the window, for progress
  friend bool operator==(const Simulation& a, const Simulation& b) {
    return a.pool == b.pool && a.key == b.key;  // which stands for all that is simulated
  }
};

// Where a workload's requests come from, for the report.
struct WorkloadBasis {
  std::size_t workload{};
  double trace_window_s = 0;  // 0: not a trace
  double trace_from_s = 0;    // where a chosen window begins, since the file's first request
  std::int64_t trace_rows = 0, bad_rows = 0;
  double mean_input = 0, mean_output = 0;          // of a request, tokens
  double accepted_input = 0, accepted_output = 0;  // of one that is not too long
  double kept = 1;                 // share of its prompt's tokens that is served (compress_by)
  double mean_reads = 0;           // of a request: DecodeLoad::prompt_reads
  std::int64_t rows_too_long = 0;  // rows that no replica accepts: refused
  double share_too_long = 0;       // the same of all its requests
  // Of the declared tokens, cut off by a stated `max`; the mean that is left, tokens.
  double input_cut = 0, output_cut = 0;
  double input_left = 0, output_left = 0;
  std::optional<double> slo_target;        // share of the requests within its limits
  double without_shared_prefix = 0;        // share of the prompts that are shorter than it
  std::vector<double> requests_per_month;  // declared, by month; empty for closed clients
  std::vector<double>
      peak_scale;  // by month: busiest hour's rate / the trace's own; empty without a trace
  friend bool operator==(const WorkloadBasis&, const WorkloadBasis&) = default;
};

// The same thing when the language models are as fast, and as slow, as the error of their
// calibration allows (study/outcome/metrics.h).
template <class T>
struct SpeedRange {
  T fast, slow;
  friend bool operator==(const SpeedRange&, const SpeedRange&) = default;
};

struct ScenarioPlan {
  std::vector<FleetSpec> fleet;  // in the scenario's order
  std::vector<PoolSpec> pools;   // in the order of Scenario::serving
  TypicalDays days;
  sim::Ps warm_up{};
  Effort effort = Effort::kStandard;
  std::vector<Simulation> simulations;  // distinct
  SimulationTable simulation_of;
  std::optional<SpeedRange<SimulationTable>> speed_range;  // none: nothing rests on a calibration,
                                                           // or the scenario wants none
  std::vector<int> compressed_of;  // [pool] -> simulation of the last month by time compression;
                                   // -1: none, as for pools between which requests are passed on
  std::vector<WorkloadBasis> bases;

  // Whether some deployment runs on the fleet entry.
  bool uses(std::size_t entry) const;
  friend bool operator==(const ScenarioPlan&, const ScenarioPlan&) = default;
};

// Whether the two plans simulate the same things on the same devices, so that only money differs:
// whether they are equal, for there is no money in a plan.
inline bool same_physics(const ScenarioPlan& a, const ScenarioPlan& b) {
  return a == b;
}

// Whether plans, or the calendar of their months (MonthBasis), rest on anything that the scenario
// says in its section of that name. Of the others there is money alone in every scenario.
bool is_planned_on(std::string_view section);

// Errors (unknown catalogue rows, a model that does not fit, a bad trace, ...) go to `diagnostics`
// at the scenario's line; the plan is then incomplete and must not be run.
ScenarioPlan make_plan(const LoadedScenario& loaded,
                       const Inputs& inputs,
                       const Catalog& catalog,
                       FactLog& facts,
                       Diagnostics& diagnostics);

}  // namespace costwright::study
