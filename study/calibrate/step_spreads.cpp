#include "study/calibrate/step_spreads.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "study/published/statistics.h"

namespace costwright::study {
namespace {

using Parts = std::vector<const LeftOut*>;

Parts of_steps(const Parts& parts, std::initializer_list<ErrorStep> steps) {
  Parts out;
  for (const LeftOut* part : parts) {
    if (std::ranges::find(steps, part->step) != steps.end()) {
      out.push_back(part);
    }
  }
  return out;
}

double beyond(double observed, double base) {
  return std::sqrt(std::max(0.0, observed * observed - base * base));
}

ErrorSpreads spreads_of(const Parts& parts) {
  ErrorSpreads spreads;
  const double lengths = held(of_steps(parts, {ErrorStep::kLengths}));
  const double model = held(of_steps(parts, {ErrorStep::kModel}));
  for (std::size_t i = 0; i < spreads.step.size(); ++i) {
    const auto step = static_cast<ErrorStep>(i);
    const double base = step == ErrorStep::kLengths ? 0
                        : step == ErrorStep::kSize  ? model
                                                    : lengths;
    spreads.step[i] = beyond(held(of_steps(parts, {step})), base);
  }
  return spreads;
}

// Of the step and those it is counted from.
ErrorSteps steps_to(ErrorStep step) {
  switch (step) {
    case ErrorStep::kLengths:
      return {};
    case ErrorStep::kSize:
      return {ErrorStep::kModel, ErrorStep::kSize};
    default:
      return {step};
  }
}

struct Split {
  Parts of_group, others;
};
Split split_by_group(const Parts& all, const std::string& group) {
  Split split;
  for (const LeftOut* each : all) {
    (each->group == group ? split.of_group : split.others).push_back(each);
  }
  return split;
}

void count_coverage(const Parts& of_step, const Parts& all, StepSpread& spread) {
  std::vector<double> ratios;
  double inside = 0;
  for (const LeftOut* part : of_step) {
    const auto [of_group, others] = split_by_group(all, part->group);
    const double width = half_width_without(*part, of_group, spreads_of(others));
    for (const double time : part->log_times) {
      inside += std::abs(time) <= width ? 1 : 0;
      ratios.push_back(std::exp(2 * width));
    }
  }
  spread.figures = static_cast<int>(ratios.size());
  spread.coverage = inside / static_cast<double>(ratios.size());
  spread.sharpness = quantile(ratios, 0.5);
}

Figure thousandths(double value) {
  return {std::round(1000 * value) / 1000, 3};
}

}  // namespace

double held(const std::vector<const LeftOut*>& parts, double share) {
  std::vector<std::pair<double, double>> sizes;  // |ln|, weight
  double all = 0;
  for (const LeftOut* part : parts) {
    const auto n = static_cast<double>(part->log_times.size());
    all += std::sqrt(n);
    for (const double time : part->log_times) {
      sizes.emplace_back(std::abs(time), 1 / std::sqrt(n));
    }
  }
  std::ranges::sort(sizes);
  double below = 0;
  for (const auto& [size, weight] : sizes) {
    below += weight;
    if (below >= share * all * (1 - 1e-12)) {
      return size;
    }
  }
  return 0;
}

OwnSpreads own_spreads(const std::vector<const LeftOut*>& parts_of_group) {
  const Parts models = of_steps(parts_of_group, {ErrorStep::kModel, ErrorStep::kSize});
  return {held(of_steps(parts_of_group, {ErrorStep::kLengths})), held(models),
          std::max<int>(1, static_cast<int>(models.size()))};
}

double half_width_without(const LeftOut& part,
                          const std::vector<const LeftOut*>& of_group,
                          const ErrorSpreads& pooled) {
  if (part.step > ErrorStep::kAccelerator) {
    return half_width({}, pooled, steps_to(part.step));
  }
  Parts siblings;
  for (const LeftOut* each : of_group) {
    if (each->part != part.part) {
      siblings.push_back(each);
    }
  }
  return half_width(own_spreads(siblings), pooled, steps_to(part.step));
}

std::vector<StepSpread> step_spreads(const std::vector<LeftOut>& parts) {
  Parts all;
  for (const LeftOut& part : parts) {
    all.push_back(&part);
  }
  const ErrorSpreads added = spreads_of(all);
  std::vector<StepSpread> out;
  for (std::size_t i = 0; i < added.step.size(); ++i) {
    const auto step = static_cast<ErrorStep>(i);
    const Parts of_step = of_steps(all, {step});
    if (of_step.size() < kFewestParts) {
      continue;
    }
    StepSpread spread{step, held(of_step), added.step[i], static_cast<int>(of_step.size()), 0, 0,
                      0};
    count_coverage(of_step, all, spread);
    out.push_back(spread);
  }
  return out;
}

Table error_table(const std::vector<StepSpread>& spreads,
                  const std::string& as_of,
                  const std::string& source) {
  Table table{
      "error",
      "How wide ranges must be: half-widths of ln(measured / predicted time) that hold 90 %",
      {{"table", "table"},
       {"key", "left out"},
       {"spread", "adds"},
       {"observed_spread", "observed"},
       {"parts", "parts"},
       {"figures", "figures"},
       {"coverage_pct", "coverage %"},
       {"sharpness", "high/low"},
       {"status", "status"},
       {"as_of", "as of"},
       {"source", "source"},
       {"notes", "notes"}},
      {}};
  if (spreads.size() < enum_names<ErrorStep>().size()) {
    return table;
  }
  for (const StepSpread& s : spreads) {
    table.rows.push_back({std::string("calibration_error"), std::string(to_string(s.step)),
                          thousandths(s.added), thousandths(s.observed), std::int64_t{s.parts},
                          std::int64_t{s.figures}, Figure{std::round(1000 * s.coverage) / 10, 1},
                          Figure{std::round(100 * s.sharpness) / 100, 2}, std::string("estimate"),
                          as_of, source,
                          std::string(enum_docs<ErrorStep>()[static_cast<std::size_t>(s.step)])});
  }
  return table;
}

}  // namespace costwright::study
