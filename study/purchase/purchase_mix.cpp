#include "study/purchase/purchase_mix.h"

#include <algorithm>
#include <cmath>

#include "core/scenario/loaded.h"
#include "core/scenario/yaml/overrides.h"
#include "core/strategies/axis.h"
#include "core/units/parse.h"
#include "study/inputs/catalog_input.h"
#include "study/inputs/inputs.h"
#include "study/outcome/metrics.h"
#include "study/plan/plan.h"
#include "study/purchase/mix_costs.h"
#include "study/purchase/mix_scenario.h"
#include "study/purchase/online.h"
#include "study/seek/goal.h"
#include "study/seek/size.h"

namespace costwright::study {
namespace {

// Those of owned machines and of rented ones, by where their count is written.
std::string count_path(const FleetEntry& entry, const std::string& name) {
  return fmt::format("fleet.{}.{}.count", name, entry.owned ? "owned" : "cloud");
}

// The hours of a month by how many machines are on: those within a part of a machine of each other
// are one block. What whole machines cost is even between two of them, so that nothing is lost.
DemandPeriod blocks_of_week(const std::vector<double>& machines_on, YearMonth month) {
  constexpr double kPartsOfAMachine = 20;  // savings plans are not whole machines
  const auto days = weekday_counts(month);
  std::map<int, DemandBlock> blocks;  // `demand`: machine-hours, until they are all there
  for (std::size_t h = 0; h < machines_on.size(); ++h) {
    DemandBlock& block = blocks[static_cast<int>(machines_on[h] * kPartsOfAMachine)];
    block.hours += days[h / 24];
    block.demand += days[h / 24] * machines_on[h];
  }
  DemandPeriod period;
  for (const auto& [part, block] : blocks) {
    period.push_back({block.hours, block.demand / block.hours});
  }
  return period;
}

// As whole machines, hour by hour.
void add_hours(const std::vector<double>& machines_on, YearMonth month, std::vector<int>& demand) {
  const int first = first_weekday(month);
  for (int day = 0; day < days_in(month); ++day) {
    const auto weekday = static_cast<std::size_t>((first + day) % 7);
    for (std::size_t hour_of_day = 0; hour_of_day < 24; ++hour_of_day) {
      constexpr double kNothing = 1e-6;
      demand.push_back(
          static_cast<int>(std::ceil(machines_on[24 * weekday + hour_of_day] - kNothing)));
    }
  }
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
    if (!read() || !ask_what_is_needed() || !price() || !ask_when_they_are_on() || !solve()) {
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
      mix_.options.push_back({part.name, part.term, part.plan_months});
    }
    mix_.is_by_the_hour = comes_and_goes();
    return is_known(request_.most) && read_power_limits() && !diagnostics_.has_errors();
  }

  // A deployment that gives machines back, some of which need not be paid then.
  bool comes_and_goes() const {
    const auto is_rented = [](const MixPart& part) {
      return part.term == MixTerm::kMonth;
    };
    return std::ranges::any_of(parts_.options, is_rented) &&
           std::ranges::any_of(parts_.deployments, [&](const std::string& name) {
             return find_named(today_.scenario.serving, name)->autoscaling.has_value();
           });
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
            return part.name == one.first && !part.plan;
          });
      return is_option ||
             failed({"--most"}, fmt::format("there is no option '{}' of machines", one.first));
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
      mix_.months.push_back({month.month, month.needed, static_cast<double>(month.needed),
                             std::vector<int>(parts_.options.size())});
    }
    return true;
  }

  int horizon() const { return static_cast<int>(mix_.months.size()); }
  YearMonth start() const { return mix_.months.front().month; }

  bool price() {
    const FleetEntry& entry = *find_named(today_.scenario.fleet, parts_.entry);
    how_ = {mix_.metric,
            start(),
            horizon(),
            request_.most,
            entry.owned ? entry.owned->count : entry.cloud->count,
            mix_.is_by_the_hour};
    auto costs = mix_costs(inputs_, parts_, how_, diagnostics_);
    if (!costs) {
      return false;
    }
    mix_.evaluated += costs->evaluated;
    costs_ = std::move(*costs);
    return true;
  }

  // With as many rented as are needed, all of which may be given back.
  bool ask_when_they_are_on() {
    if (!mix_.is_by_the_hour) {
      return true;
    }
    const auto rented = std::ranges::find(mix_.options, MixTerm::kMonth, &MixOption::term);
    const auto option = static_cast<std::size_t>(rented - mix_.options.begin());
    std::vector<int> needed;
    for (const MixMonth& month : mix_.months) {
      needed.push_back(month.needed);
    }
    const auto evaluation = evaluated(with_purchases(parts_, runs_of(option, needed)));
    if (!evaluation) {
      return false;
    }
    const auto& prices = std::ranges::find(costs_.rented, rented->name, &Rented::name)->priced;
    double of_machines = 0;
    for (std::size_t m = 0; m < mix_.months.size(); ++m) {
      on_.push_back(machines_on(*evaluation, m));
      double hours = 0;
      for (const DemandBlock& block : blocks_of_week(on_.back(), mix_.months[m].month)) {
        hours += block.hours * block.demand;
      }
      mix_.months[m].on_average = hours / hours_in(mix_.months[m].month);
      of_machines += hours * prices[m].cost;
    }
    costs_.rest = *value_of(*evaluation, {&metric(mix_.metric), ""}) - of_machines;
    return true;
  }

  // In each hour of the week, of all entries of the mix.
  std::vector<double> machines_on(const Evaluation& evaluation, std::size_t month) const {
    std::vector<double> on(kHoursAWeek);
    const auto& fleet = evaluation.monthly->physical.months[month].fleet;
    for (std::size_t f = 0; f < fleet.size(); ++f) {
      const std::string& name = evaluation.scenario().fleet[f].first;
      if (!is_of_mix(evaluation.scenario(), name)) {
        continue;
      }
      for (std::size_t h = 0; h < on.size(); ++h) {
        on[h] += fleet[f].by_hour.empty() ? fleet[f].servers : fleet[f].by_hour[h];
      }
    }
    return on;
  }

  bool is_of_mix(const Scenario& scenario, const std::string& entry) const {
    return std::ranges::any_of(parts_.deployments, [&](const std::string& name) {
      return runs_on(*find_named(scenario.serving, name), entry);
    });
  }

  // Nullopt after an error.
  std::optional<Evaluation> evaluated(const ScenarioTree& tree) {
    Diagnostics told;
    auto scenario = read_tree(tree, told);
    auto evaluation =
        scenario ? evaluate(inputs_, std::move(*scenario), options_, told) : std::nullopt;
    if (!evaluation) {
      failed({source_.path}, told.first_error());
      return std::nullopt;
    }
    ++mix_.evaluated;
    mix_.simulated += evaluation->simulated;
    return evaluation;
  }

  PurchaseProblem problem(const MixCosts& costs) const {
    PurchaseProblem problem;
    for (std::size_t m = 0; m < mix_.months.size(); ++m) {
      const MixMonth& month = mix_.months[m];
      const DemandBlock all{static_cast<double>(hours_in(month.month)),
                            static_cast<double>(month.needed)};
      problem.demand.push_back(mix_.is_by_the_hour ? blocks_of_week(on_[m], month.month)
                                                   : DemandPeriod{all});
    }
    problem.holdings = costs.holdings;
    problem.rented = costs.rented;
    problem.plans = costs.plans;
    problem.budget_a_period = budget_;
    problem.power_limits = power_limits_;
    return problem;
  }

  bool solve() {
    const PurchasePlan plan = cheapest_purchases(problem(costs_));
    if (!has_answer(plan)) {
      return failed(
          {source_.path}, "no mix of the options gives each month the machines it needs",
          fmt::format("{}{}an option by the month{}", budget_ ? "a larger budget, or " : "",
                      power_limits_.empty() ? "" : "more power, or ",
                      budget_ || !power_limits_.empty() ? "" : ", or more of them"));
    }
    mix_.is_proven = plan.status == solve::MilpStatus::kOptimal;
    mix_.machines_cost = plan.cost;
    mix_.bound = plan.bound;
    mix_.planned = costs_.rest + plan.cost;
    for (std::size_t o = 0; o < mix_.options.size(); ++o) {
      add_purchases(o, plan);
    }
    add_rented(plan);
    std::ranges::stable_sort(mix_.purchases, {}, &MixPurchase::option);
    return true;
  }

  static bool has_answer(const PurchasePlan& plan) { return !plan.paid.empty(); }

  // Of what is had for a term.
  void add_purchases(std::size_t option, const PurchasePlan& plan) {
    const MixPart& part = parts_.options[option];
    for (const Purchase& bought : plan.purchases) {
      if (bought.name != part.name) {
        continue;
      }
      MixPurchase one = purchase_of(part, option, how_, bought.period);
      one.machines = part.plan ? 0 : static_cast<int>(std::lround(bought.amount));
      one.commitment = part.plan ? bought.amount : 0;
      const int end = bought.period + months_of(part, bought.period, horizon());
      for (int m = bought.period; m < end; ++m) {
        mix_.months[static_cast<std::size_t>(m)].machines[option] += one.machines;
      }
      constexpr double kLeastCommitment = 0.01;  // an hour, that may be written
      if (part.term != MixTerm::kMonth && (one.machines > 0 || one.commitment > kLeastCommitment)) {
        mix_.purchases.push_back(one);
      }
    }
  }

  // What the other machines leave of the need, by the option that the program uses in the month;
  // several share it by their hours. What is needed for moments only has no hours there: the first
  // option gives it.
  void add_rented(const PurchasePlan& plan) {
    for (std::size_t m = 0; m < mix_.months.size(); ++m) {
      share_out(plan.hours[m], mix_.months[m]);
    }
    for (std::size_t o = 0; o < mix_.options.size(); ++o) {
      if (mix_.options[o].term == MixTerm::kMonth) {
        std::vector<int> count;
        for (const MixMonth& month : mix_.months) {
          count.push_back(month.machines[o]);
        }
        std::ranges::copy(runs_of(o, count), std::back_inserter(mix_.purchases));
      }
    }
  }

  void share_out(const std::map<std::string, double>& hours, MixMonth& month) const {
    double left = month.needed;
    double all_hours = 0;
    for (std::size_t o = 0; o < mix_.options.size(); ++o) {
      left -= month.machines[o];
      all_hours += hours_rented(hours, o);
    }
    for (std::size_t o = 0; o < mix_.options.size() && left > 0; ++o) {
      const double own = hours_rented(hours, o);
      const double share = std::round(all_hours > 0 ? left * own / all_hours : 0);
      month.machines[o] += static_cast<int>(share);
      left -= share;
      all_hours -= own;
    }
    if (left > 0 && !costs_.rented.empty()) {
      const auto first =
          std::ranges::find(mix_.options, costs_.rented.front().name, &MixOption::name);
      month.machines[static_cast<std::size_t>(first - mix_.options.begin())] +=
          static_cast<int>(left);
    }
  }

  // 0 of what is no rented machine in the program.
  double hours_rented(const std::map<std::string, double>& hours, std::size_t option) const {
    const std::string& name = mix_.options[option].name;
    const bool is_rented =
        std::ranges::find(costs_.rented, name, &Rented::name) != costs_.rented.end();
    const auto found = hours.find(name);
    return is_rented && found != hours.end() ? found->second : 0;
  }

  // Machines by the month that are there month after month are one purchase.
  std::vector<MixPurchase> runs_of(std::size_t option, const std::vector<int>& counts) const {
    std::map<std::pair<int, int>, int> runs;  // months [from, until) -> machines
    std::vector<int> begun;                   // of each machine that is there, the first last
    for (int m = 0; m <= horizon(); ++m) {
      const int count = m < horizon() ? counts[static_cast<std::size_t>(m)] : 0;
      while (static_cast<int>(begun.size()) > count) {
        runs[{begun.back(), m}] += 1;
        begun.pop_back();
      }
      while (static_cast<int>(begun.size()) < count) {
        begun.push_back(m);
      }
    }
    std::vector<MixPurchase> purchases;
    for (const auto& [months, machines] : runs) {
      purchases.push_back({option, start() + months.first, start() + months.second, machines});
    }
    return purchases;
  }

  // A plan with what it pays for.
  MixCosts only(std::size_t option) const {
    const MixPart& part = parts_.options[option];
    MixCosts costs = costs_;
    std::erase_if(costs.holdings, [&](const Holding& one) {
      return one.name != part.name;
    });
    std::erase_if(costs.plans, [&](const SavingsPlan& one) {
      return one.name != part.name;
    });
    std::erase_if(costs.rented, [&](const Rented& one) {
      return one.name != part.name && !(part.plan && one.plan_prices.contains(part.name));
    });
    return costs;
  }

  void find_what_each_costs_alone() {
    for (std::size_t o = 0; o < mix_.options.size(); ++o) {
      const PurchasePlan plan = cheapest_purchases(problem(only(o)));
      mix_.alone.push_back({o, has_answer(plan) ? std::optional(plan.cost) : std::nullopt});
    }
  }

  // Of the first committed machines; and of the cheapest by the month, or hour.
  struct Basis {
    std::optional<std::size_t> committed, rented;
    double fee{}, price{};  // a term; an hour, or a month
    int term{};             // months
  };
  Basis basis() const {
    Basis basis;
    for (std::size_t o = 0; o < mix_.options.size(); ++o) {
      const MixTerm term = mix_.options[o].term;
      if (term == MixTerm::kMonth) {
        const double price = first_price(o);
        basis.price = basis.rented ? std::min(basis.price, price) : price;
        basis.rented = basis.rented && basis.price < price ? basis.rented : o;
      } else if ((term == MixTerm::kOneYear || term == MixTerm::kThreeYears) && !basis.committed) {
        const auto& held =
            *std::ranges::find(costs_.holdings, mix_.options[o].name, &Holding::name);
        basis.committed = o;
        basis.fee = held.priced.at(0).cost;
        basis.term = held.term;
      }
    }
    return basis;
  }

  double first_price(std::size_t option) const {
    const std::string& name = mix_.options[option].name;
    const auto rented = std::ranges::find(costs_.rented, name, &Rented::name);
    if (rented == costs_.rented.end()) {
      return std::ranges::find(costs_.holdings, name, &Holding::name)->priced.at(0).cost;
    }
    const int hours = mix_.is_by_the_hour ? 1 : hours_in(start());
    return rented->priced.front().cost * hours;
  }

  void add_what_no_forecast_costs() {
    const Basis of = basis();
    if (!of.committed || !of.rented) {
      return;
    }
    const Reservation reservation{
        of.fee, 0, of.price,
        mix_.is_by_the_hour ? hours_between(start(), start() + of.term) : of.term};
    const std::vector<int> needed = needs();
    const double least = mix_.is_by_the_hour ? least_of_hours(reservation, of.term)
                                             : offline_cost(needed, reservation);
    mix_.without_forecast = {*of.committed, *of.rented, break_even_rule(needed, reservation).cost,
                             least, 2 - reservation.alpha()};
  }

  static int hours_between(YearMonth from, YearMonth until) {
    int hours = 0;
    for (YearMonth month = from; month < until; month = month + 1) {
      hours += hours_in(month);
    }
    return hours;
  }

  // By month, or by hour as whole machines.
  std::vector<int> needs() const {
    std::vector<int> needed;
    for (std::size_t m = 0; m < mix_.months.size(); ++m) {
      if (mix_.is_by_the_hour) {
        add_hours(on_[m], mix_.months[m].month, needed);
      } else {
        needed.push_back(mix_.months[m].needed);
      }
    }
    return needed;
  }

  // Terms that begin with a month: no less than any that begin with an hour.
  double least_of_hours(const Reservation& reservation, int term) const {
    PurchaseProblem problem;
    for (std::size_t m = 0; m < mix_.months.size(); ++m) {
      std::vector<int> hours;
      add_hours(on_[m], mix_.months[m].month, hours);
      problem.demand.push_back(blocks_of({hours.begin(), hours.end()}));
    }
    problem.holdings = {{.name = "reserved", .price = reservation.fee, .term = term}};
    problem.rented = {{.name = "on demand", .price_an_hour = reservation.on_demand_price}};
    return cheapest_purchases(problem).cost;
  }

  bool is_answered() {
    mix_.scenario = with_purchases(parts_, mix_.purchases);
    auto answer = evaluated(mix_.scenario);
    if (!answer) {
      return false;
    }
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
  MixPricing how_;
  MixCosts costs_;
  std::vector<std::vector<double>> on_;         // machines, by month and hour of its week
  std::optional<double> budget_;                // cash for machines in a month
  std::map<std::string, double> power_limits_;  // kW, by site
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
