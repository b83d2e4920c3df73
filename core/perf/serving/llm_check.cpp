#include "core/perf/compute_path.h"
#include "core/perf/decoder_check.h"
#include "core/perf/power/power.h"
#include "core/perf/serving/llm_serving.h"
#include "core/perf/serving/llm_weights.h"
#include "core/perf/serving/pipeline_stages.h"

namespace costwright::perf {
namespace {

void check_model(const ModelShape& model, Diagnostics& diagnostics, const Place& place) {
  if (!check_decoder(model, "serve it as a batch service", diagnostics, place)) {
    return;
  }
  if (model.windowed_layers > model.kv_layers() || model.attention_layers > model.layers) {
    diagnostics.error(
        place,
        fmt::format("model '{}' has {} windowed layers of {} that keep a KV cache, of {} in all",
                    model.key, model.windowed_layers, model.kv_layers(), model.layers),
        "lower windowed_layers or attention_layers in the catalogue of models");
  }
  if (is_moe(model)) {
    check_active_figures(model, diagnostics, place);
    if (model.experts_active > model.experts || model.active_parameters > model.parameters) {
      diagnostics.error(
          place,
          fmt::format("model '{}' activates more experts or parameters than it has", model.key));
    }
  }
}

void check_accelerator(const LlmReplica& replica, Diagnostics& diagnostics, const Place& place) {
  const AcceleratorSpec& a = replica.accelerator;
  const auto missing = [&](bool there, std::string_view what) {
    if (!there) {
      diagnostics.error(place, fmt::format("accelerator '{}' has no {}", a.key, what),
                        "fill the column in the catalogue of accelerators, or choose another one");
    }
  };
  missing(a.memory_bandwidth > 0, "memory bandwidth");
  missing(a.memory_bytes > 0, "memory size");
  missing(a.tdp_w > a.idle_w && a.idle_w >= 0, "TDP above its idle power");
  missing(compute_path(a, replica.weights).has_value(),
          fmt::format("arithmetic that can run {} weights", to_string(replica.weights)));
  missing(compute_path(a, Precision::kBf16).has_value(),
          "16-bit or FP32 arithmetic, which attention needs");
  if (replica.tensor_parallel > 1) {
    missing(a.link_bandwidth > 0 || a.pcie_bandwidth > 0,
            "link or PCIe bandwidth, which tensor parallelism needs");
  }
}

void check_experts(const LlmReplica& replica, Diagnostics& diagnostics, const Place& place) {
  const ModelShape& model = replica.model;
  const int devices = replica.tensor_parallel;
  if (!replica.expert_parallel) {
    return;
  }
  if (!is_moe(model) || model.experts <= model.experts_active) {
    diagnostics.error(place, fmt::format("expert_parallel: '{}' has no routed experts", model.key),
                      "leave expert_parallel out");
  } else if (devices < 2) {
    diagnostics.error(place, "expert_parallel has no effect on one device",
                      "raise tensor_parallel, which says how many devices share the experts");
  } else if (model.experts % devices != 0) {
    diagnostics.error(place,
                      fmt::format("expert_parallel: the {} experts of '{}' do not divide over {} "
                                  "devices",
                                  model.experts, model.key, devices),
                      "use a tensor_parallel that divides the experts");
  }
}

void check_sparse(const LlmReplica& replica, Diagnostics& diagnostics, const Place& place) {
  if (replica.sparse && is_moe(replica.model)) {
    diagnostics.error(
        place,
        fmt::format("2:4 sparsity of '{}': no kernel of routed experts is known that gets faster "
                    "by it",
                    replica.model.key),
        "leave `sparsity` out, or choose a dense model");
  }
}

void check_clock(const LlmReplica& replica, Diagnostics& diagnostics, const Place& place) {
  const double lowest = DevicePower{}.min_clock;
  if (replica.clock < lowest || replica.clock > 1) {
    diagnostics.error(place, fmt::format("clock {} lies outside {} to 1", replica.clock, lowest),
                      "it is a share of the highest SM clock");
  }
}

// A stage on several servers.
void check_span(const LlmReplica& replica, Diagnostics& diagnostics, const Place& place) {
  const int tp = replica.tensor_parallel;
  const int servers = servers_of_stage(replica);
  if (servers == 1) {
    return;
  }
  if (tp % replica.devices_per_server != 0) {
    diagnostics.error(place,
                      fmt::format("tensor_parallel {} does not fill servers of {} devices", tp,
                                  replica.devices_per_server),
                      "use a multiple of them, or stay within one server");
  } else if (replica.network_bandwidth <= 0) {
    diagnostics.error(
        place,
        fmt::format("tensor_parallel {} spans {} servers, whose network the catalogue lacks", tp,
                    servers),
        "stay within one server, or fill nic_total_gbit_per_s of its row in a CSV of your own "
        "(`catalog`)");
  }
}

}  // namespace

bool check_llm_replica(const LlmReplica& replica, Diagnostics& diagnostics, const Place& place) {
  const int before = diagnostics.error_count();
  check_model(replica.model, diagnostics, place);
  check_accelerator(replica, diagnostics, place);
  const int tp = replica.tensor_parallel;
  if (tp < 1 || tp > kMostDevices || (replica.model.heads > 0 && replica.model.heads % tp != 0)) {
    diagnostics.error(place,
                      fmt::format("tensor_parallel {} cannot split the {} attention heads of '{}'",
                                  tp, replica.model.heads, replica.model.key),
                      "use a divisor of the heads between 1 and 64");
  }
  check_span(replica, diagnostics, place);
  check_pipeline(replica, diagnostics, place);
  check_experts(replica, diagnostics, place);
  check_clock(replica, diagnostics, place);
  check_sparse(replica, diagnostics, place);
  if (replica.attention_data_parallel && !is_moe(replica.model)) {
    diagnostics.error(
        place,
        fmt::format("data-parallel attention: '{}' has no experts to share", replica.model.key),
        "run one replica per device instead");
  }
  if (replica.lora) {
    check_lora(*replica.lora, replica.model, replica.accelerator, diagnostics, place);
  }
  return diagnostics.error_count() == before;
}

}  // namespace costwright::perf
