#include "study/optimize/trade_off.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/scenario/loaded.h"
#include "solve/front.h"

namespace costwright::study {
namespace {

bool has_front(const TradeOff& record) {
  return !record.status.empty();
}

// The metric of a figure's name; nullopt: one of another version of the program.
std::optional<MetricName> metric_of(const std::string& name) {
  Diagnostics told;
  return parse_metric(name, told);
}

// Names of the figures that are of the metric, with whatever key.
std::vector<std::string> figures_of(const TradeOff& record, const MetricName& metric) {
  const std::string whole(metric.metric->name);
  if (!metric.key.empty()) {
    return {name_of(metric)};
  }
  std::vector<std::string> names;
  if (record.figures.contains(whole)) {
    names.push_back(whole);
  }
  const std::string keyed = whole + "[";
  for (auto it = record.figures.lower_bound(keyed);
       it != record.figures.end() && it->first.starts_with(keyed); ++it) {
    names.push_back(it->first);
  }
  return names;
}

// A figure of a column, with its range where it has one of its own.
Figure figure_of(const TradeOff& record, const std::string& name, std::size_t point, double value) {
  const auto ranges = record.ranges.find(name);
  const bool has_range = ranges != record.ranges.end() && point < ranges->second.low.size() &&
                         !std::isnan(ranges->second.low[point]);
  return {value, has_range ? ranges->second.low[point] : value,
          has_range ? ranges->second.high[point] : value, value, value};
}

bool is_worse(const Metric& metric, double a, double b) {
  return metric.better == Better::kLower ? a > b : a < b;
}

// The front of the points that are kept, of those that were evaluated at the scenario's own effort.
void find_front(const TradeOff& record,
                const std::vector<char>& is_kept,
                std::vector<std::size_t>& front,
                std::optional<std::size_t>& best) {
  std::vector<std::vector<double>> values;
  for (const Objective& objective : record.aim.objectives) {
    values.push_back(values_of(record, objective.metric));
  }
  std::vector<solve::Candidate> candidates;
  for (std::size_t i = 0; i < record.size(); ++i) {
    if (is_kept[i] == 0 || record.effort[i] == Trial::kQuick) {
      continue;
    }
    solve::Candidate& candidate = candidates.emplace_back();
    candidate.point = {static_cast<double>(i)};
    for (std::size_t o = 0; o < values.size(); ++o) {
      const double value = minimised(record.aim.objectives[o], values[o][i]);
      candidate.answer.objectives.push_back({value, value, value});
    }
  }
  const std::vector<solve::Candidate> found = solve::front_of(candidates);
  front.clear();
  best.reset();
  for (const solve::Candidate& candidate : found) {
    front.push_back(static_cast<std::size_t>(candidate.point.front()));
  }
  if (!front.empty()) {
    best = front[solve::knee_of(found)];
  }
}

bool is_order_sure(const Figure& a, const Figure& b) {
  const double change = b.value - a.value;
  if (change == 0) {
    return true;  // there is no order
  }
  const bool same_at_both_ends = (b.fast - a.fast) * change > 0 && (b.slow - a.slow) * change > 0;
  return same_at_both_ends && !is_within_own_error(a, change) && !is_within_own_error(b, change);
}

bool are_tied(const TradeOff& record, std::size_t one, std::size_t other) {
  return std::any_of(record.aim.objectives.begin(), record.aim.objectives.end(),
                     [&](const Objective& objective) {
                       const auto a = figure_at(record, one, objective.metric);
                       const auto b = figure_at(record, other, objective.metric);
                       return a && b && !is_order_sure(*a, *b);
                     });
}

}  // namespace

TradeOff begun(const Choices& choices, const Aim& aim) {
  TradeOff record;
  const std::string& path = choices.tree().path;
  const auto slash = path.rfind('/');
  record.source.path = std::filesystem::absolute(path).lexically_normal().string();
  record.source.text =
      scenario_text(choices.tree(), slash == std::string::npos ? "." : path.substr(0, slash));
  record.title = choices.today().scenario.name;
  record.currency = choices.today().scenario.currency;
  record.aim = aim;
  for (const StrategyAxis& axis : choices.axes()) {
    TradeOffAxis& named = record.axes.emplace_back();
    named.name = axis.name;
    for (const Option& option : axis.options) {
      named.options.push_back(option.label);
    }
  }
  return record;
}

TradeOffRecorder::TradeOffRecorder(TradeOff begun) : record_(std::move(begun)) {
  require(record_.size() == 0, "a record that has begun has no points");
}

std::size_t TradeOffRecorder::point_of(const Choice& choice) {
  const auto [found, is_new] = points_.emplace(choice, record_.size());
  if (is_new) {
    record_.choices.push_back(choice);
    record_.effort.push_back(Trial::kQuick);
    record_.is_kept.push_back(0);
    record_.months_missed.push_back(kNoFigureThere);
    for (auto& column : record_.figures) {
      column.second.push_back(kNoFigureThere);
    }
    if (std::all_of(choice.begin(), choice.end(), [](int option) {
          return option == 0;
        })) {
      record_.today = found->second;
    }
  }
  return found->second;
}

void TradeOffRecorder::set(std::size_t point, const Tried& tried) {
  for (auto& column : record_.figures) {
    column.second[point] = kNoFigureThere;
  }
  for (const auto& [name, figure] : tried.figures) {
    auto& column = record_.figures[name];
    column.resize(record_.size(), kNoFigureThere);
    column[point] = figure.value;
  }
  record_.is_kept[point] = is_kept(record_.aim, tried) ? 1 : 0;
  record_.months_missed[point] = tried.why.empty() ? tried.months_missed : kNoFigureThere;
  if (!tried.why.empty()) {
    record_.impossible[point] = tried.why;
  }
}

// Of a point whose figures are known at the predicted speed alone.
void TradeOffRecorder::set_ranges(std::size_t point, const Tried& tried) {
  for (const auto& [name, figure] : tried.figures) {
    if (figure.low != figure.high) {
      TradeOffRanges& ranges = record_.ranges[name];
      ranges.low.resize(record_.size(), kNoFigureThere);
      ranges.high.resize(record_.size(), kNoFigureThere);
      ranges.low[point] = figure.low;
      ranges.high[point] = figure.high;
    }
  }
}

void TradeOffRecorder::add(const Choice& choice, Trial how, const Tried& tried) {
  const std::lock_guard lock(mutex_);
  const std::size_t before = record_.size();
  const std::size_t point = point_of(choice);
  const bool is_better = point == before || how >= record_.effort[point];
  if (!is_better) {
    return;
  }
  record_.effort[point] = how;
  set(point, tried);
  if (how == Trial::kReported) {
    record_.reported[point] = tried;
  } else {
    set_ranges(point, tried);
  }
}

TradeOff TradeOffRecorder::so_far() const {
  TradeOff record;
  {
    const std::lock_guard lock(mutex_);
    record = record_;
  }
  find_front(record, record.is_kept, record.front, record.best);
  return record;
}

TradeOff TradeOffRecorder::finished(const std::vector<Choice>& front,
                                    const std::optional<Choice>& best,
                                    std::string status) const {
  const std::lock_guard lock(mutex_);
  TradeOff record = record_;
  for (const Choice& choice : front) {
    record.front.push_back(points_.at(choice));
  }
  record.best = best ? std::optional(points_.at(*best)) : std::nullopt;
  record.status = std::move(status);
  return record;
}

std::vector<double> values_of(const TradeOff& record, const MetricName& metric) {
  std::vector<double> values(record.size(), kNoFigureThere);
  for (const std::string& name : figures_of(record, metric)) {
    const auto column = record.figures.find(name);
    for (std::size_t i = 0; column != record.figures.end() && i < values.size(); ++i) {
      const double value = column->second[i];
      const bool is_first = std::isnan(values[i]);
      if (!std::isnan(value) && (is_first || is_worse(*metric.metric, value, values[i]))) {
        values[i] = value;
      }
    }
  }
  return values;
}

std::optional<study::Figure> figure_at(const TradeOff& record,
                                       std::size_t point,
                                       const MetricName& metric) {
  if (const auto found = record.reported.find(point); found != record.reported.end()) {
    const Figure* figure = find_figure(found->second, metric);
    return figure != nullptr ? std::optional(*figure) : std::nullopt;
  }
  std::optional<Figure> worst;
  for (const std::string& name : figures_of(record, metric)) {
    const auto column = record.figures.find(name);
    const double value = column != record.figures.end() ? column->second[point] : kNoFigureThere;
    if (!std::isnan(value) && (!worst || is_worse(*metric.metric, value, worst->value))) {
      worst = figure_of(record, name, point, value);
    }
  }
  return worst;
}

std::vector<MetricName> metrics_in(const TradeOff& record) {
  std::map<const Metric*, std::vector<MetricName>> found;
  for (const auto& column : record.figures) {
    if (const auto metric = metric_of(column.first)) {
      found[metric->metric].push_back(*metric);
    }
  }
  std::vector<MetricName> in_order;
  for (const Metric& metric : metrics()) {
    const auto names = found.find(&metric);
    if (names == found.end()) {
      continue;
    }
    in_order.push_back({&metric, {}});
    if (names->second.size() > 1) {
      in_order.insert(in_order.end(), names->second.begin(), names->second.end());
    }
  }
  return in_order;
}

std::string label_of(const TradeOff& record, std::size_t point) {
  std::string label;
  for (std::size_t a = 0; a < record.axes.size(); ++a) {
    const int option = record.choices[point][a];
    if (option != 0) {
      label += fmt::format("{}{} {}", label.empty() ? "" : ", ", record.axes[a].name,
                           record.axes[a].options[static_cast<std::size_t>(option)]);
    }
  }
  return label.empty() ? "as written" : label;
}

Narrowed narrowed(const TradeOff& record, const std::vector<Limit>& limits) {
  Narrowed result{record.is_kept, 0, record.front, record.best};
  for (const Limit& limit : limits) {
    const std::vector<double> values = values_of(record, limit.metric);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool is_kept = !std::isnan(values[i]) && is_within(limit, values[i]);
      result.is_kept[i] = is_kept ? result.is_kept[i] : 0;
    }
  }
  result.kept =
      static_cast<std::size_t>(std::count(result.is_kept.begin(), result.is_kept.end(), char{1}));
  if (!limits.empty() || !has_front(record)) {
    find_front(record, result.is_kept, result.front, result.best);
  }
  return result;
}

std::vector<std::pair<std::size_t, std::size_t>> ties(const TradeOff& record,
                                                      const std::vector<std::size_t>& front) {
  std::vector<std::pair<std::size_t, std::size_t>> tied;
  for (std::size_t i = 1; i < front.size(); ++i) {
    if (are_tied(record, front[i - 1], front[i])) {
      tied.emplace_back(front[i - 1], front[i]);
    }
  }
  return tied;
}

}  // namespace costwright::study
