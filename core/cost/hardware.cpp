// Owned servers: purchase, depreciation, support, sale or write-off.
#include <algorithm>

#include "core/cost/rules.h"
#include "core/scenario/sections/fleet.h"

namespace costwright::cost {
namespace {

class OwnedEntry {
 public:
  OwnedEntry(CostRun& run, std::size_t entry, const std::string& name, const FleetEntry& machines)
      : run_(run),
        entry_(entry),
        name_(name),
        team_(machines.team),
        owned_(*machines.owned),
        path_("fleet." + name + ".owned") {}

  void price() {
    if (is_bought_later()) {
      return;
    }
    const auto unit_price =
        run_.price(stated_in(owned_.price), path_ + ".price",
                   {"servers", owned_.server, "system_price_usd", path_ + ".server"});
    if (!unit_price) {
      return;
    }
    unit_price_ = unit_price->value.in(month_paid(owned_, run_.start())) *
                  market_factor(owned_, run_.start());
    source_ = unit_price->source + decline();
    origins_ = unit_price->origins;
    make_asset();
    run_.own(asset_);
    purchase();
    depreciation();
    support();
    removal();
  }

 private:
  // After the horizon, and then it serves after it.
  bool is_bought_later() const {
    const bool is_later = run_.index(month_paid(owned_, run_.start())) >= run_.months();
    require(!is_later || run_.index(first_month_in_service(owned_, run_.start())) >= run_.months(),
            "'{}' is in service before it is paid for, after the horizon", name_);
    return is_later;
  }

  void make_asset() {
    asset_.price = run_.amount(owned_.count * unit_price_, name_);
    asset_.residual = to_minor(to_major(asset_.price) * owned_.residual.value);
    asset_.paid = run_.index(month_paid(owned_, run_.start()));
    asset_.in_service = run_.index(first_month_in_service(owned_, run_.start()));
    asset_.life = owned_.book_life.count;
    if (owned_.retire) {
      asset_.service_end = run_.index(*owned_.retire);
      asset_.removed = std::max({asset_.service_end - 1, asset_.paid, 0});
    }
    if (owned_.disposal) {
      asset_.removed = run_.index(owned_.disposal->month);
      asset_.service_end = std::min(asset_.service_end, asset_.removed + 1);
    }
    require(asset_.removed >= asset_.paid, "'{}': sold in month {}, paid in {}", name_,
            asset_.removed, asset_.paid);
  }

  std::string decline() const {
    return owned_.market_decline.per_year == 0
               ? ""
               : fmt::format(" of {}, falling {:.6g} %/year",
                             to_string(owned_.price_as_of.value_or(run_.start())),
                             100 * owned_.market_decline.per_year);
  }

  // `fields`: what the line rests on beside price and number.
  Posting posting(const char* what,
                  const char* unit,
                  const std::string& rule,
                  std::initializer_list<std::string_view> fields) const {
    Posting posting;
    posting.site = owned_.site;
    posting.component = run_.fleet_use().component(entry_);
    posting.category = Category::kHardware;
    posting.team = team_;
    posting.item = name_ + ": " + what;
    posting.unit = unit;
    posting.source = rule + "; " + source_;
    std::vector<LineOrigin> origins = origins_;
    for (const char* field : {".count", ".market_decline", ".price_as_of"}) {
      origins.push_back({"", path_ + field, ""});
    }
    posting.origins = run_.origins(std::move(origins), path_, fields);
    return posting;
  }
  const Shares& shares() const { return run_.fleet_use().over_horizon(entry_); }
  double count() const { return owned_.count; }

  // What was paid before the start is sunk.
  void purchase() {
    if (asset_.paid < 0) {
      return;
    }
    run_.post(asset_.paid, posting("purchase", "server", "servers x price", {}),
              {count(), unit_price_, asset_.price, 0, true}, shares());
  }

  void depreciation() {
    const Posting line = posting("depreciation", "server-month",
                                 "straight line to the residual value", {"residual", "book_life"});
    const int end = std::min({run_.months(), asset_.service_end, asset_.in_service + asset_.life});
    for (int m = std::max(asset_.in_service, 0); m < end; ++m) {
      const Minor part = depreciated(asset_, m) - depreciated(asset_, m - 1);
      run_.post(m, line, {count(), to_major(part) / count(), 0, part},
                run_.fleet_use().in_month(entry_, m));
    }
  }

  void support() {
    if (owned_.support.per_year <= 0) {
      return;
    }
    const Posting line = posting("support", "server-month", "price x " + path_ + ".support / 12",
                                 {"support", "support_escalation", "support_escalates"});
    for (int m = std::max(asset_.in_service, 0); m < std::min(run_.months(), asset_.service_end);
         ++m) {
      const double monthly = unit_price_ * owned_.support.per_year / 12 *
                             run_.escalation(owned_.support_escalation, asset_.in_service, m);
      run_.post_usage(m, line, count(), monthly, run_.fleet_use().in_month(entry_, m));
    }
  }

  void removal() {
    if (asset_.removed >= run_.months()) {
      return;
    }
    Minor proceeds = 0;
    if (owned_.disposal) {
      const double each = owned_.disposal->proceeds.base();
      proceeds = run_.amount(count() * each, name_);
      run_.post(asset_.removed,
                posting("disposal", "server", "servers x " + path_ + ".disposal.proceeds",
                        {"disposal.proceeds"}),
                {count(), -each, -proceeds, 0}, shares());
    }
    const Minor loss = asset_.price - depreciated(asset_, asset_.removed) - proceeds;
    const char* what = owned_.disposal ? "loss on disposal" : "write-off";
    run_.post(asset_.removed,
              posting(what, "server", "book value - proceeds",
                      {"residual", "book_life", "disposal.proceeds"}),
              {count(), to_major(loss) / count(), 0, loss}, shares());
  }

  CostRun& run_;
  std::size_t entry_;
  const std::string& name_;
  const std::string& team_;
  const OwnedServers& owned_;
  std::string path_;
  std::string source_;
  std::vector<LineOrigin> origins_;  // of the price
  double unit_price_{};
  Asset asset_;
};

}  // namespace

void price_owned_servers(CostRun& run, const Named<FleetEntry>& fleet) {
  for (std::size_t f = 0; f < fleet.size(); ++f) {
    if (fleet[f].second.owned) {
      OwnedEntry(run, f, fleet[f].first, fleet[f].second).price();
    }
  }
}

}  // namespace costwright::cost
