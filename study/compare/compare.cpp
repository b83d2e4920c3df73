#include "study/compare/compare.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/scenario/scenario.h"
#include "study/study.h"

namespace costwright::study {
namespace {

// What names a row in every column.
using RowName = std::pair<const Metric*, std::string>;
using RowsByName = std::map<RowName, const MetricRow*>;

RowName name_of(const MetricRow& row) {
  return {row.metric, row.key};
}

RowsByName by_name(const std::vector<MetricRow>& rows) {
  RowsByName named;
  for (const MetricRow& row : rows) {
    named.emplace(name_of(row), &row);
  }
  return named;
}

// The rows of all columns. What a column has beyond those before it follows what stands before it
// there.
std::vector<RowName> merged_names(const std::vector<std::vector<MetricRow>>& columns) {
  std::vector<RowName> names;
  std::set<RowName> known;
  for (const auto& rows : columns) {
    std::size_t place = 0;
    for (const MetricRow& row : rows) {
      const RowName name = name_of(row);
      if (known.insert(name).second) {
        names.insert(names.begin() + static_cast<std::ptrdiff_t>(place), name);
        ++place;
      } else {
        place =
            static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin()) +
            1;
      }
    }
  }
  return names;
}

// Of a column that lacks the row that `like` is.
MetricRow lacking(const RowName& name, const MetricRow& like) {
  MetricRow row;
  row.metric = name.first;
  row.key = name.second;
  row.value = is_sum_of_lines(name.first->keys) ? with_number(like.value, 0) : Cell();
  return row;
}

ComparedRow compared(const RowName& name,
                     const std::vector<RowsByName>& columns,
                     const std::vector<bool>& same_as_first) {
  const MetricRow* like = nullptr;
  for (const RowsByName& column : columns) {
    const auto found = column.find(name);
    like = like == nullptr && found != column.end() ? found->second : like;
  }
  ComparedRow row{name.first, name.second, {}, {}};
  for (const RowsByName& column : columns) {
    const auto found = column.find(name);
    row.columns.push_back(found != column.end() ? *found->second : lacking(name, *like));
  }
  for (std::size_t c = 0; c < columns.size(); ++c) {
    row.differences.push_back(difference(row.columns.front(), row.columns[c], same_as_first[c]));
  }
  return row;
}

std::vector<std::string> faults_of(const Outcome& outcome) {
  std::vector<std::string> faults;
  for (const WorkloadOutcome& workload : outcome.workloads) {
    if (!workload.saturated.empty()) {
      faults.push_back(fmt::format("{}: demand above capacity in {}", workload.name,
                                   month_names(workload.saturated)));
    }
    if (!workload.below_slo.empty()) {
      faults.push_back(
          fmt::format("{}: below its SLO in {}", workload.name, month_names(workload.below_slo)));
    }
  }
  return faults;
}

std::optional<double> value_at(const MetricRow& row, Speed speed) {
  const auto predicted = number_of(row.value);
  switch (speed) {
    case Speed::kFast:
      return row.fast ? row.fast : predicted;
    case Speed::kSlow:
      return row.slow ? row.slow : predicted;
    case Speed::kPredicted:
      break;
  }
  return predicted;
}

// In the order of the figures, the best first; equal ones stay in the order of the columns.
std::vector<std::size_t> ranked(const ComparedRow& row, Speed speed) {
  std::vector<std::size_t> order;
  for (std::size_t c = 0; c < row.columns.size(); ++c) {
    if (value_at(row.columns[c], speed)) {
      order.push_back(c);
    }
  }
  const double sign = row.metric->better == Better::kHigher ? -1 : 1;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return sign * *value_at(row.columns[a], speed) < sign * *value_at(row.columns[b], speed);
  });
  return order;
}

class Comparer {
 public:
  explicit Comparer(const std::vector<Alternative>& alternatives) : alternatives_(alternatives) {}

  Comparison make() {
    const Evaluation& first = baseline();
    result_.currency = first.scenario().currency;
    for (int m = 0; m < first.scenario().horizon.count; ++m) {
      result_.hours += hours_in(first.scenario().start + m);
    }
    for (const auto& [name, evaluation] : alternatives_) {
      result_.names.push_back(name);
      stand(evaluation);
    }
    rows();
    for (const char* name : {"tco", "pv_cost"}) {
      add_verdict(metric(name));
    }
    if (std::all_of(alternatives_.begin(), alternatives_.end(), [](const Alternative& a) {
          return a.evaluation.finance.pv_benefit.has_value();
        })) {
      add_verdict(metric("npv"));
    }
    remarks();
    return std::move(result_);
  }

 private:
  const Evaluation& baseline() const { return alternatives_.front().evaluation; }

  // What can be said of a column by itself and against the first.
  void stand(const Evaluation& evaluation) {
    auto& faults = result_.faults.emplace_back();
    auto& crossed = result_.crossings.emplace_back();
    for (const Speed speed : kSpeeds) {
      const auto s = static_cast<std::size_t>(speed);
      const Figures& figures = figures_at(evaluation, speed);
      faults[s] = faults_of(figures.outcome);
      if (&evaluation != &baseline()) {
        crossed[s] =
            study::crossings(baseline(), figures_at(baseline(), speed), evaluation, figures);
      }
    }
  }

  void rows() {
    std::vector<std::vector<MetricRow>> columns;
    std::vector<RowsByName> named;
    std::vector<bool> same_as_first;
    for (const auto& [name, evaluation] : alternatives_) {
      columns.push_back(metric_rows(evaluation));
      same_as_first.push_back(same_simulations(baseline(), evaluation));
    }
    for (const auto& column : columns) {
      named.push_back(by_name(column));
    }
    for (const RowName& name : merged_names(columns)) {
      result_.rows.push_back(compared(name, named, same_as_first));
    }
  }

  void add_verdict(const Metric& wanted) {
    const auto row = std::find_if(result_.rows.begin(), result_.rows.end(), [&](const auto& r) {
      return r.metric == &wanted;
    });
    Verdict verdict{&wanted, {}};
    for (const Speed speed : kSpeeds) {
      verdict.at[static_cast<std::size_t>(speed)] = winner(*row, speed);
    }
    result_.verdicts.push_back(std::move(verdict));
  }

  Winner winner(const ComparedRow& row, Speed speed) const {
    Winner winner;
    for (const std::size_t c : ranked(row, speed)) {
      const bool is_fit = result_.faults[c][static_cast<std::size_t>(speed)].empty();
      if (!winner.column && is_fit) {
        winner.column = c;
      } else if (!winner.column) {
        winner.disqualified.push_back(c);
      } else if (is_fit &&
                 value_at(row.columns[c], speed) == value_at(row.columns[*winner.column], speed)) {
        winner.is_tie = true;
      }
    }
    return winner;
  }

  void remarks() {
    const Scenario& first = baseline().scenario();
    for (const auto& [name, evaluation] : alternatives_) {
      const Scenario& other = evaluation.scenario();
      if (other.start != first.start || other.horizon.count != first.horizon.count) {
        result_.remarks.push_back(fmt::format(
            "'{}' covers {} months from {}, '{}' {} from {}: their totals are of different times",
            name, other.horizon.count, to_string(other.start), result_.names.front(),
            first.horizon.count, to_string(first.start)));
      }
      if (other.finance.discount_rate.per_year != first.finance.discount_rate.per_year) {
        result_.remarks.push_back(fmt::format("'{}' is discounted at {:g} % a year, '{}' at {:g} %",
                                              name, 100 * other.finance.discount_rate.per_year,
                                              result_.names.front(),
                                              100 * first.finance.discount_rate.per_year));
      }
      served(name, evaluation);
    }
  }

  // An alternative that serves less is cheaper for it.
  void served(const std::string& name, const Evaluation& evaluation) {
    constexpr double kAlike = 0.01;
    for (const WorkloadOutcome& before : baseline().outcome.workloads) {
      for (const WorkloadOutcome& now : evaluation.outcome.workloads) {
        if (now.name == before.name &&
            std::abs(now.served - before.served) > kAlike * before.served) {
          result_.remarks.push_back(fmt::format("'{}' serves {} requests of {}, '{}' {}", name,
                                                grouped(now.served, 0), now.name,
                                                result_.names.front(), grouped(before.served, 0)));
        }
      }
    }
  }

  const std::vector<Alternative>& alternatives_;
  Comparison result_;
};

}  // namespace

const Figures& figures_at(const Evaluation& evaluation, Speed speed) {
  if (speed == Speed::kPredicted || evaluation.ends.empty()) {
    return evaluation;
  }
  return evaluation.ends[speed == Speed::kFast ? 0 : 1];
}

Comparison compare(const std::vector<Alternative>& alternatives) {
  require(!alternatives.empty(), "{} alternatives to compare", alternatives.size());
  return Comparer(alternatives).make();
}

}  // namespace costwright::study
