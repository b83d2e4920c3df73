#include "gui/models/headlines.h"

#include <algorithm>
#include <array>

#include "core/scenario/scenario.h"
#include "core/table/range.h"
#include "gui/models/figure_text.h"
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

bool is_share(const study::MetricRow& row) {
  return row.metric->unit == "ratio";
}

double factor_of(const study::MetricRow& row) {
  return is_share(row) ? 100 : 1;
}

std::optional<double> scaled(const Cell& cell, double factor) {
  const auto number = number_of(cell);
  return number ? std::optional(*number * factor) : std::nullopt;
}

// Costs say in their label what they are per; tiny ones say it in their unit.
QString glance_unit(const study::MetricRow& row, const QString& currency) {
  const QString unit = text(unit_text(*row.metric, currency.toStdString()));
  return is_share(row) ? QStringLiteral("%") : unit;
}

QString plain_unit(const Headline& headline) {
  return headline.unit.section('/', 0, 0);
}

void add_brief(Headline& headline) {
  headline.brief = headline.value;
  if (!headline.number || headline.metric == "payback_month" || headline.value.isEmpty()) {
    return;
  }
  const QLocale locale;
  const FigureScale scale = scale_of(*headline.number, headline.unit);
  headline.brief = brief_text(*headline.number, plain_unit(headline), scale, locale);
  if (headline.low && headline.high && !headline.range.isEmpty()) {
    headline.brief_range =
        brief_range(*headline.low, *headline.high, plain_unit(headline), scale, locale);
  }
}

Headline headline_of(const study::MetricRow& row, const QString& currency) {
  const QString label = text(row.metric->label);
  const QString key = text(row.key);
  Headline headline;
  headline.metric = text(row.metric->name);
  headline.key = key;
  headline.label = key.isEmpty() ? label : label + ": " + key;
  headline.value = with_unit(value_text(row), *row.metric, currency);
  headline.range = text(range_text(row.low, row.high));
  headline.mark = text(to_string(row.mark));
  headline.note = text(row.note);
  headline.unit = glance_unit(row, currency);
  const double scale = factor_of(row);
  headline.number = scaled(row.value, scale);
  headline.low = scaled(row.low, scale);
  headline.high = scaled(row.high, scale);
  add_brief(headline);
  return headline;
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

// On the scale of the figure itself: "+10.33 k USD, +0.5 %".
QString brief_difference(const Headline& headline,
                         const study::Difference& difference,
                         double factor) {
  const auto change = scaled(difference.value, factor);
  if (!change || !headline.number || headline.metric == "payback_month") {
    return headline.difference;
  }
  const QLocale locale;
  const FigureScale scale = headline.unit.contains('/') ? scale_of(*headline.number, headline.unit)
                                                        : scale_of(*change, headline.unit);
  const QString sign = *change > 0 ? QStringLiteral("+") : QString();
  QString found = sign + brief_text(*change, plain_unit(headline), scale, locale);
  if (difference.share && *difference.share != 0) {
    const double share = 100 * *difference.share;
    found += QString(", %1%2 %").arg(share > 0 ? "+" : "", decimal_text(share, 1, locale));
  }
  return found;
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
  const QString currency = text(evaluation.scenario().currency);
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

Overview overview_of(const std::vector<Headline>& headlines) {
  static const std::array<std::vector<QString>, 4> four_places{
      std::vector<QString>{"tco"},
      {"npv", "pv_cost"},
      {"cost_per_1m_tokens", "cost_per_request"},
      {"slo_attainment"}};
  static const std::vector<QString> others{"payback_month",
                                           "cost_per_request",
                                           "ttft_p99",
                                           "load",
                                           "it_energy",
                                           "carbon",
                                           "cost_per_1m_tokens_within_slo",
                                           "e2e_p99",
                                           "accuracy"};
  constexpr std::size_t kMostSmall = 6;
  Overview overview;
  std::vector<QString> used;
  const auto all_of = [&](const QString& metric) {
    std::vector<Headline> found;
    std::copy_if(headlines.begin(), headlines.end(), std::back_inserter(found),
                 [&](const Headline& headline) {
                   return headline.metric == metric;
                 });
    return found;
  };
  for (const auto& candidates : four_places) {
    for (const QString& metric : candidates) {
      const auto found = all_of(metric);
      if (!found.empty()) {
        overview.four.push_back(found.front());
        used.push_back(metric);
        break;
      }
    }
  }
  for (const QString& metric : others) {
    for (const Headline& headline : all_of(metric)) {
      const bool is_used = std::find(used.begin(), used.end(), metric) != used.end();
      if (!is_used && overview.six.size() < kMostSmall) {
        overview.six.push_back(headline);
      }
    }
  }
  return overview;
}

void add_differences(std::vector<Headline>& headlines, const study::Comparison& comparison) {
  for (Headline& headline : headlines) {
    const auto row = std::find_if(comparison.rows.begin(), comparison.rows.end(),
                                  [&](const study::ComparedRow& compared) {
                                    return headline.metric == text(compared.metric->name) &&
                                           headline.key == text(compared.key);
                                  });
    if (row == comparison.rows.end()) {
      continue;
    }
    const double factor = factor_of(row->columns[0]);
    headline.difference = difference_text(*row, text(comparison.currency));
    headline.baseline = scaled(row->columns[0].value, factor);
    headline.brief_difference = brief_difference(headline, row->differences[1], factor);
  }
}

}  // namespace costwright::gui
