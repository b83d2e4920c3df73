#include "bench/effort_rows.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <span>

#include <fmt/format.h>

#include "core/files.h"
#include "core/table/csv.h"

namespace costwright::bench {
namespace {

using testing::FigureKind;
using testing::FigureScope;
using testing::Judged;

const std::vector<std::string> kColumns = {"family", "scenario",  "effort",         "scope", "kind",
                                           "figure", "reference", "standard_error", "value"};

std::string exact(double value) {
  return fmt::format("{:.17g}", value);
}

double number(const std::string& cell) {
  return std::strtod(cell.c_str(), nullptr);
}

template <class E>
std::string name_of(E value, std::span<const std::string_view> names) {
  return std::string(names[static_cast<std::size_t>(value)]);
}
template <class E>
E value_of(const std::string& name, std::span<const std::string_view> names) {
  return static_cast<E>(std::find(names.begin(), names.end(), name) - names.begin());
}

Judged row_of(const std::vector<std::string>& cells) {
  Judged row;
  row.effort = enumerator_named<Effort>(cells[2]).value();
  row.figure = {value_of<FigureScope>(cells[3], testing::kFigureScopes),
                value_of<FigureKind>(cells[4], testing::kFigureKinds), cells[5], number(cells[8])};
  row.reference = {number(cells[6]), number(cells[7])};
  return row;
}

}  // namespace

std::string effort_file(const std::string& folder, const std::string& scenario, Effort effort) {
  return fmt::format("{}/{}.{}.csv", folder, scenario, to_string(effort));
}

bool write_effort_rows(const std::string& folder,
                       const EffortRows& rows,
                       Diagnostics& diagnostics) {
  std::string text = csv_row(kColumns);
  for (const Judged& row : rows.rows) {
    text += csv_row(
        {csv_text(rows.family), csv_text(rows.scenario), std::string(to_string(rows.effort)),
         name_of(row.figure.scope, testing::kFigureScopes),
         name_of(row.figure.kind, testing::kFigureKinds), csv_text(row.figure.name),
         exact(row.reference.mean), exact(row.reference.standard_error), exact(row.figure.value)});
  }
  return write_file(effort_file(folder, rows.scenario, rows.effort), text, diagnostics);
}

std::optional<EffortRows> read_effort_rows(const std::string& file) {
  Diagnostics ignored;  // of a file that is not there
  const auto text = read_file(file, ignored);
  if (!text) {
    return std::nullopt;
  }
  const auto records = parse_csv(*text, file, ignored);
  if (records.size() < 2 || records.front().cells != kColumns) {
    return std::nullopt;
  }
  EffortRows rows;
  for (auto record = records.begin() + 1; record != records.end(); ++record) {
    rows.rows.push_back(row_of(record->cells));
  }
  rows.family = records.back().cells[0];
  rows.scenario = records.back().cells[1];
  rows.effort = rows.rows.back().effort;
  return rows;
}

std::vector<EffortRows> read_all_effort_rows(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".csv") {
      files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<EffortRows> all;
  for (const std::string& file : files) {
    if (auto rows = read_effort_rows(file)) {
      all.push_back(std::move(*rows));
    }
  }
  return all;
}

}  // namespace costwright::bench
