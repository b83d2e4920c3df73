#include "study/validate/score.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/diagnostics.h"
#include "study/published/statistics.h"

namespace costwright::study {
namespace {

double error_of(const ScoredRow& row) {
  return *row.predicted / row.published - 1;
}

std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return values[a] < values[b];
  });
  std::vector<double> rank(values.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && values[order[end]] == values[order[i]]) {
      ++end;
    }
    const double mean = (static_cast<double>(i + end) - 1) / 2;
    for (; i < end; ++i) {
      rank[order[i]] = mean;
    }
  }
  return rank;
}

// Of a document in a repository the owner and name, without path, commit and remarks.
std::string short_source(const std::string& source) {
  const std::string first = source.substr(0, source.find_first_of(" @("));
  return first.find('/') == std::string::npos ? source : first;
}

struct Tally {
  std::int64_t rows = 0, extrapolated = 0;
  std::vector<double> published, predicted, error, size;
};

void count(Tally& t, const ScoredRow& row) {
  ++t.rows;
  if (!row.predicted) {
    return;
  }
  t.extrapolated += row.extrapolated ? 1 : 0;
  t.published.push_back(row.published);
  t.predicted.push_back(*row.predicted);
  t.error.push_back(error_of(row));
  t.size.push_back(std::abs(error_of(row)));
}

std::vector<Cell> tally_row(const Tally& t) {
  std::vector<Cell> row{t.rows, static_cast<std::int64_t>(t.error.size()), t.extrapolated};
  if (t.error.empty()) {
    row.resize(7);
    return row;
  }
  row.push_back(percent(quantile(t.size, 0.5)));
  row.push_back(percent(quantile(t.size, 0.9)));
  row.push_back(percent(quantile(t.error, 0.5)));
  row.push_back(figure(rank_correlation(t.published, t.predicted), 3));
  return row;
}

struct RangeTally {
  std::int64_t within{};
  std::vector<double> widths;
};

void count(RangeTally& t, const ScoredRow& row) {
  const bool within = row.range->low <= row.time_taken && row.time_taken <= row.range->high;
  t.within += within ? 1 : 0;
  t.widths.push_back(row.range->high / row.range->low);
}

}  // namespace

std::optional<double> rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
  require(a.size() == b.size(), "{} values against {}", a.size(), b.size());
  if (a.size() < 3) {
    return std::nullopt;
  }
  const std::vector<double> ra = ranks(a);
  const std::vector<double> rb = ranks(b);
  const double mean = (static_cast<double>(a.size()) - 1) / 2;
  double ab = 0;
  double aa = 0;
  double bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (ra[i] - mean) * (rb[i] - mean);
    aa += (ra[i] - mean) * (ra[i] - mean);
    bb += (rb[i] - mean) * (rb[i] - mean);
  }
  if (aa <= 0 || bb <= 0) {
    return std::nullopt;
  }
  return ab / std::sqrt(aa * bb);
}

Table score_table(const std::vector<ScoredRow>& rows) {
  Table table{"scores",
              "Predicted against published",
              {{"table", "table"},
               {"source", "source"},
               {"metric", "metric"},
               {"rows", "rows"},
               {"predicted", "predicted"},
               {"extrapolated", "extrapolated"},
               {"error_p50", "median error"},
               {"error_p90", "90th pct"},
               {"bias", "bias"},
               {"rank_correlation", "rank corr."}},
              {}};
  std::map<std::vector<std::string>, Tally> tallies;
  for (const ScoredRow& row : rows) {
    count(tallies[{row.table, short_source(row.source), row.metric}], row);
    count(tallies[{row.table, "all", row.metric}], row);
  }
  for (const auto& [key, tally] : tallies) {
    std::vector<Cell> cells(key.begin(), key.end());
    const std::vector<Cell> figures = tally_row(tally);
    cells.insert(cells.end(), figures.begin(), figures.end());
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Table coverage_table(const std::vector<ScoredRow>& rows) {
  std::map<std::pair<bool, int>, RangeTally> tallies;  // extrapolated; distance, -1: all
  for (const ScoredRow& row : rows) {
    if (row.range) {
      count(tallies[{row.extrapolated, -1}], row);
      count(tallies[{row.extrapolated, static_cast<int>(row.distance)}], row);
    }
  }
  Table table{"coverage",
              "Within the 90 % range (throughput and time per token)",
              {{"mark", "mark"},
               {"distance", "away by"},
               {"figures", "figures"},
               {"coverage", "within"},
               {"sharpness", "high/low, median"}},
              {}};
  for (const auto& [key, t] : tallies) {
    const auto n = static_cast<std::int64_t>(t.widths.size());
    table.rows.push_back(
        {std::string(key.first ? "extrapolated" : "in range"),
         std::string(key.second < 0 ? "all" : to_string(static_cast<ErrorStep>(key.second))), n,
         percent(static_cast<double>(t.within) / static_cast<double>(n)),
         figure(quantile(t.widths, 0.5))});
  }
  return table;
}

Table row_table(const std::vector<ScoredRow>& rows) {
  Table table{"validate",
              "Every row",
              {{"table", "table"},
               {"line", "line"},
               {"source", "source"},
               {"model", "model"},
               {"accelerator", "accelerator"},
               {"engine", "engine"},
               {"precision", "precision"},
               {"metric", "metric"},
               {"unit", "unit"},
               {"published", "published"},
               {"predicted", "predicted"},
               {"error", "error"},
               {"range", "range"},
               {"reason", "reason"},
               {"distance", "away by"},
               {"time_taken", "time taken"},
               {"time_low", "low"},
               {"time_high", "high"}},
              {}};
  for (const ScoredRow& row : rows) {
    const bool predicted = row.predicted.has_value();
    table.rows.push_back(
        {row.table, static_cast<std::int64_t>(row.line), row.source, row.model, row.accelerator,
         row.engine, row.precision, row.metric, row.unit, figure(row.published),
         figure(row.predicted), predicted ? percent(error_of(row)) : Cell{},
         std::string(!predicted         ? "not predicted"
                     : row.extrapolated ? "extrapolated"
                                        : "in range"),
         row.reason, row.range ? std::string(to_string(row.distance)) : std::string(),
         row.range ? figure(row.time_taken, 3) : Cell{},
         row.range ? figure(row.range->low, 3) : Cell{},
         row.range ? figure(row.range->high, 3) : Cell{}});
  }
  return table;
}

Table worst_table(const std::vector<ScoredRow>& rows, std::size_t most) {
  std::map<std::string, std::vector<const ScoredRow*>> by_source;
  for (const ScoredRow& row : rows) {
    if (row.predicted) {
      by_source[row.table + " " + short_source(row.source)].push_back(&row);
    }
  }
  std::vector<ScoredRow> worst;
  for (auto& [source, found] : by_source) {
    std::ranges::stable_sort(found, [](const ScoredRow* a, const ScoredRow* b) {
      return std::abs(std::log(*a->predicted / a->published)) >
             std::abs(std::log(*b->predicted / b->published));
    });
    for (std::size_t i = 0; i < std::min(most, found.size()); ++i) {
      worst.push_back(*found[i]);
      worst.back().source = short_source(worst.back().source);
    }
  }
  Table table = row_table(worst);
  table.columns.resize(column_of(table, "distance"));
  for (auto& row : table.rows) {
    row.resize(table.columns.size());
  }
  table.name = "worst";
  table.title = "The worst of each source";
  return table;
}

Table reason_table(const std::vector<ScoredRow>& rows) {
  std::map<std::vector<std::string>, std::int64_t> counts;
  for (const ScoredRow& row : rows) {
    if (!row.predicted) {
      ++counts[{row.table, short_source(row.source), row.reason}];
    }
  }
  Table table{"not_predicted",
              "Not predicted",
              {{"table", "table"}, {"source", "source"}, {"reason", "reason"}, {"rows", "rows"}},
              {}};
  for (const auto& [key, n] : counts) {
    table.rows.push_back({key[0], key[1], key[2], n});
  }
  return table;
}

}  // namespace costwright::study
