#include "core/cost/assets.h"

#include <algorithm>

#include "core/diagnostics.h"

namespace costwright::cost {
namespace {

// round(total x part / whole), half away from zero; total >= 0, 0 <= part <= whole.
Minor pro_rata(Minor total, int part, int whole) {
  __extension__ using Wide = __int128;
  return static_cast<Minor>((2 * static_cast<Wide>(total) * part + whole) /
                            (2 * static_cast<Wide>(whole)));
}

int recognised(const Asset& asset) {
  return std::min(asset.paid, asset.in_service);
}

}  // namespace

Minor depreciated(const Asset& asset, int month) {
  require(asset.life > 0, "life = {} months, must be positive", asset.life);
  require(asset.price >= asset.residual, "residual {} exceeds the price {}", asset.residual,
          asset.price);
  const int last = asset.service_end == kNever ? month : std::min(month, asset.service_end - 1);
  // Wider: `month` may be kNever.
  const std::int64_t served = std::int64_t{last} - asset.in_service + 1;
  const auto months = static_cast<int>(std::clamp<std::int64_t>(served, 0, asset.life));
  return pro_rata(asset.price - asset.residual, months, asset.life);
}

Minor book_value(const Asset& asset, int month) {
  return month < recognised(asset) || month >= asset.removed
             ? 0
             : asset.price - depreciated(asset, month);
}

Minor payable(const Asset& asset, int month) {
  return month >= recognised(asset) && month < asset.paid ? asset.price : 0;
}

Minor used_up(const Prepaid& prepaid, int month) {
  require(prepaid.months > 0, "months = {}, must be positive", prepaid.months);
  if (month >= prepaid.last) {
    return prepaid.amount;
  }
  return pro_rata(prepaid.amount, std::clamp(month - prepaid.start + 1, 0, prepaid.months),
                  prepaid.months);
}

Minor prepaid_balance(const Prepaid& prepaid, int month) {
  return month < prepaid.start ? 0 : prepaid.amount - used_up(prepaid, month);
}

}  // namespace costwright::cost
