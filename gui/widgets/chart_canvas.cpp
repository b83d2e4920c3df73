#include "gui/widgets/chart_canvas.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include <QAction>
#include <QPainter>
#include <QtCharts/QBarSet>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QLegendMarker>
#include <QtCharts/QStackedBarSeries>
#include <QtCharts/QValueAxis>

#include "gui/models/table_model.h"
#include "gui/widgets/chart_names.h"
#include "gui/widgets/chart_scale.h"
#include "gui/widgets/picture.h"

namespace costwright::gui {
namespace {

constexpr int kMargin = 6;        // pixels around the chart
constexpr int kRightMargin = 26;  // half of the last name stands beside the plot

struct Extent {
  double low = 0, high = 0;
};

// Without the columns that the legend has switched off.
Table without(Table table, const std::set<QString>& hidden) {
  for (std::size_t c = 1; c < table.columns.size(); ++c) {
    for (auto& row : table.rows) {
      row[c] = hidden.contains(column_name(table, c)) ? Cell(Amount{0}) : row[c];
    }
  }
  return table;
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
  setMinimumSize(240, 120);
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setFrameShape(QFrame::NoFrame);
  chart()->setMargins({kMargin, kMargin, kRightMargin, kMargin});
  chart()->setLocalizeNumbers(true);
  chart()->setBackgroundRoundness(4);
  chart()->legend()->setAlignment(Qt::AlignTop);
  chart()->legend()->setMarkerShape(QLegend::MarkerShapeRectangle);
  band_ = new QRubberBand(QRubberBand::Rectangle, this);
  offer_copying(*this, [this] {
    copy_picture();
  });
  auto* whole = new QAction(tr("&Reset zoom"), this);
  whole->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_0));
  whole->setShortcutContext(Qt::WidgetShortcut);
  connect(whole, &QAction::triggered, this, &ChartCanvas::reset_zoom);
  addAction(whole);
  set_theme(theme_);
}

bool operator==(const ChartBaseline& a, const ChartBaseline& b) {
  const auto same_line = [](const ChartLine& one, const ChartLine& other) {
    return one.name == other.name && one.points == other.points;
  };
  return a.totals == b.totals &&
         std::equal(a.lines.begin(), a.lines.end(), b.lines.begin(), b.lines.end(), same_line);
}

void ChartCanvas::set_baseline(ChartBaseline baseline) {
  baseline_ = std::move(baseline);
  frame_.clear();
}

void ChartCanvas::set_caption(const QString& caption) {
  caption_ = caption;
}

void ChartCanvas::hold_axes(bool hold) {
  holds_axes_ = hold;
}

// Of the y-axis; what it was before, at least, while axes are held.
double ChartCanvas::held_top(double top) {
  top_ = holds_axes_ ? std::max(top_, top) : top;
  return top_;
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
  legend_names_.clear();
  bars_ = nullptr;
  names_.clear();
  steps_.clear();
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

// As many as stand beside each other.
qsizetype ChartCanvas::most_names(const QStringList& names) const {
  constexpr int kBesideThePlot = 110, kBetween = 22;  // less, and the axis cuts them short
  int widest = 1;
  for (const QString& name : names) {
    widest = std::max(widest, fontMetrics().horizontalAdvance(name));
  }
  return std::clamp<qsizetype>((width() - kBesideThePlot) / (widest + kBetween), 2, 13);
}

void ChartCanvas::resizeEvent(QResizeEvent* event) {
  QChartView::resizeEvent(event);
  lay_out_legend();
  if (is_crowded()) {
    redraw();
  }
}

// There is room for other names below the bars than are shown.
bool ChartCanvas::is_crowded() const {
  return !steps_.empty() || (!names_.isEmpty() && most_names(names_) != shown_names_);
}

// Names of so many bars that all of them can be read, the first and the last among them.
QAbstractAxis* ChartCanvas::names_axis(const QStringList& names) {
  names_ = names;
  shown_names_ = most_names(names);
  const qsizetype count = names.size();
  qsizetype step = 1;
  for (const qsizetype months : {1, 2, 3, 6, 12, 24, 60, 120, 240}) {
    step = months;
    if ((count + months - 1) / months <= shown_names_) {
      break;
    }
  }
  auto* x = new QCategoryAxis;
  x->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
  x->setStartValue(-0.5);
  for (qsizetype bar = 0; bar < count; bar += step) {
    const bool is_before_last = bar + step >= count && 5 * (count - 1 - bar) < 4 * step;
    if (!is_before_last || bar == count - 1) {
      x->append(names[bar], static_cast<double>(bar));
    }
  }
  if (count > 0 && x->categoriesLabels().value(x->count() - 1) != names.back()) {
    x->append(names.back(), static_cast<double>(count - 1));
  }
  x->setRange(-0.5, static_cast<double>(count) - 0.5);
  x->setGridLineVisible(false);
  return x;
}

void ChartCanvas::show_stacked(const Table& whole, const QString& unit) {
  table_ = whole;
  unit_ = unit;
  lines_.clear();
  const Table table = without(whole, hidden_);
  Extent extent = stacked_extent(table);
  for (const auto& [bar, total] : baseline_.totals) {
    extent = {std::min(extent.low, total), std::max(extent.high, total)};
  }
  const MoneyScale scale = money_scale(std::max(extent.high, -extent.low));
  divisor_ = scale.divisor;
  auto y = std::make_unique<QValueAxis>();
  y->setRange(extent.low / divisor_, held_top(std::max(extent.high / divisor_, 1e-9)));
  round_off(*y);
  const QString title =
      scale.prefix + unit + (baseline_.totals.empty() ? QString() : tr(" (dashed: baseline)"));
  const QStringList frame = frame_of(table, title, *y);
  if (frame_ == frame) {
    move_bars(table, divisor_);
    return;
  }
  clear();
  auto* series = new QStackedBarSeries;
  series->setBarWidth(0.8);
  QStringList names;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    names << row_name(table, row);
  }
  for (std::size_t c = 1; c < table.columns.size(); ++c) {
    auto* set = new QBarSet(column_name(table, c));
    QList<qreal> values;
    for (const auto& row : table.rows) {
      values << number_of(row[c]).value_or(0) / divisor_;
    }
    set->append(values);
    set->setColor(named_colour(column_name(table, c), static_cast<int>(c) - 1, theme_));
    set->setPen(Qt::NoPen);
    series->append(set);
  }
  chart()->addSeries(series);
  add_axis(names_axis(names), {}, Qt::AlignBottom);
  add_axis(y.release(), title, Qt::AlignLeft);
  attach_all();
  chart()->legend()->show();
  const auto markers = chart()->legend()->markers(series);
  for (int c = 0; c < markers.size(); ++c) {
    const auto column = static_cast<std::size_t>(c) + 1;
    markers[c]->setPen(Qt::NoPen);
    show_marker(*markers[c], has_value(whole, column));
  }
  connect_legend();
  bars_ = series;
  frame_ = frame;
}

// What is switched off keeps its name in the legend, pale.
void ChartCanvas::connect_legend() {
  for (QLegendMarker* marker : chart()->legend()->markers()) {
    const QString name = marker->label();
    connect(marker, &QLegendMarker::clicked, this, [this, name] {
      toggle(name);
    });
    if (hidden_.contains(name)) {
      marker->setLabelBrush(theme_.grid);
    }
  }
  lay_out_legend();
}

void ChartCanvas::show_marker(QLegendMarker& marker, bool is_shown) {
  marker.setVisible(is_shown);
  if (is_shown) {
    legend_names_ << marker.label();
  }
}

// The chart's own has one line, and cuts names that do not fit in it.
void ChartCanvas::lay_out_legend() {
  constexpr int kBesideName = 36, kAroundLine = 10;  // pixels: the mark and what is left free
  QLegend& legend = *chart()->legend();
  const QFontMetrics metrics(legend.font());
  const int room = width() - kMargin - kRightMargin;
  int lines = 1;
  int taken = 0;
  for (const QString& name : legend_names_) {
    const int wide = metrics.horizontalAdvance(name) + kBesideName;
    const bool begins_line = taken > 0 && taken + wide > room;
    lines += begins_line ? 1 : 0;
    taken = begins_line ? wide : taken + wide;
  }
  const bool is_one_line = lines == 1 || !legend.isVisible();
  const int height = is_one_line ? 0 : lines * (metrics.height() + kAroundLine);
  chart()->setMargins({kMargin, kMargin + height, kRightMargin, kMargin});
  if (is_one_line) {
    legend.attachToChart();
  } else {
    legend.detachFromChart();
    legend.setGeometry(QRectF(kMargin, kMargin, room, height));
  }
}

void ChartCanvas::toggle(const QString& name) {
  if (!hidden_.erase(name)) {
    hidden_.insert(name);
  }
  redraw();
}

// Later: the marker whose click it may be for ends with the chart that it is of.
void ChartCanvas::redraw() {
  frame_.clear();
  QMetaObject::invokeMethod(
      this,
      [this] {
        if (!steps_.empty()) {
          show_steps(std::vector<ChartStep>(steps_), QString(unit_));
        } else if (!lines_.empty()) {
          show_lines(std::vector<ChartLine>(lines_), ChartAxes(axes_));
        } else if (!table_.columns.empty()) {
          show_stacked(Table(table_), unit_);
        }
      },
      Qt::QueuedConnection);
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
  viewport()->update();
}

}  // namespace costwright::gui
