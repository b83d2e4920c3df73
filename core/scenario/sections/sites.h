#pragma once
// `sites`: places with electricity, where owned servers stand.
#include <optional>
#include <string>
#include <vector>

#include "core/calendar.h"
#include "core/names.h"
#include "core/scenario/sections/escalation.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

enum class ColocationService { kPower, kCooling };
template <>
struct EnumNames<ColocationService> {
  static constexpr auto names = std::to_array<std::string_view>({"power", "cooling"});
};

struct Colocation {
  Dated<PowerPrice> price;
  std::optional<Power> reserved;
  std::vector<ColocationService> includes;
  Escalation escalation;
  std::optional<YearMonth> from = {}, until = {};
  bool operator==(const Colocation&) const = default;
};
template <class V, MaybeConst<Colocation> S>
void describe(V& v, S& s) {
  v.about(
      "Colocation",
      "Rented floor space, billed per reserved power. `includes: [cooling]` without power "
      "means that electricity is billed for the IT load alone: the PUE overhead is in the price.");
  v.field(s.price, {.name = "price",
                    .doc = "per kW of reserved IT power and month",
                    .unit = "USD/kW/month",
                    .max = 1e6,
                    .required = true});
  v.field(s.reserved, {.name = "reserved",
                       .doc = "reserved IT power",
                       .unit = "kW",
                       .max = 1e6,
                       .absent = "summed maximum power of the servers in service"});
  v.field(s.includes, {.name = "includes", .doc = "what the price contains", .absent = "nothing"});
  v.field(s.from, {.name = "from", .doc = "first month", .absent = "the scenario's start"});
  v.field(s.until,
          {.name = "until",
           .doc = "first month without it; after the horizon: a commitment, which is named",
           .absent = "open"});
  describe_escalation(v, s, {"price"});
}

struct Site {
  std::optional<std::string> location;
  std::optional<Dated<EnergyPrice>> electricity;
  Escalation electricity_escalation;
  std::optional<double> pue;
  std::optional<CarbonIntensity> carbon;
  std::optional<Colocation> colocation;
  bool operator==(const Site&) const = default;
};
template <class V, MaybeConst<Site> S>
void describe(V& v, S& s) {
  v.about("Site", "A place with electricity where owned servers stand.");
  v.field(s.location, {.name = "location",
                       .doc = "electricity price, PUE and carbon come from here",
                       .refers = "catalogue: electricity"});
  v.field(s.electricity, {.name = "electricity",
                          .doc = "price of electricity",
                          .unit = "USD/kWh",
                          .max = 100,
                          .absent = "the location's commercial price"});
  describe_escalation_of(v, s.electricity_escalation, {"electricity"},
                         {"electricity_escalation", "electricity_escalates", "electricity_as_of"});
  v.field(s.pue, {.name = "pue",
                  .doc = "facility energy / IT energy",
                  .min = 1,
                  .max = 3,
                  .absent = "the location's typical PUE"});
  v.field(s.carbon, {.name = "carbon",
                     .doc = "carbon intensity of the electricity (CO2e)",
                     .unit = "g/kWh",
                     .max = 5000,
                     .absent = "the location's grid figure; else carbon is not reported"});
  v.field(s.colocation, {.name = "colocation", .doc = "when the floor space is rented"});
  v.at_least_one({"location", "pue"});
}

// Whether the site's floor space is rented at a price that contains the service.
bool includes(const Site& site, ColocationService service);

}  // namespace costwright
