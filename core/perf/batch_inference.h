#pragma once
// Single-shot models (CNN, encoder, ViT, detector) as batch services: seconds and joules of a batch
// of b items on one device. A roofline with a documented efficiency per accelerator kind:
//   t(b) = overhead + max(b * FLOPs / (C * eff), (weights + b * activations) / (BW * 0.75))
//   C, weights   core/perf/compute_path.h: FLOP/s and bytes of the precision
//   eff          of the dense peak: gpu 0.42, cpu 0.38, fpga 0.20, asic and others 0.42
//   overhead     0.3 ms per batch (launches, copies; measured on GPUs, inferred elsewhere)
//   FLOPs        the catalogue's; of encoders and ViTs without, 2 * (P - vocabulary table) * T
//                + 4 * layers * T^2 * hidden of a full item (T = context_tokens): an upper bound,
//                real texts are shorter
//   eager        a framework that launches kernel after kernel (PyTorch without a compiler):
//   launches
//                run beside the work of others, so t(b) = max(12 ms, work), at half of eff in 8 and
//                16 bits
//   activations  written and read once: encoders and ViTs 12 * hidden per layer and token; others
//                FLOPs / 500 elements (ResNet-50 without caches: FLOPs / 370; our inference)
// Joules: core/perf/power/power.h at the full clock; static power while a batch is launched.
// Not modelled: pre- and post-processing on the host, whether batch and model fit the memory.
//
// How accurate? docs/accuracy.md: MLPerf 4.1 ResNet-50 INT8 and BERT-large (TensorRT on ten GPUs,
// Xeons) 11% median, 23% at the 90th percentile; H100 PCIe up to 45%. Eager PyTorch on V100, T4
// and A100: see there. FPGA DPUs: a factor of 2 either way for plain convolutions
// above 3.5 GOP; small, depthwise or multi-scale networks reach a tenth of our figure or less.
// Worked: ResNet-50 (8.2 GFLOP) INT8 on an h100-sxm: 8.2 G / (1,979 T * 0.42) = 9.866 us an item;
// 256 of them 2.526 ms + 0.3 ms = 2.826 ms, 90,600 items/s; MLPerf 4.1 measures 88,700 per device.
#include <optional>
#include <vector>

#include "core/diagnostics.h"
#include "core/specs/accelerator.h"
#include "core/specs/model_shape.h"

namespace costwright::perf {

struct BatchTimes {
  std::vector<double> batch_s;   // [0..max_batch]; batch_s[0] = 0
  double idle_w{}, maximum_w{};  // per device
  // Above idle; callers clamp the mean power of a bucket at maximum_w.
  double per_batch_j{}, per_item_j{};
};
// How the operators of a network get to the device.
enum class BatchSoftware { kCompiled, kEager };

// Diagnoses models without FLOPs and accelerators without a usable peak. max_batch >= 1.
std::optional<BatchTimes> batch_times(const ModelShape& model,
                                      const AcceleratorSpec& accelerator,
                                      Precision precision,
                                      int max_batch,
                                      Diagnostics& diagnostics,
                                      BatchSoftware software = BatchSoftware::kCompiled);

}  // namespace costwright::perf
