#pragma once
// What the cost rules share: one run of price(), where rules post lines, enter assets and prepaid
// terms, and look up prices. A rule is one function in its category's file and one row of the table
// in price.cpp.
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/catalog/facts.h"
#include "core/cost/allocation.h"
#include "core/cost/assets.h"
#include "core/cost/price.h"
#include "core/ledger/labels.h"
#include "core/scenario/values.h"
#include "core/units/quantity.h"

namespace costwright {
struct ApplicationService;
class Catalog;
class Row;
struct Credit;
struct DataActivity;
struct Deployment;
struct EgressItem;
struct Escalation;
struct FleetEntry;
struct LoadedScenario;
struct Model;
struct Site;
struct SavingsPlan;
struct SoftwareItem;
struct StaffRole;
struct StorageItem;
struct TrainingRun;
}  // namespace costwright

namespace costwright::cost {

// A price, tariff or wage together with where it comes from ("scenario fleet.a.cloud.price" or the
// catalogue row). Only a stated one may be a list by month.
struct Price {
  Dated<double> value;
  std::string source;
  std::vector<LineOrigin> origins;
};

// The price that the scenario states as `path`.
inline Price stated_price(Dated<double> value, const std::string& path) {
  return {std::move(value), "scenario " + path, {{"", path, ""}}};
}

inline LineOrigin origin_of(const Fact& fact) {
  return {fact.table, fact.key, fact.column};
}

// A stated price as numbers of `unit`.
template <Dim D>
std::optional<Dated<double>> stated_in(const std::optional<Dated<Quantity<D>>>& price,
                                       Quantity<D> unit = Quantity<D>(1)) {
  return price ? std::optional(price->map([unit](Quantity<D> one) {
    return one.in(unit);
  }))
               : std::nullopt;
}

struct CatalogCell {
  std::string_view table, key, column;
  std::string named_at;  // the scenario's field that names the row
  double times = 1;      // its price, in the unit of the one that is stated
};

// What all lines of one item have in common.
struct Posting {
  std::string site;
  Component component{};
  Category category{};
  std::string team = kUnassignedTeam;
  std::string item, unit, source;
  int origins = OriginSets::kNone;
};

struct Payment {
  double quantity{}, unit_price{};
  Minor cash{}, expense{};
  bool at_start = false;
};

// Months of the horizon: first, and first after the last.
struct MonthRange {
  int begin{}, end{};
};

// What one rule did beside posting lines.
struct RuleResult {
  std::vector<Asset> assets;
  std::vector<Prepaid> prepaid;
  std::vector<Commitment> commitments;
  std::vector<CommitmentUse> commitment_use;
  std::vector<CataloguePrice> catalogue_prices;
  double carbon_kg{}, facility_kwh{}, owned_it_kwh{}, cloud_it_kwh{};
  FactLog facts;
  bool spoke = false;  // of a mistake or a doubt, at the scenario's line
};
// Of all rules, in their order, and where their lines stand in the ledger.
struct RuleResults {
  std::vector<std::shared_ptr<const RuleResult>> rules;
  std::vector<std::size_t> lines_end;  // [month x rules + rule]: one past its last line
};

struct CostRule;

class CostRun {
 public:
  CostRun(const LoadedScenario& loaded,
          const Catalog& catalog,
          const Physical& physical,
          Diagnostics& diagnostics);

  const Catalog& catalog() const { return catalog_; }
  const FleetUse& fleet_use() const { return use_; }
  const PhysicalMonth& physical(int month) const {
    return physical_.months[static_cast<std::size_t>(month)];
  }
  const FleetMonth& fleet(std::size_t entry, int month) const {
    return physical(month).fleet[entry];
  }
  FactLog& facts() { return result_.facts; }
  Diagnostics& diagnostics() { return diagnostics_; }

  int months() const { return static_cast<int>(physical_.months.size()); }
  YearMonth start() const { return start_; }
  YearMonth month(int m) const { return start_ + m; }
  int hours(int m) const { return hours_in(month(m)); }
  // Months from the start; may lie outside the horizon.
  int index(YearMonth month) const { return month - start_; }
  MonthRange range(const std::optional<YearMonth>& from,
                   const std::optional<YearMonth>& until) const;
  // The price in `month` of an item that begins in month `first`: the list's, or what it has risen
  // to.
  double price_in(const Price& price, const Escalation& escalation, int first, int month) const;
  // What the price of an item that begins in month `first` is multiplied by in `month`.
  double escalation(const Escalation& escalation, int first, int month) const;

  Place place(const std::string& path) const;
  void error(const std::string& path, std::string message, std::string hint = {});
  // The catalogue row; null, with an error at `path`, when unknown.
  const Row* find(std::string_view table, std::string_view key, const std::string& path);
  // A figure of a row, entered in the facts; an error at `path` when blank. The hint: `otherwise`,
  // or to state the figure as `path`.
  std::optional<Price> figure(const Row& row,
                              std::string_view column,
                              const std::string& path,
                              const std::string& otherwise = {});
  // A figure that the row has, entered in the facts.
  LineOrigin used(const Row& row, std::string_view column);
  // As figure(), for a price: the catalogue's are in USD.
  std::optional<Price> money(const Row& row,
                             std::string_view column,
                             const std::string& path,
                             const std::string& otherwise = {});
  // The stated price, else the catalogue's for `cell`; an error at `path` when there is neither.
  std::optional<Price> price(const std::optional<Dated<double>>& stated,
                             const std::string& path,
                             const CatalogCell& cell);
  // As money(), where stating `path` is all that it takes to replace the price, unit and all.
  std::optional<Price> replaceable(const Row& row,
                                   std::string_view column,
                                   const std::string& path);
  // A warning when a stated price is ten times off the catalogue's: a slipped point, a wrong unit.
  void compare_with_catalogue(const Dated<double>& stated,
                              const std::string& path,
                              const CatalogCell& cell);
  // Null, without an error, where the catalogue has no such row.
  const Row* row_of(std::string_view table,
                    std::string_view key,
                    const std::string& named_at) const;
  // The catalogue's figure, entered in the facts; nullopt, without an error, where it has none.
  std::optional<double> known(const CatalogCell& cell);
  int workload(const std::string& name) const;  // its index
  // Of lines that are paid for `path`, whose price has the first origins, and which rest on these
  // fields of it as well.
  int origins(std::vector<LineOrigin> of_price,
              const std::string& path,
              std::initializer_list<std::string_view> fields) {
    for (const std::string_view field : fields) {
      of_price.push_back({"", path + "." + std::string(field), ""});
    }
    return ledger_.origins.add(ItemOrigins{path, std::move(of_price)});
  }

  // quantity x unit price, paid when used, at the month's end.
  void post_usage(int month,
                  const Posting& posting,
                  double quantity,
                  double unit_price,
                  const Shares& shares = {});
  // One line for each part of `shares`; the parts add up to the payment. `month` lies inside the
  // horizon.
  void post(int month, const Posting& posting, const Payment& payment, const Shares& shares = {});
  // Those posted so far in a month.
  std::span<const LedgerLine> lines(int month) const {
    return lines_[static_cast<std::size_t>(month)];
  }
  void append(int month, LedgerLine line) {
    lines_[static_cast<std::size_t>(month)].push_back(std::move(line));
  }
  // Cents of quantity x price; an amount from 1e13 on is an error and counts as 0.
  Minor amount(double value, const std::string& item);

  void own(const Asset& asset) { result_.assets.push_back(asset); }
  void prepay(const Prepaid& prepaid) { result_.prepaid.push_back(prepaid); }
  // `last`: month from the start, beyond the horizon.
  void commit(const std::string& item, int last, Minor amount);
  void report(const CommitmentUse& use) { result_.commitment_use.push_back(use); }
  void add_energy(double it_kwh, double facility_kwh, bool owned);
  void add_carbon(double kwh, std::optional<double> g_per_kwh);

  // One rule after the other: each is applied, or has its lines and its result taken over.
  void apply(const CostRule& rule);
  void take_over(std::size_t rule, const EarlierPricing& from);
  void make_room(const EarlierPricing& as);  // for as many lines, before the first rule
  // `facts` gets those of all rules.
  Pricing finish(FactLog& facts);

 private:
  void end_rule(std::shared_ptr<const RuleResult> result);
  void gather_lines();
  void gather_results(FactLog& facts);
  std::optional<Fact> fact_of(const CatalogCell& cell) const;
  BalanceMonth balance(int month) const;
  std::vector<std::string> not_declared() const;
  std::vector<std::string> bare_sites() const;
  void check_total();
  const std::string& team(const Posting& posting, const Shares& shares, int workload) const;
  // `part`: what falls to the workload.
  void add_line(
      int month, const Posting& posting, const Payment& part, const Shares& shares, int workload);

  const LoadedScenario& loaded_;
  const Catalog& catalog_;
  const Physical& physical_;
  Diagnostics& diagnostics_;
  YearMonth start_;
  FleetUse use_;
  Ledger ledger_;
  std::vector<std::vector<LedgerLine>> lines_;  // by month
  RuleResult result_;                           // of the rule that is being applied
  RuleResults results_;
  std::vector<std::vector<std::size_t>> ends_;  // by rule, then month: lines of the month so far
};

// Quantity x unit price of a served volume, split over the workloads that caused it.
struct ServedRequests {
  double requests{};
  Shares shares;
};
// Requests served in a month by one workload, or by all (shared by requests) when `workload` is
// nullopt.
ServedRequests served_requests(const CostRun& run, std::optional<int> workload, int month);

struct CostRule {
  std::string_view name;
  Category category;
  std::string_view doc;     // formula
  std::string_view source;  // entry of docs/references.md
  void (*apply)(CostRun&, const Scenario&);
  // Whether the sections that it reads are equal; null: it reads other rules' lines.
  bool (*reads_the_same)(const Scenario&, const Scenario&);
};
std::span<const CostRule> cost_rules();

// Each is given the sections of the scenario that it reads.
void price_owned_servers(CostRun& run, const Named<FleetEntry>& fleet);
void price_electricity(CostRun& run, const Named<Site>& sites, const Named<FleetEntry>& fleet);
void price_colocation(CostRun& run, const Named<Site>& sites, const Named<FleetEntry>& fleet);
void price_cloud_instances(CostRun& run,
                           const Named<FleetEntry>& fleet,
                           const Named<SavingsPlan>& savings_plans);
void price_application(CostRun& run, const Named<ApplicationService>& application);
void price_apis(CostRun& run, const Named<Deployment>& serving);
void price_egress(CostRun& run, const Named<EgressItem>& egress);
void price_training(CostRun& run, const Named<TrainingRun>& training, const Named<Model>& models);
void price_software(CostRun& run,
                    const Named<SoftwareItem>& software,
                    const Named<FleetEntry>& fleet);
void price_staff(CostRun& run, const Named<StaffRole>& staff);
void price_data_activities(CostRun& run, const Named<DataActivity>& data_pipeline);
void price_storage(CostRun& run, const Named<StorageItem>& storage);
// After all others.
void price_credits(CostRun& run, const Named<Credit>& credits);

}  // namespace costwright::cost
