#include "study/simulate/least_usage.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "study/simulate/window.h"

namespace costwright::study {
namespace {

constexpr double kServed = 0.99;
constexpr double kLateTokens = 1000;  // of an answer that was admitted last, more than most
// What comes in a window is drawn: it may be less than expected, by chance. Of n requests whose
// number and lengths vary as much as a bursty stream's (a variation of 3) ten parts in sqrt(n) are
// three deviations; an hour may be simulated at an 18th of its length. Our assumption, held by the
// test that no bound is above what it bounds.
double surely_come(double requests) {
  const double simulated = requests / kShortestHour;
  return std::max(0.0, 0.99 - 10 / std::sqrt(std::max(1.0, simulated)));
}

// A token of an answer or a prompt at the best batch; 0: not known.
sim::Ps least_per_token(const sim::ServingPlan& plan) {
  const sim::IterationCost& cost = plan.replica.cost;
  double least = std::numeric_limits<double>::infinity();
  const auto look = [&](const std::vector<sim::Ps>& step) {
    for (std::size_t n = 1; n < step.size(); ++n) {
      least = std::min(least, static_cast<double>(step[n]) / static_cast<double>(n));
    }
  };
  look(cost.step);
  if (cost.decode_only) {
    look(cost.decode_only->step);
  }
  return least < std::numeric_limits<double>::infinity() ? static_cast<sim::Ps>(least) : 0;
}

bool may_be_cached(const sim::StreamPlan& stream) {
  const auto* trace = std::get_if<sim::TraceStream>(&stream.shape);
  return !stream.shared_prefix.empty() ||
         (trace != nullptr && (trace->trace->has_sessions || !trace->trace->prefixes.empty()));
}

// Tokens that surely come in each hour of the window: of prompts, of answers, and of prompts that
// the answers' tokens look back on.
struct HourlyTokens {
  std::vector<double> prompts, answers, contexts;
};

class LeastOf {
 public:
  LeastOf(const ScenarioPlan& plan, const Simulation& run) : plan_(plan), run_(run) {}

  // Nullptr: nothing is known of it.
  const sim::ServingPlan* serving() const {
    const auto* serving = std::get_if<sim::ServingPlan>(run_.plan.get());
    const bool is_alone =
        run_.from.empty() && serving != nullptr && !serving->handover && serving->others.empty() &&
        std::none_of(
            serving->classes.begin(), serving->classes.end(), [](const sim::ClassPlan& klass) {
              return klass.overflows || klass.cascade_share > 0 || klass.response_cache_share > 0;
            });
    return is_alone ? serving : nullptr;
  }

  HourlyTokens tokens() const {
    HourlyTokens tokens;
    const auto& workloads = plan_.pools[run_.pool].workload_of_class;
    const bool caches = serving()->replica.prefix_cache;
    for (const sim::StreamPlan& stream : run_.arrivals->streams) {
      const std::size_t klass = class_of(stream);
      if (klass >= workloads.size()) {
        continue;
      }
      const WorkloadBasis& basis = plan_.bases[workloads[klass]];
      const double all = plan_.days.repeats * std::accumulate(stream.rate_per_hour.begin(),
                                                              stream.rate_per_hour.end(), 0.0);
      const double kept = surely_come(all) * kServed * (1 - basis.share_too_long);
      tokens.prompts.resize(std::max(tokens.prompts.size(), stream.rate_per_hour.size()));
      tokens.answers.resize(tokens.prompts.size());
      tokens.contexts.resize(tokens.prompts.size());
      const double context = basis.share_too_long > 0 ? 0 : basis.mean_reads;
      for (std::size_t h = 0; h < stream.rate_per_hour.size(); ++h) {
        const double requests = kept * stream.rate_per_hour[h];
        tokens.prompts[h] += caches && may_be_cached(stream) ? 0 : requests * basis.accepted_input;
        tokens.answers[h] += requests * basis.accepted_output;
        tokens.contexts[h] += requests * context;
      }
    }
    return tokens;
  }

 private:
  // Of the stream's workload: its first one. ServeGen's lengths move over the day: not known.
  static std::size_t class_of(const sim::StreamPlan& stream) {
    if (const auto* trace = std::get_if<sim::TraceStream>(&stream.shape)) {
      return trace->class_of.empty() ? 0 : static_cast<std::size_t>(trace->class_of.front());
    }
    const auto* synthetic = std::get_if<sim::SyntheticStream>(&stream.shape);
    return synthetic != nullptr ? static_cast<std::size_t>(synthetic->klass)
                                : std::numeric_limits<std::size_t>::max();
  }

  const ScenarioPlan& plan_;
  const Simulation& run_;
};

// 99 % of each workload's requests, whose tokens are as long as they are on average.
void serve(const ScenarioPlan& plan, const Simulation& run, sim::PoolUsage& usage) {
  constexpr std::int64_t kArrived = 100'000, kCompleted = 99'000;
  const auto& workloads = plan.pools[run.pool].workload_of_class;
  for (std::size_t c = 0; c < usage.classes.size() && c < workloads.size(); ++c) {
    const WorkloadBasis& basis = plan.bases[workloads[c]];
    for (sim::ClassDay& day : usage.classes[c].days) {
      day.arrived = kArrived;
      day.completed = kCompleted;
      day.timed_out = kArrived - kCompleted;
      day.input_tokens = static_cast<std::int64_t>(kCompleted * basis.accepted_input);
      day.output_tokens = static_cast<std::int64_t>(kCompleted * basis.accepted_output);
    }
  }
}

void work(const ScenarioPlan& plan, const Simulation& run, sim::PoolUsage& usage) {
  const LeastOf least(plan, run);
  const sim::ServingPlan* const serving = least.serving();
  if (serving == nullptr) {
    return;
  }
  constexpr std::size_t kBucketsPerHour = 4;
  const HourlyTokens tokens = least.tokens();
  const sim::Ps per_token = least_per_token(*serving);
  for (std::size_t b = 0; b < usage.buckets.size() && !tokens.prompts.empty(); ++b) {
    const std::size_t hour = b / kBucketsPerHour % tokens.prompts.size();
    sim::UsageBucket& bucket = usage.buckets[b];
    bucket.prefill_tokens = static_cast<std::int64_t>(tokens.prompts[hour] / kBucketsPerHour);
    bucket.decode_tokens = static_cast<std::int64_t>(tokens.answers[hour] / kBucketsPerHour);
    bucket.iterations = bucket.decode_tokens / serving->replica.max_batch;
    bucket.busy_ps = sim::Int128(bucket.prefill_tokens + bucket.decode_tokens) * per_token;
  }
}

// Of the work: what the hours cannot hold at the replicas' best rate. A request that is not
// admitted within the client's patience leaves, so that an hour's work goes on for that long at
// most, beside what was admitted last.
double share_lost(const sim::ServingPlan& plan, const HourlyTokens& tokens) {
  const auto per_token = static_cast<double>(least_per_token(plan));
  const auto per_context = static_cast<double>(plan.replica.cost.memory.per_token);
  const double replicas = plan.replicas;
  const double requests_late = replicas * plan.replica.max_batch;
  double all = 0;
  double held = 0;
  double longest = 0;  // of a request, as if all of its hour were one
  for (std::size_t h = 0; h < tokens.prompts.size(); ++h) {
    const bool reads = !plan.replica.cost.decode_only;  // a draft's steps read for several tokens
    const double work = per_token * (tokens.prompts[h] + tokens.answers[h]) +
                        (reads ? per_context * tokens.contexts[h] : 0);
    longest = std::max(longest, tokens.answers[h] > 0 ? work / tokens.answers[h] : 0);
    all += work;
    const double there =
        replicas * static_cast<double>(sim::kPsPerHour + plan.replica.client_timeout) +
        requests_late * longest * kLateTokens;
    held += std::min(work, there);
  }
  return all > 0 ? 1 - held / all : 0;
}

// Replicas that are on, whatever comes. What may be scaled down or interrupted is taken as off.
std::int64_t surely_on(const PoolPlan& plan) {
  const auto* serving = std::get_if<sim::ServingPlan>(&plan);
  if (serving != nullptr) {
    return serving->autoscaler || !serving->outages.empty() ? 0 : serving->replicas;
  }
  const auto* batch = std::get_if<sim::BatchPlan>(&plan);
  return batch != nullptr ? batch->replicas : 0;
}

// What the usage of an idle simulation depends on.
struct Idle {
  std::size_t buckets{}, classes{};
  std::int64_t surely_on{};
  std::vector<std::int64_t> by_kind;  // of these, where there are several
  bool operator==(const Idle&) const = default;
};

void turn_on(std::int64_t replicas, std::vector<sim::UsageBucket>& buckets) {
  for (sim::UsageBucket& bucket : buckets) {
    bucket.on_ps = sim::Int128{replicas} * sim::kPsPerBucket;
  }
}

std::vector<std::int64_t> replicas_by_kind(const PoolPlan& plan) {
  const auto* const serving = std::get_if<sim::ServingPlan>(&plan);
  std::vector<std::int64_t> replicas;
  if (serving != nullptr && !serving->others.empty()) {
    replicas.push_back(replicas_of_first_kind(*serving));
    for (const auto& other : serving->others) {
      replicas.push_back(other.replicas);
    }
  }
  return replicas;
}

Idle idle_of(const Simulation& run) {
  const auto classes = std::visit(
      [](const auto& pool) {
        return pool.classes.size();
      },
      *run.plan);
  return {static_cast<std::size_t>(run.arrivals->end - run.arrivals->warm_up) /
              static_cast<std::size_t>(sim::kPsPerBucket),
          classes, surely_on(*run.plan), replicas_by_kind(*run.plan)};
}

sim::PoolUsage idle(const ScenarioPlan& plan, const Idle& what) {
  sim::PoolUsage usage;
  const auto days = static_cast<std::size_t>(plan.days.in_window());
  usage.buckets.resize(what.buckets);
  turn_on(what.surely_on, usage.buckets);
  for (const std::int64_t replicas : what.by_kind) {
    turn_on(replicas, usage.kinds.emplace_back(what.buckets));
  }
  usage.classes.assign(what.classes, sim::ClassUsage{std::vector<sim::ClassDay>(days)});
  return usage;
}

}  // namespace

std::vector<std::shared_ptr<const sim::PoolUsage>> idle_usages(const ScenarioPlan& plan) {
  std::vector<std::shared_ptr<const sim::PoolUsage>> usages;
  std::shared_ptr<const sim::PoolUsage> last;  // months of a pool mostly idle alike
  Idle what_last;
  for (const Simulation& run : plan.simulations) {
    const Idle what = idle_of(run);
    if (last == nullptr || !(what == what_last)) {
      last = std::make_shared<const sim::PoolUsage>(idle(plan, what));
      what_last = what;
    }
    usages.push_back(last);
  }
  return usages;
}

std::vector<std::shared_ptr<const sim::PoolUsage>> least_usages(const ScenarioPlan& plan,
                                                                bool works) {
  std::vector<std::shared_ptr<const sim::PoolUsage>> usages;
  for (const Simulation& run : plan.simulations) {
    sim::PoolUsage usage = idle(plan, idle_of(run));
    serve(plan, run, usage);
    if (works) {
      work(plan, run, usage);
    }
    usages.push_back(std::make_shared<const sim::PoolUsage>(std::move(usage)));
  }
  return usages;
}

double least_excess(const ScenarioPlan& plan) {
  double most = -1;
  for (const auto& months : plan.simulation_of) {
    for (const int index : months) {
      if (index < 0) {
        continue;
      }
      const Simulation& run = plan.simulations[static_cast<std::size_t>(index)];
      const LeastOf least(plan, run);
      const sim::ServingPlan* const serving = least.serving();
      if (serving == nullptr || serving->autoscaler) {
        continue;
      }
      most = std::max(most, share_lost(*serving, least.tokens()) - (1 - kServed));
    }
  }
  return most;
}

}  // namespace costwright::study
