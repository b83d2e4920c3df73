#include "core/table/range.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace costwright {
namespace {

double power_of_ten(int exponent) {
  double power = 1;
  for (; exponent > 0; --exponent) {
    power *= 10;
  }
  for (; exponent < 0; ++exponent) {
    power /= 10;
  }
  return power;
}

int three_digits(double value) {
  int decimals = 2;
  double rest = std::abs(value);
  while (rest >= 10) {
    rest /= 10;
    --decimals;
  }
  while (rest > 0 && rest < 1 && decimals < 12) {
    rest *= 10;
    ++decimals;
  }
  return decimals;
}

// Those whose last one is not coarser than the spread.
int digits_of(double spread) {
  int decimals = -12;
  while (decimals < 12 && power_of_ten(-decimals) > spread) {
    ++decimals;
  }
  return decimals;
}

// Rounded up or down. Decimals below 0: to tens, hundreds, ...
std::string rounded(double value, int decimals, bool up) {
  constexpr double kHair = 1e-6;  // of the last digit: 12.3 is 12.3, whatever its last bit
  const double scale = power_of_ten(decimals);
  const double digits = up ? std::ceil(value * scale - kHair) : std::floor(value * scale + kHair);
  return grouped(digits / scale, std::max(0, decimals));
}

int decimals_shown(const Cell& cell) {
  if (const auto* number = std::get_if<Figure>(&cell)) {
    return number->decimals;
  }
  return std::holds_alternative<Percent>(cell) ? 1 : std::holds_alternative<Amount>(cell) ? 2 : 0;
}

}  // namespace

std::string range_text(const Cell& low, const Cell& high) {
  const auto least = number_of(low);
  const auto most = number_of(high);
  if (!least || !most || cell_text(low) == cell_text(high)) {
    return "";
  }
  const bool millions = std::max(std::abs(*least), std::abs(*most)) >= 1e6;
  const double scale = std::holds_alternative<Percent>(low) ? 100 : millions ? 1e-6 : 1;
  const int most_decimals = decimals_shown(low) + (millions ? 6 : 0);
  const int spread = digits_of(scale * (*most - *least));
  const auto text = [&](double value, bool up) {
    const int decimals = std::min(most_decimals, std::max(spread, three_digits(value)));
    return rounded(value, decimals, up);
  };
  return fmt::format("({}{}{}{}, 90%)", text(scale * *least, false), *least < 0 ? " to " : "-",
                     text(scale * *most, true), millions ? " M" : "");
}

}  // namespace costwright
