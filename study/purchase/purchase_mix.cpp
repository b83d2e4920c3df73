#include "study/purchase/purchase_mix.h"

#include <algorithm>
#include <cmath>

#include "core/ledger/by_month.h"
#include "core/scenario/yaml/overrides.h"
#include "core/strategies/axis.h"
#include "core/units/parse.h"
#include "study/inputs/catalog_input.h"
#include "study/inputs/inputs.h"
#include "study/outcome/metrics.h"
#include "study/plan/plan.h"
#include "study/purchase/mix_scenario.h"
#include "study/purchase/online.h"
#include "study/seek/goal.h"
#include "study/seek/size.h"

namespace costwright::study {
namespace {

int months_of(MixTerm term, int left) {
  switch (term) {
    case MixTerm::kOneYear:
      return 12;
    case MixTerm::kThreeYears:
      return 36;
    case MixTerm::kMonth:
      return 1;
    case MixTerm::kToTheEnd:
      return left;
  }
  return left;
}

// Those of owned machines and of rented ones, by where their count is written.
std::string count_path(const FleetEntry& entry, const std::string& name) {
  return fmt::format("fleet.{}.{}.count", name, entry.owned ? "owned" : "cloud");
}

class Mixer {
 public:
  Mixer(const Inputs& inputs,
        const ScenarioSource& source,
        const MixRequest& request,
        const EvaluateOptions& options,
        Diagnostics& diagnostics)
      : inputs_(inputs),
        source_(source),
        request_(request),
        options_(options),
        diagnostics_(diagnostics) {}

  std::optional<PurchaseMix> run() {
    if (!read() || !ask_what_is_needed() || !price() || !solve()) {
      return std::nullopt;
    }
    find_what_each_costs_alone();
    add_what_no_forecast_costs();
    return is_answered() ? std::optional(std::move(mix_)) : std::nullopt;
  }

 private:
  bool failed(const Place& place, const std::string& what, const std::string& hint = "") {
    diagnostics_.error(place, what, hint);
    return false;
  }

  bool read() {
    if (std::ranges::find(kTotalCosts, request_.metric) == std::end(kTotalCosts)) {
      return failed({"--minimize"}, fmt::format("a purchase mix has no {}", request_.metric),
                    fmt::format("one of {}", fmt::join(kTotalCosts, ", ")));
    }
    mix_.metric = request_.metric;
    auto tree = read_source(source_, diagnostics_);
    auto today = tree ? read_tree(*tree, diagnostics_) : std::nullopt;
    if (!today || !check(inputs_, *today, diagnostics_)) {
      return false;
    }
    today_ = std::move(*today);
    mix_.currency = today_.scenario.currency;
    if (!request_.budget_a_month.empty()) {
      budget_ = parse_metric_value(request_.budget_a_month, metric("tco"), mix_.currency,
                                   {"--budget"}, diagnostics_);
    }
    auto parts = mix_parts(*tree, today_, inputs_.catalog(today_, diagnostics_)->catalog,
                           request_.axis, diagnostics_);
    if (!parts) {
      return false;
    }
    parts_ = std::move(*parts);
    mix_.entry = parts_.entry;
    for (const MixPart& part : parts_.options) {
      mix_.options.push_back({part.name, part.term});
    }
    return is_known(request_.most) && read_power_limits() && !diagnostics_.has_errors();
  }

  bool read_power_limits() {
    const Named<Site>& sites = today_.scenario.sites;
    for (const auto& [name, site] : sites) {
      if (site.colocation && site.colocation->reserved) {
        power_limits_[name] = site.colocation->reserved->in(kilowatt);
      }
    }
    for (const auto& [name, text] : request_.power_limits) {
      const Place place{fmt::format("--power {}={}", name, text)};
      const auto limit = parse_measure(text, mix_.currency);
      const auto* measure = std::get_if<Measure>(&limit);
      if (find_named(sites, name) == nullptr) {
        return failed(place, fmt::format("there is no site '{}'", name));
      }
      if (measure == nullptr || measure->dim != Power::kDim || measure->value < 0) {
        return failed(place, "is no power", "write e.g. --power 'ashburn=40 kW'");
      }
      power_limits_[name] = measure->value / kilowatt.base();
    }
    return std::ranges::all_of(parts_.options, [&](const MixPart& part) {
      return !power_limits_.contains(part.site) || part.power ||
             failed(part.place, "its draw is not known, and the power of its site is limited",
                    "state its `power`");
    });
  }

  bool is_known(const std::map<std::string, int>& most) {
    return std::all_of(most.begin(), most.end(), [&](const auto& one) {
      const bool is_option =
          std::any_of(parts_.options.begin(), parts_.options.end(), [&](const MixPart& part) {
            return part.name == one.first;
          });
      return is_option || failed({"--most"}, fmt::format("there is no option '{}'", one.first));
    });
  }

  bool ask_what_is_needed() {
    const FleetEntry& entry = *find_named(today_.scenario.fleet, parts_.entry);
    const auto size = size_of(inputs_, source_, {count_path(entry, parts_.entry), "", ""}, options_,
                              diagnostics_);
    if (!size) {
      return false;
    }
    mix_.evaluated = size->evaluated;
    mix_.simulated = size->simulated;
    if (!size->fewest) {
      return failed({source_.path}, fmt::format("not even {} machines do: {}", size->to,
                                                fmt::join(size->at_most, "; ")));
    }
    for (const SizedMonth& month : size->months) {
      mix_.months.push_back({month.month, month.needed, std::vector<int>(parts_.options.size())});
    }
    return true;
  }

  int horizon() const { return static_cast<int>(mix_.months.size()); }
  YearMonth start() const { return mix_.months.front().month; }

  // What a scenario comes to while its machines idle; nullopt after an error.
  struct Idle {
    double metric{};
    std::vector<double> cash;  // by month
  };
  std::optional<Idle> idle(const ScenarioTree& tree, const Place& place) {
    Diagnostics told;
    auto scenario = read_tree(tree, told);
    const auto evaluation =
        scenario ? least(inputs_, std::move(*scenario), LeastWork::kNone, told) : std::nullopt;
    ++mix_.evaluated;
    if (!evaluation || told.has_errors()) {
      failed(place, told.first_error());
      return std::nullopt;
    }
    if (!is_of_one_kind(*evaluation->plan, place)) {
      return std::nullopt;
    }
    Idle idle;
    idle.metric = *value_of(*evaluation, {&metric(mix_.metric), ""});
    for (const Minor cash : cash_by_month(evaluation->ledger, start(), horizon())) {
      idle.cash.push_back(to_major(cash));
    }
    return idle;
  }

  // `size` has counted machines of one kind.
  bool is_of_one_kind(const ScenarioPlan& plan, const Place& place) {
    const bool is_mixed = std::any_of(plan.pools.begin(), plan.pools.end(), [&](const auto& pool) {
      return pool.kinds.size() > 1 &&
             std::ranges::find(parts_.deployments, pool.name) != parts_.deployments.end();
    });
    return !is_mixed ||
           failed(place, fmt::format("this is another machine than '{}'", parts_.entry),
                  "a mix is of machines of one kind; `also_on` may run a deployment on several");
  }

  bool price() {
    const auto base = idle(parts_.base, {source_.path});
    const auto more = base ? idle(with_more_as_written(parts_), {source_.path}) : std::nullopt;
    if (!more) {
      return false;
    }
    const FleetEntry& entry = *find_named(today_.scenario.fleet, parts_.entry);
    const int count = entry.owned ? entry.owned->count : entry.cloud->count;
    rest_ = base->metric - count * (more->metric - base->metric);
    for (const MixPart& part : parts_.options) {
      if (!price(part, *base)) {
        return false;
      }
    }
    return true;
  }

  // From each month in which its term can begin.
  bool price(const MixPart& part, const Idle& base) {
    Holding holding;
    holding.name = part.name;
    holding.term = months_of(part.term, horizon());
    const auto most = request_.most.find(part.name);
    holding.most = most != request_.most.end() ? most->second : holding.most;
    holding.site = part.site;
    holding.power = part.power ? part.power->in(kilowatt) : 0;
    for (int m = 0; m < horizon(); ++m) {
      const int term = months_of(part.term, horizon() - m);
      if (m + term > horizon()) {
        break;
      }
      const MixPurchase one = purchase(0, part.term, m, 1);
      const auto with = idle(with_more(parts_, part, one), part.place);
      if (!with) {
        return false;
      }
      PricedPurchase priced{with->metric - base.metric, {}};
      for (int later = m; later < horizon(); ++later) {
        const auto i = static_cast<std::size_t>(later);
        priced.paid.push_back(with->cash[i] - base.cash[i]);
      }
      holding.priced.emplace(m, std::move(priced));
    }
    if (holding.priced.empty()) {
      return failed(part.place,
                    fmt::format("its term is longer than the horizon of {} months", horizon()));
    }
    holdings_.push_back(std::move(holding));
    return true;
  }

  MixPurchase purchase(std::size_t option, MixTerm term, int month, int machines) const {
    const bool stays = term == MixTerm::kToTheEnd;
    return {option, start() + month,
            stays ? std::nullopt
                  : std::optional(start() + (month + months_of(term, horizon() - month))),
            machines};
  }

  PurchaseProblem problem(std::vector<Holding> holdings) const {
    PurchaseProblem problem;
    for (const MixMonth& month : mix_.months) {
      problem.demand.push_back({{.hours = static_cast<double>(hours_in(month.month)),
                                 .demand = static_cast<double>(month.needed)}});
    }
    problem.holdings = std::move(holdings);
    problem.budget_a_period = budget_;
    problem.power_limits = power_limits_;
    return problem;
  }

  bool solve() {
    const PurchasePlan plan = cheapest_purchases(problem(holdings_));
    if (plan.purchases.empty()) {
      return failed(
          {source_.path}, "no mix of the options gives each month the machines it needs",
          fmt::format("{}{}an option by the month{}", budget_ ? "a larger budget, or " : "",
                      power_limits_.empty() ? "" : "more power, or ",
                      budget_ || !power_limits_.empty() ? "" : ", or more of them"));
    }
    mix_.is_proven = plan.status == solve::MilpStatus::kOptimal;
    mix_.machines_cost = plan.cost;
    mix_.bound = plan.bound;
    mix_.planned = rest_ + plan.cost;
    for (std::size_t o = 0; o < holdings_.size(); ++o) {
      add_purchases(o, plan);
    }
    return true;
  }

  void add_purchases(std::size_t option, const PurchasePlan& plan) {
    const MixTerm term = mix_.options[option].term;
    for (const Purchase& bought : plan.purchases) {
      if (bought.name == holdings_[option].name) {
        const int machines = static_cast<int>(std::lround(bought.amount));
        const int end = bought.period + months_of(term, horizon() - bought.period);
        for (int m = bought.period; m < end; ++m) {
          mix_.months[static_cast<std::size_t>(m)].machines[option] += machines;
        }
        if (term != MixTerm::kMonth) {
          mix_.purchases.push_back(purchase(option, term, bought.period, machines));
        }
      }
    }
    if (term == MixTerm::kMonth) {
      add_runs(option);
    }
  }

  // Machines by the month that are there month after month are one purchase.
  void add_runs(std::size_t option) {
    const auto count = [&](int m) {
      return m < horizon() ? mix_.months[static_cast<std::size_t>(m)].machines[option] : 0;
    };
    std::map<std::pair<int, int>, int> runs;  // months [from, until) -> machines
    std::vector<int> begun;                   // of each machine that is there, the first last
    for (int m = 0; m <= horizon(); ++m) {
      while (static_cast<int>(begun.size()) > count(m)) {
        runs[{begun.back(), m}] += 1;
        begun.pop_back();
      }
      while (static_cast<int>(begun.size()) < count(m)) {
        begun.push_back(m);
      }
    }
    for (const auto& [months, machines] : runs) {
      mix_.purchases.push_back({option, start() + months.first, start() + months.second, machines});
    }
  }

  void find_what_each_costs_alone() {
    for (std::size_t o = 0; o < holdings_.size(); ++o) {
      const PurchasePlan plan = cheapest_purchases(problem({holdings_[o]}));
      mix_.alone.push_back({o, plan.purchases.empty() ? std::nullopt : std::optional(plan.cost)});
    }
  }

  void add_what_no_forecast_costs() {
    std::optional<std::size_t> committed, monthly;
    for (std::size_t o = 0; o < holdings_.size(); ++o) {
      const MixTerm term = mix_.options[o].term;
      const double first = holdings_[o].priced.at(0).cost;
      if (term == MixTerm::kMonth) {
        monthly = monthly && holdings_[*monthly].priced.at(0).cost <= first ? monthly : o;
      } else if (term != MixTerm::kToTheEnd && !committed) {
        committed = o;
      }
    }
    if (!committed || !monthly) {
      return;
    }
    const Reservation reservation{holdings_[*committed].priced.at(0).cost, 0,
                                  holdings_[*monthly].priced.at(0).cost,
                                  holdings_[*committed].term};
    std::vector<int> needed;
    for (const MixMonth& month : mix_.months) {
      needed.push_back(month.needed);
    }
    mix_.without_forecast = {*committed, *monthly, break_even_rule(needed, reservation).cost,
                             offline_cost(needed, reservation), 2 - reservation.alpha()};
  }

  bool is_answered() {
    mix_.scenario = with_purchases(parts_, mix_.purchases);
    Diagnostics told;
    auto scenario = read_tree(mix_.scenario, told);
    auto answer = scenario ? evaluate(inputs_, std::move(*scenario), options_, told) : std::nullopt;
    if (!answer) {
      return failed({source_.path}, told.first_error());
    }
    ++mix_.evaluated;
    mix_.simulated += answer->simulated;
    mix_.answer = std::make_shared<const Evaluation>(std::move(*answer));
    return true;
  }

  const Inputs& inputs_;
  const ScenarioSource& source_;
  const MixRequest& request_;
  const EvaluateOptions& options_;
  Diagnostics& diagnostics_;
  LoadedScenario today_;
  MixParts parts_;
  std::vector<Holding> holdings_;               // by option
  std::optional<double> budget_;                // cash for machines in a month
  std::map<std::string, double> power_limits_;  // kW, by site
  double rest_ = 0;                             // of the metric: without machines
  PurchaseMix mix_;
};

}  // namespace

std::optional<PurchaseMix> purchase_mix(const Inputs& inputs,
                                        const ScenarioSource& source,
                                        const MixRequest& request,
                                        const EvaluateOptions& options,
                                        Diagnostics& diagnostics) {
  return Mixer(inputs, source, request, options, diagnostics).run();
}

}  // namespace costwright::study
