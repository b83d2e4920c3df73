#pragma once
// `fleet`: machines, bought or rented, and the months in which they are there.
#include <optional>
#include <string>

#include "core/calendar.h"
#include "core/ledger/labels.h"
#include "core/names.h"
#include "core/scenario/sections/escalation.h"
#include "core/scenario/sections/schedule.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

enum class PurchaseOption { kOnDemand, kReserved1y, kReserved3y, kSpot };
template <>
struct EnumNames<PurchaseOption> {
  static constexpr auto names =
      std::to_array<std::string_view>({"on_demand", "reserved_1y", "reserved_3y", "spot"});
};

struct Disposal {
  YearMonth month;
  Money proceeds;
  bool operator==(const Disposal&) const = default;
};
template <class V, MaybeConst<Disposal> S>
void describe(V& v, S& s) {
  v.about("Disposal", "Sale of owned servers.");
  v.field(s.month, {.name = "month",
                    .doc = "proceeds at this month's end; the last month in service unless "
                           "`retire` is earlier; not before the payment",
                    .required = true});
  v.field(s.proceeds,
          {.name = "proceeds", .doc = "per server", .unit = "USD", .max = 1e9, .required = true});
}

struct OwnedServers {
  std::string server;
  std::string site;
  int count = 1;
  std::optional<Dated<Money>> price;
  AnnualRate market_decline{0};
  std::optional<YearMonth> price_as_of;
  std::optional<YearMonth> paid;
  std::optional<YearMonth> in_service;
  std::optional<YearMonth> retire;
  Months book_life{60};
  Ratio residual{0};
  std::optional<Disposal> disposal;
  AnnualRate support{0};
  Escalation support_escalation;
  std::optional<Power> power;
  bool operator==(const OwnedServers&) const = default;
};
template <class V, MaybeConst<OwnedServers> S>
void describe(V& v, S& s) {
  v.about("OwnedServers", "Servers that are bought.");
  v.field(s.server, {.name = "server",
                     .doc = "kind of server",
                     .required = true,
                     .refers = "catalogue: servers"});
  v.field(s.site, {.name = "site", .doc = "where they stand", .required = true, .refers = "sites"});
  v.field(s.count, {.name = "count", .doc = "number of servers", .min = 1, .max = 1e6});
  v.field(s.price, {.name = "price",
                    .doc = "per server",
                    .unit = "USD",
                    .max = 1e9,
                    .absent = "the catalogue's system price"});
  v.field(s.market_decline,
          {.name = "market_decline",
           .doc = "fall of the price until it is paid: price x (1 - decline)^(months / 12), the "
                  "months from price_as_of to `paid`",
           .max = 99});
  v.field(s.price_as_of, {.name = "price_as_of",
                          .doc = "month that the price is of",
                          .absent = "the scenario's start"});
  v.field(s.paid, {.name = "paid",
                   .doc = "month of payment; later than in_service: a payable until then; before "
                          "the start: sunk, and the servers enter at their book value",
                   .absent = "the scenario's start"});
  v.field(s.in_service, {.name = "in_service",
                         .doc = "first month with capacity, power, depreciation and support",
                         .absent = "the month of payment"});
  v.field(s.retire,
          {.name = "retire", .doc = "first month out of service", .absent = "after the horizon"});
  v.field(s.book_life, {.name = "book_life",
                        .doc = "straight-line depreciation from in_service",
                        .min = 1,
                        .max = 360});
  v.field(s.residual,
          {.name = "residual", .doc = "share of the price left at the end of the book life"});
  v.field(s.disposal,
          {.name = "disposal", .doc = "sale; without it finance.terminal_value says what remains"});
  v.field(s.support, {.name = "support",
                      .doc = "maintenance as a share of the price, paid monthly",
                      .min = 0,
                      .max = 100});
  v.field(s.support_escalation.rate,
          {.name = "support_escalation", .doc = "yearly change of the support"});
  v.field(s.support_escalation.date,
          {.name = "support_escalates", .doc = "when that change comes, counted from in_service"});
  v.field(s.power, {.name = "power",
                    .doc = "measured constant IT draw per server",
                    .unit = "W",
                    .max = 1e6,
                    .absent = "the simulated draw"});
  v.needs("market_decline", {"paid", "price_as_of"});
  v.needs("price_as_of", {"market_decline"});
  v.by_month_excludes({"price"}, "market_decline");
  v.needs("support_escalation", {"support"});
  v.needs("support_escalates", {"support_escalation"});
}

struct CloudInstances {
  std::string instance;
  int count = 1;
  PurchaseOption purchase = PurchaseOption::kOnDemand;
  std::optional<Dated<MoneyPerHour>> price;
  Ratio upfront{0};
  std::optional<Dated<MoneyPerHour>> on_demand_price;
  std::optional<YearMonth> from, until;
  std::optional<Duration> hours;
  std::optional<Schedule> schedule;
  Escalation escalation;
  std::optional<CarbonIntensity> carbon;
  double pue = 1.2;
  bool operator==(const CloudInstances&) const = default;
};
template <class V, MaybeConst<CloudInstances> S>
void describe(V& v, S& s) {
  v.about("CloudInstances", "Rented instances: around the clock, or at the hours stated.");
  v.field(s.instance, {.name = "instance",
                       .doc = "instance type",
                       .required = true,
                       .refers = "catalogue: cloud_instances"});
  v.field(s.count, {.name = "count", .doc = "number of instances", .min = 1, .max = 1e6});
  v.field(s.purchase, {.name = "purchase",
                       .doc = "purchase option; a reservation is paid for whole terms of one or "
                              "three years, used or not, at the price of the term's first month"});
  v.field(s.price, {.name = "price",
                    .doc = "per instance",
                    .unit = "USD/h",
                    .max = 1e6,
                    .absent = "the catalogue's for that option"});
  v.field(s.upfront,
          {.name = "upfront",
           .doc = "share of a reserved term's price that is paid at its start and used up "
                  "evenly: 0 % no upfront, 50 % partial, 100 % all upfront"});
  v.field(s.on_demand_price,
          {.name = "on_demand_price",
           .doc = "per reserved instance, what the effective savings rate compares with",
           .unit = "USD/h",
           .max = 1e6,
           .absent = "the catalogue's; where it has none, no rate is given"});
  describe_period(v, s);
  v.field(s.hours, {.name = "hours",
                    .doc = "that they run in each month, at most the month's; not where a "
                           "deployment runs, which is there around the clock",
                    .unit = "h",
                    .max = 744,
                    .absent = "all"});
  v.field(s.schedule, {.name = "schedule",
                       .doc = "when they run, from midnight UTC on; not where a deployment runs"});
  describe_escalation(v, s, {"price", "on_demand_price"});
  v.field(s.carbon, {.name = "carbon",
                     .doc = "carbon intensity of the electricity (CO2e)",
                     .unit = "g/kWh",
                     .max = 5000,
                     .absent = "carbon is not reported for these instances"});
  v.field(
      s.pue,
      {.name = "pue", .doc = "for carbon only; cloud prices include power", .min = 1, .max = 3});
  v.needs("upfront", {"purchase"});
  v.needs("on_demand_price", {"purchase"});
}

struct FleetEntry {
  std::optional<OwnedServers> owned;
  std::optional<CloudInstances> cloud;
  std::string team = kUnassignedTeam;
  bool operator==(const FleetEntry&) const = default;
};
template <class V, MaybeConst<FleetEntry> S>
void describe(V& v, S& s) {
  v.about("FleetEntry", "Machines, bought or rented.");
  v.field(s.owned, {.name = "owned", .doc = "bought servers"});
  v.field(s.cloud, {.name = "cloud", .doc = "rented instances"});
  v.field(s.team, {.name = "team",
                   .doc = "who pays what no workload's team does: idle capacity, machines that "
                          "nothing is deployed on",
                   .label = true});
  v.exactly_one({"owned", "cloud"});
}

// `start` is the scenario's first month throughout.
// What the price has become by the month of payment: (1 - market_decline)^(months / 12).
double market_factor(const OwnedServers& owned, YearMonth start);
YearMonth month_paid(const OwnedServers& owned, YearMonth start);
YearMonth first_month_in_service(const OwnedServers& owned, YearMonth start);
// From that month to the one of a sale, or to the one before `retire`.
bool in_service(const OwnedServers& owned, YearMonth start, YearMonth month);
bool rented(const CloudInstances& cloud, YearMonth month);
inline bool runs_always(const CloudInstances& cloud) {
  return !cloud.hours && !cloud.schedule;
}
// Servers in service, or instances rented.
double servers_in(const FleetEntry& entry, YearMonth start, YearMonth month);

}  // namespace costwright
