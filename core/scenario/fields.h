#pragma once
// The one table of fields. `describe(visitor, struct)` names every member once, with its doc, unit,
// range and what stands in when it is left out; the YAML reader, --set, the JSON Schema,
// docs/scenario.md, the GUI's form and
// `--explain-defaults` are visitors of it. To add a field: a member in scenario.h, a line here or
// in the section's file.
//
// A visitor offers
//   about(title, doc)                     first, once per struct
//   field(member, FieldInfo)              each member
//   exactly_one / at_least_one({names})   which fields exclude or replace each other
//   needs(name, {names})                  `name` has a meaning only beside one of `names`
#include "core/scenario/fields_costs.h"
#include "core/scenario/fields_fleet.h"
#include "core/scenario/fields_serving.h"
#include "core/scenario/fields_workloads.h"

namespace costwright {

template <class V>
void describe(V& v, Finance& s) {
  v.about("Finance", "How cash flows become one figure.");
  v.field(s.discount_rate, {.name = "discount_rate", .doc = "effective discount rate for NPV"});
  v.field(s.terminal_value,
          {.name = "terminal_value",
           .doc = "worth at the horizon's end of owned servers without a disposal"});
  v.field(s.output_input_price_ratio,
          {.name = "output_input_price_ratio",
           .doc = "r that splits unit costs between output and input tokens",
           .min = 0.01,
           .max = 1000});
}

template <class V>
void describe(V& v, SimulationOptions& s) {
  v.about("Simulation", "How each month is simulated.");
  v.field(s.warm_up, {.name = "warm_up",
                      .doc = "simulated time before a month's figures count",
                      .unit = "s",
                      .max = 1'209'600});
  v.field(s.compression_bracket, {.name = "compression_bracket",
                                  .doc = "also simulate the last month by time compression"});
  v.field(
      s.error_range,
      {.name = "error_range",
       .doc = "also simulate language models as fast and as slow as 90 % of their calibration's "
              "errors allow: the range of every figure, for three times the simulation"});
}

template <class V>
void describe(V& v, Scenario& s) {
  v.about("Scenario", "The whole file.");
  v.field(s.name, {.name = "name", .doc = "title of the reports", .required = true});
  v.field(s.description, {.name = "description", .doc = "what is asked, for whom"});
  v.field(s.currency, {.name = "currency", .doc = "currency of every figure; v1 computes in USD"});
  v.field(s.start, {.name = "start", .doc = "first month"});
  v.field(s.horizon,
          {.name = "horizon", .doc = "how many months are computed", .min = 1, .max = 240});
  v.field(s.seed, {.name = "seed", .doc = "of all random draws", .max = 9'007'199'254'740'991});
  v.field(s.fiscal_year_start, {.name = "fiscal_year_start",
                                .doc = "month in which fiscal years begin",
                                .min = 1,
                                .max = 12});
  v.field(s.catalog, {.name = "catalog",
                      .doc = "own CSV files that add or override catalogue rows, relative to "
                             "the scenario"});
  v.field(s.finance, {.name = "finance", .doc = "discounting"});
  v.field(s.simulation, {.name = "simulation", .doc = "how months are simulated"});
  v.field(s.sites, {.name = "sites", .doc = "places with electricity"});
  v.field(s.fleet, {.name = "fleet", .doc = "machines"});
  v.field(s.models, {.name = "models", .doc = "models"});
  v.field(s.serving, {.name = "serving", .doc = "models on machines"});
  v.field(s.workloads, {.name = "workloads", .doc = "requests"});
  v.field(s.training, {.name = "training", .doc = "training runs"});
  v.field(s.data_pipeline, {.name = "data_pipeline", .doc = "data work"});
  v.field(s.application, {.name = "application", .doc = "the application around the models"});
  v.field(s.staff, {.name = "staff", .doc = "people"});
  v.field(s.software, {.name = "software", .doc = "licences"});
  v.field(s.storage, {.name = "storage", .doc = "data at rest"});
  v.field(s.egress, {.name = "egress", .doc = "data that leaves a cloud"});
}

}  // namespace costwright
