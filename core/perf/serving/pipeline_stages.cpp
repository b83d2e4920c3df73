#include "core/perf/serving/pipeline_stages.h"

#include <algorithm>

#include "core/perf/collectives.h"
#include "core/perf/serving/llm_weights.h"

namespace costwright::perf {
namespace {

constexpr int kMostStages = 64;

int stages_per_server(const LlmReplica& replica) {
  return std::max(1, replica.devices_per_server / replica.tensor_parallel);
}

double link_of(const AcceleratorSpec& accelerator) {
  return accelerator.link_bandwidth > 0 ? accelerator.link_bandwidth : accelerator.pcie_bandwidth;
}

}  // namespace

int hops_between_servers(const LlmReplica& replica) {
  return (replica.pipeline_parallel - 1) / stages_per_server(replica);
}

PipelineStages pipeline_stages(const LlmReplica& replica) {
  PipelineStages p;
  p.stages = replica.pipeline_parallel;
  if (p.stages == 1) {
    return p;
  }
  const int layers = replica.model.layers;
  const int most_layers = (layers + p.stages - 1) / p.stages;
  const int last_layers = layers / p.stages;
  p.largest = static_cast<double>(most_layers) / layers;
  p.last = static_cast<double>(last_layers) / layers;
  const int far = hops_between_servers(replica);
  const int near = p.stages - 1 - far;
  const double token_bytes = replica.model.hidden * kActivationBytes;
  const Fabric fabric;
  p.hops_s_per_token = near * token_bytes / link_of(replica.accelerator);
  p.hops_s = near * fabric.link_latency_s + far * fabric.network_latency_s;
  p.hops_s += far > 0 ? fabric.network_latency_s : fabric.link_latency_s;  // token ids, back
  if (far > 0) {
    p.hops_s_per_token += far * token_bytes / replica.network_bandwidth;
  }
  return p;
}

MicroBatches micro_batches(const PipelineStages& pipeline, int tokens) {
  const int count = std::min(pipeline.stages, tokens);
  return {count, (tokens + count - 1) / count};
}

double round_seconds(const PipelineStages& pipeline,
                     MicroBatches work,
                     double layers_s,
                     double head_s,
                     double step_s) {
  const double slot = std::max(pipeline.largest * layers_s, pipeline.last * layers_s + head_s);
  const double trip =
      layers_s + head_s + step_s + pipeline.hops_s + pipeline.hops_s_per_token * work.tokens;
  return std::max(work.count * slot, trip);
}

void check_pipeline(const LlmReplica& replica, Diagnostics& diagnostics, const Place& place) {
  const int stages = replica.pipeline_parallel;
  if (stages == 1) {
    return;
  }
  const int layers = replica.model.layers;
  if (stages < 1 || stages > kMostStages || (layers > 0 && stages > layers)) {
    diagnostics.error(place,
                      fmt::format("pipeline_parallel {} cannot split the {} layers of '{}'", stages,
                                  layers, replica.model.key),
                      "use 1 to 64 stages, at most one per layer");
    return;
  }
  const int tp = replica.tensor_parallel;
  if (tp < 1 || tp > replica.devices_per_server) {
    diagnostics.error(place,
                      fmt::format("a pipeline stage of {} devices does not fit into a server of {}",
                                  tp, replica.devices_per_server),
                      "lower tensor_parallel: a stage stays within one server");
    return;
  }
  if (hops_between_servers(replica) > 0 && replica.network_bandwidth <= 0) {
    diagnostics.error(
        place,
        fmt::format("{} stages of {} devices span {} servers, whose network the catalogue lacks",
                    stages, tp, hops_between_servers(replica) + 1),
        "keep the stages within one server, or fill nic_total_gbit_per_s of the server in a CSV of "
        "your own (`catalog`); instances of clouds have no such column");
  }
  if (hops_between_servers(replica) < stages - 1 && link_of(replica.accelerator) <= 0) {
    diagnostics.error(
        place,
        fmt::format("accelerator '{}' has no link or PCIe bandwidth, which pipeline stages need",
                    replica.accelerator.key),
        "fill the column in the catalogue of accelerators, or choose another one");
  }
}

}  // namespace costwright::perf
