#pragma once
// A trade-off as a chart: axes, grid, front, limits and legend are QChart's, the cloud of points is
// one picture between grid and front.
//   wheel                zooms around the mouse; a double click shows all
//   drag                 moves; with Shift, or while is_brushing, takes the points within
//   drag of a limit      from its line, or, where there is none, from the triangle at the plot's
//   edge move, click          tells which point is under the mouse
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <QtCharts/QCategoryAxis>
#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>
#include <QtCharts/QScatterSeries>

#include "gui/charts/cloud_model.h"
#include "gui/widgets/theme.h"

namespace costwright::gui {

struct CloudSide {
  QString title;               // with its unit
  std::vector<double> values;  // by point
  double unit = 1;             // in which it is labelled: 1e6
  bool is_log = false;
  std::optional<double> limit;
  bool is_at_most = true;  // the limit; and at which end a new one begins
};

struct CloudLegend {
  QString name;
  QColor colour;
};

struct CloudScene {
  CloudSide x, y;
  std::vector<DotLook> looks;   // by point
  std::vector<char> in_view;    // by point: what the view is around at first; none: all
  std::vector<QColor> palette;  // of DotLook::colour
  std::vector<CloudLegend>
      legend;  // of dots; where it is a scale the first alone is one kind of dot
  bool is_scale = false;
  std::vector<std::size_t> front;  // joined by a line when is_line
  bool is_line = false;
  std::vector<std::pair<std::size_t, std::size_t>> ties;
  std::optional<std::size_t> best, today;
};

// How far a point may be from where it stands.
struct CloudCross {
  double x_low{}, x_high{}, y_low{}, y_high{};
};

class CloudLayer;  // the cloud
class CloudMarks;  // what is above it

class TradeOffChart : public QChartView {
  Q_OBJECT
 public:
  explicit TradeOffChart(QWidget* parent = nullptr);
  ~TradeOffChart() override;

  // `keeps_view`: where somebody has zoomed or moved to stays, unless sides or scales are others.
  void show_scene(CloudScene scene, bool keeps_view);
  void set_theme(const Theme& theme);
  void set_cross(const std::optional<CloudCross>& cross);  // of the hovered point
  void set_selected(std::optional<std::size_t> point);
  void set_brushing(bool on) { is_brushing_ = on; }
  void show_all();
  void set_caption(const QString& caption) {
    caption_ = caption;
  }                                // below a saved or copied picture
  bool save(const QString& path);  // see save_picture
  void copy_picture();
  void toggle(const QString& name);  // of the legend: hides or shows what it names

  const CloudModel& model() const { return model_; }
  const CloudScene& scene_shown() const { return scene_; }
  std::optional<std::size_t> hovered() const { return hovered_; }
  // Where a point stands, for who drives the mouse.
  std::optional<QPoint> position_of(std::size_t point) const;
  QPoint limit_handle(Qt::Orientation side) const;

 Q_SIGNALS:
  void hovered_changed();
  void chosen(std::optional<std::size_t> point);
  void brushed(const std::vector<std::size_t>& points);
  // `side`: Qt::Horizontal for a limit of x. While it is dragged and when it is let go.
  void limit_dragged(Qt::Orientation side, double value, bool is_done);

 protected:
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  friend class CloudLayer;
  friend class CloudMarks;
  enum class Drag { kNone, kMove, kBrush, kLimitX, kLimitY };

  void make_series();
  void show_legend();
  void show_entry(QAbstractSeries& series, bool is_shown, bool is_toggled);
  void place_dots();
  bool is_hidden(const DotLook& look) const;
  void fit_plot();
  void fit_view();
  void set_axes(const CloudAxis& x, const CloudAxis& y);
  QSize most_labels() const;
  void label_axis(QCategoryAxis& axis, const CloudAxis& of, double unit, int most);
  void place_series();
  QPointF scaled(std::size_t point) const;
  QPointF in_plot(const QPoint& position) const;  // of the widget -> share of the plot, y upwards
  QPoint pixel(const QPoint& position) const;     // -> of the model
  QPointF at(double x, double y) const;           // values -> the chart's coordinates
  void hover(const std::optional<std::size_t>& point);
  Drag drag_at(const QPoint& position) const;
  void drag_limit(const QPoint& position, bool is_done);
  QRect brush_pixels() const;

  Theme theme_;
  CloudModel model_;
  CloudScene scene_;
  QString caption_;
  std::set<QString> hidden_;  // names of the legend
  CloudLayer* layer_ = nullptr;
  CloudMarks* marks_ = nullptr;
  QCategoryAxis *x_axis_ = nullptr, *y_axis_ = nullptr;
  QLineSeries *front_ = nullptr, *x_limit_ = nullptr, *y_limit_ = nullptr;
  QScatterSeries *best_ = nullptr, *today_ = nullptr;
  std::vector<QScatterSeries*> named_;  // of the legend
  std::optional<std::size_t> hovered_, selected_;
  std::optional<CloudCross> cross_;
  bool is_brushing_ = false;
  enum class View { kFirst, kAll, kOwn } view_ = View::kFirst;
  QSize fitted_size_;  // of the view, for which it was asked `fits_` times
  int fits_ = 0;
  QSize most_labels_;  // beside each other, above each other
  Drag drag_ = Drag::kNone;
  QPoint pressed_, last_;
};

}  // namespace costwright::gui
