#pragma once
// A table of typed cells, shown three ways: CSV (stable column names), text for a terminal, JSON.
// Blank is not 0: a figure that does not exist is a blank cell.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/ledger/money.h"
#include "core/printable.h"
#include "core/table/csv.h"

namespace costwright {

struct Amount {  // money, shown with two decimals
  Minor minor{};
};
// A number with the decimals shown in a terminal; CSV and JSON keep whole numbers below 2^53 as
// they are and 10 significant digits of others.
struct Figure {
  double value{};
  int decimals = 2;
};
struct Percent {  // a share, 0.153 shown as "15.3 %"; CSV and JSON carry 0.153
  double value{};
};
struct Ordinal {  // a number that names something (a year, a seed, a line): shown ungrouped
  std::int64_t number{};
};
using Cell =
    std::variant<std::monostate, std::string, std::int64_t, Amount, Figure, Percent, Ordinal>;

// NaN and nullopt become blank.
Cell figure(std::optional<double> value, int decimals = 2);
Cell percent(std::optional<double> value);

// The number in a cell, money in whole units of the currency; nullopt for text and blank.
std::optional<double> number_of(const Cell& cell);

struct Column {
  std::string name;   // snake_case with unit suffix; the CSV header
  std::string label;  // for people
};

struct Table {
  std::string name;  // file name without .csv
  std::string title;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

// A column of a report: what its cells are of a `Row`. A report is a list of these.
template <class Row>
struct ReportColumn {
  std::string name;
  std::string label;  // "": as the name
  std::function<Cell(const Row&)> cell;
};
template <class Row>
Table report_of(std::string name,
                std::string title,
                const std::vector<ReportColumn<Row>>& columns,
                const std::vector<Row>& rows) {
  Table table{std::move(name), std::move(title), {}, {}};
  for (const auto& column : columns) {
    table.columns.push_back({column.name, column.label.empty() ? column.name : column.label});
  }
  for (const Row& row : rows) {
    auto& cells = table.rows.emplace_back();
    for (const auto& column : columns) {
      cells.push_back(column.cell(row));
    }
  }
  return table;
}

// The place of a column by its name; one that is not there is a broken precondition.
std::size_t column_of(const Table& table, std::string_view name);

std::string to_csv(const Table& table, CsvDialect dialect = CsvDialect::kPlain);
// Aligned text under its title; numbers right, thousands grouped; at most `most_rows` rows, then
// says how many more.
std::string to_text(const Table& table, std::size_t most_rows = 1000);
// The same for a window that is `width` characters wide: the last column is shortened (to no less
// than 12) so that lines fit. Where even that does not help, each row is written as a paragraph:
// its first cell, then one line for each other cell that is not blank.
std::string to_text_within(const Table& table, std::size_t width);
// Columns of a terminal that UTF-8 text takes: its code points (no wide glyphs are in reports).
std::size_t text_width(std::string_view text);
// One cell for people: "1,234,567.89", "15.3 %", "" when blank.
std::string cell_text(const Cell& cell);
// A JSON value: number, string or null.
std::string cell_json(const Cell& cell);
// [{"column": value, ...}, ...]
std::string to_json(const Table& table);
std::string json_string(std::string_view text);
// Text between tags, of an SVG picture.
std::string xml_text(std::string_view text);

// "2,187,119.25"
std::string grouped(double value, int decimals);

}  // namespace costwright
