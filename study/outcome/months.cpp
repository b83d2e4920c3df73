#include "study/outcome/months.h"

#include <algorithm>

#include "sim/power/pool_power.h"

namespace costwright::study {
namespace {

constexpr double kJoulesPerKwh = 3.6e6;

int replicas_of(const PoolRun& run) {
  return std::visit(
      [](const auto& plan) {
        return static_cast<int>(plan.replicas);
      },
      run.plan);
}

// How often the calendar month has each typical day.
std::vector<double> day_weights(const TypicalDays& days, YearMonth month) {
  std::vector<double> weights(static_cast<std::size_t>(days.count));
  const auto counts = weekday_counts(month);
  for (std::size_t d = 0; d < 7; ++d) {
    weights[static_cast<std::size_t>(days.day_of_weekday[d])] += counts[d];
  }
  return weights;
}

// What the deployments of a fleet entry have in common in one month.
struct FleetLoad {
  double used_devices = 0;
  double devices_off = 0;      // of them, on average: given back, failed or reclaimed
  std::vector<double> joules;  // by bucket of the window, their own devices together
};

PoolMonth pool_month(const PoolSpec& spec,
                     const PoolRun& run,
                     const sim::PoolUsage& usage,
                     const std::vector<double>& weights,
                     YearMonth month,
                     bool owned,
                     FleetLoad& load) {
  PoolMonth result;
  result.month = month;
  result.replicas = replicas_of(run);
  double busy_s = 0;
  double on_s = 0;
  double kv_token_s = 0;
  double joules = 0;
  double tokens = 0;
  double cached = 0;
  double prefilled = 0;
  load.joules.resize(usage.buckets.size());
  for (std::size_t b = 0; b < usage.buckets.size(); ++b) {
    const sim::UsageBucket& bucket = usage.buckets[b];
    const double weight = weights[b / sim::kBucketsPerDay];
    const double bucket_busy_s = static_cast<double>(bucket.busy_ps) * 1e-12;
    const double bucket_on_s = static_cast<double>(bucket.on_ps) * 1e-12;
    const double bucket_j = sim::bucket_joules(
        spec.power, bucket, {.replicas = result.replicas, .always_powered = owned});
    on_s += weight * bucket_on_s;
    busy_s += weight * bucket_busy_s;
    kv_token_s += weight * static_cast<double>(bucket.kv_token_ps) * 1e-12;
    joules += weight * bucket_j;
    load.joules[b] += bucket_j;
    result.preemptions += weight * static_cast<double>(bucket.preemptions);
    result.iterations += weight * static_cast<double>(bucket.iterations);
    tokens += weight * static_cast<double>(bucket.decode_tokens);
    cached += weight * static_cast<double>(bucket.cached_tokens);
    prefilled += weight * static_cast<double>(bucket.prefill_tokens);
    result.lost += weight * static_cast<double>(bucket.lost);
    if (bucket.on_ps > 0) {
      result.peak_busy_share = std::max(result.peak_busy_share, bucket_busy_s / bucket_on_s);
    }
    result.peak_kw = std::max(result.peak_kw, bucket_j / sim::kSecondsPerBucket / 1000);
  }
  const double month_s = hours_in(month) * 3600.0;
  result.replicas_on = on_s / month_s;
  result.busy_share = on_s > 0 ? busy_s / on_s : 0;
  if (spec.kv_blocks > 0 && on_s > 0) {
    result.kv_occupancy = kv_token_s / (on_s * static_cast<double>(spec.kv_tokens()));
  }
  if (cached > 0) {
    result.prefix_hit_share = cached / (cached + prefilled);
  }
  result.tokens_per_s = tokens / month_s;
  result.it_kwh = joules / kJoulesPerKwh;
  result.max_queue = static_cast<double>(usage.max_queue);
  result.backlog_end = static_cast<double>(usage.backlog_end);
  return result;
}

void add_latencies(WorkloadMonth& workload,
                   const sim::LatencyDay& day,
                   std::uint64_t times,
                   bool ttft) {
  if (ttft) {
    workload.ttft.merge(day.ttft, times);
  }
  workload.tpot.merge(day.tpot, times);
  workload.itl.merge(day.itl, times);
  workload.e2e.merge(day.e2e, times);
}

// Batch services answer items, not tokens, and their first answer is the whole answer: no token
// counts, no TTFT.
void add_class(WorkloadMonth& workload,
               const sim::ClassUsage& usage,
               const std::vector<double>& weights,
               bool tokens,
               bool latencies) {
  for (std::size_t d = 0; d < usage.days.size(); ++d) {
    const sim::ClassDay& day = usage.days[d];
    const double weight = weights[d];
    workload.offered += weight * static_cast<double>(day.arrived);
    workload.served += weight * static_cast<double>(day.completed);
    workload.dropped += weight * static_cast<double>(day.dropped);
    workload.timed_out += weight * static_cast<double>(day.timed_out);
    workload.slo_met += weight * static_cast<double>(day.slo_met);
    workload.from_cache += weight * static_cast<double>(day.from_cache);
    if (tokens) {
      workload.input_tokens += weight * static_cast<double>(day.input_tokens);
      workload.output_tokens += weight * static_cast<double>(day.output_tokens);
    }
    if (latencies) {
      add_latencies(workload, day.latency, static_cast<std::uint64_t>(weight), tokens);
    }
  }
}

void take_latencies(WorkloadMonth& workload, WorkloadMonth& known) {
  workload.ttft = std::move(known.ttft);
  workload.tpot = std::move(known.tpot);
  workload.itl = std::move(known.itl);
  workload.e2e = std::move(known.e2e);
}

class MonthBuilder {
 public:
  MonthBuilder(const Scenario& scenario,
               const StudyPlan& plan,
               const RunTable& run_of,
               const std::vector<sim::PoolUsage>& usages,
               MonthlyResult& known)
      : scenario_(scenario),
        plan_(plan),
        run_of_(run_of),
        usages_(usages),
        known_(known.physical.months) {}

  PhysicalMonth make(int m, std::vector<PoolMonth>& pools) const {
    PhysicalMonth result;
    result.month = scenario_.start + m;
    result.fleet.resize(scenario_.fleet.size());
    result.workloads.resize(scenario_.workloads.size());
    std::vector<FleetLoad> loads(scenario_.fleet.size());
    for (std::size_t p = 0; p < plan_.pools.size(); ++p) {
      pools.push_back(add_pool(p, m, result, loads));
    }
    for (std::size_t f = 0; f < scenario_.fleet.size(); ++f) {
      finish_fleet(f, result, loads[f]);
    }
    for (std::size_t w = 0; w < scenario_.workloads.size(); ++w) {
      finish_workload(scenario_.workloads[w].second, result.workloads[w]);
      if (!known_.empty()) {
        take_latencies(result.workloads[w], known_.at(static_cast<std::size_t>(m)).workloads.at(w));
      }
    }
    return result;
  }

 private:
  PoolMonth add_pool(std::size_t p,
                     int m,
                     PhysicalMonth& month,
                     std::vector<FleetLoad>& loads) const {
    const int index = run_of_[p].empty() ? -1 : run_of_[p][static_cast<std::size_t>(m)];
    const PoolSpec& spec = plan_.pools[p];
    if (index < 0) {
      PoolMonth idle;
      idle.month = month.month;
      return idle;
    }
    const sim::PoolUsage& usage = usages_[static_cast<std::size_t>(index)];
    const auto weights = day_weights(plan_.days, month.month);
    FleetLoad& load = loads[spec.fleet];
    PoolMonth pool = pool_month(spec, plan_.runs[static_cast<std::size_t>(index)], usage, weights,
                                month.month, plan_.fleet[spec.fleet].owned, load);
    pool.run = index;
    const double devices = pool.replicas * spec.devices_per_replica;
    const double devices_on = pool.replicas_on * spec.devices_per_replica;
    const double busy_hours = pool.busy_share * devices_on * hours_in(month.month);
    load.used_devices += devices;
    load.devices_off += devices - devices_on;
    FleetMonth& fleet = month.fleet[spec.fleet];
    fleet.device_hours_busy += busy_hours;
    fleet.it_kwh += pool.it_kwh;
    add_workloads(spec, usage, weights, busy_hours, month);
    return pool;
  }

  // Tokens, or requests, that the replicas worked on: without the response cache's part.
  static double work_of(const sim::ClassDay& day, bool tokens) {
    const auto completed = static_cast<double>(day.completed);
    const auto passed_on = static_cast<double>(day.passed_on_tokens);
    if (!tokens || day.completed == 0) {
      return tokens ? passed_on : completed;
    }
    const double worked = (completed - static_cast<double>(day.from_cache)) / completed;
    return worked * static_cast<double>(day.input_tokens + day.output_tokens) + passed_on;
  }

  // A pool's busy time is shared by the tokens (batch services: requests) that each workload had
  // processed, or that it passed on: the whole answer counts where it was finished, its prompt too.
  void add_workloads(const PoolSpec& spec,
                     const sim::PoolUsage& usage,
                     const std::vector<double>& weights,
                     double busy_hours,
                     PhysicalMonth& month) const {
    const bool tokens = spec.kv_blocks > 0;
    std::vector<double> work(usage.classes.size());
    double total = 0;
    for (std::size_t c = 0; c < usage.classes.size(); ++c) {
      WorkloadMonth& workload = month.workloads[spec.workload_of_class[c]];
      add_class(workload, usage.classes[c], weights, tokens, known_.empty());
      for (std::size_t d = 0; d < usage.classes[c].days.size(); ++d) {
        work[c] += weights[d] * work_of(usage.classes[c].days[d], tokens);
      }
      total += work[c];
    }
    for (std::size_t c = 0; c < work.size() && total > 0; ++c) {
      const std::size_t w = spec.workload_of_class[c];
      WorkloadMonth& workload = month.workloads[w];
      const double hours = busy_hours * work[c] / total;
      workload.device_hours_busy += hours;
      const Deployment* home =
          find_named(scenario_.serving, scenario_.workloads[w].second.served_by.value());
      if (home->fleet != scenario_.fleet[spec.fleet].first) {
        workload.elsewhere.push_back({spec.fleet, hours});
      }
    }
  }

  void finish_fleet(std::size_t f, PhysicalMonth& month, const FleetLoad& load) const {
    const FleetEntry& entry = scenario_.fleet[f].second;
    const FleetSpec& spec = plan_.fleet[f];
    FleetMonth& fleet = month.fleet[f];
    fleet.servers = servers_in(entry, scenario_, month.month);
    fleet.hours = hours_in(month.month);
    fleet.devices = fleet.servers * spec.devices_per_server;
    fleet.device_hours_on = fleet.devices * fleet.hours;
    if (!spec.owned) {  // what is given back is not rented; owned machines stay on
      fleet.device_hours_on -= load.devices_off * fleet.hours;
    }
    const double constant_w = (fleet.devices - load.used_devices) * spec.accelerator.idle_w +
                              fleet.servers * spec.host_power_w;
    fleet.it_kwh += constant_w * fleet.hours / 1000;
    // Deployments that share the entry need not peak in the same quarter of an hour.
    const double peak_j =
        load.joules.empty() ? 0 : *std::max_element(load.joules.begin(), load.joules.end());
    fleet.peak_it_kw = peak_j / sim::kSecondsPerBucket / 1000 + constant_w / 1000;
    if (entry.owned && entry.owned->power) {
      fleet.peak_it_kw = fleet.servers * entry.owned->power->in(kilowatt);
      fleet.it_kwh = fleet.peak_it_kw * fleet.hours;
    }
  }

  static void finish_workload(const Workload& workload, WorkloadMonth& month) {
    if (workload.declared) {
      month.input_tokens = workload.declared->input_tokens.base();
      month.output_tokens = workload.declared->output_tokens.base();
      month.offered = month.served =
          workload.declared->requests ? workload.declared->requests->base() : 0;
    }
    month.simulated = workload.served_by.has_value();
    month.saturated = month.served < 0.99 * month.offered;
    if (workload.demand && workload.demand->population) {
      month.user_actions = month.served / workload.demand->population->calls_per_action;
    }
  }

  const Scenario& scenario_;
  const StudyPlan& plan_;
  const RunTable& run_of_;
  const std::vector<sim::PoolUsage>& usages_;
  std::vector<PhysicalMonth>& known_;  // empty: nothing is
};

}  // namespace

MonthlyResult monthly_result(const LoadedScenario& loaded,
                             const StudyPlan& plan,
                             const RunTable& run_of,
                             const std::vector<sim::PoolUsage>& usages,
                             MonthlyResult known) {
  const MonthBuilder builder(loaded.scenario, plan, run_of, usages, known);
  MonthlyResult result;
  result.pools.resize(plan.pools.size());
  for (int m = 0; m < loaded.scenario.horizon.count; ++m) {
    std::vector<PoolMonth> pools;
    result.physical.months.push_back(builder.make(m, pools));
    for (std::size_t p = 0; p < pools.size(); ++p) {
      result.pools[p].push_back(pools[p]);
    }
  }
  return result;
}

}  // namespace costwright::study
