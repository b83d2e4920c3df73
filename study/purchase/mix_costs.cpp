#include "study/purchase/mix_costs.h"

#include <algorithm>

#include "core/ledger/by_month.h"
#include "core/scenario/loaded.h"
#include "study/outcome/metrics.h"
#include "study/plan/plan.h"

namespace costwright::study {
namespace {

constexpr double kLargeCommitment = 1e6;  // an hour: beyond the price of any machine

// What a scenario comes to while its machines idle.
struct Idle {
  double metric{};
  std::vector<double> cash;  // by month
  std::vector<CommitmentUse> commitments;
};

class Pricer {
 public:
  Pricer(const Inputs& inputs,
         const MixParts& parts,
         const MixPricing& how,
         Diagnostics& diagnostics)
      : inputs_(inputs), parts_(parts), how_(how), diagnostics_(diagnostics) {}

  std::optional<MixCosts> price() {
    const Place file{parts_.base.path};
    const auto base = idle(parts_.base, file);
    const auto more = base ? idle(with_more_as_written(parts_), file) : std::nullopt;
    if (!more) {
      return std::nullopt;
    }
    base_ = *base;
    costs_.rest = base_.metric - how_.as_written * (more->metric - base_.metric);
    const bool has_plans = std::ranges::any_of(parts_.options, [](const MixPart& part) {
      return part.plan.has_value();
    });
    is_by_the_hour_ = how_.is_by_the_hour || has_plans;
    for (const MixPart& part : parts_.options) {
      if (!(part.plan || price(part))) {
        return std::nullopt;
      }
    }
    for (const MixPart& part : parts_.options) {
      if (part.plan && !price_plan(part)) {
        return std::nullopt;
      }
    }
    return std::move(costs_);
  }

 private:
  bool failed(const Place& place, const std::string& what, const std::string& hint = "") {
    diagnostics_.error(place, what, hint);
    return false;
  }

  std::optional<Idle> idle(const ScenarioTree& tree, const Place& place) {
    Diagnostics told;
    auto scenario = read_tree(tree, told);
    const auto evaluation =
        scenario ? least(inputs_, std::move(*scenario), LeastWork::kNone, told) : std::nullopt;
    ++costs_.evaluated;
    if (!evaluation || told.has_errors()) {
      failed(place, told.first_error());
      return std::nullopt;
    }
    if (!is_of_one_kind(*evaluation->plan, place)) {
      return std::nullopt;
    }
    Idle idle;
    idle.metric = *value_of(*evaluation, {&metric(how_.metric), ""});
    for (const Minor cash : cash_by_month(evaluation->ledger, how_.start, how_.months)) {
      idle.cash.push_back(to_major(cash));
    }
    idle.commitments = evaluation->ledger.commitment_use;
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

  // Where machines come and go, one that idles is not there: then nothing runs on it.
  std::optional<Idle> idle_with(const MixPart& part, int month) {
    const MixPurchase one = purchase_of(part, 0, how_, month);
    return idle(with_more(parts_, part, one, !how_.is_by_the_hour), part.place);
  }

  bool can_run(const MixPart& part) {
    return !how_.is_by_the_hour ||
           idle(with_more(parts_, part, purchase_of(part, 0, how_, 0)), part.place);
  }

  PricedPurchase more_than(const Idle& without, const Idle& with, int from) const {
    PricedPurchase priced{with.metric - without.metric, {}};
    for (int m = from; m < how_.months; ++m) {
      const auto i = static_cast<std::size_t>(m);
      priced.paid.push_back(with.cash[i] - without.cash[i]);
    }
    return priced;
  }

  bool is_within(const MixPart& part, int month) const {
    return month + months_of(part, month, how_.months) <= how_.months;
  }

  int most_of(const MixPart& part) const {
    const auto most = how_.most.find(part.name);
    return most != how_.most.end() ? most->second : Holding{}.most;
  }

  bool price(const MixPart& part) {
    return can_run(part) && (is_by_the_hour_ && part.term == MixTerm::kMonth ? price_rented(part)
                                                                             : price_holding(part));
  }

  // From each month in which its term can begin.
  bool price_holding(const MixPart& part) {
    Holding holding;
    holding.name = part.name;
    holding.term = months_of(part, 0, how_.months);
    holding.most = most_of(part);
    holding.site = part.site;
    holding.power = part.power ? part.power->in(kilowatt) : 0;
    for (int m = 0; m < how_.months && is_within(part, m); ++m) {
      const auto with = idle_with(part, m);
      if (!with) {
        return false;
      }
      holding.priced.emplace(m, more_than(base_, *with, m));
    }
    costs_.holdings.push_back(std::move(holding));
    return !costs_.holdings.back().priced.empty() || is_too_long(part);
  }

  bool is_too_long(const MixPart& part) {
    return failed(part.place,
                  fmt::format("its term is longer than the horizon of {} months", how_.months));
  }

  double hours_in_month(int m) const { return hours_in(how_.start + m); }

  bool price_rented(const MixPart& part) {
    Rented rented;
    rented.name = part.name;
    rented.most = most_of(part);
    rented.is_whole = !how_.is_by_the_hour;
    for (int m = 0; m < how_.months; ++m) {
      const auto with = idle_with(part, m);
      if (!with) {
        return false;
      }
      const PricedPurchase month = more_than(base_, *with, m);
      rented.priced.push_back(
          {month.cost / hours_in_month(m), month.paid.front() / hours_in_month(m)});
    }
    costs_.rented.push_back(std::move(rented));
    return true;
  }

  // Covers every option that rents the same on demand; with the first of them it is priced.
  bool price_plan(const MixPart& part) {
    const auto covers = [&](const MixPart& other) {
      return !other.plan && other.on_demand == part.on_demand;
    };
    const MixPart& machine = *std::ranges::find_if(parts_.options, covers);
    const Rented& rented = *std::ranges::find(costs_.rented, machine.name, &Rented::name);
    MixPurchase always = purchase_of(machine, 0, how_, 0);
    always.until = std::nullopt;
    const auto alone = idle(with_more(parts_, machine, always, false), part.place);
    SavingsPlan plan{.name = part.name, .term = part.plan_months};
    double price = 0;
    for (int m = 0; alone && m < how_.months && is_within(part, m); ++m) {
      MixPurchase one = purchase_of(part, 0, how_, m);
      one.commitment = kLargeCommitment;
      const auto with = idle(with_plan(parts_, machine, part, one), part.place);
      if (!with) {
        return false;
      }
      price = m == 0 ? price_under(part, with->commitments) : price;
      plan.priced.emplace(m, of_one(more_than(*alone, *with, m), rented, m, plan.term));
    }
    for (Rented& other : costs_.rented) {
      const MixPart& option = *std::ranges::find(parts_.options, other.name, &MixPart::name);
      if (covers(option)) {
        other.plan_prices.emplace(part.name, price);
      }
    }
    costs_.plans.push_back(std::move(plan));
    return alone && (!costs_.plans.back().priced.empty() || is_too_long(part));
  }

  // An hour of the machine that is covered all the time.
  double price_under(const MixPart& part, const std::vector<CommitmentUse>& commitments) const {
    const auto& use = *std::ranges::find(commitments, part.plan->key, &CommitmentUse::name);
    double hours = 0;
    for (int m = 0; m < part.plan_months; ++m) {
      hours += hours_in_month(m);
    }
    return to_major(use.used) / hours;
  }

  // Without the rent of the machine that it has covered.
  PricedPurchase of_one(PricedPurchase of_all, const Rented& covered, int from, int term) const {
    for (int m = from; m < from + term; ++m) {
      const PricedHour& an_hour = covered.priced[static_cast<std::size_t>(m)];
      of_all.cost += an_hour.cost * hours_in_month(m);
      of_all.paid[static_cast<std::size_t>(m - from)] += an_hour.paid * hours_in_month(m);
    }
    of_all.cost /= kLargeCommitment;
    for (double& paid : of_all.paid) {
      paid /= kLargeCommitment;
    }
    return of_all;
  }

  const Inputs& inputs_;
  const MixParts& parts_;
  const MixPricing& how_;
  Diagnostics& diagnostics_;
  Idle base_;
  bool is_by_the_hour_ = false;
  MixCosts costs_;
};

}  // namespace

int months_of(const MixPart& option, int month, int horizon) {
  switch (option.term) {
    case MixTerm::kOneYear:
      return 12;
    case MixTerm::kThreeYears:
      return 36;
    case MixTerm::kMonth:
      return 1;
    case MixTerm::kPlan:
      return option.plan_months;
    case MixTerm::kToTheEnd:
      return horizon - month;
  }
  return horizon - month;
}

MixPurchase purchase_of(const MixPart& option,
                        std::size_t index,
                        const MixPricing& how,
                        int month) {
  MixPurchase one{index, how.start + month, std::nullopt, 1};
  if (option.term != MixTerm::kToTheEnd) {
    one.until = one.from + months_of(option, month, how.months);
  }
  return one;
}

std::optional<MixCosts> mix_costs(const Inputs& inputs,
                                  const MixParts& parts,
                                  const MixPricing& how,
                                  Diagnostics& diagnostics) {
  return Pricer(inputs, parts, how, diagnostics).price();
}

}  // namespace costwright::study
