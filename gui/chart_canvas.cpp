#include "gui/chart_canvas.h"

#include <algorithm>
#include <cmath>

#include <QPainter>
#include <QSvgGenerator>
#include <QtCharts/QBarSet>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QLegendMarker>
#include <QtCharts/QLineSeries>
#include <QtCharts/QLogValueAxis>
#include <QtCharts/QStackedBarSeries>
#include <QtCharts/QValueAxis>

#include "gui/models/table_model.h"

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
  chart()->setBackgroundBrush(theme.base);
  chart()->setTitleBrush(theme.text);
  chart()->legend()->setLabelColor(theme.text);
  setBackgroundBrush(theme.window);
}

void ChartCanvas::clear() {
  chart()->removeAllSeries();
  for (QAbstractAxis* axis : chart()->axes()) {
    chart()->removeAxis(axis);
    delete axis;
  }
  chart()->setTitle({});
}

void ChartCanvas::style_axis(QAbstractAxis* axis, const QString& title) {
  QFont plain = font();
  axis->setLabelsFont(plain);
  axis->setTitleFont(plain);
  axis->setLabelsColor(theme_.text);
  axis->setTitleBrush(theme_.faint);
  axis->setTitleText(title);
  axis->setGridLineColor(theme_.grid);
  axis->setLinePenColor(theme_.grid);
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
  clear();
  const Extent extent = stacked_extent(table);
  const Scale scale = scale_of(std::max(extent.high, -extent.low));
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
    set->setBorderColor(theme_.base);
    series->append(set);
  }
  chart()->addSeries(series);
  QAbstractAxis* x = bar_axis(table);
  auto* y = new QValueAxis;
  y->setRange(extent.low / scale.divisor, std::max(extent.high / scale.divisor, 1e-9));
  round_off(*y);
  style_axis(x, {});
  style_axis(y, scale.prefix + unit);
  chart()->addAxis(x, Qt::AlignBottom);
  chart()->addAxis(y, Qt::AlignLeft);
  series->attachAxis(x);
  series->attachAxis(y);
  chart()->legend()->show();
  const auto markers = chart()->legend()->markers(series);
  for (int c = 0; c < markers.size(); ++c) {
    markers[c]->setPen(Qt::NoPen);
    markers[c]->setVisible(has_value(table, static_cast<std::size_t>(c) + 1));
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
    log->setMinorGridLineColor(theme_.window);
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
  style_axis(x, axes.x);
  chart()->addAxis(x, Qt::AlignBottom);
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
  style_axis(y, axes.y);
  chart()->addAxis(y, Qt::AlignLeft);
  for (QAbstractSeries* series : chart()->series()) {
    for (QAbstractAxis* axis : chart()->axes()) {
      series->attachAxis(axis);
    }
  }
  chart()->legend()->show();
  const auto markers = chart()->legend()->markers();
  for (int i = 0; i < markers.size(); ++i) {
    markers[i]->setPen(Qt::NoPen);
    const bool is_limit = lines[static_cast<std::size_t>(i)].is_limit;
    markers[i]->setVisible(lines.size() <= 2 || !is_limit);  // dashed, in the same colour
  }
}

bool ChartCanvas::save(const QString& path) {
  const QSize size = this->size();
  if (path.endsWith(".svg", Qt::CaseInsensitive)) {
    QSvgGenerator svg;
    svg.setFileName(path);
    svg.setSize(size);
    svg.setViewBox(QRect({}, size));
    QPainter painter;
    if (!painter.begin(&svg)) {
      return false;
    }
    render(&painter);
    return painter.end();
  }
  QPixmap picture(size * 2);
  picture.fill(theme_.window);
  QPainter painter(&picture);
  painter.setRenderHint(QPainter::Antialiasing);
  render(&painter);
  painter.end();
  return picture.save(path, "PNG");
}

}  // namespace costwright::gui
