#include "study/simulate/window.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "study/plan/key.h"

namespace costwright::study {
namespace {

bool has_response_cache(const std::vector<sim::ClassPlan>& classes) {
  return std::any_of(classes.begin(), classes.end(), [](const sim::ClassPlan& klass) {
    return klass.response_cache_share > 0;
  });
}

bool forgets(const sim::ServingPlan& plan) {
  return !plan.autoscaler && plan.outages.empty() && !has_response_cache(plan.classes);
}
bool forgets(const sim::BatchPlan&) {
  return true;
}

// An allowance, and what a cache has, is that of the last minutes.
bool forgets(const sim::ApiPlan& plan) {
  return plan.request_interval == 0 && plan.token_interval == 0 &&
         !has_response_cache(plan.classes);
}

double requests_of(const sim::StreamPlan& stream) {
  return std::accumulate(stream.rate_per_hour.begin(), stream.rate_per_hour.end(), 0.0);
}

bool is_seen_whole(const sim::StreamPlan& stream, const TypicalDays& days) {
  if (stream.session_clients || stream.rate_per_hour.empty()) {
    return false;
  }
  if (const auto* trace = std::get_if<sim::TraceStream>(&stream.shape)) {
    const double rows = static_cast<double>(trace->trace->rows.size());
    const bool is_whole =
        trace->compress ? requests_of(stream) >= kShortestHour * rows
                        : trace->trace->window * kShortestHour <= days.in_window() * kPsPerDay;
    return is_whole && !trace->trace->has_sessions && trace->trace->prefixes.empty();
  }
  return std::holds_alternative<sim::SyntheticStream>(stream.shape);
}

void set_arrivals(Simulation& run, sim::ArrivalPlan arrivals) {
  run.key = simulation_key(hash_of(*run.plan), sim::hash_of(arrivals), run.from);
  run.arrivals = std::make_shared<const sim::ArrivalPlan>(std::move(arrivals));
}

}  // namespace

double rounded(double value, int digits) {
  double most = 1;
  for (int i = 0; i < digits; ++i) {
    most *= 10;
  }
  double unit = 1;
  while (value > 0 && value * unit < most / 10) {
    unit *= 10;
  }
  while (value * unit >= most) {
    unit /= 10;
  }
  return std::round(value * unit) / unit;
}

bool can_be_shortened(const Simulation& run, const TypicalDays& days) {
  const auto& streams = run.arrivals->streams;
  return run.from.empty() && !streams.empty() &&
         std::visit(
             [](const auto& plan) {
               return forgets(plan);
             },
             *run.plan) &&
         std::all_of(streams.begin(), streams.end(), [&](const sim::StreamPlan& stream) {
           return is_seen_whole(stream, days);
         });
}

Simulation shortened(const Simulation& run, int times) {
  if (times == 1) {
    return run;
  }
  PoolPlan plan = *run.plan;
  std::visit(
      [times](auto& engine_plan) {
        engine_plan.meter.start /= times;
        engine_plan.meter.bucket /= times;
      },
      plan);
  sim::ArrivalPlan arrivals = *run.arrivals;
  const sim::Ps hours = (arrivals.end - arrivals.warm_up) / arrivals.hour;
  arrivals.hour /= times;
  arrivals.warm_up /= times;
  arrivals.end = arrivals.warm_up + hours * arrivals.hour;
  Simulation result = run;
  result.plan = std::make_shared<const PoolPlan>(std::move(plan));
  result.requests_expected = run.requests_expected / times;
  set_arrivals(result, std::move(arrivals));
  return result;
}

Simulation with_rates(const Simulation& run, const std::vector<std::vector<double>>& rates) {
  sim::ArrivalPlan arrivals = *run.arrivals;
  double expected = 0;
  for (std::size_t s = 0; s < arrivals.streams.size(); ++s) {
    auto& of_stream = arrivals.streams[s].rate_per_hour;
    std::transform(rates[s].begin(), rates[s].end(), of_stream.begin(), [](double rate) {
      return rounded(rate, 10);
    });
    expected += requests_of(arrivals.streams[s]);
  }
  Simulation result = run;
  result.requests_expected = expected;
  set_arrivals(result, std::move(arrivals));
  return result;
}

std::vector<std::vector<double>> rates_of(const Simulation& run) {
  std::vector<std::vector<double>> rates;
  for (const sim::StreamPlan& stream : run.arrivals->streams) {
    rates.push_back(stream.rate_per_hour);
  }
  return rates;
}

}  // namespace costwright::study
