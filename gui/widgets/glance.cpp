#include "gui/widgets/glance.h"

#include <algorithm>

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include "gui/models/figure_text.h"

namespace costwright::gui {
namespace {

constexpr double kPad = 0.12;     // of the extent, at both ends
constexpr int kMostTimesRow = 3;  // of the least height of a row, where there is room
enum CostColumn { kName, kNow, kBaseline, kDifference };

std::optional<double> cell_of(const Table& table, std::size_t row, CostColumn column) {
  return number_of(table.rows[row][column]);
}

double most_of(const Table& table) {
  double most = 0;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    most = std::max(
        {most, cell_of(table, row, kNow).value_or(0), cell_of(table, row, kBaseline).value_or(0)});
  }
  return most;
}

}  // namespace

IntervalBar::IntervalBar(QWidget* parent) : QWidget(parent), theme_(gui::theme(false)) {
  setFixedHeight(14);
}

void IntervalBar::set_interval(const std::optional<Interval>& interval) {
  interval_ = interval;
  update();
}

void IntervalBar::set_theme(const Theme& theme) {
  theme_ = theme;
  update();
}

void IntervalBar::paintEvent(QPaintEvent* /*event*/) {
  if (!interval_) {
    return;
  }
  const Interval& shown = *interval_;
  double least = shown.value, most = shown.value;
  for (const auto& end : {shown.low, shown.high, shown.baseline, shown.target}) {
    least = std::min(least, end.value_or(least));
    most = std::max(most, end.value_or(most));
  }
  const double extent = most > least ? most - least : 1;
  const auto at = [&](double value) {
    const double share = (value - least + kPad * extent) / (extent * (1 + 2 * kPad));
    return 1 + share * (width() - 2);
  };
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double middle = height() / 2.0;
  painter.setPen(QPen(theme_.grid, 2));
  painter.drawLine(QPointF(0, middle), QPointF(width(), middle));
  if (shown.low && shown.high) {
    painter.setPen(QPen(theme_.accent, 4, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(at(*shown.low), middle), QPointF(at(*shown.high), middle));
  }
  if (shown.target) {
    painter.setPen(QPen(theme_.error, 1.5));
    painter.drawLine(QPointF(at(*shown.target), 0), QPointF(at(*shown.target), height()));
  }
  if (shown.baseline) {
    painter.setPen(QPen(theme_.faint, 2));
    painter.drawLine(QPointF(at(*shown.baseline), middle), QPointF(at(*shown.baseline), height()));
  }
  painter.setPen(QPen(theme_.base, 1.5));
  painter.setBrush(theme_.text);
  painter.drawEllipse(QPointF(at(shown.value), middle), 4, 4);
}

Sparkline::Sparkline(QWidget* parent) : QWidget(parent), theme_(gui::theme(false)) {
  setFixedHeight(kSparklineHeight);
  setMinimumWidth(40);
}

void Sparkline::set_values(std::vector<std::optional<double>> values) {
  values_ = std::move(values);
  update();
}

void Sparkline::set_theme(const Theme& theme) {
  theme_ = theme;
  update();
}

void Sparkline::paintEvent(QPaintEvent* /*event*/) {
  double least = 1e300, most = -1e300;
  for (const auto& value : values_) {
    least = std::min(least, value.value_or(least));
    most = std::max(most, value.value_or(most));
  }
  if (values_.size() < 2 || least > most) {
    return;
  }
  const double extent = most > least ? most - least : 1;
  QPainterPath line;
  bool is_open = false;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (!values_[i]) {
      is_open = false;
      continue;
    }
    const QPointF at(
        2 + (width() - 4) * static_cast<double>(i) / static_cast<double>(values_.size() - 1),
        height() - 3 - (height() - 6) * (*values_[i] - least) / extent);
    is_open ? line.lineTo(at) : line.moveTo(at);
    is_open = true;
  }
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(theme_.faint, 1.5));
  painter.drawPath(line);
}

CategoryBars::CategoryBars(QWidget* parent) : QWidget(parent), theme_(gui::theme(false)) {
  setCursor(Qt::PointingHandCursor);
}

void CategoryBars::set_table(Table table) {
  table_ = std::move(table);
  QString said;
  for (std::size_t row = 0; row < table_.rows.size(); ++row) {
    said +=
        QString::fromStdString(cell_text(table_.rows[row][kName])) + ' ' + amount_text(row) + "; ";
  }
  setAccessibleDescription(said);
  updateGeometry();
  update();
}

void CategoryBars::set_theme(const Theme& theme) {
  theme_ = theme;
  update();
}

int CategoryBars::row_count() const {
  return std::max(1, static_cast<int>(table_.rows.size()));
}

int CategoryBars::least_row_height() const {
  return fontMetrics().height() + 12;
}

int CategoryBars::row_height() const {
  const int least = least_row_height();
  return std::clamp(height() / row_count(), least, kMostTimesRow * least);
}

QSize CategoryBars::sizeHint() const {
  return {360, least_row_height() * row_count()};
}

QString CategoryBars::amount_text(std::size_t row) const {
  const QLocale locale;
  QString text = significant_text(cell_of(table_, row, kNow).value_or(0), 4, locale);
  if (const auto change = cell_of(table_, row, kDifference)) {
    text += QString(" (%1%2)").arg(*change > 0 ? "+" : "", significant_text(*change, 4, locale));
  }
  return text;
}

void CategoryBars::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  int names = 0, amounts = 0;
  for (std::size_t row = 0; row < table_.rows.size(); ++row) {
    const QString name = QString::fromStdString(cell_text(table_.rows[row][kName]));
    names = std::max(names, fontMetrics().horizontalAdvance(name));
    amounts = std::max(amounts, fontMetrics().horizontalAdvance(amount_text(row)));
  }
  const double most = std::max(most_of(table_), 1e-9);
  const int left = names + 10;
  const int room = std::max(20, width() - left - amounts - 12);
  for (std::size_t row = 0; row < table_.rows.size(); ++row) {
    const QString name = QString::fromStdString(cell_text(table_.rows[row][kName]));
    const int top = static_cast<int>(row) * row_height();
    const QRect line(0, top, width(), row_height());
    const auto bar = [&](double value, int inset) {
      return QRectF(left, top + inset, room * std::max(0.0, value) / most,
                    row_height() - 2 * inset);
    };
    painter.setPen(theme_.text);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, name);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, amount_text(row));
    painter.fillRect(bar(cell_of(table_, row, kNow).value_or(0), 5),
                     named_colour(name, static_cast<int>(row), theme_));
    if (const auto baseline = cell_of(table_, row, kBaseline)) {
      painter.setPen(QPen(theme_.text, 1, Qt::DashLine));
      painter.drawRect(bar(*baseline, 3));
    }
  }
}

void CategoryBars::mousePressEvent(QMouseEvent* event) {
  const auto row = static_cast<std::size_t>(event->position().y() / row_height());
  if (row < table_.rows.size()) {
    Q_EMIT clicked(QString::fromStdString(cell_text(table_.rows[row][kName])));
  }
}

}  // namespace costwright::gui
