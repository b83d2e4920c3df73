#pragma once
// The YAML keys of the enumerations of scenario.h.
#include "core/names.h"
#include "core/scenario/scenario.h"

namespace costwright {

template <>
struct EnumNames<TerminalValue> {
  static constexpr auto names = std::to_array<std::string_view>({"net_book_value", "zero"});
};
template <>
struct EnumNames<PurchaseOption> {
  static constexpr auto names =
      std::to_array<std::string_view>({"on_demand", "reserved_1y", "reserved_3y", "spot"});
};
template <>
struct EnumNames<ColocationService> {
  static constexpr auto names = std::to_array<std::string_view>({"power", "cooling"});
};
template <>
struct EnumNames<TraceScaling> {
  static constexpr auto names = std::to_array<std::string_view>({"superpose", "compress"});
};
template <>
struct EnumNames<LicenceUnit> {
  static constexpr auto names = std::to_array<std::string_view>({"gpu", "node", "seat", "fixed"});
};
template <>
struct EnumNames<LicenceTerm> {
  static constexpr auto names =
      std::to_array<std::string_view>({"monthly", "annual_prepaid", "perpetual"});
};

}  // namespace costwright
