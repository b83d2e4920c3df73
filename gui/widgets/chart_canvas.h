#pragma once
// A chart that shows a table or lines. The mouse tells values, toggles what the legend names, zooms
// (drag; double click resets) and opens what is behind a bar. It saves and copies itself as a
// picture with its caption.
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <QRubberBand>
#include <QtCharts/QChartView>
#include <QtCharts/QStackedBarSeries>

#include "core/table/table.h"
#include "gui/widgets/theme.h"

namespace costwright::gui {

struct ChartLine {
  QString name;
  QList<QPointF> points;
  bool is_limit = false;  // dashed, in the colour of the line before it
  bool is_marks = false;  // its points alone
};

struct LinesExtent {
  double left = 0, right = 0, bottom = 0, top = 0;  // y: zero is within it
};

struct ChartAxes {
  QString x, y;
  QString when_empty;        // instead of a chart without a point
  bool x_is_log = false;     // all x > 0
  double y_max = 0;          // 0: from the data
  QStringList x_names = {};  // of x = 0, 1, ...
  bool is_money = false;     // y is shown in thousands or millions
};

// One bar of a bridge: a total from zero, or a change that hangs where the last one ended.
struct ChartStep {
  QString name;
  double from = 0, to = 0;
  bool is_total = false;
};

// What a pinned baseline has where the chart shows the results.
struct ChartBaseline {
  std::map<QString, double> totals;  // of bars, by their name
  std::vector<ChartLine> lines;
  bool is_empty() const { return totals.empty() && lines.empty(); }
};
bool operator==(const ChartBaseline& a, const ChartBaseline& b);

// 1-2-5 steps from the first to the last value of a logarithmic axis.
std::vector<double> log_labels(double low, double high);

class ChartCanvas : public QChartView {
  Q_OBJECT
 public:
  explicit ChartCanvas(QWidget* parent = nullptr);

  void set_theme(const Theme& theme);
  void set_baseline(ChartBaseline baseline);  // of what is shown next
  void set_caption(const QString& caption);   // below a saved or copied picture
  void hold_axes(bool hold);                  // y only grows, while a slider is dragged
  // The first column names the bars, the others are stacked on each other; `unit` is the currency.
  void show_stacked(const Table& table, const QString& unit);
  void show_lines(const std::vector<ChartLine>& lines, const ChartAxes& axes);
  void show_steps(const std::vector<ChartStep>& steps, const QString& unit);
  void show_nothing(const QString& why);

  bool save(const QString& path);  // see save_picture
  QPixmap picture();               // as the PNG
  void copy_picture();
  QString step_label(std::size_t index) const;  // what stands above the bar
  QString value_text(const QPointF& at) const;  // of the widget's point: what a tooltip says
  void toggle(const QString& name);             // of the legend: hides or shows it
  const std::vector<ChartStep>& steps() const { return steps_; }
  const std::vector<ChartLine>& lines() const { return lines_; }
  bool is_hidden(const QString& name) const { return hidden_.contains(name); }
  void reset_zoom();
  void offer_levers();  // in the menu of bars

 Q_SIGNALS:
  void bar_clicked(const QString& bar, const QString& part);   // part: of the stack; "": beside it
  void lever_wanted(const QString& bar, const QString& part);  // on what is behind it

 protected:
  void drawForeground(QPainter* painter, const QRectF& area) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;

 private:
  void clear();
  void add_axis(QAbstractAxis* axis, const QString& title, Qt::Alignment side);
  void attach_all();
  void move_bars(const Table& table, double divisor);
  QAbstractAxis* names_axis(const QStringList& names);
  qsizetype most_names(const QStringList& names) const;
  void redraw();
  void add_x_axis(const LinesExtent& extent, const ChartAxes& axes);
  std::vector<ChartLine> all_lines() const;  // also the baseline's
  void add_lines();
  void move_lines(const std::vector<ChartLine>& all);
  QList<QPointF> shown_points(const ChartLine& line) const;  // on the y-axis' scale
  void add_marks(const ChartLine& marks);
  void add_line(const ChartLine& line, int colour, Qt::PenStyle style);
  void connect_legend();
  void show_marker(QLegendMarker& marker, bool is_shown);
  void lay_out_legend();  // in as many lines as its names need
  void draw_baseline_totals(QPainter& painter);
  void draw_log_labels(QPainter& painter);
  QAbstractAxis* steps_axis();
  void add_steps();
  void draw_step_labels(QPainter& painter);
  QString step_text(std::size_t index) const;
  bool is_crowded() const;
  QString bar_text(const QPointF& value) const;
  QString lines_text(const QPointF& value) const;
  QString part_at(std::size_t row, double height) const;
  // The bar at a point of the widget, and the part of it; nullopt: none.
  std::optional<std::pair<QString, QString>> bar_at(const QPoint& at) const;
  double held_top(double top);

  Theme theme_;
  QStackedBarSeries* bars_ = nullptr;  // the chart's; null unless frame_ is there
  QStringList frame_;                  // of show_stacked, show_lines
  ChartBaseline baseline_;
  QString caption_, unit_;
  QStringList legend_names_;      // that are shown
  Table table_;                   // of show_stacked
  std::vector<ChartLine> lines_;  // of show_lines
  ChartAxes axes_;
  std::vector<ChartStep> steps_;  // of show_steps
  int step_room_ = 0;             // wide, for each
  double divisor_ = 1, top_ = 0;
  bool holds_axes_ = false;
  std::set<QString> hidden_;
  QStringList names_;          // below the chart
  qsizetype shown_names_ = 0;  // as many as there was room for
  QPoint pressed_;
  QRubberBand* band_ = nullptr;
};

}  // namespace costwright::gui
