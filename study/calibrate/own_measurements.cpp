#include "study/calibrate/own_measurements.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/calibration/llm_calibration.h"
#include "core/catalog/read_factors.h"
#include "study/calibrate/step_spreads.h"

namespace costwright::study {
namespace {

void insert_listed(const std::string& list, std::set<std::string>& into) {
  std::size_t start = 0;
  while (start < list.size()) {
    const std::size_t end = std::min(list.find(';', start), list.size());
    into.insert(list.substr(start, end - start));
    start = end + 1;
  }
}

std::string both_lists(const Cell& cell, const std::string& other) {
  std::set<std::string> keys;
  insert_listed(std::get<std::string>(cell), keys);
  insert_listed(other, keys);
  return fmt::format("{}", fmt::join(keys, ";"));
}

Cell range_cell(const TimeRange& range) {
  return fmt::format("{:.2f} to {:.2f}", range.low, range.high);
}

TimeRange range_after(const FittedGroup& g, const ErrorSpreads& pooled) {
  std::vector<const LeftOut*> parts;
  for (const LeftOut& part : g.left_out) {
    parts.push_back(&part);
  }
  return time_range(half_width(own_spreads(parts), pooled, {}));
}

}  // namespace

std::function<perf::LlmEfficiency(const Measurement&)> catalogue_prior(const Catalog& catalog) {
  return [&catalog](const Measurement& m) {
    FactLog facts;
    Diagnostics said_when_used;
    return calibration_for(catalog, m.at->engine, m.at->replica, facts, said_when_used).factors;
  };
}

void join_catalogue(Table& factors, const Catalog& catalog) {
  for (auto& row : factors.rows) {
    const auto cell = [&](std::string_view column) -> Cell& {
      return row[column_of(factors, column)];
    };
    const Row* known = first_row(catalog, "calibration", {std::get<std::string>(cell("key"))});
    if (known == nullptr) {
      continue;
    }
    for (const char* list : {"fitted_models", "fitted_accelerators"}) {
      cell(list) = both_lists(cell(list), known->text(list));
    }
    const auto widen = [&](const char* column, const auto& choose) {
      const double own = number_of(cell(column)).value_or(0);
      cell(column) = Figure{choose(own, known->number(column).value_or(own)), 2};
    };
    const auto least = [](double a, double b) {
      return std::min(a, b);
    };
    const auto most = [](double a, double b) {
      return std::max(a, b);
    };
    widen("smallest_model_b", least);
    widen("largest_model_b", most);
    widen("most_devices", most);
  }
}

Table learned_table(const std::vector<FittedGroup>& groups,
                    const Catalog& catalog,
                    Diagnostics& diagnostics) {
  Table table{"learned",
              "What these measurements add (range: time taken / predicted, 90 %, of a deployment "
              "like those measured)",
              {{"key", "engine/architecture/arithmetic"},
               {"figures", "figures"},
               {"error_before_pct", "median error before %"},
               {"error_after_pct", "after %"},
               {"range_before", "range before"},
               {"range_after", "range after"}},
              {}};
  FactLog facts;
  const ErrorSpreads pooled = error_spreads(catalog, facts, diagnostics);
  for (const FittedGroup& g : groups) {
    const Measurement& first = g.measurements.front();
    const LlmCalibration before =
        calibration_for(catalog, g.engine, first.at->replica, facts, diagnostics);
    table.rows.push_back({g.key(), static_cast<std::int64_t>(g.measurements.size()),
                          percent_of(ratios(g.measurements, before.factors), 0.5),
                          percent_of(g.seen, 0.5), range_cell({before.time_low, before.time_high}),
                          range_cell(range_after(g, pooled))});
  }
  return table;
}

}  // namespace costwright::study
