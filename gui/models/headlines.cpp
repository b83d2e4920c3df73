#include "gui/models/headlines.h"

#include <algorithm>
#include <array>

#include "study/outcome/error_range.h"
#include "study/reports/report.h"

namespace costwright::gui {
namespace {

struct Wanted {
  const char* metric;
  const char* label;
  const char* beside = "";  // shown only where this metric has a value
  const char* unless = "";  // shown only where this one has none
};

constexpr std::array kWanted{
    Wanted{"tco", "TCO"},
    Wanted{"pv_cost", "Present value of cost", "", "pv_benefit"},
    Wanted{"npv", "NPV", "pv_benefit"},
    Wanted{"payback_month", "Payback", "pv_benefit"},
    Wanted{"cost_per_1m_tokens", "Cost per 1M tokens"},
    Wanted{"cost_per_request", "Cost per request"},
    Wanted{"utilisation", "Utilisation"},
    Wanted{"it_energy", "IT energy"},
    Wanted{"carbon", "Carbon"},
    Wanted{"slo_attainment", "In SLO"},
    Wanted{"ttft_p99", "TTFT p99"},
    Wanted{"e2e_p99", "End to end p99"},
    Wanted{"accuracy", "Accuracy"},
};

enum ColumnOf { kSection, kMetric, kKey, kValue, kLow, kHigh, kUnit, kMark, kNote };

QString text_of(const std::vector<Cell>& row, ColumnOf column) {
  return QString::fromStdString(cell_text(row[column]));
}

bool has_value(const Table& summary, const char* metric) {
  return std::any_of(summary.rows.begin(), summary.rows.end(), [&](const auto& row) {
    return text_of(row, kMetric) == metric && !text_of(row, kValue).isEmpty();
  });
}

// As the command line says it: "at once", "month 14", "not reached".
QString payback_text(const QString& month) {
  return month.isEmpty() ? QStringLiteral("not reached")
         : month == "0"  ? QStringLiteral("at once")
                         : QStringLiteral("month ") + month;
}

QString value_text(const std::vector<Cell>& row) {
  QString value = text_of(row, kValue);
  if (const auto* cost = std::get_if<Figure>(&row[kValue])) {
    value = QString::fromStdString(
        grouped(cost->value, study::decimals_of(cost->value, cost->decimals)));
  }
  if (value.isEmpty() && text_of(row, kMark) == "saturated") {
    return text_of(row, kMark);
  }
  if (text_of(row, kMetric) == "payback_month") {
    return payback_text(value);
  }
  // The label says what a unit cost is per.
  const QString unit = text_of(row, kUnit).section('/', 0, 0);
  return value.isEmpty() || unit.isEmpty() || unit == "ratio" ? value : value + ' ' + unit;
}

Headline headline_of(const Wanted& wanted, const std::vector<Cell>& row) {
  const QString key = text_of(row, kKey);
  return {wanted.metric,
          key,
          key.isEmpty() ? QString(wanted.label) : QString(wanted.label) + ": " + key,
          value_text(row),
          QString::fromStdString(study::range_text(row[kLow], row[kHigh])),
          text_of(row, kMark),
          text_of(row, kNote)};
}

}  // namespace

std::vector<Headline> headlines(const Table& summary) {
  std::vector<Headline> found;
  for (const Wanted& wanted : kWanted) {
    if ((*wanted.beside != '\0' && !has_value(summary, wanted.beside)) ||
        has_value(summary, wanted.unless)) {
      continue;
    }
    for (const auto& row : summary.rows) {
      if (text_of(row, kMetric) == wanted.metric && !value_text(row).isEmpty()) {
        found.push_back(headline_of(wanted, row));
      }
    }
  }
  return found;
}

}  // namespace costwright::gui
