#pragma once
// A chart that shows a table or lines, and saves itself as a picture.
#include <vector>

#include <QtCharts/QChartView>
#include <QtCharts/QStackedBarSeries>

#include "core/table/table.h"
#include "gui/widgets/theme.h"

namespace costwright::gui {

struct ChartLine {
  QString name;
  QList<QPointF> points;
  bool is_limit = false;  // dashed, in the colour of the line before it
};

struct ChartAxes {
  QString x, y;
  QString when_empty;      // instead of a chart without a point
  bool x_is_log = false;   // all x > 0
  bool x_is_week = false;  // hours from Monday 00:00
  double y_max = 0;        // 0: from the data
};

class ChartCanvas : public QChartView {
  Q_OBJECT
 public:
  explicit ChartCanvas(QWidget* parent = nullptr);

  void set_theme(const Theme& theme);
  // The first column names the bars, the others are stacked on each other; `unit` is the currency.
  void show_stacked(const Table& table, const QString& unit);
  void show_lines(const std::vector<ChartLine>& lines, const ChartAxes& axes);
  void show_nothing(const QString& why);

  bool save(const QString& path, const QString& caption = {});  // see save_picture

 private:
  void clear();
  void add_axis(QAbstractAxis* axis, const QString& title, Qt::Alignment side);
  void attach_all();
  void move_bars(const Table& table, double divisor);
  QAbstractAxis* bar_axis(const Table& table);
  void add_x_axis(const std::vector<ChartLine>& lines, const ChartAxes& axes);

  Theme theme_;
  QStackedBarSeries* bars_ = nullptr;  // the chart's; null unless frame_ is there
  QStringList frame_;                  // of show_stacked
};

}  // namespace costwright::gui
