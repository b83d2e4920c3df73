#pragma once
// Tens of thousands of points as dots of a plot, without a window: where each stands in device
// pixels, which are drawn in which order, which one is under the mouse, which lie in a rectangle.
//   order     infeasible, feasible, front; within those the greater first; then as given
//   culling   a dot is left out when it is beyond the plot or when one above it has the same centre
//             and is no smaller: the pixels that are occupied stay the same
// Positions are whole device pixels, so that dots are copied and never blended anew.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <QPoint>
#include <QRectF>
#include <QString>

namespace costwright::gui {

// Values along one side of the plot.
struct CloudAxis {
  double low = 0, high = 1;  // low < high; > 0 when it is logarithmic
  bool is_log = false;

  bool shows(double value) const;  // it is a number, and above 0 where that is asked
  double scaled(double value) const;
  double share(double value) const;  // 0 at low, 1 at high
  double value(double share) const;
  // By so many of its lengths; by a factor around a share that stays where it is.
  CloudAxis moved(double lengths) const;
  CloudAxis zoomed(double around, double factor) const;
};
// All values that it shows with a little room beyond; 0 .. 1 when there are none.
CloudAxis axis_around(std::span<const double> values, bool is_log);

struct CloudTick {
  double value{};
  QString label;
};
// Round values within the axis, at most so many; labelled in `unit` (1e6: "1.2" is 1.2 million).
std::vector<CloudTick> ticks_of(const CloudAxis& axis, double unit, int most);
// The axis out to the next round values: ticks_of() has one at either end.
CloudAxis out_to_ticks(const CloudAxis& axis, double unit, int most);

enum class DotLayer : std::uint8_t { kInfeasible, kFeasible, kFront };
inline constexpr int kDotLayers = 3, kDotSizes = 5;

struct DotLook {
  DotLayer layer = DotLayer::kFeasible;
  std::uint8_t colour = 0;  // an index of the palette
  std::uint8_t size = 1;    // below kDotSizes
  bool is_faint = false;    // not among those that are brushed: below those that are
};
// Half the width in device pixels, without the middle one.
int dot_radius(int size, double pixel_ratio);

class CloudModel {
 public:
  // As many looks as points. Values that are no numbers are not shown.
  void set_points(std::vector<double> x, std::vector<double> y, std::vector<DotLook> looks);
  void set_looks(std::vector<DotLook> looks);
  void set_axes(const CloudAxis& x, const CloudAxis& y);
  void set_plot(const QSize& pixels, double pixel_ratio);  // in device pixels

  std::size_t size() const { return x_.size(); }
  std::size_t shown() const;  // with two numbers, wherever they are
  const CloudAxis& x_axis() const { return x_axis_; }
  const CloudAxis& y_axis() const { return y_axis_; }
  const QSize& plot() const { return plot_; }
  double pixel_ratio() const { return pixel_ratio_; }
  const DotLook& look(std::size_t point) const { return looks_[point]; }
  double x(std::size_t point) const { return x_[point]; }
  double y(std::size_t point) const { return y_[point]; }

  // Of the dot's middle, from the upper left corner; nullopt: it is not shown.
  std::optional<QPoint> place(std::size_t point) const;
  // From the lowest to the topmost.
  std::vector<std::size_t> drawn() const;
  std::vector<std::size_t> drawn_without_culling() const;
  // Whose dot, or what is next to it, is there. Of those the topmost.
  std::optional<std::size_t> topmost_at(const QPoint& pixel) const;
  // Whose middle is there, drawn or not, in ascending order.
  std::vector<std::size_t> within(const QRect& pixels) const;

 private:
  struct HitGrid {
    int columns = 0, rows = 0;
    std::vector<std::uint32_t> begin;   // by cell, into points
    std::vector<std::uint32_t> points;  // of a cell the topmost last
  };
  void scale_values();
  void order_points();
  void forget_grid() { grid_.reset(); }
  const HitGrid& grid() const;
  bool is_hit(std::size_t point, const QPoint& pixel) const;
  void take_topmost(const HitGrid& cells,
                    std::size_t cell,
                    const QPoint& pixel,
                    std::optional<std::size_t>& topmost) const;
  bool is_in_view(const QPoint& at, int radius) const;
  int radius(std::size_t point) const;

  std::vector<double> x_, y_, scaled_x_, scaled_y_;
  std::vector<DotLook> looks_;
  std::vector<std::uint32_t> order_;  // of those that are shown, from the lowest to the topmost
  std::vector<std::uint32_t> rank_;   // in it, by point
  CloudAxis x_axis_, y_axis_;
  QSize plot_;
  double pixel_ratio_ = 1;
  mutable std::optional<HitGrid> grid_;
};

}  // namespace costwright::gui
