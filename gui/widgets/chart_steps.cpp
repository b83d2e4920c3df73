// A chart of steps from one total to another: what rises and falls hangs where the one before it
// ended.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include <QPainter>
#include <QtCharts/QBarSet>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QLegendMarker>

#include "gui/models/figure_text.h"
#include "gui/widgets/chart_canvas.h"
#include "gui/widgets/chart_scale.h"

namespace costwright::gui {
namespace {

constexpr double kBarWidth = 0.7;
constexpr double kRoom = 0.25;      // above and below the steps, of what they span
constexpr double kNoChange = 1e-7;  // of the totals
constexpr int kBesideThePlot = 110, kBetweenNames = 10, kAboveBar = 3;  // pixels

// What is stacked: nothing that is seen, up to a bar's nearer end, then the bar. A bar that crosses
// zero has a part on each side of it.
enum StepPart { kUnseen, kTotal, kUp, kDown, kParts };
struct Stack {
  std::array<double, kParts> above{}, below{};
};

Stack stack_of(const ChartStep& step) {
  Stack stack;
  const StepPart part = step.is_total ? kTotal : step.to >= step.from ? kUp : kDown;
  const double low = std::min(step.from, step.to);
  const double high = std::max(step.from, step.to);
  stack.above[kUnseen] = std::max(low, 0.0);
  stack.below[kUnseen] = std::min(high, 0.0);
  stack.above[part] = std::max(high, 0.0) - std::max(low, 0.0);
  stack.below[part] = std::min(low, 0.0) - std::min(high, 0.0);
  return stack;
}

struct Span {
  double low = 0, high = 0;
};

// Small steps between large totals would be lines: the axis then begins near them, not at zero.
Span span_of(const std::vector<ChartStep>& steps) {
  Span ends{1e300, -1e300};
  for (const ChartStep& step : steps) {
    for (const double end : {step.is_total ? step.to : step.from, step.to}) {
      ends = {std::min(ends.low, end), std::max(ends.high, end)};
    }
  }
  const double extent = ends.high - ends.low;
  if (extent <= kNoChange * std::max(std::abs(ends.high), std::abs(ends.low))) {
    ends = {std::min(ends.low, 0.0), std::max(ends.high, 0.0)};  // nothing to look at from near
  }
  const double room = std::max(kRoom * (ends.high - ends.low), 1e-9);
  return {ends.low >= 0 ? std::max(0.0, ends.low - room) : ends.low - room,
          ends.high <= 0 ? std::min(0.0, ends.high + room) : ends.high + room};
}

// Labels of one bridge have one resolution, so that they add up as they are read: four digits of
// the largest change, at most nine of the totals.
double resolution_of(const std::vector<ChartStep>& steps) {
  constexpr int kDigits = 4, kMostDigits = 9;
  double change = 0, total = 0;
  for (const ChartStep& step : steps) {
    double& most = step.is_total ? total : change;
    most = std::max(most, std::abs(step.is_total ? step.to : step.to - step.from));
  }
  const auto place = [](double value, int digits) {
    return std::pow(10, std::floor(std::log10(value)) - digits + 1);
  };
  if (change <= kNoChange * total) {
    return total > 0 ? place(total, kDigits) : 1;
  }
  return std::max(place(change, kDigits), total > 0 ? place(total, kMostDigits) : 0);
}

QString rounded_text(double value, double resolution) {
  const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(resolution) + 1e-9)));
  return decimal_text(std::round(value / resolution) * resolution, decimals, QLocale());
}

}  // namespace

// Names are short enough to stand below their bars; the mouse tells them whole.
QAbstractAxis* ChartCanvas::steps_axis() {
  step_room_ = (width() - kBesideThePlot) / std::max(1, static_cast<int>(steps_.size()));
  auto* x = new QCategoryAxis;
  x->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
  x->setStartValue(-0.5);
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    QString name =
        fontMetrics().elidedText(steps_[i].name, Qt::ElideRight, step_room_ - kBetweenNames);
    while (x->categoriesLabels().contains(name)) {  // the axis keeps one of each
      name += QChar(0x200b);
    }
    x->append(name, static_cast<double>(i));
  }
  x->setRange(-0.5, static_cast<double>(steps_.size()) - 0.5);
  x->setGridLineVisible(false);
  return x;
}

void ChartCanvas::show_steps(const std::vector<ChartStep>& steps, const QString& unit) {
  if (steps.empty()) {
    show_nothing({});
    return;
  }
  clear();
  lines_.clear();
  table_ = {};
  steps_ = steps;
  unit_ = unit;
  const Span span = span_of(steps);
  const MoneyScale scale = money_scale(std::max(span.high, -span.low));
  divisor_ = scale.divisor;
  add_steps();
  add_axis(steps_axis(), {}, Qt::AlignBottom);
  auto* y = new QValueAxis;
  y->setRange(span.low / divisor_, span.high / divisor_);
  round_off(*y);
  const bool has_zero = y->min() <= 0 && y->max() >= 0;
  add_axis(y, scale.prefix + unit + (has_zero ? QString() : tr(" (without zero)")), Qt::AlignLeft);
  attach_all();
}

void ChartCanvas::add_steps() {
  const std::array<QString, kParts> names{QString(), tr("total"), tr("raises it"), tr("lowers it")};
  const std::array<QColor, kParts> colours{QColor(Qt::transparent), theme_.faint,
                                           series_colour(5, theme_), series_colour(0, theme_)};
  auto* series = new QStackedBarSeries;
  series->setBarWidth(kBarWidth);
  for (const auto side : {&Stack::above, &Stack::below}) {
    for (std::size_t part = 0; part < kParts; ++part) {
      auto* set = new QBarSet(names[part]);
      for (const ChartStep& step : steps_) {
        set->append((stack_of(step).*side)[part] / divisor_);
      }
      set->setColor(colours[part]);
      set->setPen(Qt::NoPen);
      series->append(set);
    }
  }
  chart()->addSeries(series);
  chart()->legend()->show();
  const auto markers = chart()->legend()->markers(series);
  for (int i = 0; i < markers.size(); ++i) {
    show_marker(*markers[i], i > kUnseen && i < kParts);  // once
  }
  lay_out_legend();
  bars_ = series;
}

QString ChartCanvas::step_text(std::size_t index) const {
  const ChartStep& step = steps_[index];
  const QLocale locale;
  const QString to = decimal_text(step.to, 2, locale);
  if (step.is_total) {
    return QString("%1: %2 %3").arg(step.name, to, unit_);
  }
  const double change = step.to - step.from;
  return tr("%1: %2 %3\nfrom %4 to %5")
      .arg(step.name, (change > 0 ? "+" : "") + decimal_text(change, 2, locale), unit_,
           decimal_text(step.from, 2, locale), to);
}

QString ChartCanvas::step_label(std::size_t index) const {
  const ChartStep& step = steps_[index];
  const double value = step.is_total ? step.to : step.to - step.from;
  const QString sign = !step.is_total && value > 0 ? "+" : "";
  return sign + rounded_text(value, resolution_of(steps_));
}

// What each bar is, where there is room beside its neighbours.
void ChartCanvas::draw_step_labels(QPainter& painter) {
  painter.setPen(theme_.text);
  painter.setFont(font());
  const QRectF plot = chart()->plotArea();
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const ChartStep& step = steps_[i];
    const QString label = step_label(i);
    const QPointF top = chart()->mapToPosition(
        {static_cast<double>(i), std::max(step.to, step.is_total ? step.to : step.from) / divisor_},
        bars_);
    const int wide = fontMetrics().horizontalAdvance(label);
    if (wide < step_room_ && plot.contains(top)) {
      painter.drawText(QPointF(top.x() - wide / 2.0, top.y() - kAboveBar), label);
    }
  }
}

}  // namespace costwright::gui
