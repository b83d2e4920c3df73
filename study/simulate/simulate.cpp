#include "study/simulate/simulate.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>

#include "sim/requests/relayed_arrivals.h"
#include "sim/serving/engine.h"
#include "study/plan/speed_ends.h"
#include "study/simulate/capacity.h"
#include "study/simulate/loads.h"
#include "study/simulate/tasks.h"

namespace costwright::study {
namespace {

// What is left of a run for those that it passes requests on to.
struct Passing {
  std::unique_ptr<sim::ArrivalSource> arrivals;  // holds the tree of the requests' prefixes
  std::vector<sim::PassedOn> requests;
  std::size_t last_use{};  // the last run that takes any
};
using PassingRuns = std::map<int, Passing>;

std::unique_ptr<sim::ArrivalSource> arrivals_of(const Simulation& run, const PassingRuns& known) {
  auto own = run.arrivals->streams.empty() ? nullptr : make_arrivals(*run.arrivals);
  if (run.from.empty() && own != nullptr) {
    return own;
  }
  std::vector<sim::RelayedList> lists;
  for (const Inbound& from : run.from) {
    const Passing& other = known.at(from.simulation);
    lists.push_back({other.requests, from.kind, from.class_of, other.arrivals->prefixes()});
  }
  return std::make_unique<sim::RelayedArrivals>(std::move(own), run.arrivals->end, lists);
}

sim::PoolUsage simulate(const Simulation& run,
                        sim::ArrivalSource& arrivals,
                        const sim::RunControl& options) {
  if (const auto* serving = std::get_if<sim::ServingPlan>(run.plan.get())) {
    return simulate_serving(*serving, arrivals, options);
  }
  if (const auto* api = std::get_if<sim::ApiPlan>(run.plan.get())) {
    return simulate_api(*api, arrivals, options);
  }
  return simulate_batches(std::get<sim::BatchPlan>(*run.plan), arrivals, options);
}

// Runs that belong together, because requests are passed on from one to another; each after those
// that it depends on.
std::vector<std::vector<std::size_t>> chains_of(const std::vector<Simulation>& runs) {
  std::vector<std::size_t> chain_of(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    chain_of[i] = i;
    for (const Inbound& from : runs[i].from) {
      const std::size_t joined = chain_of[static_cast<std::size_t>(from.simulation)];
      const std::size_t mine = chain_of[i];
      for (std::size_t j = 0; j <= i; ++j) {
        chain_of[j] = chain_of[j] == mine ? joined : chain_of[j];
      }
    }
  }
  std::map<std::size_t, std::vector<std::size_t>> chains;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    chains[chain_of[i]].push_back(i);
  }
  std::vector<std::vector<std::size_t>> all;
  for (auto& [first, chain] : chains) {
    all.push_back(std::move(chain));
  }
  return all;
}

// The simulation at the predicted speed that stands where this one does in the table of an end of
// the speed range.
std::optional<int> predicted_in(const ScenarioPlan& plan,
                                const SimulationTable& end,
                                int simulation) {
  for (std::size_t p = 0; p < end.size(); ++p) {
    const auto found = std::find(end[p].begin(), end[p].end(), simulation);
    const auto month = static_cast<std::size_t>(found - end[p].begin());
    if (found != end[p].end() && plan.simulation_of[p][month] != simulation) {
      return plan.simulation_of[p][month];
    }
  }
  return std::nullopt;
}

// The same of one with its time compressed: that of the last month.
std::optional<int> superposed_of(const ScenarioPlan& plan, int simulation) {
  const auto found = std::find(plan.compressed_of.begin(), plan.compressed_of.end(), simulation);
  if (found == plan.compressed_of.end()) {
    return std::nullopt;
  }
  const auto& months =
      plan.simulation_of[static_cast<std::size_t>(found - plan.compressed_of.begin())];
  return *std::find_if(months.rbegin(), months.rend(), [](int month) {
    return month >= 0;
  });
}

// The simulation at the predicted speed of the deployment and month that this one stands for at an
// end of the speed range, or with its time compressed.
std::optional<int> predicted_of(const ScenarioPlan& plan, int simulation) {
  auto found = superposed_of(plan, simulation);
  if (!found && plan.speed_range) {
    found = predicted_in(plan, plan.speed_range->fast, simulation);
  }
  return !found && plan.speed_range ? predicted_in(plan, plan.speed_range->slow, simulation)
                                    : found;
}

// Adds up the requests that are simulated against those that were guessed to be needed, or that are
// known to be; one call at a time. Not done before the end: a path may want more.
class Progress {
 public:
  explicit Progress(const std::function<void(double)>& callback) : callback_(callback) {}

  void guess(double requests) { guessed_ += requests; }
  double guessed() const { return guessed_; }
  void need(double requests) { needed_ += requests; }
  void report(double requests) {
    const std::lock_guard lock(mutex_);
    done_ += requests;
    if (const double all = std::max(guessed_, needed_); callback_ && all > 0) {
      reached_ = std::max(reached_, std::min(kNearlyAll, done_ / all));
      callback_(reached_);
    }
  }

 private:
  static constexpr double kNearlyAll = 0.99;
  std::function<void(double)> callback_;
  std::mutex mutex_;
  double guessed_ = 0, needed_ = 0, done_ = 0, reached_ = 0;
};

using UsagePtr = std::shared_ptr<const sim::PoolUsage>;

double arrived_in(const sim::PoolUsage& usage) {
  double sum = 0;
  for (const sim::UsageBucket& bucket : usage.buckets) {
    sum += static_cast<double>(bucket.arrived);
  }
  return sum;
}

// Runs in the order in which they depend on each other. `index`: by which the others' `from` names
// them; -1 for one by itself.
struct ChainRun {
  int index = -1;
  const Simulation* run{};
  UsagePtr* usage{};
};
using Chain = std::vector<ChainRun>;

// Simulates chains, or remembers them.
class Simulator {
 public:
  explicit Simulator(const SimulateOptions& options)
      : options_(options), progress_(options.progress) {}

  void guess(double requests) { progress_.guess(requests); }
  double guessed() const { return progress_.guessed(); }
  void expect(double requests) { progress_.need(requests); }
  void run(const std::vector<Chain>& chains) {
    std::vector<std::function<void()>> tasks;
    for (const Chain& chain : chains) {
      tasks.emplace_back([this, &chain] {
        one(chain);
      });
    }
    run_tasks(tasks, options_.threads);
  }
  int simulated() const { return simulated_; }
  int from_cache() const { return from_cache_; }

 private:
  // A chain is remembered as a whole or simulated as a whole.
  void one(const Chain& chain) {
    if (load(chain)) {
      return;
    }
    PassingRuns known;
    for (const ChainRun& link : chain) {
      for (const Inbound& from : link.run->from) {
        known[from.simulation].last_use = static_cast<std::size_t>(link.index);
      }
    }
    for (const ChainRun& link : chain) {
      simulate_one(link, known);
      std::erase_if(known, [&](const auto& passing) {
        return static_cast<int>(passing.second.last_use) == link.index;
      });
    }
  }

  bool load(const Chain& chain) {
    if (options_.cache == nullptr) {
      return false;
    }
    std::vector<UsagePtr> usages;
    for (const ChainRun& link : chain) {
      auto remembered = options_.cache->load(link.run->key);
      if (!remembered) {
        return false;
      }
      usages.push_back(std::move(remembered));
    }
    for (std::size_t j = 0; j < chain.size(); ++j) {
      *chain[j].usage = std::move(usages[j]);
      ++from_cache_;
      progress_.report(chain[j].run->requests_expected);
    }
    return true;
  }

  // Leaves what the run passes on in `known`, if any run of the chain takes it.
  void simulate_one(const ChainRun& link, PassingRuns& known) {
    const Simulation& run = *link.run;
    Passing passing{arrivals_of(run, known), {}, 0};
    sim::RunControl options;
    options.stop = options_.stop;
    options.passed_on = &passing.requests;
    const auto end = static_cast<double>(run.arrivals->end);
    double told = 0;
    options.progress = [&](sim::Ps reached) {
      const double now = run.requests_expected * std::min(1.0, static_cast<double>(reached) / end);
      progress_.report(now - told);
      told = now;
    };
    *link.usage = std::make_shared<const sim::PoolUsage>(simulate(run, *passing.arrivals, options));
    progress_.report(run.requests_expected - told);
    ++simulated_;
    if (options_.cache != nullptr) {
      options_.cache->store(run.key, *link.usage);
    }
    if (const auto found = known.find(link.index); found != known.end()) {
      passing.last_use = found->second.last_use;
      found->second = std::move(passing);
    }
  }

  const SimulateOptions& options_;
  Progress progress_;
  std::atomic<int> simulated_{0}, from_cache_{0};
};

// A path and, at an end of the speed range, that of the predicted speed which it follows.
struct PathRun {
  LoadPath path;
  std::optional<std::size_t> follows;
  std::optional<CapacitySearch> capacity = {};  // once the path is done
  bool has_begun = false;
  std::vector<Simulation> runs = {};  // wanted
  std::vector<UsagePtr> usages = {};
};

// What tells simulations that differ in their load alone from others: the pool's plan, the streams
// but for their rates, and which of them sends anything.
struct PathKey {
  const PoolPlan* plan{};
  std::uint64_t streams{};
  friend auto operator<=>(const PathKey&, const PathKey&) = default;
};

PathKey path_key(const Simulation& run) {
  sim::ArrivalPlan arrivals = *run.arrivals;
  for (sim::StreamPlan& stream : arrivals.streams) {
    for (double& rate : stream.rate_per_hour) {
      rate = rate > 0 ? 1 : 0;
    }
  }
  return {run.plan.get(), hash_of(arrivals)};
}

class Paths {
 public:
  Paths(const ScenarioPlan& plan, const SimulateOptions& options, Simulated& result)
      : plan_(plan),
        result_(result),
        cache_(options.cache),
        is_search_(options.is_search),
        simulator_(options) {
    const auto chains = chains_of(plan.simulations);
    std::map<PathKey, std::vector<std::size_t>> members;
    for (const auto& chain : chains) {
      if (chain.size() == 1) {
        members[path_key(plan.simulations[chain.front()])].push_back(chain.front());
      } else {
        add_chain(chain);
      }
    }
    add_paths(members);
  }

  double requests_expected() const { return simulator_.guessed(); }

  void run() {
    std::vector<Chain> chains = std::move(chains_);
    while (ask(chains)) {
      simulator_.run(chains);
      chains.clear();
      answer();
    }
    finish();
  }

 private:
  void add_chain(const std::vector<std::size_t>& chain) {
    Chain& links = chains_.emplace_back();
    for (const std::size_t i : chain) {
      ++result_.points;
      links.push_back({static_cast<int>(i), &plan_.simulations[i], &result_.usages[i]});
      simulator_.expect(plan_.simulations[i].requests_expected);
      simulator_.guess(plan_.simulations[i].requests_expected);
    }
  }

  // In the order of the plan's simulations: those of the predicted speed come first.
  void add_paths(const std::map<PathKey, std::vector<std::size_t>>& members) {
    std::vector<std::vector<std::size_t>> in_order;
    for (const auto& [key, indices] : members) {
      in_order.push_back(indices);
    }
    std::sort(in_order.begin(), in_order.end());
    for (auto& indices : in_order) {
      const std::size_t first = indices.front();
      const auto leader = leader_of(first);
      paths_.push_back({LoadPath(plan_, std::move(indices), is_search_), leader});
      simulator_.guess(paths_.back().path.requests_expected());
    }
  }

  // The path of the predicted speed in the same month.
  std::optional<std::size_t> leader_of(std::size_t simulation) const {
    const std::optional<int> predicted = predicted_of(plan_, static_cast<int>(simulation));
    for (std::size_t p = 0; predicted && p < paths_.size(); ++p) {
      const auto& members = paths_[p].path.members();
      if (std::find(members.begin(), members.end(), static_cast<std::size_t>(*predicted)) !=
          members.end()) {
        return p;
      }
    }
    return std::nullopt;
  }

  // Adds what the paths want next; false when nobody wants anything.
  bool ask(std::vector<Chain>& chains) {
    for (PathRun& one : paths_) {
      if (one.follows && !one.has_begun && paths_[*one.follows].has_begun &&
          paths_[*one.follows].path.wanted().empty()) {
        one.path.follow(paths_[*one.follows].path, times_as_long_of(one));
        one.has_begun = true;
      }
      one.has_begun = one.has_begun || !one.follows;
      one.runs = wanted_by(one);
      one.usages.assign(one.runs.size(), nullptr);
      for (std::size_t i = 0; i < one.runs.size(); ++i) {
        chains.push_back({{-1, &one.runs[i], &one.usages[i]}});
        simulator_.expect(one.runs[i].requests_expected);
      }
    }
    return !chains.empty();
  }

  // First the path, then what it could serve.
  std::vector<Simulation> wanted_by(PathRun& one) const {
    if (!one.has_begun) {
      return {};
    }
    std::vector<Simulation> runs = one.path.wanted();
    if (runs.empty() && !is_compressed(one.path) && plan_.effort != Effort::kQuick && !is_search_) {
      return look_for_capacity(one);
    }
    return runs;
  }

  // At an end of the speed range when that of the predicted speed is known.
  std::vector<Simulation> look_for_capacity(PathRun& one) const {
    if (one.capacity) {
      return one.capacity->wanted();
    }
    if (!one.follows) {
      return one.capacity.emplace(plan_, one.path).wanted();
    }
    const PathRun& predicted = paths_[*one.follows];
    if (!predicted.capacity || !predicted.capacity->wanted().empty()) {
      return {};
    }
    return one.capacity.emplace(plan_, one.path, *predicted.capacity, times_as_long_of(one))
        .wanted();
  }

  // Only calibrated models have ends of a speed range; what has its time compressed is as fast.
  double times_as_long_of(const PathRun& one) const {
    const auto* plan = std::get_if<sim::ServingPlan>(&plan_of(paths_[*one.follows].path));
    return plan == nullptr || is_compressed(one.path)
               ? 1
               : times_as_long(*plan, std::get<sim::ServingPlan>(plan_of(one.path)));
  }

  const PoolPlan& plan_of(const LoadPath& path) const {
    return *plan_.simulations[path.members().front()].plan;
  }
  bool is_compressed(const LoadPath& path) const {
    return superposed_of(plan_, static_cast<int>(path.members().front())).has_value();
  }

  void answer() {
    for (PathRun& one : paths_) {
      for (const UsagePtr& usage : one.usages) {
        result_.requests += arrived_in(*usage);
      }
      if (one.runs.empty()) {
        continue;
      }
      result_.points += one.capacity ? 0 : static_cast<int>(one.runs.size());
      one.capacity ? one.capacity->give(one.usages) : one.path.give(one.runs, one.usages);
    }
  }

  // What is read between two loads is remembered as long as the cache lives: it takes longer to
  // make than to find.
  UsagePtr usage_of(const LoadPath& path, std::size_t member) const {
    if (cache_ == nullptr) {
      return path.usage(member);
    }
    const std::uint64_t key = path.usage_key(member);
    UsagePtr usage = cache_->in_memory(key);
    if (usage == nullptr) {
      usage = path.usage(member);
      cache_->keep(key, usage);
    }
    return usage;
  }

  void finish() {
    for (const PathRun& one : paths_) {
      for (const std::size_t member : one.path.members()) {
        result_.usages[member] = usage_of(one.path, member);
        result_.loads[member] = one.capacity ? one.capacity->load(member) : std::nullopt;
      }
      if (!one.follows) {
        result_.missed = worse_of(result_.missed, one.path.missed());
      }
    }
    result_.simulated = simulator_.simulated();
    result_.from_cache = simulator_.from_cache();
  }

  const ScenarioPlan& plan_;
  Simulated& result_;
  const UsageCache* cache_;
  bool is_search_;
  Simulator simulator_;
  std::vector<Chain> chains_;
  std::vector<PathRun> paths_;
};

}  // namespace

double expected_requests(const ScenarioPlan& plan) {
  Simulated unused;
  unused.usages.resize(plan.simulations.size());
  const SimulateOptions options;
  return Paths(plan, options, unused).requests_expected();
}

Simulated simulate_runs(const ScenarioPlan& plan, const SimulateOptions& options) {
  Simulated result;
  result.usages.resize(plan.simulations.size());
  result.loads.resize(plan.simulations.size());
  Paths(plan, options, result).run();
  return result;
}

}  // namespace costwright::study
