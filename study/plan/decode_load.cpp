#include "study/plan/decode_load.h"

#include <algorithm>

namespace costwright::study {
namespace {

struct Moments {
  double mean{}, mean_square{};
};

Moments moments(const sim::LengthPlan& plan) {
  if (plan.kind == sim::LengthPlan::Kind::kFixed) {
    const double fixed = std::clamp<double>(plan.mean, plan.min, plan.max);
    return {fixed, fixed * fixed};
  }
  if (plan.kind == sim::LengthPlan::Kind::kLognormal) {
    const double spread = plan.mean / plan.p50;  // exp(sigma^2 / 2)
    const double square = plan.mean * plan.mean * spread * spread;
    return {plan.mean, std::min(square, plan.mean * plan.max)};
  }
  Moments sum;
  double below = 0;
  for (std::size_t i = 0; i < plan.values.size(); ++i) {
    const double tokens = std::clamp(plan.values[i], plan.min, plan.max);
    const double share = plan.cumulative[i] - below;
    sum.mean += share * tokens;
    sum.mean_square += share * tokens * tokens;
    below = plan.cumulative[i];
  }
  return sum;
}

DecodeLoad load_of(const sim::LengthPlan& input, const sim::LengthPlan& output) {
  const Moments out = moments(output);
  const double prompt = moments(input).mean;
  return {out.mean, out.mean * prompt + out.mean_square / 2, prompt, out.mean * prompt};
}

DecodeLoad load_of(const sim::TraceStream& stream) {
  DecodeLoad sum;
  if (stream.trace == nullptr || stream.trace->rows.empty()) {
    return sum;  // an unreadable trace, which has been reported
  }
  for (const sim::TraceRow& row : stream.trace->rows) {
    sum.tokens += row.output;
    sum.context_tokens += row.output * (row.input + row.output / 2.0);
    sum.prompt_tokens += row.input;
    sum.prompt_reads += static_cast<double>(row.input) * row.output;
  }
  const auto rows = static_cast<double>(stream.trace->rows.size());
  return {sum.tokens / rows, sum.context_tokens / rows, sum.prompt_tokens / rows,
          sum.prompt_reads / rows};
}

DecodeLoad load_of(const sim::ServeGenStream& stream) {
  DecodeLoad sum;
  double requests = 0;
  for (const sim::ServeGenClient& client : stream.clients) {
    std::vector<DecodeLoad> loads;
    for (std::size_t i = 0; i < client.inputs.size(); ++i) {
      loads.push_back(load_of(client.inputs[i], client.outputs[i]));
    }
    for (const sim::ServeGenClientWindow& window : client.windows) {
      if (window.lengths >= 0) {
        const DecodeLoad& load = loads[static_cast<std::size_t>(window.lengths)];
        requests += window.rate_per_s;
        sum.tokens += window.rate_per_s * load.tokens;
        sum.context_tokens += window.rate_per_s * load.context_tokens;
        sum.prompt_tokens += window.rate_per_s * load.prompt_tokens;
        sum.prompt_reads += window.rate_per_s * load.prompt_reads;
      }
    }
  }
  return requests > 0 ? DecodeLoad{sum.tokens / requests, sum.context_tokens / requests,
                                   sum.prompt_tokens / requests, sum.prompt_reads / requests}
                      : DecodeLoad{};
}

}  // namespace

DecodeLoad decode_load(const sim::StreamPlan& stream) {
  return std::visit(
      [](const auto& shape) {
        if constexpr (requires { shape.output; }) {
          return load_of(shape.input, shape.output);
        } else {
          return load_of(shape);
        }
      },
      stream.shape);
}

}  // namespace costwright::study
