#include "core/perf/batch_inference.h"

#include <algorithm>

#include "core/perf/compute_path.h"
#include "core/perf/power/power.h"

namespace costwright::perf {
namespace {

// MLPerf 4.1 single-stream ResNet-50: 0.39 ms on an L4, 0.33 ms on an L40S, of which 0.08 and
// 0.03 ms are compute.
constexpr double kPerBatchSeconds = 0.3e-3;
// PyTorch 21.03 on ResNet-50 takes 10 ms in FP32 and 13 ms in mixed precision for batches of 1 to
// 8, on a V100 and a T4 alike.
constexpr double kEagerPassSeconds = 12e-3;
// The same at batch 256: 0.22 of a V100's 16-bit peak, 0.15 of a T4's; BERT-large on an A100 0.25.
constexpr double kEagerShare = 0.5;
constexpr double kMemoryEfficiency = 0.75;
constexpr double kDequantisation = 0.8;  // as for LLMs
// Q, K, V, context, projection, FFN of 4, its output and two norms: about 12 written.
constexpr double kElementsPerTokenLayerHidden = 12;
constexpr double kFlopsPerElementMoved = 500;

// Achieved share of the dense peak.
// gpu: ResNet-50 INT8 under TensorRT, MLPerf 4.1: H100 0.37, L4 0.43, L40S 0.49 of the INT8 peak.
// cpu: the same network, per socket: Xeon 8592+ 0.40, Xeon 6980P 0.36 of the AMX peak.
// fpga: DPUs of a VCK190 under Vitis AI 2.5: 0.16 to 0.32 of 61.4 TOPS on networks over 3.6 GOP.
// asic and others: as gpu, our inference.
double compute_efficiency(const AcceleratorSpec& accelerator) {
  if (accelerator.kind == "cpu") {
    return 0.38;
  }
  return accelerator.kind == "fpga" ? 0.20 : 0.42;
}

bool is_transformer(const ModelShape& model) {
  return (model.kind == ModelKind::kEncoder || model.kind == ModelKind::kVit) && model.layers > 0 &&
         model.hidden > 0 && model.context_tokens > 0;
}

double item_flops(const ModelShape& model) {
  if (model.flops_per_item > 0 || !is_transformer(model)) {
    return model.flops_per_item;
  }
  const auto tokens = static_cast<double>(model.context_tokens);
  const double table = static_cast<double>(model.vocab) * model.hidden;
  return 2 * (model.parameters - table) * tokens +
         4.0 * model.layers * tokens * tokens * model.hidden;
}

double item_bytes(const ModelShape& model, double flops, Precision precision) {
  const double moved = is_transformer(model)
                           ? 2 * kElementsPerTokenLayerHidden * model.layers * model.hidden *
                                 static_cast<double>(model.context_tokens)
                           : flops / kFlopsPerElementMoved;
  return moved * bytes_per_element(precision);
}

bool check_inputs(const ModelShape& model,
                  const AcceleratorSpec& accelerator,
                  Precision precision,
                  Diagnostics& diagnostics) {
  const int before = diagnostics.error_count();
  if (is_llm(model.kind)) {
    diagnostics.error(
        {}, fmt::format("model '{}' is a decoder LLM, not a single-shot model", model.key),
        "serve it as an LLM service");
  } else if (item_flops(model) <= 0 || model.parameters <= 0) {
    diagnostics.error(
        {}, fmt::format("model '{}' has no FLOPs per item or no parameter count", model.key),
        "state both in the catalogue of models");
  }
  if (!compute_path(accelerator, precision)) {
    diagnostics.error({},
                      fmt::format("accelerator '{}' has no arithmetic that can run {}",
                                  accelerator.key, to_string(precision)),
                      "choose a precision that it has a peak for (an FPGA's DPU: int8)");
  }
  if (accelerator.memory_bandwidth <= 0 || accelerator.idle_w < 0 ||
      accelerator.tdp_w <= accelerator.idle_w) {
    diagnostics.error(
        {},
        fmt::format("accelerator '{}' lacks a memory bandwidth or a TDP above its idle power",
                    accelerator.key),
        "fill the columns in the catalogue of accelerators");
  }
  return diagnostics.error_count() == before;
}

}  // namespace

std::optional<BatchTimes> batch_times(const ModelShape& model,
                                      const AcceleratorSpec& accelerator,
                                      Precision precision,
                                      int max_batch,
                                      Diagnostics& diagnostics,
                                      BatchSoftware software) {
  require(max_batch >= 1, "max_batch = {}, must be at least 1", max_batch);
  if (!check_inputs(model, accelerator, precision, diagnostics)) {
    return std::nullopt;
  }
  const auto path = compute_path(accelerator, precision);
  const bool eager = software == BatchSoftware::kEager;
  const bool narrow = bytes_per_element(path->arithmetic) < 4;
  const double speed = path->peak_flops * compute_efficiency(accelerator) *
                       (path->expands_weights ? kDequantisation : 1.0) *
                       (eager && narrow ? kEagerShare : 1.0);
  const double flops = item_flops(model);
  const double bytes = item_bytes(model, flops, path->arithmetic);
  const double weight_bytes = model.parameters * bytes_per_weight(precision);
  const double bandwidth = accelerator.memory_bandwidth * kMemoryEfficiency;

  BatchTimes times;
  times.batch_s.resize(static_cast<std::size_t>(max_batch) + 1);
  for (int b = 1; b <= max_batch; ++b) {
    const double work = std::max(b * flops / speed, (weight_bytes + b * bytes) / bandwidth);
    times.batch_s[static_cast<std::size_t>(b)] =
        eager ? std::max(kEagerPassSeconds, work) : kPerBatchSeconds + work;
  }
  const DevicePower device = device_power(accelerator);
  const double awake_w = device.static_w + device.clock_w - device.idle_w;
  times.idle_w = device.idle_w;
  times.maximum_w = device.maximum_w;
  times.per_batch_j = (device.static_w - device.idle_w) * kPerBatchSeconds +
                      device.memory_w * weight_bytes / bandwidth;
  times.per_item_j = awake_w * std::max(flops / speed, bytes / bandwidth) +
                     device.compute_w * flops / speed + device.memory_w * bytes / bandwidth;
  return times;
}

}  // namespace costwright::perf
