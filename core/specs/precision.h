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

}  // namespace costwright
