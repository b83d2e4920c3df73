// What is painted over a chart (the baseline's totals, labels of logarithmic axes), and its
// picture.
#include <cmath>

#include <QClipboard>
#include <QGuiApplication>
#include <QPainter>
#include <QtCharts/QLogValueAxis>

#include "gui/widgets/chart_canvas.h"
#include "gui/widgets/chart_names.h"
#include "gui/widgets/picture.h"

namespace costwright::gui {
namespace {

constexpr int kTickHeight = 2;

}  // namespace

std::vector<double> log_labels(double low, double high) {
  std::vector<double> labels;
  for (int exponent = static_cast<int>(std::floor(std::log10(low)));
       exponent <= static_cast<int>(std::ceil(std::log10(high))); ++exponent) {
    for (const int digit : {1, 2, 5}) {
      const double value = digit * std::pow(10, exponent);
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) {
        labels.push_back(value);
      }
    }
  }
  return labels;
}

void ChartCanvas::drawForeground(QPainter* painter, const QRectF& area) {
  QChartView::drawForeground(painter, area);
  if (bars_ != nullptr) {
    steps_.empty() ? draw_baseline_totals(*painter) : draw_step_labels(*painter);
  }
  if (axes_.x_is_log && !lines_.empty() && !chart()->series().isEmpty()) {
    draw_log_labels(*painter);
  }
}

void ChartCanvas::draw_baseline_totals(QPainter& painter) {
  QPen pen(theme_.text, kTickHeight);
  pen.setDashPattern({2, 1.5});
  painter.setPen(pen);
  const QRectF plot = chart()->plotArea();
  for (std::size_t row = 0; row < table_.rows.size(); ++row) {
    const auto found = baseline_.totals.find(row_name(table_, row));
    if (found == baseline_.totals.end()) {
      continue;
    }
    const double x = static_cast<double>(row);
    const double y = found->second / divisor_;
    const QPointF left = chart()->mapToPosition({x - 0.45, y}, bars_);
    const QPointF right = chart()->mapToPosition({x + 0.45, y}, bars_);
    if (left.x() >= plot.left() - 1 && right.x() <= plot.right() + 1) {
      painter.drawLine(left, right);
    }
  }
}

// The axis itself labels powers of ten alone, of which there may be two.
void ChartCanvas::draw_log_labels(QPainter& painter) {
  const auto found = chart()->axes(Qt::Horizontal);
  const auto* axis = found.isEmpty() ? nullptr : qobject_cast<QLogValueAxis*>(found.front());
  if (axis == nullptr) {
    return;
  }
  const QFontMetricsF metrics(font());
  const QRectF plot = chart()->plotArea();
  painter.setFont(font());
  painter.setPen(theme_.text);
  double free_from = -1e9;
  for (const double value : log_labels(axis->min(), axis->max())) {
    const QString label = QLocale().toString(value, 'g', 6);
    const double x = chart()->mapToPosition({value, 0}, chart()->series().front()).x();
    const double half = metrics.horizontalAdvance(label) / 2;
    if (x - half < free_from || x > plot.right() + 1) {
      continue;
    }
    painter.drawText(QPointF(x - half, plot.bottom() + 6 + metrics.ascent()), label);
    free_from = x + half + metrics.averageCharWidth();
  }
}

QPixmap ChartCanvas::picture() {
  return picture_of(*this, caption_, theme_);
}

void ChartCanvas::copy_picture() {
  QGuiApplication::clipboard()->setPixmap(picture());
}

bool ChartCanvas::save(const QString& path) {
  return save_picture(*this, path, caption_, theme_);
}

}  // namespace costwright::gui
