#include "gui/widgets/chart_scale.h"

#include <algorithm>
#include <cmath>

namespace costwright::gui {

MoneyScale money_scale(double largest) {
  return largest >= 2e6   ? MoneyScale{1e6, "M "}
         : largest >= 2e3 ? MoneyScale{1e3, "k "}
                          : MoneyScale{};
}

void round_off(QValueAxis& axis) {
  axis.applyNiceNumbers();
  const double step = (axis.max() - axis.min()) / std::max(1, axis.tickCount() - 1);
  int decimals = 0;
  double scaled = step;
  while (decimals < 9 && std::abs(scaled - std::round(scaled)) > 1e-6 * scaled) {
    scaled *= 10;
    ++decimals;
  }
  axis.setLabelFormat(QString("%.%1f").arg(decimals));
}

}  // namespace costwright::gui
