#pragma once
// Which arithmetic unit a model in a given precision runs on, and how many bytes its numbers take.
// Quantisation is never a flat speed-up: it follows from the hardware's peaks and from the bytes.
//   FP32            the FP32 peak only (no silent loss of precision)
//   BF16, FP16      own peak, else the other 16-bit one, else FP32 (a V100 has no BF16)
//   FP8, INT8, FP4  own peak; without one the weights are read in their few bits, expanded, and
//                   computed like BF16
//   INT4            always weight-only: read packed, expanded, computed like BF16 [GPTQ, AWQ]
// Worked: FP8 on an H100 SXM runs at 1,979 TFLOP/s; on an A100, which has no FP8 unit, expanded at
// the 312 TFLOP/s of BF16.
// Weights with 2:4 sparsity have a peak and kernels of their own: core/specs/sparse_kernel.h.
// Not modelled: precisions that differ between layers.
#include <optional>

#include "core/specs/accelerator.h"

namespace costwright::perf {

struct ComputePath {
  Precision arithmetic{};  // the unit that does the multiplications
  double peak_flops{};     // dense FLOP/s of one device, > 0
  bool expands_weights{};  // dequantised on the fly: compute pays a penalty
};

// Nothing when the accelerator has no unit for it (a DPU on an FPGA only has INT8).
std::optional<ComputePath> compute_path(const AcceleratorSpec& accelerator, Precision precision);

// Bytes of a stored weight, scales included: INT4 a 16-bit scale per 128 weights [GPTQ, AWQ], FP4
// an 8-bit scale per 16 weights [NVFP4]; per-channel scales of FP8 and INT8 are negligible.
double bytes_per_weight(Precision precision);
// The same where two of every four are zero: the other two, and for each the two bits that say
// which it is. 36 of 64 bits at 16 bits, 20 of 32 at 8 [Mishra 2021].
double sparse_bytes_per_weight(Precision precision);
// Bytes of a stored activation or KV element, without scales.
double bytes_per_element(Precision precision);

}  // namespace costwright::perf
