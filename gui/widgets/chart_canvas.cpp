#include "gui/widgets/chart_canvas.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include <QPainter>
#include <QtCharts/QBarSet>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QLegendMarker>
#include <QtCharts/QLineSeries>
#include <QtCharts/QLogValueAxis>
#include <QtCharts/QStackedBarSeries>
#include <QtCharts/QValueAxis>

#include "gui/models/table_model.h"
#include "gui/widgets/picture.h"

namespace costwright::gui {
namespace {

// Money axes read "0.5" under "M USD", not seven digits.
struct Scale {
  double divisor = 1;
  QString prefix;
};

Scale scale_of(double largest) {
  return largest >= 2e6   ? Scale{1e6, "million "}
         : largest >= 2e3 ? Scale{1e3, "thousand "}
                          : Scale{};
}

struct Extent {
  double low = 0, high = 0;
};

// Round ends and steps, and as many decimals as the steps have.
void round_off(QValueAxis& axis) {
  axis.applyNiceNumbers();
  const double step = (axis.max() - axis.min()) / std::max(1, axis.tickCount() - 1);
  int decimals = 0;
  double scaled = step;
  while (decimals < 9 && std::abs(scaled - std::round(scaled)) > 1e-6 * scaled) {
    scaled *= 10;
    ++decimals;
  }
  axis.setLabelFormat(QString("%.%1f").arg(decimals));
}

Extent stacked_extent(const Table& table) {
  Extent extent;
  for (const auto& row : table.rows) {
    Extent bar;
    for (std::size_t c = 1; c < row.size(); ++c) {
      const double value = number_of(row[c]).value_or(0);
      (value < 0 ? bar.low : bar.high) += value;
    }
    extent = {std::min(extent.low, bar.low), std::max(extent.high, bar.high)};
  }
  return extent;
}

bool has_value(const Table& table, std::size_t column) {
  return std::any_of(table.rows.begin(), table.rows.end(), [&](const auto& row) {
    return number_of(row[column]).value_or(0) != 0;
  });
}

// Everything that is drawn but the bars' heights.
QStringList frame_of(const Table& table, const QString& title, const QValueAxis& y) {
  QStringList frame{title, y.labelFormat(), QString::number(y.min()), QString::number(y.max())};
  for (std::size_t c = 1; c < table.columns.size(); ++c) {
    frame << QString::fromStdString(table.columns[c].label) << (has_value(table, c) ? "1" : "0");
  }
  for (const auto& row : table.rows) {
    frame << QString::fromStdString(cell_text(row[0]));
  }
  return frame;
}

}  // namespace

ChartCanvas::ChartCanvas(QWidget* parent) : QChartView(parent), theme_(gui::theme(false)) {
  setRenderHint(QPainter::Antialiasing);
  setMinimumHeight(160);
  setFrameShape(QFrame::NoFrame);
  chart()->setMargins({6, 6, 10, 6});
  chart()->setBackgroundRoundness(4);
  chart()->legend()->setAlignment(Qt::AlignTop);
  chart()->legend()->setMarkerShape(QLegend::MarkerShapeRectangle);
  set_theme(theme_);
}

void ChartCanvas::set_theme(const Theme& theme) {
  theme_ = theme;
  frame_.clear();  // of the other colours
  chart()->setBackgroundBrush(theme.base);
  chart()->setTitleBrush(theme.text);
  chart()->legend()->setLabelColor(theme.text);
  setBackgroundBrush(theme.window);
}

void ChartCanvas::clear() {
  frame_.clear();
  bars_ = nullptr;
  chart()->removeAllSeries();
  for (QAbstractAxis* axis : chart()->axes()) {
    chart()->removeAxis(axis);
    delete axis;
  }
  chart()->setTitle({});
}

// Pens are set when the chart has the axis: it brings its own.
void ChartCanvas::add_axis(QAbstractAxis* axis, const QString& title, Qt::Alignment side) {
  const bool has_grid = axis->isGridLineVisible();
  chart()->addAxis(axis, side);
  axis->setGridLineVisible(has_grid);
  axis->setLabelsFont(font());
  axis->setTitleFont(font());
  axis->setLabelsColor(theme_.text);
  axis->setTitleBrush(theme_.faint);
  axis->setTitleText(title);
  axis->setGridLinePen(QPen(theme_.grid, 1));
  axis->setMinorGridLinePen(QPen(theme_.window, 1));
  axis->setLinePen(QPen(theme_.grid, 1));
}

void ChartCanvas::attach_all() {
  for (QAbstractSeries* series : chart()->series()) {
    for (QAbstractAxis* axis : chart()->axes()) {
      series->attachAxis(axis);
    }
  }
}

void ChartCanvas::show_nothing(const QString& why) {
  clear();
  chart()->legend()->hide();
  chart()->setTitle(why);
}

// Names below so many bars that all of them can be read.
QAbstractAxis* ChartCanvas::bar_axis(const Table& table) {
  constexpr std::size_t kMostNames = 13;
  const std::size_t count = table.rows.size();
  std::size_t step = 1;
  for (const std::size_t months : {1, 2, 3, 6, 12, 24, 60}) {
    step = months;
    if ((count + months - 1) / months <= kMostNames) {
      break;
    }
  }
  auto* x = new QCategoryAxis;
  x->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
  x->setStartValue(-0.5);
  for (std::size_t bar = 0; bar < count; bar += step) {
    x->append(QString::fromStdString(cell_text(table.rows[bar][0])), static_cast<double>(bar));
  }
  x->setRange(-0.5, static_cast<double>(count) - 0.5);
  x->setGridLineVisible(false);
  return x;
}

void ChartCanvas::show_stacked(const Table& table, const QString& unit) {
  const Extent extent = stacked_extent(table);
  const Scale scale = scale_of(std::max(extent.high, -extent.low));
  auto y = std::make_unique<QValueAxis>();
  y->setRange(extent.low / scale.divisor, std::max(extent.high / scale.divisor, 1e-9));
  round_off(*y);
  const QStringList frame = frame_of(table, scale.prefix + unit, *y);
  if (frame_ == frame) {
    move_bars(table, scale.divisor);
    return;
  }
  clear();
  auto* series = new QStackedBarSeries;
  series->setBarWidth(0.8);
  for (std::size_t c = 1; c < table.columns.size(); ++c) {
    auto* set = new QBarSet(QString::fromStdString(table.columns[c].label));
    QList<qreal> values;
    for (const auto& row : table.rows) {
      values << number_of(row[c]).value_or(0) / scale.divisor;
    }
    set->append(values);
    set->setColor(series_colour(static_cast<int>(c) - 1, theme_));
    set->setPen(Qt::NoPen);
    series->append(set);
  }
  chart()->addSeries(series);
  add_axis(bar_axis(table), {}, Qt::AlignBottom);
  add_axis(y.release(), scale.prefix + unit, Qt::AlignLeft);
  attach_all();
  chart()->legend()->show();
  const auto markers = chart()->legend()->markers(series);
  for (int c = 0; c < markers.size(); ++c) {
    markers[c]->setPen(Qt::NoPen);
    markers[c]->setVisible(has_value(table, static_cast<std::size_t>(c) + 1));
  }
  bars_ = series;
  frame_ = frame;
}

// Within a frame of 60 a second: making axes and legend anew takes longer than that.
void ChartCanvas::move_bars(const Table& table, double divisor) {
  const auto sets = bars_->barSets();
  for (int s = 0; s < sets.size(); ++s) {
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      const auto column = static_cast<std::size_t>(s) + 1;
      const double value = number_of(table.rows[row][column]).value_or(0) / divisor;
      if (sets[s]->at(static_cast<int>(row)) != value) {
        sets[s]->replace(static_cast<int>(row), value);
      }
    }
  }
}

void ChartCanvas::add_x_axis(const std::vector<ChartLine>& lines, const ChartAxes& axes) {
  double low = 1e300;
  double high = -1e300;
  for (const ChartLine& line : lines) {
    for (const QPointF& point : line.points) {
      low = std::min(low, point.x());
      high = std::max(high, point.x());
    }
  }
  QAbstractAxis* x = nullptr;
  if (axes.x_is_log) {
    auto* log = new QLogValueAxis;
    log->setBase(10);
    log->setLabelFormat("%g");
    log->setMinorTickCount(8);
    log->setRange(std::pow(10, std::floor(std::log10(low))),
                  std::pow(10, std::ceil(std::log10(high))));
    x = log;
  } else if (axes.x_is_week) {
    auto* week = new QCategoryAxis;
    week->setRange(0, 168);
    for (const char* day : {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}) {
      week->append(day, 24 * (week->count() + 1));
    }
    x = week;
  } else {
    auto* plain = new QValueAxis;
    plain->setRange(low, high);
    x = plain;
  }
  add_axis(x, axes.x, Qt::AlignBottom);
}

void ChartCanvas::show_lines(const std::vector<ChartLine>& lines, const ChartAxes& axes) {
  const bool has_points = std::any_of(lines.begin(), lines.end(), [](const ChartLine& line) {
    return !line.points.isEmpty() && !line.is_limit;
  });
  if (!has_points) {
    show_nothing(axes.when_empty);
    return;
  }
  clear();
  add_x_axis(lines, axes);
  double top = axes.y_max;
  int colour = -1;
  for (const ChartLine& line : lines) {
    auto* series = new QLineSeries;
    series->setName(line.name);
    series->append(line.points);
    colour += line.is_limit ? 0 : 1;
    QPen pen(series_colour(std::max(colour, 0), theme_), line.is_limit ? 1.5 : 2);
    pen.setStyle(line.is_limit ? Qt::DashLine : Qt::SolidLine);
    series->setPen(pen);
    chart()->addSeries(series);
    for (const QPointF& point : line.points) {
      top = axes.y_max > 0 ? top : std::max(top, point.y());
    }
  }
  auto* y = new QValueAxis;
  y->setRange(0, std::max(top, 1e-9));
  round_off(*y);
  add_axis(y, axes.y, Qt::AlignLeft);
  attach_all();
  chart()->legend()->show();
  const auto markers = chart()->legend()->markers();
  for (int i = 0; i < markers.size(); ++i) {
    markers[i]->setPen(QPen(markers[i]->brush().color()));
    markers[i]->setVisible(!lines[static_cast<std::size_t>(i)].is_limit);
  }
}

bool ChartCanvas::save(const QString& path, const QString& caption) {
  return save_picture(*this, path, caption, theme_);
}

}  // namespace costwright::gui
