#include "study/purchase/purchase.h"

#include <algorithm>
#include <cmath>

#include "core/diagnostics.h"

namespace costwright::study {

namespace {

using solve::kInfinity;
using solve::Milp;

void check(const PurchaseProblem& problem) {
  require(problem.discount > 0, "discount {}", problem.discount);
  for (const Holding& holding : problem.holdings) {
    require(holding.term >= 1 && holding.capacity > 0, "'{}': term {}, capacity {}", holding.name,
            holding.term, holding.capacity);
  }
  for (const Rented& rented : problem.rented) {
    require(rented.availability > 0 && rented.availability <= 1, "'{}': availability {}",
            rented.name, rented.availability);
  }
}

class Program {
 public:
  explicit Program(const PurchaseProblem& problem)
      : problem_(problem), periods_(static_cast<int>(problem.demand.size())), paid_(periods()) {
    check(problem);
    for (const Holding& holding : problem.holdings) {
      add_purchases(holding);
    }
    for (const SavingsPlan& plan : problem.plans) {
      add_commitments(plan);
    }
    for (int period = 0; period < periods_; ++period) {
      for (const DemandBlock& block : problem.demand[at(period)]) {
        add_block(period, block);
      }
      add_limits(period);
    }
  }

  PurchasePlan solve(const solve::MilpOptions& options) const {
    const solve::MilpSolution solution = milp_.solve(options);
    PurchasePlan plan = {.status = solution.status,
                         .cost = solution.cost,
                         .bound = solution.bound,
                         .purchases = {},
                         .paid = {},
                         .hours = {}};
    if (!solution.values.empty()) {
      describe(plan, solution.values);
    }
    return plan;
  }

 private:
  static std::size_t at(int period) { return static_cast<std::size_t>(period); }
  std::size_t periods() const { return at(periods_); }

  double discounted(double amount, int period) const {
    return amount * std::pow(problem_.discount, period);
  }

  void pay(int period, std::size_t variable, double amount) {
    if (amount != 0) {
      paid_[at(period)].push_back({.variable = variable, .coefficient = amount});
    }
  }

  double hours_of(int period) const {
    double hours = 0;
    for (const DemandBlock& block : problem_.demand[at(period)]) {
      hours += block.hours;
    }
    return hours;
  }

  // Of one machine, from its purchase to its end.
  double cost_of(const Holding& holding, int start) const {
    const int within = std::min(holding.term, periods_ - start), rest = holding.term - within;
    double cost = discounted(holding.price, start);
    for (int period = start; period < start + (holding.is_committed ? holding.term : within);
         ++period) {
      cost += discounted(holding.fee_a_period, period);
    }
    return cost - discounted(holding.worth_of_rest * holding.price * rest / holding.term, periods_);
  }

  void add_priced(const Holding& holding) {
    for (int start = 0; start < periods_; ++start) {
      const auto found = holding.priced.find(start);
      const bool can_be = found != holding.priced.end();
      const std::size_t bought =
          milp_.add_whole(can_be ? found->second.cost : 0, 0, can_be ? holding.most : 0);
      bought_.back().push_back(bought);
      int period = start;
      for (const double paid : can_be ? found->second.paid : std::vector<double>{}) {
        pay(period++, bought, paid);
      }
    }
  }

  void add_purchases(const Holding& holding) {
    bought_.emplace_back();
    if (!holding.priced.empty()) {
      add_priced(holding);
      return;
    }
    for (int start = 0; start < periods_; ++start) {
      const std::size_t bought = milp_.add_whole(cost_of(holding, start), 0, holding.most);
      bought_.back().push_back(bought);
      pay(start, bought, holding.price);
      for (int period = start; period < std::min(start + holding.term, periods_); ++period) {
        pay(period, bought, holding.fee_a_period);
      }
    }
  }

  void add_priced(const SavingsPlan& plan) {
    for (int start = 0; start < periods_; ++start) {
      const auto found = plan.priced.find(start);
      const bool can_be = found != plan.priced.end();
      const std::size_t committed =
          milp_.add_real(can_be ? found->second.cost : 0, 0, can_be ? kInfinity : 0);
      committed_.back().push_back(committed);
      int period = start;
      for (const double paid : can_be ? found->second.paid : std::vector<double>{}) {
        pay(period++, committed, paid);
      }
    }
  }

  // A term that outlives the horizon is paid in full, at the hours of the last period.
  void add_commitments(const SavingsPlan& plan) {
    committed_.emplace_back();
    if (!plan.priced.empty()) {
      add_priced(plan);
      return;
    }
    for (int start = 0; start < periods_; ++start) {
      double cost = 0;
      for (int period = start; period < start + plan.term; ++period) {
        cost += discounted(hours_of(std::min(period, periods_ - 1)), period);
      }
      const std::size_t committed = milp_.add_real(cost);
      committed_.back().push_back(committed);
      for (int period = start; period < std::min(start + plan.term, periods_); ++period) {
        pay(period, committed, hours_of(period));
      }
    }
  }

  // What was begun and still runs in the period.
  static std::vector<Milp::Term> running(const std::vector<std::size_t>& begun,
                                         int term,
                                         int period,
                                         double coefficient) {
    std::vector<Milp::Term> terms;
    for (int start = std::max(0, period - term + 1); start <= period; ++start) {
      terms.push_back({.variable = begun[at(start)], .coefficient = coefficient});
    }
    return terms;
  }

  std::size_t add_use(int period,
                      const std::string& name,
                      double cost_an_hour,
                      double hours,
                      std::size_t variable) {
    pay(period, variable, cost_an_hour * hours);
    uses_.push_back({period, name, variable, hours});
    return variable;
  }

  void add_block(int period, const DemandBlock& block) {
    std::vector<Milp::Term> supply;
    for (std::size_t i = 0; i < problem_.holdings.size(); ++i) {
      supply.push_back(add_use_of_holding(period, block, i));
    }
    std::vector<std::vector<Milp::Term>> covered(problem_.plans.size());
    for (const Rented& rented : problem_.rented) {
      add_use_of_rented(period, block, rented, supply, covered);
    }
    milp_.add_row(std::move(supply), block.demand, kInfinity);
    for (std::size_t i = 0; i < covered.size(); ++i) {
      add_not_beyond(std::move(covered[i]), committed_[i], problem_.plans[i].term, period);
    }
  }

  // No more than runs.
  void add_not_beyond(std::vector<Milp::Term> used,
                      const std::vector<std::size_t>& begun,
                      int term,
                      int period) {
    for (const Milp::Term& term_of : running(begun, term, period, -1)) {
      used.push_back(term_of);
    }
    milp_.add_row(std::move(used), -kInfinity, 0);
  }

  Milp::Term add_use_of_holding(int period, const DemandBlock& block, std::size_t index) {
    const Holding& holding = problem_.holdings[index];
    const std::size_t used = milp_.add_real(discounted(holding.cost_an_hour * block.hours, period));
    add_use(period, holding.name, holding.cost_an_hour, block.hours, used);
    add_not_beyond({{.variable = used, .coefficient = 1}}, bought_[index], holding.term, period);
    return {.variable = used, .coefficient = holding.capacity};
  }

  PricedHour price_of(const Rented& rented, int period) const {
    return rented.priced.empty()
               ? PricedHour{discounted(rented.price_an_hour, period), rented.price_an_hour}
               : rented.priced[at(period)];
  }

  // Machines, the bill of which plans may cover in part.
  void add_use_of_rented(int period,
                         const DemandBlock& block,
                         const Rented& rented,
                         std::vector<Milp::Term>& supply,
                         std::vector<std::vector<Milp::Term>>& covered) {
    const double hours = block.hours * rented.availability;
    const std::size_t machines =
        rented.is_whole ? milp_.add_whole(0, 0, rented.most) : milp_.add_real(0, 0, rented.most);
    add_use(period, rented.name, 0, hours, machines);
    supply.push_back({.variable = machines, .coefficient = rented.capacity * rented.availability});
    const PricedHour an_hour = price_of(rented, period);
    const std::size_t paid = milp_.add_real(an_hour.cost * hours);
    pay(period, paid, an_hour.paid * hours);
    std::vector<Milp::Term> bill = {{.variable = machines, .coefficient = -1},
                                    {.variable = paid, .coefficient = 1}};
    for (std::size_t i = 0; i < problem_.plans.size(); ++i) {
      const auto price = rented.plan_prices.find(problem_.plans[i].name);
      if (price != rented.plan_prices.end()) {
        const std::size_t by_plan = milp_.add_real(0);
        covered[i].push_back({.variable = by_plan, .coefficient = price->second});
        bill.push_back({.variable = by_plan, .coefficient = 1});
      }
    }
    milp_.add_row(std::move(bill), 0, 0);
  }

  void add_limits(int period) {
    for (std::size_t i = 0; i < problem_.holdings.size(); ++i) {
      const Holding& holding = problem_.holdings[i];
      milp_.add_row(running(bought_[i], holding.term, period, 1), -kInfinity, holding.most);
    }
    for (const auto& [site, limit] : problem_.power_limits) {
      add_power_limit(period, site, limit);
    }
    if (problem_.budget_a_period) {
      milp_.add_row(paid_[at(period)], -kInfinity, *problem_.budget_a_period);
    }
  }

  void add_power_limit(int period, const std::string& site, double limit) {
    std::vector<Milp::Term> terms;
    for (std::size_t i = 0; i < problem_.holdings.size(); ++i) {
      const Holding& holding = problem_.holdings[i];
      if (holding.site == site) {
        const std::vector<Milp::Term> own =
            running(bought_[i], holding.term, period, holding.power);
        terms.insert(terms.end(), own.begin(), own.end());
      }
    }
    milp_.add_row(std::move(terms), -kInfinity, limit);
  }

  void describe(PurchasePlan& plan, const std::vector<double>& values) const {
    for (std::size_t i = 0; i < problem_.holdings.size(); ++i) {
      list(plan.purchases, problem_.holdings[i].name, bought_[i], values);
    }
    for (std::size_t i = 0; i < problem_.plans.size(); ++i) {
      list(plan.purchases, problem_.plans[i].name, committed_[i], values);
    }
    for (const std::vector<Milp::Term>& terms : paid_) {
      plan.paid.push_back(0);
      for (const Milp::Term& term : terms) {
        plan.paid.back() += term.coefficient * values[term.variable];
      }
    }
    plan.hours.resize(periods());
    for (const Use& use : uses_) {
      plan.hours[at(use.period)][use.name] += use.hours * values[use.variable];
    }
  }

  static void list(std::vector<Purchase>& purchases,
                   const std::string& name,
                   const std::vector<std::size_t>& begun,
                   const std::vector<double>& values) {
    constexpr double kNothing = 1e-9;
    for (std::size_t period = 0; period < begun.size(); ++period) {
      const double amount = values[begun[period]];
      if (amount > kNothing) {
        purchases.push_back({.name = name, .period = static_cast<int>(period), .amount = amount});
      }
    }
  }

  struct Use {
    int period;
    std::string name;
    std::size_t variable;
    double hours;
  };

  const PurchaseProblem& problem_;
  int periods_;
  Milp milp_;
  std::vector<std::vector<std::size_t>> bought_, committed_;  // by holding or plan, by period
  std::vector<std::vector<Milp::Term>> paid_;                 // by period
  std::vector<Use> uses_;
};

}  // namespace

DemandPeriod blocks_of(const std::vector<double>& demand_by_hour) {
  std::map<double, double> hours;
  for (const double demand : demand_by_hour) {
    hours[demand] += 1;
  }
  DemandPeriod blocks;
  for (const auto& [demand, count] : hours) {
    blocks.push_back({.hours = count, .demand = demand});
  }
  return blocks;
}

PurchasePlan cheapest_purchases(const PurchaseProblem& problem, const solve::MilpOptions& options) {
  return Program(problem).solve(options);
}

}  // namespace costwright::study
