#include "study/compare/variants.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "core/ledger/by_month.h"
#include "core/scenario/loaded.h"

namespace costwright::study {
namespace {

Cell written(const std::string& value) {
  return value.empty() ? Cell() : Cell(value);
}

// The values of a scenario by their paths.
class Leaves {
 public:
  explicit Leaves(const std::optional<ScenarioTree>& tree) {
    for (TreeLeaf& leaf : tree ? leaves(*tree) : std::vector<TreeLeaf>{}) {
      texts_[leaf.path] = leaf.text;
      in_order_.push_back(std::move(leaf.path));
    }
  }

  Cell cell(const std::string& path) const {
    const auto found = texts_.find(path);
    return found == texts_.end() ? Cell() : written(found->second);
  }

  // The place itself, or the values of the section there.
  std::vector<std::string> below(const std::string& place) const {
    std::vector<std::string> found;
    std::copy_if(in_order_.begin(), in_order_.end(), std::back_inserter(found),
                 [&](const std::string& path) {
                   return path == place || path.starts_with(place + ".");
                 });
    return found;
  }

 private:
  std::vector<std::string> in_order_;
  std::map<std::string, std::string> texts_;
};

bool is_alike_in_all(const std::string& path, const std::vector<Leaves>& all) {
  return std::all_of(all.begin(), all.end(), [&](const Leaves& leaves) {
    return cell_text(leaves.cell(path)) == cell_text(all.front().cell(path));
  });
}

// Of the first and one other end, those at the differences between both.
std::vector<std::string> leaves_at(const std::vector<TreeDifference>& differences,
                                   const Leaves& first,
                                   const Leaves& other) {
  std::vector<std::string> paths;
  for (const TreeDifference& difference : differences) {
    for (const Leaves* side : {&first, &other}) {
      const auto found = side->below(difference.path);
      paths.insert(paths.end(), found.begin(), found.end());
    }
  }
  return paths;
}

// In the order in which they are found.
std::vector<std::string> differing_leaves(const std::vector<std::optional<ScenarioTree>>& trees,
                                          const std::vector<Leaves>& written_in) {
  std::vector<std::string> paths;
  std::set<std::string> known;
  for (std::size_t end = 1; end < trees.size(); ++end) {
    const auto found =
        trees[end] ? differences(*trees.front(), *trees[end]) : std::vector<TreeDifference>{};
    for (const std::string& path : leaves_at(found, written_in.front(), written_in[end])) {
      if (!is_alike_in_all(path, written_in) && known.insert(path).second) {
        paths.push_back(path);
      }
    }
  }
  return paths;
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
  std::vector<Leaves> written_in;
  for (const auto& tree : trees) {
    written_in.emplace_back(tree);
  }
  for (const std::string& path : differing_leaves(trees, written_in)) {
    auto& row = table.rows.emplace_back();
    row.emplace_back(path);
    for (const Leaves& leaves : written_in) {
      row.push_back(leaves.cell(path));
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
