#pragma once
// Joules and power of LLM serving on models that neither the factors of time nor the constants of
// power have seen: the factors come from the throughput rows of all other models, the constants
// from the published power of all other models at their published speed.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "study/published/energy_rows.h"
#include "study/published/scored_row.h"
#include "study/published/serving_case.h"

namespace costwright::study {

// Power caps, each network with factors that were fitted to the others on the same architecture.
std::vector<ScoredRow> predict_power_caps_unseen(const std::filesystem::path& energy_csv,
                                                 const ReferenceBook& book,
                                                 const Catalog& catalog,
                                                 int threads,
                                                 Diagnostics& diagnostics);

struct UnseenEnergyOptions {
  std::string throughput_csv;  // inference_throughput.csv
  int threads = 0;
  std::function<void(double share)> progress;
};
struct PublishedEnergy {
  const std::vector<PublishedServing>& rows;
  const std::vector<ServingCase>& cases;  // of the rows
};
// Replaces the predictions of `out`, which are those of the rows in order; rows of a model that no
// throughput row of the same engine, architecture and arithmetic leaves out lose theirs.
void predict_energy_unseen(const PublishedEnergy& published,
                           const UnseenEnergyOptions& options,
                           const ReferenceBook& book,
                           const Catalog& catalog,
                           std::vector<ScoredRow>& out,
                           Diagnostics& diagnostics);

}  // namespace costwright::study
