#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "core/catalog/catalog.h"
#include "core/cost/rules.h"
#include "core/scenario/loaded.h"

namespace costwright::cost {
namespace {

constexpr double kLargestAmount = 1e13;

std::string workload_label(const Scenario& scenario, int workload) {
  if (workload == kIdle) {
    return kIdleLabel;
  }
  return workload == kOverhead ? kOverheadLabel
                               : scenario.workloads[static_cast<std::size_t>(workload)].first;
}

bool is_far_off(double stated, double known) {
  constexpr double kFarOff = 10;
  return known > 0 && stated > 0 && (stated >= kFarOff * known || stated * kFarOff <= known);
}

}  // namespace

CostRun::CostRun(const LoadedScenario& loaded,
                 const Catalog& catalog,
                 const Physical& physical,
                 Diagnostics& diagnostics)
    : loaded_(loaded),
      catalog_(catalog),
      physical_(physical),
      diagnostics_(diagnostics),
      start_(loaded.scenario.start),
      use_(loaded.scenario, physical),
      lines_(physical.months.size()) {}

MonthRange CostRun::range(const std::optional<YearMonth>& from,
                          const std::optional<YearMonth>& until) const {
  const int begin = from ? std::clamp(index(*from), 0, months()) : 0;
  const int end = until ? std::clamp(index(*until), 0, months()) : months();
  return {begin, std::max(begin, end)};
}

double CostRun::escalation(const Escalation& escalation, int first, int m) const {
  return escalation_factor(escalation, month(first), month(m));
}

double CostRun::price_in(const Price& price, const Escalation& rise, int first, int m) const {
  return price.value.in(month(m)) * escalation(rise, first, m);
}

Place CostRun::place(const std::string& path) const {
  return place_of(loaded_, path);
}

void CostRun::error(const std::string& path, std::string message, std::string hint) {
  diagnostics_.error(place(path), std::move(message), std::move(hint));
}

const Row* CostRun::find(std::string_view table, std::string_view key, const std::string& path) {
  return catalog_.find(table, key, place(path), diagnostics_);
}

LineOrigin CostRun::used(const Row& row, std::string_view column) {
  const Fact fact = row.fact(column).value();
  facts().use(fact);
  return origin_of(fact);
}

std::optional<Price> CostRun::figure(const Row& row,
                                     std::string_view column,
                                     const std::string& path,
                                     const std::string& otherwise) {
  const auto fact = row.fact(column);
  if (!fact) {
    error(path, fmt::format("the catalogue's '{}' has no {}", row.key(), column),
          otherwise.empty() ? fmt::format("state it as {}", path) : otherwise);
    return std::nullopt;
  }
  facts().use(*fact);
  return Price{fact->value,
               fmt::format("{} {} {} ({}, {})", fact->table, fact->key, fact->column,
                           to_string(fact->status), fact->as_of),
               {origin_of(*fact)}};
}

std::optional<Price> CostRun::money(const Row& row,
                                    std::string_view column,
                                    const std::string& path,
                                    const std::string& otherwise) {
  require(loaded_.scenario.currency == "USD", "currency = {}: the catalogue's prices are in USD",
          loaded_.scenario.currency);
  return figure(row, column, path, otherwise);
}

std::optional<Price> CostRun::replaceable(const Row& row,
                                          std::string_view column,
                                          const std::string& path) {
  auto price = money(row, column, path);
  if (price) {
    result_.catalogue_prices.push_back({path, price->value.first()});
  }
  return price;
}

std::optional<Price> CostRun::price(const std::optional<Dated<double>>& stated,
                                    const std::string& path,
                                    const CatalogCell& cell) {
  if (stated) {
    compare_with_catalogue(*stated, path, cell);
    return stated_price(*stated, path);
  }
  const Row* row = find(cell.table, cell.key, cell.named_at);
  return row == nullptr ? std::nullopt : replaceable(*row, cell.column, path);
}

// A row that is not there is told by whoever needs it.
const Row* CostRun::row_of(std::string_view table,
                           std::string_view key,
                           const std::string& named_at) const {
  Diagnostics unknown;
  return catalog_.find(table, key, place(named_at), unknown);
}

std::optional<Fact> CostRun::fact_of(const CatalogCell& cell) const {
  const Row* row = row_of(cell.table, cell.key, cell.named_at);
  return row != nullptr ? row->fact(cell.column) : std::nullopt;
}

std::optional<double> CostRun::known(const CatalogCell& cell) {
  const auto fact = fact_of(cell);
  if (!fact) {
    return std::nullopt;
  }
  facts().use(*fact);
  return fact->value;
}

void CostRun::compare_with_catalogue(const Dated<double>& stated,
                                     const std::string& path,
                                     const CatalogCell& cell) {
  const auto fact = fact_of(cell);
  const double known = fact ? fact->value * cell.times : 0;
  for (const auto& [month, price] : stated.steps()) {
    if (is_far_off(price, known)) {
      const std::string at = stated.by_month() ? path + "." + to_string(month) : path;
      diagnostics_.warning(
          place(at),
          fmt::format("{} = {:.6g} USD is {} the catalogue's {:.6g} USD", at, price,
                      price > known ? "ten times or more" : "a tenth or less of", known),
          fmt::format("catalogue: {} '{}', {} of {}", cell.table, fact->key, fact->source,
                      fact->as_of));
    }
  }
}

int CostRun::workload(const std::string& name) const {
  const auto& all = loaded_.scenario.workloads;
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& entry) {
    return entry.first == name;
  });
  require(found != all.end(), "there is no workload '{}'", name);
  return static_cast<int>(found - all.begin());
}

Minor CostRun::amount(double value, const std::string& item) {
  if (std::abs(value) < kLargestAmount) {
    return to_minor(value);
  }
  diagnostics_.error(place(""),
                     fmt::format("{}: an amount of {:g} {} is beyond what a ledger line can hold",
                                 item, value, loaded_.scenario.currency),
                     "check the quantities, prices and escalations of this item");
  return 0;
}

void CostRun::post_usage(
    int m, const Posting& posting, double quantity, double unit_price, const Shares& shares) {
  const Minor cost = amount(quantity * unit_price, posting.item);
  post(m, posting, {quantity, unit_price, cost, cost}, shares);
}

void CostRun::post(int m, const Posting& posting, const Payment& payment, const Shares& shares) {
  require(m >= 0 && m < months(), "{}: month {} of {}", posting.item, m, months());
  if (shares.parts.size() == 1) {  // most are: nothing to split
    add_line(m, posting, payment, shares, shares.parts.front().workload);
    return;
  }
  std::vector<double> weights(shares.parts.size());
  std::transform(shares.parts.begin(), shares.parts.end(), weights.begin(), [](const auto& part) {
    return part.weight;
  });
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  const auto cash = split_minor(payment.cash, weights);
  const auto expense = split_minor(payment.expense, weights);
  Payment part = payment;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    part.quantity = payment.quantity * (weights[i] / sum);
    part.cash = cash[i];
    part.expense = expense[i];
    add_line(m, posting, part, shares, shares.parts[i].workload);
  }
}

void CostRun::add_line(
    int m, const Posting& posting, const Payment& part, const Shares& shares, int workload) {
  constexpr std::size_t kUsualLines = 16;
  auto& lines = lines_[static_cast<std::size_t>(m)];
  if (lines.empty()) {
    lines.reserve(kUsualLines);
  }
  LedgerLine& line = lines.emplace_back();
  line.period = month(m);
  line.site = posting.site;
  line.component = posting.component;
  line.category = posting.category;
  line.workload = workload_label(loaded_.scenario, workload);
  line.team = team(posting, shares, workload);
  line.item = posting.item;
  line.quantity = part.quantity;
  line.unit = posting.unit;
  line.unit_price = part.unit_price;
  line.cash = part.cash;
  line.expense = part.expense;
  line.at_start = part.at_start;
  line.allocation = shares.allocation;
  line.source = posting.source;
  line.origins = posting.origins;
}

// A workload without a team leaves its part to the item's.
const std::string& CostRun::team(const Posting& posting, const Shares& shares, int workload) const {
  if (workload < 0 || !shares.workload_team) {
    return posting.team;
  }
  const auto& name = loaded_.scenario.workloads[static_cast<std::size_t>(workload)].second.team;
  return name == kUnassignedTeam ? posting.team : name;
}

void CostRun::commit(const std::string& item, int last, Minor amount) {
  require(last >= months(), "{}: a commitment to month {} of {}", item, last, months());
  result_.commitments.push_back({item, month(last), amount});
}

void CostRun::add_energy(double it_kwh, double facility_kwh, bool owned) {
  (owned ? result_.owned_it_kwh : result_.cloud_it_kwh) += it_kwh;
  result_.facility_kwh += owned ? facility_kwh : 0;
}

void CostRun::add_carbon(double kwh, std::optional<double> g_per_kwh) {
  if (kwh > 0) {
    result_.carbon_kg +=
        g_per_kwh ? kwh * *g_per_kwh / 1000 : std::numeric_limits<double>::quiet_NaN();
  }
}

BalanceMonth CostRun::balance(int m) const {
  BalanceMonth balance{month(m), 0, 0, 0};
  for (const auto& rule : results_.rules) {
    for (const auto& asset : rule->assets) {
      balance.book_value += book_value(asset, m);
      balance.payables += payable(asset, m);
    }
    for (const auto& prepaid : rule->prepaid) {
      balance.prepaid += prepaid_balance(prepaid, m);
    }
  }
  return balance;
}

std::vector<std::string> CostRun::not_declared() const {
  const Scenario& s = loaded_.scenario;
  const std::pair<Component, bool> sections[] = {
      {Component::kDataPipeline, !s.data_pipeline.empty() || !s.storage.empty()},
      {Component::kTraining, !s.training.empty()},
      {Component::kServing, !s.serving.empty() || !s.fleet.empty()},
      {Component::kApplication, !s.application.empty() || !s.egress.empty()}};
  std::vector<std::string> missing;
  for (const auto& [component, has_section] : sections) {
    const bool has_line =
        std::any_of(ledger_.lines.begin(), ledger_.lines.end(), [c = component](const auto& line) {
          return line.component == c;
        });
    if (!has_section && !has_line) {
      missing.emplace_back(to_string(component));
    }
  }
  if (s.staff.empty()) {
    missing.emplace_back(to_string(Category::kStaffing));
  }
  if (s.software.empty()) {
    missing.emplace_back(to_string(Category::kSoftware));
  }
  for (auto& site : bare_sites()) {
    missing.push_back(std::move(site));
  }
  return missing;
}

// Owned servers on floor space for which nobody pays.
std::vector<std::string> CostRun::bare_sites() const {
  std::vector<std::string> names;
  for (const auto& [name, site] : loaded_.scenario.sites) {
    const bool has_servers = std::any_of(loaded_.scenario.fleet.begin(),
                                         loaded_.scenario.fleet.end(), [&n = name](const auto& f) {
                                           return f.second.owned && f.second.owned->site == n;
                                         });
    if (has_servers && !site.colocation) {
      names.push_back(fmt::format("site {} (space, cooling plant, connection)", name));
    }
  }
  return names;
}

// Sums of cents have 64 bits.
void CostRun::check_total() {
  constexpr double kMost = 9e18;
  double cash = 0;
  double expense = 0;
  for (const LedgerLine& line : ledger_.lines) {
    cash += std::abs(static_cast<double>(line.cash));
    expense += std::abs(static_cast<double>(line.expense));
  }
  if (std::max(cash, expense) > kMost) {
    error("",
          fmt::format("the total of {:.2g} {} exceeds what cents can hold (9e16)",
                      std::max(cash, expense) / 100, loaded_.scenario.currency),
          "check quantities, prices and escalations");
  }
}

void CostRun::apply(const CostRule& rule) {
  result_ = {};
  const std::size_t said = diagnostics_.all().size();
  rule.apply(*this, loaded_.scenario);
  result_.spoke = diagnostics_.all().size() > said;
  end_rule(std::make_shared<const RuleResult>(std::move(result_)));
}

void CostRun::make_room(const EarlierPricing& as) {
  const std::size_t rules = as.results.rules.size();
  std::size_t begin = 0;
  for (std::size_t m = 0; m < lines_.size(); ++m) {
    const std::size_t end = as.results.lines_end[(m + 1) * rules - 1];
    lines_[m].reserve(end - begin);
    begin = end;
  }
}

void CostRun::take_over(std::size_t rule, const EarlierPricing& from) {
  const std::size_t rules = from.results.rules.size();
  std::map<int, int> origins;  // there -> here
  for (std::size_t m = 0; m < lines_.size(); ++m) {
    const std::size_t at = m * rules + rule;
    const std::size_t begin = at == 0 ? 0 : from.results.lines_end[at - 1];
    for (std::size_t i = begin; i < from.results.lines_end[at]; ++i) {
      LedgerLine& line = lines_[m].emplace_back(from.ledger.lines[i]);
      const auto [known, is_new] = origins.try_emplace(line.origins);
      if (is_new) {
        known->second = ledger_.origins.add(from.ledger.origins.set(line.origins));
      }
      line.origins = known->second;
    }
  }
  end_rule(from.results.rules[rule]);
}

void CostRun::end_rule(std::shared_ptr<const RuleResult> result) {
  results_.rules.push_back(std::move(result));
  auto& ends = ends_.emplace_back();
  ends.reserve(lines_.size());
  for (const auto& month : lines_) {
    ends.push_back(month.size());
  }
}

void CostRun::gather_lines() {
  std::size_t count = 0;
  for (std::size_t m = 0; m < lines_.size(); ++m) {
    for (const auto& ends : ends_) {
      results_.lines_end.push_back(count + ends[m]);
    }
    count += lines_[m].size();
  }
  ledger_.lines.reserve(count);
  for (auto& month : lines_) {
    std::move(month.begin(), month.end(), std::back_inserter(ledger_.lines));
  }
}

void CostRun::gather_results(FactLog& facts) {
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  for (const auto& rule : results_.rules) {
    append(ledger_.commitments, rule->commitments);
    append(ledger_.commitment_use, rule->commitment_use);
    append(ledger_.catalogue_prices, rule->catalogue_prices);
    ledger_.carbon_kg += rule->carbon_kg;
    ledger_.facility_kwh += rule->facility_kwh;
    ledger_.owned_it_kwh += rule->owned_it_kwh;
    ledger_.cloud_it_kwh += rule->cloud_it_kwh;
    facts.use(rule->facts);
  }
}

Pricing CostRun::finish(FactLog& facts) {
  gather_lines();
  gather_results(facts);
  check_total();
  const BalanceMonth before = balance(-1);
  ledger_.opening = before.book_value + before.prepaid - before.payables;
  for (int m = 0; m < months(); ++m) {
    ledger_.balances.push_back(balance(m));
  }
  ledger_.not_declared = not_declared();
  return {std::move(ledger_), std::make_shared<const RuleResults>(std::move(results_))};
}

ServedRequests served_requests(const CostRun& run, std::optional<int> workload, int month) {
  const auto& all = run.physical(month).workloads;
  if (workload) {
    return {all[static_cast<std::size_t>(*workload)].served, direct_share(*workload)};
  }
  ServedRequests result{0, shares_by_key(Allocation::kRequests, run.physical(month))};
  for (const auto& w : all) {
    result.requests += w.served;
  }
  return result;
}

}  // namespace costwright::cost
