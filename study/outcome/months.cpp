#include "study/outcome/months.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/scenario/scenario.h"
#include "sim/clock/clock.h"
#include "sim/power/pool_power.h"
#include "study/outcome/volumes.h"
#include "study/plan/plan.h"

namespace costwright::study {
namespace {

constexpr double kJoulesPerKwh = 3.6e6;

int replicas_of(const Simulation& run) {
  return std::visit(
      [](const auto& plan) {
        if constexpr (requires { plan.replicas; }) {
          return static_cast<int>(plan.replicas);
        } else {
          return 0;  // an API
        }
      },
      *run.plan);
}

// How often the calendar month has the typical day of each day of the window.
std::vector<double> days_in(const TypicalDays& days, YearMonth month) {
  std::vector<double> typical(static_cast<std::size_t>(days.count));
  const auto counts = weekday_counts(month);
  for (std::size_t d = 0; d < 7; ++d) {
    typical[static_cast<std::size_t>(days.day_of_weekday[d])] += counts[d];
  }
  std::vector<double> all;
  for (int r = 0; r < days.repeats; ++r) {
    all.insert(all.end(), typical.begin(), typical.end());
  }
  return all;
}

// What each day of the window stands for: repetitions of a typical day share its days.
std::vector<double> day_weights(const TypicalDays& days, YearMonth month) {
  std::vector<double> weights = days_in(days, month);
  for (double& weight : weights) {
    weight /= days.repeats;
  }
  return weights;
}

// What the deployments of a fleet entry have in common in one month.
struct FleetLoad {
  double used_devices = 0;
  double devices_off = 0;           // of them, on average: given back, failed or reclaimed
  std::vector<double> off_by_hour;  // the same by hour of the week; empty: evenly
  std::vector<double> joules;       // by bucket of the window, their own devices together
};

// What a pool did in a month.
struct PoolWork {
  const Simulation& run;
  const sim::PoolUsage& usage;
  const std::vector<double>& weights;  // of the days of the window
  YearMonth month;
};

// Where a kind's replicas stand.
struct Machines {
  const PoolKind& kind;
  int replicas{};
  bool owned{};
};

// Of a quarter of an hour. Where hours were simulated shorter, a bucket held so few requests that
// its peaks would be chance: then it is that of its hour.
double smoothed(const std::vector<double>& by_bucket,
                std::size_t bucket,
                const sim::PoolUsage& usage) {
  if (usage.stands_for == 1) {
    return by_bucket[bucket];
  }
  const std::size_t hour = bucket / 4 * 4;
  const std::size_t end = std::min(hour + 4, by_bucket.size());
  double sum = 0;
  for (std::size_t b = hour; b < end; ++b) {
    sum += by_bucket[b];
  }
  return sum / static_cast<double>(end - hour);
}

double seconds_on(const std::vector<sim::UsageBucket>& buckets,
                  const std::vector<double>& weights) {
  double on_s = 0;
  for (std::size_t b = 0; b < buckets.size(); ++b) {
    on_s += weights[b / sim::kBucketsPerDay] * (static_cast<double>(buckets[b].on_ps) * 1e-12);
  }
  return on_s;
}

// `load` gets their draw.
KindMonth kind_month(const Machines& machines,
                     const PoolWork& work,
                     const std::vector<sim::UsageBucket>& buckets,
                     FleetLoad& load) {
  KindMonth result;
  result.replicas = machines.replicas;
  double busy_s = 0;
  double joules = 0;
  std::vector<double> drawn(buckets.size());
  for (std::size_t b = 0; b < buckets.size(); ++b) {
    const double weight = work.weights[b / sim::kBucketsPerDay];
    drawn[b] =
        sim::bucket_joules(machines.kind.power, buckets[b],
                           {.replicas = machines.replicas, .always_powered = machines.owned});
    busy_s += weight * (static_cast<double>(buckets[b].busy_ps) * 1e-12);
    joules += weight * drawn[b];
  }
  load.joules.resize(buckets.size());
  for (std::size_t b = 0; b < drawn.size(); ++b) {
    load.joules[b] += smoothed(drawn, b, work.usage);
  }
  const double on_s = seconds_on(buckets, work.weights);
  result.replicas_on = on_s / (hours_in(work.month) * 3600.0);
  result.busy_share = on_s > 0 ? busy_s / on_s : 0;
  result.it_kwh = joules / kJoulesPerKwh;
  return result;
}

// Tokens that the replicas can hold, by the seconds that they are on.
double kv_capacity(const PoolSpec& spec,
                   const std::vector<KindMonth>& kinds,
                   const PoolWork& work) {
  double capacity = 0;
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    capacity += seconds_on(work_of_kind(work.usage, k), work.weights) *
                static_cast<double>(spec.kinds[kinds[k].kind].kv_tokens());
  }
  return capacity;
}

// `load`: what its machines draw.
PoolMonth pool_month(const PoolSpec& spec,
                     const PoolWork& work,
                     std::vector<KindMonth> kinds,
                     const FleetLoad& load) {
  const auto& [run, usage, weights, month] = work;
  PoolMonth result;
  result.month = month;
  result.replicas = replicas_of(run);
  double busy_s = 0;
  double on_s = 0;
  double kv_token_s = 0;
  double tokens = 0;
  double cached = 0;
  double prefilled = 0;
  std::vector<double> busy(usage.buckets.size());
  for (std::size_t b = 0; b < usage.buckets.size(); ++b) {
    const sim::UsageBucket& bucket = usage.buckets[b];
    const double weight = weights[b / sim::kBucketsPerDay];
    const double bucket_busy_s = static_cast<double>(bucket.busy_ps) * 1e-12;
    const double bucket_on_s = static_cast<double>(bucket.on_ps) * 1e-12;
    on_s += weight * bucket_on_s;
    busy_s += weight * bucket_busy_s;
    kv_token_s += weight * static_cast<double>(bucket.kv_token_ps) * 1e-12;
    result.preemptions += weight * static_cast<double>(bucket.preemptions);
    result.iterations += weight * static_cast<double>(bucket.iterations);
    tokens += weight * static_cast<double>(bucket.decode_tokens);
    cached += weight * static_cast<double>(bucket.cached_tokens);
    prefilled += weight * static_cast<double>(bucket.prefill_tokens);
    result.lost += weight * static_cast<double>(bucket.lost);
    busy[b] = bucket.on_ps > 0 ? bucket_busy_s / bucket_on_s : 0;
  }
  for (std::size_t b = 0; b < busy.size(); ++b) {
    result.peak_busy_share = std::max(result.peak_busy_share, smoothed(busy, b, usage));
  }
  for (const double joules : load.joules) {
    result.peak_kw = std::max(result.peak_kw, joules / sim::kSecondsPerBucket / 1000);
  }
  const double month_s = hours_in(month) * 3600.0;
  result.replicas_on = spec.on_share ? result.replicas * *spec.on_share : on_s / month_s;
  result.busy_share = on_s > 0 ? busy_s / on_s : 0;
  if (const double capacity = kv_capacity(spec, kinds, work); capacity > 0) {
    result.kv_occupancy = kv_token_s / capacity;
  }
  if (cached > 0) {
    result.prefix_hit_share = cached / (cached + prefilled);
  }
  result.tokens_per_s = tokens / month_s;
  result.max_queue = static_cast<double>(usage.max_queue);
  result.backlog_end = static_cast<double>(usage.backlog_end);
  for (const KindMonth& kind : kinds) {
    result.it_kwh += kind.it_kwh;
  }
  result.kinds = std::move(kinds);
  return result;
}

void merge(Latency& sum, const Latency& more, std::uint64_t times, bool ttft) {
  if (ttft) {
    sum.ttft.merge(more.ttft, times);
  }
  sum.tpot.merge(more.tpot, times);
  sum.itl.merge(more.itl, times);
  sum.e2e.merge(more.e2e, times);
}

void merge_days(Latency& sum,
                const sim::ClassUsage& more,
                const std::vector<double>& weights,
                bool ttft) {
  for (std::size_t d = 0; d < more.days.size(); ++d) {
    merge(sum, more.days[d].latency, static_cast<std::uint64_t>(weights[d]), ttft);
  }
}

void add_class(WorkloadMonth& workload,
               const sim::ClassUsage& usage,
               const std::vector<double>& weights,
               bool tokens) {
  for (std::size_t d = 0; d < usage.days.size(); ++d) {
    const sim::ClassDay& day = usage.days[d];
    const double weight = weights[d];
    workload.offered += weight * static_cast<double>(day.arrived);
    workload.served += weight * static_cast<double>(day.completed);
    workload.dropped += weight * static_cast<double>(day.dropped);
    workload.timed_out += weight * static_cast<double>(day.timed_out);
    workload.slo_met += weight * static_cast<double>(day.slo_met);
    if (tokens) {
      workload.slo_input_tokens += weight * static_cast<double>(day.slo_input_tokens);
      workload.slo_output_tokens += weight * static_cast<double>(day.slo_output_tokens);
    }
    workload.from_cache += weight * static_cast<double>(day.from_cache);
    if (tokens) {
      workload.input_tokens += weight * static_cast<double>(day.input_tokens);
      workload.output_tokens += weight * static_cast<double>(day.output_tokens);
    }
  }
}

class MonthBuilder {
 public:
  MonthBuilder(const MonthBasis& basis,
               const ScenarioPlan& plan,
               const SimulationTable& simulation_of,
               const Usages& usages)
      : basis_(basis), plan_(plan), simulation_of_(simulation_of), usages_(usages) {}

  PhysicalMonth make(int m, std::vector<PoolMonth>& pools) const {
    PhysicalMonth result;
    result.month = basis_.start + m;
    result.fleet.resize(basis_.fleet.size());
    result.workloads.resize(basis_.workloads.size());
    std::vector<FleetLoad> loads(basis_.fleet.size());
    for (std::size_t p = 0; p < plan_.pools.size(); ++p) {
      pools.push_back(add_pool(p, m, result, loads));
    }
    for (std::size_t f = 0; f < basis_.fleet.size(); ++f) {
      finish_fleet(f, m, result, loads[f]);
    }
    for (std::size_t w = 0; w < basis_.workloads.size(); ++w) {
      const MonthBasis::Service& workload = basis_.workloads[w];
      if (!workload.demand.empty() && in_service(w, m)) {
        bring_to_declared(
            w, workload, {plan_, simulation_of_, usages_, m, day_weights(plan_.days, result.month)},
            result);
      }
      finish_workload(w, m, result);
    }
    return result;
  }

 private:
  PoolMonth add_pool(std::size_t p,
                     int m,
                     PhysicalMonth& month,
                     std::vector<FleetLoad>& loads) const {
    const int index =
        simulation_of_[p].empty() ? -1 : simulation_of_[p][static_cast<std::size_t>(m)];
    const PoolSpec& spec = plan_.pools[p];
    if (index < 0) {
      PoolMonth idle;
      idle.month = month.month;
      return idle;
    }
    const sim::PoolUsage& usage = *usages_[static_cast<std::size_t>(index)];
    const auto weights = day_weights(plan_.days, month.month);
    const PoolWork work{plan_.simulations[static_cast<std::size_t>(index)], usage, weights,
                        month.month};
    std::vector<FleetLoad> own;
    std::vector<KindMonth> kinds = kind_months(spec, work, m, own);
    FleetLoad all;
    for (const FleetLoad& of_kind : own) {
      add_part(of_kind, 1, all);
    }
    PoolMonth pool = pool_month(spec, work, std::move(kinds), all);
    pool.run = index;
    add_prefixes(spec, usage, weights, month);
    if (!spec.fleet) {
      add_workloads(spec, usage, weights, {}, month);
      add_api(p, usage, weights, month);
      return pool;
    }
    std::vector<BusyPart> busy;
    for (std::size_t k = 0; k < pool.kinds.size(); ++k) {
      add_kind({spec, pool.kinds[k], work_of_kind(usage, k)}, own[k], m, month, loads, busy);
    }
    add_workloads(spec, usage, weights, busy, month);
    return pool;
  }

  // Of the kinds in service; `loads` gets what each draws.
  std::vector<KindMonth> kind_months(const PoolSpec& spec,
                                     const PoolWork& work,
                                     int m,
                                     std::vector<FleetLoad>& loads) const {
    std::vector<KindMonth> kinds;
    const std::vector<int>& replicas = spec.replicas_in[static_cast<std::size_t>(m)];
    for (std::size_t k = 0; k < spec.kinds.size(); ++k) {
      if (replicas[k] > 0) {
        const Machines machines{spec.kinds[k], replicas[k],
                                plan_.fleet[spec.kinds[k].entries.front()].owned};
        const auto& buckets = work_of_kind(work.usage, kinds.size());
        KindMonth month = kind_month(machines, work, buckets, loads.emplace_back());
        month.kind = k;
        month.replicas_on = spec.on_share ? month.replicas * *spec.on_share : month.replicas_on;
        kinds.push_back(month);
      }
    }
    return kinds;
  }

  // The busy device-hours of a deployment on one fleet entry.
  struct BusyPart {
    std::size_t fleet{};
    double hours{};
  };

  // What a deployment does on one kind of machines in a month.
  struct KindWork {
    const PoolSpec& spec;
    const KindMonth& kind;
    const std::vector<sim::UsageBucket>& buckets;
  };

  // Devices of the kind that are not there in a bucket of the window.
  static double off_in(const KindWork& work, std::size_t bucket) {
    const double on_s = static_cast<double>(work.buckets[bucket].on_ps) * 1e-12;
    return (work.kind.replicas - on_s / sim::kSecondsPerBucket) * work.spec.devices_per_replica;
  }

  // Of those that are off, the ones beyond so many, and `most` of them.
  struct Turn {
    double beyond = 0, most = std::numeric_limits<double>::infinity();
    double of(double off) const { return std::clamp(off - beyond, 0.0, most); }
  };
  double mean_off(const KindWork& work, const Turn& turn, YearMonth month) const {
    const auto weights = day_weights(plan_.days, month);
    double off = 0;
    double all = 0;
    for (std::size_t b = 0; b < work.buckets.size(); ++b) {
      off += weights[b / sim::kBucketsPerDay] * turn.of(off_in(work, b));
      all += weights[b / sim::kBucketsPerDay];
    }
    return all > 0 ? off / all : 0;
  }
  std::vector<double> off_by_hour(const KindWork& work, const Turn& turn) const {
    constexpr std::size_t kBucketsPerHour = sim::kBucketsPerDay / 24;
    std::vector<double> off(kHoursAWeek);
    for (std::size_t b = 0; b < kHoursAWeek * kBucketsPerHour; ++b) {
      const std::size_t weekday = b / sim::kBucketsPerDay;
      for (int r = 0; r < plan_.days.repeats; ++r) {
        const int day = r * plan_.days.count + plan_.days.day_of_weekday[weekday];
        const auto bucket =
            static_cast<std::size_t>(day) * sim::kBucketsPerDay + b % sim::kBucketsPerDay;
        off[b / kBucketsPerHour] +=
            turn.of(off_in(work, bucket)) / plan_.days.repeats / kBucketsPerHour;
      }
    }
    return off;
  }

  // What is given back is of the last parts first, quarter by quarter.
  void give_back_in_turn(const KindWork& work,
                         const std::vector<PoolPart>& parts,
                         double devices,
                         YearMonth month,
                         std::vector<FleetLoad>& loads) const {
    Turn turn{0, 0};
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
      turn.most = devices * part->share;
      FleetLoad off;
      off.devices_off = mean_off(work, turn, month);
      off.off_by_hour = off_by_hour(work, turn);
      add_part(off, 1, loads[part->fleet]);
      turn.beyond += turn.most;
    }
  }

  void add_kind(const KindWork& work,
                FleetLoad own,
                int m,
                PhysicalMonth& month,
                std::vector<FleetLoad>& loads,
                std::vector<BusyPart>& busy) const {
    const auto& [spec, kind, buckets] = work;
    const double devices = kind.replicas * spec.devices_per_replica;
    const double devices_on = kind.replicas_on * spec.devices_per_replica;
    const double busy_hours = kind.busy_share * devices_on * hours_in(month.month);
    own.used_devices = devices;
    own.devices_off = devices - devices_on;
    constexpr double kNothing = 1e-9;  // of the devices: what is left of rounding
    const bool is_scaled = !spec.on_share && own.devices_off > kNothing * devices;
    const auto parts = parts_in_service(spec.kinds[kind.kind], [&](std::size_t f) {
      return basis_.fleet[f].servers[static_cast<std::size_t>(m)] *
             plan_.fleet[f].devices_per_server;
    });
    if (is_scaled && parts.size() > 1) {
      own.devices_off = 0;
      give_back_in_turn(work, parts, devices, month.month, loads);
    } else if (is_scaled) {
      own.off_by_hour = off_by_hour(work, Turn{});
    }
    for (const PoolPart& part : parts) {
      add_part(own, part.share, loads[part.fleet]);
      FleetMonth& fleet = month.fleet[part.fleet];
      fleet.device_hours_busy += busy_hours * part.share;
      fleet.it_kwh += kind.it_kwh * part.share;
      busy.push_back({part.fleet, busy_hours * part.share});
    }
  }

  static void add_part(const FleetLoad& pool, double share, FleetLoad& load) {
    load.used_devices += pool.used_devices * share;
    load.devices_off += pool.devices_off * share;
    load.off_by_hour.resize(std::max(load.off_by_hour.size(), pool.off_by_hour.size()));
    for (std::size_t h = 0; h < pool.off_by_hour.size(); ++h) {
      load.off_by_hour[h] += pool.off_by_hour[h] * share;
    }
    load.joules.resize(pool.joules.size());
    for (std::size_t b = 0; b < pool.joules.size(); ++b) {
      load.joules[b] += pool.joules[b] * share;
    }
  }

  // Whether a deployment is that the workload's requests reach.
  bool in_service(std::size_t w, int m) const {
    for (std::size_t p = 0; p < plan_.pools.size(); ++p) {
      const auto& of_class = plan_.pools[p].workload_of_class;
      if (!simulation_of_[p].empty() && simulation_of_[p][static_cast<std::size_t>(m)] >= 0 &&
          std::find(of_class.begin(), of_class.end(), w) != of_class.end()) {
        return true;
      }
    }
    return false;
  }

  static void add_prefixes(const PoolSpec& spec,
                           const sim::PoolUsage& usage,
                           const std::vector<double>& weights,
                           PhysicalMonth& month) {
    double cached = 0;
    double computed = 0;
    for (std::size_t b = 0; b < usage.buckets.size(); ++b) {
      const double weight = weights[b / sim::kBucketsPerDay];
      cached += weight * static_cast<double>(usage.buckets[b].cached_tokens);
      computed += weight * static_cast<double>(usage.buckets[b].prefill_tokens);
    }
    for (const std::size_t w :
         std::set<std::size_t>(spec.workload_of_class.begin(), spec.workload_of_class.end())) {
      month.workloads[w].prefix_cached += cached;
      month.workloads[w].prefix_computed += computed;
    }
  }

  // What an API answered, by workload.
  void add_api(std::size_t p,
               const sim::PoolUsage& usage,
               const std::vector<double>& weights,
               PhysicalMonth& month) const {
    std::vector<ApiUse> uses(basis_.workloads.size());
    for (std::size_t c = 0; c < usage.classes.size(); ++c) {
      const std::size_t w = plan_.pools[p].workload_of_class[c];
      WorkloadMonth& workload = month.workloads[w];
      uses[w].deployment = p;
      uses[w].workload = w;
      for (std::size_t d = 0; d < usage.classes[c].days.size(); ++d) {
        const sim::ClassDay& day = usage.classes[c].days[d];
        uses[w].requests += weights[d] * static_cast<double>(day.answered);
        uses[w].input_tokens += weights[d] * static_cast<double>(day.prompt_tokens);
        uses[w].cached_tokens += weights[d] * static_cast<double>(day.read_tokens);
        uses[w].written_tokens += weights[d] * static_cast<double>(day.written_tokens);
        uses[w].output_tokens += weights[d] * static_cast<double>(day.answer_tokens);
        workload.api_output_tokens += weights[d] * static_cast<double>(day.output_tokens);
      }
    }
    for (const ApiUse& use : uses) {
      if (use.requests > 0) {
        month.apis.push_back(use);
      }
    }
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
                     const std::vector<BusyPart>& busy,
                     PhysicalMonth& month) const {
    const bool tokens = spec.answers_tokens();
    std::vector<double> work(usage.classes.size());
    double total = 0;
    for (std::size_t c = 0; c < usage.classes.size(); ++c) {
      WorkloadMonth& workload = month.workloads[spec.workload_of_class[c]];
      add_class(workload, usage.classes[c], weights, tokens);
      for (std::size_t d = 0; d < usage.classes[c].days.size(); ++d) {
        work[c] += weights[d] * work_of(usage.classes[c].days[d], tokens);
      }
      total += work[c];
    }
    double busy_hours = 0;
    for (const BusyPart& part : busy) {
      busy_hours += part.hours;
    }
    for (std::size_t c = 0; c < work.size() && total > 0 && spec.fleet; ++c) {
      const std::size_t w = spec.workload_of_class[c];
      WorkloadMonth& workload = month.workloads[w];
      workload.device_hours_busy += busy_hours * work[c] / total;
      for (const BusyPart& part : busy) {
        if (basis_.workloads[w].home != part.fleet) {
          workload.elsewhere.push_back({part.fleet, part.hours * work[c] / total});
        }
      }
    }
  }

  void finish_fleet(std::size_t f, int m, PhysicalMonth& month, const FleetLoad& load) const {
    const MonthBasis::Fleet& entry = basis_.fleet[f];
    const FleetSpec& spec = plan_.fleet[f];
    FleetMonth& fleet = month.fleet[f];
    fleet.servers = entry.servers[static_cast<std::size_t>(m)];
    fleet.hours = hours_in(month.month);
    fleet.devices = fleet.servers * spec.devices_per_server;
    const double running = entry.running[static_cast<std::size_t>(m)];
    fleet.device_hours_on = fleet.devices * fleet.hours * running;
    if (!spec.owned) {  // what is given back is not rented; owned machines stay on
      fleet.device_hours_on -= load.devices_off * fleet.hours;
      for (const double off : load.off_by_hour) {
        fleet.by_hour.push_back(fleet.servers - off / spec.devices_per_server);
      }
    }
    const double constant_w = (fleet.devices - load.used_devices) * spec.accelerator.idle_w +
                              fleet.servers * spec.host_power_w;
    fleet.it_kwh += constant_w * fleet.hours * running / 1000;
    // Deployments that share the entry need not peak in the same quarter of an hour.
    const double peak_j =
        load.joules.empty() ? 0 : *std::max_element(load.joules.begin(), load.joules.end());
    fleet.peak_it_kw = peak_j / sim::kSecondsPerBucket / 1000 + constant_w / 1000;
    if (entry.server_w) {
      fleet.peak_it_kw = fleet.servers * (*entry.server_w / 1000);
      fleet.it_kwh = fleet.peak_it_kw * fleet.hours;
    }
  }

  static void declare(const MonthBasis::Service& workload, double growth, WorkloadMonth& month) {
    month.input_tokens = month.slo_input_tokens = growth * workload.input_tokens;
    month.output_tokens = month.slo_output_tokens = growth * workload.output_tokens;
    month.offered = month.served = month.slo_met = growth * workload.requests;
  }

  void finish_workload(std::size_t w, int m, PhysicalMonth& physical) const {
    const MonthBasis::Service& workload = basis_.workloads[w];
    WorkloadMonth& month = physical.workloads[w];
    if (workload.declared) {
      declare(workload, workload.growth[static_cast<std::size_t>(m)], month);
    }
    if (workload.api) {
      month.api_output_tokens = month.output_tokens;
      physical.apis.push_back({.deployment = *workload.api,
                               .workload = w,
                               .requests = month.served,
                               .input_tokens = month.input_tokens,
                               .output_tokens = month.output_tokens});
    }
    month.simulated = workload.simulated;
    month.saturated = month.served < 0.99 * month.offered;
    if (workload.calls_per_action) {
      month.user_actions = month.served / *workload.calls_per_action;
    }
  }

  const MonthBasis& basis_;
  const ScenarioPlan& plan_;
  const SimulationTable& simulation_of_;
  const Usages& usages_;
};

template <class T>
std::size_t place_in(const Named<T>& entries, const std::string& name) {
  const auto is_it = [&](const auto& entry) {
    return entry.first == name;
  };
  return static_cast<std::size_t>(std::find_if(entries.begin(), entries.end(), is_it) -
                                  entries.begin());
}

// None: an API.
std::optional<std::size_t> fleet_of(const Scenario& scenario, const std::string& deployment) {
  const auto& fleet = find_named(scenario.serving, deployment)->fleet;
  return fleet ? std::optional(place_in(scenario.fleet, *fleet)) : std::nullopt;
}

MonthBasis::Service declared_service(const Scenario& scenario, const DeclaredService& declared) {
  MonthBasis::Service service;
  service.declared = true;
  service.input_tokens = declared.input_tokens.base();
  service.output_tokens = declared.output_tokens.base();
  service.requests = declared.requests ? declared.requests->base() : 0;
  for (int m = 0; m < scenario.horizon.count; ++m) {
    service.growth.push_back(grown(declared.growth, m));
  }
  if (declared.served_by) {
    service.api = place_in(scenario.serving, *declared.served_by);
  }
  return service;
}

}  // namespace

const std::vector<sim::UsageBucket>& work_of_kind(const sim::PoolUsage& usage, std::size_t k) {
  return usage.kinds.empty() ? usage.buckets : usage.kinds[k];
}

MonthBasis month_basis(const Scenario& scenario) {
  MonthBasis basis{scenario.start, scenario.horizon.count, {}, {}};
  for (const auto& [name, entry] : scenario.fleet) {
    auto& fleet = basis.fleet.emplace_back();
    for (int m = 0; m < basis.months; ++m) {
      fleet.servers.push_back(servers_in(entry, scenario.start, scenario.start + m));
      fleet.running.push_back(entry.cloud ? hours_run(*entry.cloud, scenario.start + m) /
                                                hours_in(scenario.start + m)
                                          : 1);
    }
    if (entry.owned && entry.owned->power) {
      fleet.server_w = entry.owned->power->in(watt);
    }
  }
  for (const auto& [name, workload] : scenario.workloads) {
    auto& service = basis.workloads.emplace_back();
    if (workload.declared) {
      service = declared_service(scenario, *workload.declared);
    }
    if (workload.served_by) {
      service.simulated = true;
      service.home = fleet_of(scenario, *workload.served_by);
    }
    service.overflows = workload.overflow_to.has_value();
    if (workload.cascade && !service.overflows) {
      service.cascade_to = place_in(scenario.serving, workload.cascade->then);
      service.cascade_share = workload.cascade->share.value;
    }
    if (workload.demand && workload.demand->population) {
      service.calls_per_action = workload.demand->population->calls_per_action;
    }
    for (int m = 0; workload.demand && m < basis.months; ++m) {
      service.demand.push_back(requests_in(*workload.demand, m));
    }
  }
  return basis;
}

Latencies merged_latencies(const MonthBasis& basis,
                           const ScenarioPlan& plan,
                           const SimulationTable& simulation_of,
                           const Usages& usages) {
  Latencies result;
  result.horizon.resize(basis.workloads.size());
  for (int m = 0; m < basis.months; ++m) {
    auto& month = result.months.emplace_back(basis.workloads.size());
    const auto weights = days_in(plan.days, basis.start + m);
    for (std::size_t p = 0; p < plan.pools.size(); ++p) {
      const int run = simulation_of[p].empty() ? -1 : simulation_of[p][static_cast<std::size_t>(m)];
      if (run < 0) {
        continue;
      }
      const auto& classes = usages[static_cast<std::size_t>(run)]->classes;
      for (std::size_t c = 0; c < classes.size(); ++c) {
        merge_days(month[plan.pools[p].workload_of_class[c]], classes[c], weights,
                   plan.pools[p].answers_tokens());
      }
    }
    for (std::size_t w = 0; w < month.size(); ++w) {
      merge(result.horizon[w], month[w], 1, true);
    }
  }
  return result;
}

MonthlyResult monthly_result(const MonthBasis& basis,
                             const ScenarioPlan& plan,
                             const SimulationTable& simulation_of,
                             const Usages& usages,
                             std::shared_ptr<const Latencies> latencies) {
  const MonthBuilder builder(basis, plan, simulation_of, usages);
  MonthlyResult result;
  result.latencies = std::move(latencies);
  result.pools.resize(plan.pools.size());
  for (int m = 0; m < basis.months; ++m) {
    std::vector<PoolMonth> pools;
    result.physical.months.push_back(builder.make(m, pools));
    for (std::size_t p = 0; p < pools.size(); ++p) {
      result.pools[p].push_back(pools[p]);
    }
  }
  return result;
}

}  // namespace costwright::study
