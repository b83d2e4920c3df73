// Costs as charts show them: sums of ledger lines by period and group.
#include <map>

#include "core/ledger/pivot.h"
#include "core/scenario/scenario.h"
#include "study/reports/chart_tables.h"
#include "study/reports/ledger_lines.h"
#include "study/reports/report.h"

namespace costwright::study {
namespace {

std::string group_of(const LedgerLine& line, CostGroup group) {
  switch (group) {
    case CostGroup::kCategory:
      return std::string(to_string(line.category));
    case CostGroup::kComponent:
      return std::string(to_string(line.component));
    case CostGroup::kWorkload:
      return line.workload;
    case CostGroup::kTeam:
      return line.team.empty() ? "no team" : line.team;
  }
  return "";
}

std::vector<std::string> groups_in_order(const Ledger& ledger, CostGroup group) {
  std::vector<std::string> names;
  // Enumerations in their own order, whatever month comes first.
  const auto all = group == CostGroup::kCategory    ? enum_names<Category>()
                   : group == CostGroup::kComponent ? enum_names<Component>()
                                                    : std::span<const std::string_view>();
  std::map<std::string, bool> seen;
  for (const auto& line : ledger.lines) {
    if (!std::exchange(seen[group_of(line, group)], true) && all.empty()) {
      names.push_back(group_of(line, group));
    }
  }
  for (const auto name : all) {
    if (seen.contains(std::string(name))) {
      names.emplace_back(name);
    }
  }
  return names;
}

std::string period_of(YearMonth month, CostPeriod period, int fiscal_year_start) {
  switch (period) {
    case CostPeriod::kMonth:
      return to_string(month);
    case CostPeriod::kQuarter:
      return fmt::format("{} Q{}", month.year, (month.month + 2) / 3);
    case CostPeriod::kCalendarYear:
      return std::to_string(month.year);
    case CostPeriod::kFiscalYear:
      break;
  }
  return fmt::format("FY{}", fiscal_year(month, fiscal_year_start));
}

const char* name_of(CostPeriod period) {
  return period == CostPeriod::kMonth ? "month" : "period";
}

// A row for each period of the horizon, in order.
std::vector<std::string> periods_of(const Scenario& scenario, CostPeriod period) {
  std::vector<std::string> labels;
  for (int m = 0; m < scenario.horizon.count; ++m) {
    std::string label = period_of(scenario.start + m, period, scenario.fiscal_year_start);
    if (labels.empty() || labels.back() != label) {
      labels.push_back(std::move(label));
    }
  }
  return labels;
}

Minor amount_of(const LedgerLine& line, CostBasis basis) {
  return basis == CostBasis::kCash ? line.cash : line.expense;
}

Cell share_of(double part, double whole) {
  return whole > 0 ? percent(part / whole) : Cell();
}

// Of all workloads that state an SLO.
Cell slo_share_in(const Scenario& scenario, const PhysicalMonth& month) {
  double offered = 0, within = 0;
  for (std::size_t w = 0; w < scenario.workloads.size(); ++w) {
    if (scenario.workloads[w].second.slo) {
      offered += month.workloads[w].offered;
      within += month.workloads[w].slo_met;
    }
  }
  return share_of(within, offered);
}

}  // namespace

std::span<const ChartOption<CostGroup>> cost_groups() {
  static constexpr ChartOption<CostGroup> kGroups[] = {{CostGroup::kCategory, "category"},
                                                       {CostGroup::kComponent, "component"},
                                                       {CostGroup::kWorkload, "workload"},
                                                       {CostGroup::kTeam, "team"}};
  return kGroups;
}

std::span<const ChartOption<CostPeriod>> cost_periods() {
  static constexpr ChartOption<CostPeriod> kPeriods[] = {
      {CostPeriod::kMonth, "month"},
      {CostPeriod::kQuarter, "quarter"},
      {CostPeriod::kCalendarYear, "calendar year"},
      {CostPeriod::kFiscalYear, "fiscal year"}};
  return kPeriods;
}

std::span<const ChartOption<CostBasis>> cost_bases() {
  static constexpr ChartOption<CostBasis> kBases[] = {
      {CostBasis::kExpense, "expense, when it is consumed"},
      {CostBasis::kCash, "cash, when it is paid"}};
  return kBases;
}

Table cost_by_month(const Evaluation& evaluation, CostGroup group, CostBasis basis) {
  return cost_by_period(evaluation, {group, basis, CostPeriod::kMonth});
}

Table cost_by_period(const Evaluation& evaluation, const CostView& view) {
  const Scenario& scenario = evaluation.scenario();
  const std::string period_name = name_of(view.period);
  Table table{fmt::format("cost_by_{}", period_name),
              fmt::format("Cost by {}, {}", period_name, scenario.currency),
              {{period_name, period_name}},
              {}};
  std::map<std::string, std::size_t> column, row;
  for (const auto& name : groups_in_order(evaluation.ledger, view.group)) {
    column[name] = table.columns.size();
    table.columns.push_back({name, name});
  }
  const auto labels = periods_of(scenario, view.period);
  for (std::size_t r = 0; r < labels.size(); ++r) {
    row[labels[r]] = r;
  }
  std::vector<std::vector<Minor>> sums(labels.size(), std::vector<Minor>(table.columns.size()));
  for (const auto& line : evaluation.ledger.lines) {
    const auto at = row.at(period_of(line.period, view.period, scenario.fiscal_year_start));
    sums[at][column.at(group_of(line, view.group))] += amount_of(line, view.basis);
  }
  for (std::size_t r = 0; r < labels.size(); ++r) {
    auto& cells = table.rows.emplace_back();
    cells.push_back(labels[r]);
    for (std::size_t c = 1; c < table.columns.size(); ++c) {
      cells.push_back(Amount{sums[r][c]});
    }
  }
  return table;
}

Table cost_totals(const Evaluation& evaluation, const CostView& view) {
  const Scenario& scenario = evaluation.scenario();
  std::map<std::string, Minor> totals;
  for (const auto& line : evaluation.ledger.lines) {
    totals[period_of(line.period, view.period, scenario.fiscal_year_start)] +=
        amount_of(line, view.basis);
  }
  Table table{"cost_totals",
              "Cost, " + scenario.currency,
              {{name_of(view.period), name_of(view.period)},
               {"total", "total"},
               {"cumulative", "cumulative"}},
              {}};
  Minor until = 0;
  for (const std::string& label : periods_of(scenario, view.period)) {
    until += totals[label];
    table.rows.push_back({label, Amount{totals[label]}, Amount{until}});
  }
  return table;
}

Table cost_table(const Evaluation& evaluation, const CostView& view, const Evaluation* baseline) {
  constexpr std::size_t kTotal = 1, kCumulative = 2;
  Table table = cost_by_period(evaluation, view);
  const Table totals = cost_totals(evaluation, view);
  table.columns.insert(table.columns.end(), {totals.columns[kTotal], totals.columns[kCumulative]});
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    table.rows[r].push_back(totals.rows[r][kTotal]);
    table.rows[r].push_back(totals.rows[r][kCumulative]);
  }
  if (baseline == nullptr) {
    return table;
  }
  std::map<std::string, Minor> then;
  for (const auto& row : cost_totals(*baseline, view).rows) {
    then[cell_text(row[0])] = std::get<Amount>(row[kTotal]).minor;
  }
  table.columns.push_back({"baseline", "baseline"});
  table.columns.push_back({"difference", "difference"});
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const auto found = then.find(cell_text(table.rows[r][0]));
    const bool is_there = found != then.end();
    const Minor now = std::get<Amount>(totals.rows[r][kTotal]).minor;
    table.rows[r].push_back(is_there ? Cell(Amount{found->second}) : Cell());
    table.rows[r].push_back(is_there ? Cell(Amount{now - found->second}) : Cell());
  }
  return table;
}

Table cost_lines(const Evaluation& evaluation,
                 const CostView& view,
                 const std::string& period,
                 const std::string& group) {
  const int start = evaluation.scenario().fiscal_year_start;
  std::vector<LedgerLine> lines;
  for (const auto& line : evaluation.ledger.lines) {
    const bool is_then = period.empty() || period_of(line.period, view.period, start) == period;
    if (is_then && (group.empty() || group_of(line, view.group) == group)) {
      lines.push_back(line);
    }
  }
  return ledger_lines(evaluation, lines);
}

Table cost_against(const Evaluation& now, const Evaluation* baseline) {
  Table table{"cost_against",
              "Cost by category, " + now.scenario().currency,
              {{"category", "category"},
               {"now", "now"},
               {"baseline", "baseline"},
               {"difference", "difference"}},
              {}};
  std::map<std::string, Minor> sums[2];
  for (const auto& row : pivot(now.ledger, Axis::kCategory)) {
    sums[0][row.label] = row.expense;
  }
  for (const auto& row :
       baseline != nullptr ? pivot(baseline->ledger, Axis::kCategory) : std::vector<PivotRow>()) {
    sums[1][row.label] = row.expense;
  }
  for (const auto name : enum_names<Category>()) {
    const std::string label(name);
    if (!sums[0].contains(label) && !sums[1].contains(label)) {
      continue;
    }
    const Minor a = sums[0][label];
    const Minor b = sums[1][label];
    table.rows.push_back({label, Amount{a}, baseline != nullptr ? Cell(Amount{b}) : Cell(),
                          baseline != nullptr ? Cell(Amount{a - b}) : Cell()});
  }
  return table;
}

Table headline_months(const Evaluation& evaluation) {
  const Table monthly = monthly_table(evaluation);
  const std::size_t month = column_of(monthly, "month"), cash = column_of(monthly, "cash_total"),
                    unit_cost = column_of(monthly, "expense_per_1m_tokens");
  Table table{"headline_months",
              "By month",
              {{"month", "month"},
               {"cash", "cash"},
               {"cumulative_cash", "cumulative cash"},
               {"expense_per_1m_tokens", "expense per 1M tokens"},
               {"slo_share", "within the SLO"}},
              {}};
  Minor until = 0;
  for (std::size_t m = 0; m < monthly.rows.size(); ++m) {
    const auto& row = monthly.rows[m];
    until += std::get<Amount>(row[cash]).minor;
    table.rows.push_back(
        {row[month], row[cash], Amount{until}, row[unit_cost],
         slo_share_in(evaluation.scenario(), evaluation.monthly->physical.months[m])});
  }
  return table;
}

}  // namespace costwright::study
