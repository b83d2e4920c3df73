#pragma once
// A week as days by hours, each hour in a shade of its value, with a scale; the mouse tells values.
#include <optional>
#include <vector>

#include <QWidget>

#include "gui/widgets/theme.h"

namespace costwright::gui {

struct HeatWeek {
  QString title, unit;                                  // "load", "%"
  std::vector<std::optional<double>> values, baseline;  // 168, from Monday 00:00; or no baseline
};

class HeatMap : public QWidget {
  Q_OBJECT
 public:
  explicit HeatMap(QWidget* parent = nullptr);
  void set_week(HeatWeek week);
  void set_theme(const Theme& theme);
  void set_caption(const QString& caption);  // below a copied picture
  void hold_scale(bool is_held);             // shades keep their meaning while a slider is dragged
  void copy_picture();
  const HeatWeek& week() const { return week_; }
  // "Tue 01:00 UTC: 45.2 %", then what the baseline has; "": beside it
  QString value_text(const QPoint& at) const;
  QSize minimumSizeHint() const override;
  QSize sizeHint() const override { return {600, 260}; }

 Q_SIGNALS:
  void hour_clicked(int hour);  // of the week

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QRectF plot() const;
  QRectF cell(int day, int hour) const;
  double most() const;
  std::optional<std::size_t> hour_at(const QPoint& at) const;
  QColor shade(double share) const;
  void draw_axes(QPainter& painter) const;
  void draw_scale(QPainter& painter) const;

  HeatWeek week_;
  Theme theme_;
  QString caption_;
  std::optional<double> held_most_;
};

}  // namespace costwright::gui
