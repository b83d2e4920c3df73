// Electricity of owned servers, their carbon, and the colocation fee of their site.
#include <algorithm>
#include <numeric>

#include "core/catalog/catalog.h"
#include "core/cost/rules.h"
#include "core/scenario/sections/fleet.h"
#include "core/scenario/sections/sites.h"

namespace costwright::cost {
namespace {

// What one site's kWh costs and emits.
struct SiteFigures {
  Price pue;
  std::optional<double> carbon;  // g/kWh
  std::optional<Price> tariff;   // per kWh at the meter; none when the colocation includes power
};

class SiteReader {
 public:
  SiteReader(CostRun& run, const std::string& name, const Site& site)
      : run_(run), site_(site), path_("sites." + name) {}

  std::optional<SiteFigures> read() {
    if (site_.location) {
      row_ = run_.find("electricity", *site_.location, path_ + ".location");
      if (row_ == nullptr) {
        return std::nullopt;
      }
    }
    SiteFigures figures;
    const auto pue = pue_of();
    figures.tariff = tariff();
    figures.carbon = carbon();
    if (!pue || (!figures.tariff && !includes(site_, ColocationService::kPower))) {
      return std::nullopt;
    }
    figures.pue = *pue;
    return figures;
  }

 private:
  std::optional<Price> pue_of() {
    if (site_.pue) {
      return stated_price(*site_.pue, path_ + ".pue");
    }
    require(row_ != nullptr, "{} has neither a PUE nor a location", path_);
    return run_.figure(*row_, "typical_pue", path_ + ".pue");
  }

  std::optional<Price> tariff() {
    if (includes(site_, ColocationService::kPower)) {
      require(!site_.electricity, "{} charges electricity twice", path_);
      return std::nullopt;
    }
    if (site_.electricity) {
      return stated_price(*stated_in(site_.electricity, money_per_kwh), path_ + ".electricity");
    }
    require(row_ != nullptr, "{} has neither a tariff nor a location", path_);
    return run_.replaceable(*row_, "price_usd_per_kwh_commercial", path_ + ".electricity");
  }

  std::optional<double> carbon() {
    if (site_.carbon) {
      return site_.carbon->base() * kilowatt_hour.base();
    }
    const auto fact = row_ != nullptr ? row_->fact("grid_gco2_per_kwh") : std::nullopt;
    if (!fact) {
      return std::nullopt;
    }
    run_.facts().use(*fact);
    return fact->value;
  }

  CostRun& run_;
  const Site& site_;
  std::string path_;
  const Row* row_ = nullptr;
};

Posting fleet_posting(const CostRun& run, std::size_t entry, const FleetEntry& machines) {
  Posting posting;
  posting.site = machines.owned->site;
  posting.component = run.fleet_use().component(entry);
  posting.category = Category::kEnergy;
  posting.team = machines.team;
  return posting;
}

// The first month in which one of the entries has machines; the horizon's end when none has.
int first_in_use(const CostRun& run, const std::vector<std::size_t>& entries) {
  const auto in_use = [&](int m) {
    return std::any_of(entries.begin(), entries.end(), [&](std::size_t f) {
      return run.fleet(f, m).servers > 0;
    });
  };
  int first = 0;
  while (first < run.months() && !in_use(first)) {
    ++first;
  }
  return first;
}

// One site's tariff, as its months go by.
struct Metering {
  const Site& site;
  SiteFigures figures;
  int first;  // the month of the site's first machines: the tariff is of then
  int origins;

  double tariff(const CostRun& run, int m) const {
    return run.price_in(*figures.tariff, site.electricity_escalation, std::min(first, m), m);
  }
};

int electricity_origins(CostRun& run,
                        const std::string& name,
                        const Site& site,
                        const SiteFigures& figures) {
  std::vector<LineOrigin> origins =
      figures.tariff ? figures.tariff->origins : std::vector<LineOrigin>{};
  if (!includes(site, ColocationService::kCooling)) {
    origins.push_back(figures.pue.origins.front());
  }
  return run.origins(std::move(origins), "sites." + name,
                     {"electricity_escalation", "electricity_escalates", "electricity_as_of"});
}

void price_entry(CostRun& run,
                 std::size_t f,
                 const std::pair<std::string, FleetEntry>& entry,
                 const Metering& metering) {
  const auto& [site, figures, first, origins] = metering;
  Posting line = fleet_posting(run, f, entry.second);
  line.item = entry.first + ": electricity";
  line.unit = "kWh";
  const bool cooled = includes(site, ColocationService::kCooling);
  line.source = (cooled ? "IT kWh x tariff; " : "IT kWh x PUE x tariff; ") +
                (figures.tariff ? figures.tariff->source : std::string());
  line.origins = origins;
  const double pue = figures.pue.value.first();
  for (int m = 0; m < run.months(); ++m) {
    const double it_kwh = run.fleet(f, m).it_kwh;
    run.add_energy(it_kwh, it_kwh * pue, true);
    run.add_carbon(it_kwh * pue, figures.carbon);
    if (figures.tariff && it_kwh > 0) {
      run.post_usage(m, line, it_kwh * (cooled ? 1 : pue), metering.tariff(run, m),
                     run.fleet_use().in_month(f, m));
    }
  }
}

std::vector<std::size_t> owned_on_site(const Named<FleetEntry>& fleet, const std::string& site) {
  std::vector<std::size_t> entries;
  for (std::size_t f = 0; f < fleet.size(); ++f) {
    const auto& owned = fleet[f].second.owned;
    if (owned && owned->site == site) {
      entries.push_back(f);
    }
  }
  return entries;
}

class ColocationFee {
 public:
  ColocationFee(CostRun& run,
                const std::string& name,
                const Site& site,
                const Named<FleetEntry>& fleet)
      : run_(run),
        name_(name),
        site_(site),
        fleet_(fleet),
        entries_(owned_on_site(fleet, name)),
        range_(run.range(site.colocation->from, site.colocation->until)),
        first_(first_month()),
        origins_{{"", "sites." + name + ".colocation.price", ""}} {}

  void price() {
    if (!read_power()) {
      return;
    }
    origin_set_ = run_.origins(std::move(origins_), "sites." + name_ + ".colocation",
                               {"reserved", "escalation", "escalates", "price_as_of"});
    for (int m = range_.begin; m < range_.end; ++m) {
      price_month(m);
    }
    warn_outside_lease();
    commit();
  }

 private:
  // Of the lease; where it is billed by the machines, of these.
  int first_month() const {
    const Colocation& colocation = *site_.colocation;
    return colocation.from || colocation.reserved
               ? range_.begin
               : std::max(range_.begin, first_in_use(run_, entries_));
  }

  // The largest draw of one server of each entry; not needed when one entry takes all that is
  // reserved.
  bool read_power() {
    const bool needed = !site_.colocation->reserved || entries_.size() > 1;
    for (const std::size_t f : entries_) {
      const auto& [entry, machines] = fleet_[f];
      const std::string path = "fleet." + entry + ".owned.server";
      const Row* row = needed ? run_.find("servers", machines.owned->server, path) : nullptr;
      const auto watts =
          row != nullptr
              ? run_.figure(*row, "max_power_w", "sites." + name_ + ".colocation.reserved",
                            site_.colocation->reserved
                                ? "the servers on the site share the fee by it: add it to a "
                                  "catalogue of your own"
                                : "")
              : std::nullopt;
      if (needed && !watts) {
        return false;
      }
      server_kw_.push_back(watts ? watts->value.first() / 1000 : 1.0);
      if (watts) {
        origins_.push_back(watts->origins.front());
      }
    }
    return true;
  }

  std::vector<double> kw_in(int m) const {
    std::vector<double> kw;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      kw.push_back(run_.fleet(entries_[i], m).servers * server_kw_[i]);
    }
    return kw;
  }
  double billed_kw(double used) const {
    return site_.colocation->reserved ? site_.colocation->reserved->in(kilowatt) : used;
  }
  double price_in(int m) const {
    const Colocation& colocation = *site_.colocation;
    return colocation.price.in(run_.month(m)).base() * kilowatt.base() *
           run_.escalation(colocation.escalation, std::min(first_, m), m);
  }

  // A lease that runs on after the horizon, for what is billed in its last month.
  void commit() {
    const auto& until = site_.colocation->until;
    const int end = until ? run_.index(*until) : 0;
    if (end <= run_.months()) {
      return;
    }
    const auto kw = kw_in(run_.months() - 1);
    const double billed = billed_kw(std::accumulate(kw.begin(), kw.end(), 0.0));
    const std::string item = name_ + ": colocation";
    Minor amount = 0;
    for (int m = run_.months(); m < end; ++m) {
      amount += run_.amount(billed * price_in(m), item);
    }
    run_.commit(item, end - 1, amount);
  }

  void price_month(int m) {
    const auto kw = kw_in(m);
    const double used = std::accumulate(kw.begin(), kw.end(), 0.0);
    const double quantity = billed_kw(used);
    warn_when_short(quantity, m);
    const double price = price_in(m);
    const Minor total = run_.amount(quantity * price, name_ + ": colocation");
    if (used <= 0) {
      post_unused(m, quantity, price, total);
      return;
    }
    const auto parts = split_minor(total, kw);
    for (std::size_t i = 0; i < kw.size(); ++i) {
      if (kw[i] > 0) {
        run_.post(m, posting(entries_[i]), {quantity * kw[i] / used, price, parts[i], parts[i]},
                  run_.fleet_use().in_month(entries_[i], m));
      }
    }
  }

  // Servers that stand there before or after the lease.
  void warn_outside_lease() {
    for (int m = 0; m < run_.months(); ++m) {
      const bool leased = m >= range_.begin && m < range_.end;
      const auto kw = kw_in(m);
      if (!leased && std::accumulate(kw.begin(), kw.end(), 0.0) > 0) {
        run_.diagnostics().warning(
            run_.place("sites." + name_ + ".colocation"),
            fmt::format(
                "servers on '{}' are in service in {}, outside its lease: {} of such months "
                "{} not in the cost",
                name_, to_string(run_.month(m)),
                includes(site_, ColocationService::kPower) ? "floor space and electricity"
                                                           : "floor space",
                includes(site_, ColocationService::kPower) ? "are" : "is"));
        return;
      }
    }
  }

  // Said once: a later month would only repeat it.
  void warn_when_short(double reserved_kw, int m) {
    double peak_kw = 0;
    for (const std::size_t f : entries_) {
      peak_kw += run_.fleet(f, m).peak_it_kw;
    }
    if (site_.colocation->reserved && !said_short_ && peak_kw > reserved_kw * (1 + 1e-9)) {
      said_short_ = true;
      run_.diagnostics().warning(
          run_.place("sites." + name_ + ".colocation.reserved"),
          fmt::format("the servers on '{}' draw up to {:.4g} kW in {}, more than the {:.4g} kW "
                      "reserved; the fee is for what is reserved",
                      name_, peak_kw, to_string(run_.month(m)), reserved_kw));
    }
  }

  // Reserved power is paid from `from` to `until`, servers or not.
  void post_unused(int m, double quantity, double price, Minor total) {
    if (quantity > 0) {
      Posting line;
      line.site = name_;
      line.component = Component::kShared;
      describe(line, name_);
      run_.post(m, line, {quantity, price, total, total});
    }
  }

  Posting posting(std::size_t entry) const {
    Posting line = fleet_posting(run_, entry, fleet_[entry].second);
    describe(line, fleet_[entry].first);
    return line;
  }

  void describe(Posting& line, const std::string& owner) const {
    line.category =
        includes(site_, ColocationService::kPower) ? Category::kEnergy : Category::kHardware;
    line.item = owner + ": colocation";
    line.unit = "kW-month";
    line.source = (site_.colocation->reserved ? "kW reserved" : "largest kW of the servers") +
                  (" x price; scenario sites." + name_ + ".colocation.price");
    line.origins = origin_set_;
  }

  CostRun& run_;
  const std::string& name_;
  const Site& site_;
  const Named<FleetEntry>& fleet_;
  std::vector<std::size_t> entries_;
  MonthRange range_;
  int first_;
  bool said_short_ = false;
  std::vector<LineOrigin> origins_;
  int origin_set_ = OriginSets::kNone;
  std::vector<double> server_kw_;  // or relative weights when only the split matters
};

}  // namespace

void price_electricity(CostRun& run, const Named<Site>& sites, const Named<FleetEntry>& fleet) {
  for (const auto& [name, entry] : fleet) {
    require(!entry.owned || find_named(sites, entry.owned->site) != nullptr,
            "'{}' stands on no site", name);
  }
  for (const auto& [name, site] : sites) {
    const auto entries = owned_on_site(fleet, name);
    if (entries.empty()) {
      continue;
    }
    if (const auto figures = SiteReader(run, name, site).read()) {
      const Metering metering{site, *figures, first_in_use(run, entries),
                              electricity_origins(run, name, site, *figures)};
      for (const std::size_t f : entries) {
        price_entry(run, f, fleet[f], metering);
      }
    }
  }
}

void price_colocation(CostRun& run, const Named<Site>& sites, const Named<FleetEntry>& fleet) {
  for (const auto& [name, site] : sites) {
    if (site.colocation) {
      ColocationFee(run, name, site, fleet).price();
    }
  }
}

}  // namespace costwright::cost
