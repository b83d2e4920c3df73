#include "study/outcome/outcome.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/cost/api_price.h"
#include "core/cost/storage.h"
#include "core/scenario/loaded.h"
#include "study/inputs/catalog_input.h"
#include "study/outcome/deployments.h"
#include "study/outcome/drop_reason.h"
#include "study/outcome/evaluation.h"
#include "study/plan/plan.h"

namespace costwright::study {
namespace {

std::optional<double> ratio(double numerator, double denominator) {
  return denominator > 0 ? std::optional(numerator / denominator) : std::nullopt;
}

// Functions of (evaluation, figures) are of one speed: the evaluation's own or those at an end.

WorkloadOutcome workload_outcome(const Evaluation& evaluation,
                                 const Figures& figures,
                                 std::size_t w) {
  const auto& [name, workload] = evaluation.scenario().workloads[w];
  WorkloadOutcome outcome;
  outcome.name = name;
  double slo_met = 0;
  double cached = 0;
  for (const auto& month : figures.monthly->physical.months) {
    const WorkloadMonth& part = month.workloads[w];
    outcome.offered += part.offered;
    outcome.served += part.served;
    outcome.dropped += part.dropped;
    outcome.timed_out += part.timed_out;
    outcome.from_cache += part.from_cache;
    outcome.input_tokens += part.input_tokens;
    outcome.output_tokens += part.output_tokens;
    slo_met += part.slo_met;
    // Weighted by the workload's own prompts: a deployment's tokens may be of others.
    cached += prefix_hit_share(part) * part.input_tokens;
    if (part.saturated) {
      outcome.saturated.push_back(month.month);
    }
    if (workload.slo && part.slo_met < workload.slo->target.value * part.offered) {
      outcome.below_slo.push_back(month.month);
    }
  }
  outcome.prefix_hit_share = ratio(cached, outcome.input_tokens).value_or(0);
  const auto& latencies = figures.monthly->latencies;
  outcome.latency = {latencies, &latencies->horizon[w]};
  if (workload.slo) {
    outcome.slo_share = ratio(slo_met, outcome.offered);
    outcome.slo_target = workload.slo->target.value;
  }
  return outcome;
}

// Of what was served: not answered by the application's response cache, which takes neither a model
// nor an API.
double asked_share(const WorkloadOutcome& outcome) {
  return 1 - ratio(outcome.from_cache, outcome.served).value_or(0);
}

// Without those of an API, whose energy is not known.
double own_output_tokens(const Figures& figures, std::size_t w) {
  double sum = 0;
  for (const PhysicalMonth& month : figures.monthly->physical.months) {
    sum += month.workloads[w].output_tokens - month.workloads[w].api_output_tokens;
  }
  return sum;
}

void add_api_cost(const Evaluation& evaluation, std::size_t w, WorkloadOutcome& outcome) {
  const Workload& workload = evaluation.scenario().workloads[w].second;
  if (!workload.api_reference || outcome.mark == Mark::kSaturated) {
    return;
  }
  const Row& service = evaluation.catalog->catalog.row("cloud_services", *workload.api_reference);
  if (const auto price = cost::api_price(service)) {
    const double asked = asked_share(outcome);
    const bool batch = workload.api_batch;
    if (!batch && price->cached) {
      outcome.api_cached_share =
          workload.cached_input ? workload.cached_input->value : outcome.prefix_hit_share;
    }
    outcome.api_cost =
        cost::api_list_cost(*price, {asked * outcome.input_tokens, asked * outcome.output_tokens,
                                     outcome.api_cached_share, batch});
  }
}

// `each_for`: counts of the usage for each that was simulated.
void add_samples(SimulatedSamples& sum, const sim::ClassUsage& klass, double each_for) {
  const auto simulated = [each_for](const LatencyHistogram& histogram) {
    return static_cast<std::uint64_t>(
        std::llround(static_cast<double>(histogram.count()) / each_for));
  };
  for (const auto& day : klass.days) {
    sum.ttft += simulated(day.latency.ttft);
    sum.tpot += simulated(day.latency.tpot);
    sum.itl += simulated(day.latency.itl);
    sum.e2e += simulated(day.latency.e2e);
  }
}

// TTFT p99 of a workload in one simulated window (typical days unweighted).
std::optional<double> window_ttft_p99(const Evaluation& evaluation,
                                      int run,
                                      std::size_t pool,
                                      std::size_t w) {
  LatencyHistogram merged;
  const sim::PoolUsage& usage = *evaluation.usages[static_cast<std::size_t>(run)];
  for (std::size_t c = 0; c < usage.classes.size(); ++c) {
    if (evaluation.plan->pools[pool].workload_of_class[c] == w) {
      for (const auto& day : usage.classes[c].days) {
        merged.merge(day.latency.ttft);
      }
    }
  }
  return merged.count() > 0 ? std::optional(merged.quantile_s(0.99)) : std::nullopt;
}

void add_bracket(const Evaluation& evaluation,
                 const Figures& figures,
                 std::size_t w,
                 WorkloadOutcome& outcome) {
  for (std::size_t p = 0; p < evaluation.plan->pools.size() && !evaluation.usages.empty(); ++p) {
    const auto& spec = evaluation.plan->pools[p];
    const auto& classes = spec.workload_of_class;
    const int compressed = evaluation.plan->compressed_of[p];
    if (compressed < 0 || std::find(classes.begin(), classes.end(), w) == classes.end()) {
      continue;
    }
    const auto& months = figures.monthly->pools[p];
    const auto last = std::find_if(months.rbegin(), months.rend(), [](const PoolMonth& month) {
      return month.run >= 0;
    });
    outcome.bracket_ttft_p99_s = window_ttft_p99(evaluation, compressed, p, w);
    outcome.superposed_ttft_p99_s = window_ttft_p99(evaluation, last->run, p, w);
  }
}

struct FleetTotals {
  double on{}, busy{}, owned_on{}, device_months{}, it_kwh{}, seconds{};
};

FleetTotals fleet_totals(const Evaluation& evaluation, const Figures& figures) {
  FleetTotals totals;
  for (const auto& month : figures.monthly->physical.months) {
    totals.seconds += hours_in(month.month) * 3600.0;
    for (std::size_t f = 0; f < month.fleet.size(); ++f) {
      const FleetMonth& fleet = month.fleet[f];
      totals.on += fleet.device_hours_on;
      totals.busy += fleet.device_hours_busy;
      totals.device_months += fleet.devices;
      totals.it_kwh += fleet.it_kwh;
      totals.owned_on += evaluation.plan->fleet[f].owned ? fleet.device_hours_on : 0;
    }
  }
  return totals;
}

double owned_expense(const Ledger& ledger) {
  Minor sum = 0;
  for (const auto& line : ledger.lines) {
    if (line.category == Category::kHardware || line.category == Category::kEnergy) {
      sum += line.expense;
    }
  }
  return to_major(sum);
}

double fte_months(const Ledger& ledger) {
  double sum = 0;
  for (const auto& line : ledger.lines) {
    sum += ledger.origins.is_for(line.origins, "staff") ? line.quantity : 0;
  }
  return sum;
}

bool uses_api(const MonthlyResult& monthly) {
  return std::any_of(monthly.physical.months.begin(), monthly.physical.months.end(),
                     [](const PhysicalMonth& month) {
                       return !month.apis.empty();
                     });
}

void add_mark(const Evaluation& evaluation, std::size_t w, WorkloadOutcome& outcome) {
  for (const PoolSpec& pool : evaluation.plan->pools) {
    const auto& served = pool.workload_of_class;
    if (std::find(served.begin(), served.end(), w) != served.end()) {
      outcome.mark =
          outcome.saturated.empty() ? std::max(outcome.mark, speed_mark(pool)) : Mark::kSaturated;
    }
  }
}

}  // namespace

const Scenario& Evaluation::scenario() const {
  static const LoadedScenario none;
  const LoadedScenario& held = loaded != nullptr ? *loaded : none;
  return held.scenario;
}

Outcome outcome_of(const Evaluation& evaluation, const Figures& figures) {
  Outcome outcome;
  double served = 0;
  double output_tokens = 0;
  for (std::size_t w = 0; w < evaluation.scenario().workloads.size(); ++w) {
    WorkloadOutcome& workload =
        outcome.workloads.emplace_back(workload_outcome(evaluation, figures, w));
    add_mark(evaluation, w, workload);
    add_api_cost(evaluation, w, workload);
    add_bracket(evaluation, figures, w, workload);
    if (workload.dropped > 0) {
      workload.drop_reason = drop_reason(evaluation, figures, w);
    }
    if (&figures == &evaluation) {
      workload.simulated = simulated_samples(evaluation, w, std::nullopt);
    }
    served += workload.served;
    output_tokens += asked_share(workload) * own_output_tokens(figures, w);
    outcome.mark = std::max(outcome.mark, workload.mark);
  }
  outcome.deployments = deployments(evaluation, figures, outcome.workloads);
  outcome.apis = apis(evaluation, figures);
  const FleetTotals fleet = fleet_totals(evaluation, figures);
  const Ledger& ledger = figures.ledger;
  outcome.it_kwh = fleet.it_kwh;
  outcome.facility_kwh = ledger.facility_kwh;
  outcome.effective_pue = ratio(ledger.facility_kwh, ledger.owned_it_kwh);
  const bool is_unknown = fleet.it_kwh == 0 && uses_api(*figures.monthly);
  if (std::isfinite(ledger.carbon_kg) && !is_unknown) {
    outcome.carbon_kg = ledger.carbon_kg;
  }
  outcome.tokens_per_joule =
      output_tokens > 0 ? ratio(output_tokens, fleet.it_kwh * 3.6e6) : std::nullopt;
  outcome.served_per_s = ratio(served, fleet.seconds);
  outcome.utilisation = outcome.deployments.empty() ? std::nullopt : ratio(fleet.busy, fleet.on);
  outcome.owned_per_gpu_hour = ratio(owned_expense(ledger), fleet.owned_on);
  outcome.gpus_per_fte = ratio(fleet.device_months, fte_months(ledger));
  return outcome;
}

std::vector<StorageOutcome> stored(const Scenario& scenario) {
  std::vector<StorageOutcome> all;
  const int months = scenario.horizon.count;
  for (const auto& [name, item] : scenario.storage) {
    double bytes = 0;
    for (int m = 0; m < months; ++m) {
      bytes += cost::mean_stored_bytes(item, m);
    }
    all.push_back({name, bytes / months / gigabyte.base(),
                   cost::stored_bytes(item, months - 1) / gigabyte.base()});
  }
  return all;
}

namespace {

void add_samples_of(std::size_t workload,
                    const std::vector<std::size_t>& workload_of_class,
                    const sim::PoolUsage& usage,
                    double months_per_simulation,
                    SimulatedSamples& sum) {
  for (std::size_t c = 0; c < usage.classes.size(); ++c) {
    if (workload_of_class[c] == workload) {
      add_samples(sum, usage.classes[c], usage.stands_for * months_per_simulation);
    }
  }
}

}  // namespace

SimulatedSamples simulated_samples(const Evaluation& evaluation,
                                   std::size_t workload,
                                   std::optional<int> month) {
  SimulatedSamples sum;
  // Months that are read between loads share what was simulated.
  const double months_per_simulation =
      std::max(1.0, static_cast<double>(evaluation.usages.size()) / std::max(1, evaluation.points));
  for (std::size_t p = 0; p < evaluation.plan->pools.size() && !evaluation.usages.empty(); ++p) {
    const auto& simulation_of = evaluation.plan->simulation_of[p];
    std::set<int> runs(simulation_of.begin(), simulation_of.end());
    if (month) {
      runs = {simulation_of[static_cast<std::size_t>(*month)]};
    }
    runs.erase(-1);
    const auto& workload_of_class = evaluation.plan->pools[p].workload_of_class;
    for (const int run : runs) {
      add_samples_of(workload, workload_of_class, *evaluation.usages[static_cast<std::size_t>(run)],
                     month ? 1 : months_per_simulation, sum);
    }
  }
  return sum;
}

std::string month_names(const std::vector<YearMonth>& months) {
  std::string text;
  for (std::size_t i = 0; i < months.size();) {
    std::size_t last = i;
    while (last + 1 < months.size() && months[last + 1] == months[last] + 1) {
      ++last;
    }
    text += fmt::format("{}{}", text.empty() ? "" : ", ", to_string(months[i]));
    if (last > i) {
      text += fmt::format("{}{}", last == i + 1 ? ", " : " to ", to_string(months[last]));
    }
    i = last + 1;
  }
  return text;
}

std::string api_basis(const WorkloadOutcome& workload) {
  const std::string basis = "the served tokens at the API's list price";
  return workload.api_cached_share > 0 ? fmt::format("{}, {:.1f} % of the input as cached input",
                                                     basis, 100 * workload.api_cached_share)
                                       : basis;
}

}  // namespace costwright::study
