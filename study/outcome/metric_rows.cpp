// The rows of summary.csv: every metric of every key, with its range.
#include <algorithm>
#include <cmath>
#include <map>

#include "core/scenario/scenario.h"
#include "study/outcome/metric_reader.h"
#include "study/outcome/sampling.h"

namespace costwright::study {
namespace {

// Decimals are the metric's.
Cell shown(Cell cell, const Metric& metric) {
  if (auto* number = std::get_if<Figure>(&cell)) {
    number->decimals = metric.decimals;
  }
  return cell;
}

// Part of a whole: no more than 1.
bool is_share(const Metric& metric) {
  return metric.unit == "ratio" && metric.section == "service" && metric.name != "load";
}

// An evaluation at one speed, with the place of each key among its own.
struct End {
  MetricReader reader;
  std::map<MetricKeys, std::map<std::string, std::size_t, std::less<>>> places;

  std::optional<std::size_t> place(MetricKeys kind, const std::string& key) {
    const auto [at, is_new] = places.try_emplace(kind);
    if (is_new) {
      const auto keys = reader.keys(kind);
      for (std::size_t k = 0; k < keys.size(); ++k) {
        at->second.emplace(keys[k], k);
      }
    }
    const auto found = at->second.find(key);
    return found != at->second.end() ? std::optional(found->second) : std::nullopt;
  }
};

class RowMaker {
 public:
  explicit RowMaker(const Evaluation& evaluation) : reader_(evaluation, evaluation) {
    for (const Figures& end : evaluation.ends) {
      ends_.push_back({MetricReader(evaluation, end), {}});
    }
    if (evaluation.scenario().simulation.error_range) {
      sampled_ = figures_at_sampling_error(evaluation);
    }
    if (sampled_) {
      for (const double deviations : {-kSamplingDeviations, kSamplingDeviations}) {
        sides_.push_back({MetricReader(evaluation, *sampled_, deviations), {}});
      }
    }
  }

  std::vector<MetricRow> make() {
    for (auto first = metrics().begin(); first != metrics().end();) {
      const auto last = std::find_if(first, metrics().end(), [&](const Metric& m) {
        return m.keys != first->keys || m.section != first->section;
      });
      const auto keys = reader_.keys(first->keys);
      for (std::size_t k = 0; k < keys.size(); ++k) {
        for (auto m = first; m != last; ++m) {
          add(*m, k, keys[k]);
        }
      }
      first = last;
    }
    return std::move(rows_);
  }

 private:
  void add(const Metric& metric, std::size_t k, const std::string& key) {
    auto found = metric.value(reader_, k);
    if (!found) {
      return;
    }
    const bool is_blank = std::holds_alternative<std::monostate>(found->value);
    MetricRow row{&metric, key,         shown(std::move(found->value), metric),       {},
                  {},      Mark::kNone, found->note.value_or(std::string(metric.doc))};
    if (found->is_withheld) {
      row.mark = Mark::kSaturated;
    } else if (metric.is_predicted && !is_blank) {
      row.mark = reader_.mark(metric.keys, k);
    }
    if (found->low && found->high) {
      row.low = with_number(row.value, *found->low);
      row.high = with_number(row.value, *found->high);
    } else {
      add_range(row);
    }
    rows_.push_back(std::move(row));
  }

  void add_range(MetricRow& row) {
    const auto value = number_of(row.value);
    if (!value) {
      return;
    }
    for (std::size_t e = 0; e < ends_.size(); ++e) {
      (e == 0 ? row.fast : row.slow) = at(ends_[e], row);
    }
    if (!sides_.empty() && row.metric->is_predicted) {
      row.below = at(sides_[0], row);
      row.above = at(sides_[1], row);
    }
    if (!ends_.empty() && (!row.fast || !row.slow)) {
      return;
    }
    const double least = std::min({*value, row.fast.value_or(*value), row.slow.value_or(*value)});
    const double most = std::max({*value, row.fast.value_or(*value), row.slow.value_or(*value)});
    const Deviation sampling =
        row.below && row.above ? sampling_deviation(*value, *row.below, *row.above) : Deviation{};
    const Deviation all = combined(*value, least, most, sampling);
    // What is never below 0 has no range that is.
    const double floor = std::min({0.0, least, row.below.value_or(least)});
    Cell low = with_number(row.value, std::max(floor, *value - all.down));
    const double high_end = *value + all.up;
    Cell high = with_number(row.value, is_share(*row.metric) ? std::min(1.0, high_end) : high_end);
    if (cell_json(low) != cell_json(high)) {
      row.low = std::move(low);
      row.high = std::move(high);
    }
  }

  // The value that the metric has there.
  static std::optional<double> at(End& end, const MetricRow& row) {
    const auto k = end.place(row.metric->keys, row.key);
    const auto found = k ? row.metric->value(end.reader, *k) : std::nullopt;
    return found ? number_of(found->value) : std::nullopt;
  }

  MetricReader reader_;
  std::vector<End> ends_;
  std::optional<Figures> sampled_;
  std::vector<End> sides_;  // of the error of sampling, low and high
  std::vector<MetricRow> rows_;
};

}  // namespace

std::vector<MetricRow> metric_rows(const Evaluation& evaluation) {
  return RowMaker(evaluation).make();
}

Deviation sampling_deviation(double value, double below, double above) {
  if (below == above) {
    return {std::abs(above - value), std::abs(above - value)};
  }
  return {std::max(0.0, value - below), std::max(0.0, above - value)};
}

Deviation combined(double value, double least, double most, const Deviation& sampling) {
  return {std::hypot(value - least, sampling.down), std::hypot(most - value, sampling.up)};
}

}  // namespace costwright::study
