#include "gui/charts/cloud_model.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QLocale>

namespace costwright::gui {
namespace {

constexpr int kCell = 24;     // of the hit grid, device pixels
constexpr double kSlack = 2;  // device-independent pixels beside a dot that count as on it
constexpr int kMostDecimals = 9;
constexpr double kRounding = 1e-9;  // of a step: so near is on it
constexpr std::array kFineDigits{1, 2, 5};
constexpr std::array kCoarseDigits{1};

// 1, 2 or 5 times a power of ten, so that at most so many steps are in the span.
double round_step(double span, int most) {
  const double rough = span / std::max(most, 1);
  const double power = std::pow(10, std::floor(std::log10(rough)));
  const double times = rough / power;
  return power * (times > 5 ? 10 : times > 2 ? 5 : times > 1 ? 2 : 1);
}

int decimals_of_step(double step) {
  return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, kMostDecimals);
}

std::vector<CloudTick> even_ticks(const CloudAxis& axis, double unit, int most) {
  const double step = round_step((axis.high - axis.low) / unit, most);
  const int decimals = decimals_of_step(step);
  std::vector<CloudTick> ticks;
  const double first = std::ceil(axis.low / unit / step - kRounding);
  const double last = std::floor(axis.high / unit / step + kRounding);
  for (int i = 0; i <= static_cast<int>(last - first); ++i) {
    const double steps = first + i;
    const double shown = steps == 0 ? 0 : steps * step;  // no -0
    ticks.push_back({steps * step * unit, QLocale().toString(shown, 'f', decimals)});
  }
  return ticks;
}

// Of each decade these.
std::vector<CloudTick> log_ticks(const CloudAxis& axis, double unit, std::span<const int> digits) {
  std::vector<CloudTick> ticks;
  const auto first = static_cast<int>(std::floor(std::log10(axis.low / unit)));
  const auto last = static_cast<int>(std::ceil(std::log10(axis.high / unit)));
  for (int decade = first; decade <= last; ++decade) {
    for (const int digit : digits) {
      const double value = digit * std::pow(10, decade) * unit;
      if (value >= axis.low * (1 - kRounding) && value <= axis.high * (1 + kRounding)) {
        ticks.push_back({value, QLocale().toString(value / unit, 'g', 6)});
      }
    }
  }
  return ticks;
}

// To the next of these digits of a decade at either end.
CloudAxis out_to_digits(const CloudAxis& axis, double unit, std::span<const int> digits) {
  CloudAxis decades = axis;
  decades.low = unit * std::pow(10, std::floor(std::log10(axis.low / unit) + kRounding));
  decades.high = unit * std::pow(10, std::ceil(std::log10(axis.high / unit) - kRounding));
  CloudAxis wider = decades;
  for (const CloudTick& tick : log_ticks(decades, unit, digits)) {
    wider.low = tick.value <= axis.low * (1 + kRounding) ? tick.value : wider.low;
    wider.high = wider.high == decades.high && tick.value >= axis.high * (1 - kRounding)
                     ? tick.value
                     : wider.high;
  }
  return wider;
}

}  // namespace

bool CloudAxis::shows(double value) const {
  return std::isfinite(value) && (!is_log || value > 0);
}

double CloudAxis::scaled(double value) const {
  return is_log ? std::log10(value) : value;
}

double CloudAxis::share(double value) const {
  return (scaled(value) - scaled(low)) / (scaled(high) - scaled(low));
}

double CloudAxis::value(double share) const {
  const double at = scaled(low) + share * (scaled(high) - scaled(low));
  return is_log ? std::pow(10, at) : at;
}

CloudAxis CloudAxis::moved(double lengths) const {
  return {value(lengths), value(1 + lengths), is_log};
}

CloudAxis CloudAxis::zoomed(double around, double factor) const {
  constexpr double kLeast = 1e-9;  // of the greatest value: finer than that is no number
  const CloudAxis axis{value(around - around / factor), value(around + (1 - around) / factor),
                       is_log};
  const double size = std::max(std::abs(axis.low), std::abs(axis.high));
  return axis.high - axis.low > kLeast * size ? axis : *this;
}

CloudAxis axis_around(std::span<const double> values, bool is_log) {
  constexpr double kRoom = 0.05;
  CloudAxis axis{INFINITY, -INFINITY, is_log};
  for (const double value : values) {
    if (axis.shows(value)) {
      axis.low = std::min(axis.low, value);
      axis.high = std::max(axis.high, value);
    }
  }
  if (axis.low > axis.high) {
    return {is_log ? 0.1 : 0.0, 1, is_log};
  }
  if (axis.low == axis.high) {
    const double half = axis.low == 0 ? 0.5 : std::abs(axis.low) / 2;
    return {axis.low - half, axis.high + half, is_log};
  }
  return {axis.value(-kRoom), axis.value(1 + kRoom), is_log};
}

std::vector<CloudTick> ticks_of(const CloudAxis& axis, double unit, int most) {
  if (axis.is_log) {
    const auto fine = log_ticks(axis, unit, kFineDigits);
    const auto coarse = log_ticks(axis, unit, kCoarseDigits);
    if (fine.size() > 2 && static_cast<int>(coarse.size()) <= most) {
      return static_cast<int>(fine.size()) <= most ? fine : coarse;
    }
  }
  return even_ticks(axis, unit, most);
}

CloudAxis out_to_ticks(const CloudAxis& axis, double unit, int most) {
  if (axis.is_log) {
    const CloudAxis fine = out_to_digits(axis, unit, kFineDigits);
    const CloudAxis coarse = out_to_digits(axis, unit, kCoarseDigits);
    return static_cast<int>(log_ticks(fine, unit, kFineDigits).size()) <= most ? fine : coarse;
  }
  constexpr int kTries = 4;  // a longer axis may have wider steps
  CloudAxis wider = axis;
  for (int i = 0; i < kTries; ++i) {
    const double step = unit * round_step((wider.high - wider.low) / unit, most);
    wider.low = step * std::floor(axis.low / step + kRounding);
    wider.high = step * std::ceil(axis.high / step - kRounding);
  }
  return wider;
}

int dot_radius(int size, double pixel_ratio) {
  return static_cast<int>(std::lround((size + 2) * pixel_ratio));
}

void CloudModel::set_points(std::vector<double> x,
                            std::vector<double> y,
                            std::vector<DotLook> looks) {
  x_ = std::move(x);
  y_ = std::move(y);
  scale_values();
  set_looks(std::move(looks));
}

void CloudModel::set_looks(std::vector<DotLook> looks) {
  looks_ = std::move(looks);
  order_points();
  forget_grid();
}

void CloudModel::set_axes(const CloudAxis& x, const CloudAxis& y) {
  const bool is_scaled_anew = x.is_log != x_axis_.is_log || y.is_log != y_axis_.is_log;
  x_axis_ = x;
  y_axis_ = y;
  if (is_scaled_anew) {
    scale_values();
    order_points();
  }
  forget_grid();
}

void CloudModel::set_plot(const QSize& pixels, double pixel_ratio) {
  plot_ = pixels;
  pixel_ratio_ = pixel_ratio;
  forget_grid();
}

void CloudModel::scale_values() {
  const auto scaled = [](const CloudAxis& axis, const std::vector<double>& values) {
    std::vector<double> result(values.size());
    std::transform(values.begin(), values.end(), result.begin(), [&](double value) {
      return axis.shows(value) ? axis.scaled(value) : NAN;
    });
    return result;
  };
  scaled_x_ = scaled(x_axis_, x_);
  scaled_y_ = scaled(y_axis_, y_);
}

// Sorted by counting: there are few looks and many points.
void CloudModel::order_points() {
  constexpr std::size_t kKeys = std::size_t{kDotLayers} * 2 * kDotSizes;
  const auto key = [this](std::size_t point) {
    const DotLook& look = looks_[point];
    const std::size_t bright = look.is_faint ? 0 : 1;
    const auto layer = static_cast<std::size_t>(look.layer);
    return (layer * 2 + bright) * kDotSizes + (kDotSizes - 1 - look.size);
  };
  const auto is_shown = [this](std::size_t point) {
    return std::isfinite(scaled_x_[point]) && std::isfinite(scaled_y_[point]);
  };
  std::array<std::uint32_t, kKeys + 1> begin{};
  for (std::size_t i = 0; i < looks_.size(); ++i) {
    begin[key(i) + 1] += is_shown(i) ? 1 : 0;
  }
  for (std::size_t k = 1; k <= kKeys; ++k) {
    begin[k] += begin[k - 1];
  }
  order_.assign(begin[kKeys], 0);
  rank_.assign(looks_.size(), 0);
  for (std::size_t i = 0; i < looks_.size(); ++i) {
    if (is_shown(i)) {
      rank_[i] = begin[key(i)]++;
      order_[rank_[i]] = static_cast<std::uint32_t>(i);
    }
  }
}

std::size_t CloudModel::shown() const {
  return order_.size();
}

int CloudModel::radius(std::size_t point) const {
  return dot_radius(looks_[point].size, pixel_ratio_);
}

std::optional<QPoint> CloudModel::place(std::size_t point) const {
  const double x = scaled_x_[point];
  const double y = scaled_y_[point];
  if (!std::isfinite(x) || !std::isfinite(y)) {
    return std::nullopt;
  }
  constexpr double kFar = 1e6;  // beyond every screen, and within int
  const double low_x = x_axis_.scaled(x_axis_.low);
  const double low_y = y_axis_.scaled(y_axis_.low);
  const double right = (x - low_x) / (x_axis_.scaled(x_axis_.high) - low_x) * plot_.width();
  const double up = (y - low_y) / (y_axis_.scaled(y_axis_.high) - low_y) * plot_.height();
  return QPoint(static_cast<int>(std::floor(std::clamp(right, -kFar, kFar))),
                static_cast<int>(std::floor(std::clamp(plot_.height() - up, -kFar, kFar))));
}

bool CloudModel::is_in_view(const QPoint& at, int radius) const {
  return at.x() >= -radius && at.y() >= -radius && at.x() < plot_.width() + radius &&
         at.y() < plot_.height() + radius;
}

std::vector<std::size_t> CloudModel::drawn_without_culling() const {
  return {order_.begin(), order_.end()};
}

std::vector<std::size_t> CloudModel::drawn() const {
  const int margin = dot_radius(kDotSizes - 1, pixel_ratio_);
  const int width = plot_.width() + 2 * margin;
  const int height = plot_.height() + 2 * margin;
  // By middle: one more than the greatest radius above.
  std::vector<std::uint8_t> covered(static_cast<std::size_t>(std::max(0, width)) *
                                    static_cast<std::size_t>(std::max(0, height)));
  std::vector<std::size_t> drawn;
  for (auto point = order_.rbegin(); point != order_.rend(); ++point) {
    const QPoint at = *place(*point);
    const int size = radius(*point);
    if (!is_in_view(at, size)) {
      continue;
    }
    std::uint8_t& above =
        covered[static_cast<std::size_t>(at.y() + margin) * static_cast<std::size_t>(width) +
                static_cast<std::size_t>(at.x() + margin)];
    if (above <= size) {
      above = static_cast<std::uint8_t>(size + 1);
      drawn.push_back(*point);
    }
  }
  std::reverse(drawn.begin(), drawn.end());
  return drawn;
}

const CloudModel::HitGrid& CloudModel::grid() const {
  if (grid_) {
    return *grid_;
  }
  grid_ = HitGrid{};
  HitGrid& grid = *grid_;
  grid.columns = plot_.width() / kCell + 1;
  grid.rows = plot_.height() / kCell + 1;
  const auto cell_of = [&](const QPoint& at) {
    const int column = std::clamp(at.x() / kCell, 0, grid.columns - 1);
    const int row = std::clamp(at.y() / kCell, 0, grid.rows - 1);
    const int cell = row * grid.columns + column;
    return static_cast<std::size_t>(cell);
  };
  const std::vector<std::size_t> seen = drawn();
  grid.begin.assign(
      static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows) + 1, 0);
  std::vector<std::uint32_t> cells;
  for (const std::size_t point : seen) {
    cells.push_back(static_cast<std::uint32_t>(cell_of(*place(point))));
    ++grid.begin[cells.back() + 1];
  }
  for (std::size_t c = 1; c < grid.begin.size(); ++c) {
    grid.begin[c] += grid.begin[c - 1];
  }
  std::vector<std::uint32_t> next = grid.begin;
  grid.points.resize(seen.size());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    grid.points[next[cells[i]]++] = static_cast<std::uint32_t>(seen[i]);
  }
  return grid;
}

bool CloudModel::is_hit(std::size_t point, const QPoint& pixel) const {
  const QPoint away = *place(point) - pixel;
  const double reach = radius(point) + kSlack * pixel_ratio_;
  return QPoint::dotProduct(away, away) <= reach * reach;
}

std::optional<std::size_t> CloudModel::topmost_at(const QPoint& pixel) const {
  const HitGrid& cells = grid();
  const int reach =
      dot_radius(kDotSizes - 1, pixel_ratio_) + static_cast<int>(std::ceil(kSlack * pixel_ratio_));
  // Dots beyond the plot are kept in the cells at its edge.
  const auto column = [&](int x) {
    return std::clamp(x / kCell, 0, cells.columns - 1);
  };
  const auto row = [&](int y) {
    return std::clamp(y / kCell, 0, cells.rows - 1);
  };
  std::optional<std::size_t> topmost;
  for (int r = row(pixel.y() - reach); r <= row(pixel.y() + reach); ++r) {
    for (int c = column(pixel.x() - reach); c <= column(pixel.x() + reach); ++c) {
      const int cell = r * cells.columns + c;
      take_topmost(cells, static_cast<std::size_t>(cell), pixel, topmost);
    }
  }
  return topmost;
}

void CloudModel::take_topmost(const HitGrid& cells,
                              std::size_t cell,
                              const QPoint& pixel,
                              std::optional<std::size_t>& topmost) const {
  for (std::uint32_t i = cells.begin[cell]; i < cells.begin[cell + 1]; ++i) {
    const std::size_t point = cells.points[i];
    if ((!topmost || rank_[point] > rank_[*topmost]) && is_hit(point, pixel)) {
      topmost = point;
    }
  }
}

std::vector<std::size_t> CloudModel::within(const QRect& pixels) const {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < x_.size(); ++i) {
    const auto at = place(i);
    if (at && pixels.contains(*at)) {
      found.push_back(i);
    }
  }
  return found;
}

}  // namespace costwright::gui
