#include "gui/models/lever_way.h"

#include <algorithm>
#include <cmath>

namespace costwright::gui {
namespace {

constexpr double kSteps = 100;   // about as many on the way
constexpr double kDigits = 1e3;  // the largest value is less than ten times as many steps as this
constexpr double kWholeRoom = 10;

struct Step {
  int mantissa = 1, exponent = 0;

  double size() const { return mantissa * std::pow(10, exponent); }
  double at(double count) const {
    return exponent >= 0 ? count * mantissa * std::pow(10, exponent)
                         : count * mantissa / std::pow(10, -exponent);
  }
  QString text(double count) const {
    return QString::number(at(count), 'f', std::max(0, -exponent));
  }
};

// The smallest of 1, 2, 5 times a power of ten that is no smaller.
Step step_of(double size) {
  const int exponent = static_cast<int>(std::floor(std::log10(size) + 1e-9));
  for (const int mantissa : {1, 2, 5}) {
    const Step step{mantissa, exponent};
    if (step.size() >= size * (1 - 1e-9)) {
      return step;
    }
  }
  return {1, exponent + 1};
}

struct Range {
  double low{}, high{};
};

Range range_of(const study::FieldNumber& start) {
  const bool is_share = QString::fromStdString(start.unit).startsWith('%');
  const double room = start.is_whole || is_share ? kWholeRoom : 1;
  double low = std::min(0.0, 2 * start.value);
  double high = std::max(0.0, 2 * start.value);
  if (start.value == 0) {
    low = -room;
    high = room;
  } else if (start.is_whole && start.value > 0) {
    high = std::max(high, start.value + room);
  }
  return {std::max(low, start.least), std::min(high, start.most)};
}

Step step_in(const Range& range, bool is_whole) {
  const double widest = std::max(std::abs(range.low), std::abs(range.high));
  const double size = std::max((range.high - range.low) / kSteps, widest / (9.99 * kDigits));
  return step_of(is_whole ? std::max(size, 1.0) : size);
}

}  // namespace

int LeverWay::nearest(double value) const {
  const auto at = std::min_element(values.begin(), values.end(), [&](double a, double b) {
    return std::abs(a - value) < std::abs(b - value);
  });
  return static_cast<int>(at - values.begin());
}

LeverWay lever_way(const study::FieldNumber& start, const QString& start_text) {
  LeverWay way;
  const auto add = [&](double value, const QString& text) {
    way.values.push_back(value);
    way.texts.push_back(text);
  };
  const Range range = range_of(start);
  bool is_placed = false;
  const auto place_start = [&] {
    way.start = static_cast<int>(way.values.size());
    add(start.value, start_text);
    is_placed = true;
  };
  if (range.high > range.low) {
    const Step step = step_in(range, start.is_whole);
    const double last = std::floor(range.high / step.size() + 1e-9);
    const double first = std::ceil(range.low / step.size() - 1e-9) + 0.0;
    for (int i = 0; first + i <= last; ++i) {
      const double count = first + i;
      const double value = step.at(count);
      const bool is_start = std::abs(value - start.value) <= 1e-9 * std::abs(start.value);
      if (!is_placed && (value > start.value || is_start)) {
        place_start();
      }
      if (!is_start) {
        add(value, QString::fromStdString(start.written(step.text(count).toStdString())));
      }
    }
  }
  if (!is_placed) {
    place_start();
  }
  return way;
}

}  // namespace costwright::gui
