// Distributions that a user brings as a file.
#include "study/inputs/weighted_values.h"

#include <algorithm>
#include <cmath>

#include "core/files.h"
#include "core/table/csv.h"
#include "core/units/parse.h"

namespace costwright::study {
namespace {

double number(const CsvRecord& record, std::size_t i) {
  const auto parsed =
      i < record.cells.size() ? parse_number(record.cells[i]) : Parsed<double>(std::string());
  return std::holds_alternative<double>(parsed) ? std::get<double>(parsed) : -1.0;
}

using Bars = std::vector<std::pair<double, double>>;

bool add_bar(Bars& bars,
             const CsvRecord& record,
             const WeightedFile& file,
             Diagnostics& diagnostics) {
  const double value = number(record, 0);
  const double weight = number(record, 1);
  const bool fits =
      value >= file.least && value <= file.most && (!file.whole || value == std::floor(value));
  if (record.cells.size() != 2 || !fits || !(weight >= 0)) {
    diagnostics.error({file.path, record.line, 1},
                      fmt::format("needs {}{} from {} to {} and a weight of at least 0",
                                  file.whole ? "whole " : "", file.column, file.least, file.most));
    return false;
  }
  bars.emplace_back(value, weight);
  return true;
}

}  // namespace

WeightedValues read_weighted(const WeightedFile& file,
                             const Place& place,
                             Diagnostics& diagnostics) {
  WeightedValues result;
  if (const std::string why = why_no_file(file.path); !why.empty()) {
    diagnostics.error(place, why, "paths are relative to the scenario's folder");
    return result;
  }
  const int errors_before = diagnostics.error_count();
  const auto text = read_file(file.path, diagnostics);
  const auto records = text ? parse_csv(*text, file.path, diagnostics) : std::vector<CsvRecord>{};
  if (diagnostics.error_count() > errors_before) {
    return result;
  }
  if (records.empty() || records[0].cells != std::vector<std::string>{file.column, "weight"}) {
    diagnostics.error({file.path, 1, 1},
                      fmt::format("the header must be `{},weight`", file.column));
    return result;
  }
  Bars bars;
  for (std::size_t i = 1; i < records.size(); ++i) {
    if (!add_bar(bars, records[i], file, diagnostics)) {
      return result;
    }
  }
  std::sort(bars.begin(), bars.end());
  double total = 0;
  for (const auto& bar : bars) {
    total += bar.second;
  }
  if (total <= 0 || !std::isfinite(total)) {
    diagnostics.error({file.path, 0, 0}, total <= 0
                                             ? "the weights add up to nothing"
                                             : "the weights add up to more than a number holds");
    return result;
  }
  double sum = 0;
  for (const auto& [value, weight] : bars) {
    sum += weight;
    result.values.push_back(value);
    result.cumulative.push_back(sum / total);
  }
  result.cumulative.back() = 1;
  return result;
}

}  // namespace costwright::study
