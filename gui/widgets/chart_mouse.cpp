// What the mouse does on a chart: values, clicks, zoom.
#include <algorithm>
#include <cmath>

#include <QAction>
#include <QMouseEvent>
#include <QToolTip>

#include "gui/models/figure_text.h"
#include "gui/models/table_model.h"
#include "gui/widgets/chart_canvas.h"
#include "gui/widgets/chart_names.h"

namespace costwright::gui {
namespace {

constexpr int kClickPixels = 5;  // a drag that is shorter is a click

}  // namespace

QString ChartCanvas::value_text(const QPointF& at) const {
  const QPointF in_chart = chart()->mapFromScene(mapToScene(at.toPoint()));
  if (chart()->series().isEmpty() || !chart()->plotArea().contains(in_chart)) {
    return {};
  }
  const QPointF value = chart()->mapToValue(in_chart, chart()->series().front());
  return bars_ != nullptr ? bar_text(value) : lines_text(value);
}

// All parts of the bar, and their sum.
QString ChartCanvas::bar_text(const QPointF& value) const {
  const double rounded = std::round(value.x());
  if (rounded >= 0 && rounded < static_cast<double>(steps_.size())) {
    return step_text(static_cast<std::size_t>(rounded));
  }
  if (rounded < 0 || rounded >= static_cast<double>(table_.rows.size())) {
    return {};
  }
  const auto row = static_cast<std::size_t>(rounded);
  const QLocale locale;
  QStringList lines{row_name(table_, row)};
  double total = 0;
  for (std::size_t c = 1; c < table_.columns.size(); ++c) {
    const double part = number_of(table_.rows[row][c]).value_or(0);
    total += part;
    if (part != 0 && !hidden_.contains(column_name(table_, c))) {
      lines << column_name(table_, c) + ": " + decimal_text(part, 2, locale);
    }
  }
  lines << tr("total: %1").arg(decimal_text(total, 2, locale));
  const auto baseline = baseline_.totals.find(row_name(table_, row));
  if (baseline != baseline_.totals.end()) {
    lines << tr("baseline: %1").arg(decimal_text(baseline->second, 2, locale));
  }
  return lines.join('\n');
}

// Of each line the point nearest in x.
QString ChartCanvas::lines_text(const QPointF& value) const {
  const QLocale locale;
  QStringList found;
  for (const ChartLine& line : all_lines()) {
    if (line.is_limit || line.points.isEmpty() || hidden_.contains(line.name)) {
      continue;
    }
    const auto nearest = std::min_element(
        line.points.begin(), line.points.end(), [&](const QPointF& a, const QPointF& b) {
          return std::abs(a.x() - value.x()) < std::abs(b.x() - value.x());
        });
    if (line.is_marks && std::abs(nearest->x() - value.x()) > 0.5) {
      continue;  // there is none here
    }
    const QString x = axes_.x_names.isEmpty()
                          ? significant_text(nearest->x(), 4, locale) + ' ' + axes_.x
                          : axes_.x_names.value(static_cast<int>(nearest->x()));
    found << QString("%1, %2: %3").arg(line.name, x, significant_text(nearest->y(), 4, locale));
  }
  return found.join('\n');
}

QString ChartCanvas::part_at(std::size_t row, double height) const {
  double from = 0;
  for (std::size_t c = 1; c < table_.columns.size(); ++c) {
    QString name = column_name(table_, c);
    const double part =
        hidden_.contains(name) ? 0 : number_of(table_.rows[row][c]).value_or(0) / divisor_;
    if (part > 0 && height >= from && height < from + part) {
      return name;
    }
    from += std::max(part, 0.0);
  }
  return {};
}

void ChartCanvas::mousePressEvent(QMouseEvent* event) {
  pressed_ = event->pos();
  QChartView::mousePressEvent(event);
}

void ChartCanvas::mouseMoveEvent(QMouseEvent* event) {
  const bool is_dragged = event->buttons().testFlag(Qt::LeftButton) &&
                          std::abs(event->pos().x() - pressed_.x()) >= kClickPixels;
  if (is_dragged) {
    const QRect plot = chart()->plotArea().toRect();
    band_->setGeometry(
        QRect(QPoint(pressed_.x(), plot.top()), QPoint(event->pos().x(), plot.bottom()))
            .normalized());
    band_->show();
  } else {
    QToolTip::showText(event->globalPosition().toPoint(), value_text(event->position()), this);
  }
  QChartView::mouseMoveEvent(event);
}

void ChartCanvas::mouseReleaseEvent(QMouseEvent* event) {
  QChartView::mouseReleaseEvent(event);
  if (event->button() != Qt::LeftButton) {
    return;
  }
  if (band_->isVisible()) {
    band_->hide();
    chart()->zoomIn(QRectF(band_->geometry()) & chart()->plotArea());
    return;
  }
  if (const auto bar = bar_at(event->pos())) {
    Q_EMIT bar_clicked(bar->first, bar->second);
  }
}

std::optional<std::pair<QString, QString>> ChartCanvas::bar_at(const QPoint& at) const {
  const QPointF in_chart = chart()->mapFromScene(mapToScene(at));
  if (bars_ == nullptr || !chart()->plotArea().contains(in_chart)) {
    return std::nullopt;
  }
  const QPointF value = chart()->mapToValue(in_chart, bars_);
  const auto row = static_cast<std::size_t>(std::max(0.0, std::round(value.x())));
  if (row < steps_.size()) {
    return std::pair(steps_[row].name, QString());
  }
  return row < table_.rows.size()
             ? std::optional(std::pair(row_name(table_, row), part_at(row, value.y())))
             : std::nullopt;
}

void ChartCanvas::offer_levers() {
  auto* lever = new QAction(tr("&Lever on its price"), this);
  connect(lever, &QAction::triggered, this, [this] {
    if (const auto bar = bar_at(pressed_)) {
      Q_EMIT lever_wanted(bar->first, bar->second);
    }
  });
  addAction(lever);
}

void ChartCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
  reset_zoom();
  QChartView::mouseDoubleClickEvent(event);
}

void ChartCanvas::reset_zoom() {
  chart()->zoomReset();
}

}  // namespace costwright::gui
