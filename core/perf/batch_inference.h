#pragma once
// Single-shot models (CNN, encoder, ViT, detector) as batch services: seconds and joules of a batch
// of b items on one device. Roofline with a documented efficiency per accelerator kind:
//   t(b) = per_batch_overhead + max(b * FLOPs / (C * eff), (weight bytes + b * activation bytes) /
//   (BW * eff_memory)) C, bytes       core/perf/compute_path.h: INT8 runs at the INT8 peak where
//   there is one, else expanded in 16 bits FLOPs          of the catalogue's row; of encoders and
//   ViTs without one, 2 * (P - vocabulary table) * T + 4 * layers
//                  * T^2 * hidden for a full-length item (T = context_tokens): an upper bound, real
//                  texts are shorter
//   activations    written once and read once; encoders and ViTs 12 * hidden per layer and token,
//   others FLOPs / 500
//                  elements (ResNet-50 would be FLOPs / 370 without caches; our inference)
// Efficiencies: gpu 0.42, cpu 0.38, fpga 0.20, asic 0.42 of the dense peak (sources in the .cpp);
// memory 0.75. Not modelled: pre- and post-processing on the host, copies over PCIe, whether batch
// and model fit the memory.
//
// How accurate? docs/accuracy.md: within 15% on MLPerf 4.1 ResNet-50 (TensorRT on H100, L40S, L4;
// Xeons); PyTorch reaches about half of the figures given for GPUs in 16 bits; on FPGA DPUs a
// factor of 2 either way, small networks worse. Worked: ResNet-50 (8.2 GFLOP) INT8 on an
// h100-sxm: 8.2 G / (1,979 T * 0.42) = 9.87 us an item; 256 of them 2.53 ms
// + 0.3 ms = 2.83 ms, 90,600 items/s; MLPerf 4.1 measures 88,700 per device.
#include <optional>
#include <vector>

#include "core/catalog/specs.h"
#include "core/diagnostics.h"

namespace costwright {

struct BatchTimes {
  std::vector<double> batch_s;   // [0..max_batch]; batch_s[0] = 0
  double idle_w{}, maximum_w{};  // per device
  double per_batch_j{},
      per_item_j{};  // above idle; callers clamp the mean power of a bucket at maximum_w
};
// Diagnoses models without FLOPs and accelerators without a usable peak. max_batch >= 1.
std::optional<BatchTimes> batch_times(const ModelShape& model,
                                      const AcceleratorSpec& accelerator,
                                      Precision precision,
                                      int max_batch,
                                      Diagnostics& diagnostics);

}  // namespace costwright
