#include "study/plan/lengths.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace costwright::study {
namespace {

constexpr std::size_t kShares = 1024;
constexpr std::size_t kServeGenShares = 64;  // of each of its distributions

double below(double deviations) {
  return std::erfc(-deviations / std::sqrt(2.0)) / 2;
}

// In the middle of each of kShares equal shares of a normal distribution, in deviations.
const std::array<double, kShares>& normal_deviations() {
  static const auto table = [] {
    std::array<double, kShares> deviations{};
    for (std::size_t k = 0; k < kShares; ++k) {
      const double share = (static_cast<double>(k) + 0.5) / kShares;
      double low = -8;
      double high = 8;
      for (int step = 0; step < 60; ++step) {
        const double middle = (low + high) / 2;
        (below(middle) < share ? low : high) = middle;
      }
      deviations[k] = high;
    }
    return deviations;
  }();
  return table;
}

double lognormal_sigma(const sim::LengthPlan& plan) {
  return std::sqrt(2 * std::log(plan.mean / plan.p50));
}

// Of the draws that LengthSampler makes, in ascending order, the one in the middle of share `k`.
std::int32_t length_at(const sim::LengthPlan& plan, std::size_t k) {
  double tokens = plan.mean;
  if (plan.kind == sim::LengthPlan::Kind::kLognormal) {
    tokens = plan.p50 * std::exp(lognormal_sigma(plan) * normal_deviations()[k]);
  } else if (plan.kind == sim::LengthPlan::Kind::kEmpirical) {
    const double share = (static_cast<double>(k) + 0.5) / kShares;
    const auto at = std::lower_bound(plan.cumulative.begin(), plan.cumulative.end() - 1, share);
    tokens = plan.values[static_cast<std::size_t>(at - plan.cumulative.begin())];
  }
  return static_cast<std::int32_t>(std::clamp(
      std::floor(tokens + 0.5), static_cast<double>(plan.min), static_cast<double>(plan.max)));
}

// Every share of the prompts once and every share of the answers once, paired as evenly as a
// lattice of the golden ratio does.
double mean_of_shares(const sim::LengthPlan& input,
                      const sim::LengthPlan& output,
                      std::size_t shares,
                      const OfLengths& of) {
  using enum sim::LengthPlan::Kind;
  constexpr std::size_t kGolden = 633;  // of 1,024, odd: each share comes once
  if (input.kind == kFixed && output.kind == kFixed) {
    shares = 1;
  }
  const std::size_t step = kShares / shares;
  double sum = 0;
  for (std::size_t i = 0; i < shares; ++i) {
    const std::size_t k = i * step + step / 2;
    sum += of(length_at(input, k), length_at(output, k * kGolden % kShares));
  }
  return sum / static_cast<double>(shares);
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
      means.push_back(mean_of_shares(client.inputs[i], client.outputs[i], kServeGenShares, of));
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

LengthCut cut_of_lognormal(const sim::LengthPlan& plan) {
  const double max = plan.max;
  const double sigma = lognormal_sigma(plan);
  if (sigma == 0) {
    const double left = std::min(plan.mean, max);
    return {1 - left / plan.mean, left};
  }
  const double at = (std::log(max) - std::log(plan.p50)) / sigma;
  const double left = plan.mean * below(at - sigma) + max * below(-at);
  constexpr double kNothing = 1e-9;  // of the tokens: kLongestLength takes less
  const double share = 1 - left / plan.mean;
  return share > kNothing ? LengthCut{share, left} : LengthCut{0, plan.mean};
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

struct UpTo {
  double share{}, tokens{};  // of all draws
};

UpTo up_to(const sim::LengthPlan& plan, double limit) {
  if (plan.kind == sim::LengthPlan::Kind::kEmpirical) {
    UpTo sum;
    double before = 0;
    for (std::size_t i = 0; i < plan.values.size(); ++i) {
      const double tokens = std::clamp(plan.values[i], plan.min, plan.max);
      const double share = tokens <= limit ? plan.cumulative[i] - before : 0;
      before = plan.cumulative[i];
      sum.share += share;
      sum.tokens += share * tokens;
    }
    return sum;
  }
  const double mean = cut_of(plan).left;
  const bool varies = plan.kind == sim::LengthPlan::Kind::kLognormal && plan.mean > plan.p50;
  if (!varies || limit >= plan.max || limit < plan.min) {
    const bool all = varies ? limit >= plan.max : mean <= limit;
    return all ? UpTo{1, mean} : UpTo{};
  }
  constexpr double kRounded = 0.5;
  const double sigma = lognormal_sigma(plan);
  const double at = std::log((limit + kRounded) / plan.p50) / sigma;
  return {below(at), plan.mean * below(at - sigma)};
}

AcceptedPart accepted_of(const sim::LengthPlan& input,
                         const sim::LengthPlan& output,
                         std::int64_t limit,
                         double kept) {
  constexpr double kRounded = 0.5;  // what is left of a prompt is a whole number of tokens
  if (!is_valid(input) || !is_valid(output)) {
    return {1, 0, 0};
  }
  AcceptedPart sum;
  double answers = 0;
  for (std::size_t k = 0; k < kShares; ++k) {
    const double answer = length_at(output, k);
    const double left = static_cast<double>(limit) - answer;
    const UpTo prompts = up_to(input, (left + kRounded) / kept - kRounded);
    sum.share += prompts.share / kShares;
    sum.input += prompts.tokens / kShares;
    sum.output += prompts.share * answer / kShares;
    answers += answer / kShares;
  }
  sum.output *= cut_of(output).left / answers;  // the tail beyond the last share, too
  return sum;
}

template <class Shape>
AcceptedPart accepted_of(const Shape& recorded, std::int64_t limit, double kept) {
  const auto mean = [&](const OfLengths& of) {
    return mean_over(recorded, [&](std::int32_t input, std::int32_t output) {
      return std::llround(kept * input) + output <= limit ? of(input, output) : 0;
    });
  };
  return {mean([](double, double) {
            return 1;
          }),
          mean([](double input, double) {
            return input;
          }),
          mean([](double, double output) {
            return output;
          })};
}

}  // namespace

AcceptedPart accepted_part(const sim::StreamPlan& stream, std::int64_t limit, double kept) {
  return std::visit(
      [limit, kept](const auto& shape) {
        if constexpr (requires { shape.output; }) {
          return accepted_of(shape.input, shape.output, limit, kept);
        } else {
          return accepted_of(shape, limit, kept);
        }
      },
      stream.shape);
}

double mean_over_requests(const sim::StreamPlan& stream, const OfLengths& of) {
  return std::visit(
      [&](const auto& shape) {
        if constexpr (requires { shape.output; }) {
          return is_valid(shape.input) && is_valid(shape.output)
                     ? mean_of_shares(shape.input, shape.output, kShares, of)
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
