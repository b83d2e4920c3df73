#include "core/perf/serving/llm_weights.h"
#include "sim/clock/random.h"
#include "study/plan/plan_parts.h"

namespace costwright::study {
namespace {

class PoolBuilder {
 public:
  PoolBuilder(const LoadedScenario& loaded,
              const Catalog& catalog,
              const std::string& name,
              const Deployment& deployment,
              const FleetSpec& fleet,
              FactLog& facts,
              Diagnostics& diagnostics)
      : loaded_(loaded),
        catalog_(catalog),
        name_(name),
        facts_(facts),
        deployment_(deployment),
        fleet_(fleet),
        diagnostics_(diagnostics) {}

  void llm(PoolParts& parts, const Model& model, const ModelShape& shape, double mean_context) {
    mean_context_ = mean_context;
    refuse({"batch_delay"}, "a language model is served in continuous batches, which do not wait");
    perf::ServingSetup setup;
    setup.replica = replica_of(model, shape);
    setup.max_batch = deployment_.max_batch;
    setup.token_budget = deployment_.token_budget;
    if (!check_llm_replica(setup.replica, diagnostics_, at("tensor_parallel")) ||
        !add_drafter(setup)) {
      return;
    }
    if (deployment_.attention_data_parallel && !deployment_.expert_parallel) {
      diagnostics_.error(at("attention_data_parallel"),
                         "attention_data_parallel has a meaning only beside expert_parallel: true",
                         "set expert_parallel: true, or leave it out");
      return;
    }
    const perf::LlmReplica* draft = setup.drafter ? &setup.drafter->replica : nullptr;
    const perf::KvCapacity capacity =
        kv_capacity(setup.replica, deployment_.gpu_memory_utilisation.value, 16, draft);
    const std::int64_t blocks = deployment_.kv_blocks ? *deployment_.kv_blocks : capacity.blocks;
    if (blocks <= 0) {
      report_no_fit(shape, capacity);
      return;
    }
    const LlmCalibration calibration = calibration_of(setup.replica);
    setup.efficiency = calibration.factors;
    parts.spec.calibration = calibration;
    parts.spec.devices_per_replica = setup.replica.devices();
    parts.spec.kv_blocks = blocks;
    parts.spec.kv_bytes_per_token =
        kv_bytes_per_token(setup.replica, 1) * kept_share(setup.replica);
    setup.kv_tokens = static_cast<double>(parts.spec.kv_tokens());
    if (deployment_.power_cap) {
      setup.power_cap_w = deployment_.power_cap->in(watt);
    }
    const perf::ServingSpeed speed = serving_speed(setup);
    check_cap(setup, speed);
    parts.spec.power = power_of(speed.energy);
    parts.plan = llm_plan(speed, blocks);
  }

  void batch(PoolParts& parts, const Model& model, const ModelShape& shape) {
    refuse({"kv_blocks", "gpu_memory_utilisation", "engine", "pipeline_parallel", "expert_parallel",
            "attention_data_parallel", "lora", "speculative", "queue_order", "prefix_cache",
            "autoscaling", "interruptions"},
           fmt::format("'{}' is a single-shot model, without KV cache or LLM engine", shape.key));
    refuse({"clock", "power_cap"},
           fmt::format("'{}' is a single-shot model, whose speed is only known at the full clock",
                       shape.key));
    if (deployment_.router == Router::kPrefixAffinity) {
      diagnostics_.error(at("router"), "prefix_affinity is for language models",
                         "use least_outstanding");
    }
    if (deployment_.tensor_parallel != 1) {
      diagnostics_.error(
          at("tensor_parallel"),
          fmt::format("'{}' is a single-shot model: one device serves it alone", shape.key),
          "leave tensor_parallel out");
    }
    const auto times = perf::batch_times(shape, fleet_.accelerator, model.weights,
                                         deployment_.max_batch, diagnostics_);
    if (!times) {
      return;
    }
    sim::BatchPlan plan;
    for (const double s : times->batch_s) {
      plan.batch.push_back(plan.batch.empty() ? 0 : std::max<sim::Ps>(1, quantised(s)));
    }
    plan.max_batch = deployment_.max_batch;
    plan.batch_delay = to_ps(deployment_.batch_delay);
    plan.queue_limit = deployment_.queue_limit;
    plan.client_timeout = to_ps(deployment_.client_timeout);
    plan.router = deployment_.router;
    parts.spec.power = {.idle_w = times->idle_w,
                        .maximum_w = times->maximum_w,
                        .per_iteration_j = times->per_batch_j,
                        .per_token_j = times->per_item_j};
    parts.plan = std::move(plan);
  }

 private:
  Place at(const char* field) const { return place_of(loaded_, "serving." + name_ + "." + field); }

  perf::LlmReplica replica_of(const Model& model, const ModelShape& shape) {
    perf::LlmReplica replica;
    replica.model = shape;
    replica.accelerator = fleet_.accelerator;
    replica.weights = model.weights;
    replica.kv_cache = model.kv_cache.value_or(model.weights == Precision::kFp8 ? Precision::kFp8
                                                                                : Precision::kBf16);
    replica.tensor_parallel = deployment_.tensor_parallel;
    replica.attention_data_parallel = deployment_.attention_data_parallel;
    replica.expert_parallel = deployment_.expert_parallel;
    replica.pipeline_parallel = deployment_.pipeline_parallel;
    replica.devices_per_server = fleet_.devices_per_server;
    replica.clock = deployment_.clock.value;
    replica.mean_context = mean_context_;
    if (replica.devices() > fleet_.devices_per_server && replica.pipeline_parallel > 1) {
      replica.network_bandwidth = network_bandwidth();
    }
    if (const auto& lora = deployment_.lora) {
      replica.lora = {lora->adapters, lora->rank, lora->max_resident.value_or(lora->adapters),
                      deployment_.max_batch};
    }
    return replica;
  }

  // One way per device, of the catalogue's server; 0 = it does not tell.
  double network_bandwidth() {
    const FleetEntry* entry = find_named(loaded_.scenario.fleet, deployment_.fleet);
    if (entry == nullptr || !entry->owned || fleet_.devices_per_server <= 0) {
      return 0;
    }
    const Row* row =
        catalog_.find("servers", entry->owned->server, at("pipeline_parallel"), diagnostics_);
    return row != nullptr ? server_network_bandwidth(*row, facts_) / fleet_.devices_per_server : 0;
  }

  // False when there is one and it does not fit.
  bool add_drafter(perf::ServingSetup& setup) {
    const auto& speculative = deployment_.speculative;
    if (!speculative) {
      return true;
    }
    const Model* model = find_named(loaded_.scenario.models, speculative->draft_model);
    const Row* row =
        model == nullptr
            ? nullptr  // the reader has reported the dangling reference
            : catalog_.find("models", model->model,
                            place_of(loaded_, "models." + speculative->draft_model), diagnostics_);
    const auto shape = row != nullptr ? model_shape(*row, facts_, diagnostics_) : std::nullopt;
    if (!shape) {
      return false;
    }
    perf::Drafter drafter;
    drafter.replica = replica_of(*model, *shape);
    drafter.replica.attention_data_parallel = drafter.replica.expert_parallel = false;
    drafter.replica.pipeline_parallel = 1;
    drafter.replica.lora.reset();
    drafter.speculation = {speculative->draft_tokens, speculative->acceptance.value};
    if (!check_speculation(setup.replica, drafter.replica, drafter.speculation, diagnostics_,
                           at("speculative"))) {
      return false;
    }
    drafter.efficiency = calibration_of(drafter.replica).factors;
    setup.drafter = std::move(drafter);
    return true;
  }

  void check_cap(const perf::ServingSetup& setup, const perf::ServingSpeed& speed) {
    if (!setup.power_cap_w) {
      return;
    }
    const AcceleratorSpec& a = fleet_.accelerator;
    if (*setup.power_cap_w > a.tdp_w) {
      diagnostics_.error(at("power_cap"),
                         fmt::format("power_cap {:.0f} W is above the TDP of {}, {:.0f} W",
                                     *setup.power_cap_w, a.name, a.tdp_w),
                         "leave it out: the TDP is the cap then");
    } else if (!speed.cap_held) {
      diagnostics_.error(
          at("power_cap"),
          fmt::format("power_cap {:.0f} W cannot be held on {}: it draws as much, or "
                      "nearly, while it only waits",
                      *setup.power_cap_w, a.name),
          "raise the cap");
    } else if (std::min(speed.decode_clock, speed.prefill_clock) < 0.5) {
      diagnostics_.warning(
          at("power_cap"),
          fmt::format("power_cap {:.0f} W asks for a clock below half the highest (decode {:.0f} "
                      "%, prefill {:.0f} %), where bandwidth falls as well, which is not modelled",
                      *setup.power_cap_w, 100 * speed.decode_clock, 100 * speed.prefill_clock),
          "raise the cap");
    }
  }

  static sim::PoolPower power_of(const perf::LlmEnergy& energy) {
    return {.idle_w = energy.idle_w,
            .busy_w = energy.busy_w,
            .maximum_w = energy.maximum_w,
            .per_iteration_j = energy.per_iteration_j,
            .per_token_j = energy.per_token_j,
            .per_kv_token_j = energy.per_kv_token_j,
            .per_prefill_pair_j = energy.per_prefill_pair_j,
            .prefill_token_more_j = energy.prefill_token_more_j};
  }

  sim::ServingPlan llm_plan(const perf::ServingSpeed& speed, std::int64_t blocks) const {
    sim::ServingPlan plan;
    plan.replica.cost = iteration_cost(speed);
    plan.replica.max_batch = deployment_.max_batch;
    plan.replica.token_budget = deployment_.token_budget;
    plan.replica.kv_blocks = blocks;
    plan.replica.queue_limit = deployment_.queue_limit;
    plan.replica.client_timeout = to_ps(deployment_.client_timeout);
    plan.replica.front_end = quantised(speed.times.front_end_s);
    return plan;
  }

  LlmCalibration calibration_of(const perf::LlmReplica& replica) {
    std::vector<std::string> engines;
    for (const Row& row : catalog_.rows("calibration")) {
      engines.push_back(row.text("engine"));
    }
    if (std::ranges::find(engines, deployment_.engine) == engines.end()) {
      const std::string near = did_you_mean(deployment_.engine, engines);
      diagnostics_.error(at("engine"), fmt::format("unknown engine '{}'", deployment_.engine),
                         near.empty() ? "`costwright catalog calibration` lists them" : near);
    }
    return calibration_for(catalog_, deployment_.engine, replica, facts_, diagnostics_);
  }

  // A field that is written and changes nothing would be believed to.
  void refuse(std::initializer_list<const char*> fields, const std::string& why) {
    for (const char* field : fields) {
      if (loaded_.places.contains("serving." + name_ + "." + field)) {
        diagnostics_.error(at(field), fmt::format("{} has no effect here: {}", field, why),
                           "leave it out");
      }
    }
  }

  void report_no_fit(const ModelShape& shape, const perf::KvCapacity& capacity) {
    const std::string hint =
        capacity.minimum_devices > 0
            ? fmt::format("it needs tensor_parallel: {} on this accelerator",
                          capacity.minimum_devices)
        : deployment_.lora
            ? "no tensor_parallel up to 64 fits; keep fewer adapters in memory (lora.max_resident)"
            : "no tensor_parallel up to 64 fits; choose a larger accelerator or fewer bits";
    diagnostics_.error(
        at("model"),
        fmt::format("'{}' ({:.1f} GiB of weights{}) leaves no room for KV cache on {} x {} ({:.1f} "
                    "GiB each)",
                    shape.key, capacity.weight_bytes / gibibyte.base(),
                    deployment_.lora ? " and adapters" : "",
                    deployment_.tensor_parallel * deployment_.pipeline_parallel,
                    fleet_.accelerator.name, fleet_.accelerator.memory_bytes / gibibyte.base()),
        hint);
  }

  const LoadedScenario& loaded_;
  const Catalog& catalog_;
  const std::string& name_;
  FactLog& facts_;
  const Deployment& deployment_;
  const FleetSpec& fleet_;
  Diagnostics& diagnostics_;
  double mean_context_ = 0;
};

}  // namespace

sim::Ps to_ps(Duration duration) {
  return quantised(duration.in(second));
}

FleetSpec fleet_spec(const LoadedScenario& loaded,
                     const Catalog& catalog,
                     const std::string& name,
                     const FleetEntry& entry,
                     FactLog& facts,
                     Diagnostics& diagnostics) {
  FleetSpec spec;
  spec.owned = entry.owned.has_value();
  std::string accelerator;
  const Place place = place_of(
      loaded, fmt::format("fleet.{}.{}", name, spec.owned ? "owned.server" : "cloud.instance"));
  if (spec.owned) {
    const Row* row = catalog.find("servers", entry.owned->server, place, diagnostics);
    if (const auto server = row != nullptr ? server_spec(*row, facts, diagnostics) : std::nullopt) {
      accelerator = server->accelerator;
      spec.devices_per_server = server->accelerators;
      spec.host_power_w = server->host_power_w;
    }
  } else if (entry.cloud) {
    const Row* row = catalog.find("cloud_instances", entry.cloud->instance, place, diagnostics);
    if (const auto cloud = row != nullptr ? cloud_instance_spec(*row, catalog, facts, diagnostics)
                                          : std::nullopt) {
      accelerator = cloud->accelerator;
      spec.devices_per_server = cloud->accelerators;
    }
  }
  if (!accelerator.empty()) {
    const Row* row = catalog.find("accelerators", accelerator, place, diagnostics);
    if (auto found =
            row != nullptr ? accelerator_spec(*row, catalog, facts, diagnostics) : std::nullopt) {
      spec.accelerator = std::move(*found);
    }
  }
  return spec;
}

PoolParts pool_parts(const LoadedScenario& loaded,
                     const Catalog& catalog,
                     const std::pair<std::string, Deployment>& entry,
                     const PoolSetting& setting,
                     FactLog& facts,
                     Diagnostics& diagnostics) {
  const auto& [name, deployment] = entry;
  const Scenario& scenario = loaded.scenario;
  PoolParts parts;
  parts.spec.name = name;
  const auto is_it = [&fleet = deployment.fleet](const auto& other) {
    return other.first == fleet;
  };
  const auto found = std::find_if(scenario.fleet.begin(), scenario.fleet.end(), is_it);
  const Model* model = find_named(scenario.models, deployment.model);
  if (found == scenario.fleet.end() || model == nullptr) {
    return parts;  // the reader has reported the dangling reference
  }
  parts.spec.fleet = static_cast<std::size_t>(found - scenario.fleet.begin());
  const Row* row =
      catalog.find("models", model->model,
                   place_of(loaded, "models." + deployment.model + ".model"), diagnostics);
  const auto shape = row != nullptr ? model_shape(*row, facts, diagnostics) : std::nullopt;
  const FleetSpec& devices = setting.fleet[parts.spec.fleet];
  if (!shape || devices.accelerator.key.empty()) {
    if (shape && !diagnostics.has_errors()) {
      diagnostics.error(
          place_of(loaded, "serving." + name + ".fleet"),
          fmt::format("fleet '{}' has no accelerator that the performance model knows",
                      deployment.fleet),
          "see `costwright catalog accelerators`");
    }
    return parts;
  }
  PoolBuilder builder(loaded, catalog, name, deployment, devices, facts, diagnostics);
  if (is_llm(shape->kind)) {
    builder.llm(parts, *model, *shape, setting.mean_context);
  } else {
    builder.batch(parts, *model, *shape);
  }
  return parts;
}

sim::ClassPlan class_plan(const Workload& workload) {
  sim::ClassPlan plan;
  if (workload.slo) {
    const auto limit = [](const std::optional<Duration>& d) {
      return d ? to_ps(*d) : sim::Ps{0};
    };
    plan = {limit(workload.slo->ttft), limit(workload.slo->tpot), limit(workload.slo->e2e)};
  }
  plan.priority = workload.priority;
  plan.response_cache_share = sim::chance_of(workload.response_cache.value);
  return plan;
}

}  // namespace costwright::study
