#pragma once
// Published power and energy of real runs (data/reference/energy.csv) beside core/perf/power.h.
// Every row comes back, predicted or with the reason why not.
//
// Power-cap sweeps (training jobs under nvidia-smi power limits): of each job only the row at its
// highest cap is used: its time and energy set the scale, its mean power tells compute, memory and
// host shares (activity_of). The rows at lower caps are predictions, the one at the highest is not.
// LLM serving: the published throughput of the same configuration in inference_throughput.csv gives
// the time, so that power alone is scored:
//   iterations/s = output tokens/s / mean batch; tokens through the weights: output * (1 + in /
//   out) weights read per iteration: dense all, MoE the expected number of distinct experts that
//   the batch touches; KV read: batch * (in + out / 2) tokens; all divided over the devices
// Input lengths are not in the files; assumed per task: lm-arena-chat 200, gpqa 250,
// sourcegraph-fim 1,000 tokens. Tasks with images or videos are not predicted.
// Not modelled: sliding windows, prefill attention, links, data-parallel attention (KV heads beyond
// the devices are replicated, as in tensor parallelism).
#include <filesystem>
#include <vector>

#include "core/catalog/catalog.h"
#include "core/diagnostics.h"
#include "study/validate/scored_row.h"

namespace costwright {

// Rows of category power_cap_training_measured.
std::vector<ScoredRow> predict_power_caps(const std::filesystem::path& energy_csv,
                                          const Catalog& catalog,
                                          Diagnostics& diagnostics);
// All others. Without a readable `throughput_csv` LLM rows have a reason, and no error is raised.
std::vector<ScoredRow> predict_other_energy(const std::filesystem::path& energy_csv,
                                            const std::filesystem::path& throughput_csv,
                                            const Catalog& catalog,
                                            Diagnostics& diagnostics);

}  // namespace costwright
