#include "study/reports/sources.h"

#include <algorithm>
#include <map>
#include <set>

#include "study/reports/ledger_lines.h"

namespace costwright::study {
namespace {

// What a line's source says behind the rule: "rule; scenario PATH", "rule; TABLE KEY COLUMN (...)".
constexpr std::string_view kBreak = "; ";
constexpr std::string_view kScenario = "scenario", kOfScenario = "scenario ";

struct Origin {
  std::string from, name;  // name: of the field, or "table key column"
  std::optional<Fact> fact;
  Place place;
};

struct Group {  // the lines of one item and source
  std::string item, rule;
  Origin origin;
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
  const int start = evaluation.loaded.scenario.fiscal_year_start;
  std::vector<LedgerLine> lines;
  std::copy_if(evaluation.ledger.lines.begin(), evaluation.ledger.lines.end(),
               std::back_inserter(lines), [&](const LedgerLine& line) {
                 return is_behind(line, name, start);
               });
  return lines;
}

std::string name_of(const Fact& fact) {
  return fmt::format("{} {} {}", fact.table, fact.key, fact.column);
}

Origin origin_of(const Evaluation& evaluation,
                 const std::vector<Fact>& facts,
                 const std::string& source) {
  const auto at = source.rfind(kBreak);
  const std::string words = at == std::string::npos ? source : source.substr(at + kBreak.size());
  if (words.starts_with(kOfScenario)) {
    const std::string path = words.substr(kOfScenario.size());
    return {std::string(kScenario), path, std::nullopt, place_of(evaluation.loaded, path)};
  }
  for (const Fact& fact : facts) {
    const std::string name = name_of(fact);
    if (words == name || words.starts_with(name + " (")) {
      return {"catalogue", name, fact, fact.place};
    }
  }
  return {};
}

std::string rule_of(const std::string& source) {
  return source.substr(0, source.rfind(kBreak));  // all of it where there is no break
}

// In the order in which they appear.
std::vector<Group> groups_of(const Evaluation& evaluation, const std::vector<LedgerLine>& lines) {
  const std::vector<Fact> facts = evaluation.facts.all();
  std::vector<Group> groups;
  std::map<std::pair<std::string, std::string>, std::size_t> index;
  for (const LedgerLine& line : lines) {
    const auto [found, is_new] = index.emplace(std::pair(line.item, line.source), groups.size());
    if (is_new) {
      groups.push_back(
          {line.item, rule_of(line.source), origin_of(evaluation, facts, line.source)});
    }
    Group& group = groups[found->second];
    ++group.lines;
    group.cash += line.cash;
    group.expense += line.expense;
  }
  return groups;
}

template <class Function>
ReportColumn<Group> of_fact(const char* name, Function value) {
  return {name, "", [value](const Group& group) {
            return group.origin.fact ? Cell(value(*group.origin.fact)) : Cell();
          }};
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
          {"from", "",
           [](const Group& group) {
             return group.origin.from;
           }},
          {"origin", "",
           [](const Group& group) {
             return group.origin.name;
           }},
          of_fact("value",
                  [](const Fact& fact) {
                    return figure(fact.value, 6);
                  }),
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
          {"file", "",
           [](const Group& group) {
             return group.origin.place.file;
           }},
          {"line", "", [](const Group& group) {
             const int line = group.origin.place.line;
             return line > 0 ? Cell(std::int64_t{line}) : Cell();
           }}};
}

// What a price is paid for: "h100: purchase" is of the entry h100 of the scenario, at a site.
struct Paid {
  std::string item, site, source;
};

bool has_part(const std::string& path, const std::string& part) {
  return !part.empty() && ("." + path + ".").find("." + part + ".") != std::string::npos;
}

// Where the scenario would state a figure of the catalogue: the fields of the entry or its site
// whose price the figure is.
std::vector<std::string> replaceable_fields(const Ledger& ledger,
                                            const Paid& paid,
                                            const Fact& fact) {
  const std::string entry = paid.item.substr(0, paid.item.find(':'));
  std::vector<std::string> fields;
  for (const CataloguePrice& price : ledger.catalogue_prices) {
    const bool is_of_it = has_part(price.path, entry) || has_part(price.path, paid.site);
    if (is_of_it && price.value == fact.value) {
      fields.push_back(price.path);
    }
  }
  return fields;
}

std::vector<std::string> fields_of(const Evaluation& evaluation,
                                   const std::vector<Fact>& facts,
                                   const Paid& paid) {
  const Origin origin = origin_of(evaluation, facts, paid.source);
  if (origin.from == kScenario) {
    return {origin.name};
  }
  return origin.fact ? replaceable_fields(evaluation.ledger, paid, *origin.fact)
                     : std::vector<std::string>{};
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
  const std::string item = cell_at(table, row, "item");
  std::vector<Paid> paid;
  if (!has_column(table, "rule")) {
    paid.push_back({item, cell_at(table, row, "site"), cell_at(table, row, "source")});
  } else {
    for (const LedgerLine& line : evaluation.ledger.lines) {
      if (line.item == item && rule_of(line.source) == cell_at(table, row, "rule")) {
        paid.push_back({line.item, line.site, line.source});
      }
    }
  }
  const std::vector<Fact> facts = evaluation.facts.all();
  std::vector<std::string> fields;
  for (const Paid& one : paid) {
    for (std::string& field : fields_of(evaluation, facts, one)) {
      if (std::find(fields.begin(), fields.end(), field) == fields.end()) {
        fields.push_back(std::move(field));
      }
    }
  }
  return fields;
}

std::string source_of_field(const Evaluation& evaluation, const std::string& path) {
  const std::vector<Fact> facts = evaluation.facts.all();
  std::set<std::string> sources;  // most lines are of the same few
  for (const LedgerLine& line : evaluation.ledger.lines) {
    if (!sources.insert(line.item + std::string(kBreak) + line.source).second) {
      continue;
    }
    const Paid paid{line.item, line.site, line.source};
    const Origin origin = origin_of(evaluation, facts, line.source);
    const auto fields = fields_of(evaluation, facts, paid);
    if (origin.fact && std::find(fields.begin(), fields.end(), path) != fields.end()) {
      return fmt::format("{} ({}, {}): {}; {}, line {}", origin.name,
                         to_string(origin.fact->status), origin.fact->as_of, origin.fact->source,
                         origin.fact->place.file, origin.fact->place.line);
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
    for (const Fact& fact : evaluation.plan_facts.all()) {
      groups.push_back({{}, {}, {"catalogue", name_of(fact), fact, fact.place}});
    }
  }
  return report_of("sources", "Sources", columns(), groups);
}

}  // namespace costwright::study
