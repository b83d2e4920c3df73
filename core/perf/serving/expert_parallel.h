#pragma once
// Expert parallelism: each of D devices holds e = E/D whole routed experts, so a layer waits for
// the device with the most work. k of E distinct experts per token, n tokens, pairs as if routing
// were uniform:
//   routed pairs (token, expert) of a device: mean m = n k / D; the D counts are exchangeable with
//     a fixed sum, so that of the busiest is on average about
//     m + c1 sqrt(n k (E - k) / (D (E - 1))) + (c2 - 1)/6 (1 - 2/D) (E - 2k) / (E - 2),
//     between ceil(m) and n * min(k, e)
//   distinct experts touched on a device: mean m = e p, 1 - p what n tokens miss (llm_weights.h);
//     of the device with the most about m + c1 sqrt(m (1 - p)) + (c2 - 1)/6 (1 - 2p), between
//     max(1, m) and e
//   c1, c2 = expected maximum of D independent standard normals, and its expected square; the last
//     terms are the first ones of Cornish and Fisher's expansion for the skew of small counts
//   other devices that hold an expert of a token: (D - 1) (1 - C(E - e, k) / C(E, k))
// With tensor-parallel attention every device has every token already: nothing is dispatched, and
// the all-reduce after the experts combines, as with sliced experts. With data-parallel attention
// (TensorRT-LLM's DEP, vLLM's DP + EP) a token is sent once to each device that holds one of its
// experts, and its answers come back; the busiest device sets the pace [DeepEP].
// Source: order statistics [David 2003]; hypergeometric draws, Cornish-Fisher [textbook].
//
// How accurate? Against random draws (tests/core/perf_expert_parallel_test.cpp) within 3% from 8
// tokens up, within 8% on up to 8 devices and 16% on 32 below. Real routers are not uniform: 1.2 to
// 2 times the mean is common without balancing; that is not modelled, nor is replication of hot
// experts.
// Worked, E = 256, k = 8, D = 8, n = 256: m = 256, c1 = 1.4236, sqrt(256 * 8 * 248 / (8 * 255)) =
// 15.78, skew 0.17: 278.6 pairs, 8.8% above the mean.

namespace costwright::perf {

struct ExpertGroup {
  int experts{}, active{}, devices = 1;  // E, k, D; D divides E
  int per_device() const { return experts / devices; }
};

// Maximum of `count` >= 1 independent standard normals: its mean (0, 0.5642, ..., 1.4236 for 8) and
// the mean of its square (1, 1, ..., 2.400).
struct NormalMaximum {
  double mean = 0, square = 1;
};
NormalMaximum normal_maximum(int count);

// Work of the busiest device as a multiple of the mean; tokens >= 1, `maximum` of D.
double busiest_pairs(const ExpertGroup& group, int tokens, const NormalMaximum& maximum);
// Share of its experts that the device with the most touched ones reads; `missed` = (1 - k/E)^n.
double busiest_touched(const ExpertGroup& group,
                       int tokens,
                       double missed,
                       const NormalMaximum& maximum);
// Expected number of other devices that a token is sent to.
double devices_reached(const ExpertGroup& group);

}  // namespace costwright::perf
