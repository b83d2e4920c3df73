#include "study/compare/beside.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

namespace costwright::study {
namespace {

bool is_figure(const Column& column, const Cell& cell) {
  return !std::holds_alternative<std::string>(cell) && number_of(cell).has_value() &&
         !column.name.ends_with("_year");
}

// Of the cells that say what a row is: those before the first figure of any row.
std::size_t key_width(const Table& table) {
  std::size_t width = table.columns.size();
  for (const auto& row : table.rows) {
    for (std::size_t c = 0; c < width; ++c) {
      width = is_figure(table.columns[c], row[c]) ? c : width;
    }
  }
  return width;
}

bool is_range_end(const Column& column) {
  return column.name == "low" || column.name == "high";
}

bool has_any_money(const Table& table, std::size_t column) {
  return std::any_of(table.rows.begin(), table.rows.end(), [&](const auto& row) {
    return std::holds_alternative<Amount>(row[column]);
  });
}

std::vector<std::size_t> money_columns(const Table& now, const Table& baseline) {
  std::vector<std::size_t> found;
  for (std::size_t c = 0; c < now.columns.size(); ++c) {
    if (!is_range_end(now.columns[c]) && (has_any_money(now, c) || has_any_money(baseline, c))) {
      found.push_back(c);
    }
  }
  return found;
}

std::string key_of(const std::vector<Cell>& row, std::size_t width) {
  std::string key;
  for (std::size_t c = 0; c < width; ++c) {
    key += cell_text(row[c]) + '\n';
  }
  return key;
}

Minor minor_of(const std::vector<Cell>* row, std::size_t column) {
  const auto* amount = row == nullptr ? nullptr : std::get_if<Amount>(&(*row)[column]);
  return amount == nullptr ? 0 : amount->minor;
}

bool has_money(const std::vector<Cell>* row, std::size_t column) {
  return row != nullptr && std::holds_alternative<Amount>((*row)[column]);
}

void add_differences(std::vector<Cell>& to,
                     const std::vector<std::size_t>& columns,
                     const std::vector<Cell>* now,
                     const std::vector<Cell>* before) {
  for (const std::size_t c : columns) {
    to.push_back(has_money(now, c) || has_money(before, c)
                     ? Cell(Amount{minor_of(now, c) - minor_of(before, c)})
                     : Cell());
  }
}

bool same_columns(const Table& a, const Table& b) {
  return std::equal(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end(),
                    [](const Column& x, const Column& y) {
                      return x.name == y.name;
                    });
}

}  // namespace

Table beside(const Table& now, const Table& baseline) {
  if (!same_columns(now, baseline)) {
    return now;
  }
  const std::size_t width = std::min(key_width(now), key_width(baseline));
  const auto money = money_columns(now, baseline);
  std::map<std::string, std::deque<const std::vector<Cell>*>> known;
  for (const auto& row : baseline.rows) {
    known[key_of(row, width)].push_back(&row);
  }
  Table both = now;
  for (const std::size_t c : money) {
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
    add_differences(both.rows[r], money, &now.rows[r], before);
  }
  for (const auto& row : baseline.rows) {
    if (!met.contains(&row)) {
      std::vector<Cell> missing(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(width));
      missing.resize(now.columns.size());
      add_differences(missing, money, nullptr, &row);
      both.rows.push_back(std::move(missing));
    }
  }
  return both;
}

}  // namespace costwright::study
