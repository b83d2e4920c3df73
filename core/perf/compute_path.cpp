#include "core/perf/compute_path.h"

#include <initializer_list>

namespace costwright::perf {
namespace {

std::optional<ComputePath> first_with_peak(const AcceleratorSpec& accelerator,
                                           std::initializer_list<Precision> order,
                                           bool expands_weights) {
  for (const Precision p : order) {
    if (accelerator.peak(p) > 0) {
      return ComputePath{p, accelerator.peak(p), expands_weights};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<ComputePath> compute_path(const AcceleratorSpec& accelerator, Precision precision) {
  using enum Precision;
  switch (precision) {
    case kFp32:
      return first_with_peak(accelerator, {kFp32}, false);
    case kBf16:
      return first_with_peak(accelerator, {kBf16, kFp16, kFp32}, false);
    case kFp16:
      return first_with_peak(accelerator, {kFp16, kBf16, kFp32}, false);
    case kInt4:
      return first_with_peak(accelerator, {kBf16, kFp16, kFp32}, true);
    case kFp8:
    case kInt8:
    case kFp4:
      break;
  }
  if (auto native = first_with_peak(accelerator, {precision}, false)) {
    return native;
  }
  return first_with_peak(accelerator, {kBf16, kFp16, kFp32}, true);
}

double bytes_per_weight(Precision precision) {
  using enum Precision;
  switch (precision) {
    case kInt4:
      return 0.5 + 2.0 / 128;
    case kFp4:
      return 0.5 + 1.0 / 16;
    default:
      return bytes_per_element(precision);
  }
}

double sparse_bytes_per_weight(Precision precision) {
  constexpr double kIndexBytes = 2.0 / 8;  // of each kept weight
  return (bytes_per_weight(precision) + kIndexBytes) / 2;
}

double bytes_per_element(Precision precision) {
  using enum Precision;
  switch (precision) {
    case kFp32:
      return 4;
    case kBf16:
    case kFp16:
      return 2;
    case kFp8:
    case kInt8:
      return 1;
    case kInt4:
    case kFp4:
      return 0.5;
  }
  return 0;
}

}  // namespace costwright::perf
