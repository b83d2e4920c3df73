#pragma once
// What 2:4 sparse weights run on: the tensor cores' peak and how near kernels come to it.
//
// How accurate? Gains of decoding that vLLM 0.13 was published to have with cuSPARSELt (20 of Qwen
// 2.5 7B and 14B on A100, H100 and B200, 1.05 to 1.35): half of them within 6 %, all within 10 %.
// Kernels of CUTLASS were published to gain more, within the range that a deployment's speed has.

namespace costwright {

// Shares are against what dense weights achieve on the same device, at most 1: what a dense library
// falls short of is no gain of sparsity.
struct SparseKernel {
  double peak_flops{};  // FLOP/s of one device, zeros counted as if they were multiplied
  double compute{};     // share of that peak in whole models, against dense ones' of their own
  double weights{};     // share of the memory bandwidth, against a dense kernel's
  friend bool operator==(const SparseKernel&, const SparseKernel&) = default;
};

}  // namespace costwright
