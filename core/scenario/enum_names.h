#pragma once
// The YAML key of every enumerator, in the order of the enumeration: the one table that the reader,
// the schema, the docs, CSV columns and labels share.
#include <array>
#include <span>
#include <string_view>

#include "core/scenario/scenario.h"

namespace costwright {

template <class E>
struct EnumNames;  // specialised once per enumeration of scenario.h

template <>
struct EnumNames<Component> {
  static constexpr auto names = std::to_array<std::string_view>(
      {"data_pipeline", "training", "serving", "application", "shared"});
};
template <>
struct EnumNames<Category> {
  static constexpr auto names = std::to_array<std::string_view>(
      {"hardware", "software", "staffing", "data", "cloud", "energy"});
};
template <>
struct EnumNames<Allocation> {
  static constexpr auto names =
      std::to_array<std::string_view>({"device_hours", "tokens", "requests", "fixed"});
};
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
struct EnumNames<Precision> {
  static constexpr auto names =
      std::to_array<std::string_view>({"fp32", "bf16", "fp16", "fp8", "int8", "int4", "fp4"});
};
template <>
struct EnumNames<TraceScaling> {
  static constexpr auto names = std::to_array<std::string_view>({"superpose", "compress"});
};
template <>
struct EnumNames<TraceFileFormat> {
  static constexpr auto names =
      std::to_array<std::string_view>({"auto", "azure", "generic", "mooncake"});
};
template <>
struct EnumNames<RouterKind> {
  static constexpr auto names = std::to_array<std::string_view>(
      {"round_robin", "least_outstanding", "power_of_two", "prefix_affinity", "pack"});
};
template <>
struct EnumNames<QueueOrderKind> {
  static constexpr auto names = std::to_array<std::string_view>({"arrival", "shortest", "fair"});
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

template <class E>
constexpr std::span<const std::string_view> enum_names() {
  return EnumNames<E>::names;
}

// "net_book_value".
template <class E>
requires requires {
  EnumNames<E>::names;
}
constexpr std::string_view to_string(E value) {
  return EnumNames<E>::names[static_cast<std::size_t>(value)];
}

}  // namespace costwright
