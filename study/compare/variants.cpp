#include "study/compare/variants.h"

#include <algorithm>
#include <map>

#include "core/ledger/by_month.h"
#include "core/scenario/loaded.h"

namespace costwright::study {
namespace {

Cell written(const std::string& value) {
  return value.empty() ? Cell() : Cell(value);
}

const char* better_of(const Metric& metric) {
  return metric.better == Better::kLower    ? "lower"
         : metric.better == Better::kHigher ? "higher"
                                            : "";
}

bool has_number(const ComparedRow& row) {
  return std::any_of(row.columns.begin(), row.columns.end(), [](const MetricRow& column) {
    return number_of(column.value).has_value();
  });
}

}  // namespace

std::vector<BridgeEnd> variants_of(const ScenarioSource& source) {
  std::vector<BridgeEnd> ends{{kBaseVariant, source}};
  ends.front().source.variant.clear();
  Diagnostics unheard;
  const auto loaded = read_scenario(ends.front().source, unheard);
  for (const std::string& name : loaded ? loaded->variants : std::vector<std::string>{}) {
    ends.push_back({name, source});
    ends.back().source.variant = name;
  }
  return ends;
}

Table changed_fields(const std::vector<BridgeEnd>& ends, Diagnostics& diagnostics) {
  Table table{"changed_fields", "What differs", {{"field", "field"}}, {}};
  std::vector<std::optional<ScenarioTree>> trees;
  for (const BridgeEnd& end : ends) {
    table.columns.push_back({end.name, end.name});
    trees.push_back(read_source(end.source, diagnostics));
  }
  if (trees.empty() || !trees.front()) {
    return table;
  }
  std::vector<std::string> paths;  // in the order in which they are found
  std::map<std::string, std::string> before;
  std::vector<std::map<std::string, std::string>> after(ends.size());
  for (std::size_t end = 1; end < ends.size(); ++end) {
    for (const TreeDifference& difference :
         trees[end] ? differences(*trees.front(), *trees[end]) : std::vector<TreeDifference>{}) {
      if (before.emplace(difference.path, difference.before).second) {
        paths.push_back(difference.path);
      }
      after[end][difference.path] = difference.after;
    }
  }
  for (const std::string& path : paths) {
    auto& row = table.rows.emplace_back();
    row = {path, written(before[path])};
    for (std::size_t end = 1; end < ends.size(); ++end) {
      const auto found = after[end].find(path);
      row.push_back(written(found == after[end].end() ? before[path] : found->second));
    }
  }
  return table;
}

Table figures_by_column(const Comparison& comparison) {
  Table table{"figures",
              "Figures",
              {{"metric", "figure"}, {"key", "of"}, {"unit", "unit"}, {"better", "better"}},
              {}};
  for (const std::string& name : comparison.names) {
    table.columns.push_back({name, name});
  }
  for (const ComparedRow& row : comparison.rows) {
    if (!has_number(row)) {
      continue;
    }
    auto& cells = table.rows.emplace_back();
    cells = {std::string(row.metric->label), written(row.key),
             unit_text(*row.metric, comparison.currency), written(better_of(*row.metric))};
    for (const MetricRow& column : row.columns) {
      cells.push_back(column.value);
    }
  }
  return table;
}

Table variant_columns(const std::vector<BridgeEnd>& ends,
                      const Comparison& comparison,
                      Diagnostics& diagnostics) {
  constexpr std::ptrdiff_t kBesideFigure = 3;  // of, unit, better
  Table table = figures_by_column(comparison);
  std::vector<std::vector<Cell>> rows = changed_fields(ends, diagnostics).rows;
  for (auto& row : rows) {
    row.insert(row.begin() + 1, kBesideFigure, Cell());
  }
  table.rows.insert(table.rows.begin(), rows.begin(), rows.end());
  return table;
}

Table cumulative_cash(const std::vector<Alternative>& alternatives) {
  Table table{"cumulative_cash", "Cash paid so far", {{"month", "month"}}, {}};
  if (alternatives.empty()) {
    return table;
  }
  YearMonth start = alternatives.front().evaluation.scenario().start;
  YearMonth end = start;
  for (const Alternative& alternative : alternatives) {
    const Scenario& scenario = alternative.evaluation.scenario();
    start = std::min(start, scenario.start);
    end = std::max(end, scenario.start + scenario.horizon.count);
    table.columns.push_back({alternative.name, alternative.name});
  }
  for (int m = 0; m < end - start; ++m) {
    table.rows.push_back({to_string(start + m)});
  }
  for (const Alternative& alternative : alternatives) {
    const Scenario& scenario = alternative.evaluation.scenario();
    const auto first = static_cast<std::size_t>(scenario.start - start);
    const std::vector<Minor> cash =
        cash_by_month(alternative.evaluation.ledger, scenario.start, scenario.horizon.count);
    Minor until = 0;
    for (std::size_t m = 0; m < table.rows.size(); ++m) {
      const bool is_within = m >= first && m - first < cash.size();
      until += is_within ? cash[m - first] : 0;
      table.rows[m].push_back(is_within ? Cell(Amount{until}) : Cell());
    }
  }
  return table;
}

}  // namespace costwright::study
