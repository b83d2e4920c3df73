#pragma once
// What an evaluation comes to beside the money: service quality, utilisation, energy, accuracy, and
// a sanity block that lets a reader doubt the figures. Everything here is a sum over the ledger, a
// ratio of such a sum to served volumes, or a percentile of merged histograms.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/calendar.h"
#include "study/outcome/mark.h"
#include "study/outcome/months.h"

namespace costwright::study {

// What percentiles rest on: the requests (ITL: tokens) of the simulated windows themselves. A
// histogram's own count is larger, as the calendar weighs each window by the days it stands for.
struct SimulatedSamples {
  std::uint64_t ttft{}, tpot{}, itl{}, e2e{};
};

// The whole horizon of one workload; histograms merged, percentiles never averaged.
struct WorkloadOutcome {
  std::string name;
  double offered{}, served{}, dropped{}, timed_out{};
  double from_cache{};      // of the served: answered by the application's cache
  std::string drop_reason;  // why requests were dropped; "" when none was
  double input_tokens{}, output_tokens{};
  std::shared_ptr<const Latency> latency;
  SimulatedSamples simulated;
  std::optional<double> slo_share;  // requests within every limit / offered
  std::optional<double> slo_target;
  std::vector<YearMonth> saturated;  // months that could not serve 99 % of what was offered
  std::vector<YearMonth> below_slo;  // months in which less than the target's share was within it
  Mark mark = Mark::kNone;
  double prefix_hit_share{};  // of its input tokens: found in a prefix cache of its deployments
  // The served tokens, without the response cache's, at the API's list price, whole horizon; none
  // when saturated: it is not the demand that it would serve.
  std::optional<double> api_cost;
  double api_cached_share{};  // of the input: billed at the API's price for cached input
  std::optional<double> bracket_ttft_p99_s;     // last month by time compression
  std::optional<double> superposed_ttft_p99_s;  // last month as simulated
};

// "2027-03, 2027-05 to 2027-09": all of them, in order.
std::string month_names(const std::vector<YearMonth>& months);
// "the served tokens at the API's list price, 95.2 % of the input as cached input".
std::string api_basis(const WorkloadOutcome& workload);

struct AccuracyOutcome {
  std::string model, benchmark;  // catalogue column, e.g. mmlu_instruct
  double score{};
  std::string status;
  // With compression: 90 % of the score, and where its effect comes from (core/strategies/
  // score_effect.h).
  std::optional<double> low = {}, high = {};
  std::string compressed_by = {};  // "int4-gptq (published), kv-fp8 (transferred)"
};

// One deployment over the months in which it is in service.
struct DeploymentOutcome {
  std::string name;
  int replicas_first = 0, replicas_last = 0;  // of its first and last month in service
  std::optional<double> replicas_on;          // mean; none where all are always there
  // Demand / capacity (study/simulate/capacity.h) of the busiest month; none where it is not known.
  std::optional<double> load;
  std::optional<double> headroom;  // requests more that the last month could bring; < 0: too many
  std::optional<YearMonth> full;   // first month whose demand is above capacity
  std::optional<double> unneeded;  // expense of its devices for capacity that no demand needed
  double busy_share{}, peak_busy_share{};  // mean by replica-time; highest 15 minutes
  std::optional<double> kv_occupancy;      // mean by replica-time; none for batch services
  double preemptions{};
  std::optional<double> prefix_hit_share;  // of the prompt tokens; none without a hit
  double lost{};                           // requests at a replica that went down
  Mark mark = Mark::kNone;
};

// A deployment of an API over the horizon.
struct ApiOutcome {
  std::string name, api;  // the deployment's, and whose model it is
  double requests{};      // answered; 0 where only tokens are declared
  // As billed, millions; cached: of the input, read from its cache.
  double input_mtok{}, cached_mtok{}, output_mtok{};
  double expense{};
  Mark mark = Mark::kNone;
};

// One storage item, decimal GB.
struct StorageOutcome {
  std::string name;
  double mean_gb{};  // over the horizon, as billed
  double last_gb{};  // at the horizon's end
};

// At one speed of the language models.
struct Outcome {
  std::vector<WorkloadOutcome> workloads;
  std::vector<DeploymentOutcome> deployments;  // those that are ever in service
  std::vector<ApiOutcome> apis;                // those that answer anything
  double it_kwh{}, facility_kwh{};             // owned and cloud IT; facility: owned only
  std::optional<double> effective_pue;         // owned facility energy / owned IT energy
  std::optional<double> carbon_kg;
  std::optional<double> tokens_per_joule;  // output tokens served / IT energy
  std::optional<double> served_per_s;      // requests
  std::optional<double> utilisation;  // busy device-hours / device-hours on; none when nothing is
                                      // simulated
  std::optional<double> owned_per_gpu_hour;  // hardware + energy expense / owned device-hours on
  std::optional<double> gpus_per_fte;
  Mark mark = Mark::kNone;  // of figures that rest on all deployments: the worst of theirs
};

}  // namespace costwright::study
