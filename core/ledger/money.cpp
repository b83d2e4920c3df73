#include "core/ledger/money.h"

#include <algorithm>
#include <cmath>

#include "core/diagnostics.h"

namespace costwright {

Minor to_minor(double amount) {
  require(std::abs(amount) < 1e15, "amount = {}, must be finite and below 1e15", amount);
  const double cents = amount * 100;
  // A product such as 1.005 x 100 falls a few ulps short of the half that the decimals give; a few
  // ulps of trillions are cents of their own.
  const double nudge = std::min(0.25, 8 * 0x1.0p-52 * std::abs(cents));
  return static_cast<Minor>(std::llround(cents + std::copysign(nudge, cents)));
}

}  // namespace costwright
