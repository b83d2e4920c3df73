#include "gui/widgets/heat_map.h"

#include <algorithm>

#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include "gui/models/figure_text.h"
#include "gui/widgets/picture.h"

namespace costwright::gui {
namespace {

constexpr int kDays = 7, kHours = 24, kLabelEvery = 3, kScaleWidth = 14, kGap = 8;

QString day_name(int day) {
  return QLocale().dayName(day + 1, QLocale::ShortFormat);
}

}  // namespace

HeatMap::HeatMap(QWidget* parent) : QWidget(parent), theme_(gui::theme(false)) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  offer_copying(*this, [this] {
    copy_picture();
  });
}

void HeatMap::set_caption(const QString& caption) {
  caption_ = caption;
}

void HeatMap::hold_scale(bool is_held) {
  if (is_held != held_most_.has_value()) {
    held_most_ = is_held ? std::optional(most()) : std::nullopt;
  }
}

void HeatMap::copy_picture() {
  QGuiApplication::clipboard()->setPixmap(picture_of(*this, caption_, theme_));
}

void HeatMap::set_week(HeatWeek week) {
  week_ = std::move(week);
  setAccessibleName(week_.title.isEmpty() ? week_.unit : week_.title);
  update();
}

void HeatMap::set_theme(const Theme& theme) {
  theme_ = theme;
  update();
}

QSize HeatMap::minimumSizeHint() const {
  return {300, 120};
}

QRectF HeatMap::plot() const {
  const QFontMetrics metrics = fontMetrics();
  const int left = metrics.horizontalAdvance("Wwww") + kGap;
  const int right = kScaleWidth + metrics.horizontalAdvance("000,000 %") + 2 * kGap;
  const int top = metrics.height() + kGap;
  return QRectF(left, top, std::max(24, width() - left - right),
                std::max(7, height() - top - metrics.height() - kGap));
}

QRectF HeatMap::cell(int day, int hour) const {
  const QRectF area = plot();
  return QRectF(area.left() + area.width() * hour / kHours,
                area.top() + area.height() * day / kDays, area.width() / kHours,
                area.height() / kDays);
}

double HeatMap::most() const {
  if (held_most_) {
    return *held_most_;
  }
  double most = 0;
  for (const auto& value : week_.values) {
    most = std::max(most, value.value_or(0));
  }
  return most;
}

// From the page's colour to the accent's.
QColor HeatMap::shade(double share) const {
  const double s = std::clamp(share, 0.0, 1.0);
  const auto mix = [s](int from, int to) {
    return static_cast<int>(from + s * (to - from));
  };
  const QColor& a = theme_.grid;
  const QColor& b = theme_.accent;
  return QColor(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
}

void HeatMap::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.fillRect(rect(), theme_.base);
  painter.setPen(theme_.text);
  painter.drawText(QRect(kGap, 0, width() - 2 * kGap, fontMetrics().height() + 4),
                   Qt::AlignLeft | Qt::AlignVCenter, week_.title);
  const double scale = std::max(most(), 1e-12);
  for (int at = 0; at < static_cast<int>(week_.values.size()); ++at) {
    if (const auto value = week_.values[static_cast<std::size_t>(at)]) {
      painter.fillRect(cell(at / kHours, at % kHours).adjusted(0, 0, -1, -1),
                       shade(*value / scale));
    }
  }
  draw_axes(painter);
  if (most() > 0) {
    draw_scale(painter);
  }
}

void HeatMap::draw_axes(QPainter& painter) const {
  const QRectF area = plot();
  const int line = fontMetrics().height();
  painter.setPen(theme_.text);
  const double height = area.height() / kDays;
  const int step = height < 0.8 * line ? 2 : 1;  // names do not run into each other
  for (int day = 0; day < kDays; day += step) {
    const QRectF row(0, cell(day, 0).center().y() - line / 2.0, area.left() - kGap, line);
    painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, day_name(day));
  }
  for (int hour = 0; hour <= kHours; hour += kLabelEvery) {
    const double x = area.left() + area.width() * hour / kHours;
    painter.drawText(QRectF(x - 30, area.bottom() + 2, 60, line), Qt::AlignHCenter,
                     hour == kHours ? tr("%1 UTC").arg(hour) : QString::number(hour));
  }
}

// From nothing to the most, labelled at both ends and in the middle.
void HeatMap::draw_scale(QPainter& painter) const {
  const QRectF area = plot();
  const double left = area.right() + kGap;
  const int steps = std::max(2, static_cast<int>(area.height()));
  for (int step = 0; step < steps; ++step) {
    painter.fillRect(QRectF(left, area.bottom() - step - 1, kScaleWidth, 1.5),
                     shade(static_cast<double>(step) / (steps - 1)));
  }
  painter.setPen(theme_.text);
  const int line = fontMetrics().height();
  for (const double share : {0.0, 0.5, 1.0}) {
    const double y = area.bottom() - share * area.height();
    const double top =
        std::clamp(y - line / 2.0, area.top() - line / 4.0, area.bottom() - line * 0.75);
    painter.drawText(QRectF(left + kScaleWidth + 4, top, 120, line), Qt::AlignLeft,
                     significant_text(share * most(), 3, QLocale()) + ' ' + week_.unit);
  }
}

// That has a value.
std::optional<std::size_t> HeatMap::hour_at(const QPoint& at) const {
  const QRectF area = plot();
  if (!area.contains(at)) {
    return std::nullopt;
  }
  const int hour =
      std::min(kHours - 1, static_cast<int>((at.x() - area.left()) / area.width() * kHours));
  const int day =
      std::min(kDays - 1, static_cast<int>((at.y() - area.top()) / area.height() * kDays));
  const auto index = static_cast<std::size_t>(day) * kHours + static_cast<std::size_t>(hour);
  const bool has_value = index < week_.values.size() && week_.values[index];
  return has_value ? std::optional(index) : std::nullopt;
}

QString HeatMap::value_text(const QPoint& at) const {
  const auto index = hour_at(at);
  if (!index) {
    return {};
  }
  const auto shown = [this](double value) {
    return significant_text(value, 3, QLocale()) + ' ' + week_.unit;
  };
  const double value = *week_.values[*index];
  QString text = tr("%1 %2:00 UTC: %3 %4")
                     .arg(day_name(static_cast<int>(*index) / kHours))
                     .arg(static_cast<int>(*index) % kHours, 2, 10, QChar('0'))
                     .arg(significant_text(value, 3, QLocale()), week_.unit);
  if (*index < week_.baseline.size() && week_.baseline[*index]) {
    const double change = value - *week_.baseline[*index];
    text +=
        '\n' + tr("baseline: %1, difference: %2")
                   .arg(shown(*week_.baseline[*index]), (change > 0 ? "+" : "") + shown(change));
  }
  return text;
}

void HeatMap::mouseReleaseEvent(QMouseEvent* event) {
  QWidget::mouseReleaseEvent(event);
  const auto index = hour_at(event->position().toPoint());
  if (index && event->button() == Qt::LeftButton) {
    Q_EMIT hour_clicked(static_cast<int>(*index));
  }
}

bool HeatMap::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), value_text(help->pos()), this);
    return true;
  }
  return QWidget::event(event);
}

}  // namespace costwright::gui
