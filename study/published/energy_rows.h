#pragma once
// Published power and energy of real runs (data/reference/energy.csv) beside
// core/perf/power/power.h. Every row comes back, predicted or with the reason why not.
//
// Power-cap sweeps (training jobs under nvidia-smi power limits): of each job only the row at its
// highest cap is used: its time and energy set the scale, its mean power tells compute, memory and
// host shares (activity_of). The rows at lower caps are predictions, the one at the highest is not.
// LLM serving is simulated like the throughput rows of the same runs (study/validate/validate.h).
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "study/published/power_rows.h"
#include "study/published/published.h"
#include "study/published/scored_row.h"

namespace costwright::study {

// The factors that a job on an accelerator is predicted with; none: the accelerator's own.
using PowerOf = std::function<PowerFactors(const AcceleratorSpec&, const std::string& network)>;

// Rows of category power_cap_training_measured.
std::vector<ScoredRow> predict_power_caps(const std::filesystem::path& energy_csv,
                                          const ReferenceBook& book,
                                          const Catalog& catalog,
                                          Diagnostics& diagnostics,
                                          const PowerOf& power_of = {});
// The jobs that a fit can use: those whose power at the highest cap is published, each with its
// runs below it.
std::vector<CappedJob> capped_jobs(const std::filesystem::path& energy_csv,
                                   const ReferenceBook& book,
                                   const Catalog& catalog,
                                   Diagnostics& diagnostics);
// What is neither that nor LLM serving: with the reason why it is not predicted.
std::vector<ScoredRow> other_energy_rows(const std::filesystem::path& energy_csv,
                                         Diagnostics& diagnostics);

}  // namespace costwright::study
