#pragma once
// Which part of the window a bucket's completions belong to, bit by bit.
#include <cstddef>
#include <cstdint>

namespace costwright::testing::oracle {

inline std::size_t interleaved_part(std::int64_t bucket) {
  bool odd = false;
  for (std::int64_t hour = bucket / 4; hour > 0; hour /= 2) {
    odd = odd != (hour % 2 == 1);
  }
  return static_cast<std::size_t>(bucket % 4) + (odd ? 4U : 0U);
}

}  // namespace costwright::testing::oracle
