#include "core/catalog/power_calibration.h"

#include "core/catalog/read_factors.h"

namespace costwright {

std::optional<PowerFactors> power_factors_of(const Catalog& catalog,
                                             const std::string& architecture,
                                             FactLog& facts,
                                             Diagnostics& diagnostics) {
  const Row* row = first_row(catalog, "calibration_power", {architecture, "other"});
  if (row == nullptr) {
    diagnostics.error({}, fmt::format("no row of the table calibration_power is named '{}' or "
                                      "'other'",
                                      architecture));
    return std::nullopt;
  }
  PowerFactors found;
  const bool complete = read_factors(*row, power_factors(), found, facts);
  if (!complete) {
    diagnostics.error(row->place(),
                      fmt::format("power calibration '{}' has a blank factor", row->key()),
                      "it needs all of them; `costwright catalog calibration_power` shows others'");
  }
  return complete ? std::optional(found) : std::nullopt;
}

}  // namespace costwright
