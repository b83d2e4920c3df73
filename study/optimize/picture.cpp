#include "study/optimize/picture.h"

#include <algorithm>
#include <cmath>

#include "core/table/table.h"
#include "study/optimize/trade_off.h"

namespace costwright::study {
namespace {

constexpr double kWidth = 960, kHeight = 600, kLeft = 110, kBottom = 70, kTop = 50, kRight = 30;
// Okabe and Ito's, which all eyes tell apart.
constexpr const char* kGrey = "#bbbbbb";
constexpr const char* kBlue = "#0072b2";
constexpr const char* kOrange = "#d55e00";
constexpr const char* kGreen = "#009e73";

// Values from `low` to `high`, labelled in steps of 1, 2 or 5 times a power of ten.
struct Scale {
  double low{}, high{}, step{};
  double unit = 1;               // in which it is labelled
  std::string_view prefix = {};  // "M"
  double share(double value) const { return (value - low) / (high - low); }
  std::vector<double> labels() const {
    std::vector<double> labels;
    for (int i = 0; i <= std::lround((high - low) / step); ++i) {
      labels.push_back(low + i * step);
    }
    return labels;
  }
};

Scale scale_of(double low, double high) {
  constexpr double kRoom = 0.04;  // beyond the outermost points, as a share
  const double span = std::max(high - low, std::max(std::abs(high), 1e-9) * 1e-3);
  low -= low == 0 ? 0 : kRoom * span;  // a share of nothing stands on its axis
  high += kRoom * span;
  const double rough = span / 6;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  const double step = power * (rough / power > 5 ? 10 : rough / power > 2 ? 5 : 2);
  const double first = std::floor(low / step) * step;
  Scale scale{
      .low = first, .high = std::max(std::ceil(high / step) * step, first + step), .step = step};
  constexpr std::pair<double, std::string_view> kUnits[] = {{1e9, "B"}, {1e6, "M"}, {1e4, "k"}};
  for (const auto& [from, prefix] : kUnits) {
    if (std::abs(high) >= from) {
      scale.unit = prefix == "k" ? 1e3 : from;
      scale.prefix = prefix;
      break;
    }
  }
  return scale;
}

struct Spot {
  double x{}, y{};
  std::size_t point{};
};

constexpr const char* kPale = "#9ecae8";  // kept, as far as a quick look goes

class Picture {
 public:
  explicit Picture(const TradeOff& record) : record_(record) {
    x_values_ = values_of(record, record.aim.objectives.front().metric);
    y_values_ = record.aim.objectives.size() > 1
                    ? values_of(record, record.aim.objectives[1].metric)
                    : record.months_missed;
    for (std::size_t i = 0; i < record.size(); ++i) {
      if (const auto spot = spot_of(i)) {
        spots_.push_back(*spot);
      }
    }
    std::stable_sort(spots_.begin(), spots_.end(), [&](const Spot& a, const Spot& b) {
      return rank_of(a) < rank_of(b);
    });
  }

  std::string svg() {
    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" "
        "font-family=\"sans-serif\" "
        "font-size=\"14\">\n<rect width=\"{0}\" height=\"{1}\" fill=\"white\"/>\n",
        kWidth, kHeight);
    if (!spots_.empty()) {
      set_scales();
      svg += axes();
      for (const Spot& spot : spots_) {
        svg += dot(spot, 3, colour_of(spot));
      }
      svg += front();
      svg += record_.today ? named(*record_.today, "today", kOrange) : "";
      svg += record_.best ? named(*record_.best, "recommended", kGreen) : "";
    }
    return svg + title() + "</svg>\n";
  }

 private:
  std::optional<Spot> spot_of(std::size_t point) const {
    const Spot spot{x_values_[point], y_values_[point], point};
    return std::isnan(spot.x) || std::isnan(spot.y) ? std::nullopt : std::optional(spot);
  }

  // What is drawn last is seen.
  int rank_of(const Spot& spot) const {
    const bool is_quick = record_.effort[spot.point] == Trial::kQuick;
    return record_.is_kept[spot.point] == 0 ? 0 : is_quick ? 1 : 2;
  }
  const char* colour_of(const Spot& spot) const {
    constexpr const char* kByRank[] = {kGrey, kPale, kBlue};
    return kByRank[rank_of(spot)];
  }

  void set_scales() {
    const auto by_x =
        std::minmax_element(spots_.begin(), spots_.end(), [](const Spot& a, const Spot& b) {
          return a.x < b.x;
        });
    const auto by_y =
        std::minmax_element(spots_.begin(), spots_.end(), [](const Spot& a, const Spot& b) {
          return a.y < b.y;
        });
    x_ = scale_of(by_x.first->x, by_x.second->x);
    y_ = scale_of(by_y.first->y, by_y.second->y);
  }

  double x_of(double value) const { return kLeft + x_.share(value) * (kWidth - kLeft - kRight); }
  double y_of(double value) const {
    return kHeight - kBottom - y_.share(value) * (kHeight - kBottom - kTop);
  }

  std::string axes() const {
    std::string svg;
    for (const double v : x_.labels()) {
      svg += fmt::format(
          "<line x1=\"{0:.1f}\" y1=\"{1}\" x2=\"{0:.1f}\" y2=\"{2}\" stroke=\"#eeeeee\"/><text "
          "x=\"{0:.1f}\" y=\"{3}\" text-anchor=\"middle\">{4:.4g}</text>\n",
          x_of(v), kTop, kHeight - kBottom, kHeight - kBottom + 20, v / x_.unit);
    }
    for (const double v : y_.labels()) {
      svg += fmt::format(
          "<line x1=\"{1}\" y1=\"{0:.1f}\" x2=\"{2}\" y2=\"{0:.1f}\" stroke=\"#eeeeee\"/><text "
          "x=\"{3}\" y=\"{4:.1f}\" text-anchor=\"end\">{5:.4g}</text>\n",
          y_of(v), kLeft, kWidth - kRight, kLeft - 8, y_of(v) + 5, v / y_.unit);
    }
    return svg +
           fmt::format(
               "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text><text "
               "transform=\"translate(22 {}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
               (kLeft + kWidth - kRight) / 2, kHeight - 20, xml_text(axis_name(0, x_)),
               (kTop + kHeight - kBottom) / 2, xml_text(axis_name(1, y_)));
  }

  std::string axis_name(std::size_t objective, const Scale& scale) const {
    if (objective >= record_.aim.objectives.size()) {
      return "share of months that miss the SLO";
    }
    const MetricName& metric = record_.aim.objectives[objective].metric;
    const std::string unit = unit_text(*metric.metric, record_.currency);
    const std::string of =
        fmt::format("{}{}{}", scale.prefix, scale.prefix.empty() ? "" : " ", unit);
    return fmt::format("{}{}", metric.metric->label, of.empty() ? "" : ", " + of);
  }

  std::string dot(const Spot& spot, double radius, const char* colour) const {
    return fmt::format(
        "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" fill=\"{}\"><title>{}</title></circle>\n",
        x_of(spot.x), y_of(spot.y), radius, colour, xml_text(label_of(record_, spot.point)));
  }

  std::string front() const {
    std::string points;
    std::string dots;
    for (const std::size_t point : record_.front) {
      if (const auto spot = spot_of(point)) {
        points += fmt::format("{:.1f},{:.1f} ", x_of(spot->x), y_of(spot->y));
        dots += dot(*spot, 5, kBlue);
      }
    }
    const bool is_line = record_.aim.objectives.size() == 2;
    return (is_line
                ? fmt::format(
                      "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>\n",
                      points, kBlue)
                : "") +
           dots;
  }

  std::string named(std::size_t point, const char* name, const char* colour) const {
    const auto spot = spot_of(point);
    if (!spot) {
      return "";
    }
    const bool is_right = x_.share(spot->x) > 0.8;
    return dot(*spot, 8, colour) +
           fmt::format(
               "<text x=\"{:.1f}\" y=\"{:.1f}\" fill=\"{}\" font-weight=\"bold\" "
               "text-anchor=\"{}\">{}</text>\n",
               x_of(spot->x) + (is_right ? -12 : 12), y_of(spot->y) - 8, colour,
               is_right ? "end" : "start", name);
  }

  std::string title() const {
    return fmt::format(
        "<text x=\"{}\" y=\"28\" font-size=\"18\">{}</text>\n"
        "<text x=\"{}\" y=\"44\" text-anchor=\"end\" fill=\"#666666\">grey: misses what is to be "
        "kept; pale: quick effort</text>\n",
        kLeft,
        xml_text(fmt::format("{}: {} evaluated, front of {}", record_.title, spots_.size(),
                             record_.front.size())),
        kWidth - kRight);
  }

  const TradeOff& record_;
  std::vector<double> x_values_, y_values_;
  std::vector<Spot> spots_;
  Scale x_, y_;
};

}  // namespace

std::string trade_off_picture(const TradeOff& record) {
  return Picture(record).svg();
}

}  // namespace costwright::study
