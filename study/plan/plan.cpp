#include "study/plan/plan.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "study/plan/decode_load.h"
#include "study/plan/plan_parts.h"
#include "study/plan/speed_ends.h"

namespace costwright::study {
namespace {

constexpr int kMostReplicas = 100'000;  // of a deployment, as the scenario may state

// Weights of the 24 hours of each typical day, and which weekdays share one.
struct WeekShape {
  TypicalDays days;
  std::vector<std::array<double, 7>> of_workload;  // by workload: weight of each weekday
};

std::array<double, 7> weekday_weights(const Workload& workload) {
  std::array<double, 7> weights;
  weights.fill(1);
  if (workload.demand && workload.demand->day_of_week.size() == 7) {
    std::copy_n(workload.demand->day_of_week.begin(), 7, weights.begin());
  }
  return weights;
}

WeekShape week_shape(const Scenario& scenario) {
  WeekShape shape;
  for (const auto& [name, workload] : scenario.workloads) {
    shape.of_workload.push_back(weekday_weights(workload));
  }
  shape.days.count = 0;
  std::vector<int> first;  // a weekday of each typical day
  for (int d = 0; d < 7; ++d) {
    const auto day = static_cast<std::size_t>(d);
    const auto alike = [&](int other) {
      return std::all_of(shape.of_workload.begin(), shape.of_workload.end(),
                         [&](const auto& weights) {
                           return weights[day] == weights[static_cast<std::size_t>(other)];
                         });
    };
    const auto found = std::find_if(first.begin(), first.end(), alike);
    shape.days.day_of_weekday[day] = static_cast<int>(found - first.begin());
    if (found == first.end()) {
      first.push_back(d);
      ++shape.days.count;
    }
  }
  return shape;
}

// Requests per hour in every hour of the window of typical days.
std::vector<double> hourly_rates(const Demand& demand,
                                 const TypicalDays& days,
                                 const std::array<double, 7>& weekday_weight,
                                 double volume,
                                 YearMonth month) {
  std::array<double, 24> hour_weight;
  hour_weight.fill(1);
  if (demand.hour_of_day.size() == 24) {
    std::copy_n(demand.hour_of_day.begin(), 24, hour_weight.begin());
  }
  double hours = 0;
  for (const double w : hour_weight) {
    hours += w;
  }
  double days_weighted = 0;
  const auto counts = weekday_counts(month);
  for (std::size_t d = 0; d < 7; ++d) {
    days_weighted += counts[d] * weekday_weight[d];
  }
  std::vector<double> rates(static_cast<std::size_t>(24 * days.count));
  for (std::size_t d = 0; d < 7; ++d) {
    for (std::size_t h = 0; h < 24; ++h) {
      rates[static_cast<std::size_t>(days.day_of_weekday[d]) * 24 + h] =
          volume * weekday_weight[d] * hour_weight[h] / (days_weighted * hours);
    }
  }
  return rates;
}

class Planner {
 public:
  Planner(const LoadedScenario& loaded,
          const Inputs& inputs,
          const Catalog& catalog,
          FactLog& facts,
          Diagnostics& diagnostics)
      : loaded_(loaded),
        scenario_(loaded.scenario),
        inputs_(inputs),
        catalog_(catalog),
        facts_(facts),
        diagnostics_(diagnostics),
        week_(week_shape(loaded.scenario)),
        relays_(loaded.scenario) {}

  StudyPlan make() {
    plan_.days = week_.days;
    plan_.warm_up = to_ps(scenario_.simulation.warm_up);
    for (const auto& [name, entry] : scenario_.fleet) {
      plan_.fleet.push_back(fleet_spec(loaded_, catalog_, name, entry, facts_, diagnostics_));
    }
    read_workloads();
    const std::size_t pools = scenario_.serving.size();
    plan_.pools.resize(pools);
    plan_.run_of.assign(pools,
                        std::vector<int>(static_cast<std::size_t>(scenario_.horizon.count), -1));
    plan_.ends.assign(2, plan_.run_of);
    plan_.bracket_of.assign(pools, -1);
    for (const std::size_t pool : relay_order(scenario_)) {
      add_pool(pool);
    }
    if (!has_range_) {
      plan_.ends.clear();
    }
    check_relays_in_service();
    check_room();
    return std::move(plan_);
  }

 private:
  void read_workloads() {
    for (std::size_t w = 0; w < scenario_.workloads.size(); ++w) {
      const auto& [name, workload] = scenario_.workloads[w];
      streams_.push_back(workload.arrivals
                             ? workload_stream(loaded_, inputs_, name, workload, diagnostics_)
                             : WorkloadStream{});
      WorkloadBasis basis;
      basis.workload = w;
      if (const auto& trace = streams_.back().trace) {
        basis.trace_window_s = static_cast<double>(trace->window) * 1e-12;
        basis.trace_rows = static_cast<std::int64_t>(trace->rows.size());
        basis.bad_rows = trace->bad_rows;
      }
      add_volumes(basis, workload);
      plan_.bases.push_back(std::move(basis));
    }
  }

  void add_volumes(WorkloadBasis& basis, const Workload& workload) {
    if (!workload.demand) {
      return;
    }
    const auto& trace = streams_[basis.workload].trace;
    for (int m = 0; m < scenario_.horizon.count; ++m) {
      const double volume = requests_in(*workload.demand, m);
      basis.requests_per_month.push_back(volume);
      if (trace) {
        const auto rates = rates_of(basis.workload, m);
        basis.peak_scale.push_back(*std::max_element(rates.begin(), rates.end()) /
                                   trace_rate_per_hour(*trace));
      }
    }
    if (!basis.peak_scale.empty()) {
      check_scale(basis.workload,
                  *std::max_element(basis.peak_scale.begin(), basis.peak_scale.end()));
    }
  }

  // What a trace can be scaled to: so many copies, or so much compression, and no more. One of
  // bursts needs more copies than its mean rate says.
  static double most_copies(const std::shared_ptr<const sim::Trace>& trace) {
    const double sure = surely_superposed_per_hour(trace) / trace_rate_per_hour(*trace);
    return std::clamp(sure, 0.0, 0.9 * sim::kMostTraceCopies);
  }

  void check_scale(std::size_t w, double scale) {
    const auto* stream = std::get_if<sim::TraceStream>(&streams_[w].stream.shape);
    const bool compress = stream != nullptr && stream->compress;
    const double most = compress ? sim::kMostTraceCompression : most_copies(streams_[w].trace);
    if (scale > most) {
      const std::string path = "workloads." + scenario_.workloads[w].first;
      diagnostics_.error(
          place_of(loaded_, path + ".demand"),
          fmt::format(
              "the busiest hour asks for {:.0f} times the trace's own rate; {} reaches {:.0f}",
              scale, compress ? "time compression" : "superposition", most),
          "check the declared volume and its growth, or bring a trace of a busier service");
    }
  }

  // The bracket compresses the last month's traffic, which must be within reach.
  bool compressible(const PoolSpec& spec) const {
    return std::all_of(
        spec.workload_of_class.begin(), spec.workload_of_class.end(), [&](std::size_t w) {
          const auto& scales = plan_.bases[w].peak_scale;
          return scales.empty() ||
                 *std::max_element(scales.begin(), scales.end()) <= sim::kMostTraceCompression;
        });
  }

  std::vector<double> rates_of(std::size_t w, int month) const {
    const Demand& demand = *scenario_.workloads[w].second.demand;
    return hourly_rates(demand, week_.days, week_.of_workload[w], requests_in(demand, month),
                        scenario_.start + month);
  }

  // Replicas that the scenario states must fit on the fleet together: fewer would be another plan
  // than the one asked for.
  void check_room() {
    for (std::size_t f = 0; f < plan_.fleet.size(); ++f) {
      const auto& [fleet, entry] = scenario_.fleet[f];
      const int servers = entry.owned ? entry.owned->count : entry.cloud ? entry.cloud->count : 0;
      const std::int64_t devices = std::int64_t{servers} * plan_.fleet[f].devices_per_server;
      std::int64_t wanted = 0;
      for (std::size_t p = 0; p < plan_.pools.size(); ++p) {
        const auto& [name, deployment] = scenario_.serving[p];
        if (plan_.pools[p].fleet != f || !deployment.replicas) {
          continue;
        }
        wanted += std::int64_t{*deployment.replicas} * plan_.pools[p].devices_per_replica;
        if (devices > 0 && wanted > devices) {  // 0: the machine is unknown, which has been said
          diagnostics_.error(place_of(loaded_, "serving." + name + ".replicas"),
                             fmt::format("the replicas need {} devices, fleet '{}' has {}", wanted,
                                         fleet, devices),
                             "raise the fleet's count or lower replicas or tensor_parallel");
        }
      }
    }
  }

  void add_pool(std::size_t pool) {
    const auto& [name, deployment] = scenario_.serving[pool];
    PoolParts parts = pool_parts(loaded_, catalog_, scenario_.serving[pool],
                                 {plan_.fleet, mean_context(name)}, facts_, diagnostics_);
    add_operations(parts, loaded_, inputs_, name, deployment, diagnostics_);
    relays_.add_to(parts, loaded_, name, diagnostics_);
    for (std::size_t w = 0; w < scenario_.workloads.size(); ++w) {
      if (relays_.reaches(w, name)) {
        parts.spec.workload_of_class.insert(parts.spec.workload_of_class.end(), streams_[w].classes,
                                            w);
        if (std::holds_alternative<sim::BatchPlan>(parts.plan)) {
          refuse_llm_fields(scenario_.workloads[w].first, deployment.model);
        } else if (scenario_.workloads[w].second.served_by == name) {
          warn_of_idle_fields(scenario_.workloads[w].first, deployment);
        }
      }
    }
    if (!diagnostics_.has_errors() && !parts.spec.workload_of_class.empty()) {
      warn_of_giants(parts.spec);
      add_months(pool, deployment, parts);
    }
    for (std::size_t e = 0; e < plan_.ends.size(); ++e) {
      plan_.ends[e][pool] = plan_.run_of[pool];
      add_end(pool, deployment, parts, e);
    }
    plan_.pools[pool] = std::move(parts.spec);
  }

  // Of the workloads that reach the deployment, by their requests of the first month; alike where
  // one does not state how many it sends.
  double mean_context(const std::string& deployment) const {
    std::vector<std::size_t> reaching;
    for (std::size_t w = 0; w < streams_.size(); ++w) {
      if (relays_.reaches(w, deployment)) {
        reaching.push_back(w);
      }
    }
    const bool stated = std::all_of(reaching.begin(), reaching.end(), [&](std::size_t w) {
      return !plan_.bases[w].requests_per_month.empty();
    });
    DecodeLoad sum;
    for (const std::size_t w : reaching) {
      const DecodeLoad load = decode_load(streams_[w].stream);
      const double requests = stated ? plan_.bases[w].requests_per_month.front() : 1;
      sum.tokens += requests * load.tokens;
      sum.context_tokens += requests * load.context_tokens;
    }
    return sum.mean_context();
  }

  // Requests would vanish on the way to a deployment that is not there; one that waits for its
  // prompts would get none.
  void check_relays_in_service() {
    for (std::size_t w = 0; w < scenario_.workloads.size() && !diagnostics_.has_errors(); ++w) {
      for (const RelayStep& step : relays_.steps(w)) {
        const auto& from = plan_.run_of[pool_of(step.from)];
        const auto& to = plan_.run_of[pool_of(step.to)];
        for (std::size_t m = 0; m < from.size(); ++m) {
          const bool prefills = step.kind == RelayKind::kPrefilled && to[m] >= 0;
          if ((from[m] >= 0 && to[m] < 0) || (prefills && from[m] < 0)) {
            diagnostics_.error(
                place_of(loaded_, "workloads." + scenario_.workloads[w].first),
                fmt::format("'{}' passes requests on to '{}', and only one of them is in service "
                            "in {}",
                            step.from, step.to, to_string(scenario_.start + static_cast<int>(m))),
                "let their fleet entries be in service in the same months");
            return;
          }
        }
      }
    }
  }

  std::size_t pool_of(const std::string& deployment) const {
    const auto is_it = [&](const auto& entry) {
      return entry.first == deployment;
    };
    return static_cast<std::size_t>(
        std::find_if(scenario_.serving.begin(), scenario_.serving.end(), is_it) -
        scenario_.serving.begin());
  }

  // Not refused, so that `--set` may switch a feature off beside them.
  void warn_of_idle_fields(const std::string& workload, const Deployment& deployment) {
    const auto warn = [&](const char* field, bool idle, const char* why, const char* hint) {
      const std::string path = fmt::format("workloads.{}.{}", workload, field);
      if (idle && loaded_.places.contains(path)) {
        diagnostics_.warning(place_of(loaded_, path),
                             fmt::format("{} has no effect: {}", field, why), hint);
      }
    };
    warn("fair_share", deployment.queue_order != QueueOrder::kFair,
         "its deployment does not queue by shares", "set queue_order: fair there");
    warn("shared_prefix", !deployment.prefix_cache && deployment.router != Router::kPrefixAffinity,
         "its deployment keeps no prefixes", "set prefix_cache: true there");
  }

  // A field that is written and changes nothing would be believed to.
  void refuse_llm_fields(const std::string& workload, const std::string& model) {
    for (const char* field : {"priority", "fair_share", "shared_prefix", "response_cache"}) {
      const std::string path = fmt::format("workloads.{}.{}", workload, field);
      if (loaded_.places.contains(path)) {
        diagnostics_.error(
            place_of(loaded_, path),
            fmt::format("{} has no effect here: '{}' is no language model", field, model),
            "leave it out");
      }
    }
  }

  // A pool without a calibration is at both ends what it is, but for what others pass on to it.
  void add_end(std::size_t pool, const Deployment& deployment, PoolParts parts, std::size_t end) {
    auto* serving = std::get_if<sim::ServingPlan>(&parts.plan);
    if (!scenario_.simulation.error_range || !parts.spec.calibration || serving == nullptr) {
      return;
    }
    const LlmCalibration& c = *parts.spec.calibration;
    *serving = slowed(std::move(*serving), end == 0 ? c.time_low : c.time_high);
    const RunTable& others = plan_.ends[end];
    for (int m = 0; m < scenario_.horizon.count; ++m) {
      int& run = plan_.ends[end][pool][static_cast<std::size_t>(m)];
      if (run >= 0) {
        const int replicas = replicas_in(deployment, parts.spec, scenario_.start + m);
        run = add_run(make_run({pool, replicas, m, false}, parts, others));
        has_range_ = true;
      }
    }
  }

  // Requests that the KV cache of a replica can never hold are refused one by one; say so before
  // anything runs.
  void warn_of_giants(const PoolSpec& spec) {
    const std::int64_t room = spec.kv_tokens();
    for (std::size_t w = 0; w < streams_.size() && room > 0; ++w) {
      const auto& trace = streams_[w].trace;
      if (!trace || scenario_.workloads[w].second.served_by != spec.name) {
        continue;
      }
      const auto too_long = [&](const sim::TraceRow& row) {
        return std::int64_t{row.input} + row.output > room;
      };
      const auto giants = std::count_if(trace->rows.begin(), trace->rows.end(), too_long);
      plan_.bases[w].rows_too_long = giants;
      if (giants > 0) {
        diagnostics_.warning(
            place_of(loaded_, "serving." + spec.name),
            fmt::format(
                "{} of the {} requests of the trace of '{}' need more than the {} tokens of KV "
                "cache of one replica and will be refused",
                giants, trace->rows.size(), scenario_.workloads[w].first, room),
            "raise tensor_parallel, or use fewer bits for weights or KV cache");
      }
    }
  }

  void add_months(std::size_t pool, const Deployment& deployment, PoolParts& parts) {
    int last = -1;
    for (int m = 0; m < scenario_.horizon.count; ++m) {
      const int replicas = replicas_in(deployment, parts.spec, scenario_.start + m);
      if (replicas > kMostReplicas) {
        diagnostics_.error(
            place_of(loaded_, "serving." + parts.spec.name + ".fleet"),
            fmt::format("fleet '{}' has room for {} replicas, and at most {} are simulated",
                        deployment.fleet, replicas, kMostReplicas),
            "state replicas, or divide the fleet and the demand");
        return;
      }
      if (replicas > 0) {
        parts.spec.replicas = std::max(parts.spec.replicas, replicas);
        plan_.run_of[pool][static_cast<std::size_t>(m)] =
            add_run(make_run({pool, replicas, m, false}, parts, plan_.run_of));
        last = m;
      }
    }
    if (last < 0) {
      diagnostics_.error(
          place_of(loaded_, "serving." + parts.spec.name + ".fleet"),
          fmt::format("fleet '{}' offers no room for a replica in any month", deployment.fleet),
          "check count, tensor_parallel, replicas and the months in service");
      return;
    }
    if (scenario_.simulation.compression_bracket && superposes(parts.spec) &&
        !relays_.passes(parts.spec.name) && compressible(parts.spec)) {
      const int replicas = replicas_in(deployment, parts.spec, scenario_.start + last);
      plan_.bracket_of[pool] = add_run(make_run({pool, replicas, last, true}, parts, plan_.run_of));
    }
  }

  // Only ratios of shares count, and the classes of a workload's trace divide its share.
  void share_fairly(sim::ServingPlan& plan,
                    const std::vector<std::size_t>& workload_of_class) const {
    constexpr double kMostCost = 1 << 16;  // 2^63 / 2^16 tokens are more than ever queue
    const auto share = [&](std::size_t w) {
      return scenario_.workloads[w].second.fair_share / static_cast<double>(streams_[w].classes);
    };
    double least = std::numeric_limits<double>::infinity();
    for (const std::size_t w : workload_of_class) {
      least = std::min(least, share(w));
    }
    for (std::size_t c = 0; c < workload_of_class.size(); ++c) {
      const double cost = kMostCost * (least / share(workload_of_class[c]));
      plan.classes[c].fair_cost = std::max<std::int64_t>(1, std::llround(cost));
    }
  }

  int replicas_in(const Deployment& deployment, const PoolSpec& spec, YearMonth month) const {
    const double servers = servers_in(scenario_.fleet[spec.fleet].second, scenario_.start, month);
    const int room = static_cast<int>(servers) * plan_.fleet[spec.fleet].devices_per_server /
                     spec.devices_per_replica;
    return std::min(deployment.replicas.value_or(room), room);
  }

  bool superposes(const PoolSpec& spec) const {
    return std::any_of(
        spec.workload_of_class.begin(), spec.workload_of_class.end(), [&](std::size_t w) {
          const auto* trace = std::get_if<sim::TraceStream>(&streams_[w].stream.shape);
          return trace != nullptr && trace->trace && !trace->compress &&
                 !streams_[w].stream.session_clients;
        });
  }

  struct RunSetup {
    std::size_t pool{};
    int replicas{}, month{};
    bool compress = false;
  };

  // `others`: the runs of the pools that pass requests on to this one.
  PoolRun make_run(const RunSetup& setup, const PoolParts& parts, const RunTable& others) {
    PoolRun run;
    run.pool = setup.pool;
    const std::int32_t buckets = sim::kBucketsPerDay * plan_.days.count;
    const sim::MeterPlan meter{.start = plan_.warm_up, .buckets = buckets};
    run.arrivals.seed = static_cast<std::uint64_t>(scenario_.seed);
    run.arrivals.warm_up = plan_.warm_up;
    run.arrivals.end = plan_.warm_up + buckets * sim::kPsPerBucket;
    const auto& classes = parts.spec.workload_of_class;
    for (std::size_t w = 0; w < scenario_.workloads.size(); ++w) {
      if (relays_.arrives(w, parts.spec.name)) {
        add_stream(run, w, first_class(classes, w), setup.month, setup.compress);
      }
      for (const RelayStep& step : relays_.steps(w)) {
        if (step.to == parts.spec.name) {
          add_inbound(run, w, first_class(classes, w), step, setup.month, others);
        }
      }
    }
    run.plan = parts.plan;
    std::visit(
        [&](auto& plan) {
          plan.replicas = setup.replicas;
          plan.meter = meter;
          for (const std::size_t w : classes) {
            plan.classes.push_back(class_plan(scenario_.workloads[w].second));
            relays_.add_to(plan.classes.back(), w, parts.spec.name);
          }
        },
        run.plan);
    if (auto* const serving = std::get_if<sim::ServingPlan>(&run.plan)) {
      share_fairly(*serving, parts.spec.workload_of_class);
      size_operations(run, parts,
                      place_of(loaded_, "serving." + parts.spec.name + ".interruptions"),
                      diagnostics_);
    }
    run.key = run_key(run);
    return run;
  }

  static std::int32_t first_class(const std::vector<std::size_t>& workload_of_class,
                                  std::size_t w) {
    return static_cast<std::int32_t>(
        std::find(workload_of_class.begin(), workload_of_class.end(), w) -
        workload_of_class.begin());
  }

  // A workload's requests from another pool; those of several workloads that come the same way
  // share an entry.
  void add_inbound(PoolRun& run,
                   std::size_t w,
                   std::int32_t first,
                   const RelayStep& step,
                   int month,
                   const RunTable& others) {
    const std::size_t from = pool_of(step.from);
    const int index = others[from][static_cast<std::size_t>(month)];
    if (index < 0) {
      return;
    }
    const PoolRun& other = plan_.runs[static_cast<std::size_t>(index)];
    const auto& there = plan_.pools[from].workload_of_class;
    const auto same_way = [&](const Inbound& inbound) {
      return inbound.run == index && inbound.kind == step.kind;
    };
    auto found = std::find_if(run.from.begin(), run.from.end(), same_way);
    if (found == run.from.end()) {
      run.requests_expected += other.requests_expected;
      run.from.push_back(
          {index, other.key, step.kind, std::vector<std::int32_t>(there.size(), -1)});
      found = run.from.end() - 1;
    }
    const auto first_there = static_cast<std::size_t>(first_class(there, w));
    for (std::size_t c = 0; c < streams_[w].classes; ++c) {
      found->class_of[first_there + c] = first + static_cast<std::int32_t>(c);
    }
  }

  void add_stream(PoolRun& run, std::size_t w, std::int32_t first_class, int month, bool compress) {
    sim::StreamPlan stream = streams_[w].stream;
    if (auto* trace = std::get_if<sim::TraceStream>(&stream.shape)) {
      trace->compress = trace->compress || compress;
      for (auto& klass : trace->class_of) {
        klass += first_class;
      }
    }
    std::visit(
        [&](auto& shape) {
          if constexpr (requires { shape.klass; }) {
            shape.klass = first_class;
          }
        },
        stream.shape);
    if (scenario_.workloads[w].second.demand) {
      stream.rate_per_hour = rates_of(w, month);
      for (const double rate : stream.rate_per_hour) {
        run.requests_expected += rate;
      }
    } else {
      run.requests_expected += 1000;
    }
    run.arrivals.streams.push_back(std::move(stream));
  }

  int add_run(PoolRun run) {
    const auto same = [&](const PoolRun& other) {
      return other.key == run.key && other.pool == run.pool;
    };
    const auto found = std::find_if(plan_.runs.begin(), plan_.runs.end(), same);
    if (found != plan_.runs.end()) {
      return static_cast<int>(found - plan_.runs.begin());
    }
    plan_.runs.push_back(std::move(run));
    return static_cast<int>(plan_.runs.size()) - 1;
  }

  const LoadedScenario& loaded_;
  const Scenario& scenario_;
  const Inputs& inputs_;
  const Catalog& catalog_;
  FactLog& facts_;
  Diagnostics& diagnostics_;
  WeekShape week_;
  Relays relays_;
  std::vector<WorkloadStream> streams_;  // by workload
  StudyPlan plan_;
  bool has_range_ = false;  // some pool has a calibration, and the scenario wants it
};

}  // namespace

bool StudyPlan::uses(std::size_t entry) const {
  return std::any_of(pools.begin(), pools.end(), [&](const PoolSpec& pool) {
    return pool.fleet == entry;
  });
}

StudyPlan make_plan(const LoadedScenario& loaded,
                    const Inputs& inputs,
                    const Catalog& catalog,
                    FactLog& facts,
                    Diagnostics& diagnostics) {
  return Planner(loaded, inputs, catalog, facts, diagnostics).make();
}

bool same_physics(const StudyPlan& a, const StudyPlan& b) {
  const auto same_key = [](const PoolRun& x, const PoolRun& y) {
    return x.key == y.key && x.pool == y.pool;
  };
  const auto same_devices = [](const FleetSpec& x, const FleetSpec& y) {
    return x.accelerator.key == y.accelerator.key && x.accelerator.idle_w == y.accelerator.idle_w &&
           x.devices_per_server == y.devices_per_server && x.host_power_w == y.host_power_w &&
           x.owned == y.owned;
  };
  const auto same_pool = [](const PoolSpec& x, const PoolSpec& y) {
    return x.name == y.name && x.fleet == y.fleet && x.power == y.power &&
           x.workload_of_class == y.workload_of_class;
  };
  return a.run_of == b.run_of && a.ends == b.ends && a.bracket_of == b.bracket_of &&
         std::equal(a.runs.begin(), a.runs.end(), b.runs.begin(), b.runs.end(), same_key) &&
         std::equal(a.fleet.begin(), a.fleet.end(), b.fleet.begin(), b.fleet.end(), same_devices) &&
         std::equal(a.pools.begin(), a.pools.end(), b.pools.begin(), b.pools.end(), same_pool);
}

}  // namespace costwright::study
