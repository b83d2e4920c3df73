#include <algorithm>
#include <cmath>
#include <map>

#include "core/table/table.h"
#include "study/validate/validate.h"

namespace costwright::study {
namespace {

constexpr double kSize = 720, kMargin = 70;
constexpr const char* kColours[] = {"#1b6ca8", "#d1495b", "#2e8b57", "#e08e0b", "#6a4c93",
                                    "#00798c", "#8d5524", "#555555", "#c2185b", "#558b2f",
                                    "#3949ab", "#f06292", "#00acc1", "#9e9d24", "#6d4c41"};

// Decades that hold every figure.
struct Axis {
  double low{}, high{};  // powers of ten
  double at(double value) const {
    return (std::log10(value) - low) / (high - low) * (kSize - 2 * kMargin);
  }
};

Axis axis_of(const std::vector<const ScoredRow*>& rows) {
  double low = 1e300;
  double high = 0;
  for (const ScoredRow* row : rows) {
    low = std::min({low, row->published, *row->predicted});
    high = std::max({high, row->published, *row->predicted});
  }
  return {std::floor(std::log10(low)),
          std::max(std::ceil(std::log10(high)), std::floor(std::log10(low)) + 1)};
}

double x_of(const Axis& axis, double value) {
  return kMargin + axis.at(value);
}
double y_of(const Axis& axis, double value) {
  return kSize - kMargin - axis.at(value);
}

std::string line(double x1, double y1, double x2, double y2, const char* style) {
  return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" {}/>\n", x1, y1,
                     x2, y2, style);
}

std::string frame(const Axis& axis) {
  std::string svg;
  const double first = kMargin;
  const double last = kSize - kMargin;
  for (int step = 0; axis.low + step <= axis.high; ++step) {
    const double decade = axis.low + step;
    const double value = std::pow(10, decade);
    const double x = x_of(axis, value);
    const double y = y_of(axis, value);
    svg += line(x, first, x, last, "stroke=\"#ddd\"") + line(first, y, last, y, "stroke=\"#ddd\"");
    const std::string label =
        value >= 1e5 || value < 1e-3 ? fmt::format("1e{:.0f}", decade) : fmt::format("{:g}", value);
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", x,
                       last + 20, label);
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n", first - 8,
                       y + 4, label);
  }
  const auto diagonal = [&](double factor, const char* style) {
    const double low = std::pow(10, axis.low);
    const double high = std::pow(10, axis.high);
    const double from = factor < 1 ? low / factor : low;
    const double to = factor > 1 ? high / factor : high;
    svg += line(x_of(axis, from), y_of(axis, from * factor), x_of(axis, to),
                y_of(axis, to * factor), style);
  };
  diagonal(1, "stroke=\"#333\" stroke-width=\"1.5\"");
  diagonal(1.25, "stroke=\"#999\" stroke-dasharray=\"5 4\"");
  diagonal(0.8, "stroke=\"#999\" stroke-dasharray=\"5 4\"");
  svg += fmt::format(
      "<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\">published (tokens/s, ms, J, "
      "...)</text>\n"
      "<text transform=\"translate(20 {:.0f}) rotate(-90)\" "
      "text-anchor=\"middle\">predicted</text>\n",
      kSize / 2, kSize - 18, kSize / 2);
  return svg;
}

}  // namespace

std::string scatter_svg(const std::vector<ScoredRow>& rows) {
  std::vector<const ScoredRow*> shown;
  std::map<std::string, std::size_t> series;  // source -> colour
  for (const ScoredRow& row : rows) {
    if (row.predicted && *row.predicted > 0 && row.published > 0) {
      shown.push_back(&row);
      series.emplace(row.source.substr(0, row.source.find_first_of("/ ")), 0);
    }
  }
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 "
      "0 "
      "{0:.0f} {1:.0f}\" font-family=\"sans-serif\" font-size=\"13\">\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
      "<text x=\"{2:.0f}\" y=\"28\" font-size=\"17\">Predicted against published; dashed: 25 % "
      "off</text>\n",
      kSize + 190, kSize, kMargin);
  if (shown.empty()) {
    return svg + "</svg>\n";
  }
  const Axis axis = axis_of(shown);
  svg += frame(axis);
  std::size_t next = 0;
  for (auto& [name, colour] : series) {
    colour = next++ % std::size(kColours);
    const double y = kMargin + 20.0 * static_cast<double>(next);
    svg += fmt::format(
        "<circle cx=\"{:.0f}\" cy=\"{:.0f}\" r=\"5\" fill=\"{}\"/><text x=\"{:.0f}\" "
        "y=\"{:.0f}\">{}"
        "</text>\n",
        kSize - kMargin + 20, y - 4, kColours[colour], kSize - kMargin + 32, y, xml_text(name));
  }
  for (const ScoredRow* row : shown) {
    const std::size_t colour = series.at(row->source.substr(0, row->source.find_first_of("/ ")));
    svg += fmt::format(
        "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"{}\" fill-opacity=\"0.5\"/>\n",
        x_of(axis, row->published), y_of(axis, *row->predicted), kColours[colour]);
  }
  return svg + "</svg>\n";
}

}  // namespace costwright::study
