#pragma once
// From published rows to cases that one simulation answers: the same model, hardware and load, many
// metrics. No published value enters a case.
#include <memory>
#include <string>
#include <vector>

#include "core/perf/serving/speculation.h"
#include "sim/serving/plan.h"
#include "study/published/power_rows.h"
#include "study/published/published.h"

namespace costwright::study {

struct ServingLoad {
  LoadKind kind = LoadKind::kOffline;
  double intensity{};  // clients, or requests/s
  std::int64_t requests{};
  double input{}, output{};                // nominal tokens
  double length_low = 1, length_high = 1;  // lengths are uniform between these shares of nominal
  int max_batch{}, token_budget{};
  // The engine was started so that it takes in new requests only every so many iterations: one
  // waits for half of them on average, which its TTFT and the answer hold.
  double poll_steps{};
};

struct ServingCase {
  std::string engine;  // and its release, as the calibration file names it
  perf::LlmReplica replica;
  int devices{};  // of the whole published system; devices / replica.devices() replicas share it
  ServingLoad load;
  double memory_utilisation = 0.9;
  std::optional<perf::Speculation> speculation;  // drafts of the model's multi-token head
  double deadline_share = 1;      // of the throughput, which deadlines of requests let through
  std::vector<std::size_t> rows;  // of the published ones that it answers
  // What neither the row nor its source tells and is not modelled after a measurement: its figures
  // have no part in fits, and its prediction is an extrapolation. "" = nothing.
  std::string assumption;
  std::string reason;  // not blank: why it can't be predicted
};

// Every row belongs to exactly one case. Facts of the catalogue are looked up once a case.
std::vector<ServingCase> serving_cases(const std::vector<PublishedServing>& rows,
                                       const ReferenceBook& book,
                                       const Catalog& catalog);

// As the source released the weights, else as the row says, else as sources.csv assumes; nothing
// when none of them says, or the word is unknown.
std::optional<Precision> published_precision(const PublishedServing& row,
                                             const ReferenceBook& book,
                                             const AcceleratorSpec& accelerator);

struct ServingPrediction {
  double output_tok_s{}, input_tok_s{};  // of the whole system
  double requests_per_s{};
  double ttft_s{}, tpot_s{}, e2e_s{};  // medians over requests
  double mean_batch{};
  double watts{};    // mean of the whole system
  ServedPower load;  // of one replica; without a model's name and published watts
};
// Simulates the case with the jump engine; nothing when the model does not fit the memory.
std::optional<ServingPrediction> predict(const ServingCase& c,
                                         const perf::LlmEfficiency& efficiency);

// The figure that a row publishes, in its unit; nothing for a metric we do not know.
std::optional<double> metric_of(const PublishedServing& row,
                                const ServingCase& c,
                                const ServingPrediction& p);
std::string_view unit_of(std::string_view metric);

// What the case's replica did per second at the published speed; nothing without published power
// and energy a token, which tell the speed.
std::optional<ServedPower> at_published_speed(const ServingCase& c,
                                              const std::vector<PublishedServing>& rows,
                                              const ServingPrediction& p);

}  // namespace costwright::study
