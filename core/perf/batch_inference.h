#pragma once
// Single-shot models (CNN, encoder, ViT, detector) as batch services: seconds and joules of a batch of b items
// on one device. Roofline with a documented efficiency per accelerator kind:
//   t(b) = per_batch_overhead + max(b * FLOPs / (C * eff), (weight bytes + b * activation bytes) / (BW * eff))
#include "core/catalog/specs.h"

#include <optional>
#include <vector>

namespace costwright {

struct BatchTimes {
  std::vector<double> batch_s;      // [0..max_batch]; batch_s[0] = 0
  double idle_w{}, maximum_w{};     // per device
  double per_batch_j{}, per_item_j{};   // above idle
};
// Diagnoses models without FLOPs and accelerators without a usable peak.
std::optional<BatchTimes> batch_times(const ModelShape& model,
                                      const AcceleratorSpec& accelerator,
                                      Precision precision,
                                      int max_batch,
                                      Diagnostics& diagnostics);

}  // namespace costwright
