#include "study/plan/lengths.h"

#include <algorithm>
#include <cmath>

#include "sim/arrivals/lengths.h"

namespace costwright::study {
namespace {

constexpr std::uint64_t kDraws = 1024;
constexpr std::uint64_t kServeGenDraws = 64;  // of each of its distributions

double mean_of_draws(const sim::LengthPlan& input,
                     const sim::LengthPlan& output,
                     std::uint64_t draws,
                     const OfLengths& of) {
  using enum sim::LengthPlan::Kind;
  if (input.kind == kFixed && output.kind == kFixed) {
    draws = 1;
  }
  const sim::LengthSampler prompts(input), answers(output);
  double sum = 0;
  for (std::uint64_t i = 0; i < draws; ++i) {
    sum += of(prompts.draw(1, sim::Purpose::kInput, i), answers.draw(1, sim::Purpose::kOutput, i));
  }
  return sum / static_cast<double>(draws);
}

double mean_over(const sim::TraceStream& stream, const OfLengths& of) {
  if (stream.trace == nullptr || stream.trace->rows.empty()) {
    return 0;  // an unreadable trace, which has been reported
  }
  double sum = 0;
  for (const sim::TraceRow& row : stream.trace->rows) {
    sum += of(row.input, row.output);
  }
  return sum / static_cast<double>(stream.trace->rows.size());
}

double mean_over(const sim::ServeGenStream& stream, const OfLengths& of) {
  double requests = 0;
  double sum = 0;
  for (const sim::ServeGenClient& client : stream.clients) {
    std::vector<double> means;
    for (std::size_t i = 0; i < client.inputs.size(); ++i) {
      means.push_back(mean_of_draws(client.inputs[i], client.outputs[i], kServeGenDraws, of));
    }
    for (const sim::ServeGenClientWindow& window : client.windows) {
      if (window.lengths >= 0) {
        requests += window.rate_per_s;
        sum += window.rate_per_s * means[static_cast<std::size_t>(window.lengths)];
      }
    }
  }
  return requests > 0 ? sum / requests : 0;
}

bool is_valid(const sim::LengthPlan& plan) {
  return plan.kind != sim::LengthPlan::Kind::kEmpirical || !plan.values.empty();
}

double below(double deviations) {
  return std::erfc(-deviations / std::sqrt(2.0)) / 2;
}

LengthCut cut_of_lognormal(const sim::LengthPlan& plan) {
  const double max = plan.max;
  const double sigma = std::sqrt(2 * std::log(plan.mean / plan.p50));
  if (sigma == 0) {
    const double left = std::min(plan.mean, max);
    return {1 - left / plan.mean, left};
  }
  const double at = (std::log(max) - std::log(plan.p50)) / sigma;
  const double left = plan.mean * below(at - sigma) + max * below(-at);
  return {std::max(0.0, 1 - left / plan.mean), left};
}

LengthCut cut_of_histogram(const sim::LengthPlan& plan) {
  double declared = 0, left = 0, before = 0;
  for (std::size_t i = 0; i < plan.values.size(); ++i) {
    const double share = plan.cumulative[i] - before;
    before = plan.cumulative[i];
    declared += share * plan.values[i];
    left += share * std::min(plan.values[i], plan.max);
  }
  return declared > 0 ? LengthCut{1 - left / declared, left} : LengthCut{};
}

}  // namespace

double mean_over_requests(const sim::StreamPlan& stream, const OfLengths& of) {
  return std::visit(
      [&](const auto& shape) {
        if constexpr (requires { shape.output; }) {
          return is_valid(shape.input) && is_valid(shape.output)
                     ? mean_of_draws(shape.input, shape.output, kDraws, of)
                     : 0;
        } else {
          return mean_over(shape, of);
        }
      },
      stream.shape);
}

LengthCut cut_of(const sim::LengthPlan& plan) {
  switch (plan.kind) {
    case sim::LengthPlan::Kind::kFixed:
      return {0, plan.mean};
    case sim::LengthPlan::Kind::kLognormal:
      return cut_of_lognormal(plan);
    case sim::LengthPlan::Kind::kEmpirical:
      return cut_of_histogram(plan);
  }
  return {};
}

}  // namespace costwright::study
