// Licences and subscriptions: per GPU, node, seat or as a whole; monthly, prepaid by the year, or
// perpetual.
#include "core/scenario/sections/software.h"

#include "core/catalog/catalog.h"
#include "core/cost/rules.h"
#include "core/scenario/sections/fleet.h"

namespace costwright::cost {
namespace {

enum class PricePeriod { kTerm, kHour };  // the term's own price, or one hour of a monthly term

struct LicencePrice {
  Price price;
  PricePeriod period = PricePeriod::kTerm;
};

bool thing_fits(LicenceUnit per, std::string_view thing) {
  switch (per) {
    case LicenceUnit::kGpu:
      return thing == "GPU" || thing == "accelerator";
    case LicenceUnit::kNode:
      return thing == "node" || thing == "server" || thing == "host";
    case LicenceUnit::kSeat:
      return thing == "user" || thing == "seat";
    case LicenceUnit::kFixed:
      break;
  }
  return true;  // `units` counts whatever the price is for
}

// What a product's price is for: "GPU-year" is {"GPU", "year"}, "month" {"", "month"}, "GPU"
// {"GPU", ""}.
struct CatalogUnit {
  std::string_view thing, period;
};
CatalogUnit split_unit(std::string_view unit) {
  for (const std::string_view period : {"year", "month", "hour"}) {
    if (unit == period) {
      return {"", period};
    }
    const auto at = unit.rfind('-');
    if (at != std::string_view::npos && unit.substr(at + 1) == period) {
      return {unit.substr(0, at), period};
    }
  }
  return {unit, ""};
}

// Factor from the product's period to the term; nullopt when the period does not divide the term.
std::optional<double> period_factor(std::string_view period, LicenceTerm term, bool perpetual) {
  switch (term) {
    case LicenceTerm::kMonthly:
      return period == "month" || period == "hour" ? std::optional(1.0)
             : period == "year"                    ? std::optional(1.0 / 12)
                                                   : std::nullopt;
    case LicenceTerm::kAnnualPrepaid:
      return period == "year"    ? std::optional(1.0)
             : period == "month" ? std::optional(12.0)
                                 : std::nullopt;
    case LicenceTerm::kPerpetual:
      break;
  }
  return perpetual ? std::optional(1.0) : std::nullopt;
}

class Software {
 public:
  Software(CostRun& run,
           const std::string& name,
           const SoftwareItem& item,
           const Named<FleetEntry>& fleet)
      : run_(run),
        name_(name),
        item_(item),
        fleet_(fleet),
        path_("software." + name),
        range_(run.range(item.from, item.until)) {}

  void price() {
    const auto price = licence_price();
    if (!price) {
      return;
    }
    price_ = *price;
    find_entry();
    first_ = first_needed();
    line_.component = item_.component;
    line_.category = Category::kSoftware;
    line_.team = item_.team;
    line_.item = name_ + ": licence";
    line_.origins =
        run_.origins(counted_origins(), path_, {"units", "escalation", "escalates", "price_as_of"});
    if (item_.term == LicenceTerm::kMonthly) {
      monthly();
    } else {
      terms();
    }
  }

 private:
  std::optional<LicencePrice> licence_price() {
    if (item_.price) {
      compare_with_product();
      return LicencePrice{stated_price(*stated_in(item_.price), path_ + ".price"),
                          PricePeriod::kTerm};
    }
    require(item_.product.has_value(), "{} has neither a price nor a product", path_);
    const Row* row = run_.find("software", *item_.product, path_ + ".product");
    auto price = row != nullptr ? run_.money(*row, "price_usd", path_ + ".price") : std::nullopt;
    if (!price) {
      return std::nullopt;
    }
    const auto unit = split_unit(row->text("unit"));
    const auto factor = factor_of(*row);
    const bool free_licence = price->value.first() == 0 && row->text("unit") == "licence";
    if (!free_licence && (!factor || !thing_fits(item_.per, unit.thing) || !counted(unit.thing))) {
      wrong_unit(*row);
      return std::nullopt;
    }
    price->value = price->value.first() * factor.value_or(1);
    return LicencePrice{*price, unit.period == "hour" ? PricePeriod::kHour : PricePeriod::kTerm};
  }

  std::optional<double> factor_of(const Row& row) const {
    const auto unit = split_unit(row.text("unit"));
    const bool perpetual = unit.period.empty() && row.text("term") == "perpetual";
    return period_factor(unit.period, item_.term, perpetual);
  }

  // A slipped point, or a year's price for a month's.
  void compare_with_product() {
    // A product that is only a name needs no row.
    const Row* row =
        item_.product ? run_.row_of("software", *item_.product, path_ + ".product") : nullptr;
    const auto factor = row != nullptr ? factor_of(*row) : std::nullopt;
    if (factor && split_unit(row->text("unit")).period != "hour") {
      run_.compare_with_catalogue(
          *stated_in(item_.price), path_ + ".price",
          {"software", row->key(), "price_usd", path_ + ".product", *factor});
    }
  }

  // A thing that nobody can count for the analyst (cores, TB, clusters) needs `units`.
  bool counted(std::string_view thing) const {
    return item_.per != LicenceUnit::kFixed || item_.units.has_value() || thing.empty() ||
           thing == "licence";
  }

  void wrong_unit(const Row& row) {
    run_.error(
        path_ + ".product",
        fmt::format("'{}' is sold per {}, which does not fit this item's `per`, `units` and `term`",
                    row.key(), row.text("unit")),
        fmt::format(
            "change them (per: fixed needs `units`: how many), or state {}.price per unit and term",
            path_));
  }

  // What is licensed, when it is the fleet that says how many units are needed.
  void find_entry() {
    if (item_.units || item_.per == LicenceUnit::kFixed) {
      return;
    }
    for (std::size_t f = 0; f < fleet_.size() && item_.fleet; ++f) {
      if (fleet_[f].first == *item_.fleet) {
        entry_ = f;
      }
    }
    require(entry_.has_value() && item_.per != LicenceUnit::kSeat,
            "how many units of '{}' are needed is not known", name_);
  }

  // Of the price, and of the machines that are counted.
  std::vector<LineOrigin> counted_origins() const {
    std::vector<LineOrigin> origins = price_.price.origins;
    if (entry_) {
      const std::string& name = fleet_[*entry_].first;
      origins.push_back({"", "fleet." + name + ".owned.count", ""});
      origins.push_back({"", "fleet." + name + ".cloud.count", ""});
    }
    return origins;
  }

  double units(int m) const {
    if (!entry_) {
      return item_.units.value_or(1);
    }
    const FleetMonth& fleet = run_.fleet(*entry_, m);
    return item_.per == LicenceUnit::kGpu ? fleet.devices : fleet.servers;
  }

  std::string unit_name(const char* term) const {
    constexpr std::string_view kThings[] = {"GPU", "node", "seat", "licence"};
    return fmt::format("{}-{}", kThings[static_cast<std::size_t>(item_.per)], term);
  }
  Shares shares(int m) const { return shares_by_key(item_.allocation, run_.physical(m)); }
  double unit_price(int m) const {
    return run_.price_in(price_.price, item_.escalation, first_, m);
  }
  // The first month in which units are needed: the written price is of then.
  int first_needed() const {
    int m = range_.begin;
    while (m < range_.end && units(m) <= 0) {
      ++m;
    }
    return m;
  }

  void monthly() {
    line_.unit = unit_name("month");
    line_.source = "units x price; " + price_.price.source;
    for (int m = range_.begin; m < range_.end; ++m) {
      if (units(m) > 0) {
        const double hours = price_.period == PricePeriod::kHour ? run_.hours(m) : 1;
        run_.post_usage(m, line_, units(m), unit_price(m) * hours, shares(m));
      }
    }
  }

  // Units are bought in the first month that needs them; prepaid ones again after twelve months
  // while needed.
  void terms() {
    const bool perpetual = item_.term == LicenceTerm::kPerpetual;
    line_.unit = unit_name(perpetual ? "perpetual" : "year");
    line_.source = (perpetual ? "units x price, amortised over the book life; "
                              : "units x price, paid ahead and spread over 12 months; ") +
                   price_.price.source;
    std::vector<double> bought(static_cast<std::size_t>(run_.months()));
    for (int m = range_.begin; m < range_.end; ++m) {
      double held = 0;
      for (int start = perpetual ? range_.begin : std::max(range_.begin, m - 11); start < m;
           ++start) {
        held += bought[static_cast<std::size_t>(start)];
      }
      const double missing = units(m) - held;
      if (missing > 0) {
        bought[static_cast<std::size_t>(m)] = missing;
        buy(m, missing, perpetual);
      }
    }
  }

  void buy(int start, double count, bool perpetual) {
    const Minor paid = run_.amount(count * unit_price(start), line_.item);
    run_.post(start, line_, {count, unit_price(start), paid, 0, true}, shares(start));
    if (perpetual) {
      amortise(start, count, paid);
    } else {
      use_up(start, count, paid);
    }
  }

  int given_up() const { return item_.until ? run_.index(*item_.until) - 1 : kNever; }
  Posting monthly_posting(const char* what) const {
    Posting line = line_;
    line.item = name_ + what;
    line.unit = unit_name("month");
    return line;
  }
  void expense(int m, const Posting& line, double count, Minor part) {
    run_.post(m, line, {count, to_major(part) / count, 0, part}, shares(m));
  }

  // Stays on the books after the horizon; what is left when it is given up is written off.
  void amortise(int start, double count, Minor paid) {
    Asset asset{paid, 0, start, start, item_.book_life.count, kNever, given_up()};
    asset.service_end = asset.removed == kNever ? kNever : asset.removed + 1;
    run_.own(asset);
    const Posting line = monthly_posting(": amortisation");
    for (int m = start; m < std::min(range_.end, start + asset.life); ++m) {
      expense(m, line, count, depreciated(asset, m) - depreciated(asset, m - 1));
    }
    const Minor left = paid - depreciated(asset, asset.removed);
    if (asset.removed < run_.months() && left > 0) {
      expense(asset.removed, monthly_posting(": write-off"), count, left);
    }
  }

  void use_up(int start, double count, Minor paid) {
    const Prepaid prepaid{paid, start, 12, given_up()};
    run_.prepay(prepaid);
    const Posting line = monthly_posting(": licence used");
    for (int m = start; m < std::min(range_.end, start + 12); ++m) {
      expense(m, line, count, used_up(prepaid, m) - used_up(prepaid, m - 1));
    }
  }

  CostRun& run_;
  const std::string& name_;
  const SoftwareItem& item_;
  const Named<FleetEntry>& fleet_;
  std::string path_;
  MonthRange range_;
  std::optional<std::size_t> entry_;
  int first_ = 0;
  LicencePrice price_;
  Posting line_;
};

}  // namespace

void price_software(CostRun& run,
                    const Named<SoftwareItem>& software,
                    const Named<FleetEntry>& fleet) {
  for (const auto& [name, item] : software) {
    Software(run, name, item, fleet).price();
  }
}

}  // namespace costwright::cost
