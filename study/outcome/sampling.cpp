#include "study/outcome/sampling.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/catalog/catalog.h"
#include "core/cost/price.h"
#include "core/scenario/scenario.h"
#include "sim/power/pool_power.h"
#include "study/inputs/catalog_input.h"
#include "study/outcome/months.h"
#include "study/plan/plan.h"

namespace costwright::study {
namespace {

constexpr double kParts = sim::kSampleParts;

double variance_s2(const LatencyHistogram& histogram) {
  const double mean = histogram.mean_s();
  double squares = 0;
  for (int b = histogram.first_bucket(); b < histogram.end_bucket(); ++b) {
    if (const auto count = histogram.count_in(b)) {
      const double middle = (static_cast<double>(LatencyHistogram::lower_edge_ps(b)) +
                             static_cast<double>(LatencyHistogram::upper_edge_ps(b))) /
                            2e12;
      squares += static_cast<double>(count) * (middle - mean) * (middle - mean);
    }
  }
  return squares / static_cast<double>(histogram.count());
}

struct PartSum {
  double requests{}, amount{};  // of latency, s
};

// How many independent requests have a mean as certain as that of the parts.
double worth(const std::vector<PartSum>& parts, const LatencyHistogram& all) {
  PartSum sum;
  for (const PartSum& part : parts) {
    sum.requests += part.requests;
    sum.amount += part.amount;
  }
  if (sum.requests <= 0 || all.count() == 0) {
    return 0;
  }
  const double mean = sum.amount / sum.requests;
  double squares = 0;
  for (const PartSum& part : parts) {
    const double off = part.amount - mean * part.requests;
    squares += off * off;
  }
  const double of_mean = squares * kParts / (kParts - 1) / (sum.requests * sum.requests);
  const double of_one = variance_s2(all);
  return of_mean > 0 ? std::min(sum.requests, of_one / of_mean) : sum.requests;
}

template <auto kMetric>
LatencyHistogram histogram_of(const sim::ClassUsage& usage) {
  LatencyHistogram sum;
  for (const sim::ClassDay& day : usage.days) {
    sum.merge(day.latency.*kMetric);
  }
  return sum;
}

template <auto kCount, auto kSum>
std::vector<PartSum> sums_of(const sim::ClassUsage& usage) {
  std::vector<PartSum> sums;
  for (const sim::SamplePart& part : usage.parts) {
    sums.push_back({static_cast<double>(part.*kCount), static_cast<double>(part.*kSum) * 1e-12});
  }
  return sums;
}

// Half of the 90 % interval of a sum over the window's quarter hours, as a share of it.
template <class Of>
double half_width(const std::vector<sim::UsageBucket>& buckets, const Of& of) {
  std::array<double, sim::kSampleParts> parts{};
  for (std::size_t b = 0; b < buckets.size(); ++b) {
    parts[sim::part_of_bucket(b)] += of(buckets[b]);
  }
  double sum = 0;
  for (const double part : parts) {
    sum += part;
  }
  if (sum <= 0) {
    return 0;
  }
  double squares = 0;
  for (const double part : parts) {
    squares += (part - sum / kParts) * (part - sum / kParts);
  }
  return kSamplingDeviations * std::sqrt(squares * kParts / (kParts - 1)) / sum;
}

// The same of `part` for each of `whole`, which is known, over the window's quarter hours.
template <class Part, class Whole>
double half_width_of_mean(const sim::PoolUsage& usage, const Part& part, const Whole& whole) {
  std::vector<PartSum> sums(sim::kSampleParts);
  PartSum all;
  for (std::size_t b = 0; b < usage.buckets.size(); ++b) {
    PartSum& sum = sums[sim::part_of_bucket(b)];
    sum.requests += whole(usage.buckets[b]);
    sum.amount += part(usage.buckets[b]);
  }
  for (const PartSum& sum : sums) {
    all.requests += sum.requests;
    all.amount += sum.amount;
  }
  if (all.requests <= 0 || all.amount <= 0) {
    return 0;
  }
  double squares = 0;
  for (const PartSum& sum : sums) {
    const double off = sum.amount - all.amount / all.requests * sum.requests;
    squares += off * off;
  }
  return kSamplingDeviations * std::sqrt(squares * kParts / (kParts - 1)) / all.amount;
}

// Of a sum that is known with two independent errors, as shares of it.
double joined(double sampled, const Discrepancy& missed) {
  return std::hypot(sampled, missed.sums);
}

class DearEnd {
 public:
  explicit DearEnd(const Evaluation& evaluation) : at_(evaluation), worth_(*evaluation.worth) {}

  Physical make() const {
    Physical physical = at_.monthly->physical;
    for (std::size_t m = 0; m < physical.months.size(); ++m) {
      for (std::size_t p = 0; p < at_.plan->pools.size(); ++p) {
        add_pool(p, m, physical.months[m]);
      }
      for (std::size_t w = 0; w < worth_.size(); ++w) {
        take_within_slo(worth_[w], physical.months[m].workloads[w]);
      }
    }
    return physical;
  }

 private:
  void add_pool(std::size_t p, std::size_t m, PhysicalMonth& month) const {
    const PoolMonth& pool = at_.monthly->pools[p][m];
    if (pool.run < 0) {
      return;
    }
    const PoolSpec& spec = at_.plan->pools[p];
    const sim::PoolUsage& usage = *at_.usages[static_cast<std::size_t>(pool.run)];
    if (!spec.fleet) {
      add_api(p, usage, month);
      return;
    }
    for (std::size_t k = 0; k < pool.kinds.size(); ++k) {
      const KindMonth& kind = pool.kinds[k];
      const auto parts = parts_in_service(spec.kinds[kind.kind], [&](std::size_t f) {
        return month.fleet[f].devices;
      });
      const double off = devices_off(parts, month);
      for (const PoolPart& part : parts) {
        const FleetMonth& fleet = month.fleet[part.fleet];
        const double share_off =
            off > 0 ? (fleet.devices * fleet.hours - fleet.device_hours_on) / off : part.share;
        add_part(spec, work_of_kind(usage, k), kind, {part, share_off}, month.fleet[part.fleet]);
      }
    }
  }

  // Device-hours that were given back, of all parts.
  static double devices_off(const std::vector<PoolPart>& parts, const PhysicalMonth& month) {
    double off = 0;
    for (const PoolPart& part : parts) {
      const FleetMonth& fleet = month.fleet[part.fleet];
      off += fleet.devices * fleet.hours - fleet.device_hours_on;
    }
    return off;
  }

  struct PartOff {
    const PoolPart& part;
    double share_off{};  // of what is given back, which is what chance moves
  };

  void add_part(const PoolSpec& spec,
                const std::vector<sim::UsageBucket>& work,
                const KindMonth& kind,
                const PartOff& of,
                FleetMonth& fleet) const {
    const PoolPart& part = of.part;
    const bool owned = at_.plan->fleet[part.fleet].owned;
    const sim::PoolSupply supply{.replicas = kind.replicas, .always_powered = owned};
    if (!at_.basis.fleet[part.fleet].server_w) {  // else its draw is stated
      const double share = half_width(work, [&](const sim::UsageBucket& bucket) {
        return sim::bucket_joules(spec.kinds[kind.kind].power, bucket, supply);
      });
      fleet.it_kwh += kind.it_kwh * part.share * joined(share, at_.missed);
    }
    const double hours_on = kind.replicas_on * spec.devices_per_replica * fleet.hours * part.share;
    if (!owned && !spec.on_share) {
      const double share_on = half_width(work, [](const sim::UsageBucket& bucket) {
        return static_cast<double>(bucket.on_ps);
      });
      const double all_on = part.share > 0 ? hours_on / part.share : 0;
      fleet.device_hours_on = std::min(fleet.devices * fleet.hours,
                                       fleet.device_hours_on + all_on * share_on * of.share_off);
    }
    const double share_busy = half_width(work, [](const sim::UsageBucket& bucket) {
      return static_cast<double>(bucket.busy_ps);
    });
    fleet.device_hours_busy = std::min(
        fleet.device_hours_on,
        fleet.device_hours_busy + kind.busy_share * hours_on * joined(share_busy, at_.missed));
  }

  // What an API answers is declared where it gets all of a workload, or a stated share of what was
  // answered before (volumes.h). What others leave to it, or a limit refuses, is sampled, and so is
  // what of the prompts its cache has.
  void add_api(std::size_t p, const sim::PoolUsage& usage, PhysicalMonth& month) const {
    const auto prompts = [](const sim::UsageBucket& bucket) {
      return static_cast<double>(bucket.prefill_tokens + bucket.cached_tokens);
    };
    const double more = half_width(usage.buckets, [&](const sim::UsageBucket& bucket) {
      return prompts(bucket) + static_cast<double>(bucket.decode_tokens);
    });
    const double missed = half_width_of_mean(
        usage,
        [](const sim::UsageBucket& bucket) {
          return static_cast<double>(bucket.cached_tokens);
        },
        prompts);
    for (ApiUse& use : month.apis) {
      if (use.deployment == p) {
        const double all = 1 + (is_declared(use, usage) ? 0 : more);
        use.requests *= all;
        use.input_tokens *= all;
        use.cached_tokens *= all * std::max(0.0, 1 - missed);
        use.written_tokens *= all;
        use.output_tokens *= all;
      }
    }
  }

  bool is_declared(const ApiUse& use, const sim::PoolUsage& usage) const {
    if (at_.basis.workloads[use.workload].cascade_to == use.deployment) {
      return true;
    }
    std::int64_t lost = 0;
    for (std::size_t c = 0; c < usage.classes.size(); ++c) {
      if (at_.plan->pools[use.deployment].workload_of_class[c] == use.workload) {
        for (const sim::ClassDay& day : usage.classes[c].days) {
          lost += std::abs(day.arrived - day.answered - day.from_cache);
        }
      }
    }
    return lost == 0;
  }

  static void take_within_slo(const WorthInRequests& worth, WorkloadMonth& month) {
    if (worth.e2e <= 0 || month.served <= 0 || month.slo_met <= 0) {
      return;
    }
    const double share = std::min(1.0, month.slo_met / month.served);
    const double half = kSamplingDeviations * std::sqrt(share * (1 - share) / worth.e2e);
    const double left = std::max(0.0, share - half) / share;
    month.slo_met *= left;
    month.slo_input_tokens *= left;
    month.slo_output_tokens *= left;
  }

  const Evaluation& at_;
  const std::vector<WorthInRequests>& worth_;
};

}  // namespace

WorthInRequests worth_of(const sim::ClassUsage& usage) {
  using Part = sim::SamplePart;
  return {worth(sums_of<&Part::completed, &Part::ttft_ps>(usage),
                histogram_of<&sim::LatencyDay::ttft>(usage)),
          worth(sums_of<&Part::spaced, &Part::tpot_ps>(usage),
                histogram_of<&sim::LatencyDay::tpot>(usage)),
          worth(sums_of<&Part::completed, &Part::e2e_ps>(usage),
                histogram_of<&sim::LatencyDay::e2e>(usage))};
}

std::vector<WorthInRequests> worth_of_windows(const ScenarioPlan& plan,
                                              const Usages& usages,
                                              std::size_t workloads) {
  std::vector<WorthInRequests> sums(workloads);
  std::vector<double> windows(workloads);
  const auto add = [&](const PoolSpec& pool, const sim::PoolUsage& usage) {
    for (std::size_t c = 0; c < usage.classes.size(); ++c) {
      const WorthInRequests one = worth_of(usage.classes[c]);
      WorthInRequests& sum = sums[pool.workload_of_class[c]];
      sum.ttft += one.ttft;
      sum.tpot += one.tpot;
      sum.e2e += one.e2e;
      windows[pool.workload_of_class[c]] += one.e2e > 0 ? 1 : 0;
    }
  };
  for (std::size_t p = 0; p < plan.pools.size(); ++p) {
    const auto& months = plan.simulation_of[p];
    for (const int simulation : std::set<int>(months.begin(), months.end())) {
      if (simulation >= 0) {
        add(plan.pools[p], *usages[static_cast<std::size_t>(simulation)]);
      }
    }
  }
  for (std::size_t w = 0; w < workloads; ++w) {
    const double count = std::max(1.0, windows[w]);
    sums[w] = {sums[w].ttft / count, sums[w].tpot / count, sums[w].e2e / count};
  }
  return sums;
}

std::optional<Figures> figures_at_sampling_error(const Evaluation& evaluation) {
  if (evaluation.worth == nullptr || evaluation.plan->simulations.empty()) {
    return std::nullopt;
  }
  auto monthly = std::make_shared<MonthlyResult>(*evaluation.monthly);
  monthly->physical = DearEnd(evaluation).make();
  Figures figures;
  FactLog facts;
  Diagnostics told;
  figures.ledger =
      cost::price(*evaluation.loaded, evaluation.catalog->catalog, monthly->physical, facts, told);
  figures.finance = finance::summarise(evaluation.scenario(), figures.ledger, monthly->physical);
  figures.monthly = std::move(monthly);
  figures.outcome = outcome_of(evaluation, figures);
  return figures;
}

}  // namespace costwright::study
