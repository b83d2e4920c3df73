#pragma once
// How fast an API answers, as published.
#include "core/units/quantity.h"

namespace costwright {

struct ApiLatency {
  Duration ttft_p50, ttft_p95;  // time to first token, as the client sees it
  Duration tpot_p50, tpot_p95;  // per output token after the first; alike where only one is known
};

}  // namespace costwright
