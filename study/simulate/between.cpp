#include "study/simulate/between.h"

#include <algorithm>
#include <cmath>

#include "sim/meters/usage_fields.h"

namespace costwright::study {
namespace {

// Rounded to the nearest whole number; what is 64 bits or less is rounded as a double is.
template <class Number>
Number on_the_way(Number a, Number b, double share) {
  return a + static_cast<Number>(std::round(static_cast<double>(b - a) * share));
}

template <class Part>
Part part_between(const Part& a, const Part& b, double share) {
  Part result = a;
  std::apply(
      [&](auto&... to) {
        std::apply(
            [&](const auto&... from) {
              ((to = on_the_way(to, from, share)), ...);
            },
            numbers(b));
      },
      numbers(result));
  return result;
}

std::vector<sim::UsageBucket> buckets_between(const std::vector<sim::UsageBucket>& a,
                                              const std::vector<sim::UsageBucket>& b,
                                              double share) {
  std::vector<sim::UsageBucket> buckets;
  for (std::size_t i = 0; i < a.size(); ++i) {
    buckets.push_back(part_between(a[i], b[i], share));
  }
  return buckets;
}

sim::LatencyDay latency_between(const sim::LatencyDay& a, const sim::LatencyDay& b, double share) {
  const auto of = [share](const LatencyHistogram& from, const LatencyHistogram& to) {
    return LatencyHistogram::between(from, to, share);
  };
  return {of(a.ttft, b.ttft), of(a.tpot, b.tpot), LatencyHistogram::mixed(a.itl, b.itl, share),
          of(a.e2e, b.e2e)};
}

sim::ClassUsage class_between(const sim::ClassUsage& a, const sim::ClassUsage& b, double share) {
  sim::ClassUsage result;
  for (std::size_t d = 0; d < a.days.size(); ++d) {
    result.days.push_back(part_between(a.days[d], b.days[d], share));
    result.days.back().latency = latency_between(a.days[d].latency, b.days[d].latency, share);
  }
  for (std::size_t p = 0; p < a.parts.size(); ++p) {
    result.parts[p] = part_between(a.parts[p], b.parts[p], share);
  }
  return result;
}

double relative(double a, double b) {
  const double size = std::max(std::abs(a), std::abs(b));
  return size > 0 ? std::abs(a - b) / size : 0;
}

// Like quantile_s(), but moving within a bucket, whose width would show as a difference.
double smooth_quantile_ps(const LatencyHistogram& histogram, double q) {
  const double rank = q * static_cast<double>(histogram.count());
  double seen = 0;
  for (int b = histogram.first_bucket(); b < histogram.end_bucket(); ++b) {
    const auto here = static_cast<double>(histogram.count_in(b));
    if (here > 0 && seen + here >= rank) {
      const auto low = static_cast<double>(LatencyHistogram::lower_edge_ps(b));
      const auto high = static_cast<double>(LatencyHistogram::upper_edge_ps(b));
      return low + (high - low) * (rank - seen) / here;
    }
    seen += here;
  }
  return 0;
}

struct ClassSums {
  sim::LatencyDay latency;
  double arrived{}, slo_met{};
};

ClassSums sums_of(const sim::ClassUsage& usage) {
  ClassSums sums;
  for (const sim::ClassDay& day : usage.days) {
    sums.latency.ttft.merge(day.latency.ttft);
    sums.latency.tpot.merge(day.latency.tpot);
    sums.latency.itl.merge(day.latency.itl);
    sums.latency.e2e.merge(day.latency.e2e);
    sums.arrived += static_cast<double>(day.arrived);
    sums.slo_met += static_cast<double>(day.slo_met);
  }
  return sums;
}

// `samples`: of the smaller one, that were simulated.
void compare(const LatencyHistogram& a,
             const LatencyHistogram& b,
             double samples,
             Discrepancy& worst) {
  if (samples < 1000) {
    return;
  }
  worst.means = std::max(worst.means, relative(a.mean_s(), b.mean_s()));
  for (const double q : {0.5, 0.9, 0.95, 0.99}) {
    if (samples * (1 - q) >= 100) {
      worst.percentiles =
          std::max(worst.percentiles, relative(smooth_quantile_ps(a, q), smooth_quantile_ps(b, q)));
    }
  }
}

void compare_classes(const sim::ClassUsage& a,
                     const sim::ClassUsage& b,
                     double stands_for,
                     Discrepancy& worst) {
  const ClassSums of_a = sums_of(a);
  const ClassSums of_b = sums_of(b);
  const auto member = [&](auto metric) {
    const LatencyHistogram& in_a = of_a.latency.*metric;
    const LatencyHistogram& in_b = of_b.latency.*metric;
    const auto count = static_cast<double>(std::min(in_a.count(), in_b.count()));
    compare(in_a, in_b, count / stands_for, worst);
  };
  member(&sim::LatencyDay::ttft);
  member(&sim::LatencyDay::tpot);
  member(&sim::LatencyDay::itl);
  member(&sim::LatencyDay::e2e);
  if (std::min(of_a.arrived, of_b.arrived) / stands_for >= 1000) {
    worst.means =
        std::max(worst.means, std::abs(of_a.slo_met / of_a.arrived - of_b.slo_met / of_b.arrived));
  }
}

// What energy and hours are made of.
std::array<double, 6> totals(const std::vector<sim::UsageBucket>& buckets) {
  std::array<double, 6> sums{};
  for (const sim::UsageBucket& bucket : buckets) {
    sums[0] += static_cast<double>(bucket.busy_ps);
    sums[1] += static_cast<double>(bucket.on_ps);
    sums[2] += static_cast<double>(bucket.iterations);
    sums[3] += static_cast<double>(bucket.decode_tokens);
    sums[4] += static_cast<double>(bucket.prefill_tokens);
    sums[5] += static_cast<double>(bucket.kv_read_tokens);
  }
  return sums;
}

void compare_sums(const std::vector<sim::UsageBucket>& a,
                  const std::vector<sim::UsageBucket>& b,
                  Discrepancy& worst) {
  const auto of_a = totals(a);
  const auto of_b = totals(b);
  for (std::size_t i = 0; i < of_a.size(); ++i) {
    worst.sums = std::max(worst.sums, relative(of_a[i], of_b[i]));
  }
}

struct Answered {
  double arrived{}, refused{};
};

Answered answered_of(const sim::PoolUsage& usage) {
  Answered sum;
  for (const sim::UsageBucket& bucket : usage.buckets) {
    sum.arrived += static_cast<double>(bucket.arrived);
    sum.refused += static_cast<double>(bucket.dropped + bucket.timed_out);
  }
  return sum;
}

}  // namespace

sim::PoolUsage between(const sim::PoolUsage& a, const sim::PoolUsage& b, double share) {
  sim::PoolUsage result;
  result.buckets = buckets_between(a.buckets, b.buckets, share);
  for (std::size_t k = 0; k < a.kinds.size(); ++k) {
    result.kinds.push_back(buckets_between(a.kinds[k], b.kinds[k], share));
  }
  for (std::size_t c = 0; c < a.classes.size(); ++c) {
    result.classes.push_back(class_between(a.classes[c], b.classes[c], share));
  }
  result.backlog_end = on_the_way(a.backlog_end, b.backlog_end, share);
  result.max_queue = on_the_way(a.max_queue, b.max_queue, share);
  result.stands_for = a.stands_for * (1 - share) + b.stands_for * share;
  return result;
}

sim::PoolUsage repeated(const sim::PoolUsage& usage, int times) {
  sim::PoolUsage result = usage;
  const auto multiply = [times](auto& number) {
    number *= times;
  };
  for (sim::UsageBucket& bucket : result.buckets) {
    sim::for_each(numbers(bucket), multiply);
  }
  for (std::vector<sim::UsageBucket>& kind : result.kinds) {
    for (sim::UsageBucket& bucket : kind) {
      sim::for_each(numbers(bucket), multiply);
    }
  }
  for (sim::ClassUsage& klass : result.classes) {
    for (sim::ClassDay& day : klass.days) {
      sim::for_each(numbers(day), multiply);
      sim::for_each(histograms(day.latency), [times](LatencyHistogram& histogram) {
        LatencyHistogram once;
        std::swap(once, histogram);
        histogram.merge(once, static_cast<std::uint64_t>(times));
      });
    }
  }
  result.stands_for = usage.stands_for * times;
  return result;
}

Discrepancy discrepancy(const sim::PoolUsage& a, const sim::PoolUsage& b) {
  Discrepancy worst;
  for (std::size_t c = 0; c < a.classes.size(); ++c) {
    compare_classes(a.classes[c], b.classes[c], std::max(a.stands_for, b.stands_for), worst);
  }
  compare_sums(a.buckets, b.buckets, worst);
  for (std::size_t k = 0; k < a.kinds.size(); ++k) {
    compare_sums(a.kinds[k], b.kinds[k], worst);
  }
  return worst;
}

Discrepancy scaled(const Discrepancy& of, double times) {
  return {of.means * times, of.percentiles * times, of.sums * times};
}

Discrepancy worse_of(const Discrepancy& a, const Discrepancy& b) {
  return {std::max(a.means, b.means), std::max(a.percentiles, b.percentiles),
          std::max(a.sums, b.sums)};
}

bool is_within(const Discrepancy& found, const Discrepancy& limit, double times) {
  return found.means <= times * limit.means && found.percentiles <= times * limit.percentiles &&
         found.sums <= times * limit.sums;
}

bool is_saturated(const sim::PoolUsage& usage) {
  const Answered answered = answered_of(usage);
  const double hours = static_cast<double>(usage.buckets.size()) / 4;
  return answered.refused > 0.001 * answered.arrived ||
         static_cast<double>(usage.backlog_end) * usage.stands_for > answered.arrived / hours;
}

bool is_overloaded(const sim::PoolUsage& usage) {
  const Answered answered = answered_of(usage);
  return answered.refused > 0.02 * answered.arrived;
}

}  // namespace costwright::study
