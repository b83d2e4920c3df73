#include "study/plan_parts.h"

namespace costwright {
namespace {

bool is_llm(const ModelShape& shape) {
  return shape.kind == "dense_llm" || shape.kind == "moe_llm";
}

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

  void llm(PoolParts& parts, const Model& model, const ModelShape& shape) {
    refuse({"batch_delay"}, "a language model is served in continuous batches, which do not wait");
    const Precision kv = model.kv_cache.value_or(
        model.weights == Precision::kFp8 ? Precision::kFp8 : Precision::kBf16);
    const LlmReplica replica{shape, fleet_.accelerator, model.weights, kv,
                             deployment_.tensor_parallel};
    if (!check_llm_replica(replica, diagnostics_, at("tensor_parallel"))) {
      return;
    }
    const KvCapacity capacity = kv_capacity(replica, deployment_.gpu_memory_utilisation.value);
    const std::int64_t blocks = deployment_.kv_blocks ? *deployment_.kv_blocks : capacity.blocks;
    if (blocks <= 0) {
      report_no_fit(shape, capacity);
      return;
    }
    const LlmCalibration calibration = calibration_of(replica);
    const LlmIterationTimes times =
        llm_iteration_times(replica, deployment_.token_budget, calibration.factors);
    parts.spec.calibration = calibration;
    ServingPlan plan;
    plan.replica.cost = iteration_cost(times);
    plan.replica.max_batch = deployment_.max_batch;
    plan.replica.token_budget = deployment_.token_budget;
    plan.replica.kv_blocks = blocks;
    plan.replica.queue_limit = deployment_.queue_limit;
    plan.replica.client_timeout = to_ps(deployment_.client_timeout);
    plan.replica.front_end = quantised(times.front_end_s);
    const LlmEnergy energy = llm_energy(replica);
    parts.spec.power = {
        energy.idle_w,      energy.busy_w,         energy.maximum_w,         energy.per_iteration_j,
        energy.per_token_j, energy.per_kv_token_j, energy.per_prefill_pair_j};
    parts.spec.devices_per_replica = deployment_.tensor_parallel;
    parts.spec.kv_blocks = blocks;
    parts.plan = std::move(plan);
  }

  void batch(PoolParts& parts, const Model& model, const ModelShape& shape) {
    refuse({"kv_blocks", "gpu_memory_utilisation", "engine", "queue_order", "prefix_cache",
            "autoscaling", "interruptions"},
           fmt::format("'{}' is a single-shot model, without KV cache or LLM engine", shape.key));
    if (deployment_.router == RouterKind::kPrefixAffinity) {
      diagnostics_.error(at("router"), "prefix_affinity is for language models",
                         "use least_outstanding");
    }
    if (deployment_.tensor_parallel != 1) {
      diagnostics_.error(
          at("tensor_parallel"),
          fmt::format("'{}' is a single-shot model: one device serves it alone", shape.key),
          "leave tensor_parallel out");
    }
    const auto times =
        batch_times(shape, fleet_.accelerator, model.weights, deployment_.max_batch, diagnostics_);
    if (!times) {
      return;
    }
    BatchPlan plan;
    for (const double s : times->batch_s) {
      plan.batch.push_back(plan.batch.empty() ? 0 : std::max<Ps>(1, quantised(s)));
    }
    plan.max_batch = deployment_.max_batch;
    plan.batch_delay = to_ps(deployment_.batch_delay);
    plan.queue_limit = deployment_.queue_limit;
    plan.client_timeout = to_ps(deployment_.client_timeout);
    plan.router = router_of(deployment_.router);
    parts.spec.power = {
        times->idle_w, 0, times->maximum_w, times->per_batch_j, times->per_item_j, 0, 0};
    parts.plan = std::move(plan);
  }

 private:
  Place at(const char* field) const { return place_of(loaded_, "serving." + name_ + "." + field); }

  LlmCalibration calibration_of(const LlmReplica& replica) {
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

  void report_no_fit(const ModelShape& shape, const KvCapacity& capacity) {
    const std::string hint =
        capacity.minimum_devices > 0
            ? fmt::format("it needs tensor_parallel: {} on this accelerator",
                          capacity.minimum_devices)
            : "no tensor_parallel up to 64 fits; choose a larger accelerator or fewer bits";
    diagnostics_.error(
        at("model"),
        fmt::format(
            "'{}' ({:.1f} GiB of weights) leaves no room for KV cache on {} x {} ({:.1f} GiB each)",
            shape.key, capacity.weight_bytes / gibibyte.base(), deployment_.tensor_parallel,
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
};

}  // namespace

Ps to_ps(Duration duration) {
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
    if (auto found = row != nullptr ? accelerator_spec(*row, facts, diagnostics) : std::nullopt) {
      spec.accelerator = std::move(*found);
    }
  }
  return spec;
}

PoolParts pool_parts(const LoadedScenario& loaded,
                     const Catalog& catalog,
                     const std::string& name,
                     const Deployment& deployment,
                     const std::vector<FleetSpec>& fleet,
                     FactLog& facts,
                     Diagnostics& diagnostics) {
  const Scenario& scenario = loaded.scenario;
  PoolParts parts;
  parts.spec.name = name;
  const auto is_it = [&](const auto& entry) {
    return entry.first == deployment.fleet;
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
  const FleetSpec& devices = fleet[parts.spec.fleet];
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
  if (is_llm(*shape)) {
    builder.llm(parts, *model, *shape);
  } else {
    builder.batch(parts, *model, *shape);
  }
  return parts;
}

ClassPlan class_plan(const Workload& workload) {
  ClassPlan plan;
  if (workload.slo) {
    const auto limit = [](const std::optional<Duration>& d) {
      return d ? to_ps(*d) : Ps{0};
    };
    plan = {limit(workload.slo->ttft), limit(workload.slo->tpot), limit(workload.slo->e2e)};
  }
  plan.priority = workload.priority;
  plan.fair_cost = std::llround(1024 / workload.fair_share);
  const double share = workload.response_cache.value * 0x1p32;
  plan.response_cache_share = static_cast<std::uint32_t>(std::min(share, 0x1p32 - 1));
  return plan;
}

}  // namespace costwright
