#pragma once
// Figures for a glance: four significant digits in the words of the locale, millions as "2.948 M",
// tiny unit costs per 1,000 or 1 M of their unit. What is exact stands in tables and tooltips.
#include <optional>

#include <QLocale>
#include <QString>

namespace costwright::gui {

// What a figure and its range are shown in, so that both are on one scale.
struct FigureScale {
  double factor = 1;  // what is shown = factor x value
  QString suffix;     // "M"
  QString per;        // " per 1,000 requests"; "": as the unit says
};
// `unit`: of a metric, with its currency: "USD", "USD/request", "s", "%".
FigureScale scale_of(double value, const QString& unit);

// "2.948 M USD", "0.6657 s", "110.3 %", "3.883 USD per 1,000 requests".
QString brief_text(double value,
                   const QString& unit,
                   const FigureScale& scale,
                   const QLocale& locale);
// "2.947-2.950 M USD (90 %)"; "±120 USD (90 %)" where four digits do not tell the ends apart: more
// would leave out the figure itself, which has four.
QString brief_range(
    double low, double high, const QString& unit, const FigureScale& scale, const QLocale& locale);
// Of an axis or table: grouped, in the locale.
QString decimal_text(double value, int decimals, const QLocale& locale);
// Rounded to that many significant digits: "2,948,000", "0.003883".
QString significant_text(double value, int digits, const QLocale& locale);

}  // namespace costwright::gui
