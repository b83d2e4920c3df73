#include "gui/models/headlines.h"

#include <array>

namespace costwright::gui {
namespace {

struct Wanted {
  const char* metric;
  const char* label;
};

constexpr std::array kWanted{
    Wanted{"tco", "Total cost of ownership"},
    Wanted{"npv", "Net present value"},
    Wanted{"payback_month", "Payback"},
    Wanted{"cost_per_1m_tokens", "Cost per 1M tokens"},
    Wanted{"cost_per_request", "Cost per request"},
    Wanted{"ttft_p99", "Time to first token, p99"},
    Wanted{"e2e_p99", "End to end, p99"},
    Wanted{"slo_attainment", "Within every limit"},
    Wanted{"accuracy", "Accuracy"},
    Wanted{"utilisation", "Utilisation"},
    Wanted{"it_energy", "IT energy"},
    Wanted{"carbon", "Carbon"},
};

enum ColumnOf { kSection, kMetric, kKey, kValue, kLow, kHigh, kUnit, kMark, kNote };

QString text_of(const std::vector<Cell>& row, ColumnOf column) {
  return QString::fromStdString(cell_text(row[column]));
}

Headline headline_of(const Wanted& wanted, const std::vector<Cell>& row) {
  const QString key = text_of(row, kKey);
  const QString low = text_of(row, kLow);
  const QString high = text_of(row, kHigh);
  return {wanted.metric,
          key.isEmpty() ? QString(wanted.label) : QString(wanted.label) + ": " + key,
          text_of(row, kValue),
          text_of(row, kUnit) == "ratio" ? QString() : text_of(row, kUnit),
          low.isEmpty() || high.isEmpty() ? QString() : low + QStringLiteral(" to ") + high,
          text_of(row, kMark),
          text_of(row, kNote)};
}

}  // namespace

std::vector<Headline> headlines(const Table& summary) {
  std::vector<Headline> found;
  for (const Wanted& wanted : kWanted) {
    for (const auto& row : summary.rows) {
      if (text_of(row, kMetric) == wanted.metric && !text_of(row, kValue).isEmpty()) {
        found.push_back(headline_of(wanted, row));
      }
    }
  }
  return found;
}

}  // namespace costwright::gui
