#include "study/compare/beside.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <set>

namespace costwright::study {
namespace {

bool is_figure(const Cell& cell) {
  return number_of(cell).has_value() && !std::holds_alternative<Ordinal>(cell);
}

// Of the cells that say what a row is: those before the first figure of any row.
std::size_t key_width(const Table& table) {
  std::size_t width = table.columns.size();
  for (const auto& row : table.rows) {
    for (std::size_t c = 0; c < width; ++c) {
      width = is_figure(row[c]) ? c : width;
    }
  }
  return width;
}

bool is_range_end(const Column& column) {
  return column.name == "low" || column.name == "high";
}

bool has_any_figure(const Table& table, std::size_t column) {
  return std::any_of(table.rows.begin(), table.rows.end(), [&](const auto& row) {
    return is_figure(row[column]);
  });
}

std::vector<std::size_t> figure_columns(const Table& now, const Table& baseline, std::size_t from) {
  std::vector<std::size_t> found;
  for (std::size_t c = from; c < now.columns.size(); ++c) {
    if (!is_range_end(now.columns[c]) && (has_any_figure(now, c) || has_any_figure(baseline, c))) {
      found.push_back(c);
    }
  }
  return found;
}

std::string key_of(const std::vector<Cell>& row, std::size_t width) {
  std::string key;
  for (std::size_t c = 0; c < width; ++c) {
    key += cell_json(row[c]) + '\n';  // to the last digit: two latencies may be shown alike
  }
  return key;
}

template <class Kind>
const Kind* cell_as(const std::vector<Cell>* row, std::size_t column) {
  return row == nullptr ? nullptr : std::get_if<Kind>(&(*row)[column]);
}

Cell difference(const std::vector<Cell>* now, const std::vector<Cell>* before, std::size_t column) {
  const auto* amount = cell_as<Amount>(now, column);
  const auto* amount_before = cell_as<Amount>(before, column);
  if (amount != nullptr || amount_before != nullptr) {  // what one of them does not have costs 0
    return Amount{(amount == nullptr ? 0 : amount->minor) -
                  (amount_before == nullptr ? 0 : amount_before->minor)};
  }
  if (now == nullptr || before == nullptr || !is_figure((*now)[column]) ||
      (*now)[column].index() != (*before)[column].index()) {
    return {};
  }
  const double change = *number_of((*now)[column]) - *number_of((*before)[column]);
  if (const auto* shown = cell_as<Figure>(now, column)) {
    return Figure{change, shown->decimals};
  }
  return cell_as<Percent>(now, column) != nullptr ? Cell(Percent{change})
                                                  : Cell(std::llround(change));
}

void add_differences(std::vector<Cell>& to,
                     const std::vector<std::size_t>& columns,
                     const std::vector<Cell>* now,
                     const std::vector<Cell>* before) {
  for (const std::size_t c : columns) {
    to.push_back(difference(now, before, c));
  }
}

bool same_columns(const Table& a, const Table& b) {
  return std::equal(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end(),
                    [](const Column& x, const Column& y) {
                      return x.name == y.name;
                    });
}

}  // namespace

Table beside(const Table& now, const Table& baseline, std::size_t least_key) {
  if (!same_columns(now, baseline)) {
    return now;
  }
  const std::size_t width = std::max(least_key, std::min(key_width(now), key_width(baseline)));
  const auto figures = figure_columns(now, baseline, width);
  std::map<std::string, std::deque<const std::vector<Cell>*>> known;
  for (const auto& row : baseline.rows) {
    known[key_of(row, width)].push_back(&row);
  }
  Table both = now;
  for (const std::size_t c : figures) {
    both.columns.push_back(
        {now.columns[c].name + "_difference", now.columns[c].label + " difference"});
  }
  std::set<const std::vector<Cell>*> met;
  for (std::size_t r = 0; r < now.rows.size(); ++r) {
    auto& same = known[key_of(now.rows[r], width)];
    const std::vector<Cell>* before = same.empty() ? nullptr : same.front();
    if (before != nullptr) {
      same.pop_front();
      met.insert(before);
    }
    add_differences(both.rows[r], figures, &now.rows[r], before);
  }
  for (const auto& row : baseline.rows) {
    if (!met.contains(&row)) {
      std::vector<Cell> missing(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(width));
      missing.resize(now.columns.size());
      add_differences(missing, figures, nullptr, &row);
      both.rows.push_back(std::move(missing));
    }
  }
  return both;
}

}  // namespace costwright::study
