#include <algorithm>
#include <set>

#include "core/catalog/facts.h"
#include "core/scenario/scenario.h"
#include "core/table/table.h"
#include "study/outcome/evaluation.h"
#include "study/plan/plan.h"

namespace costwright::study {
namespace {

constexpr std::uint64_t kEnoughForP99 = 10'000;  // a hundred samples lie above it
constexpr std::size_t kMostRowsNamed = 5;

std::string months_text(const std::vector<YearMonth>& months) {
  if (months.size() == 1) {
    return to_string(months.front());
  }
  return fmt::format("{} months from {} to {}", months.size(), to_string(months.front()),
                     to_string(months.back()));
}

// What the requests lost of their declared lengths, and those that are refused for them.
void length_caveats(const Evaluation& evaluation,
                    const WorkloadBasis& basis,
                    std::vector<std::string>& out) {
  const auto& name = evaluation.scenario().workloads[basis.workload].first;
  const auto& overflow_to = evaluation.scenario().workloads[basis.workload].second.overflow_to;
  const auto cut = [&](double share, double left, const char* what) {
    if (share > 0) {
      out.push_back(fmt::format(
          "{}: `max` cuts off {:.2g} % of the declared {} tokens; the mean that is left is {}",
          name, 100 * share, what, grouped(left, 0)));
    }
  };
  cut(basis.input_cut, basis.input_left, "input");
  cut(basis.output_cut, basis.output_left, "output");
  if (basis.without_shared_prefix > 0) {
    out.push_back(fmt::format("{}: {:.2g} % of the prompts are shorter than the shared prefix",
                              name, 100 * basis.without_shared_prefix));
  }
  if (basis.share_too_long > 0) {
    out.push_back(fmt::format(
        "{}: {:.2g} % of the requests are longer than a replica accepts and are {}", name,
        100 * basis.share_too_long, overflow_to ? "left to '" + *overflow_to + "'" : "refused"));
  }
}

void trace_caveat(const Evaluation& evaluation,
                  const WorkloadBasis& basis,
                  std::vector<std::string>& out) {
  const auto& name = evaluation.scenario().workloads[basis.workload].first;
  if (basis.trace_window_s <= 0) {
    return;
  }
  const double month_s = hours_in(evaluation.scenario().start) * 3600.0;  // the first month's
  if (basis.trace_window_s < 0.9 * month_s) {
    out.push_back(fmt::format(
        "{}: {:.3g} hours of trace{} ({} rows) extrapolated to a month ({:.2g} % of it); the trace "
        "gives shape, "
        "the volume is declared",
        name, basis.trace_window_s / 3600,
        basis.trace_from_s > 0 ? fmt::format(" from hour {:.6g} on", basis.trace_from_s / 3600)
                               : std::string(),
        grouped(static_cast<double>(basis.trace_rows), 0), 100 * basis.trace_window_s / month_s));
  }
  if (basis.bad_rows > 0) {
    out.push_back(fmt::format("{}: {} bad trace rows were skipped, as the scenario tolerates", name,
                              basis.bad_rows));
  }
}

// Two digits, and "100" instead of "1e+02".
std::string percent_text(double percent) {
  return percent < 10 ? fmt::format("{:.2g}", percent) : fmt::format("{:.0f}", percent);
}

void workload_caveats(const WorkloadOutcome& w, std::vector<std::string>& out) {
  if (!w.saturated.empty()) {
    out.push_back(
        fmt::format("{}: saturated in {}; priced on what was served ({:.1f} % of what was offered)",
                    w.name, months_text(w.saturated), 100 * w.served / w.offered));
  }
  if (w.dropped > 0) {
    out.push_back(fmt::format("{}: {} requests dropped ({} % of those offered): {}", w.name,
                              grouped(w.dropped, 0), percent_text(100 * w.dropped / w.offered),
                              w.drop_reason));
  }
  if (w.slo_share && *w.slo_share < *w.slo_target) {
    out.push_back(fmt::format("{}: only {:.2f} % of the requests meet the SLO (target {:.2f} %)",
                              w.name, 100 * *w.slo_share, 100 * *w.slo_target));
  }
  if (!w.below_slo.empty()) {
    out.push_back(
        fmt::format("{}: below the SLO's target in {}", w.name, month_names(w.below_slo)));
  }
  if (w.latency->e2e.count() > 0 && w.simulated.e2e < kEnoughForP99) {
    out.push_back(fmt::format("{}: p99 latencies rest on {} simulated requests only", w.name,
                              grouped(static_cast<double>(w.simulated.e2e), 0)));
  }
  if (w.bracket_ttft_p99_s && w.superposed_ttft_p99_s &&
      *w.bracket_ttft_p99_s > 1.25 * *w.superposed_ttft_p99_s) {
    out.push_back(
        fmt::format("{}: if growth sharpens bursts instead of adding independent users, TTFT p99 "
                    "of the last month is {:.3g} s "
                    "instead of {:.3g} s",
                    w.name, *w.bracket_ttft_p99_s, *w.superposed_ttft_p99_s));
  }
}

// How far measurements are from the deployment.
std::string measured_on(const ErrorSteps& steps) {
  std::vector<std::string_view> away;
  for (const ErrorStep step : steps) {
    away.push_back(enum_docs<ErrorStep>()[static_cast<std::size_t>(step)]);
  }
  return away.empty() ? std::string(enum_docs<ErrorStep>().front())
                      : fmt::format("{}", fmt::join(away, ", "));
}

// Of a deployment, or of one of its kinds of machines; `name` tells which.
void speed_caveat(const std::string& name, const PoolKind& kind, std::vector<std::string>& out) {
  if (!kind.calibration) {
    return;
  }
  const LlmCalibration& c = *kind.calibration;
  if (!c.extrapolated.empty()) {
    out.push_back(fmt::format("{}: serving speed is extrapolated ({})", name, c.extrapolated));
  }
  if (c.match == CalibrationMatch::kExact) {
    out.push_back(fmt::format(
        "{}: speed from calibration '{}', which misses models that it has not seen by {:.0f} % "
        "(median; 9 in 10 within {:.0f} %)",
        name, c.key, 100 * c.error_p50, 100 * c.error_p90));
  }
  out.push_back(
      fmt::format("{}: it may take {:.2f} to {:.2f} times as long as predicted (90 %), as "
                  "measured on {}",
                  name, c.time_low, c.time_high, measured_on(c.steps)));
}

void speed_caveats(const PoolSpec& pool,
                   const std::vector<FleetSpec>& fleet,
                   std::vector<std::string>& out) {
  for (const PoolKind& kind : pool.kinds) {
    const std::string& accelerator = fleet[kind.entries.front()].accelerator.name;
    speed_caveat(
        pool.kinds.size() > 1 ? fmt::format("{} on {}", pool.name, accelerator) : pool.name, kind,
        out);
  }
}

// What the ranges are, what happens at their slow end, and who has none.
void range_caveats(const Evaluation& evaluation, std::vector<std::string>& out) {
  std::vector<std::string> single_shot;
  for (const auto& pool : evaluation.plan->pools) {
    if (!pool.is_llm() && !pool.is_api() && !pool.workload_of_class.empty()) {
      single_shot.push_back(pool.name);
    }
  }
  if (!single_shot.empty()) {
    out.push_back(fmt::format(
        "{}: single-shot models have no calibration, hence no error of the speed in their range "
        "and the mark 'extrapolated'; "
        "docs/accuracy.md holds them against what is published",
        fmt::join(single_shot, ", ")));
  }
  if (evaluation.ends.empty()) {
    if (evaluation.scenario().simulation.error_range && !evaluation.usages.empty()) {
      out.emplace_back(
          "(low-high, 90%): what a window of so many days leaves to chance (independent parts of "
          "it); errors of speed, demand, power and prices are not in it");
    }
    return;
  }
  out.emplace_back(
      "(low-high, 90%): all language models as fast and as slow as 90 % of unseen ones were "
      "against "
      "their calibration, simulated and priced again, and what a window of so many days leaves to "
      "chance (independent parts of it); errors of demand, power and prices are not in it");
  for (std::size_t w = 0; w < evaluation.outcome.workloads.size(); ++w) {
    const auto& slow = evaluation.ends.back().outcome.workloads[w];
    if (evaluation.outcome.workloads[w].saturated.empty() && !slow.saturated.empty()) {
      out.push_back(
          fmt::format("{}: at the slow end of the range demand is above capacity in {}, and no "
                      "break-even is claimed there",
                      slow.name, months_text(slow.saturated)));
    }
  }
}

// Interruptions of a few replicas in a few simulated days are a small sample.
void interruption_caveats(const Evaluation& evaluation, std::vector<std::string>& out) {
  constexpr std::size_t kEnough = 100;
  for (std::size_t p = 0; p < evaluation.plan->pools.size(); ++p) {
    const PoolSpec& pool = evaluation.plan->pools[p];
    const Deployment* deployment = find_named(evaluation.scenario().serving, pool.name);
    if (deployment == nullptr || !deployment->interruptions) {
      continue;
    }
    std::size_t fewest = kEnough;
    for (const Simulation& run : evaluation.plan->simulations) {
      if (run.pool == p) {
        fewest = std::min(fewest, std::get<sim::ServingPlan>(*run.plan).outages.size());
      }
    }
    if (fewest < kEnough) {
      out.push_back(fmt::format(
          "{}: the effect of interruptions rests on {} of them in the simulated days; another seed "
          "gives another figure",
          pool.name, fewest));
    }
  }
}

// A prompt's KV differs between adapters, so engines share prefixes within one only.
void adapter_caveats(const Evaluation& evaluation, std::vector<std::string>& out) {
  for (std::size_t p = 0; p < evaluation.plan->pools.size(); ++p) {
    const std::string& name = evaluation.plan->pools[p].name;
    const Deployment* deployment = find_named(evaluation.scenario().serving, name);
    const auto& months = evaluation.monthly->pools[p];
    if (deployment != nullptr && deployment->lora && deployment->lora->adapters > 1 &&
        std::any_of(months.begin(), months.end(), [](const PoolMonth& month) {
          return month.prefix_hit_share > 0;
        })) {
      out.push_back(fmt::format(
          "{}: its prefix cache shares between all adapters what engines share within one only, so "
          "the hits are an upper bound",
          name));
    }
  }
}

bool is_reserved(const FleetEntry& entry) {
  return entry.cloud && (entry.cloud->purchase == PurchaseOption::kReserved1y ||
                         entry.cloud->purchase == PurchaseOption::kReserved3y);
}

// How the bill of replicas that come and go on a fleet entry is to be read; "" when it needs no
// word.
std::string operations_caveat(const PoolSpec& pool,
                              const Deployment& deployment,
                              const FleetSpec& fleet,
                              const FleetEntry& entry) {
  if (!deployment.interruptions && entry.cloud && entry.cloud->purchase == PurchaseOption::kSpot) {
    return "spot instances may be reclaimed at any time; the scenario states no interruptions";
  }
  if (!deployment.autoscaling && !deployment.interruptions) {
    return "";
  }
  if (fleet.owned) {
    return "replicas that are not there save nothing on owned servers, which stay on and paid for";
  }
  if (is_reserved(entry)) {
    return "replicas that are not there save nothing on reserved instances, which are paid for all "
           "the time";
  }
  return pool.devices_per_replica % fleet.devices_per_server == 0
             ? ""
             : fmt::format(
                   "a replica takes {} of an instance's {} devices; what is given back is billed "
                   "by its share of the instance, as if replicas were packed",
                   pool.devices_per_replica, fleet.devices_per_server);
}

void operations_caveats(const Evaluation& evaluation, std::vector<std::string>& out) {
  const Scenario& scenario = evaluation.scenario();
  for (const PoolSpec& pool : evaluation.plan->pools) {
    const Deployment* deployment = find_named(scenario.serving, pool.name);
    std::set<std::string> said;
    for (const std::size_t f : pool.entries()) {
      const std::string caveat =
          deployment == nullptr ? ""
                                : operations_caveat(pool, *deployment, evaluation.plan->fleet[f],
                                                    scenario.fleet[f].second);
      if (!caveat.empty() && said.insert(caveat).second) {
        out.push_back(fmt::format("{}: {}", pool.name, caveat));
      }
    }
  }
  interruption_caveats(evaluation, out);
  adapter_caveats(evaluation, out);
}

// What is not known of a provider.
void api_caveats(const Evaluation& evaluation, std::vector<std::string>& out) {
  for (const PoolSpec& pool : evaluation.plan->pools) {
    const Deployment* deployment = find_named(evaluation.scenario().serving, pool.name);
    if (deployment == nullptr || !is_api(*deployment)) {
      continue;
    }
    out.push_back(
        fmt::format("{}: '{}' is an API: {}its energy and carbon are not known and in no figure",
                    pool.name, *deployment->api,
                    pool.workload_of_class.empty() ? ""
                    : deployment->api_terms.ttft
                        ? "its latencies are stated, not simulated, and the same at any load; "
                        : "its latencies are the catalogue's (api_latency: measured from outside, "
                          "with the prompts that its notes name), not simulated, and the same at "
                          "any load; "));
  }
}

// Tokens of prompts that were served, by a deployment whose prompts are compressed, and that were
// sent for them.
std::string compressed_caveat(const Evaluation& evaluation,
                              const std::string& name,
                              const Deployment& deployment) {
  const Scenario& scenario = evaluation.scenario();
  double left = 0;
  for (const PhysicalMonth& month : evaluation.monthly->physical.months) {
    for (std::size_t w = 0; w < scenario.workloads.size(); ++w) {
      left += scenario.workloads[w].second.served_by == name ? month.workloads[w].input_tokens : 0;
    }
  }
  const double ratio = deployment.compress_by->ratio;
  const Model* model = deployment.model ? find_named(scenario.models, *deployment.model) : nullptr;
  const bool is_scored = model != nullptr && model->compression && model->compression->prompt;
  return fmt::format(
      "{}: '{}' leaves one token of every {:g} of a prompt: {} of {} prompt tokens were served; "
      "all "
      "of a prompt is shortened alike, its beginning shared with no other; {}",
      name, deployment.compress_by->deployment, ratio, grouped(left, 0), grouped(left * ratio, 0),
      is_scored ? "what that does to the answers is as published of other prompts"
                : "what that does to the answers is not stated (compression.prompt of its model), "
                  "so it has no accuracy");
}

// What is simple about deployments between which requests are passed on.
void relay_caveats(const Evaluation& evaluation, std::vector<std::string>& out) {
  const Scenario& scenario = evaluation.scenario();
  for (const auto& [name, deployment] : scenario.serving) {
    if (deployment.prefill_by) {
      out.push_back(fmt::format(
          "{}: KV caches travel from '{}' without slowing one another down, and always find room",
          name, deployment.prefill_by->deployment));
    }
    if (deployment.compress_by) {
      out.push_back(compressed_caveat(evaluation, name, deployment));
    }
  }
  for (const auto& [name, workload] : scenario.workloads) {
    if (workload.cascade) {
      out.push_back(fmt::format(
          "{}: who goes on to '{}' is drawn by lot, neither by length nor by difficulty; the judge "
          "takes no time",
          name, workload.cascade->then));
    }
  }
}

// Months of the horizon in which a deployment has no replica although it serves in others.
void absence_caveats(const Evaluation& evaluation, std::vector<std::string>& out) {
  for (std::size_t p = 0; p < evaluation.plan->pools.size(); ++p) {
    std::vector<YearMonth> absent;
    const auto& runs = evaluation.plan->simulation_of[p];
    for (std::size_t m = 0; m < runs.size(); ++m) {
      if (runs[m] < 0) {
        absent.push_back(evaluation.scenario().start + static_cast<int>(m));
      }
    }
    if (!absent.empty() && absent.size() < runs.size()) {
      out.push_back(
          fmt::format("{}: its fleet is not in service in {}; the demand of that time is neither "
                      "served nor counted as offered",
                      evaluation.plan->pools[p].name, months_text(absent)));
    }
  }
}

// Cost reaches a workload's team through machines that are busy with it and items that name the
// workload.
void team_caveats(const Evaluation& evaluation, std::vector<std::string>& out) {
  const auto& lines = evaluation.ledger.lines;
  for (const auto& [name, workload] : evaluation.scenario().workloads) {
    const auto theirs = [&team = workload.team](const LedgerLine& line) {
      return line.team == team;
    };
    if (workload.team != Workload{}.team && std::none_of(lines.begin(), lines.end(), theirs)) {
      out.push_back(
          fmt::format("{}: its team '{}' bears no cost: no machine is simulated serving it and no "
                      "item names the workload or the team",
                      name, workload.team));
    }
  }
}

// Rented machines draw more than the catalogue knows, so beside owned ones they look frugal.
void rented_energy_caveats(const Evaluation& evaluation, std::vector<std::string>& out) {
  const auto& months = evaluation.monthly->physical.months;
  for (std::size_t f = 0; f < evaluation.plan->fleet.size(); ++f) {
    const bool rented = !evaluation.plan->fleet[f].owned;
    if (rented && std::any_of(months.begin(), months.end(), [&](const PhysicalMonth& month) {
          return month.fleet[f].it_kwh > 0;
        })) {
      out.push_back(fmt::format(
          "{}: energy and carbon of rented machines count the accelerators only, as what their "
          "hosts draw is not published; owned servers count whole",
          evaluation.scenario().fleet[f].first));
    }
  }
}

// What is signed for and falls due after the horizon.
void commitment_caveats(const Evaluation& evaluation, std::vector<std::string>& out) {
  for (const Commitment& commitment : evaluation.ledger.commitments) {
    out.push_back(fmt::format(
        "{}: committed to {}, beyond the horizon; {} {} fall due after it and are in no figure",
        commitment.item, to_string(commitment.last), grouped(to_major(commitment.amount), 2),
        evaluation.scenario().currency));
  }
}

// "staffing 'ML engineer', models 'BERT-base'": the rows behind the figures nobody has read.
std::string unverified_rows(const FactLog& facts) {
  std::vector<std::string> rows;
  for (const auto& fact : facts.all()) {
    const std::string row = fmt::format("{} '{}'", fact.table, fact.key);
    if (fact.status == FactStatus::kUnverified &&
        std::find(rows.begin(), rows.end(), row) == rows.end()) {
      rows.push_back(row);
    }
  }
  const std::size_t more = rows.size() - std::min(rows.size(), kMostRowsNamed);
  rows.resize(rows.size() - more);
  return fmt::format("{}{}", fmt::join(rows, ", "),
                     more > 0 ? fmt::format(" and {} more rows", more) : "");
}

void fact_caveat(const Evaluation& evaluation, std::vector<std::string>& out) {
  if (evaluation.fact_counts.estimates + evaluation.fact_counts.unverified == 0) {
    return;
  }
  const std::string unverified =
      evaluation.fact_counts.unverified == 0
          ? ""
          : fmt::format(", {} unverified ({})", evaluation.fact_counts.unverified,
                        unverified_rows(*evaluation.facts));
  out.push_back(
      fmt::format("of the {} catalogue figures used, {} are estimates{}: see "
                  "provenance.csv",
                  evaluation.fact_counts.all, evaluation.fact_counts.estimates, unverified));
}

}  // namespace

std::vector<std::string> caveats(const Evaluation& evaluation) {
  std::vector<std::string> out;
  for (const auto& basis : evaluation.plan->bases) {
    trace_caveat(evaluation, basis, out);
    length_caveats(evaluation, basis, out);
  }
  for (const auto& pool : evaluation.plan->pools) {
    speed_caveats(pool, evaluation.plan->fleet, out);
  }
  range_caveats(evaluation, out);
  for (const auto& workload : evaluation.outcome.workloads) {
    workload_caveats(workload, out);
  }
  operations_caveats(evaluation, out);
  api_caveats(evaluation, out);
  relay_caveats(evaluation, out);
  absence_caveats(evaluation, out);
  commitment_caveats(evaluation, out);
  team_caveats(evaluation, out);
  rented_energy_caveats(evaluation, out);
  fact_caveat(evaluation, out);
  return out;
}

}  // namespace costwright::study
