// Lines over an axis: of numbers, plain or logarithmic, or of names.
#include <algorithm>
#include <cmath>
#include <memory>

#include <QtCharts/QCategoryAxis>
#include <QtCharts/QLegendMarker>
#include <QtCharts/QLineSeries>
#include <QtCharts/QLogValueAxis>
#include <QtCharts/QScatterSeries>
#include <QtCharts/QValueAxis>

#include "gui/widgets/chart_canvas.h"
#include "gui/widgets/chart_scale.h"

namespace costwright::gui {
namespace {

constexpr double kMarkSize = 10;  // pixels

LinesExtent extent_of(const std::vector<ChartLine>& lines) {
  LinesExtent extent{1e300, -1e300, 0, 0};
  for (const ChartLine& line : lines) {
    for (const QPointF& point : line.points) {
      extent.left = std::min(extent.left, point.x());
      extent.right = std::max(extent.right, point.x());
      extent.bottom = std::min(extent.bottom, point.y());
      extent.top = std::max(extent.top, point.y());
    }
  }
  return extent;
}

// Everything that is drawn but where the points are.
QStringList frame_of(const std::vector<ChartLine>& lines,
                     const ChartAxes& axes,
                     const LinesExtent& extent,
                     const QString& title,
                     const QValueAxis& y) {
  QStringList frame{
      "lines", axes.x, title, y.labelFormat(), QString::number(y.min()), QString::number(y.max())};
  for (const ChartLine& line : lines) {
    frame << line.name << (line.is_limit ? "limit" : line.is_marks ? "marks" : "line");
  }
  frame << QString::number(extent.left, 'g', 12) << QString::number(extent.right, 'g', 12);
  return frame + axes.x_names;
}

}  // namespace

void ChartCanvas::add_x_axis(const LinesExtent& extent, const ChartAxes& axes) {
  const double low = extent.left;
  const double high = extent.right;
  QAbstractAxis* x = nullptr;
  if (!axes.x_names.isEmpty()) {
    x = names_axis(axes.x_names);
  } else if (axes.x_is_log) {
    auto* log = new QLogValueAxis;
    log->setBase(10);
    log->setLabelFormat("%g");
    log->setMinorTickCount(8);
    log->setRange(std::pow(10, std::floor(std::log10(low))),
                  std::pow(10, std::ceil(std::log10(high))));
    x = log;
  } else {
    auto* plain = new QValueAxis;
    plain->setRange(low, high);
    x = plain;
  }
  add_axis(x, axes.x, Qt::AlignBottom);
  if (axes.x_is_log) {
    x->setLabelsColor(Qt::transparent);  // they keep the room for draw_log_labels
  }
}

std::vector<ChartLine> ChartCanvas::all_lines() const {
  std::vector<ChartLine> all = lines_;
  all.insert(all.end(), baseline_.lines.begin(), baseline_.lines.end());
  return all;
}

void ChartCanvas::show_lines(const std::vector<ChartLine>& lines, const ChartAxes& axes) {
  lines_ = lines;
  axes_ = axes;
  table_ = {};
  const bool has_points = std::any_of(lines.begin(), lines.end(), [](const ChartLine& line) {
    return !line.points.isEmpty() && !line.is_limit;
  });
  if (!has_points) {
    show_nothing(axes.when_empty);
    return;
  }
  const std::vector<ChartLine> all = all_lines();
  const LinesExtent extent = extent_of(all);
  const double top = axes.y_max > 0 ? axes.y_max : extent.top;
  const MoneyScale scale =
      axes.is_money ? money_scale(std::max(top, -extent.bottom)) : MoneyScale{};
  divisor_ = scale.divisor;
  auto y = std::make_unique<QValueAxis>();
  y->setRange(extent.bottom / divisor_, held_top(std::max(top / divisor_, 1e-9)));
  round_off(*y);
  const QString title = scale.prefix + axes.y;
  const QStringList frame = frame_of(all, axes, extent, title, *y);
  if (frame_ == frame) {
    move_lines(all);
    return;
  }
  clear();
  add_x_axis(extent, axes);
  add_lines();
  add_axis(y.release(), title, Qt::AlignLeft);
  attach_all();
  chart()->legend()->show();
  const auto markers = chart()->legend()->markers();
  for (int i = 0; i < markers.size(); ++i) {
    markers[i]->setPen(QPen(markers[i]->brush().color()));
    show_marker(*markers[i], !all[static_cast<std::size_t>(i)].is_limit);
  }
  connect_legend();
  frame_ = frame;
}

// As move_bars(): the axes and the legend stay.
void ChartCanvas::move_lines(const std::vector<ChartLine>& all) {
  const auto series = chart()->series();
  for (int i = 0; i < series.size(); ++i) {
    qobject_cast<QXYSeries*>(series[i])->replace(shown_points(all[static_cast<std::size_t>(i)]));
  }
}

QList<QPointF> ChartCanvas::shown_points(const ChartLine& line) const {
  QList<QPointF> points = hidden_.contains(line.name) ? QList<QPointF>() : line.points;
  for (QPointF& point : points) {
    point.setY(point.y() / divisor_);
  }
  return points;
}

void ChartCanvas::add_lines() {
  int colour = -1;
  for (const ChartLine& line : lines_) {
    if (line.is_marks) {
      add_marks(line);
      continue;
    }
    colour += line.is_limit ? 0 : 1;
    add_line(line, std::max(colour, 0), line.is_limit ? Qt::DashLine : Qt::SolidLine);
  }
  for (std::size_t i = 0; i < baseline_.lines.size(); ++i) {
    add_line(baseline_.lines[i], static_cast<int>(i), Qt::DotLine);
  }
}

void ChartCanvas::add_marks(const ChartLine& marks) {
  auto* series = new QScatterSeries;
  series->setName(marks.name);
  series->append(shown_points(marks));
  series->setColor(theme_.text);
  series->setBorderColor(theme_.base);
  series->setMarkerSize(kMarkSize);
  chart()->addSeries(series);
}

void ChartCanvas::add_line(const ChartLine& line, int colour, Qt::PenStyle style) {
  auto* series = new QLineSeries;
  series->setName(line.name);
  series->append(shown_points(line));
  QPen pen(named_colour(line.name, colour, theme_), style == Qt::SolidLine ? 2 : 1.5);
  pen.setStyle(style);
  series->setPen(pen);
  chart()->addSeries(series);
}

}  // namespace costwright::gui
