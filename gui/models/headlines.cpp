#include "gui/models/headlines.h"

#include <algorithm>

#include "core/table/range.h"
#include "study/compare/compare.h"
#include "study/outcome/metrics.h"
#include "study/reports/report.h"

namespace costwright::gui {
namespace {

QString text(std::string_view words) {
  return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

bool is_shown(const study::Metric& metric, bool has_benefit) {
  switch (metric.card) {
    case study::Card::kNone:
      return false;
    case study::Card::kAlways:
      return true;
    case study::Card::kWithBenefit:
      return has_benefit;
    case study::Card::kWithoutBenefit:
      return !has_benefit;
  }
  return false;
}

// As the command line says it: "at once", "month 14", "not reached".
QString payback_text(const QString& month) {
  return month.isEmpty() ? QStringLiteral("not reached")
         : month == "0"  ? QStringLiteral("at once")
                         : QStringLiteral("month ") + month;
}

QString number_text(const Cell& cell) {
  const auto* cost = std::get_if<Figure>(&cell);
  return cost != nullptr
             ? text(grouped(cost->value, study::decimals_of(cost->value, cost->decimals)))
             : text(cell_text(cell));
}

QString value_text(const study::MetricRow& row) {
  QString value = number_text(row.value);
  if (value.isEmpty() && row.mark == study::Mark::kSaturated) {
    return text(to_string(row.mark));
  }
  if (row.metric->name == "payback_month") {
    return payback_text(value);
  }
  return value;
}

// The label says what a unit cost is per.
QString with_unit(const QString& value, const study::Metric& metric, const QString& currency) {
  const QString unit = text(unit_text(metric, currency.toStdString())).section('/', 0, 0);
  const bool is_bare = value.isEmpty() || unit.isEmpty() || unit == "ratio" || unit == "month" ||
                       (!value.front().isDigit() && value.front() != '-');
  return is_bare ? value : value + ' ' + unit;
}

Headline headline_of(const study::MetricRow& row, const QString& currency) {
  const QString label = text(row.metric->label);
  const QString key = text(row.key);
  return {text(row.metric->name),
          key,
          key.isEmpty() ? label : label + ": " + key,
          with_unit(value_text(row), *row.metric, currency),
          text(range_text(row.low, row.high)),
          text(to_string(row.mark)),
          text(row.note),
          {}};
}

QString with_sign(const QString& number, const Cell& cell) {
  return number_of(cell).value_or(0) > 0 ? '+' + number : number;
}

QString difference_text(const study::ComparedRow& row, const QString& currency) {
  const study::Difference& difference = row.differences[1];
  const QString value = number_text(difference.value);
  if (value.isEmpty()) {
    return {};
  }
  QString found = with_sign(with_unit(value, *row.metric, currency), difference.value);
  if (difference.share && *difference.share != 0) {
    const Cell share = percent(difference.share);
    found += ", " + with_sign(text(cell_text(share)), share);
  }
  const QString range = text(range_text(difference.low, difference.high));
  return range.isEmpty() ? found : found + ' ' + range;
}

void add_headlines(std::vector<Headline>& found,
                   const study::Metric& metric,
                   const std::vector<study::MetricRow>& rows,
                   const QString& currency) {
  for (const study::MetricRow& row : rows) {
    if (row.metric == &metric && !value_text(row).isEmpty()) {
      found.push_back(headline_of(row, currency));
    }
  }
}

}  // namespace

std::vector<Headline> headlines(const study::Evaluation& evaluation,
                                const std::vector<study::MetricRow>& rows) {
  const bool has_benefit = evaluation.finance.pv_benefit.has_value();
  const QString currency = text(evaluation.loaded.scenario.currency);
  std::vector<Headline> found;
  for (const bool of_whole : {true, false}) {  // the whole first, then its parts
    for (const study::Metric& metric : study::metrics()) {
      if ((metric.keys == study::MetricKeys::kWhole) != of_whole ||
          !is_shown(metric, has_benefit)) {
        continue;
      }
      add_headlines(found, metric, rows, currency);
    }
  }
  return found;
}

void add_differences(std::vector<Headline>& headlines, const study::Comparison& comparison) {
  for (Headline& headline : headlines) {
    const auto row = std::find_if(comparison.rows.begin(), comparison.rows.end(),
                                  [&](const study::ComparedRow& compared) {
                                    return headline.metric == text(compared.metric->name) &&
                                           headline.key == text(compared.key);
                                  });
    if (row != comparison.rows.end()) {
      headline.difference = difference_text(*row, text(comparison.currency));
    }
  }
}

}  // namespace costwright::gui
