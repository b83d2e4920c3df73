#include "core/scenario/rules/plausible.h"

#include "core/scenario/loaded.h"

namespace costwright {
namespace {

// `unit`, `low` and `high` as people write them.
struct Plausible {
  std::string_view unit;
  double low{}, high{};
  std::string_view source;
};

constexpr Plausible kElectricity{
    "USD/kWh", 0.02, 1.00,
    "tariffs of the catalogue lie between 0.036 (Qatar) and 0.39 (Hawaii) USD/kWh [EIA 2023]"};
constexpr Plausible kPue{
    "", 1.02, 2.0,
    "sites of the catalogue lie between 1.05 and 1.80, 1.56 is the average [Uptime Institute]"};
constexpr Plausible kFte{
    "FTE", 0.01, 500,
    "it counts people at full time, neither hours nor pay; 0.01 FTE are 21 hours a year of 2,080"};
constexpr Plausible kSalary{
    "USD/year", 3000, 1'000'000,
    "medians of the catalogue lie between 3,500 (annotator, Kenya) and 221,250 USD/year (ML "
    "engineer, Australia) [ai-jobs.net 2024]"};

class Checker {
 public:
  Checker(const LoadedScenario& loaded, Diagnostics& diagnostics)
      : loaded_(loaded), diagnostics_(diagnostics) {}

  void check(const std::string& path, double value, const Plausible& known) {
    if ((value >= known.low && value <= known.high) || !loaded_.places->contains(path)) {
      return;
    }
    const std::string unit = known.unit.empty() ? "" : fmt::format(" {}", known.unit);
    diagnostics_.warning(place_of(loaded_, path),
                         fmt::format("{} = {:.10g}{} is unusual (below {} or above {}{})", path,
                                     value, unit, known.low, known.high, unit),
                         std::string(known.source));
  }

  // Each price of a list, in `unit`.
  template <Dim D>
  void check(const std::string& path,
             const Dated<Quantity<D>>& price,
             Quantity<D> unit,
             const Plausible& known) {
    for (const auto& [month, value] : price.steps()) {
      check(price.by_month() ? path + "." + to_string(month) : path, value.in(unit), known);
    }
  }

 private:
  const LoadedScenario& loaded_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_plausible(const LoadedScenario& loaded, Diagnostics& diagnostics) {
  Checker checker(loaded, diagnostics);
  for (const auto& [name, site] : loaded.scenario.sites) {
    const std::string path = "sites." + name;
    if (site.electricity) {
      checker.check(path + ".electricity", *site.electricity, money_per_kwh, kElectricity);
    }
    // Where the rent contains the cooling, the overhead may well be none.
    if (site.pue && !site.colocation) {
      checker.check(path + ".pue", *site.pue, kPue);
    }
  }
  for (const auto& [name, role] : loaded.scenario.staff) {
    const std::string path = "staff." + name;
    checker.check(path + ".fte", role.fte.base(), kFte);
    if (role.salary) {
      checker.check(path + ".salary", *role.salary, MoneyPerMonth(1.0 / 12), kSalary);
    }
  }
}

}  // namespace costwright
