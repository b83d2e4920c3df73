#pragma once
// What a line of the ledger is for.
#include "core/names.h"

namespace costwright {

enum class Component { kDataPipeline, kTraining, kServing, kApplication, kShared };
template <>
struct EnumNames<Component> {
  static constexpr auto names = std::to_array<std::string_view>(
      {"data_pipeline", "training", "serving", "application", "shared"});
};

enum class Category { kHardware, kSoftware, kStaffing, kData, kCloud, kEnergy };
template <>
struct EnumNames<Category> {
  static constexpr auto names = std::to_array<std::string_view>(
      {"hardware", "software", "staffing", "data", "cloud", "energy"});
};

// By what a shared cost is divided.
enum class Allocation { kDeviceHours, kTokens, kRequests, kFixed };
template <>
struct EnumNames<Allocation> {
  static constexpr auto names =
      std::to_array<std::string_view>({"device_hours", "tokens", "requests", "fixed"});
};

}  // namespace costwright
