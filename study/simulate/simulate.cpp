#include "study/simulate/simulate.h"

#include <atomic>
#include <map>
#include <mutex>

#include "sim/requests/relayed_arrivals.h"
#include "sim/serving/engine.h"
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

// Adds up the progress of all runs by their expected requests; the callback sees one call at a
// time.
class Progress {
 public:
  Progress(const ScenarioPlan& plan, const std::function<void(double)>& callback)
      : callback_(callback) {
    for (const auto& run : plan.simulations) {
      total_ += run.requests_expected;
    }
    reached_.resize(plan.simulations.size());
  }
  void report(std::size_t run, double expected, double share) {
    if (!callback_ || total_ <= 0) {
      return;
    }
    const std::lock_guard lock(mutex_);
    const double now = expected * share;
    done_ += now - reached_[run];
    reached_[run] = now;
    callback_(done_ / total_);
  }

 private:
  std::function<void(double)> callback_;
  std::mutex mutex_;
  double total_ = 0, done_ = 0;
  std::vector<double> reached_;
};

class Chains {
 public:
  Chains(const ScenarioPlan& plan, const SimulateOptions& options, Simulated& result)
      : plan_(plan),
        options_(options),
        result_(result),
        chains_(chains_of(plan.simulations)),
        progress_(plan, options.progress) {}

  void run(int threads) {
    std::vector<std::function<void()>> tasks;
    for (const auto& chain : chains_) {
      tasks.emplace_back([this, &chain] {
        one(chain);
      });
    }
    run_tasks(tasks, threads);
    result_.from_cache = from_cache_;
  }

 private:
  // A chain is remembered as a whole or simulated as a whole.
  void one(const std::vector<std::size_t>& chain) {
    if (load(chain)) {
      return;
    }
    PassingRuns known;
    for (const std::size_t i : chain) {
      for (const Inbound& from : plan_.simulations[i].from) {
        known[from.simulation].last_use = i;
      }
    }
    for (const std::size_t i : chain) {
      simulate_one(i, known);
      std::erase_if(known, [i](const auto& passing) {
        return passing.second.last_use == i;
      });
    }
  }

  bool load(const std::vector<std::size_t>& chain) {
    if (options_.cache == nullptr) {
      return false;
    }
    std::vector<std::shared_ptr<const sim::PoolUsage>> usages;
    for (const std::size_t i : chain) {
      auto remembered = options_.cache->load(plan_.simulations[i].key);
      if (!remembered) {
        return false;
      }
      usages.push_back(std::move(remembered));
    }
    for (std::size_t j = 0; j < chain.size(); ++j) {
      result_.usages[chain[j]] = std::move(usages[j]);
      ++from_cache_;
      progress_.report(chain[j], plan_.simulations[chain[j]].requests_expected, 1);
    }
    return true;
  }

  // Leaves what the run passes on in `known`, if any run of the chain takes it.
  void simulate_one(std::size_t i, PassingRuns& known) {
    const Simulation& run = plan_.simulations[i];
    Passing passing{arrivals_of(run, known), {}, 0};
    sim::RunControl options;
    options.stop = options_.stop;
    options.passed_on = &passing.requests;
    const auto end = static_cast<double>(run.arrivals->end);
    options.progress = [&, i](sim::Ps reached) {
      progress_.report(i, run.requests_expected, std::min(1.0, static_cast<double>(reached) / end));
    };
    result_.usages[i] =
        std::make_shared<const sim::PoolUsage>(simulate(run, *passing.arrivals, options));
    progress_.report(i, run.requests_expected, 1);
    if (options_.cache != nullptr) {
      options_.cache->store(run.key, result_.usages[i]);
    }
    if (const auto found = known.find(static_cast<int>(i)); found != known.end()) {
      passing.last_use = found->second.last_use;
      found->second = std::move(passing);
    }
  }

  const ScenarioPlan& plan_;
  const SimulateOptions& options_;
  Simulated& result_;
  std::vector<std::vector<std::size_t>> chains_;
  Progress progress_;
  std::atomic<int> from_cache_{0};
};

}  // namespace

Simulated simulate_runs(const ScenarioPlan& plan, const SimulateOptions& options) {
  Simulated result;
  result.usages.resize(plan.simulations.size());
  Chains(plan, options, result).run(options.threads);
  return result;
}

}  // namespace costwright::study
