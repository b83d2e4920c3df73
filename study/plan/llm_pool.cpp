#include "study/plan/llm_pool.h"

#include <algorithm>

#include "core/catalog/views.h"
#include "core/perf/serving/llm_weights.h"
#include "study/plan/quantise.h"
#include "study/plan/serving_plan.h"

namespace costwright::study {
namespace {

sim::PoolPower power_of(const perf::LlmEnergy& energy) {
  return {.idle_w = energy.idle_w,
          .busy_w = energy.busy_w,
          .maximum_w = energy.maximum_w,
          .per_iteration_j = energy.per_iteration_j,
          .per_token_j = energy.per_token_j,
          .per_kv_token_j = energy.per_kv_token_j,
          .per_prefill_pair_j = energy.per_prefill_pair_j,
          .prefill_token_more_j = energy.prefill_token_more_j};
}

class LlmPoolBuilder {
 public:
  LlmPoolBuilder(const PlanSources& from, const Served& served, double mean_context)
      : from_(from), served_(served), mean_context_(mean_context) {}

  void make(PoolParts& parts) {
    if (parts.spec.kinds.empty()) {
      refuse_fields(from_, served_, {"batch_delay"},
                    "a language model is served in continuous batches, which do not wait");
    }
    auto setup = setup_of();
    if (!setup) {
      return;
    }
    const Deployment& deployment = served_.deployment;
    const perf::KvCapacity capacity = kv_capacity(*setup, deployment.gpu_memory_utilisation.value);
    const std::int64_t blocks = deployment.kv_blocks ? *deployment.kv_blocks : capacity.blocks;
    if (blocks <= 0) {
      report_no_fit(served_.shape, capacity);
      return;
    }
    PoolKind kind;
    kind.calibration = calibration_of(setup->replica);
    setup->efficiency = kind.calibration->factors;
    parts.spec.devices_per_replica = setup->replica.devices();
    kind.kv_blocks = blocks;
    parts.spec.kv_bytes_per_token =
        kv_bytes_per_token(setup->replica, 1) * kept_share(setup->replica);
    if (parts.spec.kinds.empty()) {
      parts.spec.max_context = max_context();
    }
    ServedReplica replica =
        served_replica(*setup, {.kv_blocks = blocks,
                                .queue_limit = deployment.queue_limit,
                                .max_context = static_cast<std::int32_t>(parts.spec.max_context),
                                .client_timeout = to_ps(deployment.client_timeout)});
    check_cap(*setup, replica.speed);
    kind.power = power_of(replica.speed.energy);
    add_kind(parts, std::move(kind), std::move(replica.plan));
  }

 private:
  // Engines take the model's own context unless they are told another.
  std::int64_t max_context() {
    const std::int64_t own = served_.shape.context_tokens;
    const auto& stated = served_.deployment.max_model_len;
    if (!stated) {
      return own > 0 ? own : INT32_MAX;
    }
    const auto tokens = static_cast<std::int64_t>(stated->base());
    if (own > 0 && tokens > own) {
      from_.diagnostics.warning(
          at("max_model_len"),
          fmt::format("{} is made for {} tokens; what it answers beyond them is not known",
                      served_.shape.key, own),
          "engines refuse it unless they are told to");
    }
    return tokens;
  }

  Place at(const char* field) const { return from_.at(served_.path(field)); }

  // All but the calibration, which needs a model that fits; none after an error.
  std::optional<perf::ServingSetup> setup_of() {
    const Deployment& deployment = served_.deployment;
    perf::ServingSetup setup;
    setup.replica = replica_of(served_.model, served_.shape);
    setup.max_batch = deployment.max_batch;
    setup.token_budget = deployment.token_budget;
    if (!add_sparse(served_.model, *deployment.model, setup.replica) ||
        !check_llm_replica(setup.replica, from_.diagnostics, at("tensor_parallel")) ||
        !add_drafter(setup)) {
      return std::nullopt;
    }
    if (deployment.attention_data_parallel && !deployment.expert_parallel) {
      from_.diagnostics.error(
          at("attention_data_parallel"),
          "attention_data_parallel has a meaning only beside expert_parallel: true",
          "set expert_parallel: true, or leave it out");
      return std::nullopt;
    }
    if (deployment.power_cap) {
      setup.power_cap_w = deployment.power_cap->in(watt);
    }
    return setup;
  }

  perf::LlmReplica replica_of(const Model& model, const ModelShape& shape) {
    perf::LlmReplica replica;
    replica.model = shape;
    replica.accelerator = served_.fleet.accelerator;
    replica.weights = model.weights;
    replica.kv_cache = model.kv_cache.value_or(
        kv_cache_of(from_.catalog, served_.deployment.engine, model.weights));
    replica.tensor_parallel = served_.deployment.tensor_parallel;
    replica.attention_data_parallel = served_.deployment.attention_data_parallel;
    replica.expert_parallel = served_.deployment.expert_parallel;
    replica.pipeline_parallel = served_.deployment.pipeline_parallel;
    replica.devices_per_server = devices_per_server();
    replica.clock = served_.deployment.clock.value;
    replica.mean_context = mean_context_;
    if (replica.devices() > replica.devices_per_server) {
      replica.network_bandwidth = network_bandwidth();
    }
    if (const auto& lora = served_.deployment.lora) {
      replica.lora = {lora->adapters, lora->rank, lora->max_resident.value_or(lora->adapters),
                      served_.deployment.max_batch};
    }
    return replica;
  }

  // False, with an error, when the model's weights are sparse and nothing gets faster by it.
  bool add_sparse(const Model& model, const std::string& name, perf::LlmReplica& replica) {
    if (model.sparsity == Sparsity::kNone) {
      return true;
    }
    const Place place = from_.at("models." + name + ".sparsity");
    const std::string& engine = served_.deployment.engine;
    if (const auto release = no_sparse_from(from_.catalog, engine); !release.empty()) {
      from_.diagnostics.warning(
          place,
          fmt::format("{} has no kernel of 2:4 sparse weights from release {} on: the speed "
                      "predicted is that of an earlier one",
                      engine, release),
          "serve it with an earlier release, or name another engine");
    }
    const Row* row =
        from_.catalog.find("accelerators", replica.accelerator.key, place, from_.diagnostics);
    replica.sparse = row == nullptr ? std::nullopt
                                    : sparse_kernel(from_.catalog, *row, model.weights, from_.facts,
                                                    place, from_.diagnostics);
    return replica.sparse.has_value();
  }

  // Providers that rent out single devices put those of one customer into one server.
  int devices_per_server() const {
    constexpr int kUsual = 8;
    const bool single = served_.fleet.devices_per_server == 1 && !served_.fleet.owned;
    return single ? kUsual : served_.fleet.devices_per_server;
  }

  // One way per device, of the catalogue's server or instance; 0 = it does not tell.
  double network_bandwidth() {
    const FleetEntry& entry = served_.machines;
    if (served_.fleet.devices_per_server <= 0) {
      return 0;
    }
    const Row* row = from_.catalog.find(entry.owned ? "servers" : "cloud_instances",
                                        entry.owned ? entry.owned->server : entry.cloud->instance,
                                        at("tensor_parallel"), from_.diagnostics);
    return row != nullptr
               ? server_network_bandwidth(*row, from_.facts) / served_.fleet.devices_per_server
               : 0;
  }

  // False when there is one and it does not fit.
  bool add_drafter(perf::ServingSetup& setup) {
    const auto& speculative = served_.deployment.speculative;
    if (!speculative) {
      return true;
    }
    const Model* model = find_named(from_.scenario().models, speculative->draft_model);
    const Row* row =
        model == nullptr
            ? nullptr  // the reader has reported the dangling reference
            : from_.catalog.find("models", model->model,
                                 from_.at("models." + speculative->draft_model), from_.diagnostics);
    const auto shape =
        row != nullptr ? model_shape(*row, from_.facts, from_.diagnostics) : std::nullopt;
    if (!shape) {
      return false;
    }
    perf::Drafter drafter;
    drafter.replica = replica_of(*model, *shape);
    if (!add_sparse(*model, speculative->draft_model, drafter.replica)) {
      return false;
    }
    drafter.replica.attention_data_parallel = drafter.replica.expert_parallel = false;
    drafter.replica.pipeline_parallel = 1;
    drafter.replica.lora.reset();
    drafter.speculation = {speculative->draft_tokens, speculative->acceptance.value};
    if (!check_speculation(setup.replica, drafter.replica, drafter.speculation, from_.diagnostics,
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
    const AcceleratorSpec& a = served_.fleet.accelerator;
    if (*setup.power_cap_w > a.tdp_w) {
      from_.diagnostics.error(at("power_cap"),
                              fmt::format("power_cap {:.0f} W is above the TDP of {}, {:.0f} W",
                                          *setup.power_cap_w, a.name, a.tdp_w),
                              "leave it out: the TDP is the cap then");
    } else if (!speed.cap_held) {
      from_.diagnostics.error(
          at("power_cap"),
          fmt::format("power_cap {:.0f} W cannot be held on {}: it draws as much, or "
                      "nearly, while it only waits",
                      *setup.power_cap_w, a.name),
          "raise the cap");
    } else if (std::min(speed.decode_clock, speed.prefill_clock) < 0.5) {
      from_.diagnostics.warning(
          at("power_cap"),
          fmt::format("power_cap {:.0f} W asks for a clock below half the highest (decode {:.0f} "
                      "%, prefill {:.0f} %), where bandwidth falls as well, which is not modelled",
                      *setup.power_cap_w, 100 * speed.decode_clock, 100 * speed.prefill_clock),
          "raise the cap");
    }
  }

  LlmCalibration calibration_of(const perf::LlmReplica& replica) {
    std::vector<std::string> engines;
    for (const Row& row : from_.catalog.rows("calibration")) {
      engines.push_back(row.text("engine"));
    }
    if (std::ranges::find(engines, served_.deployment.engine) == engines.end()) {
      const std::string near = did_you_mean(served_.deployment.engine, engines);
      from_.diagnostics.error(at("engine"),
                              fmt::format("unknown engine '{}'", served_.deployment.engine),
                              near.empty() ? "`costwright catalog calibration` lists them" : near);
    }
    return calibration_for(from_.catalog, served_.deployment.engine, replica, from_.facts,
                           from_.diagnostics);
  }

  void report_no_fit(const ModelShape& shape, const perf::KvCapacity& capacity) {
    const std::string hint =
        capacity.minimum_stages > served_.deployment.pipeline_parallel
            ? fmt::format(
                  "it needs tensor_parallel: {} and pipeline_parallel: {} on this "
                  "accelerator",
                  capacity.minimum_tensor_parallel, capacity.minimum_stages)
        : capacity.minimum_tensor_parallel > 0
            ? fmt::format("it needs tensor_parallel: {} on this accelerator",
                          capacity.minimum_tensor_parallel)
        : served_.deployment.lora
            ? "no number of devices fits; keep fewer adapters in memory (lora.max_resident)"
            : "no number of devices that can be had fits; choose a larger accelerator or fewer "
              "bits";
    from_.diagnostics.error(
        at("model"),
        fmt::format("'{}' ({:.1f} GiB of weights{}) leaves no room for KV cache on {} x {} ({:.1f} "
                    "GiB each)",
                    shape.key, capacity.weight_bytes / gibibyte.base(),
                    served_.deployment.lora ? " and adapters" : "",
                    served_.deployment.tensor_parallel * served_.deployment.pipeline_parallel,
                    served_.fleet.accelerator.name,
                    served_.fleet.accelerator.memory_bytes / gibibyte.base()),
        hint);
  }

  const PlanSources& from_;
  const Served& served_;
  double mean_context_;
};

}  // namespace

void add_llm_kind(PoolParts& parts,
                  const PlanSources& from,
                  const Served& served,
                  double mean_context) {
  LlmPoolBuilder(from, served, mean_context).make(parts);
}

}  // namespace costwright::study
