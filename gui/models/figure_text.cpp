#include "gui/models/figure_text.h"

#include <algorithm>
#include <cmath>

namespace costwright::gui {
namespace {

constexpr int kDigits = 4, kHalfDigits = 2;

int decimals_for(double value, int digits) {
  if (value == 0 || !std::isfinite(value)) {
    return 0;
  }
  // Of the rounded value: 9.9999 has one digit more before the point than it seems.
  const double step = std::pow(10, std::floor(std::log10(std::abs(value))) - digits + 1);
  const double rounded = std::round(value / step) * step;
  const int before = static_cast<int>(std::floor(std::log10(std::abs(rounded) * (1 + 1e-12)))) + 1;
  return std::max(0, digits - before);
}

QString with_words(const QString& number, const QString& unit, const FigureScale& scale) {
  QString text = number;
  for (const QString& word : {scale.suffix, scale.per.isEmpty() ? unit : scale.per}) {
    text += word.isEmpty() ? QString() : ' ' + word;
  }
  return text;
}

}  // namespace

QString decimal_text(double value, int decimals, const QLocale& locale) {
  return locale.toString(value, 'f', decimals);
}

QString significant_text(double value, int digits, const QLocale& locale) {
  if (value == 0 || !std::isfinite(value)) {
    return locale.toString(value, 'f', 0);
  }
  const int places = static_cast<int>(std::floor(std::log10(std::abs(value)))) - digits + 1;
  const double step = std::pow(10, std::max(places, 0));
  return decimal_text(places > 0 ? std::round(value / step) * step : value,
                      decimals_for(value, digits), locale);
}

FigureScale scale_of(double value, const QString& unit) {
  const double size = std::abs(value);
  const QString money = unit.section('/', 0, 0);
  const QString of = unit.section('/', 1);
  if (!of.isEmpty() && size > 0 && size < 0.01 && of.front().isLetter()) {
    const bool is_tiny = size < 1e-5;
    return {is_tiny ? 1e6 : 1e3,
            {},
            QString("%1 per %2 %3s").arg(money, is_tiny ? "1 M" : "1,000", of)};
  }
  return size >= 1e9   ? FigureScale{1e-9, "bn", {}}
         : size >= 1e6 ? FigureScale{1e-6, "M", {}}
                       : FigureScale{};
}

QString brief_text(double value,
                   const QString& unit,
                   const FigureScale& scale,
                   const QLocale& locale) {
  return with_words(significant_text(value * scale.factor, kDigits, locale), unit, scale);
}

QString brief_range(
    double low, double high, const QString& unit, const FigureScale& scale, const QLocale& locale) {
  const QString least = significant_text(low * scale.factor, kDigits, locale);
  const QString most = significant_text(high * scale.factor, kDigits, locale);
  if (least != most) {
    return with_words(least + QChar(0x2013) + most, unit, scale) + " (90 %)";
  }
  const double half = (high - low) / 2;
  const FigureScale own = scale.per.isEmpty() ? scale_of(half, unit) : scale;
  return QChar(0x00b1) +
         with_words(significant_text(half * own.factor, kHalfDigits, locale), unit, own) +
         " (90 %)";
}

}  // namespace costwright::gui
