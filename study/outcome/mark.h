#pragma once
// How far a figure can be trusted.
#include <string_view>

namespace costwright::study {

struct PoolSpec;

// How far a figure can be trusted; the worst is the last.
enum class Mark {
  kNone,          // rests on no prediction
  kInRange,       // on models, devices and engines such as the calibration was fitted to
  kStated,        // on latencies that are stated, not simulated: of an API
  kExtrapolated,  // on others, or on single-shot models, which no calibration covers
  kSaturated      // demand above capacity in some month: no break-even is claimed
};
std::string_view to_string(Mark mark);  // "in range"; "" for kNone
Mark speed_mark(const PoolSpec& pool);  // kInRange, kStated or kExtrapolated

}  // namespace costwright::study
