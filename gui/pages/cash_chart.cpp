#include "gui/pages/cash_chart.h"

#include <QCoreApplication>

namespace costwright::gui {
namespace {

struct CashChart {
  Q_DECLARE_TR_FUNCTIONS(CashChart)
};

ChartLine line_of(const Table& cash, std::size_t column) {
  ChartLine line{QString::fromStdString(cash.columns[column].label), {}};
  for (std::size_t row = 0; row < cash.rows.size(); ++row) {
    if (const auto paid = number_of(cash.rows[row][column])) {
      line.points << QPointF(static_cast<double>(row), *paid);
    }
  }
  return line;
}

void mark_month(const Table& cash, std::size_t column, YearMonth month, ChartLine& marks) {
  for (std::size_t row = 0; row < cash.rows.size(); ++row) {
    const auto paid = number_of(cash.rows[row][column]);
    if (paid && cell_text(cash.rows[row][0]) == to_string(month)) {
      marks.points << QPointF(static_cast<double>(row), *paid);
    }
  }
}

// On the line of the one that crosses, at the end of the month from which on it leads or no longer
// does.
ChartLine crossings_of(const Table& cash, const study::Comparison& comparison) {
  ChartLine marks{CashChart::tr("overtakes"), {}, false, true};
  for (std::size_t column = 1; column < comparison.crossings.size(); ++column) {
    const auto& leads =
        comparison.crossings[column][static_cast<std::size_t>(study::Speed::kPredicted)].cash;
    for (std::size_t lead = 1; lead < leads.size(); ++lead) {  // the first one is no crossing
      mark_month(cash, column + 1, leads[lead].month, marks);
    }
  }
  return marks;
}

}  // namespace

void draw_cash(ChartCanvas& canvas, const Table& cash, const study::Comparison& comparison) {
  std::vector<ChartLine> lines;
  for (std::size_t column = 1; column < cash.columns.size(); ++column) {
    lines.push_back(line_of(cash, column));
  }
  ChartLine marks = crossings_of(cash, comparison);
  if (!marks.points.isEmpty()) {
    lines.push_back(std::move(marks));
  }
  QStringList months;
  for (const auto& row : cash.rows) {
    months << QString::fromStdString(cell_text(row[0]));
  }
  canvas.show_lines(lines, {.x = {},
                            .y = QString::fromStdString(comparison.currency),
                            .when_empty = CashChart::tr("Nothing is paid"),
                            .x_names = months,
                            .is_money = true});
}

}  // namespace costwright::gui
