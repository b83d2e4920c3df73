#pragma once
// How fast an API answers, as published.

namespace costwright {

struct ApiLatency {
  double ttft_p50_s{}, ttft_p95_s{};  // time to first token, as the client sees it
  double tpot_p50_s{}, tpot_p95_s{};  // per output token after the first; alike where one is known
};

}  // namespace costwright
