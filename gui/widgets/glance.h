#pragma once
// Small pictures beside figures: an interval with its value, a line of months, bars of a table.
#include <optional>

#include <QWidget>

#include "core/table/table.h"
#include "gui/widgets/theme.h"

namespace costwright::gui {

// From low to high with the value, and where they are known the baseline (a tick below) and a
// target (a tick through).
struct Interval {
  double value{};
  std::optional<double> low, high, baseline, target;
};

class IntervalBar : public QWidget {
  Q_OBJECT
 public:
  explicit IntervalBar(QWidget* parent = nullptr);
  void set_interval(const std::optional<Interval>& interval);
  void set_theme(const Theme& theme);
  QSize sizeHint() const override { return {120, 14}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::optional<Interval> interval_;
  Theme theme_;
};

// The values of months in order; what is missing breaks the line.
class Sparkline : public QWidget {
  Q_OBJECT
 public:
  explicit Sparkline(QWidget* parent = nullptr);
  void set_values(std::vector<std::optional<double>> values);
  void set_theme(const Theme& theme);
  static constexpr int kSparklineHeight = 26;
  QSize sizeHint() const override { return {80, kSparklineHeight}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::vector<std::optional<double>> values_;
  Theme theme_;
};

// Rows of cost_against(): a bar each, the baseline as an outline, the amounts beside them.
class CategoryBars : public QWidget {
  Q_OBJECT
 public:
  explicit CategoryBars(QWidget* parent = nullptr);
  void set_table(Table table);
  const Table& table() const { return table_; }
  void set_theme(const Theme& theme);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {240, sizeHint().height()}; }

 Q_SIGNALS:
  void clicked(const QString& category);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  int row_count() const;
  int least_row_height() const;
  int row_height() const;  // as much as there is room for
  QString amount_text(std::size_t row) const;

  Table table_;
  Theme theme_;
};

}  // namespace costwright::gui
