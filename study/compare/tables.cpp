#include "study/compare/tables.h"

#include "core/files.h"

namespace costwright::study {
namespace {

Cell mark_cell(Mark mark) {
  return mark == Mark::kNone ? Cell() : Cell(std::string(to_string(mark)));
}

Table table_of(std::string name, const std::vector<std::string>& columns) {
  Table table{std::move(name), "", {}, {}};
  for (const std::string& column : columns) {
    table.columns.push_back({column, column});
  }
  return table;
}

Table figures_table(const Comparison& comparison) {
  Table table =
      table_of("compare", {"section", "metric", "key", "unit", "column", "value", "low", "high",
                           "mark", "difference", "difference_share", "difference_low",
                           "difference_high", "difference_fast", "difference_slow", "note"});
  for (const ComparedRow& row : comparison.rows) {
    for (std::size_t c = 0; c < row.columns.size(); ++c) {
      const MetricRow& one = row.columns[c];
      const Difference& to_first = row.differences[c];
      table.rows.push_back({std::string(row.metric->section), std::string(row.metric->name),
                            row.key, unit_text(*row.metric, comparison.currency),
                            comparison.names[c], one.value, one.low, one.high, mark_cell(one.mark),
                            to_first.value, percent(to_first.share), to_first.low, to_first.high,
                            figure(to_first.fast), figure(to_first.slow), one.note});
    }
  }
  return table;
}

template <class Function>
void for_each_speed(Function function) {
  for (const Speed speed : kSpeeds) {
    function(std::string(to_string(speed)), static_cast<std::size_t>(speed));
  }
}

Table verdict_table(const Comparison& comparison) {
  Table table = table_of("verdict", {"metric", "speed", "winner", "is_tie", "better_but_unfit"});
  for (const Verdict& verdict : comparison.verdicts) {
    for_each_speed([&](const std::string& speed, std::size_t s) {
      const Winner& winner = verdict.at[s];
      std::vector<std::string> unfit;
      for (const std::size_t c : winner.disqualified) {
        unfit.push_back(comparison.names[c]);
      }
      table.rows.push_back(
          {std::string(verdict.metric->name), speed,
           winner.column ? Cell(comparison.names[*winner.column]) : Cell(),
           std::string(winner.is_tie ? "yes" : "no"),
           unfit.empty() ? Cell() : Cell(fmt::format("{}", fmt::join(unfit, ", ")))});
    });
  }
  return table;
}

Table faults_table(const Comparison& comparison) {
  Table table = table_of("faults", {"column", "speed", "fault"});
  for (std::size_t c = 0; c < comparison.names.size(); ++c) {
    for_each_speed([&](const std::string& speed, std::size_t s) {
      for (const std::string& fault : comparison.faults[c][s]) {
        table.rows.push_back({comparison.names[c], speed, fault});
      }
    });
  }
  return table;
}

Table leads_table(const Comparison& comparison) {
  Table table =
      table_of("leads", {"column", "speed", "basis", "from_month", "from_hour", "has_paid_less"});
  const auto add = [&](std::size_t c, const std::string& speed, const char* basis,
                       const std::vector<LeadFrom>& leads) {
    for (const LeadFrom& lead : leads) {
      table.rows.push_back({comparison.names[c], speed, std::string(basis), to_string(lead.month),
                            figure(lead.hours, 1),
                            comparison.names[lead.lead == Lead::kAlternative ? c : 0]});
    }
  };
  for (std::size_t c = 1; c < comparison.names.size(); ++c) {
    for_each_speed([&](const std::string& speed, std::size_t s) {
      add(c, speed, "cash", comparison.crossings[c][s].cash);
      add(c, speed, "present_value", comparison.crossings[c][s].present_value);
    });
  }
  return table;
}

std::string method_of(const Bridge& bridge) {
  return !bridge.is_shapley ? "ordered" : bridge.is_sampled ? "shapley, sampled" : "shapley";
}

void add_bars(const Bridge& bridge, Table& bars, Table& lines) {
  for (const Bar& bar : bridge.bars) {
    const std::string name = name_of(bar.input);
    bars.rows.push_back({bridge.from, bridge.to, std::string(bridge.metric.metric->name),
                         bridge.metric.key, method_of(bridge), name, change_of(bar.input),
                         bar.change, figure(bar.standard_error)});
    for (const BridgeLine& line : bar.lines) {
      lines.rows.push_back({bridge.from, bridge.to, name, line.component, line.category, line.item,
                            Amount{line.cash}, Amount{line.expense}});
    }
  }
}

}  // namespace

std::string_view to_string(Speed speed) {
  switch (speed) {
    case Speed::kFast:
      return "fast";
    case Speed::kSlow:
      return "slow";
    case Speed::kPredicted:
      break;
  }
  return "predicted";
}

std::vector<Table> comparison_tables(const Comparison& comparison) {
  return {figures_table(comparison), verdict_table(comparison), faults_table(comparison),
          leads_table(comparison)};
}

Table side_by_side(const Comparison& comparison, std::size_t column) {
  const auto& names = comparison.names;
  const std::vector<ReportColumn<ComparedRow>> columns{
      {"metric", "figure",
       [](const auto& row) {
         return Cell(std::string(row.metric->label));
       }},
      {"key", "of",
       [](const auto& row) {
         return row.key.empty() ? Cell() : Cell(row.key);
       }},
      {"unit", "",
       [&](const auto& row) {
         return Cell(unit_text(*row.metric, comparison.currency));
       }},
      {"baseline", names.front(),
       [](const auto& row) {
         return row.columns.front().value;
       }},
      {"baseline_mark", "mark",
       [](const auto& row) {
         return mark_cell(row.columns.front().mark);
       }},
      {"value", names[column],
       [&](const auto& row) {
         return row.columns[column].value;
       }},
      {"mark", "",
       [&](const auto& row) {
         return mark_cell(row.columns[column].mark);
       }},
      {"difference", "",
       [&](const auto& row) {
         return row.differences[column].value;
       }},
      {"share", "",
       [&](const auto& row) {
         return percent(row.differences[column].share);
       }},
      {"low", "",
       [&](const auto& row) {
         return row.differences[column].low;
       }},
      {"high", "",
       [&](const auto& row) {
         return row.differences[column].high;
       }},
  };
  std::vector<ComparedRow> rows;
  for (const ComparedRow& row : comparison.rows) {
    if (number_of(row.columns.front().value) || number_of(row.columns[column].value)) {
      rows.push_back(row);
    }
  }
  return report_of("side_by_side", "Side by side", columns, rows);
}

std::vector<Table> bridge_tables(const std::vector<Bridge>& bridges) {
  Table bars = table_of("bridge", {"from", "to", "metric", "key", "method", "input", "what",
                                   "change", "standard_error"});
  Table lines = table_of("bridge_lines", {"from", "to", "input", "component", "category", "item",
                                          "cash_change", "expense_change"});
  Table effort = table_of("bridge_effort",
                          {"from", "to", "scenarios_evaluated", "simulated", "sampled_orders"});
  for (const Bridge& bridge : bridges) {
    add_bars(bridge, bars, lines);
    effort.rows.push_back({bridge.from, bridge.to, std::int64_t{bridge.evaluated},
                           std::int64_t{bridge.simulated},
                           static_cast<std::int64_t>(bridge.orders)});
  }
  return {std::move(bars), std::move(lines), std::move(effort)};
}

namespace {

std::vector<Table> all_tables(const Comparison& comparison, const std::vector<Bridge>& bridges) {
  auto tables = comparison_tables(comparison);
  for (Table& table : bridges.empty() ? std::vector<Table>{} : bridge_tables(bridges)) {
    tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace

std::string comparison_json(const Comparison& comparison, const std::vector<Bridge>& bridges) {
  std::vector<std::string> names, remarks;
  for (const std::string& name : comparison.names) {
    names.push_back(json_string(name));
  }
  for (const std::string& remark : comparison.remarks) {
    remarks.push_back(json_string(remark));
  }
  const auto tables = all_tables(comparison, bridges);
  std::string out = fmt::format("{{\n  \"columns\": [{}]", fmt::join(names, ", "));
  for (const Table& table : tables) {
    out += ",\n  " + json_string(table.name) + ": " + to_json(table);
  }
  return out + fmt::format(",\n  \"remarks\": [{}]\n}}\n", fmt::join(remarks, ", "));
}

bool write_comparison(const Comparison& comparison,
                      const std::vector<Bridge>& bridges,
                      const std::string& folder,
                      Diagnostics& diagnostics,
                      CsvDialect dialect) {
  std::vector<NamedText> files;
  for (const Table& table : all_tables(comparison, bridges)) {
    files.push_back({fmt::format("{}.csv", table.name), to_csv(table, dialect)});
  }
  return write_files(folder, files, diagnostics);
}

}  // namespace costwright::study
