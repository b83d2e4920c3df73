#include "study/outcome/volumes.h"

#include <algorithm>
#include <cmath>

#include "study/plan/plan.h"

namespace costwright::study {
namespace {

// Of the requests that were simulated for a workload in a month.
struct Drawn {
  double arrived{}, offered_input{}, offered_output{};
  double dropped{}, completed{}, input{}, output{};  // tokens of those that were completed
  double answered_first{}, passed_on{};              // by the deployment that a cascade begins with
};

void add_day(const sim::ClassDay& day, double weight, Drawn& sum) {
  sum.arrived += weight * static_cast<double>(day.arrived);
  sum.offered_input += weight * static_cast<double>(day.offered_input_tokens);
  sum.offered_output += weight * static_cast<double>(day.offered_output_tokens);
  sum.dropped += weight * static_cast<double>(day.dropped);
  sum.completed += weight * static_cast<double>(day.completed);
  sum.input += weight * static_cast<double>(day.input_tokens);
  sum.output += weight * static_cast<double>(day.output_tokens);
  if (day.arrived > 0) {
    sum.answered_first += weight * static_cast<double>(day.completed - day.from_cache);
    sum.passed_on += weight * static_cast<double>(day.passed_on);
  }
}

Drawn drawn_for(std::size_t w, const MonthRuns& runs) {
  Drawn sum;
  for (std::size_t p = 0; p < runs.plan.pools.size(); ++p) {
    const auto& of_month = runs.simulation_of[p];
    const int run = of_month.empty() ? -1 : of_month[static_cast<std::size_t>(runs.month)];
    const auto& of_class = runs.plan.pools[p].workload_of_class;
    for (std::size_t c = 0; run >= 0 && c < of_class.size(); ++c) {
      const auto& days = runs.usages[static_cast<std::size_t>(run)]->classes[c].days;
      for (std::size_t d = 0; of_class[c] == w && d < days.size(); ++d) {
        add_day(days[d], runs.weights[d], sum);
      }
    }
  }
  return sum;
}

struct LengthScale {
  double input = 1, output = 1;
};

double scale_of(double declared, double drawn) {
  constexpr double kRounding = 1e-9;
  const double scale = drawn > 0 ? declared / drawn : 1;
  return std::abs(scale - 1) < kRounding ? 1 : scale;
}

LengthScale lengths_as_declared(const WorkloadBasis& basis, const Drawn& drawn, bool overflows) {
  const bool refuses = basis.share_too_long > 0 && (!overflows || drawn.dropped > 0);
  if (refuses) {
    return {scale_of(drawn.completed * basis.accepted_input * basis.kept, drawn.input),
            scale_of(drawn.completed * basis.accepted_output, drawn.output)};
  }
  return {scale_of(drawn.arrived * basis.mean_input, drawn.offered_input),
          scale_of(drawn.arrived * basis.mean_output, drawn.offered_output)};
}

double second_as_declared(const MonthBasis::Service& service, const Drawn& drawn) {
  return scale_of(service.cascade_share * (drawn.answered_first + drawn.passed_on),
                  drawn.passed_on);
}

// The lot that passes a request on does not ask how long it is.
LengthScale lengths_of_second(const WorkloadBasis& basis, const ApiUse& use) {
  return {scale_of(use.requests * basis.accepted_input, use.input_tokens),
          scale_of(use.requests * basis.accepted_output, use.output_tokens)};
}

// Whole requests that add up to `sum`, in proportion: the largest remainders are rounded up.
void round_to(double sum, std::vector<double*> parts) {
  double left = sum;
  for (const double* part : parts) {
    left -= std::floor(*part);
  }
  std::stable_sort(parts.begin(), parts.end(), [](const double* a, const double* b) {
    return *a - std::floor(*a) > *b - std::floor(*b);
  });
  for (double* part : parts) {
    *part = std::floor(*part) + (left > 0.5 ? 1 : 0);
    left -= 1;
  }
}

void scale_to(double declared, const LengthScale& lengths, WorkloadMonth& month) {
  const double before = month.served;
  const double scale = declared / month.offered;
  month.offered = declared;
  month.served *= scale;
  month.dropped *= scale;
  month.timed_out *= scale;
  if (declared == std::floor(declared)) {
    round_to(declared, {&month.served, &month.dropped, &month.timed_out});
  }
  const double served = before > 0 ? month.served / before : 0;
  month.slo_met *= served;
  month.from_cache *= served;
  month.slo_input_tokens *= served * lengths.input;
  month.input_tokens *= served * lengths.input;
  month.slo_output_tokens *= served * lengths.output;
  month.output_tokens *= served * lengths.output;
  month.api_output_tokens *= served * lengths.output;
}

void scale_api(double requests, const LengthScale& lengths, ApiUse& use) {
  use.requests *= requests;
  use.input_tokens *= requests * lengths.input;
  use.cached_tokens *= requests * lengths.input;
  use.written_tokens *= requests * lengths.input;
  use.output_tokens *= requests * lengths.output;
}

// A month in which nobody happened to come is taken as answered in full.
void answer_all(double declared, const WorkloadBasis& basis, bool tokens, WorkloadMonth& month) {
  month.offered = month.served = month.slo_met = declared;
  month.input_tokens = month.slo_input_tokens =
      tokens ? declared * basis.mean_input * basis.kept : 0;
  month.output_tokens = month.slo_output_tokens = tokens ? declared * basis.mean_output : 0;
}

bool answers_tokens(std::size_t w, const ScenarioPlan& plan) {
  return std::any_of(plan.pools.begin(), plan.pools.end(), [&](const PoolSpec& pool) {
    const auto& of_class = pool.workload_of_class;
    return pool.answers_tokens() &&
           std::find(of_class.begin(), of_class.end(), w) != of_class.end();
  });
}

}  // namespace

void bring_to_declared(std::size_t w,
                       const MonthBasis::Service& service,
                       const MonthRuns& runs,
                       PhysicalMonth& month) {
  WorkloadMonth& workload = month.workloads[w];
  const double declared = service.demand[static_cast<std::size_t>(runs.month)];
  const WorkloadBasis& basis = runs.plan.bases[w];
  if (workload.offered <= 0) {
    answer_all(declared, basis, answers_tokens(w, runs.plan), workload);
    return;
  }
  const Drawn drawn = drawn_for(w, runs);
  const LengthScale lengths = lengths_as_declared(basis, drawn, service.overflows);
  const double before = workload.served;
  scale_to(declared, lengths, workload);
  const double served = before > 0 ? workload.served / before : 1;
  for (ApiUse& use : month.apis) {
    if (use.workload == w) {
      const bool is_second = use.deployment == service.cascade_to;
      scale_api(served * (is_second ? second_as_declared(service, drawn) : 1),
                is_second ? lengths_of_second(basis, use) : lengths, use);
    }
  }
}

}  // namespace costwright::study
