#pragma once
// How a chart's numbers are written on its y-axis.
#include <QString>
#include <QtCharts/QValueAxis>

namespace costwright::gui {

// Money axes read "0.5" beside "M USD", not seven digits.
struct MoneyScale {
  double divisor = 1;
  QString prefix;
};
MoneyScale money_scale(double largest);

// Round ends and steps, and as many decimals as the steps have.
void round_off(QValueAxis& axis);

}  // namespace costwright::gui
