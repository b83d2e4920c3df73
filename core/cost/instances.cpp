// Instances of the fleet that are rented: on demand, spot, reserved, or under a savings plan.
#include <algorithm>
#include <array>
#include <numeric>

#include "core/cost/commitments.h"
#include "core/scenario/sections/fleet.h"
#include "core/scenario/sections/savings_plans.h"

namespace costwright::cost {
namespace {

struct OptionTerms {
  std::string_view column, label;
  int committed = 0;  // months that are paid, used or not
};
// In the order of PurchaseOption.
constexpr std::array<OptionTerms, 4> kOptions{{
    {"on_demand_usd_per_hour", "on-demand hours"},
    {"reserved_1y_usd_per_hour", "reserved hours", 12},
    {"reserved_3y_usd_per_hour", "reserved hours", 36},
    {"spot_usd_per_hour", "spot hours"},
}};

// A rented entry: what its instances cost an hour, and how many hours they are there.
struct Rent {
  std::size_t entry{};
  std::string name;
  const FleetEntry* machines{};
  const OptionTerms* option{};
  MonthRange range;
  Price hourly;  // of an instance
  int origins = OriginSets::kNone;
  // Instance-hours by month and, where something breathes within the day, by hour of the week; less
  // what savings plans have paid.
  std::vector<std::vector<double>> hours;

  double hours_in_month(int m) const {
    const auto& slots = hours[static_cast<std::size_t>(m)];
    return std::accumulate(slots.begin(), slots.end(), 0.0);
  }

  const CloudInstances& cloud() const { return *machines->cloud; }
  // The price of a reservation is locked for its term; renewals take the price of their first
  // month.
  double price(const CostRun& run, int m) const {
    const int priced = option->committed > 0 ? term_start(range.begin, option->committed, m) : m;
    return run.price_in(hourly, cloud().escalation, range.begin, std::max(priced, range.begin));
  }
  Posting posting(const CostRun& run, std::string_view what) const {
    Posting line;
    line.component = run.fleet_use().component(entry);
    line.category = Category::kCloud;
    line.team = machines->team;
    line.item = fmt::format("{}: {}", name, what);
    line.unit = "instance-h";
    line.source = "instances x hours of the month x price; " + hourly.source;
    line.origins = origins;
    return line;
  }
};

void add_cloud_energy(CostRun& run, std::size_t f, const CloudInstances& cloud) {
  const auto g_per_kwh =
      cloud.carbon ? std::optional(cloud.carbon->base() * kilowatt_hour.base()) : std::nullopt;
  for (int m = 0; m < run.months(); ++m) {
    const double it_kwh = run.fleet(f, m).it_kwh;
    run.add_energy(it_kwh, 0, false);
    run.add_carbon(it_kwh * cloud.pue, g_per_kwh);
  }
}

// Instances that an autoscaler gave back, or that were reclaimed, are not there meanwhile.
double hours_on(const CostRun& run, std::size_t f, int m, const CloudInstances& cloud) {
  const FleetMonth& fleet = run.fleet(f, m);
  const double all = fleet.servers * run.hours(m);
  const double device_hours = fleet.devices * run.hours(m);
  return device_hours == 0 ? fleet.servers * hours_run(cloud, run.month(m))
                           : all * (fleet.device_hours_on / device_hours);
}

// The hours of a month that each hour of the week stands for.
std::vector<double> hours_by_weekday(YearMonth month) {
  std::vector<double> hours;
  for (const int days : weekday_counts(month)) {
    hours.insert(hours.end(), 24, days);
  }
  return hours;
}

// Instances there in each hour of the week, in any unit; empty: evenly.
std::vector<double> shape_of(const FleetMonth& fleet, const CloudInstances& cloud) {
  if (!cloud.schedule) {
    return fleet.by_hour;
  }
  std::vector<double> shape;
  for (std::size_t hour_of_week = 0; hour_of_week < kHoursAWeek; ++hour_of_week) {
    const auto& days = cloud.schedule->days;
    const auto day = static_cast<Weekday>(hour_of_week / 24);
    const bool runs = days.empty() || std::find(days.begin(), days.end(), day) != days.end();
    const double left =
        cloud.schedule->hours_per_day.in(hour) - static_cast<double>(hour_of_week % 24);
    shape.push_back(runs ? std::clamp(left, 0.0, 1.0) : 0);
  }
  return shape;
}

// `all` instance-hours over the month's slots.
std::vector<double> spread(double all,
                           std::vector<double> shape,
                           const std::vector<double>& slots) {
  if (shape.empty()) {
    shape.assign(slots.size(), 1);
  }
  double sum = 0;
  for (std::size_t s = 0; s < slots.size(); ++s) {
    shape[s] *= slots[s];
    sum += shape[s];
  }
  for (double& hours : shape) {
    hours = sum > 0 ? all * (hours / sum) : 0;
  }
  return shape;
}

std::optional<Rent> rent_of(CostRun& run,
                            std::size_t f,
                            const std::pair<std::string, FleetEntry>& entry) {
  const CloudInstances& cloud = *entry.second.cloud;
  const OptionTerms& option = kOptions[static_cast<std::size_t>(cloud.purchase)];
  const std::string path = "fleet." + entry.first + ".cloud";
  auto price = run.price(stated_in(cloud.price, money_per_hour), path + ".price",
                         {"cloud_instances", cloud.instance, option.column, path + ".instance"});
  if (!price) {
    return std::nullopt;
  }
  const int origins = run.origins(price->origins, path,
                                  {"count", "upfront", "escalation", "escalates", "price_as_of"});
  Rent rent{
      f,       entry.first, &entry.second, &option, run.range(cloud.from, cloud.until), *price,
      origins, {}};
  for (int m = 0; m < run.months(); ++m) {
    rent.hours.push_back({hours_on(run, f, m, cloud)});
  }
  return rent;
}

// ---- on demand and spot

void post_hours(CostRun& run, const Rent& rent) {
  const Posting line = rent.posting(run, rent.option->label);
  for (int m = 0; m < run.months(); ++m) {
    const double hours = rent.hours_in_month(m);
    if (hours > 0) {
      run.post_usage(m, line, hours, rent.price(run, m), run.fleet_use().in_month(rent.entry, m));
    }
  }
}

// ---- reservations

// A reservation is paid whether the instance is there or not.
class Reservation {
 public:
  Reservation(CostRun& run, const Rent& rent)
      : run_(run),
        rent_(rent),
        on_demand_(on_demand_price()),
        terms_(run,
               {rent.posting(run, rent.option->label).item, rent.range, rent.option->committed,
                rent.cloud().upfront.value, [&run, &rent](int m) {
                  return rent.cloud().count * rent.price(run, m);
                }}) {
    use_.name = rent.name;
    use_.on_demand_is_known = on_demand_.has_value();
  }

  void price() {
    terms_.pay_upfront(rent_.posting(run_, "reservation, upfront"),
                       run_.fleet_use().over_horizon(rent_.entry));
    for (int m = rent_.range.begin; m < terms_.billed_end(); ++m) {
      price_month(m);
    }
    terms_.owe_the_rest("fleet." + rent_.name + ".cloud.purchase",
                        fmt::format("'{}' is reserved", rent_.name));
    if (rent_.range.begin < rent_.range.end) {
      run_.report(use_);
    }
  }

 private:
  // What its hours would have cost: stated, else the catalogue's where it has one.
  std::optional<Price> on_demand_price() {
    const auto& stated = rent_.cloud().on_demand_price;
    const std::string path = "fleet." + rent_.name + ".cloud";
    if (stated) {
      return stated_price(*stated_in(stated, money_per_hour), path + ".on_demand_price");
    }
    const auto fact =
        run_.known({"cloud_instances", rent_.cloud().instance, kOptions[0].column, path});
    return fact ? std::optional(Price{*fact, "", {}}) : std::nullopt;
  }

  void price_month(int m) {
    const double all = rent_.cloud().count * run_.hours(m);
    const double on = std::min(all, rent_.hours_in_month(m));
    const double worth[] = {on, all - on};
    const auto cost = terms_.cost(m);
    const auto cash = split_minor(cost.cash, worth);
    const auto expense = split_minor(cost.expense, worth);
    post(m, "", {on, rent_.price(run_, m), cash[0], expense[0]},
         run_.fleet_use().in_month(rent_.entry, m));
    post(m, ", unused", {all - on, rent_.price(run_, m), cash[1], expense[1]},
         run_.fleet_use().idle(rent_.entry));
    use_.used += expense[0];
    use_.unused += expense[1];
    const double worth_an_hour =
        on_demand_ ? run_.price_in(*on_demand_, rent_.cloud().escalation, rent_.range.begin, m) : 1;
    use_.covered += on * worth_an_hour;
    use_.eligible += on * worth_an_hour;
  }

  void post(int m, const char* suffix, const Payment& payment, const Shares& shares) {
    if (payment.quantity > 0) {
      Posting line = rent_.posting(run_, rent_.option->label);
      line.item += suffix;
      run_.post(m, line, payment, shares);
    }
  }

  CostRun& run_;
  const Rent& rent_;
  std::optional<Price> on_demand_;
  CommittedTerms terms_;
  CommitmentUse use_;
};

// ---- savings plans

// By month: the hours of its parts within which everything is even; one part, or those of a week.
using Slots = std::vector<std::vector<double>>;

// Instance-hours in such parts, where some entry breathes.
Slots slots_of(const CostRun& run, std::vector<std::optional<Rent>>& rents) {
  Slots slots;
  for (int m = 0; m < run.months(); ++m) {
    const auto shape = [&](const Rent& rent) {
      return shape_of(run.fleet(rent.entry, m), rent.cloud());
    };
    const bool is_even = std::all_of(rents.begin(), rents.end(), [&](const auto& rent) {
      return !rent || shape(*rent).empty();
    });
    slots.push_back(is_even ? std::vector<double>{static_cast<double>(run.hours(m))}
                            : hours_by_weekday(run.month(m)));
    for (auto& rent : rents) {
      if (rent && !is_even) {
        auto& hours = rent->hours[static_cast<std::size_t>(m)];
        hours = spread(rent->hours_in_month(m), shape(*rent), slots.back());
      }
    }
  }
  return slots;
}

// Hours of one entry that a plan pays in a month.
struct Drawn {
  Rent* rent{};
  int origins{};
  double rate{}, on_demand{};  // of an hour
  double hours{};
};

class PlanBill {
 public:
  PlanBill(CostRun& run,
           const std::string& name,
           const SavingsPlan& plan,
           std::vector<std::optional<Rent>>& rents,
           const Slots& slots)
      : run_(run),
        name_(name),
        plan_(plan),
        slots_(slots),
        range_(run.range(plan.from, plan.until)),
        terms_(run,
               {name + ": savings plan", range_, plan.term.count, plan.upfront.value, [&plan](int) {
                  return plan.commitment.in(money_per_hour);
                }}) {
    use_.name = name;
    origins_ = run.origins({}, "savings_plans." + name, {"commitment", "upfront"});
    for (const auto& [entry, rate] : plan.covers) {
      for (auto& rent : rents) {
        if (rent && rent->name == entry) {
          require(rent->option == kOptions.data(), "'{}' covers '{}', which is not on demand", name,
                  entry);
          covered_.push_back({&*rent, &rate, rate_origins(entry, *rent, rate)});
        }
      }
    }
  }

  void price() {
    terms_.pay_upfront(posting("savings plan, upfront"), {});
    for (int m = range_.begin; m < terms_.billed_end(); ++m) {
      price_month(m);
    }
    terms_.owe_the_rest("savings_plans." + name_, fmt::format("'{}' is committed", name_));
    run_.report(use_);
  }

 private:
  // A discount is one on the entry's own price.
  int rate_origins(const std::string& entry, const Rent& rent, const PlanRate& rate) {
    std::vector<LineOrigin> origins{{"", "savings_plans." + name_ + ".covers." + entry, ""}};
    if (!rate.price) {
      origins.insert(origins.end(), rent.hourly.origins.begin(), rent.hourly.origins.end());
    }
    return run_.origins(std::move(origins), "savings_plans." + name_, {"commitment", "upfront"});
  }

  double commitment() const { return plan_.commitment.in(money_per_hour); }

  // The highest saving first, then the lowest rate [AWS Savings Plans user guide, how they apply].
  std::vector<Drawn> in_order(int m) const {
    std::vector<Drawn> order;
    for (const auto& [rent, rate, origins] : covered_) {
      const int start = term_start(range_.begin, plan_.term.count, m);
      const double hourly = rate->price
                                ? rate->price->in(run_.month(start)).in(money_per_hour)
                                : (1 - rate->discount.value().value) * rent->price(run_, start);
      order.push_back({rent, origins, hourly, rent->price(run_, m)});
    }
    const auto left = [](const Drawn& drawn) {  // of a dollar on demand
      return drawn.on_demand > 0 ? drawn.rate / drawn.on_demand : 1;
    };
    std::stable_sort(order.begin(), order.end(), [&](const Drawn& a, const Drawn& b) {
      return std::pair(left(a), a.rate) < std::pair(left(b), b.rate);
    });
    return order;
  }

  // Hour by hour: what one leaves is lost to the next. Takes the hours that the plan pays from the
  // entries; returns what is left of the commitment.
  double draw(int m, std::vector<Drawn>& order) {
    const auto month = static_cast<std::size_t>(m);
    const std::vector<double>& hours = slots_[month];
    double unused = 0;
    for (std::size_t s = 0; s < hours.size(); ++s) {
      double left = commitment() * hours[s];
      for (Drawn& drawn : order) {
        double& open = drawn.rent->hours[month][s];
        const double paid = drawn.rate * open <= left ? open : left / drawn.rate;
        left = std::max(0.0, left - drawn.rate * paid);
        use_.eligible += open * drawn.on_demand;
        use_.covered += paid * drawn.on_demand;
        drawn.hours += paid;
        open -= paid;
      }
      constexpr double kNothing = 1e-9;  // of the commitment: what is left of rounding
      unused += left > kNothing * commitment() * hours[s] ? left : 0;
    }
    return unused;
  }

  void price_month(int m) {
    auto order = in_order(m);
    const double left = draw(m, order);
    std::vector<double> worth{left};
    for (const Drawn& drawn : order) {
      worth.push_back(drawn.rate * drawn.hours);
    }
    const auto cost = terms_.cost(m);
    const auto cash = split_minor(cost.cash, worth);
    const auto expense = split_minor(cost.expense, worth);
    for (std::size_t i = 0; i < order.size(); ++i) {
      post_used(m, order[i], cash[i + 1], expense[i + 1]);
      use_.used += expense[i + 1];
    }
    use_.unused += expense[0];
    if (left > 0) {
      run_.post(m, posting("savings plan, unused"),
                {static_cast<double>(run_.hours(m)), left / run_.hours(m), cash[0], expense[0]});
    }
  }

  void post_used(int m, const Drawn& drawn, Minor cash, Minor expense) {
    if (drawn.hours > 0) {
      Posting line = drawn.rent->posting(run_, "hours under " + name_);
      line.source =
          fmt::format("instance-hours x the plan's price; scenario savings_plans.{}.covers.{}",
                      name_, drawn.rent->name);
      line.origins = drawn.origins;
      run_.post(m, line, {drawn.hours, drawn.rate, cash, expense},
                run_.fleet_use().in_month(drawn.rent->entry, m));
    }
  }

  Posting posting(const char* what) const {
    Posting line;
    line.component = Component::kShared;
    line.category = Category::kCloud;
    line.team = plan_.team;
    line.item = fmt::format("{}: {}", name_, what);
    line.unit = "h";
    line.source = "hours x commitment; scenario savings_plans." + name_ + ".commitment";
    line.origins = origins_;
    return line;
  }

  CostRun& run_;
  const std::string& name_;
  const SavingsPlan& plan_;
  const Slots& slots_;
  MonthRange range_;
  CommittedTerms terms_;
  struct Covered {
    Rent* rent;
    const PlanRate* rate;
    int origins;
  };
  std::vector<Covered> covered_;
  int origins_ = OriginSets::kNone;
  CommitmentUse use_;
};

}  // namespace

void price_cloud_instances(CostRun& run,
                           const Named<FleetEntry>& fleet,
                           const Named<SavingsPlan>& savings_plans) {
  std::vector<std::optional<Rent>> rents(fleet.size());
  for (std::size_t f = 0; f < fleet.size(); ++f) {
    if (fleet[f].second.cloud) {
      rents[f] = rent_of(run, f, fleet[f]);
      add_cloud_energy(run, f, *fleet[f].second.cloud);
    }
  }
  const Slots slots = savings_plans.empty() ? Slots() : slots_of(run, rents);
  for (const auto& [name, plan] : savings_plans) {
    PlanBill(run, name, plan, rents, slots).price();
  }
  for (const auto& rent : rents) {
    if (rent && rent->option->committed > 0) {
      Reservation(run, *rent).price();
    } else if (rent) {
      post_hours(run, *rent);
    }
  }
}

}  // namespace costwright::cost
