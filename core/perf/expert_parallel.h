#pragma once
// Expert parallelism: each of D devices holds e = E/D whole routed experts, so a layer waits for
// the device with the most work. Uniform routing, k of E distinct experts per token, n tokens:
//   routed pairs (token, expert) of a device: mean n k / D, and, as the D counts are exchangeable
//     with a fixed sum, expected maximum about n k / D + c sqrt(n k (E - k) / (D (E - 1))),
//     between ceil(mean) and n * min(k, e)
//   distinct experts touched on a device: mean e p, p = 1 - (1 - k/E)^n; expected maximum about e p
//     + c sqrt(e p (1 - p)), between max(1, e p) and e
//   c = expected maximum of D independent standard normals (normal approximation)   [David 2003]
//   other devices that hold an expert of a token: (D - 1) (1 - C(E - e, k) / C(E, k))
// With tensor-parallel attention every device has every token already: nothing is dispatched, and
// the all-reduce after the experts combines, as with tensor-parallel experts. With data-parallel
// attention (TensorRT-LLM's DEP, vLLM's DP + EP) a token is sent once to each device that holds one
// of its experts, and its answers come back; the busiest device sets the pace.
// Source: exchangeable counts and hypergeometric draws [textbook]; dispatch [DeepEP].
//
// How accurate? Against 20,000 draws per case (tests/core/perf_expert_parallel_test.cpp) within 10%
// from one token up, within 3% from 64. Real routers are not uniform: 1.2 to 2 times the mean is
// common without balancing, which is not modelled, nor is replication of hot experts.
// Worked, E = 256, k = 8, D = 8, n = 256: mean 256, c = 1.4236, sqrt(256 * 8 * 248 / (8 * 255)) =
// 15.78: 278.5 pairs, 8.8% above the mean.

namespace costwright {

struct ExpertGroup {
  int experts{}, active{}, devices = 1;  // E, k, D; D divides E
  int per_device() const { return experts / devices; }
};

// Expected maximum of `count` >= 1 independent standard normals: 0, 0.5642, ..., 1.4236 for 8.
double expected_maximum(int count);

// Work of the busiest device as a multiple of the mean; tokens >= 1.
double busiest_pairs(const ExpertGroup& group, int tokens, double normal_maximum);
// Share of its experts that the device with the most touched ones reads; `missed` = (1 - k/E)^n.
double busiest_touched(const ExpertGroup& group, int tokens, double missed, double normal_maximum);
// Expected number of other devices that a token is sent to.
double devices_reached(const ExpertGroup& group);

}  // namespace costwright
