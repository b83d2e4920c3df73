#include "study/reports/sources.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "core/scenario/scenario.h"
#include "study/reports/ledger_lines.h"
#include "study/reports/provenance_rows.h"

namespace costwright::study {
namespace {

// What a line's source says of where its price is from stands behind the rule.
constexpr std::string_view kBreak = "; ";

struct Group {  // the lines of one item and source
  std::string item, rule;
  std::optional<ProvenanceRow> from;  // of the price
  std::string with;                   // what else the lines rest on
  std::int64_t lines{};
  Minor cash{}, expense{};
};

bool is_of_ledger(const Metric& metric) {
  return metric.section == "money" || metric.section == "unit_cost" || is_sum_of_lines(metric.keys);
}

bool is_behind(const LedgerLine& line, const MetricName& name, int fiscal_year_start) {
  if (name.key.empty() || !is_sum_of_lines(name.metric->keys)) {
    return is_of_ledger(*name.metric);
  }
  switch (name.metric->keys) {
    case MetricKeys::kCategories:
      return to_string(line.category) == name.key;
    case MetricKeys::kComponents:
      return to_string(line.component) == name.key;
    case MetricKeys::kTeams:
      return line.team == name.key;
    case MetricKeys::kShares:
      return line.workload == name.key;
    case MetricKeys::kCalendarYears:
      return std::to_string(line.period.year) == name.key;
    case MetricKeys::kFiscalYears:
      return fmt::format("FY{}", fiscal_year(line.period, fiscal_year_start)) == name.key;
    default:
      return false;
  }
}

std::vector<LedgerLine> behind(const Evaluation& evaluation, const MetricName& name) {
  const int start = evaluation.scenario().fiscal_year_start;
  std::vector<LedgerLine> lines;
  std::copy_if(evaluation.ledger.lines.begin(), evaluation.ledger.lines.end(),
               std::back_inserter(lines), [&](const LedgerLine& line) {
                 return is_behind(line, name, start);
               });
  return lines;
}

std::string rule_of(const std::string& source) {
  return source.substr(0, source.rfind(kBreak));  // all of it where there is no break
}

std::string written(const ProvenanceRow& row) {
  return row.fact           ? fmt::format("{} = {:.6g}", row.name(), row.fact->value)
         : row.text.empty() ? row.name()
                            : fmt::format("{} = {}", row.name(), row.text);
}

Group group_of(const LedgerLine& line, const ProvenanceRows& rows, const OriginSets& origins) {
  Group group;
  group.item = line.item;
  group.rule = rule_of(line.source);
  for (const ProvenanceRow* row : rows.of(origins.of(line.origins))) {
    if (!group.from) {
      group.from = *row;
    } else {
      group.with += (group.with.empty() ? "" : "; ") + written(*row);
    }
  }
  return group;
}

// In the order in which they appear.
std::vector<Group> groups_of(const Evaluation& evaluation, const std::vector<LedgerLine>& lines) {
  const ProvenanceRows rows(evaluation);
  std::vector<Group> groups;
  std::map<std::pair<std::string, std::string>, std::size_t> index;
  for (const LedgerLine& line : lines) {
    const auto [found, is_new] = index.emplace(std::pair(line.item, line.source), groups.size());
    if (is_new) {
      groups.push_back(group_of(line, rows, evaluation.ledger.origins));
    }
    Group& group = groups[found->second];
    ++group.lines;
    group.cash += line.cash;
    group.expense += line.expense;
  }
  return groups;
}

// Of where the price is from; blank where that is not known.
template <class Function>
ReportColumn<Group> of_origin(const char* name, Function value) {
  return {name, "", [value](const Group& group) {
            return group.from ? Cell(value(*group.from)) : Cell("");
          }};
}
template <class Function>
ReportColumn<Group> of_fact(const char* name, Function value) {
  return {name, "", [value](const Group& group) {
            return group.from && group.from->fact ? Cell(value(*group.from->fact)) : Cell();
          }};
}

Cell value_of(const ProvenanceRow& row) {
  return row.fact ? figure(row.fact->value, 6) : Cell(row.text);
}

std::vector<ReportColumn<Group>> columns() {
  const auto amount = [](const char* name, Minor Group::*member) {
    return ReportColumn<Group>{name, "", [member](const Group& group) {
                                 return group.lines > 0 ? Cell(Amount{group.*member}) : Cell();
                               }};
  };
  return {{"item", "",
           [](const Group& group) {
             return group.item;
           }},
          {"rule", "",
           [](const Group& group) {
             return group.rule;
           }},
          {"lines", "",
           [](const Group& group) {
             return group.lines > 0 ? Cell(group.lines) : Cell();
           }},
          amount("cash", &Group::cash),
          amount("expense", &Group::expense),
          of_origin("from",
                    [](const ProvenanceRow& row) {
                      return std::string(row.is_of_catalogue() ? "catalogue" : "scenario");
                    }),
          of_origin("origin",
                    [](const ProvenanceRow& row) {
                      return row.name();
                    }),
          of_origin("value", value_of),
          {"with", "",
           [](const Group& group) {
             return group.with;
           }},
          of_fact("status",
                  [](const Fact& fact) {
                    return std::string(to_string(fact.status));
                  }),
          of_fact("as_of",
                  [](const Fact& fact) {
                    return fact.as_of;
                  }),
          of_fact("source",
                  [](const Fact& fact) {
                    return fact.source;
                  }),
          of_origin("file",
                    [](const ProvenanceRow& row) {
                      return row.place.file;
                    }),
          {"line", "", [](const Group& group) {
             const int line = group.from ? group.from->place.line : 0;
             return line > 0 ? Cell(Ordinal{line}) : Cell();
           }}};
}

// What is paid for at a price.
struct Paid {
  std::string path;  // "fleet.h100.owned"
  ProvenanceRow price;
};

// Of the lines that are asked for, each once.
template <class IsAsked>
std::vector<Paid> paid_by(const Evaluation& evaluation, IsAsked is_asked) {
  const ProvenanceRows rows(evaluation);
  const OriginSets& origins = evaluation.ledger.origins;
  std::set<int> seen;  // most lines are of the same few
  std::vector<Paid> paid;
  for (const LedgerLine& line : evaluation.ledger.lines) {
    if (!is_asked(line) || !seen.insert(line.origins).second) {
      continue;
    }
    const auto from = rows.of(origins.of(line.origins));
    if (!from.empty()) {
      paid.push_back({origins.path(line.origins), *from.front()});
    }
  }
  return paid;
}

// Where the scenario would state a figure of the catalogue: the fields of what is paid for whose
// price the figure is.
std::vector<std::string> replaceable_fields(const Ledger& ledger,
                                            const Paid& paid,
                                            const Fact& fact) {
  std::vector<std::string> fields;
  for (const CataloguePrice& price : ledger.catalogue_prices) {
    if (price.path.starts_with(paid.path + ".") && price.value == fact.value) {
      fields.push_back(price.path);
    }
  }
  return fields;
}

std::vector<std::string> fields_of(const Evaluation& evaluation, const Paid& paid) {
  return paid.price.fact ? replaceable_fields(evaluation.ledger, paid, *paid.price.fact)
                         : std::vector<std::string>{paid.price.origin.key};
}

std::string cell_at(const Table& table, std::size_t row, std::string_view column) {
  return cell_text(table.rows[row][column_of(table, column)]);
}

bool has_column(const Table& table, std::string_view name) {
  return std::any_of(table.columns.begin(), table.columns.end(), [&](const Column& column) {
    return column.name == name;
  });
}

}  // namespace

std::vector<std::string> fields_behind(const Evaluation& evaluation,
                                       const Table& table,
                                       std::size_t row) {
  const bool of_rules = has_column(table, "rule");
  const auto is_asked = [&](const LedgerLine& line) {
    return line.item == cell_at(table, row, "item") &&
           (of_rules ? rule_of(line.source) == cell_at(table, row, "rule")
                     : line.source == cell_at(table, row, "source") &&
                           line.site == cell_at(table, row, "site"));
  };
  std::vector<std::string> fields;
  for (const Paid& one : paid_by(evaluation, is_asked)) {
    for (std::string& field : fields_of(evaluation, one)) {
      if (std::find(fields.begin(), fields.end(), field) == fields.end()) {
        fields.push_back(std::move(field));
      }
    }
  }
  return fields;
}

std::string source_of_field(const Evaluation& evaluation, const std::string& path) {
  const auto all = [](const LedgerLine&) {
    return true;
  };
  for (const Paid& paid : paid_by(evaluation, all)) {
    const auto fields = fields_of(evaluation, paid);
    if (paid.price.fact && std::find(fields.begin(), fields.end(), path) != fields.end()) {
      const Fact& fact = *paid.price.fact;
      return fmt::format("{} ({}, {}): {}; {}, line {}", paid.price.name(), to_string(fact.status),
                         fact.as_of, fact.source, fact.place.file, fact.place.line);
    }
  }
  return {};
}

Table lines_behind(const Evaluation& evaluation, const MetricName& name) {
  return ledger_lines(evaluation, behind(evaluation, name));
}

Table sources_behind(const Evaluation& evaluation, const MetricName& name) {
  std::vector<Group> groups = groups_of(evaluation, behind(evaluation, name));
  if (!is_of_ledger(*name.metric)) {
    for (const Fact& fact : evaluation.plan_facts->all()) {
      groups.push_back(
          {{},
           {},
           ProvenanceRow{"", {fact.table, fact.key, fact.column}, fact, "", fact.place},
           {}});
    }
  }
  return report_of("sources", "Sources", columns(), groups);
}

}  // namespace costwright::study
