#pragma once
// A week as days by hours, each hour in a shade of its value, with a scale; the mouse tells values.
#include <optional>
#include <vector>

#include <QWidget>

#include "gui/widgets/theme.h"

namespace costwright::gui {

struct HeatWeek {
  QString title, unit;                        // "load", "%"
  std::vector<std::optional<double>> values;  // 168, from Monday 00:00
};

class HeatMap : public QWidget {
  Q_OBJECT
 public:
  explicit HeatMap(QWidget* parent = nullptr);
  void set_week(HeatWeek week);
  void set_theme(const Theme& theme);
  const HeatWeek& week() const { return week_; }
  QString value_text(const QPoint& at) const;  // "Tue 01:00 UTC: 45.2 %"; "": beside it
  QSize minimumSizeHint() const override;
  QSize sizeHint() const override { return {600, 260}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QRectF plot() const;
  QRectF cell(int day, int hour) const;
  double most() const;
  QColor shade(double share) const;
  void draw_axes(QPainter& painter) const;
  void draw_scale(QPainter& painter) const;

  HeatWeek week_;
  Theme theme_;
};

}  // namespace costwright::gui
