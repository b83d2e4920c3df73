#pragma once
// The formats that weights, KV caches and arithmetic come in.
#include "core/names.h"

namespace costwright {

enum class Precision { kFp32, kBf16, kFp16, kFp8, kInt8, kInt4, kFp4 };
template <>
struct EnumNames<Precision> {
  static constexpr auto names =
      std::to_array<std::string_view>({"fp32", "bf16", "fp16", "fp8", "int8", "int4", "fp4"});
};

// Zeros among the weights that the hardware leaves out. k2of4: two of every four that follow each
// other in a row.
enum class Sparsity { kNone, k2of4 };
template <>
struct EnumNames<Sparsity> {
  static constexpr auto names = std::to_array<std::string_view>({"none", "2:4"});
};

}  // namespace costwright
