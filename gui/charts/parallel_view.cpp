#include "gui/charts/parallel_view.h"

#include <algorithm>
#include <cmath>

#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

namespace costwright::gui {
namespace {

constexpr int kTop = 28, kBottom = 22, kSide = 90, kGrab = 14, kClick = 4;

QString end_text(const ParallelAxis& axis, double value) {
  const auto option = static_cast<qsizetype>(std::lround(value));
  return !axis.options.isEmpty() && option < axis.options.size() ? axis.options[option]
         : std::abs(value) >= 1000                               ? QLocale().toString(value, 'f', 0)
                                                                 : QString::number(value, 'g', 4);
}

}  // namespace

ParallelView::ParallelView(QWidget* parent) : QWidget(parent), theme_(gui::theme(false)) {
  setMinimumHeight(90);
  setAccessibleName(tr("Parallel coordinates"));
}

void ParallelView::set_theme(const Theme& theme) {
  theme_ = theme;
  update();
}

void ParallelView::set_axes(std::vector<ParallelAxis> axes) {
  const bool is_same = std::equal(axes.begin(), axes.end(), axes_.begin(), axes_.end(),
                                  [](const ParallelAxis& a, const ParallelAxis& b) {
                                    return a.name == b.name;
                                  });
  axes_ = std::move(axes);
  if (!is_same) {
    ranges_.assign(axes_.size(), std::nullopt);
  }
  extents_.clear();
  for (const ParallelAxis& axis : axes_) {
    Extent extent{INFINITY, -INFINITY};
    for (const double value : axis.values) {
      extent.low = std::isfinite(value) ? std::min(extent.low, value) : extent.low;
      extent.high = std::isfinite(value) ? std::max(extent.high, value) : extent.high;
    }
    if (!axis.options.isEmpty()) {
      extent = {0, static_cast<double>(axis.options.size()) - 1};
    }
    extents_.push_back(extent.low < extent.high ? extent : Extent{extent.low - 1, extent.low + 1});
  }
  update();
}

void ParallelView::set_points(std::vector<std::size_t> points,
                              std::vector<std::size_t> front,
                              std::optional<std::size_t> selected) {
  points_ = std::move(points);
  front_ = std::move(front);
  selected_ = selected;
  update();
}

void ParallelView::forget_ranges() {
  ranges_.assign(axes_.size(), std::nullopt);
  update();
}

QPoint ParallelView::place_on(std::size_t axis, double share) const {
  const double between =
      axes_.size() > 1 ? (width() - 2.0 * kSide) / static_cast<double>(axes_.size() - 1) : 0;
  return {static_cast<int>(std::lround(kSide + between * static_cast<double>(axis))),
          static_cast<int>(std::lround(height() - kBottom - share * (height() - kTop - kBottom)))};
}

double ParallelView::share_at(int y) const {
  return std::clamp((height() - kBottom - y) / std::max(1.0, height() - 1.0 * kTop - kBottom), 0.0,
                    1.0);
}

double ParallelView::share_of(std::size_t axis, std::size_t point) const {
  const Extent& extent = extents_[axis];
  return (axes_[axis].values[point] - extent.low) / (extent.high - extent.low);
}

void ParallelView::draw_axis(QPainter& painter, std::size_t axis) const {
  const QPoint low = place_on(axis, 0);
  const QPoint high = place_on(axis, 1);
  painter.setPen(QPen(theme_.faint, 1.5));
  painter.drawLine(low, high);
  if (ranges_[axis]) {
    QColor inside = theme_.accent;
    inside.setAlpha(110);
    painter.fillRect(QRect(place_on(axis, ranges_[axis]->second) - QPoint(5, 0),
                           place_on(axis, ranges_[axis]->first) + QPoint(5, 0)),
                     inside);
  }
  const int between = axes_.size() > 1 ? place_on(1, 0).x() - place_on(0, 0).x() : width();
  const int room = std::min(between - 6, 2 * kSide);
  const auto write = [&](int y, const QString& words, const QColor& colour) {
    painter.setPen(colour);
    const QString shown = painter.fontMetrics().elidedText(words, Qt::ElideRight, room);
    painter.drawText(QRect(low.x() - room / 2, y, room, 14), Qt::AlignCenter, shown);
  };
  write(0, axes_[axis].name, theme_.text);
  write(14, end_text(axes_[axis], extents_[axis].high), theme_.faint);
  write(height() - 18, end_text(axes_[axis], extents_[axis].low), theme_.faint);
}

void ParallelView::draw_line(QPainter& painter, std::size_t point) const {
  QPainterPath path;
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    const double share = share_of(axis, point);
    if (!std::isfinite(share)) {
      return;
    }
    axis == 0 ? path.moveTo(place_on(axis, share)) : path.lineTo(place_on(axis, share));
  }
  painter.drawPath(path);
}

void ParallelView::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(rect(), theme_.base);
  if (axes_.empty()) {
    return;
  }
  QColor all = theme_.accent;
  all.setAlpha(points_.size() > 100 ? 40 : 110);
  painter.setPen(QPen(all, 1));
  const std::size_t step = (points_.size() + kMostLines - 1) / kMostLines;
  for (std::size_t i = 0; i < points_.size(); i += std::max<std::size_t>(1, step)) {
    draw_line(painter, points_[i]);
  }
  painter.setPen(QPen(theme_.warning, 1.5));
  for (const std::size_t point : front_) {
    draw_line(painter, point);
  }
  if (selected_) {
    painter.setPen(QPen(theme_.text, 3));
    draw_line(painter, *selected_);
  }
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    draw_axis(painter, axis);
  }
}

void ParallelView::mousePressEvent(QMouseEvent* event) {
  const QPoint position = event->position().toPoint();
  dragged_.reset();
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    if (std::abs(place_on(axis, 0).x() - position.x()) <= kGrab) {
      dragged_ = axis;
      pressed_ = position.y();
    }
  }
}

void ParallelView::mouseMoveEvent(QMouseEvent* event) {
  if (dragged_) {
    const double from = share_at(pressed_);
    const double to = share_at(event->position().toPoint().y());
    ranges_[*dragged_] = {std::min(from, to), std::max(from, to)};
    update();
  }
}

void ParallelView::mouseReleaseEvent(QMouseEvent* event) {
  if (!dragged_) {
    return;
  }
  if (std::abs(event->position().toPoint().y() - pressed_) <= kClick) {
    ranges_[*dragged_].reset();
  }
  dragged_.reset();
  update();
  Q_EMIT brushed(in_ranges());
}

std::vector<std::size_t> ParallelView::in_ranges() const {
  std::vector<std::size_t> found;
  for (const std::size_t point : points_) {
    bool is_in = true;
    for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
      const double share = share_of(axis, point);
      is_in = is_in &&
              (!ranges_[axis] || (share >= ranges_[axis]->first && share <= ranges_[axis]->second));
    }
    if (is_in) {
      found.push_back(point);
    }
  }
  return found;
}

}  // namespace costwright::gui
