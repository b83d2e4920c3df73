#include "study/purchase/composition.h"

#include "core/diagnostics.h"
#include "solve/milp.h"

namespace costwright::study {

namespace {

using solve::Milp;

class Program {
 public:
  Program(const std::vector<MachineType>& types, const std::vector<double>& rates, int slices)
      : types_(types), rates_(rates), slices_(slices) {
    for (const MachineType& type : types) {
      require(type.throughputs.size() == rates.size(), "'{}' has {} throughputs for {} buckets",
              type.name, type.throughputs.size(), rates.size());
      machines_.push_back(milp_.add_whole(type.cost, 0, type.most));
      add_slices_of(type);
    }
    for (std::size_t bucket = 0; bucket < rates.size(); ++bucket) {
      add_all_are_served(bucket);
    }
    for (std::size_t type = 0; type < types.size(); ++type) {
      add_load_of(type);
    }
  }

  std::optional<Composition> solve() const {
    const solve::MilpSolution solution = milp_.solve();
    if (solution.values.empty()) {
      return std::nullopt;
    }
    Composition found = {.cost = solution.cost, .machines = {}, .shares = {}};
    for (std::size_t type = 0; type < types_.size(); ++type) {
      found.machines.push_back(static_cast<int>(solution.values[machines_[type]]));
      found.shares.emplace_back();
      for (const std::size_t variable : served_[type]) {
        found.shares.back().push_back(solution.values[variable] / slices_);
      }
    }
    return found;
  }

 private:
  // Slices of a bucket are alike: how many of them, not which.
  void add_slices_of(const MachineType& type) {
    served_.emplace_back();
    for (const double throughput : type.throughputs) {
      served_.back().push_back(milp_.add_whole(0, 0, throughput > 0 ? slices_ : 0));
    }
  }

  void add_all_are_served(std::size_t bucket) {
    std::vector<Milp::Term> terms;
    for (const std::vector<std::size_t>& served : served_) {
      terms.push_back({.variable = served[bucket], .coefficient = 1});
    }
    milp_.add_row(std::move(terms), slices_, slices_);
  }

  void add_load_of(std::size_t type) {
    std::vector<Milp::Term> terms = {{.variable = machines_[type], .coefficient = -1}};
    for (std::size_t bucket = 0; bucket < rates_.size(); ++bucket) {
      const double throughput = types_[type].throughputs[bucket];
      if (throughput > 0) {
        terms.push_back({.variable = served_[type][bucket],
                         .coefficient = rates_[bucket] / slices_ / throughput});
      }
    }
    milp_.add_row(std::move(terms), -solve::kInfinity, 0);
  }

  const std::vector<MachineType>& types_;
  const std::vector<double>& rates_;
  int slices_;
  Milp milp_;
  std::vector<std::size_t> machines_;             // variables, by type
  std::vector<std::vector<std::size_t>> served_;  // slices: by type, by bucket
};

}  // namespace

std::optional<Composition> cheapest_composition(const std::vector<MachineType>& types,
                                                const std::vector<double>& rates,
                                                int slices) {
  require(slices >= 1, "{} slices a bucket", slices);
  return Program(types, rates, slices).solve();
}

}  // namespace costwright::study
