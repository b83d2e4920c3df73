#include "study/outcome/mark.h"

#include <algorithm>

#include "study/plan/plan.h"

namespace costwright::study {

std::string_view to_string(Mark mark) {
  switch (mark) {
    case Mark::kNone:
      break;
    case Mark::kInRange:
      return "in range";
    case Mark::kStated:
      return "stated, not simulated";
    case Mark::kExtrapolated:
      return "extrapolated";
    case Mark::kSaturated:
      return "saturated";
  }
  return "";
}

Mark speed_mark(const PoolSpec& pool) {
  if (pool.is_api()) {
    return Mark::kStated;
  }
  const bool measured = !pool.kinds.empty() &&
                        std::all_of(pool.kinds.begin(), pool.kinds.end(), [](const PoolKind& kind) {
                          return kind.calibration && kind.calibration->extrapolated.empty();
                        });
  return measured ? Mark::kInRange : Mark::kExtrapolated;
}

}  // namespace costwright::study
