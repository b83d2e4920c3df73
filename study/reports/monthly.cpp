#include <array>

#include "study/reports/report.h"

namespace costwright::study {
namespace {

constexpr std::array kCategories{Category::kHardware, Category::kSoftware, Category::kStaffing,
                                 Category::kData,     Category::kCloud,    Category::kEnergy};

struct Sums {
  Minor cash{}, expense{};
};

struct MonthSums {
  Sums total;
  std::array<Sums, kCategories.size()> category;
};

std::vector<MonthSums> sums_by_month(const RunResult& result) {
  const Scenario& scenario = result.loaded.scenario;
  std::vector<MonthSums> months(static_cast<std::size_t>(scenario.horizon.count));
  for (const auto& line : result.ledger.lines) {
    MonthSums& month = months[static_cast<std::size_t>(line.period - scenario.start)];
    Sums& category = month.category[static_cast<std::size_t>(line.category)];
    for (Sums* sums : {&month.total, &category}) {
      sums->cash += line.cash;
      sums->expense += line.expense;
    }
  }
  return months;
}

std::vector<Column> monthly_columns() {
  std::vector<Column> columns{{"month", "month"},
                              {"calendar_year", "year"},
                              {"fiscal_year", "fiscal year"},
                              {"cash_total", "cash"},
                              {"expense_total", "expense"}};
  for (const char* basis : {"cash", "expense"}) {
    for (const auto category : kCategories) {
      const std::string name(to_string(category));
      columns.push_back({fmt::format("{}_{}", basis, name), fmt::format("{} {}", name, basis)});
    }
  }
  for (const char* name :
       {"book_value", "prepaid", "payables", "requests_offered", "requests_served", "input_tokens",
        "output_tokens", "it_kwh", "peak_it_kw", "device_hours_on", "device_hours_busy",
        "expense_per_1m_tokens"}) {
    columns.push_back({name, name});
  }
  return columns;
}

void add_money(std::vector<Cell>& row, const MonthSums& sums, const BalanceMonth& balance) {
  row.push_back(Amount{sums.total.cash});
  row.push_back(Amount{sums.total.expense});
  for (const auto& category : sums.category) {
    row.push_back(Amount{category.cash});
  }
  for (const auto& category : sums.category) {
    row.push_back(Amount{category.expense});
  }
  row.push_back(Amount{balance.book_value});
  row.push_back(Amount{balance.prepaid});
  row.push_back(Amount{balance.payables});
}

void add_physics(std::vector<Cell>& row, const PhysicalMonth& month, const MonthSums& sums) {
  WorkloadMonth all;
  for (const auto& w : month.workloads) {
    all.offered += w.offered;
    all.served += w.served;
    all.input_tokens += w.input_tokens;
    all.output_tokens += w.output_tokens;
  }
  FleetMonth fleet;
  for (const auto& f : month.fleet) {
    fleet.it_kwh += f.it_kwh;
    fleet.peak_it_kw += f.peak_it_kw;
    fleet.device_hours_on += f.device_hours_on;
    fleet.device_hours_busy += f.device_hours_busy;
  }
  for (const double value : {all.offered, all.served, all.input_tokens, all.output_tokens}) {
    row.push_back(figure(value, 0));
  }
  for (const double value :
       {fleet.it_kwh, fleet.peak_it_kw, fleet.device_hours_on, fleet.device_hours_busy}) {
    row.push_back(figure(value, 1));
  }
  // As for the unit costs of the whole horizon: the expense covers workloads without tokens too.
  const bool only_tokens =
      std::all_of(month.workloads.begin(), month.workloads.end(), [](const WorkloadMonth& w) {
        return w.served <= 0 || w.input_tokens + w.output_tokens > 0;
      });
  const double tokens = all.input_tokens + all.output_tokens;
  row.push_back(only_tokens && tokens > 0 ? figure(to_major(sums.total.expense) / tokens * 1e6, 4)
                                          : Cell());
}

}  // namespace

Table monthly_table(const RunResult& result) {
  Table table{"monthly", "By month", monthly_columns(), {}};
  const auto sums = sums_by_month(result);
  for (std::size_t m = 0; m < sums.size(); ++m) {
    const PhysicalMonth& month = result.monthly.physical.months[m];
    auto& row = table.rows.emplace_back();
    row.push_back(to_string(month.month));
    row.push_back(std::int64_t{month.month.year});
    row.push_back(std::int64_t{fiscal_year(month.month, result.loaded.scenario.fiscal_year_start)});
    add_money(row, sums[m], result.ledger.balances[m]);
    add_physics(row, month, sums[m]);
  }
  return table;
}

Table ledger_table(const RunResult& result) {
  Table table{"ledger", "Ledger", {}, {}};
  for (const char* name : {"period", "calendar_year", "fiscal_year", "site", "component",
                           "category", "workload", "team", "item", "quantity", "unit", "unit_price",
                           "cash", "expense", "currency", "paid_at", "allocation", "source"}) {
    table.columns.push_back({name, name});
  }
  const Scenario& scenario = result.loaded.scenario;
  for (const auto& line : result.ledger.lines) {
    table.rows.push_back(
        {to_string(line.period), std::int64_t{line.period.year},
         std::int64_t{fiscal_year(line.period, scenario.fiscal_year_start)}, line.site,
         std::string(to_string(line.component)), std::string(to_string(line.category)),
         line.workload, line.team, line.item, figure(line.quantity, 2), line.unit,
         figure(line.unit_price, 6), Amount{line.cash}, Amount{line.expense}, scenario.currency,
         std::string(line.at_start ? "start" : "end"), line.allocation, line.source});
  }
  return table;
}

}  // namespace costwright::study
