#pragma once
// Points as lines across parallel axes: what was chosen, and what it came to. A drag along an axis
// takes the points whose lines cross it there; a click on the axis lets go of that.
#include <optional>
#include <utility>
#include <vector>

#include <QStringList>
#include <QWidget>

#include "gui/widgets/theme.h"

namespace costwright::gui {

struct ParallelAxis {
  QString name;
  std::vector<double> values;  // by point; of a choice its index
  QStringList options;         // of a choice; empty: a figure
};

inline constexpr std::size_t kMostLines = 2000;  // of more, evenly chosen ones are drawn

class ParallelView : public QWidget {
  Q_OBJECT
 public:
  explicit ParallelView(QWidget* parent = nullptr);

  void set_theme(const Theme& theme);
  void set_axes(std::vector<ParallelAxis> axes);
  // Which points have lines; those of the front are drawn above the others, one is the selected.
  void set_points(std::vector<std::size_t> points,
                  std::vector<std::size_t> front,
                  std::optional<std::size_t> selected);
  void forget_ranges();
  const std::vector<std::size_t>& points() const { return points_; }
  QPoint place_on(std::size_t axis, double share) const;  // 0 at the lower end

 Q_SIGNALS:
  void brushed(const std::vector<std::size_t>& points);  // of those that have lines

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;

 private:
  struct Extent {
    double low = 0, high = 1;
  };
  double share_of(std::size_t axis, std::size_t point) const;
  double share_at(int y) const;
  void draw_axis(QPainter& painter, std::size_t axis) const;
  void draw_line(QPainter& painter, std::size_t point) const;
  std::vector<std::size_t> in_ranges() const;

  Theme theme_;
  std::vector<ParallelAxis> axes_;
  std::vector<Extent> extents_;
  std::vector<std::optional<std::pair<double, double>>> ranges_;  // by axis, shares
  std::vector<std::size_t> points_, front_;
  std::optional<std::size_t> selected_;
  std::optional<std::size_t> dragged_;
  int pressed_ = 0;
};

}  // namespace costwright::gui
