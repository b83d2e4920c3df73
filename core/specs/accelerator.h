#pragma once
// One kind of accelerator (or processor, FPGA) as the performance models see it, in base units.
// What its source does not tell is 0; core/catalog/views.h says what is required.
#include <array>
#include <string>

#include "core/specs/power_factors.h"
#include "core/specs/precision.h"

namespace costwright {

struct AcceleratorSpec {
  std::string key, name, kind;  // gpu, superchip, asic, fpga, cpu
  std::string architecture;     // hopper, ampere, cdna3, ...
  std::array<double, 7>
      peak_flops{};           // dense FLOP/s (or OP/s) by Precision; 0 = not supported natively
  double memory_bytes{};      // what tools report
  double memory_bandwidth{};  // bytes/s
  double link_bandwidth{};    // bytes/s one way to peers in the node; 0 = PCIe only
  double pcie_bandwidth{};    // bytes/s one way
  double tdp_w{}, idle_w{};   // 0 = not in the row
  PowerFactors power;         // of its architecture
  double peak(Precision p) const { return peak_flops[static_cast<std::size_t>(p)]; }
  friend bool operator==(const AcceleratorSpec&, const AcceleratorSpec&) = default;
};

}  // namespace costwright
