#pragma once
// The field table, sites and machines: see core/scenario/fields.h.
#include "core/scenario/fields_common.h"

namespace costwright {

template <class V>
void describe(V& v, Colocation& s) {
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
  describe_escalation(v, s);
}

template <class V>
void describe(V& v, Site& s) {
  v.about("Site", "A place with electricity where owned servers stand.");
  v.field(s.location, {.name = "location",
                       .doc = "electricity price, PUE and carbon come from here",
                       .refers = "catalogue: electricity"});
  v.field(s.electricity, {.name = "electricity",
                          .doc = "price of electricity",
                          .unit = "USD/kWh",
                          .max = 100,
                          .absent = "the location's commercial price"});
  v.field(s.electricity_escalation,
          {.name = "electricity_escalation", .doc = "yearly change of that price"});
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

template <class V>
void describe(V& v, Disposal& s) {
  v.about("Disposal", "Sale of owned servers.");
  v.field(s.month, {.name = "month",
                    .doc = "proceeds at this month's end; the last month in service unless "
                           "`retire` is earlier; not before the payment",
                    .required = true});
  v.field(s.proceeds,
          {.name = "proceeds", .doc = "per server", .unit = "USD", .max = 1e9, .required = true});
}

template <class V>
void describe(V& v, OwnedServers& s) {
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
  v.field(s.paid, {.name = "paid",
                   .doc = "month of payment; later than in_service: a payable until then",
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
  v.field(s.support_escalation,
          {.name = "support_escalation", .doc = "yearly change of the support"});
  v.field(s.power, {.name = "power",
                    .doc = "measured constant IT draw per server",
                    .unit = "W",
                    .max = 1e6,
                    .absent = "the simulated draw"});
  v.needs("support_escalation", {"support"});
}

template <class V>
void describe(V& v, CloudInstances& s) {
  v.about("CloudInstances", "Instances rented around the clock.");
  v.field(s.instance, {.name = "instance",
                       .doc = "instance type",
                       .required = true,
                       .refers = "catalogue: cloud_instances"});
  v.field(s.count, {.name = "count", .doc = "number of instances", .min = 1, .max = 1e6});
  v.field(s.purchase, {.name = "purchase",
                       .doc = "purchase option; a reservation is paid for whole terms of one or "
                              "three years, used or not"});
  v.field(s.price, {.name = "price",
                    .doc = "per instance",
                    .unit = "USD/h",
                    .max = 1e6,
                    .absent = "the catalogue's for that option"});
  describe_period(v, s);
  describe_escalation(v, s);
  v.field(s.carbon, {.name = "carbon",
                     .doc = "carbon intensity of the electricity (CO2e)",
                     .unit = "g/kWh",
                     .max = 5000,
                     .absent = "carbon is not reported for these instances"});
  v.field(
      s.pue,
      {.name = "pue", .doc = "for carbon only; cloud prices include power", .min = 1, .max = 3});
}

template <class V>
void describe(V& v, FleetEntry& s) {
  v.about("FleetEntry", "Machines, bought or rented.");
  v.field(s.owned, {.name = "owned", .doc = "bought servers"});
  v.field(s.cloud, {.name = "cloud", .doc = "rented instances"});
  v.exactly_one({"owned", "cloud"});
}

}  // namespace costwright
